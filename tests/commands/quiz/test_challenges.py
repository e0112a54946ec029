"""Two groups challenge each other: both captains accept, size is no advantage, and neither learns of the other's learners."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_days import PRESSED, answer_all, set_up
from room import Room
from sqlalchemy import delete

from commands.due import take_due_steps
from commands.quiz.challenge import Side, Tally, ahead
from commands.reply import Outcome, Table
from commands.store import groups, tables

HOME, AWAY = ("ana", "ben", "caro"), ("dan", "eva", "finn")


@dataclass
class Match:
    """Two groups on one clock, whose days are played together."""

    home: Room
    away: Room
    code: str = ""

    async def steps(self) -> None:
        """Takes due steps of both groups, which show their messages on boards of their own."""
        await take_due_steps(self.home.services, {"test": self.home.board})

    async def begin(self, terms: str = "count:3") -> None:
        self.code = await offered(self.home, terms)
        said = await captain(self.away, f"challenge accept:{self.code} name:Whales")
        assert said.startswith("Accepted: Whales against Otters, from tomorrow on.")

    async def day(self, *, home: dict[str, bool], away: dict[str, bool]) -> None:
        """Lets both groups' questions open, be answered (right or wrong, by learner) and revealed."""
        self.home.clock.forward(hours=12)
        await self.home.steps()
        for room, played in ((self.home, home), (self.away, away)):
            right = [learner for learner, is_right in played.items() if is_right]
            await answer_all(room, right=right, wrong=[learner for learner in played if learner not in right])
        self.home.clock.forward(hours=12)
        for _ in range(2):  # closed, then followed a minute later
            await self.home.steps()
            self.home.clock.forward(minutes=1)
        self.home.clock.forward(minutes=-2)


async def captain(room: Room, line: str) -> str:
    return await room.say(f"/ship admin {line}", "cap", captain=True)


async def offered(room: Room, terms: str = "count:3") -> str:
    said = await captain(room, f"challenge name:Otters {terms}")
    found = re.search(r"accept:(\w{8})", said)
    assert found, said
    return found[1]


@pytest.fixture
async def match(any_room: Room) -> Match:
    """Two groups with a daily question at nine each, on a Monday at nine in the evening, today's revealed."""
    home = any_room
    home.services = replace(home.services, bank=PRESSED)
    away = replace(home, space="guild-2")  # on one board, which shows the messages of both
    for room in (home, away):
        await set_up(room)
    home.clock.forward(hours=1)
    await home.steps()
    home.clock.forward(hours=12)
    await home.steps()
    return Match(home, away)


def told(room: Room, beginning: str) -> list[str]:
    return [text for text in room.board.texts() if text.startswith(beginning)]


async def rows(room: Room) -> list[tuple[str, ...]]:
    """Returns the rows of the challenge as a group's board has them: name, questions, right, turnout, result."""
    tables = [part for part in (await room.ask("/ship rank", "zoe")).parts if isinstance(part, Table)]
    return [row for table in tables if table.header[0] == "Group" for row in table.rows]


def everybody(names: tuple[str, ...], right: int) -> dict[str, bool]:
    return {name: at < right for at, name in enumerate(names)}


async def test_a_challenge_begins_once_both_captains_have_accepted_and_both_groups_are_told_once(match: Match) -> None:
    code = await offered(match.home)
    await match.steps()
    assert told(match.home, "A challenge begins") == []
    asked = await captain(match.away, f"challenge accept:{code}")
    assert asked.startswith("Otters challenge your group. To accept, choose the name that they see of yours:")
    assert "It runs over each group's next 3 daily questions." in asked
    assert await rows(match.away) == []
    await captain(match.away, f"challenge accept:{code.lower()} name:Whales")
    for _ in range(3):
        await match.steps()
        match.home.clock.forward(minutes=2)
    assert len(told(match.home, "A challenge begins: Otters against Whales.")) == 2


async def test_both_boards_show_both_groups_by_name_and_sums(match: Match) -> None:
    await match.begin()
    await match.day(home=everybody(HOME, 2), away=everybody(AWAY, 3))
    expected = [("Otters", "1", "66.7%", "100.0%", "66.7%"), ("Whales", "1", "100.0%", "100.0%", "100.0%")]
    assert await rows(match.home) == expected
    assert await rows(match.away) == expected
    match.home.clock.forward(minutes=2)
    await match.steps()
    boards = [text for text in match.home.board.texts() if "Challenge: Otters against Whales" in text]
    assert len(boards) == 2


