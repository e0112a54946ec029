"""What captains look after, a module a subject of `/ship admin`."""
