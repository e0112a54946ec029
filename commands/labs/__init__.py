"""`/ship lab`: exercises on the group's sandbox, checked by what is there."""
