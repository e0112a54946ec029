"""Replies as Discord messages: the complete payload of each, and what no text may do to it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from discord.http import handle_message_parameters
from hypothesis import given
from hypothesis import strategies as st
from payloads import check_discord_message
from replies import EVERY_PART, HOSTILE_REPLIES, HOSTILE_TEXTS, PNG

from bot.adapters.discord.markdown import code, code_block, escape, inline
from bot.adapters.discord.render import mark, render
from bot.adapters.discord.sending import arguments, edit_arguments
from commands.reply import (
    Choice,
    Choices,
    CodeBlock,
    Facts,
    File,
    Form,
    Heading,
    LinkOut,
    Paragraph,
    Part,
    Picture,
    Progress,
    Reply,
    Table,
    reply,
)
from commands.text import Channel, Code, Link, Mention, Plain, Strong, say

V2 = 1 << 15


def payload(shown: Reply, *, key: str | None = None) -> dict[str, Any]:
    """Returns what discord.py puts on the wire."""
    with handle_message_parameters(**arguments(shown, key=key)) as sent:
        if sent.multipart:
            loaded: dict[str, Any] = json.loads(sent.multipart[0]["value"])
            return loaded
        assert sent.payload is not None
        return sent.payload


def texts(*parts: Part) -> list[str]:
    return [each["content"] for each in render(Reply(parts)).components if each["type"] == 10]


def button(label: str, line: str) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": label, "custom_id": line}


def test_a_reply_with_every_part_becomes_exactly_this() -> None:
    assert payload(EVERY_PART, key="round-7") == {
        "flags": V2,
        "tts": False,
        "components": [
            {
                "type": 10,
                "id": mark("round-7"),
                "content": (
                    "### A heading\n\n"
                    "Type `ls`, **now** and [d](<https://d.example/a>).\n\n"
                    "```sh\ndocker ps\n```\n\n"
                    "**Size**  7 MB\n**By**  <@123>\n\n"
                    "```\n#  Name  Points\n1  Ana       10\n2  Ben        8\n```\n\n"
                    "1. first\n2. second\n"
                    "`████████░░░░░░░░` 50 % layer\n"
                    "unknown …\n"
                    "[Source](<https://docs.example/>)"
                ),
            },
            {
                "type": 12,
                "items": [{"media": {"url": "attachment://picture-0.png"}, "description": "A picture of layers"}],
            },
            {"type": 13, "file": {"url": "attachment://notes.txt"}},
            {"type": 10, "content": "At <t:1795420800:f>"},
            {"type": 1, "components": [button("A", "answer 1 A"), button("B", "answer 1 B")]},
            {"type": 1, "components": [button("Change", "form setup")]},
        ],
        "attachments": [
            {"id": 0, "filename": "picture-0.png", "description": "A picture of layers"},
            {"id": 1, "filename": "notes.txt"},
        ],
        "allowed_mentions": {"parse": [], "users": [123]},
    }


def test_a_reply_without_anything_to_show_is_still_a_message() -> None:
    assert render(Reply(())).components == ({"type": 10, "content": "…"},)


def test_the_keys_of_posts_have_marks_of_their_own() -> None:
    marks = {mark(f"round-{number}") for number in range(5000)}
    assert len(marks) == 5000
    assert min(marks) >= 1000
    assert max(marks) < 2**31


def test_only_the_people_mentioned_by_us_may_be_notified() -> None:
    shown = reply(say("{ana}, not {typed}", ana=Mention("41", "Ana"), typed="<@42> @everyone"))
    assert texts(*shown.parts) == ["<@41>, not \\<\\@42\\> \\@everyone"]
    assert payload(shown)["allowed_mentions"] == {"parse": [], "users": [41]}


def test_a_mention_that_names_nobody_on_discord_is_only_a_name() -> None:
    assert inline((Mention("everyone", "Ana"),)) == "Ana"


def test_a_place_of_the_group_is_a_link_to_it_and_one_from_elsewhere_only_a_name() -> None:
    assert inline((Channel("41"),)) == "<#41>"
    assert inline((Channel("<@41>"),)) == "\\<\\@41\\>"


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_reply_is_cut_between_parts_and_comes_whole_as_a_file() -> None:
    message = render(Reply(tuple(Paragraph(say("{x}", x=f"{n} " + "y" * 1000)) for n in range(6))))
    text, file = message.components
    assert [line[:3] for line in text["content"].split("\n\n")] == ["0 y", "1 y", "2 y", "-# "]
    assert text["content"].endswith("-# Too long to show whole: the file has all of it.")
    assert file == {"type": 13, "file": {"url": "attachment://answer.txt"}}
    assert b"5 yyy" in message.files[0].data


def test_of_a_block_that_is_too_long_as_many_lines_are_shown_as_fit() -> None:
    block = CodeBlock("\n".join(f"line {number} {'x' * 90}" for number in range(100)), "sh")
    message = render(Reply((block, Paragraph(say("after")))))
    (text, _) = message.components
    assert text["content"].startswith("```sh\nline 0 ")
    assert 3700 < len(text["content"]) <= 4000
    assert "after" not in text["content"]
    assert message.files[0].data == f"{block.text}\n\nafter".encode()


@pytest.mark.parametrize("part", [CodeBlock("z" * 5000), Paragraph((Plain("z" * 5000),))])
def test_of_a_part_too_long_for_any_message_the_beginning_is_shown(part: Part) -> None:
    message = render(Reply((part,)))
    text, file = message.components
    assert text["content"] == "z" * 1799 + "…\n\n-# Too long to show whole: the file has all of it."
    assert file == {"type": 13, "file": {"url": "attachment://answer.txt"}}
    assert message.files[0].data == b"z" * 5000


def test_buttons_outlive_a_text_that_is_cut() -> None:
    message = render(Reply((CodeBlock("z" * 5000), Choices((Choice("Share", "share 1"),)))))
    assert message.components[0] == {"type": 1, "components": [button("Share", "share 1")]}


def test_five_buttons_stand_in_a_row_and_no_more_than_discord_takes() -> None:
    message = render(Reply((Choices(tuple(Choice(f"{n}", f"answer 1 {n}") for n in range(60))),)))
    rows = [component for component in message.components if component["type"] == 1]
    assert [len(row["components"]) for row in rows] == [5] * 5
    assert b"[59] answer 1 59" in message.files[0].data


def test_the_same_choice_twice_is_one_button() -> None:
    twice = Choices((Choice("A", "answer 1 A"), Choice("A again", "answer 1 A")))
    (row,) = render(Reply((twice, twice))).components
    assert [each["custom_id"] for each in row["components"]] == ["answer 1 A"]


def test_a_label_too_long_for_a_button_is_cut() -> None:
    (row,) = render(Reply((Choices((Choice("x" * 90, "help"),)),))).components
    assert row["components"][0]["label"] == "x" * 79 + "…"


@pytest.mark.parametrize("line", ["", "x" * 101])
def test_a_line_that_no_button_can_carry_is_a_fault_of_ours(line: str) -> None:
    with pytest.raises(ValueError, match="Discord takes 1 to 100"):
        render(Reply((Choices((Choice("A", line),)),)))


def test_more_parts_than_a_message_holds_are_cut() -> None:
    parts = [part for n in range(30) for part in (Paragraph(say("p")), Choices((Choice("x", f"answer {n} A"),)))]
    check_discord_message(payload(Reply(tuple(parts))))
    assert render(Reply(tuple(parts))).files[0].name == "answer.txt"


def test_more_files_than_a_message_takes_are_told_of_in_the_last() -> None:
    message = render(Reply(tuple(File("a b.txt", bytes([n])) for n in range(12))))
    assert [file.name for file in message.files] == ["a_b.txt", *(f"{n}-a_b.txt" for n in range(1, 9)), "answer.txt"]
    check_discord_message(payload(Reply(tuple(File("a b.txt", bytes([n])) for n in range(12)))))


def test_a_file_too_large_for_discord_is_named_instead() -> None:
    assert texts(File("dump.tar", bytes(10 * 2**20 + 1))) == ["dump.tar is too large to be sent here."]


def test_an_alternative_text_is_cut_to_what_discord_takes() -> None:
    (gallery,) = render(Reply((Picture("a" * 2000, PNG),))).components
    assert len(gallery["items"][0]["description"]) == 1024


def test_an_edit_takes_away_the_files_that_are_gone() -> None:
    assert edit_arguments(reply(say("done")))["attachments"] == []


# ── tables and progress ─────────────────────────────────────────────────────────────────────────────────


def test_a_table_too_wide_for_a_phone_has_its_last_column_below_each_row() -> None:
    history = Table(
        ("IMAGE", "CREATED", "SIZE", "CREATED BY"),
        (
            ("<missing>", "3 weeks ago", "0B", 'CMD ["/bin/sh"]'),
            ("<missing>", "3 weeks ago", "7.05MB", "ADD " + "x" * 40),
        ),
        right=frozenset({2}),
    )
    (text,) = texts(history)
    assert text == (
        "```\n"
        "IMAGE      CREATED        SIZE\n"
        "  CREATED BY\n"
        "<missing>  3 weeks ago      0B\n"
        '  CMD ["/bin/sh"]\n'
        "<missing>  3 weeks ago  7.05MB\n"
        f"  ADD {'x' * 40}\n"
        "```"
    )


def test_another_wide_table_has_its_widest_column_shortened() -> None:
    images = Table(("REPOSITORY", "TAG", "SIZE"), (("r" * 90, "latest", "7MB"),), right=frozenset({2}))
    (text,) = texts(images)
    assert text.splitlines()[2] == f"{'r' * 65}…  latest   7MB"


@pytest.mark.parametrize(
    ("done", "total", "line"),
    [
        (0, 100, "`░░░░░░░░░░░░░░░░` 0 % layer"),
        (99, 100, "`███████████████░` 99 % layer"),
        (100, 100, "`████████████████` 100 % layer"),
        (300, 100, "`████████████████` 100 % layer"),
        (5, None, "layer …"),
        (0, 0, "layer …"),
    ],
)
def test_progress_is_a_bar_that_is_full_only_at_the_end(done: int, total: int | None, line: str) -> None:
    assert texts(Progress("layer", done, total)) == [line]


# ── text of others ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone", "\\@everyone"),
        ("<@1> <#2> <t:1:R>", "\\<\\@1\\> \\<#2\\> \\<t\\:1\\:R\\>"),
        ("[a](https://x.example)", "\\[a\\]\\(https\\://x.example\\)"),
        ("**b** ||s|| ~~x~~ _i_", "\\*\\*b\\*\\* \\|\\|s\\|\\| \\~\\~x\\~\\~ \\_i\\_"),
        (":wave:", "\\:wave\\:"),
        ("# big\n- list\n-# small\n1. one\n> quote", "\\# big\n\\- list\n\\-# small\n1\\. one\n\\> quote"),
        ("a - b # c 1. d", "a - b # c 1. d"),
        ("\\", "\\\\"),
    ],
)
def test_text_of_others_is_shown_as_it_stands(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_a_list_made_of_two_values_is_shown_as_it_stands() -> None:
    assert inline((Plain("1"), Plain(". one"))) == "1\\. one"
    assert inline((Plain("a\n"), Plain("# big"))) == "a\n\\# big"
    assert inline((Strong("a"), Plain("\n- b"))) == "**a**\n\\- b"


@pytest.mark.parametrize(
    ("text", "shown"), [("a", "`a`"), ("a`b", "`` a`b ``"), ("a``b", "a\\`\\`b"), (" ", " "), ("", "")]
)
def test_backticks_do_not_end_inline_code(text: str, shown: str) -> None:
    assert code(text) == shown


def test_neighbours_do_not_run_together() -> None:
    assert inline((Code("a"), Code("`"), Strong("b"), Strong("c"))) == "`a`\u200b`` ` ``**b**\u200b**c**"


@pytest.mark.parametrize("text", ["```", "````", "a\n```\n@everyone\n```", "``````" * 9])
def test_a_fence_does_not_end_a_block_of_code(text: str) -> None:
    assert "```" not in code_block(text).removeprefix("```").removesuffix("```")


def test_a_language_that_is_none_is_left_out() -> None:
    assert code_block("x", "sh\n@everyone") == "```\nx\n```"


def test_a_link_goes_where_it_says_and_nowhere_else() -> None:
    assert inline((Link("docs](x", "https://a.example/b>)`c"),)) == "[docs\\]\\(x](<https://a.example/b%3E%29%60c>)"
    assert inline((Link("docs", "javascript:x"),)) == "docs"
    assert texts(LinkOut("docs", "http://a.example")) == ["docs\\: http\\://a.example"]


@given(HOSTILE_REPLIES)
def test_no_text_breaks_out_or_mentions_anybody(shown: Reply) -> None:
    people = {str(user) for user in render(shown).mentions}
    for text in texts(*shown.parts):
        assert text.count("```") % 2 == 0
        outside = re.sub(r"```.*?```|(`+)(?!`).*?(?<!`)\1(?!`)", "", re.sub(r"\\.", "", text), flags=re.DOTALL)
        assert not re.search(r"@(everyone|here)|<@&|<#|<:|</|https?://", re.sub(r"\]\(<[^>]*>\)", "", outside))
        assert set(re.findall(r"<@(\d+)>", outside)) <= people


_NAMED_PARTS = st.one_of(
    st.builds(Picture, HOSTILE_TEXTS, st.just(PNG)),
    st.builds(File, HOSTILE_TEXTS, st.binary(max_size=9)),
    st.builds(lambda label: Choices((Choice(label, "help"),)), HOSTILE_TEXTS),
    st.builds(lambda text: Form("setup", text, text, ()), HOSTILE_TEXTS),
)


@given(HOSTILE_REPLIES, st.lists(_NAMED_PARTS, max_size=15))
def test_any_reply_is_a_message_that_discord_takes(shown: Reply, more: list[Part]) -> None:
    check_discord_message(payload(Reply((*shown.parts, *more)), key="round-1"))


def test_the_facts_of_a_pull_read_well() -> None:
    facts = Facts((("Ran", (Code("docker pull alpine:3.18"),)), ("Size", say("{s} in {n} layers", s="7.05MB", n=3))))
    assert texts(Heading(say("Pulled {i}", i=Code("alpine"))), facts) == [
        "### Pulled `alpine`\n\n**Ran**  `docker pull alpine:3.18`\n**Size**  7.05MB in 3 layers"
    ]
