"""The real process, spoken to as Discord does: over its gateway and its HTTP API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from discord_server import TOKEN, Body, Served, button, buttons, docker, served, subcommand, text_of
from engine.local import LocalEngine
from loopback import wait_for
from running import running


@pytest.fixture
def discord() -> Iterator[Served]:
    with served() as server:
        yield server


def settings(discord: Served) -> dict[str, str]:
    base = discord.discord.base
    return {
        "SHIPMATE_DISCORD_TOKEN": TOKEN,
        "SHIPMATE_DISCORD_API_URL": f"{base}/api",
        "SHIPMATE_DISCORD_GATEWAY_URL": f"{base.replace('http', 'ws', 1)}/gateway",
    }


def connected(discord: Served, times: int = 1) -> None:
    wait_for(lambda: discord.discord.identified >= times)


def ask(discord: Served, kind: int, data: Body, *, captain: bool = False, finished: str = "") -> Body:
    """Does something as a member and returns the answer, once it says what is waited for."""
    token = discord.call(discord.discord.interact(kind, data, captain=captain))

    def answered() -> Body | None:
        found = [each for each in discord.discord.answers.get(token, []) if not each.get("deferred")]
        return found[-1] if found and finished in text_of(found[-1]) else None

    shown = wait_for(answered, timeout=60)
    assert shown is not None
    return shown


def test_a_learner_answers_explains_and_ranks(discord: Served, tmp_path: Path) -> None:
    with running(tmp_path, **settings(discord)):
        connected(discord)
        assert [command["name"] for command in discord.discord.menus[0]] == ["ship", "docker", "Explain this command"]
        card = ask(discord, 2, subcommand("today"))
        assert card["flags"] == 64  # only the learner sees it
        receipt = ask(discord, 3, button(buttons(card)[0]))
        assert text_of(receipt).startswith("Your answer **A** is in.")
        explained = ask(discord, 2, subcommand("explain", line="docker run -v $(pwd):/app alpine"))
        assert "changes go both ways" in text_of(explained)
        assert "learner7" in text_of(ask(discord, 2, subcommand("rank", period="all")))
    with running(tmp_path, **settings(discord)):
        connected(discord, times=2)
        receipt = ask(discord, 3, button(buttons(card)[1]))
        assert text_of(receipt).startswith("Your answer **B** is in.")
        assert len(discord.discord.menus) == 1  # the menu had not changed


def test_a_real_image_is_pulled_with_progress_that_is_edited(
    engine: LocalEngine, discord: Served, tmp_path: Path
) -> None:
    sandbox = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with running(tmp_path, **settings(discord), **sandbox):
        connected(discord)
        ask(discord, 2, docker("pull node:20"), finished="Pulled")
        assert "IMAGE" in text_of(ask(discord, 2, docker("history node:20")))
        assert "no nosuchimage" in text_of(ask(discord, 2, docker("pull nosuchimage"))).replace("\\", "")


def test_the_daily_question_comes_on_time_and_is_revealed_in_its_thread(discord: Served, tmp_path: Path) -> None:
    soon = datetime.now(ZoneInfo("Europe/London")) + timedelta(seconds=64)
    with running(tmp_path, **settings(discord)):
        connected(discord)
        ask(discord, 2, subcommand("setup", time=f"{soon:%H:%M}", zone="Europe/London", open="1m"), captain=True)
        wait_for(lambda: discord.discord.messages, timeout=80)
        (card,) = discord.discord.messages.values()
        assert text_of(ask(discord, 3, button(buttons(card)[0]))).startswith("Your answer **A** is in.")
        wait_for(lambda: len(discord.discord.messages) == 3, timeout=80)
        _, reveal, board = discord.discord.messages.values()
        assert (card["edits"], buttons(card)) == (1, [])
        assert reveal["channel_id"] == card["id"]
        assert "learner7" in text_of(board)
