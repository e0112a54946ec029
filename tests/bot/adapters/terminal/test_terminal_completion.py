"""The Tab key, completed from the registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from room import Room

from bot.adapters.terminal.completion import RegistryCompleter
from commands.request import Asker, Place


async def completed(room: Room, typed: str, *, captain: bool = True) -> list[str]:
    """Returns the whole line after each completion that is offered."""
    place = Place("terminal", "home", "home")
    completer = RegistryCompleter(room.services, lambda: Asker(place, "ana", "Ana", is_captain=captain))
    found = completer.get_completions_async(Document(typed), CompleteEvent(completion_requested=True))
    return [typed[: len(typed) + each.start_position] + each.text async for each in found]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("ra", ["rank"]),
        ("/ra", ["/rank"]),
        ("/ship ra", ["/ship rank"]),
        ("ex", ["explain", "exit"]),
        ("ans", []),
        ("rank ", ["rank day", "rank week", "rank month", "rank season", "rank all", "rank by:", "rank season:"]),
        ("/ship rank s", ["/ship rank season", "/ship rank season:"]),
        ("docker st", ["docker stop ", "docker start ", "docker stats "]),
        ("/docker hi", ["/docker history "]),
        ("setup ti", ["setup time:"]),
        ("setup time:09:00 zone:europe/lond", ["setup time:09:00 zone:Europe/London"]),
        ("setup feedback:at_o", ["setup feedback:at_once"]),
        ("nosuch ", []),
    ],
)
async def test_names_options_and_values_are_completed(room: Room, typed: str, lines: list[str]) -> None:
    assert await completed(room, typed) == lines


async def test_a_file_is_completed_by_its_path(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").touch()
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    assert await completed(room, "dockerfile fi") == ["dockerfile file:"]
    assert await completed(room, "dockerfile file:Do") == ["dockerfile file:Dockerfile"]
    assert await completed(room, "/ship dockerfile ./d") == ["/ship dockerfile ./docs/"]


async def test_without_a_reachable_engine_there_are_no_images_to_complete(room: Room) -> None:
    assert await completed(room, "docker history al") == []


async def test_values_only_a_captain_may_set_are_not_looked_up_for_others(room: Room) -> None:
    assert await completed(room, "setup zone:europe/lond", captain=False) == []
