"""How answers reach the people they are for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bot import Bot
from slack_server import Slack

from commands.registry import command
from commands.reply import Choice, Choices, CodeBlock, File, Picture, Progress, Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.text import say

PNG = b"\x89PNG\r\n\x1a\n"


@command("count", "Counts to three, slowly", audience=Audience.EVERYONE)
async def count_(request: Request, services: Services) -> AsyncIterator[Reply]:
    for done in (1, 2):
        yield reply(Progress("counting", done, 3))
        await asyncio.sleep(1.4)
    yield reply(say("Three."))


@command("flood", "Counts to fifty at once", audience=Audience.EVERYONE)
async def flood(request: Request, services: Services) -> AsyncIterator[Reply]:
    for number in range(50):
        yield reply(say("{number}", number=number))
        await asyncio.sleep(0.01)


@command("secret", "Tells something privately", audience=Audience.ONLY_YOU)
async def secret(request: Request, services: Services) -> Reply:
    return reply(say("For your eyes only."))


@command("book", "Says more than fits", audience=Audience.ONLY_YOU)
async def book(request: Request, services: Services) -> Reply:
    return reply(CodeBlock("a line of a book\n" * 2000), Choices((Choice("Next", "book 2"),)))


@command("draw", "Shows a picture and a file", audience=Audience.EVERYONE)
async def draw(request: Request, services: Services) -> Reply:
    return reply(Picture("Three layers", PNG), File("notes.txt", b"hello"))


@pytest.fixture
def shop(bot: Bot) -> Bot:
    """A bot that knows the commands of this file."""
    return bot.knowing(count_, flood, secret, book, draw)


async def test_a_public_answer_is_one_message_that_moves_on(shop: Bot, slack: Slack) -> None:
    await shop.typed("/ship count")
    (message,) = slack.in_channel("C1")
    assert (message["text"], message["edits"]) == ("Three.", 2)


async def test_versions_that_come_too_fast_are_skipped_but_never_the_last(shop: Bot, slack: Slack) -> None:
    await shop.typed("/ship flood")
    (message,) = slack.in_channel("C1")
    assert message["text"] == "49"
    assert message["edits"] <= 2


async def test_nothing_of_a_message_is_parsed_linked_or_unfurled(shop: Bot, slack: Slack) -> None:
    await shop.typed("/ship flood")
    (message,) = slack.in_channel("C1")
    switched = {key: str(message[key]) for key in ("parse", "link_names", "unfurl_links", "unfurl_media")}
    assert switched == {"parse": "none", "link_names": "False", "unfurl_links": "False", "unfurl_media": "False"}


async def test_where_the_bot_is_not_in_the_channel_everybody_sees_the_result_through_the_response_url(
    shop: Bot, slack: Slack
) -> None:
    slack.absent.add("C1")
    await shop.typed("/ship count")
    (result,) = slack.messages
    (excuse,) = slack.private
    assert (result["response_type"], result["text"]) == ("in_channel", "Three.")
    assert excuse["text"].startswith("Working on it")


async def test_a_quick_answer_needs_no_excuse_where_the_bot_is_not_in_the_channel(bot: Bot, slack: Slack) -> None:
    slack.absent.add("C1")
    await bot.typed("/docker help")
    assert [message["response_type"] for message in slack.messages] == ["in_channel"]
    assert slack.private == []


async def test_a_private_answer_to_a_mention_is_seen_by_the_asker_alone(shop: Bot, slack: Slack) -> None:
    await shop.mentioned("secret")
    (shown,) = slack.private
    assert (shown["channel"], shown["user"]) == ("C1", "U1")
    assert slack.messages == []


async def test_a_private_answer_that_the_channel_does_not_take_comes_as_a_direct_message(
    shop: Bot, slack: Slack
) -> None:
    slack.refused["chat.postEphemeral"] = "user_not_in_channel"
    await shop.mentioned("secret")
    assert [message["text"] for message in slack.in_channel("DU1")] == ["For your eyes only."]
    assert slack.in_channel("C1") == []


async def test_a_private_answer_that_the_response_url_does_not_take_comes_as_an_ephemeral_message(
    shop: Bot, slack: Slack
) -> None:
    slack.refused["response_url"] = "expired_url"
    await shop.typed("/ship secret")
    assert [shown["user"] for shown in slack.private] == ["U1"]


@pytest.mark.parametrize("line", ["secret", "flood"])
async def test_a_question_in_a_thread_is_answered_in_it(shop: Bot, slack: Slack, line: str) -> None:
    await shop.mentioned(line, thread="7.0")
    await shop.pressed(line, thread="8.0")
    threads = [message["thread_ts"] for message in (*slack.messages, *slack.private)]
    assert threads == ["7.0", "8.0"]


async def test_a_message_deleted_on_the_way_is_posted_again_when_it_is_complete(shop: Bot, slack: Slack) -> None:
    typing = asyncio.create_task(shop.typed("/ship count"))
    while not slack.messages:
        await asyncio.sleep(0.05)
    slack.messages.clear()
    await typing
    assert [message["text"] for message in slack.messages] == ["Three."]


async def test_a_rate_limit_delays_a_version_and_loses_none(shop: Bot, slack: Slack) -> None:
    slack.limited["chat.postMessage"] = 1
    await shop.typed("/ship flood")
    assert [message["text"] for message in slack.messages] == ["49"]
    assert slack.calls.count("chat.postMessage") == 2


async def test_what_is_too_long_keeps_its_buttons_and_comes_whole_as_a_file_in_private(shop: Bot, slack: Slack) -> None:
    await shop.typed("/ship book")
    (shown,) = slack.private
    assert [block["type"] for block in shown["blocks"]] == ["rich_text", "actions", "rich_text"]
    (file,) = slack.shared
    assert (file["channel"], file["name"]) == ("DU1", "answer.txt")
    assert file["data"].count(b"a line of a book") == 2000


async def test_pictures_and_files_of_a_public_answer_come_in_its_thread(shop: Bot, slack: Slack) -> None:
    await shop.typed("/ship draw")
    (message,) = slack.in_channel("C1")
    assert [(file["name"], file["data"], file["alt"]) for file in slack.shared] == [
        ("picture-0.png", PNG, "Three layers"),
        ("notes.txt", b"hello", ""),
    ]
    assert {(file["channel"], file["thread_ts"]) for file in slack.shared} == {("C1", message["ts"])}


async def test_a_file_that_cannot_be_sent_is_told_to_the_asker(shop: Bot, slack: Slack) -> None:
    slack.refused["files.getUploadURLExternal"] = "missing_scope"
    await shop.typed("/ship draw")
    assert len(slack.in_channel("C1")) == 1
    assert slack.private[0]["text"].startswith("The file that belongs to this answer could not be sent")
