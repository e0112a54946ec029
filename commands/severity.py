"""How urgent a piece of advice is, and the mark that shows it beside the words."""

MARKS = {"info": "ℹ", "warning": "⚠", "danger": "⛔"}
"""By severity, the least urgent first."""
