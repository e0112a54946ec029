"""What operators see of how questions are answered, and how they take one out: through the program, on a database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from databases import sqlite_url
from quiz_days import PRESSED, answer_all, close_question, latest, open_question
from room import BANK, Room, open_room
from writing import written

from bot.cli import main
from commands.store import groups, verdicts
from content.bank import Question

LAST = max(BANK.questions, key=lambda question: question.id)
"""What stands below all others where nothing but the name decides."""


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The database that the program uses."""
    url = sqlite_url(tmp_path)
    monkeypatch.setenv("SHIPMATE_DATABASE_URL", url)
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["content", *words])


def rows() -> list[list[str]]:
    """The table of questions, each row in its words."""
    _, *told, _ = run("stats", "--answers").output.splitlines()
    return [line.split() for line in told]


def played(url: str, play: Callable[[Room], Awaitable[Question]]) -> Question:
    """Has a study group on the database; returns the question that it played."""

    async def open_and_play() -> Question:
        async with open_room(url) as room:
            return await play(room)

    return asyncio.run(open_and_play())


def answered(right: int, wrong: int) -> Callable[[Room], Awaitable[Question]]:
    async def play(room: Room) -> Question:
        room.services = replace(room.services, bank=PRESSED)
        await open_question(room)
        _, question = await latest(room)
        learners = [f"learner{number}" for number in range(right + wrong)]
        await answer_all(room, right=learners[:right], wrong=learners[right:])
        await close_question(room)
        return question

    return play


async def _out(url: str) -> set[str]:
    async with open_room(url) as room, room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        return {question_id for question_id, _ in await verdicts.out(transaction, group)}


def test_before_any_answer_there_is_a_table_without_rows() -> None:
    told = run("stats", "--answers")
    assert told.exit_code == 0
    header, last = told.output.splitlines()
    assert header.split() == ["question", "answers", "right", "discrimination", "notes"]
    assert last.startswith("0 of ")
    assert last.endswith(" questions have answers.")


def test_a_question_is_told_with_its_answers_and_with_the_options_that_nobody_takes(installed: str) -> None:
    question = played(installed, answered(right=60, wrong=40))
    ((name, answers, right, discrimination, *notes),) = rows()
    assert (name, answers, right, discrimination) == (question.id, "100", "60%", "–")
    dead = " ".join(notes).removeprefix("nobody takes ").split(", nobody takes ")
    assert len(dead) == len(question.options) - 2
    assert all(option.startswith("“") and option.endswith("”") for option in dead)


def test_what_left_the_rotation_by_itself_is_told_with_its_reason(installed: str) -> None:
    question = played(installed, answered(right=0, wrong=30))
    ((name, answers, right, _, *notes),) = rows()
    assert (name, answers, right) == (question.id, "30", "0%")
    assert " ".join(notes) == "out: guessing does better than learners do: check its key and words"


def test_what_is_out_comes_first(installed: str) -> None:
    question = played(installed, answered(right=2, wrong=0))
    run("flag", LAST.id)
    assert [row[0] for row in rows()] == [LAST.id, question.id]


def test_a_question_is_taken_out_of_every_groups_rotation_and_let_in_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIPMATE_DATABASE_URL", database_url)
    assert run("flag", LAST.id).output == f"{LAST.id} is out of the rotation.\n"
    assert asyncio.run(_out(database_url)) == {LAST.id}
    assert rows() == [[LAST.id, "0", "–", "–", "out:", "taken", "out", "by", "hand"]]
    assert run("release", LAST.id).output == f"{LAST.id} may be asked again.\n"
    assert asyncio.run(_out(database_url)) == set()
    assert rows() == [[LAST.id, "0", "–", "–", "released"]]


@pytest.mark.parametrize("wish", ["flag", "release"])
def test_a_name_that_no_question_has_changes_nothing(wish: str) -> None:
    told = run(wish, f"{LAST.id}.md")
    assert told.exit_code == 1
    assert told.stderr == (
        f"Error: There is no question “{LAST.id}.md”: its id is the name of its file, without .md.\n"
    )
    assert rows() == []


@pytest.mark.parametrize("wish", ["flag", "release"])
def test_nothing_is_promised_of_a_question_that_is_not_asked_anyway(
    wish: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.bank.FOLDER", tmp_path)
    (tmp_path / "tags-and-digests").mkdir()
    (tmp_path / "tags-and-digests" / "old.md").write_text(written(head={"status": "retired"}))
    told = run(wish, "old")
    assert (told.exit_code, told.stderr) == (1, "Error: old is retired: no group is asked it.\n")
