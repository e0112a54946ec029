"""A group's own questions: written, seen before they are kept, asked first, and nobody else's."""

from __future__ import annotations

from pathlib import Path

from databases import sqlite_url
from owning import QUESTION, bank, fill_in, keep
from quiz_days import close_question, open_question, set_up
from room import BANK, Room, buttons, open_room

from commands.plain import plain
from commands.quiz.round import Round
from commands.reply import Form, Outcome
from commands.store import groups, own, rounds


async def latest(room: Room) -> Round:
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        found = await rounds.latest(transaction, group)
    assert found is not None
    return found


async def test_a_question_is_shown_as_it_will_look_and_asked_once_it_is_kept(any_room: Room) -> None:
    offered = await fill_in(any_room)
    shown = plain(offered)
    assert QUESTION in shown
    assert "✓ " in shown
    assert "That lists images on the host." in shown
    assert [button.label for button in buttons(offered)] == ["Keep it", "Throw away"]
    assert (await keep(any_room, offered)).startswith("Kept: 1 question.")
    await open_question(any_room)
    assert QUESTION in any_room.board.texts()[0]


async def test_what_is_not_kept_is_not_asked(room: Room) -> None:
    await fill_in(room)
    await open_question(room)
    assert QUESTION not in room.board.texts()[0]


async def test_what_is_thrown_away_can_not_be_kept_any_more(room: Room) -> None:
    offered = await fill_in(room)
    assert await room.say(buttons(offered)[1].line, captain=True) == "Thrown away: 1 question."
    assert await room.outcome(buttons(offered)[0].line, captain=True) is Outcome.NOT_FOUND


async def test_an_own_question_is_answered_scored_and_revealed_like_any_other(any_room: Room) -> None:
    await keep(any_room, await fill_in(any_room))
    await open_question(any_room)
    round_ = await latest(any_room)
    right = round_.letters[round_.order.index(0)]
    assert "is in" in await any_room.say(f"answer {round_.id} {right}")
    await close_question(any_room)
    assert f"Answer to question 1: {right}" in any_room.board.texts()[1]
    assert "With -a it lists those that have ended as well." in any_room.board.texts()[1]
    assert "1  Ana" in await any_room.say("/ship rank")
    assert await any_room.outcome(f"report {round_.id} C is right, too") is Outcome.OK
    assert "own-1-1" in await any_room.say("/ship admin questions", captain=True)


async def test_one_that_was_asked_can_be_put_into_reviews_like_any_other(room: Room) -> None:
    await keep(room, await fill_in(room))
    await open_question(room)
    await close_question(room)
    (remember,) = [each for each in buttons(room.board.shown["m2"]) if each.label == "Add to my reviews"]
    assert (await room.say(remember.line, "ben")).startswith("This question is in your reviews now")
    assert (await room.say("/ship review", "ben")).startswith("Review · 1 due · ")


async def test_own_questions_come_in_the_order_in_which_they_were_added(room: Room) -> None:
    for number in (1, 2, 3):
        await keep(room, await fill_in(room, question=f"{QUESTION} Take number {number}."))
    await set_up(room)
    for number in (1, 2, 3):
        room.clock.forward(hours=1 if number == 1 else 24)
        await room.steps()
        assert (await latest(room)).question(BANK).prompt.endswith(f"Take number {number}.")
    room.clock.forward(hours=24)
    await room.steps()
    assert (await latest(room)).own is None


async def test_no_other_group_sees_or_is_asked_it(any_room: Room) -> None:
    other = any_room.elsewhere("guild-2")
    await keep(any_room, await fill_in(any_room))
    await open_question(other)
    assert QUESTION not in other.board.texts()[0]
    assert QUESTION not in await other.say("/ship own", captain=True)
    assert await other.outcome("/ship own show 1", captain=True) is Outcome.NOT_FOUND
    assert await other.outcome("/ship own retire 1", captain=True) is Outcome.NOT_FOUND
    assert await other.outcome("own keep 1-99", captain=True) is Outcome.NOT_FOUND
    assert len(await bank(other)) == len(BANK)


async def test_a_round_keeps_the_version_that_it_asked(any_room: Room) -> None:
    await keep(any_room, await fill_in(any_room))
    await open_question(any_room)
    form = await any_room.ask("/ship own edit 1", captain=True)
    (filled,) = [part for part in form.parts if isinstance(part, Form)]
    assert filled.fields[0].value == QUESTION
    offered = await fill_in(any_room, "own edit 1", question=f"{QUESTION} Name one.")
    assert (await keep(any_room, offered)).startswith("Kept: 1 question.")
    await close_question(any_room)
    assert "Name one." not in any_room.board.texts()[0]
    assert (await bank(any_room)).get("own-1-1").prompt.endswith("Name one.")


