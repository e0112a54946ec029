"""The real process, spoken to as Slack does: over Socket Mode and over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import slack_shapes
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


def sent(slack: Served, kind: str, payload: Body) -> None:
    """Sends something over the socket and waits for its acknowledgement, three seconds at most."""
    envelope = slack.push(kind, payload)
    wait_for(lambda: envelope in slack.slack.acknowledged, timeout=3)


def told(slack: Served, line: str, user: str = "U1") -> Body:
    """Types a command that is answered privately; returns the answer."""
    seen = len(slack.slack.private)
    sent(slack, "slash_commands", slack.slack.slash(line, user=user))
    return wait_for(lambda: slack.slack.private[seen:])[0]


def receipt(slack: Served, line: str, user: str = "U1") -> str:
    """Presses a button; returns the private answer as text."""
    seen = len(slack.slack.private)
    sent(slack, "interactive", slack.slack.press(line, user=user))
    return str(wait_for(lambda: slack.slack.private[seen:])[0]["text"])


def posted(slack: Served, line: str, beginning: str, timeout: float = 20) -> Body:
    """Types a command that is answered for everybody; returns the message once it begins like this."""
    seen = len(slack.slack.messages)
    sent(slack, "slash_commands", slack.slack.slash(line))
    messages = slack.slack.messages
    wait_for(lambda: len(messages) > seen and messages[seen]["text"].startswith(beginning), timeout)
    assert len(messages) == seen + 1
    return messages[seen]


def test_a_learner_answers_explains_and_ranks_over_socket_mode_and_after_a_restart(
    slack: Served, tmp_path: Path
) -> None:
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        card = told(slack, "/ship today")
        assert receipt(slack, buttons(card)[0]).startswith("Your answer A is in.")
        explained = told(slack, "/ship explain docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py")
        assert "changes go both ways" in explained["text"]
        assert "1 of 1 answered today." in told(slack, "/ship rank all")["text"]
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        assert receipt(slack, buttons(card)[1]).startswith("Your answer B is in.")


def test_the_form_is_filled_in_and_mistakes_are_named_over_socket_mode(slack: Served, tmp_path: Path) -> None:
    slack.slack.admins.add("U1")
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        opening, _ = buttons(told(slack, "/ship setup"))
        sent(slack, "interactive", slack.slack.press(opening))
        view = wait_for(lambda: slack.slack.views)[0]
        wrong = slack.push("interactive", slack_shapes.submission(view, "U1", time="noon"))
        wait_for(lambda: wrong in slack.slack.acknowledged, timeout=3)
        assert list(slack.slack.acknowledged[wrong]["errors"]) == ["time"]
        sent(slack, "interactive", slack_shapes.submission(view, "U1", time="08:30"))
        assert wait_for(lambda: slack.slack.private[1:])[0]["text"].startswith("Saved.")


def test_a_real_image_is_pulled_with_a_message_that_moves(engine: LocalEngine, slack: Served, tmp_path: Path) -> None:
    settings = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with running(tmp_path, **socket_mode(slack), **settings):
        wait_for(lambda: slack.slack.connected)
        message = posted(slack, "/docker pull node:20", "Pulled node:20", timeout=60)
        assert message["texts"][0].startswith("Running docker pull node:20")
        assert "CREATED BY" in posted(slack, "/docker history node:20", "IMAGE")["text"]


def test_an_envelope_sent_twice_is_carried_out_once(slack: Served, tmp_path: Path) -> None:
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        again = slack.slack.slash("/docker help")
        mention = slack_shapes.mention("docker help", "Ev1")
        for kind, payload in (("slash_commands", again), ("events_api", mention)):
            sent(slack, kind, payload)
            sent(slack, kind, payload)
        told(slack, "/ship help")
        assert len(slack.slack.messages) == 2


def test_a_connection_that_slack_ends_is_opened_again(slack: Served, tmp_path: Path) -> None:
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        slack.call(slack.slack.drop())
        wait_for(lambda: slack.slack.connected, timeout=40)
        assert told(slack, "/ship today")["text"].startswith("Question 1")


@pytest.mark.parametrize(
    "typed", ["", "<!channel> <@U2>", "``` ```", "\x1b[31m\x00\u202e", "docker pull UPPER:::", "x" * 4000]
)
def test_bad_input_gets_one_helpful_answer_and_leaves_the_process_serving(
    slack: Served, tmp_path: Path, typed: str
) -> None:
    with running(tmp_path, **over_http(slack)) as (_, url):
        for line in (f"/ship {typed}", "/ship today"):
            body = form(slack.slack.slash(line))
            assert slack.post(f"{url}/slack/events", body, signed(body))[0] == 200
        wait_for(lambda: any(shown["text"].startswith("Question 1") for shown in slack.slack.private))
        wait_for(lambda: len(slack.slack.private + slack.slack.messages) == 2)
        assert all("<" not in shown["text"] for shown in slack.slack.private + slack.slack.messages)


def test_over_http_a_signed_command_is_acknowledged_and_answered(slack: Served, tmp_path: Path) -> None:
    with running(tmp_path, **over_http(slack)) as (_, url):
        body = form(slack.slack.slash("/ship today"))
        assert slack.post(f"{url}/slack/events", body, signed(body)) == (200, "")
        card = wait_for(lambda: slack.slack.private)[0]
        press = form(slack.slack.press(buttons(card)[0]))
        assert slack.post(f"{url}/slack/events", press, signed(press)) == (200, "")
        assert wait_for(lambda: slack.slack.private[1:])[0]["text"].startswith("Your answer A is in.")


def test_over_http_slack_is_shown_that_the_address_is_ours(slack: Served, tmp_path: Path) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c7"})
    with running(tmp_path, **over_http(slack)) as (_, url):
        status, answered = slack.post(f"{url}/slack/events", body, signed(body))
        assert (status, json.loads(answered)) == (200, {"challenge": "c7"})


def test_over_http_a_wrong_signature_is_refused_and_an_event_sent_twice_is_handled_once(
    slack: Served, tmp_path: Path
) -> None:
    with running(tmp_path, **over_http(slack)) as (_, url):
        body = form(slack.slack.slash("/ship rank"))
        assert slack.post(f"{url}/slack/events", body, signed(body, secret="wrong"))[0] == 401
        said = json.dumps(slack_shapes.mention("docker help", "Ev1"))
        for _ in range(2):
            assert slack.post(f"{url}/slack/events", said, signed(said))[0] == 200
        wait_for(lambda: slack.slack.messages)
        body = form(slack.slack.slash("/ship help"))
        slack.post(f"{url}/slack/events", body, signed(body))
        wait_for(lambda: slack.slack.private)
        assert len(slack.slack.messages) == 1


@pytest.mark.timeout(240)
def test_a_process_killed_while_it_posts_the_daily_question_has_posted_it_once(slack: Served, tmp_path: Path) -> None:
    slack.slack.admins.add("U1")
    soon = datetime.now(ZoneInfo("Europe/London")) + timedelta(seconds=64)
    with running(tmp_path, **socket_mode(slack)) as (process, _):
        wait_for(lambda: slack.slack.connected)
        assert told(slack, f"/ship setup time:{soon:%H:%M} zone:Europe/London")["text"].startswith("Saved.")
        slack.slack.after_posting = process.kill
        wait_for(lambda: process.poll() is not None, timeout=80)
        slack.slack.after_posting = None
        (card,) = slack.slack.messages
    with running(tmp_path, **socket_mode(slack)):
        wait_for(lambda: slack.slack.connected)
        assert receipt(slack, buttons(card)[0], user="U2").startswith("Your answer A is in.")
        wait_for(lambda: "conversations.history" in slack.slack.calls, timeout=80)
        told(slack, "/ship today", user="U3")
        assert slack.slack.messages == [card]
