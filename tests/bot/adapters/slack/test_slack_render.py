"""Replies as Block Kit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import check_slack_message, check_slack_view
from replies import EVERY_PART, HOSTILE_REPLIES, HOSTILE_TEXTS

from bot.adapters.slack.draft import TOTAL
from bot.adapters.slack.forms import view
from bot.adapters.slack.render import Message, render
from commands.plain import plain
from commands.reply import (
    Choice,
    Choices,
    CodeBlock,
    Facts,
    Field,
    File,
    Form,
    Heading,
    Paragraph,
    Part,
    Picture,
    Progress,
    Reply,
    Steps,
    Table,
)
from commands.text import Channel, Code, Link, Mention, Moment, Plain, Strong, Text, say

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def shown(*parts: Part) -> list[dict[str, Any]]:
    """Returns the blocks of a reply that Slack takes."""
    return sent(Reply(parts)).blocks


def sent(reply: Reply) -> Message:
    message = render(reply)
    check_slack_message({"blocks": message.blocks, "text": message.text})
    return message


def inline(*text: Any) -> list[dict[str, Any]]:
    """Returns the elements of one paragraph."""
    (block,) = shown(Paragraph(text))
    (section,) = block["elements"]
    assert section["type"] == "rich_text_section"
    elements: list[dict[str, Any]] = section["elements"]
    return elements


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def preformatted(text: str) -> dict[str, Any]:
    return rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]})


def test_a_heading_is_a_header_on_one_line() -> None:
    title = {"type": "plain_text", "text": "Layers of alpine", "emoji": False}
    assert shown(Heading(say("Layers\nof {name}", name=Code("alpine")))) == [{"type": "header", "text": title}]


def test_inline_text_keeps_its_styles_as_data() -> None:
    assert inline(Plain("a "), Strong("b"), Code("c"), Link("d", "https://d.example/a")) == [
        {"type": "text", "text": "a "},
        {"type": "text", "text": "b", "style": {"bold": True}},
        {"type": "text", "text": "c", "style": {"code": True}},
        {"type": "link", "url": "https://d.example/a", "text": "d"},
    ]


def test_a_learner_is_mentioned_by_their_id_on_slack_and_named_where_they_are_from_elsewhere() -> None:
    assert inline(Mention("U012ABCDEF", "Ana")) == [{"type": "user", "user_id": "U012ABCDEF"}]
    assert inline(Mention("81384788765712384", "Ben")) == [{"type": "text", "text": "Ben"}]
    assert inline(Mention("Ute", "Ute")) == [{"type": "text", "text": "Ute"}]


def test_a_place_of_the_group_is_a_link_to_it_and_one_from_elsewhere_only_a_name() -> None:
    assert inline(Channel("C012ABCDEF")) == [{"type": "channel", "channel_id": "C012ABCDEF"}]
    assert inline(Channel("lobby")) == [{"type": "text", "text": "lobby"}]


def test_a_moment_is_shown_in_the_readers_own_zone() -> None:
    (date,) = inline(Moment(NINE, "both"))
    assert (date["type"], date["timestamp"], date["format"]) == ("date", 1795510800, "{date_long_pretty}, {time}")
    assert date["fallback"] == "Tuesday 24 November, 09:00 UTC"


@pytest.mark.parametrize("url", ["http://d.example", "javascript:alert(1)", "https://", "https://a b", "x" * 4000])
def test_an_address_that_slack_would_refuse_is_shown_as_text(url: str) -> None:
    assert [element["type"] for element in inline(Link("d", url))] == ["text"]


def test_code_is_preformatted_and_nothing_in_it_ends_it() -> None:
    assert shown(CodeBlock("docker ps\n```\n*b* <!here>", "sh")) == [preformatted("docker ps\n```\n*b* <!here>")]


def test_a_table_is_preformatted_in_columns() -> None:
    table = Table(("#", "Name", "Points"), (("1", "Ana", "10"), ("2", "Ben", "8")), right=frozenset({0, 2}))
    assert shown(table) == [preformatted("#  Name  Points\n1  Ana       10\n2  Ben        8")]


def test_facts_stand_a_line_each() -> None:
    (block,) = shown(Facts((("Size", say("7 MB")), ("Layers", say("1")))))
    texts = [element["text"] for element in block["elements"][0]["elements"]]
    assert texts == ["Size  ", "7 MB", "\n", "Layers  ", "1"]


def test_steps_are_a_numbered_list() -> None:
    (block,) = shown(Steps((say("first"), say("second"))))
    (listed,) = block["elements"]
    assert (listed["type"], listed["style"], len(listed["elements"])) == ("rich_text_list", "ordered", 2)


def test_progress_that_stands_together_is_one_block() -> None:
    (block,) = shown(*(Progress(f"layer {number}", number, 60) for number in range(60)), Progress("config", 0, None))
    texts = "".join(element["text"] for element in block["elements"][0]["elements"]).split("\n")
    assert texts[30] == "████████░░░░░░░░ 50 % layer 30"
    assert texts[60] == "config …"


def test_progress_keeps_its_place_among_other_parts() -> None:
    parts = (Paragraph(say("a")), Progress("b", 1, 1), Paragraph(say("c")), Progress("d", 1, 1))
    assert [next(iter(_texts(block))).strip() for block in shown(*parts)] == ["a", "█" * 16, "c", "█" * 16]


def test_buttons_carry_their_lines_and_their_place() -> None:
    first, second = shown(
        Choices((Choice("A", "answer 1 A"), Choice("B", "answer 1 B"))), Form("setup", "Daily question", "Change", ())
    )
    assert [(each["text"]["text"], each["value"], each["action_id"]) for each in first["elements"]] == [
        ("A", "answer 1 A", "press-0-0"),
        ("B", "answer 1 B", "press-0-1"),
    ]
    assert [(each["text"]["text"], each["value"]) for each in second["elements"]] == [("Change", "form setup")]


def test_more_buttons_than_fit_a_row_go_on_in_the_next() -> None:
    rows = shown(Choices(tuple(Choice(str(number), f"answer 1 {number}") for number in range(30))))
    assert [len(row["elements"]) for row in rows] == [25, 5]


def test_a_line_that_slack_could_not_carry_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="Slack takes 1 to 2000"):
        render(Reply((Choices((Choice("A", "x" * 2001),)),)))


def test_pictures_and_files_go_with_the_message_and_are_named_in_it() -> None:
    message = sent(Reply((Picture("Three layers", b"png"), File("../../.notes?.txt", b"hello"))))
    assert [(file.name, file.data, file.alt) for file in message.files] == [
        ("picture-0.png", b"png", "Three layers"),
        ("notes_.txt", b"hello", ""),
    ]
    assert message.text == "Three layers\n\n../../.notes?.txt (5 bytes)"


def test_the_fallback_text_is_escaped_once_and_after_it_was_cut() -> None:
    assert sent(Reply((Paragraph(say("<!channel> &amp; <@U1>")),))).text == "&lt;!channel&gt; &amp;amp; &lt;@U1&gt;"
    assert sent(Reply((Paragraph(say("{x}", x="<" * 5000)),))).text == "&lt;" * 2999 + "…"


def test_a_long_reply_is_cut_between_parts_and_comes_whole_as_a_file() -> None:
    reply = Reply(tuple(Paragraph(say("{text}", text=f"{number} " * 1000)) for number in range(9)))
    message = sent(reply)
    assert len(json.dumps(message.blocks, ensure_ascii=False)) <= TOTAL + 200
    assert message.blocks[-1] == rich(_cut())
    assert [(file.name, file.data.decode()) for file in message.files] == [("answer.txt", plain(reply))]


def test_of_long_code_the_first_lines_are_shown() -> None:
    code, note = shown(CodeBlock("\n".join(f"line {number}" for number in range(5000))))
    lines = code["elements"][0]["elements"][0]["text"].split("\n")
    assert lines == [f"line {number}" for number in range(len(lines))]
    assert len(lines) > 500
    assert note == rich(_cut())


def test_text_below_a_cut_is_left_to_the_file_but_buttons_are_not() -> None:
    blocks = shown(CodeBlock("x" * 20_000), Paragraph(say("after")), Choices((Choice("Share", "share 1"),)))
    assert [block["type"] for block in blocks] == ["actions", "rich_text"]


def test_a_reply_of_more_parts_than_blocks_is_cut() -> None:
    blocks = shown(*(Paragraph(say("{n}", n=number)) for number in range(80)))
    assert len(blocks) == 50
    assert blocks[-1] == rich(_cut())


def test_a_reply_without_anything_to_see_is_still_a_message() -> None:
    message = sent(Reply((Paragraph(say(" ")), Heading(say("")))))
    assert (message.blocks, message.text) == ([], "…")


def test_every_part_together_is_a_message_that_slack_takes() -> None:
    assert [block["type"] for block in sent(EVERY_PART).blocks].count("actions") == 2


@given(HOSTILE_REPLIES)
def test_any_reply_is_a_message_that_slack_takes_and_nothing_in_it_is_parsed(reply: Reply) -> None:
    message = sent(reply)
    assert "<" not in message.text
    assert set(_kinds(message.blocks)) <= {
        "header",
        "plain_text",
        "rich_text",
        "rich_text_section",
        "rich_text_preformatted",
        "rich_text_list",
        "text",
        "link",
        "user",
    }
    assert set(_values(message.blocks, "user_id")) <= _mentioned(reply)


@given(st.lists(st.tuples(HOSTILE_TEXTS, st.text(min_size=1, max_size=100)), max_size=60))
def test_any_buttons_are_ones_that_slack_takes(presses: list[tuple[str, str]]) -> None:
    blocks = shown(Choices(tuple(Choice(label, typed) for label, typed in presses)))
    assert set(_values(blocks, "value")) <= {typed for _, typed in presses}


@given(
    st.lists(
        st.builds(Field, st.from_regex(r"\A[a-z]{1,9}\Z"), HOSTILE_TEXTS, HOSTILE_TEXTS, HOSTILE_TEXTS),
        max_size=5,
        unique_by=lambda field: field.name,
    ),
    HOSTILE_TEXTS,
)
def test_any_form_is_a_modal_that_slack_takes(fields: list[Field], title: str) -> None:
    check_slack_view(view(Form("setup", title, "Change", tuple(fields)), "C1"))


def _cut() -> dict[str, Any]:
    text = {"type": "text", "text": "Too long to show whole: the file has all of it.", "style": {"italic": True}}
    return {"type": "rich_text_section", "elements": [text]}


def _mentioned(reply: Reply) -> set[str]:
    """Returns the people whom a reply means to mention."""
    return {
        span.user for part in reply.parts for text in _inline_texts(part) for span in text if isinstance(span, Mention)
    }


def _inline_texts(part: Part) -> Iterator[Text]:
    match part:
        case Heading(text) | Paragraph(text):
            yield text
        case Facts(items):
            yield from (value for _, value in items)
        case Steps(items):
            yield from items


def _kinds(value: Any) -> Iterator[str]:
    return _values(value, "type")


def _texts(value: Any) -> Iterator[str]:
    return (text for text in _values(value, "text") if isinstance(text, str))


def _values(value: Any, name: str) -> Iterator[Any]:
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _values(each, name)
    if isinstance(value, dict) and name in value:
        yield value[name]
