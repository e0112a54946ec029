"""What a simulated season looks like from the outside: what groups were told, what their members did and heard of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from attached import Message
from season_plan import GroupPlan, Member


@dataclass
class Ask:
    """Something that a member does, and what came back. `again` tells that the first try got no answer."""

    group: str
    user: str
    said: dict[str, object]
    captain: bool = False
    place: str | None = None
    again: bool = False
    outcome: str | None = None
    messages: list[Message] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        return self.outcome is not None or bool(self.messages)

    @property
    def text(self) -> str:
        return str(self.messages[-1]["text"]) if self.messages else ""


@dataclass
class Shown:
    """A message that nobody asked for. `lives` are the processes that wrote it as new, by number."""

    group: str
    under: str | None
    first: Message
    lives: list[int]
    edits: list[Message] = field(default_factory=list)


@dataclass
class Given:
    """A member's acknowledged answer; `unsure` is what they tried last without getting a word."""

    choice: str | None = None
    changes: int = 0
    unsure: set[str] = field(default_factory=set)


@dataclass
class Play:
    """A round as its group sees it: `letters` are what its members may answer, and `kind` how.

    `cards` and `reveals` are the places in which it was asked and revealed.

    It takes answers until `last_call` at least, and until `closes` at most: who posts late may have claimed it in time.
    """

    id: int
    number: int
    group: GroupPlan
    day: date
    last_call: datetime
    closes: datetime
    letters: str
    kind: str
    waiting: list[Member] = field(default_factory=list)
    cards: set[str] = field(default_factory=set)
    reveals: set[str] = field(default_factory=set)
    asked: bool = False
    seen: bool = False

    @property
    def revealed(self) -> bool:
        """Whether the key came in every place of the group."""
        return self.reveals >= set(self.group.places)

    @property
    def midway(self) -> datetime:
        return self.closes - self.group.timetable.open_for / 2

    def some_choice(self, rng: Random) -> str:
        match self.kind:
            case "single":
                return rng.choice(self.letters)
            case "multiple":
                return "".join(sorted(rng.sample(self.letters, rng.randint(1, len(self.letters)))))
            case "order":
                return "".join(rng.sample(self.letters, len(self.letters)))
            case "number":
                return str(rng.randint(0, 9))
            case _:
                return rng.choice(("docker ps", "docker rm -f web", "docker images"))


@dataclass
class Log:
    """Everything seen from the outside.

    `cut_off` are rounds whose card had just come when the process was lost for hours. JSON lines can't be read back, so
    what was posted and not noted by then is not known to be there: its answers count, but the reveal may not come, nor the
    card of another place.
    """

    shown: dict[str, Shown] = field(default_factory=dict)
    plays: dict[int, Play] = field(default_factory=dict)
    given: dict[tuple[int, str], Given] = field(default_factory=dict)
    corrected: dict[int, str | None] = field(default_factory=dict)
    skipped: dict[str, list[date]] = field(default_factory=dict)
    overview: dict[str, Message] = field(default_factory=dict)
    boards: dict[tuple[str, str], Message] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    outages: list[timedelta] = field(default_factory=list)
    cut_off: set[int] = field(default_factory=set)
    kills: int = 0
    broken: list[str] = field(default_factory=list)


def was_taken(ask: Ask) -> bool:
    """Says whether the member was told that the answer counts, also where only the message arrived before the kill."""
    return not ask.text.startswith(("Too late", "Your answer ")) or " is in." in ask.text


def ways(card: Message) -> tuple[str, str]:
    """Returns the letters of a question and how it is answered, read from its card as its buttons have it."""
    lines = [item["line"].split() for part in card["parts"] if part["kind"] == "choices" for item in part["items"]]
    letters = "".join(line[2] for line in lines if line[0] in {"answer", "pick"})
    if letters:
        kind = "single" if lines[0][0] == "answer" else "multiple"
        return letters, "order" if "Choose the first one" in card["text"] else kind
    hints = [entry["hint"] for part in card["parts"] if part["kind"] == "form" for entry in part["fields"]]
    return "", ("number" if "number" in hints[0] else "words") if hints else ""
