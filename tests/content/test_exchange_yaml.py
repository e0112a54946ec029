"""Questions as a YAML list: a small shape, each slip told by its line, and nothing that a hostile file can make of it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.bank import Kind, Question
from content.exchange import yaml_list
from content.exchange.draft import Defaults, Draft
from content.exchange.files import read_questions
from content.exchange.sheet import write_answers
from content.own import check_own

SOURCE = "https://docs.docker.com/reference/cli/docker/container/ls/"
GOOD = f"""\
- question: Which command lists the containers that run?
  topic: container-lifecycle
  difficulty: 1
  options: |
    * docker ps
    > Right: ps lists what runs.
    docker images
    > That lists images.
    docker top
  explanation: Like the program of that name, docker ps lists what runs.
  source: {SOURCE}
"""
ONLY_QUESTION = "- question: Which one is it?\n  explanation: So.\n"


def drafts(text: str) -> list[Draft]:
    return list(read_questions("ours.yaml", text, Defaults("cleanup", SOURCE, 3)))


def taken(text: str) -> list[Question]:
    return [draft.question for draft in drafts(text) if draft.question]


def faults(text: str) -> list[str]:
    return [str(fault) for draft in drafts(text) for fault in draft.faults]


def test_the_example_is_taken_as_it_stands_without_a_word() -> None:
    (question,) = taken(yaml_list.EXAMPLE)
    assert [option.correct for option in question.options] == [True, False, False]
    assert check_own(question) == []


def test_an_entry_has_the_names_of_a_tables_columns_and_its_answers_as_in_the_form() -> None:
    (question,) = taken(GOOD)
    assert (question.kind, question.topic, question.difficulty) == (Kind.SINGLE, "container-lifecycle", 1)
    assert write_answers(question).startswith("[x] docker ps\n> Right: ps lists what runs.\n[ ] docker images")
    assert question.references == (SOURCE,)


def test_what_an_entry_leaves_out_is_as_given_for_the_file() -> None:
    (question,) = taken(ONLY_QUESTION + "  options: |\n    *a\n    b\n    c\n")
    assert (question.topic, question.references, question.difficulty) == ("cleanup", (SOURCE,), 3)


def test_a_list_of_texts_stands_for_a_line_each() -> None:
    (question,) = taken(ONLY_QUESTION + f'  options: ["* a", b, "c"]\n  source:\n    - {SOURCE}\n    - The manual\n')
    assert [option.text for option in question.options] == ["a", "b", "c"]
    assert question.references == (SOURCE, "The manual")


def test_every_value_is_the_text_that_stands_there() -> None:
    (question,) = taken(ONLY_QUESTION + "  options: |\n    *yes\n    null\n    1_000\n")
    assert [option.text for option in question.options] == ["yes", "null", "1_000"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("question: Which one?\n", "ours.yaml:1: write a list here, each question beginning with “- question: …”"),
        ("# ours\n- Which one?\n", "ours.yaml:2: write a list here"),
        (GOOD + "  answer: A\n", "ours.yaml:12: “answer” is no name here: use topic, difficulty, question, options"),
        (GOOD + "  topic: cleanup\n", "ours.yaml:12: “topic” stands in this question twice: keep one"),
        (ONLY_QUESTION + "  options:\n    - text: a\n", "ours.yaml:4: write a text here, or a list of texts"),
        (ONLY_QUESTION + "  options:\n    - *a\n", "ours.yaml:4: * & and ! mean more than themselves here"),
        (GOOD.replace("difficulty: 1", "difficulty: high"), "ours.yaml:1: the difficulty “high” is no number"),
        (ONLY_QUESTION, "ours.yaml:1: mark exactly one option with [x]; 0 are marked"),
        ("- question: Is it so: yes?\n", "ours.yaml:1: YAML can't be read on from here: write the text below “|”"),
        ("- question: What?\n  topic: @x\n", "ours.yaml:2: YAML can't be read on from here"),
        ('- question: What?\n  topic: "x\n\n', "ours.yaml:2: YAML can't be read on from here"),
        ("- question: \x1b[2J\n", "ours.yaml:1: YAML takes no sign U+001B: take it out"),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_to_write(text: str, said: str) -> None:
    assert any(fault.startswith(said) for fault in faults(text)), faults(text)


def test_a_slip_in_one_entry_keeps_none_of_the_others_back() -> None:
    broken = GOOD.replace("difficulty: 1", "level: 1")
    found = drafts(GOOD + broken + GOOD)
    assert [bool(draft.question) for draft in found] == [True, False, True]
    assert found[1].line == GOOD.count("\n") + 1


def test_what_stands_before_a_place_that_is_no_yaml_is_taken() -> None:
    assert len(taken(GOOD + GOOD + "- question: @\n")) == 2


def test_no_tag_makes_anything(tmp_path: Path) -> None:
    made = tmp_path / "made"
    for tag in (f"!!python/object/apply:os.mkdir ['{made}']", f"!!python/object/apply:os.mkdir\n  - {made}", "!!int 1"):
        assert not taken(f"- question: {tag}\n")
        assert faults(f"- {tag}\n")
    assert not made.exists()


def test_no_alias_is_followed_so_that_no_file_grows() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n  " for n in range(1, 12))
    told = faults(f"- a0: &a0 lol\n  {levels}question: *a11\n")
    assert "* & and ! mean more than themselves here" in told[0]
    assert all(len(fault) < 300 for fault in told)


@pytest.mark.parametrize("opened", ["[", "{", "- ", "? ", "- question:\n  - ["])
def test_what_nests_deep_ends_the_reading_at_once(opened: str) -> None:
    assert len(faults(opened * 100_000)) == 1


def test_only_as_much_is_read_as_is_asked_for() -> None:
    assert len(list(islice(read_questions("endless.yaml", "- a\n" * 500_000, Defaults()), 101))) == 101


@given(st.text(st.sampled_from("-?:,[]{}#&*!|>'\"%@` \nab"), max_size=200))
def test_any_signs_of_yaml_are_read_or_told_by_line(text: str) -> None:
    for draft in drafts(text):
        assert (draft.question is None) == bool(draft.faults)
        assert all(1 <= fault.line <= text.count("\n") + 2 for fault in draft.faults)
