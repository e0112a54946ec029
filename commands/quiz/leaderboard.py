"""What a leaderboard shows: the shared goal first, then the first places, and the learner's own to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from commands.quiz import periods
from commands.quiz.periods import Period, Span
from commands.quiz.scoring import Standing
from commands.quiz.standings import Goal
from commands.quiz.teams import Team, TeamStanding
from commands.reply import Choice, Choices, Facts, Heading, Paragraph, Part, Table
from commands.request import Group
from commands.text import Strong, Text, counted, say


class By(StrEnum):
    """Who is compared."""

    LEARNERS = "learners"
    TEAMS = "teams"


_BUTTONS = {
    Period.DAY: "Day",
    Period.WEEK: "Week",
    Period.MONTH: "Month",
    Period.SEASON: "Season",
    Period.ALL: "All time",
}


def leaderboard(span: Span, best: Sequence[Standing], locale: str, goal: Text | None = None) -> tuple[Part, ...]:
    """Returns the first places of a span, below what the group reaches together."""
    shared = (Paragraph(goal),) if goal else ()
    head = (Heading(say("{title}", title=periods.title(span, locale))), *shared)
    if not best:
        return (*head, Paragraph(say("Nobody has points yet: the first right answer leads.")))
    rows = tuple((str(each.rank), each.name, str(each.points)) for each in best)
    return (*head, Table(("#", "Learner", "Points"), rows, right=frozenset({0, 2})))


def told(goal: Goal, group: Group, now: datetime) -> Text:
    """Says how many have answered the latest question, and until when others may."""
    shares = {"answered": goal.answered, "members": goal.members}
    if not goal.round.accepts_answers(now):
        return say("{answered} of {members} answered question {number}.", **shares, number=goal.round.number)
    closes = group.moment(goal.round.closes_at, "both")
    return say("{answered} of {members} answered today. The question closes {closes}.", **shares, closes=closes)


def own_place(near: Sequence[Standing], learner_id: int, locale: str) -> Facts:
    """Returns a learner's own place between the neighbours."""
    return Facts(
        tuple((_place(each, learner_id), counted(each.points, "point", "points", locale=locale)) for each in near)
    )


def _place(standing: Standing, learner_id: int) -> str:
    return f"{standing.rank}. you" if standing.learner_id == learner_id else f"{standing.rank}. {standing.name}"


def period_buttons(by: By = By.LEARNERS) -> Choices:
    """Returns a button a period; what it answers is seen by whoever pressed it."""
    teams = f" by:{by}" if by is By.TEAMS else ""
    return Choices(tuple(Choice(label, f"rank {period}{teams}") for period, label in _BUTTONS.items()))


def team_button(period: Period = Period.SEASON) -> Choices:
    """Returns the button that shows how the teams stand."""
    return Choices((Choice("Teams", f"rank {period} by:{By.TEAMS}"),))


def team_board(span: Span, teams: Sequence[TeamStanding], locale: str) -> tuple[Part, ...]:
    """Returns how a group's teams stand in a span."""
    head = Heading(say("Teams · {title}", title=periods.title(span, locale)))
    if not teams:
        return (head, Paragraph(say("There were no teams.")))
    rows = tuple((str(each.rank), each.name, str(each.points), str(each.members), each.share(locale)) for each in teams)
    header = ("#", "Team", "Points", "Members", "Each")
    told = Paragraph(say("What counts is points a member, of all who are in a team."))
    return (head, Table(header, rows, right=frozenset({0, 2, 3, 4})), told)


def own_team(team: Team, teams: Sequence[TeamStanding], locale: str) -> Text:
    """Says which team a learner is in and how it stands."""
    standing = next((each for each in teams if each.name == team.name), None)
    if standing is None:
        return say("Your team: {team}.", team=Strong(team.name))
    return say(
        "Your team: {team}, rank {rank} of {teams} with {each} points a member.",
        team=Strong(team.name),
        rank=standing.rank,
        teams=len(teams),
        each=standing.share(locale),
    )
