"""Teams within a group: dealt so that they are even, and compared by points a member, so that size is no advantage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from babel.numbers import format_decimal

from commands.quiz.scoring import ranks
from commands.text import Text, say

FEWEST, MOST = 2, 10
"""How many teams captains may have dealt."""

_NAMED = 12
"""Members of a team that are named in a list."""

_NAMES = ("Anchors", "Beacons", "Cranes", "Dolphins", "Eagles", "Ferries", "Gulls", "Harbours", "Islands", "Jetties")


@dataclass(frozen=True, slots=True)
class Team:
    """A part of a group that competes together."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team's place. Who is in it counts, whether they answered within the span or not."""

    rank: int
    name: str
    points: int
    members: int

    def share(self, locale: str) -> str:
        """Returns the points a member, as shown."""
        return str(format_decimal(self.points / self.members, "0.0", locale=locale))


def ranked(teams: Iterable[tuple[str, int, int]]) -> list[TeamStanding]:
    """Ranks (name, points, members) by exact points a member. Ties share a rank and keep the order given.

    A team without members has no place.
    """
    manned = [team for team in teams if team[2]]
    ordered = sorted(manned, key=lambda team: -Fraction(team[1], team[2]))
    places = ranks([Fraction(points, members) for _, points, members in ordered])
    return [TeamStanding(place, *team) for place, team in zip(places, ordered, strict=True)]


def dealt(points: Mapping[int, int], count: int, rng: Random) -> list[list[int]]:
    """Deals learners, given with their points, into teams whose sizes differ by one at most.

    By rows of about equal points, one to each team, the best of a row to the team that has the fewest points so far:
    so the sums of full rows differ by no more than the points within one row. Those of the last row, if it is not
    full, go to the teams with most. Chance decides between equals.
    """
    shuffled = rng.sample(sorted(points), len(points))
    ordered = sorted(shuffled, key=lambda learner_id: -points[learner_id])
    teams: list[list[int]] = [[] for _ in range(count)]
    for start in range(0, len(ordered), count):
        row = ordered[start : start + count]
        rng.shuffle(teams)
        teams.sort(key=lambda team: sum(points[each] for each in team), reverse=len(row) < count)
        for team, learner_id in zip(teams, row if len(row) == count else reversed(row), strict=False):
            team.append(learner_id)
    return teams


def new_names(count: int) -> tuple[str, ...]:
    """Returns names for as many teams as are dealt."""
    return _NAMES[:count]


def named(names: Sequence[str]) -> Text:
    """Returns who is in a team: the first by name, the others as a number."""
    more = len(names) - _NAMED
    if more > 0:
        return say("{names} and {more} more", names=", ".join(names[:_NAMED]), more=more)
    return say("{names}", names=", ".join(names) or "nobody yet")
