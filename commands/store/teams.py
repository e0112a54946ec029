"""The teams of each group, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update

from commands.quiz.periods import Period, Season, Span
from commands.quiz.round import RoundState
from commands.quiz.teams import Team, TeamStanding, ranked
from commands.request import Group, Learner
from commands.store.database import Transaction
from commands.store.insert import insert_if_new, upsert
from commands.store.tables import answers, learners, rounds, team_members, team_results, teams, totals
from commands.store.totals import of_everybody, shown_name


async def of_group(transaction: Transaction, group_id: int) -> list[Team]:
    """Returns a group's teams, oldest first."""
    wanted = select(teams.c.id, teams.c.name).where(teams.c.group_id == group_id).order_by(teams.c.id)
    return [Team(row.id, row.name) for row in await transaction.execute(wanted)]


async def add(transaction: Transaction, group_id: int, name: str) -> Team:
    """Makes a team without members."""
    made = insert(teams).values(group_id=group_id, name=name).returning(teams.c.id)
    return Team(int(await transaction.scalar(made) or 0), name)


async def rename(transaction: Transaction, team: Team, name: str) -> None:
    """Gives a team another name; results of past seasons keep the old one."""
    await transaction.execute(update(teams).where(teams.c.id == team.id).values(name=name))


async def remove(transaction: Transaction, gone: Sequence[Team]) -> None:
    """Dissolves teams; their members join others at the next look."""
    ids = [team.id for team in gone]
    await transaction.execute(delete(team_members).where(team_members.c.team_id.in_(ids)))
    await transaction.execute(delete(teams).where(teams.c.id.in_(ids)))


async def put(transaction: Transaction, group_id: int, learner_id: int, team: Team) -> None:
    """Puts a learner into a team, out of any other."""
    await upsert(transaction, team_members, {"learner_id": learner_id, "group_id": group_id, "team_id": team.id})


async def place_new(transaction: Transaction, group_id: int) -> None:
    """Has everybody who takes part and has no team join the smallest, the older of two."""
    if await transaction.scalar(select(func.count()).where(teams.c.group_id == group_id)) == 0:
        return
    if not await _unplaced(transaction, group_id):
        return
    held = select(teams.c.id).where(teams.c.group_id == group_id).order_by(teams.c.id).with_for_update()
    sizes = dict.fromkeys((await transaction.scalars(held)).all(), 0)
    wanted = select(team_members.c.team_id, func.count()).where(team_members.c.group_id == group_id)
    sizes |= {row[0]: row[1] for row in await transaction.execute(wanted.group_by(team_members.c.team_id))}
    for learner_id in await _unplaced(transaction, group_id):
        smallest = min(sizes, key=lambda team_id: (sizes[team_id], team_id))
        row = {"learner_id": learner_id, "group_id": group_id, "team_id": smallest}
        sizes[smallest] += await insert_if_new(transaction, team_members, row)


async def _unplaced(transaction: Transaction, group_id: int) -> Sequence[int]:
    """Returns who takes part without a team, in the order of joining."""
    placed = exists().where(team_members.c.learner_id == learners.c.id)
    scored = exists().where(*_all_time(group_id), totals.c.learner_id == learners.c.id)
    open_round = and_(rounds.c.id == answers.c.round_id, rounds.c.state.in_([RoundState.SCHEDULED, RoundState.OPEN]))
    answering = exists().where(answers.c.learner_id == learners.c.id, open_round)
    wanted = select(learners.c.id).where(learners.c.group_id == group_id, ~placed, or_(scored, answering))
    return (await transaction.scalars(wanted.order_by(learners.c.id))).all()


async def points_so_far(transaction: Transaction, group_id: int) -> dict[int, int]:
    """Returns the points of everybody who has a score, by learner, of all time."""
    wanted = select(totals.c.learner_id, totals.c.points).where(*_all_time(group_id))
    return {row.learner_id: row.points for row in await transaction.execute(wanted)}


def _all_time(group_id: int) -> tuple[ColumnElement[bool], ...]:
    return (totals.c.group_id == group_id, totals.c.period == Period.ALL.value)


async def of_learner(transaction: Transaction, learner: Learner) -> Team | None:
    """Returns the team that a learner is in."""
    wanted = select(teams.c.id, teams.c.name).join(team_members, team_members.c.team_id == teams.c.id)
    row = (await transaction.execute(wanted.where(team_members.c.learner_id == learner.id))).one_or_none()
    return Team(row.id, row.name) if row else None


async def names(transaction: Transaction, group_id: int) -> list[str]:
    """Returns the names of a group's learners, as others may see them; those who are hidden have none."""
    wanted = select(shown_name()).where(learners.c.group_id == group_id, learners.c.hidden.is_(False))
    return list((await transaction.scalars(wanted.order_by(learners.c.id))).all())


async def called(transaction: Transaction, group_id: int, name: str) -> list[tuple[int, str]]:
    """Returns id and name of the learners whom others see under a name, in any case and with hyphens for blanks."""
    wanted = select(learners.c.id, shown_name()).where(learners.c.group_id == group_id, learners.c.hidden.is_(False))
    found = await transaction.execute(wanted.order_by(learners.c.id))
    return [(learner_id, shown) for learner_id, shown in found if written(shown) == written(name)]


def written(name: str) -> str:
    """Returns a name as one word to compare."""
    return "-".join(name.split()).casefold()


async def members(transaction: Transaction, group_id: int) -> dict[int, list[str]]:
    """Returns the names of each team's members by its id, as others may see them, in the order of joining."""
    wanted = select(team_members.c.team_id, shown_name()).join(learners, learners.c.id == team_members.c.learner_id)
    wanted = wanted.where(team_members.c.group_id == group_id).order_by(learners.c.id)
    found: dict[int, list[str]] = {}
    for team_id, name in await transaction.execute(wanted):
        found.setdefault(team_id, []).append(name)
    return found


async def standings(transaction: Transaction, group: Group, span: Span) -> list[TeamStanding]:
    """Returns how the group's teams stand in a span, with those who are in them now."""
    points = of_everybody(group, span)
    wanted = (
        select(teams.c.name, func.coalesce(func.sum(points.c.points), 0), func.count(team_members.c.learner_id))
        .select_from(
            teams.outerjoin(team_members, team_members.c.team_id == teams.c.id).outerjoin(
                points, points.c.learner_id == team_members.c.learner_id
            )
        )
        .where(teams.c.group_id == group.id)
        .group_by(teams.c.id, teams.c.name)
        .order_by(teams.c.id)
    )
    return ranked((row[0], int(row[1]), row[2]) for row in await transaction.execute(wanted))


async def keep_results(transaction: Transaction, season: Season, found: Sequence[TeamStanding]) -> None:
    """Keeps how the teams stood at the end of a season; a second time changes nothing."""
    for each in found:
        row = {"season_id": season.id, "group_id": season.group_id, "name": each.name}
        await insert_if_new(transaction, team_results, row | {"points": each.points, "members": each.members})


async def results(transaction: Transaction, season: Season) -> list[TeamStanding]:
    """Returns how the teams stood at the end of a season; empty where there were none."""
    wanted = select(team_results).where(team_results.c.season_id == season.id).order_by(team_results.c.name)
    return ranked((row.name, row.points, row.members) for row in await transaction.execute(wanted))
