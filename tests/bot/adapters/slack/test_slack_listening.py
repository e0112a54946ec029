"""What Slack sends: each kind of request is read, acknowledged and carried out once."""

from __future__ import annotations

import json

import pytest
import slack_shapes
from room import Room
from slack_bot import Bot
from slack_server import Slack, buttons
from sqlalchemy import text

from bot.adapters.slack.attachments import is_slacks
from commands.attachment import LARGEST


async def test_todays_question_is_private_with_a_button_per_option(bot: Bot, slack: Slack) -> None:
    await bot.typed("/ship today")
    (shown,) = slack.private
    assert shown["text"].startswith("Question 1")
    assert buttons(shown)
    assert all(value.startswith("answer 1 ") for value in buttons(shown))


async def test_pressing_a_button_gives_a_private_receipt(bot: Bot, slack: Slack) -> None:
    await bot.typed("/ship today")
    await bot.pressed("answer 1 B")
    assert slack.private[-1]["text"].startswith("Your answer B is in.")
    assert slack.messages == []


async def test_a_button_works_after_a_restart(bot: Bot, slack: Slack) -> None:
    await bot.typed("/ship today")
    await bot.restarted().pressed("answer 1 A")
    assert slack.private[-1]["text"].startswith("Your answer A is in.")


async def test_a_command_line_is_explained_privately_and_can_be_shared(bot: Bot, slack: Slack) -> None:
    await bot.typed("/ship explain docker run --rm -it alpine sh")
    _, share = buttons(slack.private[0])
    await bot.pressed(share)
    assert slack.messages[0]["text"].startswith("u1 asked:")


@pytest.mark.parametrize("word", ["payload", "payload=1", "PAYLOAD payload"])
async def test_a_command_may_contain_the_word_payload(bot: Bot, slack: Slack, word: str) -> None:
    await bot.typed(f"/ship explain docker run -e {word} alpine")
    assert "alpine" in slack.private[0]["text"]


async def test_an_unknown_command_is_answered_with_the_nearest(bot: Bot, slack: Slack) -> None:
    await bot.typed("/ship tody")
    assert slack.private[0]["text"] == "There is no command tody. Did you mean /ship today?"


@pytest.mark.parametrize("typed", ["", "x" * 4000, "<!channel> <@U2>", "```\x1b[31m", "docker pull ::/::"])
async def test_bad_input_gets_one_answer_and_leaves_the_bot_serving(bot: Bot, slack: Slack, typed: str) -> None:
    await bot.typed(f"/ship {typed}")
    (answer,) = slack.private + slack.messages
    assert "<" not in answer["text"]
    await bot.typed("/ship today")
    assert slack.private[-1]["text"].startswith("Question 1")


async def test_a_request_with_a_wrong_signature_is_refused(bot: Bot, slack: Slack) -> None:
    assert (await bot.takes(slack.slash("/ship today"), secret="wrong")).status == 401
    assert slack.calls == []


async def test_a_request_that_was_signed_long_ago_is_refused(bot: Bot, slack: Slack) -> None:
    assert (await bot.takes(slack.slash("/ship today"), age=600)).status == 401
    assert slack.calls == []


async def test_a_command_delivered_twice_is_carried_out_once(bot: Bot, slack: Slack) -> None:
    command = slack.slash("/docker help")
    await bot.takes(command)
    await bot.takes(command, retry=1)
    assert len(slack.messages) == 1


async def test_a_press_delivered_twice_is_carried_out_once(bot: Bot, slack: Slack) -> None:
    press = slack.press("docker help")
    await bot.takes(press)
    await bot.restarted().takes(press, retry=1)
    assert len(slack.messages) == 1


async def test_an_event_delivered_twice_is_handled_once(bot: Bot, slack: Slack) -> None:
    mention = slack_shapes.mention("docker help", "Ev-twice")
    await bot.takes(mention)
    await bot.takes(mention, retry=1)
    assert len(slack.messages) == 1


async def test_an_event_whose_first_delivery_got_lost_is_handled_when_it_comes_again(bot: Bot, slack: Slack) -> None:
    await bot.takes(slack_shapes.mention("docker help", "Ev-again"), retry=2)
    assert len(slack.messages) == 1


async def test_a_direct_message_is_read_like_a_command(bot: Bot, slack: Slack) -> None:
    await bot.told("help")
    assert slack.in_channel("DU1")[0]["text"].startswith("What you can type")


async def test_a_direct_message_with_a_link_is_read_as_it_was_typed(bot: Bot, slack: Slack) -> None:
    await bot.told("explain docker pull <http://quay.io/a|quay.io/a> &amp;&amp; docker ps")
    assert "quay.io/a" in slack.messages[0]["text"]
    assert "Lists containers" in slack.messages[0]["text"]


async def test_an_empty_mention_shows_what_can_be_typed(bot: Bot, slack: Slack) -> None:
    await bot.mentioned("")
    assert slack.private[0]["text"].startswith("What you can type")


