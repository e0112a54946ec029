"""Slack, through bolt's own requests and a small Slack on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from room import Room
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_server import SECRET, TOKEN, Body, Served, Slack, buttons, form, served, signed

from bot.adapters.slack import SlackAdapter
from bot.settings import Settings, SettingsError
from commands.messenger import CannotPost, MessageRef
from commands.quiz.daily import take_due_steps
from commands.reply import reply
from commands.request import Place
from commands.text import say


@pytest.fixture
def server() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def slack(server: Served) -> Slack:
    return server.slack


@pytest.fixture
async def adapter(room: Room, slack: Slack) -> SlackAdapter:
    settings = Settings(
        slack_bot_token=SecretStr(TOKEN), slack_signing_secret=SecretStr(SECRET), slack_api_url=f"{slack.base}/api"
    )
    return SlackAdapter(room.services, settings)


def headers_for(body: str, **more: str) -> dict[str, str | Sequence[str]]:
    return {**signed(body), **more}


async def send(adapter: SlackAdapter, payload: Body, *, wrapped: bool = False, retry: str = "") -> int:
    """Delivers a signed request and waits until the work behind it is done; returns the status."""
    body = form(payload, wrapped=wrapped)
    before = asyncio.all_tasks()
    more = {"x-slack-retry-num": retry} if retry else {}
    answered = await adapter.app.async_dispatch(AsyncBoltRequest(body=body, headers=headers_for(body, **more)))
    await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    return answered.status


async def event(adapter: SlackAdapter, payload: Body, event_id: str = "Ev1") -> int:
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": event_id, "event": payload})
    before = asyncio.all_tasks()
    answered = await adapter.app.async_dispatch(
        AsyncBoltRequest(body=body, headers={**signed(body, content="application/json")})
    )
    await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    return answered.status


def words(message: Body) -> str:
    """Returns what a notification would show."""
    return str(message["text"])


async def test_todays_question_is_private_with_a_button_per_option(adapter: SlackAdapter, slack: Slack) -> None:
    assert await send(adapter, slack.slash("/ship today")) == 200
    (shown,) = slack.responses
    assert shown["response_type"] == "ephemeral"
    assert words(shown).startswith("Question 1")
    assert all(value.startswith("answer 1 ") for value in buttons(shown))


async def test_pressing_a_button_gives_a_private_receipt(adapter: SlackAdapter, slack: Slack) -> None:
    await send(adapter, slack.slash("/ship today"))
    await send(adapter, slack.press("answer 1 B"), wrapped=True)
    assert slack.responses[-1]["response_type"] == "ephemeral"
    assert words(slack.responses[-1]).startswith("Your answer B is in.")


async def test_a_button_works_after_a_restart(adapter: SlackAdapter, slack: Slack, room: Room) -> None:
    await send(adapter, slack.slash("/ship today"))
    settings = Settings(
        slack_bot_token=SecretStr(TOKEN), slack_signing_secret=SecretStr(SECRET), slack_api_url=f"{slack.base}/api"
    )
    await send(SlackAdapter(room.services, settings), slack.press("answer 1 A"), wrapped=True)
    assert words(slack.responses[-1]).startswith("Your answer A is in.")


async def test_the_leaderboard_is_posted_for_everybody(adapter: SlackAdapter, slack: Slack) -> None:
    await send(adapter, slack.slash("/ship rank all"))
    assert [words(message).splitlines()[0] for message in slack.messages] == ["All time"]
    assert slack.responses == []


async def test_where_the_bot_is_not_in_the_channel_the_answer_comes_through_the_response_url(
    adapter: SlackAdapter, slack: Slack
) -> None:
    slack.absent.add("C1")
    await send(adapter, slack.slash("/ship rank all"))
    assert [response["response_type"] for response in slack.responses] == ["in_channel"]


async def test_a_command_line_is_explained_privately_and_can_be_shared(adapter: SlackAdapter, slack: Slack) -> None:
    await send(adapter, slack.slash("/ship explain docker run --rm -it alpine sh"))
    (share,) = buttons(slack.responses[0])
    await send(adapter, slack.press(share), wrapped=True)
    assert words(slack.messages[0]).startswith("u1 asked:")


async def test_a_request_with_a_wrong_signature_is_refused(adapter: SlackAdapter, slack: Slack) -> None:
    body = form(slack.slash("/ship today"))
    answered = await adapter.app.async_dispatch(AsyncBoltRequest(body=body, headers={**signed(body, secret="wrong")}))
    assert answered.status == 401
    assert slack.calls == []


async def test_a_command_delivered_twice_is_carried_out_once(adapter: SlackAdapter, slack: Slack) -> None:
    payload = slack.slash("/ship rank all")
    await send(adapter, payload)
    await send(adapter, payload, retry="1")
    assert len(slack.messages) == 1


async def test_an_event_delivered_twice_is_handled_once(adapter: SlackAdapter, slack: Slack) -> None:
    mention = {"type": "app_mention", "user": "U1", "channel": "C1", "text": "<@UBOT> rank all", "ts": "1.0"}
    for _ in range(2):
        assert await event(adapter, mention) == 200
    assert len(slack.messages) == 1


async def test_a_direct_message_is_read_like_a_command(adapter: SlackAdapter, slack: Slack) -> None:
    said = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "text": "help", "ts": "1.0"}
    await event(adapter, said)
    assert words(slack.messages[0]).startswith("What you can type")


async def test_the_bots_own_messages_are_not_answered(adapter: SlackAdapter, slack: Slack) -> None:
    said = {"type": "message", "channel_type": "im", "bot_id": "BBOT", "channel": "D1", "text": "help", "ts": "1.0"}
    await event(adapter, said)
    assert slack.messages == []


async def test_the_message_shortcut_explains_the_commands_in_a_message(adapter: SlackAdapter, slack: Slack) -> None:
    pressed = slack.press("unused")
    shortcut = {
        **{key: pressed[key] for key in ("team", "user", "channel", "trigger_id", "response_url", "api_app_id")},
        "type": "message_action",
        "callback_id": "explain_command",
        "message": {"type": "message", "text": "try `docker ps -a &amp;&amp; docker images`", "ts": "1.0"},
    }
    await send(adapter, shortcut, wrapped=True)
    assert "Lists containers" in words(slack.responses[-1])


async def test_only_a_workspace_admin_is_captain(adapter: SlackAdapter, slack: Slack) -> None:
    await send(adapter, slack.slash("/ship setup time:09:00"))
    assert words(slack.responses[-1]).startswith("Only a captain")
    slack.admins.add("U2")
    await send(adapter, slack.slash("/ship setup time:09:00", user="U2"))
    assert words(slack.responses[-1]).startswith("Saved.")


async def test_the_setup_form_is_opened_filled_in_and_saved(adapter: SlackAdapter, slack: Slack) -> None:
    slack.admins.add("U1")
    await send(adapter, slack.press("form setup"), wrapped=True)
    view: Any = slack.views[0]["view"]
    assert view["title"]["text"] == "Daily question"
    values = {block["block_id"]: {"value": {"value": block["element"]["initial_value"]}} for block in view["blocks"]}
    values["time"]["value"]["value"] = "08:30"
    submitted = {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "api_app_id": "A1",
        "view": {**view, "id": "V1", "hash": "h", "state": {"values": values}},
    }
    await send(adapter, submitted, wrapped=True)
    assert words(slack.responses[-1]).startswith("Saved.")
    assert "08:30" in words(slack.responses[-1])


async def test_the_daily_question_is_posted_edited_and_revealed_in_its_thread(
    adapter: SlackAdapter, slack: Slack, room: Room
) -> None:
    slack.admins.add("U1")
    await send(adapter, slack.slash("/ship setup time:09:00 zone:Europe/London"))
    room.clock.forward(hours=1)
    await take_due_steps(room.services, {"slack": adapter})
    (card,) = slack.messages
    await send(adapter, slack.press(buttons(card)[0], user="U2"), wrapped=True)
    room.clock.forward(hours=12)
    await take_due_steps(room.services, {"slack": adapter})
    card, reveal, board = slack.messages
    assert (card["edits"], buttons(card)) == (1, [])
    assert reveal["thread_ts"] == card["ts"]
    assert "u2" in words(board)


async def test_a_message_whose_posting_was_cut_off_is_found_again(
    adapter: SlackAdapter, slack: Slack, room: Room
) -> None:
    place, since = Place("slack", "T1", "C1"), room.clock() - timedelta(hours=1)
    posted = await adapter.post(place, reply(say("The question")), key="round-7")
    revealed = await adapter.post(place, reply(say("The answer")), key="reveal-7", under=posted)
    assert await adapter.find(place, "round-7", since) == posted
    assert await adapter.find(place, "reveal-7", since, posted) == revealed
    assert await adapter.find(place, "round-8", since) is None


async def test_a_post_that_is_rate_limited_comes_after_the_wait(adapter: SlackAdapter, slack: Slack) -> None:
    slack.limited = 1
    await adapter.post(Place("slack", "T1", "C1"), reply(say("x")), key="round-1")
    assert len(slack.messages) == 1


async def test_a_channel_without_the_bot_is_told_with_its_remedy(adapter: SlackAdapter, slack: Slack) -> None:
    slack.absent.add("C9")
    with pytest.raises(CannotPost, match="type /invite @Shipmate"):
        await adapter.post(Place("slack", "T1", "C9"), reply(say("x")), key="round-1")
    with pytest.raises(CannotPost, match="The message is gone"):
        await adapter.edit(MessageRef(Place("slack", "T1", "C1"), "1.0"), reply(say("x")))


def test_without_app_token_and_signing_secret_slack_cannot_be_served(room: Room) -> None:
    with pytest.raises(SettingsError, match="SHIPMATE_SLACK_APP_TOKEN"):
        SlackAdapter(room.services, Settings(slack_bot_token=SecretStr(TOKEN)))
