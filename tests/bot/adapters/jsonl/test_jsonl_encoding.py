"""Replies as JSON: the outward form, part by part."""

from __future__ import annotations

import json
from base64 import b64encode

from hypothesis import given
from replies import EVERY_PART, HOSTILE_REPLIES, PNG

from bot.adapters.jsonl.encode import message
from commands.plain import plain
from commands.reply import Reply
from commands.request import Audience


def encoded(reply: Reply) -> dict[str, object]:
    return message(reply, to="1", message_id="m7", version=0, audience=Audience.ONLY_YOU)


def test_every_part_has_its_own_form() -> None:
    assert encoded(EVERY_PART)["parts"] == [
        {"kind": "heading", "text": "A heading"},
        {"kind": "text", "text": "Type ls, now and d (https://d.example/a)."},
        {"kind": "code", "text": "docker ps"},
        {"kind": "facts", "items": [["Size", "7 MB"], ["By", "Ana"]]},
        {"kind": "table", "header": ["#", "Name", "Points"], "rows": [["1", "Ana", "10"], ["2", "Ben", "8"]]},
        {"kind": "steps", "items": ["first", "second"]},
        {"kind": "progress", "label": "layer", "done": 50, "total": 100},
        {"kind": "progress", "label": "unknown", "done": 5, "total": None},
        {"kind": "link", "text": "Source", "url": "https://docs.example/"},
        {"kind": "picture", "alt": "A picture of layers", "png": b64encode(PNG).decode()},
        {"kind": "file", "name": "notes.txt", "base64": "aGVsbG8="},
        {"kind": "text", "text": "At Monday 23 November, 08:00 UTC"},
        {"kind": "choices", "items": [{"label": "A", "line": "answer 1 A"}, {"label": "B", "line": "answer 1 B"}]},
        {
            "kind": "form",
            "id": "setup",
            "title": "Daily question",
            "label": "Change",
            "fields": [
                {"name": "time", "label": "Time of day", "value": "09:00", "hint": "09:00", "long": False},
                {"name": "plan", "label": "Plan", "value": "", "hint": "", "long": False, "file": True},
            ],
        },
    ]


def test_a_message_says_whom_it_answers_and_carries_its_text() -> None:
    shown = encoded(EVERY_PART)
    shown.pop("parts")
    assert shown == {
        "type": "message",
        "to": "1",
        "message": "m7",
        "version": 0,
        "audience": "only_you",
        "text": plain(EVERY_PART),
    }


@given(HOSTILE_REPLIES)
def test_whatever_a_reply_holds_it_is_one_line_of_json(reply: Reply) -> None:
    line = json.dumps(encoded(reply), ensure_ascii=False)
    assert "\n" not in line
    assert json.loads(line.encode()) == encoded(reply)
