"""How the end of a run is told: exit codes and reasons in words, and no more output than a chat can hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.docker.ended import OUTCOMES, SHOWN, in_words, output, tail
from commands.plain import plain_part, plain_text
from commands.reply import CodeBlock, File
from sandbox.containers.values import Ended, Reason


def ended(
    text: str = "", *, code: int = 0, reason: Reason = Reason.EXITED, kept: bytes | None = None, total: int = 0
) -> Ended:
    data = text.encode() if kept is None else kept
    total = total or len(data)
    return Ended("f" * 64, "web", code, reason, "", 1.0, text, data, total, total > len(data), removed=False)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (0, "It ended well (exit code 0)."),
        (1, "It ended with exit code 1: something went wrong, and what it printed should say what."),
        (42, "It ended with exit code 42; what that means is up to the program."),
        (126, "It ended with exit code 126: its shell found what was named, and could not run it."),
        (127, "It ended with exit code 127: its shell found no program of the name."),
        (137, "It ended with exit code 137: it was killed (signal 9)."),
        (143, "It ended with exit code 143: it was asked to stop (signal 15)."),
    ],
)
def test_an_exit_code_is_told_in_words(code: int, told: str) -> None:
    assert plain_text(in_words(ended(code=code))) == told


@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.EXITED])
def test_every_other_end_has_words_and_an_outcome_of_its_own(reason: Reason) -> None:
    assert plain_text(in_words(ended(code=137, reason=reason))) != plain_text(in_words(ended(code=137)))
    assert reason in OUTCOMES


def test_short_output_is_shown_whole() -> None:
    assert output(ended("hello\n"), "web") == (CodeBlock("hello\n"),)


def test_no_output_is_told() -> None:
    assert [plain_part(part) for part in output(ended(" \n"), "web")] == ["It printed nothing."]


def test_long_output_is_shown_by_its_last_lines_with_all_of_it_attached() -> None:
    lines = "".join(f"line {number}\n" for number in range(1000))
    shown, told, file = output(ended(lines), "web")
    assert isinstance(shown, CodeBlock)
    assert shown.text.startswith("line ")
    assert shown.text.endswith("line 999\n")
    assert plain_part(told) == "It printed 8.89kB. Above is the end of that; all of it is attached."
    assert file == File("web.txt", lines.encode())


def test_endless_output_says_how_much_there_was() -> None:
    _, told, file = output(ended("y\n" * 5000, kept=b"y\n" * 5000, total=40_000_000), "web")
    assert plain_part(told) == "It printed 40MB. Above is the end of that; attached are the first 10kB."
    assert isinstance(file, File)


def test_a_single_endless_line_is_cut() -> None:
    assert tail("x" * 50_000) == "x" * SHOWN


@given(st.text())
def test_what_is_shown_is_an_end_of_what_was_printed(text: str) -> None:
    assert text.endswith(tail(text))
    assert len(tail(text)) <= SHOWN
