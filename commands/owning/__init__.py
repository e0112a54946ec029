"""What captains do with their group's own questions, behind `/ship own`."""
