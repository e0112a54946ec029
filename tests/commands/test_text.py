"""Inline text: trusted templates, untrusted values, and what is never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import MONDAY

from commands.markdown import parts_of, text_of
from commands.plain import plain_text
from commands.reply import CodeBlock, Paragraph, Steps
from commands.sizes import age, bar, size
from commands.text import Code, Link, Plain, Strong, say, shorten, visible


def test_values_fill_a_template_as_spans_of_their_own() -> None:
    assert say("Pulled {image} twice.", image=Code("alpine")) == (Plain("Pulled "), Code("alpine"), Plain(" twice."))


def test_a_value_is_never_read_as_a_template() -> None:
    assert plain_text(say("Hello {name}", name="{name} {0}")) == "Hello {name} {0}"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("bell\x07 null\x00", "bell null"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("left\u202eright", "left⟨U+202E⟩right"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("\ud800", ""),
    ],
)
def test_what_could_steer_or_hide_is_removed_or_shown(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@given(st.text())
def test_visible_text_stays_as_it_is(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert not [sign for sign in once if ord(sign) < 32 and sign not in "\n\t"]


@given(st.text(max_size=50), st.integers(1, 60))
def test_shortened_text_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


def test_markdown_becomes_spans() -> None:
    assert text_of("Use `-v` **now**, see [docs](https://example.com)") == (
        Plain("Use "),
        Code("-v"),
        Plain(" "),
        Strong("now"),
        Plain(", see "),
        Link("docs", "https://example.com"),
    )


def test_markdown_keeps_paragraphs_code_and_lists_in_order() -> None:
    assert parts_of("One\nline.\n\n```sh\nls\n```\n\n1. first\n2. `second`") == (
        Paragraph((Plain("One"), Plain(" "), Plain("line."))),
        CodeBlock("ls", "sh"),
        Steps(((Plain("first"),), (Code("second"),))),
    )


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0B"), (999, "999B"), (1000, "1kB"), (7_340_000, "7.34MB"), (128_000_000, "128MB")]
)
def test_sizes_read_as_docker_prints_them(number: int, shown: str) -> None:
    assert size(number) == shown


@given(st.integers(0, 10**14))
def test_a_size_is_short(number: int) -> None:
    assert len(size(number)) <= 8


def test_ages_are_told_in_one_unit() -> None:
    assert age(MONDAY.replace(day=21), MONDAY) == "2 days ago"
    assert age(None, MONDAY) == "N/A"


def test_a_bar_is_as_long_as_its_share_and_never_invisible() -> None:
    assert bar(100, 100, 8) == "████████"
    assert bar(50, 100, 8) == "████"
    assert bar(1, 10**9, 8) == "▏"
    assert bar(0, 100, 8) == ""
