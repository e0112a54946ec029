"""The failures that a learner can mend or must be told of; everything else is a bug.

CommandError ── carries the sentence to show and the outcome for programs
"""

from __future__ import annotations

from commands.reply import Outcome
from commands.text import Text, Value, say


class CommandError(Exception):
    """Ends a command with one clear sentence. Build it with `invalid`, `refused`, … below."""

    def __init__(self, outcome: Outcome, sentence: Text) -> None:
        super().__init__(outcome, sentence)
        self.outcome = outcome
        self.sentence = sentence


def invalid(template: str, /, **values: Value) -> CommandError:
    """What was typed can't be read; the sentence says what to type instead."""
    return CommandError(Outcome.INVALID, say(template, **values))


def refused(template: str, /, **values: Value) -> CommandError:
    """What was asked is not allowed; the sentence says why."""
    return CommandError(Outcome.REFUSED, say(template, **values))


def not_found(template: str, /, **values: Value) -> CommandError:
    """What was named does not exist here."""
    return CommandError(Outcome.NOT_FOUND, say(template, **values))


def too_large(template: str, /, **values: Value) -> CommandError:
    """What was handed over is more than is taken; the sentence says how much is."""
    return CommandError(Outcome.TOO_LARGE, say(template, **values))


def unavailable(template: str, /, **values: Value) -> CommandError:
    """Something outside does not answer; the sentence says what still works."""
    return CommandError(Outcome.UNAVAILABLE, say(template, **values))
