"""What happens when the question can't be posted: who is told, how often, and that nobody else notices."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from quiz_days import latest, set_up
from room import Board, Room, buttons

from commands import troubles
from commands.messenger import CannotPost, MessageRef
from commands.quiz.round import RoundState
from commands.reply import Reply
from commands.request import Place

CANT = "The bot may not write there."


async def fail_at_nine(room: Room, captain: str = "cap") -> None:
    """Sets the daily question up and lets it fail."""
    await room.ask("setup time:09:00 zone:Europe/London", captain, captain=True)
    room.clock.forward(hours=1)
    room.board.broken = True
    await room.steps()


async def test_captains_are_told_privately_why_and_how_to_have_it_tried_again(room: Room) -> None:
    await room.ask("today", "ana")
    await fail_at_nine(room)
    ((user, told),) = room.board.told
    assert user == "cap"
    assert told == (
        f"I can't post in general.\n\n{CANT}\n\n"
        "Nothing that you have set up is lost. Once it is mended, type /ship setup here:yes there to have it tried at once."
    )


async def test_a_trouble_is_told_once_however_often_posting_fails(room: Room) -> None:
    await fail_at_nine(room)
    for _ in range(20):
        room.clock.forward(minutes=20)
        await room.steps()
    assert len(room.board.told) == 1


async def test_a_trouble_that_comes_back_is_told_again(room: Room) -> None:
    await fail_at_nine(room)
    room.board.broken = False
    room.clock.forward(minutes=1)
    await room.steps()
    assert room.board.posts == 1
    room.board.broken = True
    room.clock.forward(days=1)
    await room.steps()
    assert len(room.board.told) == 2


async def test_another_reason_is_told_as_well(room: Room) -> None:
    await fail_at_nine(room)
    room.board.reason = "The channel is archived."
    room.clock.forward(minutes=1)
    await room.steps()
    assert [told.split("\n\n")[1] for _, told in room.board.told] == [CANT, "The channel is archived."]


async def test_what_may_pass_by_itself_is_told_only_if_it_lasts(room: Room) -> None:
    room.board.passing = True
    await fail_at_nine(room)
    room.clock.forward(minutes=14)
    await room.steps()
    assert room.board.told == []
    room.clock.forward(minutes=2)
    await room.steps()
    ((_, told),) = room.board.told
    assert told.startswith("I can't post in general right now.")
    assert "This may pass by itself: I keep trying" in told


async def test_the_panel_shows_the_trouble_to_the_next_captain_and_has_it_tried_again(room: Room) -> None:
    await fail_at_nine(room)
    panel = await room.ask("setup", "dee", captain=True)
    assert f"Trouble since Monday 23 November, 09:00 Europe/London: {CANT}" in await room.say("setup", captain=True)
    (again,) = buttons(panel)
    room.board.broken = False
    assert "Trouble" not in await room.say(again.line, "dee", captain=True)
    await room.steps()
    assert room.board.texts()[0].startswith("Question 1 · ")


async def test_the_panel_is_clear_once_a_message_has_got_through(room: Room) -> None:
    await fail_at_nine(room)
    room.board.broken = False
    room.clock.forward(minutes=1)
    await room.steps()
    assert "Trouble" not in await room.say("setup", captain=True)


async def test_who_is_no_captain_any_more_is_not_told(room: Room) -> None:
    await room.ask("setup", "ex", captain=True)
    await room.ask("setup", "ex")
    await fail_at_nine(room)
    assert [user for user, _ in room.board.told] == ["cap"]


async def test_who_has_been_forgotten_is_not_told(room: Room) -> None:
    await room.ask("setup", "gone", captain=True)
    await room.ask("me forget everything", "gone")
    await fail_at_nine(room)
    assert [user for user, _ in room.board.told] == ["cap"]


async def test_a_captain_who_takes_no_messages_keeps_none_from_the_others(room: Room) -> None:
    await room.ask("setup", "deaf", captain=True)
    room.board.deaf.add("deaf")
    await fail_at_nine(room)
    assert [user for user, _ in room.board.told] == ["cap"]


async def test_captains_of_other_groups_hear_nothing(room: Room) -> None:
    other = room.elsewhere("guild-2")
    await other.ask("setup", "their-captain", captain=True)
    await fail_at_nine(room)
    assert [user for user, _ in room.board.told] == ["cap"]


# ── many groups ─────────────────────────────────────────────────────────────────────────────────────────


Way = Callable[[Place], Awaitable[None]]
"""How posting ends in a space that fails."""


async def refuses(_: Place) -> None:
    raise CannotPost(CANT)


async def is_busy(_: Place) -> None:
    raise CannotPost("Too busy right now.", passing=True)


async def hangs(_: Place) -> None:
    await asyncio.sleep(3600)


async def breaks(_: Place) -> None:
    raise ZeroDivisionError("a bug of ours")


@dataclass
class Platform(Board):
    """A platform on which some spaces fail, each in a way of its own."""

    failing: Mapping[str, Way] = field(default_factory=dict)

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        if place.space in self.failing:
            await self.failing[place.space](place)
        return await super().post(place, reply, key=key, under=under)


async def test_of_fifty_groups_those_that_fail_touch_no_other_and_lose_no_setting(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "PATIENCE", 0.2)
    ways: list[Way] = [refuses, is_busy, hangs, breaks]
    groups = [replace(room, space=f"guild-{number}") for number in range(50)]
    failing = {group.space: ways[number % 4] for number, group in enumerate(groups[::6])}
    platform = Platform(failing=failing)
    for group in groups:
        group.board = platform
        await set_up(group)
    panels = [await group.say("setup", captain=True) for group in groups]
    room.clock.forward(hours=1)
    await groups[0].steps()
    served = sorted(place.space for place in platform.places)
    assert served == sorted({group.space for group in groups} - set(failing))
    assert len(platform.told) == sum(way is refuses for way in failing.values())

    platform.failing = {}
    room.clock.forward(minutes=2)
    await groups[0].steps()
    assert sorted(place.space for place in platform.places) == sorted(group.space for group in groups)
    room.clock.forward(days=-1, minutes=-2, hours=23)  # back to eight, as the panels were read
    for group, panel in zip(groups, panels, strict=True):
        now = await group.say("setup", captain=True)
        assert now.partition("Time of day")[2] == panel.partition("Time of day")[2]
    rounds = [(await latest(group))[0] for group in groups]
    assert all(each.state is RoundState.OPEN for each in rounds)
