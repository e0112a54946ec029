"""Who asks for what, from where: the plain values that adapters build and commands read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Literal
from zoneinfo import ZoneInfo

from commands.text import Moment


class Audience(StrEnum):
    """Who sees a reply. Fixed per command before work starts: Discord settles it at the first acknowledgement."""

    EVERYONE = "everyone"
    ONLY_YOU = "only_you"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, thread or direct message. `space` is a Discord guild, a Slack workspace or a terminal."""

    platform: str
    space: str
    channel: str


@dataclass(frozen=True, slots=True)
class Asker:
    """A person on a platform, as the adapter knows them when they type or press."""

    place: Place
    user: str
    name: str
    locale: str = "en"
    is_captain: bool = False


class Feedback(StrEnum):
    """When a learner is told whether an answer was right."""

    AT_CLOSING = "at_closing"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a group's daily question opens. `days` holds ISO weekdays, Monday 1 to Sunday 7.

    A day has none while it lies before `paused_until` or is a holiday.
    """

    at: time
    zone: ZoneInfo
    days: frozenset[int] = frozenset(range(1, 8))
    open_for: timedelta = timedelta(hours=12)
    late_window: timedelta = timedelta(hours=6)
    paused_until: date | None = None
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """When a local day's question opens: `at` is the instant (UTC) that the zone's rules make of its wall time."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """A study group. `schedule` is None until a captain has set it up; `place` is where its questions go.

    `changes_of_mind` says how often an answer may be replaced until its round closes.
    """

    id: int
    name: str
    zone: ZoneInfo
    schedule: Schedule | None
    place: Place | None
    feedback: Feedback
    level: int
    changes_of_mind: int
    board_rows: int
    keep_months: int | None
    opening: Opening | None
    locale: str

    @property
    def next_open_at(self) -> datetime | None:
        """When the next question opens (UTC), as it is known now."""
        return None if self.opening is None else self.opening.at

    def moment(
        self, at: datetime, style: Literal["time", "day", "both", "relative"], now: datetime | None = None
    ) -> Moment:
        """Returns a moment as the group says it: in its zone and its language."""
        return Moment(at.astimezone(self.zone), style, now, self.locale)


@dataclass(frozen=True, slots=True)
class Learner:
    """A member of one group; the same person in another group is another learner."""

    id: int
    group_id: int
    platform: str
    user: str
    name: str
    joined_on: date


@dataclass(frozen=True, slots=True)
class Request:
    """One command to carry out. `line` is what to type to ask for the same again.

    `received_at` is when this process took it up, before it waited for anything.
    `whole` asks for all there is to say, of a command that tells what to know first.
    """

    group: Group
    place: Place
    learner: Learner
    command: str
    line: str
    is_captain: bool
    received_at: datetime
    locale: str = "en"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
