"""Why the sandbox did not do what was asked, in words for the person who asked.

SandboxError
├── InvalidReference   what was typed is no image name
├── Refused            the policy, or an image or registry that breaks the rules
├── NotFound           no such image, or a private one
├── TooLarge           over one of the policy's sizes
├── RateLimited        the registry wants fewer questions
├── TimedOut           somebody outside took too long
├── Unavailable        an engine or a registry that does not answer
└── Cancelled          the asker went away or pressed cancel

The texts are ours: an engine's or a registry's own words go to the operator's log, never to chat.
"""

from __future__ import annotations

from typing import ClassVar


class SandboxError(Exception):
    """`sentence` says what is wrong, `advice` what to do instead; `outcome` is the word programs read.

    Both may quote a reference as it was typed: escape them like any text from chat.
    """

    outcome: ClassVar[str] = "error"

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence, advice)
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()


class InvalidReference(SandboxError):
    """The text can't be read as an image reference."""

    outcome = "invalid"


class Refused(SandboxError):
    """Readable, but not allowed."""

    outcome = "refused"


class NotFound(SandboxError):
    """The registry shows no such image to us."""

    outcome = "not_found"


class TooLarge(SandboxError):
    """A size or count is over the policy's limit; the sentence has both figures."""

    outcome = "too_large"


class RateLimited(SandboxError):
    """The registry answered 429. `retry_after` is in seconds where it told us."""

    outcome = "rate_limited"

    def __init__(self, sentence: str, advice: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(sentence, advice)
        self.retry_after = retry_after


class TimedOut(SandboxError):
    """A time limit passed before the work was done."""

    outcome = "timed_out"


class Unavailable(SandboxError):
    """The engine or the registry can't be reached."""

    outcome = "unavailable"


class Cancelled(SandboxError):
    """The work was stopped on purpose."""

    outcome = "cancelled"
