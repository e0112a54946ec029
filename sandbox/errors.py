"""Why the sandbox did not do what was asked, in words for the person who asked.

SandboxError
├── Invalid            what was typed can't be done as it stands
│   ├── InvalidReference   it is no image name
│   └── Conflict           it is in the way of something that is there: a name in use, a container that runs
├── Refused            the policy, or an image or registry that breaks the rules
├── NotFound           no such image, container or volume, or a private one
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
        if self.advice and self.sentence[-1:].isalnum():  # as docker ends it, with a name: “No such container: web”
            return f"{self.sentence}. {self.advice}"
        return f"{self.sentence} {self.advice}".strip()


class Invalid(SandboxError):
    """Readable, but it makes no sense: a name with a space in it, a path that does not begin with a slash."""

    outcome = "invalid"


class InvalidReference(Invalid):
    """The text can't be read as an image reference."""


class Conflict(Invalid):
    """It makes sense, but not now: the name is taken, the container runs, the volume is in use."""


class Refused(SandboxError):
    """Readable, but not allowed."""

    outcome = "refused"


class NotFound(SandboxError):
    """There is no such thing, or none that this group may see: the words are the same."""

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
