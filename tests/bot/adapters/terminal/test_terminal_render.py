"""Replies on the screen, as a person sees them."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies import EVERY_PART, HOSTILE_REPLIES, HOSTILE_TEXTS
from rich.cells import cell_len
from rich.console import Console
from screens import picture, screen

from bot.adapters.terminal.render import render
from commands.reply import (
    Choice,
    Choices,
    CodeBlock,
    Facts,
    File,
    Form,
    Heading,
    LinkOut,
    Picture,
    Progress,
    Reply,
    Table,
    reply,
)
from commands.text import Code, Plain, Strong, join, say

QUESTION = reply(
    Heading(say("Question 7 · Running containers · difficulty 2 of 5")),
    say("{line} has ended. What is left of it?", line=Code("docker run --rm -v data:/data alpine touch /data/x")),
    join(
        [
            (Strong("A"), Plain("  The volume data, with the file x")),
            (Strong("B"), Plain("  The stopped container and its log")),
        ],
        "\n",
    ),
    say("Closes in 12 hours. 3 answered."),
    Choices((Choice("A", "answer 41 A"), Choice("B", "answer 41 B"))),
)

EXPLANATION = reply(
    CodeBlock("docker run --rm alpine ls", "sh"),
    say("Starts a new container from alpine, running ls."),
    Facts(
        (
            ("docker", say("Docker's command line, which asks an engine to do the work.")),
            ("--rm", say("Removes the container as soon as it has ended, with its anonymous volumes.")),
            ("alpine", say("The image alpine from Docker Hub.")),
        )
    ),
    Choices((Choice("Share", "share 3"),)),
)

HISTORY = reply(
    Table(
        ("IMAGE", "CREATED", "SIZE", "", "CREATED BY"),
        (
            ("6cb0c9817918", "2 years ago", "0B", "", 'CMD ["node"]'),
            ("<missing>", "2 years ago", "16MB", "█████▉", "RUN /bin/sh -c curl -fsSLO node.tar.xz # bui…"),
        ),
        right=frozenset({2}),
    ),
    Facts((("Image ID", say("6cb0c9817918")), ("Digest", (Code("sha256:" + "a" * 64),)))),
)

PULL = reply(
    say("Running {line}", line=Code("docker pull node:20")),
    Progress("f62f0e60d3aa  downloading", 600, 1000),
    Progress("1fe9cc1e39d5  waiting", 0, None),
    Progress("all layers", 1200, 1000),
)


def test_a_question_is_answered_by_the_letters_below_it() -> None:
    assert screen(QUESTION) == picture(
        """
        Question 7 · Running containers · difficulty 2 of 5

        docker run --rm -v data:/data alpine touch /data/x has ended. What is left of
        it?

        A  The volume data, with the file x
        B  The stopped container and its log

        Closes in 12 hours. 3 answered.

        [A]  [B]
        """
    )


def test_an_explanation_stands_beside_each_word() -> None:
    assert screen(EXPLANATION) == picture(
        """
          docker run --rm alpine ls

        Starts a new container from alpine, running ls.

        docker  Docker's command line, which asks an engine to do the work.
        --rm    Removes the container as soon as it has ended, with its anonymous
                volumes.
        alpine  The image alpine from Docker Hub.

        [Share]
        """
    )


def test_in_a_narrow_terminal_an_explanation_stands_below_each_word() -> None:
    assert screen(EXPLANATION, 40).splitlines()[5:12] == [
        "docker",
        "  Docker's command line, which asks an",
        "  engine to do the work.",
        "--rm",
        "  Removes the container as soon as it",
        "  has ended, with its anonymous volumes.",
        "alpine",
    ]


def test_a_history_has_its_sizes_to_the_right_and_no_torn_digest() -> None:
    digest = "sha256:" + "a" * 64
    assert screen(HISTORY) == picture(
        f"""
        IMAGE         CREATED      SIZE          CREATED BY
        6cb0c9817918  2 years ago    0B          CMD ["node"]
        <missing>     2 years ago  16MB  █████▉  RUN /bin/sh -c curl -fsSLO node.tar.xz
                                                 # bui…

        Image ID  6cb0c9817918
        Digest
          {digest}
        """
    )


def test_in_a_narrow_terminal_the_long_column_stands_below_its_row() -> None:
    assert screen(HISTORY, 40).splitlines()[:5] == [
        "6cb0c9817918  2 years ago  0B",
        '  CMD ["node"]',
        "<missing>  2 years ago  16MB  █████▉",
        "  RUN /bin/sh -c curl -fsSLO node.tar.xz",
        "  # bui…",
    ]


@pytest.mark.parametrize("width", [72, 80, 100])
def test_a_table_that_is_too_wide_loses_no_column(width: int) -> None:
    columns = ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
    row = ("71163e8c34d4", "alpine", '"sleep 100"', "3 seconds ago", "Exited (137) Less than a second ago", "", "web")
    shown = screen(reply(Table(columns, (row,))), width)
    assert max(map(len, shown.splitlines())) <= width
    words = {word for each in (*columns, *row) for word in each.split()}
    assert words <= set(shown.split())


def test_a_pull_shows_a_bar_for_each_layer() -> None:
    assert screen(PULL) == picture(
        """
        Running docker pull node:20

        f62f0e60d3aa  downloading  ━━━━━━━━━━━━━━             60 %
        1fe9cc1e39d5  waiting                                    …
        all layers                 ━━━━━━━━━━━━━━━━━━━━━━━━  100 %
        """
    )


def test_every_part_has_a_form_on_the_screen() -> None:
    assert screen(EVERY_PART) == picture(
        """
        A heading

        Type ls, now and d (https://d.example/a).

          docker ps

        Size  7 MB
        By    Ana

        #  Name  Points
        1  Ana       10
        2  Ben        8

        1.  first
        2.  second

        layer    ━━━━━━━━━━━━              50 %
        unknown                               …

        Source: https://docs.example/

        A picture of layers

        notes.txt, 5 bytes

        At Monday 23 November, 08:00 UTC

        [A]  [B]

        [Change]  setup time:09:00 plan:
        """
    )


def test_lines_stay_short_enough_to_follow_in_a_wide_terminal() -> None:
    assert max(map(len, screen(reply(say("{text}", text="word " * 100)), 200).splitlines())) <= 100


def test_a_code_block_is_shown_whole_in_a_narrow_terminal() -> None:
    assert "".join(screen(EXPLANATION, 20).split("\n\n")[0].split()) == "dockerrun--rmalpinels"


_UNTAMED = HOSTILE_TEXTS.map(
    lambda text: reply(
        Choices((Choice(text, text),)),
        LinkOut(text, text),
        Picture(text, b""),
        File(text, b""),
        Form(text, text, text, ()),
        CodeBlock(text, text),
        Table((text, "b"), ((text, text),)),
    )
)


@given(HOSTILE_REPLIES | _UNTAMED, st.integers(20, 120))
def test_nothing_hostile_reaches_the_terminal(reply: Reply, width: int) -> None:
    console = Console(file=StringIO(), width=width, force_terminal=True, color_system="truecolor")
    console.print(render(reply))
    assert isinstance(console.file, StringIO)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue())  # our own colours
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert all(cell_len(line) <= width for line in shown.split("\n"))


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/]", ":whale:", "[link=https://evil.example]x[/link]", "\\["])
def test_words_of_a_markup_are_only_words(text: str) -> None:
    shown = screen(reply(Heading(say("{text}", text=text)), Facts(((text, (Code(text),)),)), CodeBlock(text)))
    assert shown.count(text) == 4
