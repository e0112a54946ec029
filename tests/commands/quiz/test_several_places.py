"""A group with several places: one round stands in each of them, and what one place can't take stops no other."""

from __future__ import annotations

from dataclasses import replace

from quiz_days import close_question, latest, letters, open_question, set_up
from room import Room, buttons

from commands.plain import plain
from commands.reply import Outcome


def beside(room: Room, channel: str = "evening") -> Room:
    """Returns the group's room as seen from another of its places."""
    return replace(room, channel=channel)


async def set_up_two(room: Room) -> Room:
    """Sets the daily question up in two places; returns the group as seen from the second."""
    await set_up(room)
    second = beside(room)
    assert await second.outcome("/ship setup here:also", captain=True) is Outcome.OK
    return second


async def open_two(room: Room) -> Room:
    second = await set_up_two(room)
    room.clock.forward(hours=1)
    await room.steps()
    return second


def stands(room: Room, kind: str) -> list[str]:
    """Returns the channels in which a message of this kind stands, once for each."""
    pairs = zip(room.board.keys, room.board.places, strict=True)
    return [place.channel for key, place in pairs if key.startswith(f"{kind}-")]


async def test_the_same_question_comes_to_each_place_in_the_same_order(room: Room) -> None:
    await open_two(room)
    assert stands(room, "round") == ["general", "evening"]
    first, second = room.board.shown.values()
    assert first == second


async def test_answers_from_any_place_count_for_the_one_round_and_a_learner_answers_once(room: Room) -> None:
    second = await open_two(room)
    right, wrong = await letters(room)
    await room.ask(right, "ana")
    await second.ask(wrong, "ben")
    await room.ask("/ship setup changes:0", captain=True)
    assert "stays: it can't be changed" in await second.say(wrong, "ana")
    await room.steps()
    assert [text.count("2 answered.") for text in room.board.texts()] == [1, 1]


async def test_the_reveal_stands_under_the_card_in_each_place_and_the_one_leaderboard_in_the_main_one(
    room: Room,
) -> None:
    await open_two(room)
    await close_question(room)
    assert sorted(stands(room, "reveal")) == ["evening", "general"]
    assert stands(room, "board") == ["general"]
    cards, reveals = ("m1", "m2"), [message for message, under in room.board.under.items() if under]
    assert sorted(room.board.under[each] or "" for each in reveals) == sorted(cards)
    for message in reveals:
        card = room.board.under[message] or ""
        assert room.board.places[int(message[1:]) - 1] == room.board.places[int(card[1:]) - 1]
    assert not [each for card in cards for each in buttons(room.board.shown[card])]


async def test_a_place_that_takes_no_message_stops_no_other_and_captains_are_told_where(room: Room) -> None:
    room.board.closed.add("evening")
    second = await open_two(room)
    assert stands(room, "round") == ["general"]
    ((_, told),) = room.board.told
    assert told.startswith("I can't post in evening.")
    assert "type /ship setup here:also there to have it tried at once." in told
    assert "Trouble in evening since Monday 23 November, 09:00" in await room.say("setup", captain=True)
    room.board.closed.clear()
    again, _ = buttons(await second.ask("setup", captain=True))
    assert (again.label, again.line) == ("Try again", "setup here:also")
    await second.ask(again.line, captain=True)
    await room.steps()
    assert stands(room, "round") == ["general", "evening"]
    assert "Trouble" not in await room.say("setup", captain=True)


async def test_where_the_main_place_takes_no_message_the_question_counts_in_the_other(room: Room) -> None:
    room.board.closed.add("general")
    second = await open_two(room)
    right, _ = await letters(room)
    assert await second.outcome(right, "ana") is Outcome.OK
    room.clock.forward(hours=7)
    await room.steps()
    room.board.closed.clear()
    room.clock.forward(hours=5)
    await room.steps()
    assert (stands(room, "round"), stands(room, "reveal")) == (["evening"], ["evening"])
    assert "skipped" not in "".join(room.board.keys)
    assert "1  Ana" in await room.say("/ship rank")