async def test_neither_group_learns_of_the_others_learners(match: Match) -> None:
    await match.begin("count:3")
    for _ in range(3):
        await match.day(home=everybody(HOME, 2), away=everybody(AWAY, 3))
    for room, others in ((match.home, AWAY), (match.away, HOME)):
        said = [await room.say(line, "zoe") for line in ("/ship rank", "/ship rank all", "/ship me")]
        said.append(await captain(room, "challenge"))
        for name in others:
            assert name.capitalize() not in " ".join(said)


async def test_less_than_three_learners_are_shown_to_their_own_group_alone(match: Match) -> None:
    await match.begin()
    await match.day(home=everybody(HOME, 2), away={"dan": True, "eva": False})
    assert (await rows(match.home))[1] == ("Whales", "1", "–", "–", "–")
    assert (await rows(match.away))[1] == ("Whales", "1", "50.0%", "100.0%", "50.0%")


async def test_it_ends_after_the_agreed_questions_with_both_told_once_who_won(match: Match) -> None:
    await match.begin("count:3")
    for _ in range(3):
        assert told(match.home, "The challenge is over") == []
        await match.day(home=everybody(HOME, 3), away=everybody(AWAY, 1))
    for _ in range(3):
        match.home.clock.forward(minutes=2)
        await match.steps()
    assert len(told(match.home, "The challenge is over. The winner: Otters")) == 2
    assert await rows(match.home) == []
    assert (await captain(match.home, "challenge")).startswith("Challenge another group")


async def test_it_ends_with_its_dates_also_where_a_group_had_no_question_meanwhile(match: Match) -> None:
    await match.begin("from:2026-11-24 to:2026-11-25")
    await captain(match.away, "board rows:3")
    assert await match.away.outcome("/ship setup days:fri", "cap", captain=True) is Outcome.OK
    for _ in range(4):
        match.home.clock.forward(hours=12)
        for _ in range(2):
            await match.steps()
            match.home.clock.forward(minutes=1)
    match.home.clock.forward(hours=4)
    for _ in range(2):
        await match.steps()
        match.home.clock.forward(minutes=2)
    assert len(told(match.home, "The challenge is over without a winner: a group counts from 3 learners on.")) == 2


async def test_a_withdrawn_question_does_not_count_and_another_takes_its_place(match: Match) -> None:
    await match.begin("count:3")
    await match.day(home=everybody(HOME, 3), away=everybody(AWAY, 3))
    assert "withdrawn" in await captain(match.home, "void 2")
    match.home.clock.forward(minutes=2)
    await match.steps()
    assert [row[1] for row in await rows(match.home)] == ["0", "1"]
    for _ in range(2):
        await match.day(home=everybody(HOME, 3), away=everybody(AWAY, 3))
    assert told(match.home, "The challenge is over") == []
    await match.day(home=everybody(HOME, 3), away=everybody(AWAY, 3))
    match.home.clock.forward(minutes=2)
    await match.steps()
    assert len(told(match.home, "The challenge is over, and both are level.")) == 2


async def test_either_captain_can_leave_and_both_groups_are_told_once(match: Match) -> None:
    await match.begin()
    await match.steps()
    assert await captain(match.away, f"challenge leave:{match.code}") == (
        "Your group has left the challenge. Both groups are told."
    )
    for _ in range(3):
        match.home.clock.forward(minutes=2)
        await match.steps()
    assert len(told(match.home, "The challenge is over, since one group has left it: Whales.")) == 2
    assert (await captain(match.away, f"challenge leave:{match.code}")).startswith("Your group has no challenge")


async def test_killed_after_telling_a_group_tells_it_once(match: Match) -> None:
    await match.begin()
    match.home.board.dies_after_posting = True
    await match.steps()
    match.home.board.dies_after_posting = False
    for _ in range(3):
        match.home.clock.forward(minutes=2)
        await match.steps()
    assert len(told(match.home, "A challenge begins")) == 2


async def test_a_learner_who_is_forgotten_changes_no_groups_result(match: Match) -> None:
    await match.begin()
    await match.day(home=everybody(HOME, 2), away=everybody(AWAY, 3))
    before = await rows(match.home)
    await match.home.ask("/ship me forget everything", "ana")
    match.home.clock.forward(minutes=2)
    await match.steps()
    assert await rows(match.away) == before


