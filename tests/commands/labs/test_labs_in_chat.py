"""`/ship lab` as a learner sees it; what is made on the sandbox is checked in test_labs_on_an_engine.py."""

from __future__ import annotations

import json

from room import Room, buttons

from commands.core import suggest
from commands.reply import File, Outcome, Reply
from commands.store import groups
from commands.store import labs as kept
from commands.store.labs import Progress
from content.lab_bank import load_labs

LABS = load_labs().labs


def labels(reply: Reply) -> list[str]:
    return [each.label for each in buttons(reply)]


async def do(room: Room, lab: str, user: str = "ana") -> None:
    """Notes that a learner has done a lab, as a check does."""
    await room.ask("/ship lab", user)
    async with room.services.store.begin() as transaction:
        met = await groups.meet(transaction, room.asker(user))
        assert met is not None
        await kept.put(transaction, met[1], lab, Progress(1, 0, room.clock()))


async def test_the_list_has_every_lab_under_its_topic(any_room: Room) -> None:
    said = await any_room.say("/ship lab")
    assert f"0 of {len(LABS)} done" in said
    for lab in LABS:
        assert f"{lab.name}: " in said
    assert said.index("Images and containers") < said.index("Two containers from one image")


async def test_the_list_says_what_is_done_and_what_is_begun_and_offers_the_rest(any_room: Room) -> None:
    await do(any_room, "two-from-one")
    begun = next(lab.name for lab in LABS if lab.name != "two-from-one")
    await any_room.ask(f"/ship lab {begun}")
    listed = await any_room.ask("/ship lab")
    assert "lab two-from-one" not in [each.line for each in buttons(listed)]
    said = await any_room.say("/ship lab")
    assert f"1 of {len(LABS)} done" in said
    assert "✓ two-from-one: Two containers from one image" in said
    assert f"… {begun}: " in said
    assert "✓" not in await any_room.say("/ship lab", "ben")


async def test_a_lab_opens_with_its_goal_its_steps_and_its_buttons(room: Room) -> None:
    opened = await room.ask("/ship lab two-from-one")
    said = await room.say("/ship lab two-from-one")
    assert "Have two containers run at the same time, web1 and web2" in said
    assert "1. Start web1 in the background." in said
    assert labels(opened) == ["Check", "Hint", "Reset"]
    assert "The sandbox doesn't answer just now" in said


async def test_a_lab_may_be_named_by_its_beginning_and_a_typo_is_mended(room: Room) -> None:
    assert "Two containers from one image" in await room.say("/ship lab two-fr")
    said = await room.say("/ship lab tow-from-one")
    assert said == "There is no lab “tow-from-one”: type /ship lab for all of them, or /ship lab two-from-one."


async def test_names_are_completed(room: Room) -> None:
    found = await suggest("lab", "name", "from-one", room.asker(), room.services)
    assert "two-from-one" in found


async def test_hints_come_one_after_the_other_and_then_no_more(room: Room) -> None:
    first = await room.ask("lab two-from-one hint")
    assert labels(first) == ["Check", "Hint", "Reset"]
    await room.ask("lab two-from-one hint")
    last = await room.ask("lab two-from-one hint")
    assert labels(last) == ["Check", "Reset"]
    said = await room.say("lab two-from-one hint")
    assert "3. docker run -d --name web1 busybox sleep 300" in said
    assert "These are all hints there are." in said


async def test_without_a_sandbox_a_check_says_so_and_nothing_is_lost(room: Room) -> None:
    for wish in ("check", "reset"):
        answered = await room.ask(f"lab two-from-one {wish}")
        assert answered.outcome is Outcome.UNAVAILABLE
    assert labels(await room.ask("/ship lab two-from-one")) == ["Check", "Hint", "Reset"]


async def test_the_debrief_is_for_who_has_done_the_lab(room: Room) -> None:
    assert await room.outcome("lab two-from-one debrief") is Outcome.REFUSED
    await do(room, "two-from-one")
    said = await room.say("lab two-from-one debrief")
    assert "An image is a stack of layers that nobody writes to." in said
    assert labels(await room.ask("/ship lab two-from-one")) == ["Check", "Hint", "Reset", "Debrief"]


async def test_who_is_not_alone_is_told_how_to_keep_names_apart(room: Room) -> None:
    assert "web1-ana" not in await room.say("/ship lab two-from-one", "ana")
    await room.ask("/ship lab", "ben")
    assert "Put yours behind it: web1-ana." in await room.say("/ship lab two-from-one", "ana")


async def test_progress_is_exported_and_forgotten_with_its_learner(any_room: Room) -> None:
    await do(any_room, "two-from-one")
    (file,) = [part for part in (await any_room.ask("/ship me export")).parts if isinstance(part, File)]
    (row,) = json.loads(file.data)["lab_progress"]
    assert (row["lab"], row["part"]) == ("two-from-one", 1)
    await any_room.ask("/ship me forget everything")
    assert f"0 of {len(LABS)} done" in await any_room.say("/ship lab")