async def test_a_day_that_no_place_could_take_is_told_as_skipped_once(room: Room) -> None:
    room.board.broken = True
    await open_two(room)
    room.clock.forward(hours=7)
    await room.steps()
    room.board.broken = False
    for _ in range(3):
        room.clock.forward(minutes=20)
        await room.steps()
    assert stands(room, "skipped") == ["general"]
    assert room.board.posts == 1


async def test_a_place_added_while_a_question_is_open_gets_the_next_one(room: Room) -> None:
    await open_question(room)
    await beside(room).ask("/ship setup here:also", captain=True)
    await room.steps()
    assert stands(room, "round") == ["general"]
    room.clock.forward(days=1)
    await room.steps()
    assert stands(room, "round") == ["general", "general", "evening"]


async def test_a_place_taken_out_still_gets_the_reveal_of_what_stands_there(room: Room) -> None:
    second = await open_two(room)
    assert "Also in" not in await second.say("/ship setup here:no", captain=True)
    await close_question(room)
    assert sorted(stands(room, "reveal")) == ["evening", "general"]
    room.clock.forward(hours=12)
    await room.steps()
    assert stands(room, "round") == ["general", "evening", "general"]


async def test_a_place_that_fails_can_be_taken_out_from_elsewhere(room: Room) -> None:
    room.board.closed.add("evening")
    await open_two(room)
    told = await room.say("/ship setup here:only", captain=True)
    assert "Also in" not in told
    assert "Trouble" not in told
    room.board.closed.clear()
    room.clock.forward(minutes=20)
    await room.steps()
    assert stands(room, "round") == ["general"]


async def test_the_main_place_is_moved_and_not_taken_out(room: Room) -> None:
    second = await set_up_two(room)
    refused = await room.ask("/ship setup here:no", captain=True)
    assert refused.outcome is Outcome.INVALID
    assert plain(refused).startswith("This is the main place, where the leaderboard is: type /ship setup here:yes in")
    told = await second.say("/ship setup here:yes", captain=True)
    assert "Place: evening" in told
    assert "Also in" not in told


async def test_the_panel_names_the_places_and_offers_what_fits_the_one_it_is_opened_in(room: Room) -> None:
    second = await set_up_two(room)
    told = await room.say("setup", captain=True)
    assert "Place: general\nAlso in: evening" in told
    assert [each.line for each in buttons(await room.ask("setup", captain=True))] == []
    assert [each.line for each in buttons(await second.ask("setup", captain=True))] == ["setup here:no"]
    third = buttons(await beside(room, "staff").ask("setup", captain=True))
    assert [each.line for each in third] == ["setup here:yes", "setup here:also"]


async def test_a_group_has_five_places_at_most(room: Room) -> None:
    await set_up(room)
    for number in range(4):
        assert await beside(room, f"c{number}").outcome("/ship setup here:also", captain=True) is Outcome.OK
    assert (await beside(room, "c5").say("/ship setup here:also", captain=True)).startswith(
        "Questions come to 5 places already: type /ship setup here:no in one of them first."
    )
    assert await beside(room, "c0").outcome("/ship setup here:also", captain=True) is Outcome.OK


async def test_a_correction_is_told_in_each_place_once(room: Room) -> None:
    await open_two(room)
    await close_question(room)
    await room.ask("/ship admin void 1", captain=True)
    for _ in range(3):
        await room.steps()
        room.clock.forward(minutes=1)
    assert sorted(stands(room, "correction")) == ["evening", "general"]
    assert [text.startswith("Question 1") and "Withdrawn" in text for text in room.board.texts()[:2]] == [True, True]


async def test_a_process_that_dies_between_two_places_posts_in_each_once(room: Room) -> None:
    await set_up_two(room)
    room.clock.forward(hours=1)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    for _ in range(3):
        room.clock.forward(minutes=1)
        await room.steps()
    assert sorted(stands(room, "round")) == ["evening", "general"]
    assert (await latest(room))[0].number == 1
