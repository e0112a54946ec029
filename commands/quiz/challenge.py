"""A challenge between two groups: what counts, who is ahead, and what each may see of the other.

A group's result is the share of right answers among those given, times its turnout: the right answers out of all
that its members could have given. So neither size nor leaving the weaker at home is an advantage, and no answer
ever lowers a result. A group sees of the other its chosen name and these sums, from three learners on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from commands import dates
from commands.reply import Heading, Paragraph, Part, Table
from commands.text import Strong, Text, percent, say, shorten

FEWEST_LEARNERS = 3
"""Below this number sums would tell who answered what, and a result would say little."""

MEMBERS_SINCE = timedelta(days=14)
"""Who answered a question of the group in this time before the challenge is a member, whether they go on or not."""

LONGEST = timedelta(days=90)
"""A challenge over a number of questions ends after this, though a group may not have had them all."""

_NAME = 16
"""Characters of a name in a table, which a phone shows without breaking its rows."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a group's members did with the questions that count: closed, and not withdrawn.

    `right` are the answers that are wholly right, of those `answered`.
    """

    questions: int = 0
    members: int = 0
    answered: int = 0
    right: int = 0

    @property
    def share(self) -> Fraction:
        """Right answers among those given."""
        return Fraction(self.right, max(self.answered, 1))

    @property
    def turnout(self) -> Fraction:
        """Answers given among those that could have been."""
        return Fraction(self.answered, max(self.members * self.questions, 1))

    @property
    def result(self) -> Fraction:
        """What is compared."""
        return self.share * self.turnout

    @property
    def counts(self) -> bool:
        """Says whether the group is large enough to be shown and compared."""
        return self.members >= FEWEST_LEARNERS and self.questions > 0


@dataclass(frozen=True, slots=True)
class Side:
    """A group in a challenge, by the name it has chosen for the other; both local dates are its own, and included."""

    group_id: int
    name: str
    first_day: date
    last_day: date
    left: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class Challenge:
    """Two groups over dates, or over each one's first `count` daily questions. An offer has one side so far."""

    id: int
    code: str
    count: int | None
    sides: tuple[Side, ...]
    created_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None

    def side_of(self, group_id: int) -> Side:
        """Returns the side of a group that takes part."""
        return next(side for side in self.sides if side.group_id == group_id)


def terms(challenge: Challenge, locale: str) -> Text:
    """Says for how long it runs."""
    if challenge.count is not None:
        return say("It runs over each group's next {count} daily questions.", count=challenge.count)
    side = challenge.sides[0]
    first, last = (dates.dated(day, locale) for day in (side.first_day, side.last_day))
    return say("It runs from {first} to {last}.", first=first, last=last)


RULE = say(
    "What counts is right answers out of all that a group's members could have given: size is no advantage, and no "
    "answer ever costs anything."
)


def standing(challenge: Challenge, group_id: int, locale: str) -> tuple[Part, ...]:
    """Returns how both stand, as a group may see it: of the other only sums, and these only from three learners on."""
    rows = tuple(_row(side, locale, open_=side.group_id == group_id) for side in challenge.sides)
    header = ("Group", "Asked", "Right", "Turnout", "Result")
    names = [Strong(side.name) for side in challenge.sides]
    title = (
        say("Challenge: {one} against {other}", one=names[0], other=names[1])
        if len(names) > 1
        else say("Challenge: {name}, alone by now", name=names[0])
    )
    return (Heading(title), Table(header, rows, right=frozenset({1, 2, 3, 4})))


def _row(side: Side, locale: str, *, open_: bool) -> tuple[str, ...]:
    tally, name = side.tally, shorten(side.name, _NAME)
    if not tally.counts and not (open_ and tally.questions):
        return (name, str(tally.questions), "–", "–", "–")
    return (
        name,
        str(tally.questions),
        *(percent(float(each), locale, "0.0%") for each in (tally.share, tally.turnout, tally.result)),
    )


def began(challenge: Challenge, locale: str) -> tuple[Part, ...]:
    """Returns what both groups are told when a challenge has been accepted."""
    names = [Strong(side.name) for side in challenge.sides]
    told = say("A challenge begins: {one} against {other}.", one=names[0], other=names[-1])
    return (Paragraph(told), Paragraph(terms(challenge, locale)), Paragraph(RULE))


def ended(challenge: Challenge, group_id: int, locale: str) -> tuple[Part, ...]:
    """Returns what a group is told when it is over."""
    return (Paragraph(_outcome(challenge)), *standing(challenge, group_id, locale))


def _outcome(challenge: Challenge) -> Text:
    gone = [side for side in challenge.sides if side.left]
    if gone:
        return say("The challenge is over, since one group has left it: {name}.", name=Strong(gone[0].name))
    if len(challenge.sides) < 2:
        return say("The challenge is over: the other group is gone.")
    if not comparable(challenge.sides):
        return say(
            "The challenge is over without a winner: a group counts from {fewest} learners on.", fewest=FEWEST_LEARNERS
        )
    first = ahead(challenge.sides)
    if first is None:
        return say("The challenge is over, and both are level.")
    return say("The challenge is over. The winner: {name}", name=Strong(first.name))


def comparable(sides: Sequence[Side]) -> bool:
    """Says whether there are two groups, each large enough."""
    return len(sides) == 2 and all(side.tally.counts for side in sides)


def ahead(sides: Sequence[Side]) -> Side | None:
    """Returns who leads; None where nobody does, or too few take part."""
    if not comparable(sides):
        return None
    second, first = sorted(sides, key=lambda side: side.tally.result)
    return first if first.tally.result > second.tally.result else None