async def test_a_group_that_is_gone_ends_the_challenge_for_the_other(match: Match) -> None:
    await match.begin()
    await match.steps()
    async with match.home.services.store.begin() as transaction:
        away = await groups.of_place(transaction, match.away.asker().place, match.home.clock())
        await transaction.execute(delete(tables.challenge_sides).where(tables.challenge_sides.c.group_id == away.id))
    for _ in range(2):
        match.home.clock.forward(minutes=2)
        await match.steps()
    assert len(told(match.home, "The challenge is over: the other group is gone.")) == 1


async def test_an_offer_that_nobody_accepts_is_taken_back_or_lapses(match: Match) -> None:
    code = await offered(match.home)
    assert f"accept:{code}" in await captain(match.home, "challenge")
    assert (await captain(match.home, f"challenge leave:{code}")).startswith(f"The code {code} is no longer good")
    assert (await captain(match.away, f"challenge accept:{code} name:Whales")).startswith("There is no challenge")
    later = await offered(match.home)
    match.home.clock.forward(days=7, seconds=1)
    assert (await captain(match.away, f"challenge accept:{later} name:Whales")).startswith("There is no challenge")
    assert await offered(match.home) != later


async def test_a_code_is_good_once_and_for_others_only(match: Match) -> None:
    code = await offered(match.home)
    assert (await captain(match.home, f"challenge accept:{code} name:Whales")).startswith("This is your own challenge")
    assert (await captain(match.away, f"challenge accept:{code} name:otters")).startswith("The other group is called")
    await captain(match.away, f"challenge accept:{code} name:Whales")
    third = replace(match.home, space="guild-3")
    assert (await captain(third, f"challenge accept:{code} name:Seals")).startswith("There is no challenge")
    assert (await captain(match.home, f"challenge accept:{code} name:Seals")).startswith("There is no challenge")


async def test_a_group_has_one_challenge_at_a_time(match: Match) -> None:
    code = await offered(match.home)
    await offered(match.away)
    assert (await captain(match.away, f"challenge accept:{code} name:Whales")).startswith(
        "Your group has a challenge already. To leave it:"
    )


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("accept:abc", "A challenge's code has 8 letters and digits, for example K7QF2MXA."),
        ("name:Otters count:2", "Choose from 3 to 60 questions: /ship admin challenge name:Otters count:10"),
        ("name:Otters from:2026-12-01", "Say how long: give a last day, too, or a number of questions."),
        ("name:Otters count:5 to:2026-12-01", "Choose a number of questions or dates, not both:"),
        ("name:Otters to:2026-11-20", "A challenge ends after today, not before its first day, and within 90 days"),
        ("leave:AAAAAAAA", "Your group has no challenge with the code AAAAAAAA."),
    ],
)
async def test_what_cannot_be_is_refused_with_what_to_type(room: Room, terms: str, said: str) -> None:
    assert (await captain(room, f"challenge {terms}")).startswith(said)


async def test_only_captains_challenge(room: Room) -> None:
    assert await room.outcome("/ship admin challenge name:Otters") is Outcome.REFUSED


SHEETS = st.integers(1, 8).flatmap(
    lambda questions: st.lists(
        st.lists(st.sampled_from([None, False, True]), min_size=questions, max_size=questions), min_size=3, max_size=8
    )
)
"""For each member, for each question: not answered, wrong or right."""


def tally(sheets: list[list[bool | None]]) -> Tally:
    given = [each for sheet in sheets for each in sheet if each is not None]
    return Tally(len(sheets[0]), len(sheets), len(given), sum(given))


def side(sheets: list[list[bool | None]], number: int) -> Side:
    day = date(2026, 11, 24)
    return Side(number, f"group {number}", day, day, left=False, tally=tally(sheets))


@given(SHEETS)
def test_a_result_is_the_mean_share_of_questions_that_a_member_got_right(sheets: list[list[bool | None]]) -> None:
    shares = [Fraction(sum(each is True for each in sheet), len(sheet)) for sheet in sheets]
    assert tally(sheets).result == sum(shares) / len(shares)


@given(SHEETS, st.integers(1, 5))
def test_a_group_that_is_larger_and_as_good_is_not_ahead(sheets: list[list[bool | None]], times: int) -> None:
    assert ahead([side(sheets, 1), side(sheets * times, 2)]) is None


@given(SHEETS, st.data())
def test_no_answer_ever_lowers_a_result(sheets: list[list[bool | None]], data: st.DataObject) -> None:
    member = data.draw(st.integers(0, len(sheets) - 1))
    question = data.draw(st.integers(0, len(sheets[0]) - 1))
    answered = [list(sheet) for sheet in sheets]
    if answered[member][question] is None:
        answered[member][question] = data.draw(st.booleans())
    assert tally(answered).result >= tally(sheets).result
