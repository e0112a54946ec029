"""Teams of a group: `/ship admin team` makes, renames and dissolves one and puts learners in, `teams count:3` deals them."""

from __future__ import annotations

from dataclasses import dataclass
from random import SystemRandom

from commands.errors import CommandError, invalid, not_found, refused
from commands.quiz.teams import FEWEST, MOST, Team, dealt, named, new_names
from commands.reply import Facts, Heading, Paragraph, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.store import Transaction, teams
from commands.text import Code, Strong, Text, counted, say, shorten

_ALL = "all"
_rng = SystemRandom()


@dataclass(frozen=True, slots=True)
class TeamWish:
    """What a captain wants of the team `name`: nothing more makes it."""

    name: str | None
    rename: str | None
    learner: str | None
    remove: str | None


async def team_names(request: Request, services: Services, typed: str) -> list[str]:
    """Suggests the group's teams."""
    async with services.store.begin() as transaction:
        known = await teams.of_group(transaction, request.group.id)
    return [each.name for each in known if typed.casefold() in each.name.casefold()]


async def learners_called(request: Request, services: Services, typed: str) -> list[str]:
    """Suggests learners by the name that others see."""
    async with services.store.begin() as transaction:
        found = await teams.names(transaction, request.group.id)
    return [name for name in found if typed.casefold() in name.casefold()]


async def change_team(request: Request, services: Services, wish: TeamWish) -> Reply:
    """Carries out what a captain wants of a team, or lists the teams."""
    async with services.store.begin() as transaction:
        known = await teams.of_group(transaction, request.group.id)
        if wish.remove is not None:
            return reply(await _remove(transaction, known, wish.remove))
        if wish.name is None:
            return await _listed(transaction, request, known)
        team = _find(known, wish.name)
        if wish.rename is None and wish.learner is None:
            return reply(await _add(transaction, request, known, wish.name))
        if team is None:
            raise _no_such_team(known, wish.name)
        if wish.rename is not None:
            return reply(await _rename(transaction, known, team, wish.rename))
        return reply(await _put(transaction, request, team, wish.learner or ""))


def _find(known: list[Team], name: str) -> Team | None:
    return next((each for each in known if each.name.casefold() == name.casefold()), None)


def _require_free(others: list[Team], name: str) -> None:
    if name.casefold() == _ALL:
        raise invalid("{name} stands for every team: choose another name.", name=Code(name))
    if _find(others, name) is not None:
        raise refused("There is a team {name} already: choose another name.", name=Code(name))


def _no_such_team(known: list[Team], name: str) -> CommandError:
    return not_found(
        "There is no team {name}. There are: {known}.",
        name=Code(shorten(name, 40)),
        known=", ".join(each.name for each in known) or "none yet",
    )


async def _add(transaction: Transaction, request: Request, known: list[Team], name: str) -> Text:
    _require_free(known, name)
    if len(known) >= MOST:
        raise refused("A group has {most} teams at most.", most=MOST)
    await teams.add(transaction, request.group.id, name)
    return say(
        "There is a team {team} now. Who has no team yet joins the smallest; {line} puts somebody in.",
        team=Strong(name),
        line=Code(f"/ship admin team name:{name} learner:NAME"),
    )


async def _rename(transaction: Transaction, known: list[Team], team: Team, name: str) -> Text:
    _require_free([each for each in known if each != team], name)
    await teams.rename(transaction, team, name)
    return say("Team {old} is called {new} now.", old=team.name, new=Strong(name))


async def _remove(transaction: Transaction, known: list[Team], name: str) -> Text:
    if name.casefold() == _ALL:
        await teams.remove(transaction, known)
        return say("There are no teams any more. Everybody keeps their points.")
    team = _find(known, name)
    if team is None:
        raise _no_such_team(known, name)
    await teams.remove(transaction, [team])
    return say("Team {team} is dissolved. Its members join the smallest of the others.", team=team.name)


async def _put(transaction: Transaction, request: Request, team: Team, name: str) -> Text:
    found = await teams.called(transaction, request.group.id, name)
    if not found:
        raise not_found(
            "Nobody here goes by {name}. Write a blank as a hyphen: {example}",
            name=Code(shorten(name, 40)),
            example=Code(f"/ship admin team name:{team.name} learner:Ana-Silva"),
        )
    if len(found) > 1:
        raise refused(
            "{number} learners go by {name}: ask one to choose another name with {line}.",
            number=len(found),
            name=Code(shorten(name, 40)),
            line=Code("/ship me pseudonym"),
        )
    ((learner_id, shown),) = found
    await teams.put(transaction, request.group.id, learner_id, team)
    return say("{name} is in team {team} now.", name=Strong(shown), team=Strong(team.name))


async def deal_teams(request: Request, services: Services, count: int | None) -> Reply:
    """Deals everybody who has a score into teams of about equal points."""
    async with services.store.begin() as transaction:
        known = await teams.of_group(transaction, request.group.id)
        if count is None:
            return await _listed(transaction, request, known)
        if not FEWEST <= count <= MOST:
            example = Code("/ship admin teams count:3")
            raise invalid("Choose from {fewest} to {most} teams: {example}", fewest=FEWEST, most=MOST, example=example)
        if known:
            raise refused(
                "There are teams already. To deal everybody anew, dissolve them first: {line}",
                line=Code("/ship admin team remove:all"),
            )
        points = await teams.points_so_far(transaction, request.group.id)
        if len(points) < count:
            raise refused(
                "{learners} so far: too few for {count} teams.",
                learners=counted(
                    len(points), "learner has a score", "learners have a score", locale=request.group.locale
                ),
                count=count,
            )
        for name, learner_ids in zip(new_names(count), dealt(points, count, _rng), strict=True):
            team = await teams.add(transaction, request.group.id, name)
            for learner_id in learner_ids:
                await teams.put(transaction, request.group.id, learner_id, team)
        return await _listed(transaction, request, await teams.of_group(transaction, request.group.id))


async def _listed(transaction: Transaction, request: Request, known: list[Team]) -> Reply:
    deal, make = Code("/ship admin teams count:3"), Code("/ship admin team name:Owls")
    if not known:
        return reply(
            say("There are no teams. {deal} deals everybody evenly; {make} makes one by hand.", deal=deal, make=make)
        )
    await teams.place_new(transaction, request.group.id)
    members = await teams.members(transaction, request.group.id)
    facts = tuple((each.name, named(members.get(each.id, []))) for each in known)
    first = known[0].name
    told = say(
        "{rename} renames a team, {put} moves somebody, {remove} dissolves one.",
        rename=Code(f"/ship admin team name:{first} rename:Owls"),
        put=Code(f"/ship admin team name:{first} learner:Ana"),
        remove=Code(f"/ship admin team remove:{first}"),
    )
    return Reply((Heading(say("Teams")), Facts(facts), Paragraph(told)))
