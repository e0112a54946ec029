"""Buttons in the terminal are pressed by typing their labels."""

from __future__ import annotations

import pytest

from bot.adapters.terminal.choices import OpenChoices
from commands.reply import Choice, Choices, Reply


def question(number: int, letters: str = "ABC") -> Reply:
    return Reply((Choices(tuple(Choice(letter, f"answer {number} {letter}") for letter in letters)),))


SHARE = Reply((Choices((Choice("Share", "share 3"),)),))


@pytest.fixture
def choices() -> OpenChoices:
    shown = OpenChoices()
    shown.remember(question(41))
    return shown


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("B", "answer 41 B"),
        ("b", "answer 41 B"),
        (" a ", "answer 41 A"),
        ("AC", "answer 41 AC"),
        ("a, c", "answer 41 AC"),
        ("c b", "answer 41 CB"),
    ],
)
def test_letters_press_the_latest_question(choices: OpenChoices, typed: str, line: str) -> None:
    assert choices.line(typed) == line


def test_a_letter_that_is_not_there_is_left_for_the_question_to_refuse(choices: OpenChoices) -> None:
    assert choices.line("E") == "answer 41 E"


@pytest.mark.parametrize("typed", ["", "rank", "help", "AX", "1", "docker ps", "a b c d", "!"])
def test_anything_else_presses_nothing(choices: OpenChoices, typed: str) -> None:
    assert choices.line(typed) is None


def test_a_later_question_replaces_an_earlier_one(choices: OpenChoices) -> None:
    choices.remember(question(42, "AB"))
    assert choices.line("a") == "answer 42 A"
    assert choices.line("c") == "answer 42 C"


def test_other_choices_leave_the_question_open(choices: OpenChoices) -> None:
    choices.remember(SHARE)
    assert choices.line("share") == "share 3"
    assert choices.line("b") == "answer 41 B"
    assert choices.letters() == "ABC"


def test_nothing_is_open_for_somebody_who_was_shown_nothing(choices: OpenChoices) -> None:
    choices.forget()
    assert (choices.line("a"), choices.letters()) == (None, "")


def test_choices_without_letters_are_answered_by_no_letter() -> None:
    shown = OpenChoices()
    shown.remember(SHARE)
    assert (shown.line("a"), shown.letters()) == (None, "")


def test_rows_of_one_reply_stand_side_by_side_though_they_are_for_one_command(choices: OpenChoices) -> None:
    rows = (Choices((Choice("Week", "rank week"),)), Choices((Choice("Teams", "rank week by:teams"),)))
    choices.remember(Reply(rows))
    assert choices.line("week") == "rank week"
    assert choices.line("teams") == "rank week by:teams"
