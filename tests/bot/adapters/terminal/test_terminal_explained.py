"""What `shipmate explain` prints: the line, a numbered caret under each word, and what each means."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.adapters.terminal.explained import explained
from commands.explain import explain


def printed(line: str, *, width: int = 80, colour: bool = False) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(explained(explain(line)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_each_word_has_its_number_in_a_caret_below_it_and_in_the_list() -> None:
    assert printed("docker run --rm -p 80:80 alpine:3 ls").splitlines()[:2] == [
        "  docker run --rm -p 80:80 alpine:3 ls",
        "  1^^^^^ 2^^ 3^^^ 4^^^^^^^ 5^^^^^^^ 6^",
    ]
    assert " 4 -p 80:80 " in printed("docker run --rm -p 80:80 alpine:3 ls")


def test_what_docker_refuses_has_carets_of_its_own() -> None:
    lines = printed("docker run --nme x alpine").splitlines()
    assert lines[3:5] == ["  docker run --nme x alpine", "             ^^^^^"]
    assert lines[6] == "docker would refuse this: docker run has no option --nme. Did you mean --name?"


def test_a_line_of_several_rows_is_pointed_at_row_by_row() -> None:
    assert printed("docker run \\\n  -it \\\n  alpine sh").splitlines()[:6] == [
        "  docker run \\",
        "  1^^^^^ 2^^",
        "    -it \\",
        "    3^^",
        "    alpine sh",
        "    4^^^^^ 5^",
    ]


def test_a_line_wider_than_the_terminal_is_cut_and_its_carets_with_it() -> None:
    assert printed("docker run --rm alpine:3 echo", width=20).splitlines()[:4] == [
        "  docker run --rm al",
        "  1^^^^^ 2^^ 3^^^ 4^",
        "  pine:3 echo",
        "  ^^^^^^ 5^^^",
    ]


def test_carets_stand_below_wide_characters_too() -> None:
    rows = printed("docker run -e 名前=値 alpine:3").splitlines()
    assert rows[:2] == ["  docker run -e 名前=値 alpine:3", "  1^^^^^ 2^^ 3^^^^^^^^^ 4^^^^^^^"]


@given(st.text(alphabet="docker run-vit \n\t$'\"名\u202e\x1b[31m", max_size=200), st.integers(12, 60))
def test_no_row_is_wider_than_the_terminal_and_nothing_steers_it(text: str, width: int) -> None:
    shown = printed(f"docker run {text}", width=width)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert all(cell_len(row) <= width for row in shown.splitlines())


def test_colours_tell_the_parts_apart() -> None:
    shown = printed("docker run --rm alpine:3", colour=True)
    assert "\x1b[32m--rm" in shown
    assert "\x1b[1;35malpine:3" in shown


@pytest.mark.parametrize("words", [("docker run --rm alpine:3",), ("docker", "run", "--rm", "alpine:3")])
def test_the_command_takes_a_quoted_line_or_its_words(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "bot", "explain", *words]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.startswith("  docker run --rm alpine:3\n  1^^^^^ 2^^ 3^^^ 4^^^^^^^\n")
