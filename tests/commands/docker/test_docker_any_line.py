"""Whatever is typed after `/docker` gets an answer, and nothing that may not be asked for reaches an engine."""

from __future__ import annotations

import pytest
from databases import sqlite_url
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from room import Room, open_room

from commands.docker.offers import OFFERS
from commands.plain import plain
from commands.reply import Outcome
from content.docker_cli import load_grammar

VALUES = ["1", "-1", "a", "$X", "'$X'", "<name>", "/:/h", "a=b", "", "''", "0x10", "10m", "{{.ID}}", "'{{'", "é", "a b"]

FLAGS = [(name, flag) for name in OFFERS for flag in load_grammar().command(name).flags]

LINES = st.tuples(
    st.sampled_from(FLAGS), st.sampled_from(VALUES), st.sampled_from(["=", " "]), st.lists(st.sampled_from(VALUES))
).map(lambda made: f"{made[0][0]} --{made[0][1]}{made[2]}{made[1]} {' '.join(made[3])}")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sqlite_url(tmp_path_factory.mktemp("any-line"))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=LINES | st.text(max_size=40).map(lambda text: f"run {text}"))
async def test_any_line_is_answered(database: str, line: str) -> None:
    async with open_room(database) as room:
        answered = await room.ask(f"/docker {line}")
        assert answered.outcome is not Outcome.ERROR, plain(answered)
        assert plain(answered).strip()


@pytest.mark.parametrize("name", OFFERS)
async def test_every_command_tells_how_it_is_used(room: Room, name: str) -> None:
    told = await room.say(f"/docker {name} --help")
    assert told.startswith(f"docker {name}")


async def test_help_lists_what_runs_here(room: Room) -> None:
    told = await room.say("/docker help")
    assert "\nps: Lists containers: the running ones, or all with -a.\n" in told
    assert await room.say("/docker --help") == told


async def test_a_word_for_several_commands_lists_them(room: Room) -> None:
    told = await room.say("/docker volume")
    assert "volume create: Makes a volume." in told
    assert "\nrun:" not in told