@pytest.mark.parametrize("other", [{"bot_id": "BBOT"}, {"subtype": "message_changed"}, {"channel_type": "channel"}])
async def test_messages_that_nobody_wrote_to_the_bot_are_left_alone(
    bot: Bot, slack: Slack, other: dict[str, str]
) -> None:
    await bot.told("help", **other)
    assert slack.messages == slack.private == []


async def test_the_message_shortcut_explains_the_commands_in_a_message_once(bot: Bot, slack: Slack) -> None:
    chosen = slack.shortcut("try `docker ps -a &amp;&amp; docker images`")
    await bot.takes(chosen)
    await bot.takes(chosen, retry=1)
    (explained,) = slack.private
    assert "Lists containers" in explained["text"]


async def test_only_a_workspace_admin_is_captain(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U2")
    await bot.typed("/ship setup time:09:00")
    await bot.typed("/ship setup time:09:00", user="U2")
    refused, saved = slack.private
    assert refused["text"].startswith("Only a captain")
    assert saved["text"].startswith("Saved.")


async def test_people_are_looked_up_once_in_a_few_minutes(bot: Bot, slack: Slack) -> None:
    await bot.typed("/ship me")
    await bot.typed("/ship me")
    assert slack.calls.count("users.info") == 1
    bot.room.clock.forward(minutes=6)
    await bot.typed("/ship me")
    assert slack.calls.count("users.info") == 2


async def test_who_cannot_be_looked_up_is_a_learner_but_no_captain(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    slack.refused["users.info"] = "missing_scope"
    await bot.typed("/ship today")
    await bot.typed("/ship setup time:09:00")
    assert slack.private[0]["text"].startswith("Question 1")
    assert slack.private[1]["text"].startswith("Only a captain")


async def test_the_setup_form_is_opened_filled_in_and_saved(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    await bot.pressed("form setup")
    (view,) = slack.views
    assert view["title"]["text"] == "Daily question"
    await bot.takes(slack_shapes.submission(view, "U1", time="08:30"))
    assert slack.private[-1]["text"].startswith("Saved.")
    assert "08:30" in slack.private[-1]["text"]


async def test_a_form_with_mistakes_stays_open_and_names_each_of_them(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    await bot.pressed("form setup")
    answered = await bot.takes(slack_shapes.submission(slack.views[0], "U1", time="noon", zone="Lndon"))
    acknowledged = json.loads(answered.body)
    assert acknowledged["response_action"] == "errors"
    assert {name: text.split(":")[0] for name, text in acknowledged["errors"].items()} == {
        "time": "“noon” is not a time of day",
        "zone": "“Lndon” is not a time zone",
    }
    assert slack.private == []


async def test_an_emptied_field_keeps_what_was_set(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    await bot.pressed("form setup")
    await bot.takes(slack_shapes.submission(slack.views[0], "U1", time=None))
    assert slack.private[-1]["text"].startswith("Saved.")


async def test_a_form_sent_twice_is_saved_once(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    await bot.pressed("form setup")
    sent = slack_shapes.submission(slack.views[0], "U1", time="08:30")
    await bot.takes(sent)
    await bot.takes(sent, retry=1)
    assert len(slack.private) == 1


async def test_a_form_that_its_presser_may_not_have_is_refused_in_words(bot: Bot, slack: Slack) -> None:
    await bot.pressed("form setup")
    assert slack.views == []
    assert slack.private[0]["text"].startswith("Only a captain")


async def test_a_form_that_comes_too_late_for_slack_says_so(bot: Bot, slack: Slack) -> None:
    slack.admins.add("U1")
    slack.refused["views.open"] = "expired_trigger_id"
    await bot.pressed("form setup")
    assert slack.private[0]["text"] == "Slack waited too long for the form: press the button again."


DOCKERFILE = b"FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\n"
SUMMARY = "The image adds 2 layers to alpine:3.20"
NOT_HAD = "Slack did not hand Dockerfile over: the app may lack the permission, or the file lies outside Slack."


async def test_the_form_takes_a_file_and_explains_it_privately_with_more_and_share(bot: Bot, slack: Slack) -> None:
    await bot.pressed("form dockerfile")
    file = slack.upload("Dockerfile", DOCKERFILE)
    await bot.takes(slack_shapes.submission(slack.views[0], "U1", file=[file]))
    (explained,) = slack.private
    assert explained["text"].startswith(SUMMARY)
    more, share = buttons(explained)
    await bot.pressed(more)
    assert "The finished image" in slack.private[-1]["text"]
    await bot.pressed(share)
    assert SUMMARY in slack.messages[-1]["text"]


async def test_the_form_still_takes_a_paste(bot: Bot, slack: Slack) -> None:
    await bot.pressed("form dockerfile")
    await bot.takes(slack_shapes.submission(slack.views[0], "U1", text=DOCKERFILE.decode()))
    assert slack.private[0]["text"].startswith(SUMMARY)


async def test_a_file_that_is_too_large_is_refused_in_the_form_and_not_fetched(bot: Bot, slack: Slack) -> None:
    await bot.pressed("form dockerfile")
    file = slack.upload("Dockerfile", b"x" * (LARGEST + 1))
    answered = await bot.takes(slack_shapes.submission(slack.views[0], "U1", file=[file]))
    assert json.loads(answered.body) == {
        "response_action": "errors",
        "errors": {"file": "Dockerfile is too large: a file may have 64 KiB here."},
    }
    assert not [call for call in slack.calls if call.startswith("files-pri")]


async def test_a_file_that_is_larger_than_it_says_is_refused_all_the_same(bot: Bot, slack: Slack) -> None:
    file = slack.upload("Dockerfile", b"x" * (4 * LARGEST))
    await bot.takes(slack.shortcut("", {**file, "size": 1}))
    assert slack.private[0]["text"] == "Dockerfile is too large: a file may have 64 KiB here."


async def test_the_message_shortcut_explains_an_attached_dockerfile(bot: Bot, slack: Slack) -> None:
    files = slack.upload("notes.txt", b"hello"), slack.upload("Dockerfile.dev", DOCKERFILE)
    await bot.takes(slack.shortcut("`docker build .` fails", *files))
    assert slack.private[0]["text"].startswith(SUMMARY)


async def test_a_dockerfile_that_is_sent_to_the_bot_directly_is_explained(bot: Bot, slack: Slack) -> None:
    await bot.told("look", subtype="file_share", files=[slack.upload("Dockerfile", DOCKERFILE)])
    assert slack.in_channel("DU1")[0]["text"].startswith(SUMMARY)


async def test_a_file_that_slack_does_not_describe_is_asked_about(bot: Bot, slack: Slack) -> None:
    file = slack.upload("Dockerfile", DOCKERFILE)
    await bot.takes(slack.shortcut("", {"id": file["id"], "name": "Dockerfile", "file_access": "check_file_info"}))
    assert slack.private[0]["text"].startswith(SUMMARY)


@pytest.mark.parametrize("refused", ["files-pri", "files.info"])
async def test_without_the_permission_to_read_files_that_is_said(bot: Bot, slack: Slack, refused: str) -> None:
    slack.refused[refused] = "missing_scope"
    file = slack.upload("Dockerfile", DOCKERFILE)
    await bot.takes(slack.shortcut("", file if refused == "files-pri" else {**file, "url_private": ""}))
    assert slack.private[0]["text"] == NOT_HAD


@pytest.mark.parametrize(
    "address",
    [
        "https://files.slack.com.evil.example/files-pri/1",
        "http://127.0.0.1:1/files-pri/1",
        "https://127.0.0.1/files-pri/1",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
    ],
)
async def test_a_file_is_fetched_from_no_host_but_slacks(bot: Bot, slack: Slack, address: str) -> None:
    file = slack.upload("Dockerfile", DOCKERFILE)
    await bot.takes(slack.shortcut("", {**file, "url_private": address, "url_private_download": address}))
    assert slack.private[0]["text"] == NOT_HAD


async def test_no_redirect_is_followed(bot: Bot, slack: Slack) -> None:
    first, second = slack.upload("Dockerfile", DOCKERFILE), slack.upload("Dockerfile", DOCKERFILE)
    slack.moved = second["url_private"]
    await bot.takes(slack.shortcut("", first))
    assert slack.private[0]["text"] == NOT_HAD
    assert [call for call in slack.calls if call.startswith("files-pri")] == [f"files-pri/{first['id']}"]


def test_slacks_own_file_host_is_one_of_those_below_its_api() -> None:
    assert is_slacks("https://files.slack.com/files-pri/T1-F1/dockerfile", "https://slack.com/api/")
    assert not is_slacks("https://evilslack.com/x", "https://slack.com/api/")


async def test_a_fault_of_ours_is_told_and_leaves_the_bot_serving(bot: Bot, slack: Slack) -> None:
    await rename(bot.room, "seen_events", "mislaid")
    await bot.typed("/ship today")
    assert slack.private[0]["text"].startswith("Something broke on our side")
    await rename(bot.room, "mislaid", "seen_events")
    await bot.typed("/ship today")
    assert slack.private[1]["text"].startswith("Question 1")


async def rename(room: Room, table: str, name: str) -> None:
    async with room.services.store.begin() as transaction:
        await transaction.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


async def _is_left(room: Room) -> bool:
    async with room.services.store.begin() as transaction:
        found = await transaction.scalar(text("SELECT count(*) FROM groups WHERE left_at IS NOT NULL"))
    return bool(found == 1)


@pytest.mark.parametrize(
    ("event", "left"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, False),
    ],
)
async def test_a_workspace_that_takes_the_app_out_is_noted_until_it_is_used_again(
    bot: Bot, slack: Slack, event: dict[str, object], left: bool
) -> None:
    await bot.typed("/ship today")
    said = slack_shapes.mention("today", "EvLeft")
    assert (await bot.takes(said | {"event": event})).status == 200
    assert await _is_left(bot.room) is left
    await bot.typed("/ship today")
    assert not await _is_left(bot.room)
