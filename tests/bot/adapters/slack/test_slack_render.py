"""Replies as Block Kit, and the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from hypothesis import given
from payloads import check_slack_manifest, check_slack_message
from replies import EVERY_PART, HOSTILE_REPLIES

import bot.adapters.slack
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.render import TOTAL, render
from commands.catalogue import REGISTRY
from commands.reply import Choice, Choices, CodeBlock, Paragraph, Reply
from commands.text import say

MANIFEST = Path(bot.adapters.slack.__file__).parent / "manifest.yaml"


def test_every_part_has_its_form() -> None:
    message = render(EVERY_PART)
    check_slack_message({"blocks": message.blocks, "text": message.text})
    kinds = [
        block["type"] if block["type"] != "rich_text" else block["elements"][0]["type"] for block in message.blocks
    ]
    assert kinds == [
        "header",
        "rich_text_section",
        "rich_text_preformatted",
        "rich_text_section",
        "rich_text_preformatted",
        "rich_text_list",
        "rich_text_section",
        "rich_text_section",
        "rich_text_section",
        "rich_text_section",
        "rich_text_section",
        "rich_text_section",
        "actions",
        "actions",
    ]


def test_inline_text_keeps_its_styles_as_data() -> None:
    (block,) = render(Reply((EVERY_PART.parts[1],))).blocks
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "Type "},
        {"type": "text", "text": "ls", "style": {"code": True}},
        {"type": "text", "text": ", "},
        {"type": "text", "text": "now", "style": {"bold": True}},
        {"type": "text", "text": " and "},
        {"type": "link", "url": "https://d.example/a", "text": "d"},
        {"type": "text", "text": "."},
    ]


def test_a_button_carries_its_line_as_value() -> None:
    (block,) = render(Reply((Choices((Choice("A", "answer 1 A"), Choice("B", "answer 1 B"))),))).blocks
    assert [(each["text"]["text"], each["value"]) for each in block["elements"]] == [
        ("A", "answer 1 A"),
        ("B", "answer 1 B"),
    ]


def test_the_fallback_text_is_escaped() -> None:
    assert render(Reply((Paragraph(say("<!channel> & <@U1>")),))).text == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_long_reply_is_cut_between_parts_and_says_so() -> None:
    message = render(Reply(tuple(CodeBlock("y" * 3000) for _ in range(6))))
    check_slack_message({"blocks": message.blocks, "text": message.text})
    assert len(json.dumps(message.blocks)) <= TOTAL + 500
    assert "did not fit" in json.dumps(message.blocks[-1])


@given(HOSTILE_REPLIES)
def test_any_reply_is_a_message_that_slack_takes_and_nothing_in_it_is_parsed(reply: Reply) -> None:
    message = render(reply)
    check_slack_message({"blocks": message.blocks, "text": message.text})
    assert "<!" not in message.text
    assert '"broadcast"' not in json.dumps(message.blocks)
    assert '"mrkdwn"' not in json.dumps(message.blocks)


def test_the_manifest_to_paste_is_the_one_the_registry_makes() -> None:
    assert yaml.safe_load(MANIFEST.read_text(encoding="utf-8")) == manifest(REGISTRY)


def test_the_manifest_is_one_that_slack_takes() -> None:
    check_slack_manifest(manifest(REGISTRY))
