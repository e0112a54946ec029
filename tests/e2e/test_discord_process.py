"""The real process, spoken to as Discord does: over its gateway and its HTTP API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from discord_server import Answered, Served, served
from discord_shapes import COMMAND, PRESS, SUBMIT, Body, button, buttons, docker, filled, subcommand, text_of, with_file
from engine.local import LocalEngine
from loopback import wait_for
from running import running


@pytest.fixture
def discord() -> Iterator[Served]:
    with served() as server:
        yield server


def ask(discord: Served, data: Body, *, kind: int = COMMAND, finished: str = "", **who: Any) -> Answered:
    """Does something as a member, and waits until the answer says what is waited for."""
    answered = discord.interact(kind, data, **who)
    wait_for(lambda: answered.versions and finished in text_of(answered.versions[-1]), timeout=60)
    return answered


def press(discord: Served, line: str, **who: Any) -> str:
    """Presses a button and returns what the answer says."""
    answered = ask(discord, button(line), kind=PRESS, **who)
    assert answered.private
    return text_of(answered.versions[-1])


def test_a_learner_answers_explains_and_ranks(discord: Served, tmp_path: Path) -> None:
    with running(tmp_path, **discord.settings):
        discord.connected()
        assert [command["name"] for command in discord.discord.menus[0]] == ["ship", "docker", "Explain this command"]
        card = ask(discord, subcommand("today"))
        assert card.private
        lines = buttons(card.versions[-1])
        assert press(discord, lines[0]).startswith("Your answer **A** is in.")
        explained = ask(discord, subcommand("explain", line="docker run -v $(pwd):/app alpine"))
        assert explained.private
        assert "changes go both ways" in text_of(explained.versions[-1])
        board = ask(discord, subcommand("rank", period="all"))
        assert board.private
        assert "1 of 1 answered today." in text_of(board.versions[-1])
    with running(tmp_path, **discord.settings):
        discord.connected(times=2)
        assert press(discord, lines[1]).startswith("Your answer **B** is in.")
        assert len(discord.discord.menus) == 1  # the menu had not changed


def test_an_attached_dockerfile_is_fetched_and_explained(discord: Served, tmp_path: Path) -> None:
    file = discord.discord.upload("Dockerfile", b"FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\n")
    with running(tmp_path, **discord.settings):
        discord.connected()
        explained = ask(discord, with_file("dockerfile", file))
        assert explained.private
        assert text_of(explained.versions[-1]).startswith("The image adds 2 layers to `alpine:3.20`")
        assert "The finished image" in press(discord, buttons(explained.versions[-1])[0])


def test_a_captain_sets_the_group_up_with_the_form(discord: Served, tmp_path: Path) -> None:
    with running(tmp_path, **discord.settings):
        discord.connected()
        panel = ask(discord, subcommand("setup"), captain=True)
        opened = discord.interact(PRESS, button(buttons(panel.versions[-1])[0]), captain=True)
        form = wait_for(lambda: opened.form)
        assert form is not None
        saved = ask(discord, filled(form, time="08:30", zone="Europe/Berlin"), kind=SUBMIT, captain=True)
        assert saved.private
        assert "Europe/Berlin" in text_of(saved.versions[-1])


@pytest.mark.parametrize("line", ["@everyone <@1>", "``` ```", "\x1b[31m\x00\u202e", "pull UPPER:::", "x" * 4000])
def test_bad_input_gets_one_helpful_answer_and_leaves_the_process_serving(
    discord: Served, tmp_path: Path, line: str
) -> None:
    with running(tmp_path, **discord.settings):
        discord.connected()
        assert len(ask(discord, docker(line)).versions) == 1
        assert "There is no command" in press(discord, f"nosuch {line}"[:100])
        assert "Question 1" in text_of(ask(discord, subcommand("today")).versions[-1])


def test_a_real_image_is_pulled_with_progress_that_is_edited(
    engine: LocalEngine, discord: Served, tmp_path: Path
) -> None:
    sandbox = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with running(tmp_path, **discord.settings, **sandbox):
        discord.connected()
        pulled = ask(discord, docker("pull node:20"), finished="Pulled")
        assert not pulled.private
        assert text_of(pulled.versions[0]).startswith("Running `docker pull node:20`")
        assert discord.discord.messages == []  # nothing beside the one message that was edited
        history = ask(discord, docker("history node:20"), finished="IMAGE").versions[-1]
        assert "CREATED BY" in text_of(history)
        unknown = ask(discord, docker("pull nosuchimage"), finished="nosuchimage").versions[-1]
        assert "no nosuchimage" in text_of(unknown)


@pytest.mark.timeout(240)
def test_a_process_killed_while_it_posts_the_daily_question_posts_it_once_and_reveals_it(
    discord: Served, tmp_path: Path
) -> None:
    soon = datetime.now(ZoneInfo("Europe/London")) + timedelta(seconds=64)
    with running(tmp_path, **discord.settings) as (process, _):
        discord.connected()
        ask(discord, subcommand("setup", time=f"{soon:%H:%M}", zone="Europe/London", open="1m"), captain=True)
        discord.discord.after_posting = process.kill
        wait_for(lambda: process.poll() is not None, timeout=80)
        (card,) = discord.discord.messages
    with running(tmp_path, **discord.settings):
        discord.connected(times=2)
        assert press(discord, buttons(card)[0]).startswith("Your answer **A** is in.")
        wait_for(lambda: "revealed daily question" in (tmp_path / "log").read_text(), timeout=120)
        _, reveal, board = discord.discord.messages
        assert (card["edits"], buttons(card)) == (1, [])
        assert reveal["channel_id"] == card["id"]
        assert "learner7" in text_of(board)
