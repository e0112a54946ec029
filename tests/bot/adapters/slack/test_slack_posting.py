"""Posting unasked: the daily question, and messages that must not come twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr
from room import Room
from slack_bot import Bot, settings_for
from slack_server import Slack, buttons

from bot.adapters.slack import SlackAdapter
from bot.settings import Settings, SettingsError
from commands.due import take_due_steps
from commands.messenger import CannotPost, MessageRef
from commands.reply import CodeBlock, reply
from commands.request import Place
from commands.text import say

CHANNEL = Place("slack", "T1", "C1")
QUESTION = reply(say("The question"))


async def test_the_daily_question_is_posted_edited_and_revealed_in_its_thread(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    await bot.typed("/ship setup time:09:00 zone:Europe/London")
    bot.room.clock.forward(hours=1)
    await take_due_steps(bot.room.services, {"slack": bot.adapter})
    (card,) = slack.messages
    await bot.pressed(buttons(card)[0], user="U2")
    bot.room.clock.forward(hours=12)
    await take_due_steps(bot.room.services, {"slack": bot.adapter})
    card, reveal, board = slack.messages
    assert (card["edits"], buttons(card)) == (1, [])
    assert reveal["thread_ts"] == card["ts"]
    assert "u2" in board["text"]


async def test_a_message_whose_posting_was_cut_off_is_found_again(bot: Bot, slack: Slack) -> None:
    since = bot.room.clock()
    posted = await bot.adapter.post(CHANNEL, QUESTION, key="round-7")
    revealed = await bot.adapter.post(CHANNEL, QUESTION, key="reveal-7", under=posted)
    assert await bot.adapter.find(CHANNEL, "round-7", since) == posted
    assert await bot.adapter.find(CHANNEL, "reveal-7", since, posted) == revealed
    assert await bot.adapter.find(CHANNEL, "round-8", since) is None
    assert await bot.adapter.find(Place("slack", "T1", "C2"), "round-7", since) is None


async def test_a_message_is_found_though_slacks_clock_is_behind_ours(bot: Bot, slack: Slack) -> None:
    slack.now = (bot.room.clock() - timedelta(seconds=90)).timestamp
    posted = await bot.adapter.post(CHANNEL, QUESTION, key="round-7")
    assert await bot.adapter.find(CHANNEL, "round-7", bot.room.clock()) == posted


async def test_a_message_is_found_below_many_others(bot: Bot, slack: Slack) -> None:
    slack.page = 3
    posted = await bot.adapter.post(CHANNEL, QUESTION, key="round-7")
    for number in range(10):
        await bot.adapter.post(CHANNEL, reply(say("chat")), key=f"other-{number}")
    assert await bot.adapter.find(CHANNEL, "round-7", bot.room.clock()) == posted


async def test_a_post_whose_answer_got_lost_is_not_sent_again_but_found(bot: Bot, slack: Slack) -> None:
    slack.lost.add("chat.postMessage")
    with pytest.raises(CannotPost, match="Slack can't be reached"):
        await bot.adapter.post(CHANNEL, QUESTION, key="round-7")
    assert len(slack.messages) == 1
    found = await bot.adapter.find(CHANNEL, "round-7", bot.room.clock())
    assert found == MessageRef(CHANNEL, slack.messages[0]["ts"])


async def test_a_post_that_is_rate_limited_comes_after_the_wait(bot: Bot, slack: Slack) -> None:
    slack.limited["chat.postMessage"] = 1
    await bot.adapter.post(CHANNEL, QUESTION, key="round-1")
    assert len(slack.messages) == 1


async def test_a_post_too_long_for_a_message_has_the_whole_of_it_in_its_thread(bot: Bot, slack: Slack) -> None:
    posted = await bot.adapter.post(CHANNEL, reply(CodeBlock("x\n" * 20_000)), key="round-1")
    (file,) = slack.shared
    assert (file["thread_ts"], len(file["data"])) == (posted.message, 40_000)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("not_in_channel", "The bot is not in the channel: type /invite @Shipmate there."),
        ("is_archived", "The channel is archived: type /ship setup here:yes in another one."),
        ("missing_scope", "The app lacks a permission: paste the manifest again and reinstall the app."),
        ("token_revoked", "Slack no longer accepts the bot's token: install the app again."),
        ("some_new_word", "Slack refuses the message (some_new_word)."),
    ],
)
async def test_a_captain_is_told_why_nothing_can_be_posted(bot: Bot, slack: Slack, word: str, sentence: str) -> None:
    slack.refused["chat.postMessage"] = word
    with pytest.raises(CannotPost) as refusal:
        await bot.adapter.post(CHANNEL, QUESTION, key="round-1")
    assert refusal.value.reason == sentence


@pytest.mark.parametrize(("word", "passing"), [("ratelimited", True), ("internal_error", True), ("is_archived", False)])
async def test_what_may_pass_by_itself_is_told_apart(bot: Bot, slack: Slack, word: str, passing: bool) -> None:
    slack.refused["chat.postMessage"] = word
    with pytest.raises(CannotPost) as refusal:
        await bot.adapter.post(CHANNEL, QUESTION, key="round-1")
    assert refusal.value.passing is passing


async def test_one_person_is_told_in_a_direct_message(bot: Bot, slack: Slack) -> None:
    await bot.adapter.tell(CHANNEL, "U1", reply(say("The answer")), key="trouble-1")
    (message,) = slack.messages
    assert (message["text"], message["channel"][0]) == ("The answer", "D")


async def test_a_message_that_is_gone_cannot_be_edited(bot: Bot) -> None:
    with pytest.raises(CannotPost, match="The message is gone"):
        await bot.adapter.edit(MessageRef(CHANNEL, "1.0"), QUESTION)


async def test_history_that_may_not_be_read_stops_a_second_post(bot: Bot, slack: Slack) -> None:
    slack.refused["conversations.history"] = "missing_scope"
    with pytest.raises(CannotPost, match="lacks a permission"):
        await bot.adapter.find(CHANNEL, "round-7", bot.room.clock())


async def test_where_slack_cannot_be_reached_that_is_said(bot: Bot, room: Room, slack: Slack) -> None:
    nowhere = settings_for(slack).model_copy(update={"slack_api_url": "http://127.0.0.1:9/api"})
    with pytest.raises(CannotPost, match="Slack can't be reached right now"):
        await SlackAdapter(room.services, nowhere).post(CHANNEL, QUESTION, key="round-1")


async def test_a_token_that_slack_does_not_know_is_named(room: Room, slack: Slack) -> None:
    wrong = settings_for(slack).model_copy(update={"slack_bot_token": SecretStr("xoxb-wrong")})
    with pytest.raises(SettingsError, match="SHIPMATE_SLACK_BOT_TOKEN: Slack does not know this token"):
        await SlackAdapter(room.services, wrong).run()


async def test_an_app_token_that_slack_does_not_know_is_named(room: Room, slack: Slack) -> None:
    wrong = settings_for(slack).model_copy(update={"slack_app_token": SecretStr("xapp-wrong")})
    with pytest.raises(SettingsError, match="SHIPMATE_SLACK_APP_TOKEN: Slack does not know this token"):
        await SlackAdapter(room.services, wrong).run()


def test_without_app_token_and_signing_secret_slack_cannot_be_served(room: Room) -> None:
    with pytest.raises(SettingsError, match="SHIPMATE_SLACK_APP_TOKEN"):
        SlackAdapter(room.services, Settings(slack_bot_token=SecretStr("xoxb-test")))