async def test_an_edit_that_changes_nothing_is_told(room: Room) -> None:
    await keep(room, await fill_in(room))
    assert plain(await fill_in(room, "own edit 1")) == "Nothing has changed in question 1."


async def test_an_earlier_version_can_come_back_and_be_thrown_away_without_taking_it_from_rounds(
    any_room: Room,
) -> None:
    await keep(any_room, await fill_in(any_room))
    await open_question(any_room)
    await keep(any_room, await fill_in(any_room, "own edit 1", question=f"{QUESTION} Name one."))
    back = await fill_in(any_room, "own edit 1")
    assert await any_room.say(buttons(back)[1].line, captain=True) == "Thrown away: 1 question."
    assert QUESTION in await any_room.say("/ship today")
    await keep(any_room, await fill_in(any_room, "own edit 1"))
    assert (await bank(any_room)).get("own-1-1").prompt == QUESTION


async def test_a_retired_question_is_not_asked_but_can_still_be_looked_up(any_room: Room) -> None:
    await keep(any_room, await fill_in(any_room))
    assert await any_room.say("/ship own retire 1", captain=True) == (
        "Question 1 is not asked any more. Its results stay."
    )
    assert await any_room.outcome("/ship own retire 1", captain=True) is Outcome.REFUSED
    await open_question(any_room)
    assert QUESTION not in any_room.board.texts()[0]
    assert (await bank(any_room)).get("own-1-1").status == "retired"


async def test_what_is_wrong_is_told_with_what_was_written_so_that_nothing_is_lost(room: Room) -> None:
    reply = await fill_in(room, options="docker ps\ndocker images\ndocker top", source="", topic="cooking")
    said = plain(reply)
    assert reply.outcome is Outcome.INVALID
    assert "no source is named" in said
    assert "“cooking” is no topic: write one of container-history" in said
    assert f"{QUESTION}\n\ndocker ps" in said
    assert buttons(reply) == []


async def test_advice_does_not_keep_a_question_back(room: Room) -> None:
    reply = await fill_in(room, options="*docker ps\ndocker images\ndocker top")
    assert "has no feedback" in plain(reply)
    assert (await keep(room, reply)).startswith("Kept: 1 question.")


async def test_hostile_texts_stay_text(room: Room) -> None:
    reply = await fill_in(room, question="@everyone what does \x1b[2J print in <@123>?\u202e It prints what?")
    shown = plain(reply)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    for part in reply.parts:
        assert "Mention" not in repr(part)


async def test_the_list_tells_what_waits_and_until_when(room: Room) -> None:
    await set_up(room)
    for number in range(6):
        await keep(room, await fill_in(room, question=f"{QUESTION} Take number {number}."))
    assert "6 questions wait, enough until Saturday 28 November" in await room.say("/ship own", captain=True)
    room.clock.forward(hours=1)
    await room.steps()
    said = await room.say("/ship own", captain=True)
    assert "Your own questions run out in 5 days: 5 are left, the last one comes Saturday 28 November" in said
    assert "asked" in said


async def test_captains_are_told_once_five_questions_before_they_run_out(room: Room) -> None:
    await set_up(room)
    for number in range(7):
        await keep(room, await fill_in(room, question=f"{QUESTION} Take number {number}."))
    room.clock.forward(hours=1)
    await room.steps()
    assert room.board.told == []
    room.clock.forward(days=1)
    await room.steps()
    ((_, told),) = room.board.told
    assert told.startswith("Your own questions run out in 5 days: 5 are left, the last one comes Sunday")
    room.clock.forward(days=1)
    await room.steps()
    assert len(room.board.told) == 1


async def test_only_captains_see_and_change_them(room: Room) -> None:
    await keep(room, await fill_in(room))
    for line in ("/ship own", "/ship own show 1", "/ship own retire 1"):
        assert await room.outcome(line) is Outcome.REFUSED


async def test_they_are_there_after_a_restart(tmp_path: Path) -> None:
    async with open_room(sqlite_url(tmp_path)) as room:
        await keep(room, await fill_in(room))
        await open_question(room)
    own.read.cache_clear()
    async with open_room(sqlite_url(tmp_path)) as room:
        room.clock.forward(hours=1)
        assert QUESTION in await room.say("/ship today")


async def test_one_is_practised_and_reviewed_only_once_the_group_has_been_asked_it(any_room: Room) -> None:
    await keep(any_room, await fill_in(any_room))
    assert (await any_room.say("remember own-1-1")).startswith("This question is in your reviews now")
    assert (await any_room.say("/ship review")).startswith("Nothing is due")
    await open_question(any_room)
    assert (await any_room.say("/ship review")).startswith("Nothing is due")
    await close_question(any_room)
    assert (await any_room.say("/ship review")).startswith("Review · 1 due · ")
    assert "1 question, of which 1 due" in await any_room.say("/ship me progress")
