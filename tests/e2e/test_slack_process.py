"""The real process, spoken to as Slack does: over Socket Mode and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine.local import LocalEngine
from loopback import wait_for
from running import running
from slack_server import APP_TOKEN, SECRET, TOKEN, Body, Served, buttons, form, served, signed


@pytest.fixture
def slack() -> Iterator[Served]:
    with served() as workspace:
        yield workspace


def socket_mode(slack: Served) -> dict[str, str]:
    return {
        "SHIPMATE_SLACK_BOT_TOKEN": TOKEN,
        "SHIPMATE_SLACK_APP_TOKEN": APP_TOKEN,
        "SHIPMATE_SLACK_API_URL": f"{slack.slack.base}/api/",
    }


def over_http(slack: Served) -> dict[str, str]:
    return {
        "SHIPMATE_SLACK_BOT_TOKEN": TOKEN,
        "SHIPMATE_SLACK_SIGNING_SECRET": SECRET,
        "SHIPMATE_SLACK_API_URL": f"{slack.slack.base}/api/",
    }


def typed(slack: Served, line: str, user: str = "U1") -> Body:
    """Types a slash command over the socket and returns the answer, public or private."""
    seen = len(slack.slack.messages) + len(slack.slack.responses)
    envelope = slack.call(slack.slack.push("slash_commands", slack.slack.slash(line, user=user)))
    wait_for(lambda: envelope in slack.slack.acknowledged, timeout=3)
    wait_for(lambda: len(slack.slack.messages) + len(slack.slack.responses) > seen)
    return (slack.slack.responses or slack.slack.messages)[-1]


def test_a_learner_answers_explains_and_ranks_over_socket_mode(slack: Served, tmp_path: Path) -> None:
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        card = typed(slack, "/ship today")
        press = slack.slack.press(buttons(card)[0])
        slack.call(slack.slack.push("interactive", press))
        wait_for(lambda: slack.slack.responses[-1]["text"].startswith("Your answer A is in."))
        assert "changes go both ways" in typed(slack, "/ship explain docker run -v $(pwd):/app alpine")["text"]
        slack.call(slack.slack.push("slash_commands", slack.slack.slash("/ship rank all")))
        (board,) = wait_for(lambda: slack.slack.messages)
        assert "u1" in board["text"]
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        slack.call(slack.slack.push("interactive", slack.slack.press(buttons(card)[1])))
        wait_for(lambda: slack.slack.responses[-1]["text"].startswith("Your answer B is in."))


def test_a_real_image_is_pulled_with_a_message_that_moves(engine: LocalEngine, slack: Served, tmp_path: Path) -> None:
    settings = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with running(tmp_path, **socket_mode(slack), **settings):
        wait_for(lambda: slack.slack.connected)
        slack.call(slack.slack.push("slash_commands", slack.slack.slash("/docker pull node:20")))
        wait_for(lambda: slack.slack.messages and slack.slack.messages[0]["text"].startswith("Pulled node:20"), 60)
        assert len(slack.slack.messages) == 1
        assert "node" in typed_public(slack, "/docker history node:20")["text"]


def typed_public(slack: Served, line: str) -> Body:
    seen = len(slack.slack.messages)
    slack.call(slack.slack.push("slash_commands", slack.slack.slash(line)))
    wait_for(lambda: len(slack.slack.messages) > seen)
    return slack.slack.messages[-1]


def test_over_http_a_signed_command_is_acknowledged_and_answered(slack: Served, tmp_path: Path) -> None:
    with running(tmp_path, **over_http(slack)) as (_, url):
        body = form(slack.slack.slash("/ship today"))
        status, _ = slack.post(f"{url}/slack/events", body, signed(body))
        assert status == 200
        card = wait_for(lambda: slack.slack.responses)[0]
        press = form(slack.slack.press(buttons(card)[0]), wrapped=True)
        assert slack.post(f"{url}/slack/events", press, signed(press))[0] == 200
        wait_for(lambda: slack.slack.responses[-1]["text"].startswith("Your answer A is in."))


def test_over_http_a_wrong_signature_is_refused_and_an_event_sent_twice_is_handled_once(
    slack: Served, tmp_path: Path
) -> None:
    with running(tmp_path, **over_http(slack)) as (_, url):
        body = form(slack.slack.slash("/ship rank"))
        assert slack.post(f"{url}/slack/events", body, signed(body, secret="wrong"))[0] == 401
        mention = {"type": "app_mention", "user": "U1", "channel": "C1", "text": "<@UBOT> rank all", "ts": "1.0"}
        said = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": mention})
        for _ in range(2):
            status, _ = slack.post(f"{url}/slack/events", said, signed(said, content="application/json"))
            assert status == 200
        body = form(slack.slack.slash("/ship help"))
        slack.post(f"{url}/slack/events", body, signed(body))
        wait_for(lambda: slack.slack.responses)
        assert len(slack.slack.messages) == 1
