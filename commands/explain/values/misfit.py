"""The one way a value can be wrong."""

from __future__ import annotations


class Misfit(ValueError):
    """A value that docker refuses; the message is one sentence for a learner."""
