"""Teams within a group: made by a captain or dealt evenly, compared by points a member, named at a season's end."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_days import open_question, play_day, set_up
from room import Room, buttons

from commands.quiz.teams import dealt, ranked
from commands.reply import Outcome, Table

POINTS = st.dictionaries(st.integers(1, 10_000), st.integers(0, 300), max_size=40)


async def captain(room: Room, line: str) -> str:
    return await room.say(f"/ship admin {line}", "cap", captain=True)


async def team_rows(room: Room, line: str = "/ship rank season by:teams") -> list[tuple[str, ...]]:
    """Returns the rows of the team board: rank, team, points, members, points a member."""
    return [row for part in (await room.ask(line)).parts if isinstance(part, Table) for row in part.rows]


async def worth_of(room: Room, learner: str) -> int:
    rows = next(part.rows for part in (await room.ask("/ship rank all", learner)).parts if isinstance(part, Table))
    return next(int(points) for _, name, points in rows if name == learner.capitalize())


@given(POINTS, st.integers(2, 10), st.integers())
def test_everybody_is_dealt_into_one_team_and_sizes_differ_by_one_at_most(
    points: dict[int, int], count: int, seed: int
) -> None:
    teams = dealt(points, count, Random(seed))
    assert sorted(learner for team in teams for learner in team) == sorted(points)
    assert len(teams) == count
    assert max(map(len, teams)) - min(map(len, teams)) <= 1


@given(POINTS, st.integers(2, 10), st.integers())
def test_full_rows_leave_teams_no_further_apart_than_the_learners_of_one_row(
    points: dict[int, int], count: int, seed: int
) -> None:
    while len(points) % count:
        points = {**points, max(points) + 1: 0}
    ordered = sorted(points.values(), reverse=True)
    rows = [ordered[start : start + count] for start in range(0, len(ordered), count)]
    sums = [sum(points[learner] for learner in team) for team in dealt(points, count, Random(seed))]
    assert max(sums) - min(sums) <= max((row[0] - row[-1] for row in rows), default=0)


def test_chance_decides_among_equals() -> None:
    points = dict.fromkeys(range(12), 10)
    dealings = {tuple(sorted(map(tuple, map(sorted, dealt(points, 3, Random(seed)))))) for seed in range(20)}
    assert len(dealings) > 10


@given(st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.integers(0, 50), st.integers(0, 6)), max_size=8))
def test_a_teams_rank_is_one_more_than_the_number_of_teams_with_more_points_a_member(
    teams: list[tuple[str, int, int]],
) -> None:
    found = ranked(teams)
    manned = [team for team in teams if team[2]]
    assert sorted((each.name, each.points, each.members) for each in found) == sorted(manned)
    for each in found:
        share = Fraction(each.points, each.members)
        assert each.rank == 1 + sum(Fraction(points, members) > share for _, points, members in manned)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6), st.integers(1, 5))
def test_a_team_as_good_but_larger_stands_no_higher(points: list[int], times: int) -> None:
    teams = ranked([("small", sum(points), len(points)), ("large", sum(points) * times, len(points) * times)])
    assert [each.rank for each in teams] == [1, 1]


async def test_dealing_needs_scores_and_tells_who_is_where(any_room: Room) -> None:
    await set_up(any_room)
    assert (await captain(any_room, "teams count:2")).startswith("0 learners have a score so far: too few for 2 teams.")
    await play_day(any_room, right=["ana", "ben"], wrong=["caro", "dan"])
    said = await captain(any_room, "teams count:2")
    assert said.startswith("Teams\n\nAnchors: ")
    assert {name for name in ("Ana", "Ben", "Caro", "Dan") if name in said} == {"Ana", "Ben", "Caro", "Dan"}
    rows = await team_rows(any_room)
    assert [(row[0], row[3]) for row in rows] == [("1", "2"), ("1", "2")]  # one who was right in each
    assert rows[0][2] == rows[1][2]


async def test_teams_are_dealt_anew_only_after_they_were_dissolved(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    await captain(room, "teams count:2")
    assert "dissolve them first: /ship admin team remove:all" in await captain(room, "teams count:2")
    assert await captain(room, "team remove:all") == "There are no teams any more. Everybody keeps their points."
    assert (await captain(room, "teams count:2")).startswith("Teams")


async def test_points_a_member_count_and_not_the_sum(room: Room) -> None:
    await set_up(room)
    await captain(room, "team name:Owls")
    await captain(room, "team name:Cranes")
    await play_day(room, right=["ana", "ben", "caro"], wrong=["dan"])
    for learner, team in (("Ana", "Owls"), ("Ben", "Cranes"), ("Caro", "Cranes"), ("Dan", "Cranes")):
        assert f"{learner} is in team {team} now." in await captain(room, f"team name:{team} learner:{learner}")
    worth = await worth_of(room, "ana")
    each = f"{worth * 2 / 3:.1f}"
    assert await team_rows(room) == [
        ("1", "Owls", str(worth), "1", f"{worth}.0"),
        ("2", "Cranes", str(2 * worth), "3", each),
    ]


async def test_a_learner_sees_their_team_and_who_is_in_it(room: Room) -> None:
    await set_up(room)
    await captain(room, "team name:Owls")
    await play_day(room, right=["ana"], wrong=["ben"])
    said = await room.say("/ship rank", "ana")
    assert "Your team: Owls, rank 1 of 1 with " in said
    assert "Your team Owls: Ana, Ben." in await room.say("/ship rank season by:teams", "ben")


async def test_the_board_has_a_button_for_teams_once_there_are_any(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    await captain(room, "teams count:2")
    room.clock.forward(hours=12)
    await room.steps()
    board = next(f"m{at}" for at, key in enumerate(room.board.keys, 1) if key.startswith("board"))
    assert "rank season by:teams" in [choice.line for choice in buttons(room.board.shown[board])]
    assert (await room.say("rank season by:teams")).startswith("Teams · Season November 2026")


async def test_who_is_new_joins_the_smallest_team(room: Room) -> None:
    await set_up(room)
    await captain(room, "team name:Owls")
    await captain(room, "team name:Cranes")
    await play_day(room, right=["ana", "ben", "caro"], wrong=[])
    assert await captain(room, "team") == (
        "Teams\n\nOwls: Ana, Caro\nCranes: Ben\n\n"
        "/ship admin team name:Owls rename:Owls renames a team, /ship admin team name:Owls learner:Ana moves somebody, "
        "/ship admin team remove:Owls dissolves one."
    )
    await play_day(room, right=["dan"], wrong=[])
    assert "Cranes: Ben, Dan" in await captain(room, "team")


async def test_who_only_asks_and_never_answers_is_in_no_team(room: Room) -> None:
    await open_question(room)
    await captain(room, "team name:Owls")
    await room.ask("/ship me", "eva")
    assert "Owls: nobody yet" in await captain(room, "team")


async def test_members_of_a_dissolved_team_join_the_others(room: Room) -> None:
    await set_up(room)
    await captain(room, "team name:Owls")
    await captain(room, "team name:Cranes")
    await play_day(room, right=["ana"], wrong=["ben"])
    await captain(room, "team")
    await captain(room, "team remove:owls")
    assert "Cranes: Ana, Ben" in await captain(room, "team")


async def test_a_hidden_learner_counts_but_is_not_named_and_a_pseudonym_is(room: Room) -> None:
    await set_up(room)
    await captain(room, "team name:Owls")
    await play_day(room, right=["ana", "ben"], wrong=[])
    await room.ask("/ship me hide", "ana")
    await room.ask("/ship me pseudonym Otter", "ben")
    for said in (await room.say("rank season by:teams", "caro"), await captain(room, "team")):
        assert "Ana" not in said.replace("learner:Ana", "")
        assert "Ben" not in said
    assert "Owls: (hidden), Otter" in await captain(room, "team")
    assert [row[3] for row in await team_rows(room)] == ["2"]
    assert (await captain(room, "team name:Owls learner:Ana")).startswith("Nobody here goes by Ana.")


async def test_who_is_forgotten_leaves_the_team_and_does_not_come_back(any_room: Room) -> None:
    await set_up(any_room)
    await captain(any_room, "team name:Owls")
    await play_day(any_room, right=["ana"], wrong=["ben"])
    assert [row[3] for row in await team_rows(any_room)] == ["2"]
    await any_room.ask("/ship me forget everything", "ana")
    assert [row[3] for row in await team_rows(any_room)] == ["1"]


async def test_the_end_of_a_season_names_the_winning_team_and_its_result_stays(room: Room) -> None:
    await set_up(room)
    await captain(room, "team name:Owls")
    await captain(room, "team name:Cranes")
    await play_day(room, right=["ana"], wrong=["ben"])
    before = await team_rows(room)
    await _forward_to_december(room)
    (said,) = [text for text in room.board.texts() if "is over." in text]
    assert f"First of the teams, with {before[0][4]} points a member: Owls" in said
    await captain(room, "team remove:all")
    assert await team_rows(room, "/ship rank by:teams season:2026-11") == before
    assert await team_rows(room) == []


async def _forward_to_december(room: Room) -> None:
    for _ in range(9):
        room.clock.forward(days=1)
        await room.steps()
        room.clock.forward(minutes=2)
        await room.steps()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("team", "There are no teams. /ship admin teams count:3 deals everybody evenly;"),
        ("team name:Owls rename:Cranes", "There is no team Owls. There are: none yet."),
        ("team name:all", "all stands for every team: choose another name."),
        ("team name:@here", "A name is up to 40 letters, digits and hyphens, for example Spring-2027."),
        ("team remove:Owls", "There is no team Owls. There are: none yet."),
        ("teams count:1", "Choose from 2 to 10 teams: /ship admin teams count:3"),
    ],
)
async def test_what_cannot_be_is_refused_with_what_to_type(room: Room, line: str, told: str) -> None:
    assert (await captain(room, line)).startswith(told)


async def test_teams_have_names_of_their_own(room: Room) -> None:
    await captain(room, "team name:Owls")
    assert await captain(room, "team name:OWLS") == "There is a team OWLS already: choose another name."
    await captain(room, "team name:Cranes")
    assert await captain(room, "team name:Cranes rename:owls") == "There is a team owls already: choose another name."
    assert await captain(room, "team name:Owls rename:owls") == "Team Owls is called owls now."


async def test_two_who_go_by_one_name_are_not_mistaken_for_each_other(room: Room) -> None:
    await captain(room, "team name:Owls")
    for user in ("ana", "ANA"):
        await room.ask("/ship me", user)
    assert (await captain(room, "team name:Owls learner:ana")).startswith("2 learners go by ana: ask one to choose")


async def test_only_captains_make_teams(room: Room) -> None:
    assert await room.outcome("/ship admin team name:Owls") is Outcome.REFUSED


async def test_no_group_sees_the_teams_of_another(room: Room) -> None:
    await captain(room, "team name:Owls")
    other = room.elsewhere("guild-2")
    assert (await captain(other, "team")).startswith("There are no teams.")
    assert await captain(other, "team remove:Owls") == "There is no team Owls. There are: none yet."
