"""Questions in the forms of other programs: whatever goes out comes back, and whatever comes in is told or taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from writing import EXPLANATION, PROMPT, read, written

from content.bank import Kind, Question, load_bank
from content.exchange import gift, sheet
from content.exchange.draft import Defaults, Draft, drafted
from content.exchange.files import read_questions
from content.exchange.gift import write_gift
from content.exchange.record import NAMES
from content.exchange.sheet import read_answers, write_answers
from content.exchange.table import write_table
from content.exchange.yaml_list import write_yaml
from content.faults import ContentError
from content.markdown_form import to_markdown
from content.parse import parse_question
from content.topics import TOPICS

BANK = load_bank()
SOURCE = "https://docs.docker.com/reference/cli/docker/image/push/"
DEFAULTS = Defaults("tags-and-digests", SOURCE, 3)


def told(question: Question) -> tuple[object, ...]:
    """What a learner meets of a question."""
    options = [(option.text, option.correct, option.feedback) for option in question.options]
    accept = [(match.match, match.value, match.feedback) for match in question.accept]
    return (
        question.kind,
        question.topic,
        question.difficulty,
        question.prompt,
        options,
        question.sequence,
        accept,
        question.explanation,
        question.references,
    )


def drafts(name: str, text: str, defaults: Defaults = DEFAULTS) -> list[Draft]:
    return list(read_questions(name, text, defaults))


def one(name: str, text: str) -> Question:
    """The one question in a file."""
    (draft,) = drafts(name, text)
    assert draft.question is not None, draft.faults
    return draft.question


def faults(name: str, text: str) -> list[str]:
    return [str(fault) for draft in drafts(name, text) for fault in draft.faults]


@pytest.mark.parametrize("question", BANK.entries, ids=lambda question: question.id)
def test_every_question_of_the_bank_is_read_back_from_its_own_form(question: Question) -> None:
    again = parse_question(to_markdown(question), id=question.id, topic=question.topic, file=question.file)
    assert replace(again, version=question.version) == question


@pytest.mark.parametrize(
    ("name", "fits", "write"),
    [
        ("bank.gift", gift.can_write, write_gift),
        ("bank.csv", sheet.can_write, write_table),
        ("bank.yaml", sheet.can_write, write_yaml),
    ],
)
def test_the_bank_goes_out_and_comes_back(
    name: str, fits: Callable[[Question], bool], write: Callable[[Iterable[Question]], str]
) -> None:
    sent = [question for question in BANK.questions if fits(question)]
    assert len(sent) > 0.8 * len(BANK.questions)
    back = [draft.question for draft in drafts(name, write(sent), Defaults())]
    assert [told(question) for question in back if question] == [told(question) for question in sent]


# Texts that anybody may have written: every sign that a form gives a meaning to, at every place.
signs = st.text(st.sampled_from("abc \\~=#{}:`*>-[]x1.'\"|@+,;%<>/!$&ö\u202e"), min_size=1, max_size=30)
lines = signs.map(lambda text: " ".join(text.split())).filter(bool)


numbers = st.decimals(-1000, 1000, places=2).map(str)


def _options(texts: list[str], right: list[int], words: list[str]) -> str:
    marked = (f"[{'x' if place in right else ' '}] {text}" for place, text in enumerate(texts))
    return "\n".join(f"{option}\n> {word}" for option, word in zip(marked, words, strict=False))


sheets = st.one_of(
    st.builds(_options, st.lists(lines, min_size=3, max_size=4), st.just([1]), st.lists(lines, min_size=4)),
    st.builds(_options, st.lists(lines, min_size=4, max_size=6), st.just([0, 2]), st.lists(lines, min_size=6)),
    st.builds(_options, st.just(["True", "False"]), st.sampled_from([[0], [1]]), st.lists(lines, min_size=2)),
    st.lists(lines, min_size=3, max_size=6).map(
        lambda steps: "\n".join(f"{place}. {step}" for place, step in enumerate(steps, 1))
    ),
    st.lists(lines, min_size=1, max_size=3).map(lambda words: "\n".join(f"= {word}" for word in words)),
    st.lists(numbers, min_size=1, max_size=2).map(lambda words: "\n".join(f"= {word}" for word in words)),
    lines.map(lambda line: f"= docker {line}"),
)


@st.composite
def questions(draw: st.DrawFn) -> Draft:
    return drafted(
        "any",
        1,
        read_answers(draw(sheets)),
        prompt=draw(st.lists(lines, min_size=1, max_size=3).map("\n".join)),
        explanation=draw(lines),
        topic=draw(st.sampled_from(sorted(TOPICS))),
        sources=[SOURCE],
        difficulty=draw(st.integers(1, 5)),
    )


@given(questions())
@settings(suppress_health_check=[HealthCheck.filter_too_much])
def test_any_question_is_refused_or_comes_back_as_it_went_out(draft: Draft) -> None:
    if draft.question is None:
        assert draft.faults
        return
    question = draft.question
    written_as = {"a.csv": write_table([question]), "a.yaml": write_yaml([question]), "a.md": to_markdown(question)}
    if gift.can_write(question):
        written_as["a.gift"] = write_gift([question])
    for name, text in written_as.items():
        assert told(one(name, text)) == told(question)


@given(st.sampled_from(["a.md", "a.gift", "a.csv", "a.yaml"]), st.text(max_size=400) | signs)
def test_whatever_a_file_holds_is_read_or_told_by_line(name: str, text: str) -> None:
    for draft in drafts(name, text.replace("\0", "")):
        assert (draft.question is None) == bool(draft.faults)
        assert all(1 <= fault.line <= text.count("\n") + text.count("\r") + 2 for fault in draft.faults)


def test_a_file_may_hold_many_questions_in_the_banks_form() -> None:
    other = written(prompt="Which image does a moved tag name from then on?")
    first, second = drafts("both.md", f"{written()}\n{other}")
    assert (first.line, first.question and first.question.prompt) == (1, PROMPT)
    assert second.question is not None
    assert second.line == written().count("\n") + 2


def test_a_fault_in_a_later_question_is_told_with_its_line_in_the_file() -> None:
    broken = written().replace("- [x]", "- [ ]")
    (fault,) = faults("both.md", f"{written()}\n{broken}")
    begins = written().count("\n") + 1
    assert (
        fault
        == f"both.md:{begins + broken.split(PROMPT)[0].count(chr(10)) + 1}: mark exactly one option with [x]; 0 are marked"
    )


def test_the_head_of_a_groups_own_question_names_its_kind_and_may_name_its_topic() -> None:
    text = (
        written().replace("objective: tags-and-digests.2\n", "topic: tags-and-digests\n").replace("bloom: apply\n", "")
    )
    assert one("a.md", text.replace("difficulty: 2\n", "")).difficulty == DEFAULTS.difficulty
    assert one("a.md", text).topic == "tags-and-digests"


def test_nothing_that_comes_in_is_called_checked() -> None:
    assert one("a.md", written()).verified == "none"


GIFT = r"""
// a comment [tag:difficulty-4]
::Ports::[markdown]Which port of the host is published by `-p 8080\:80`? {
=8080 #The host's port comes first.
~80 #This is the container's.
~%0%443 #Nobody named it.
#### The host's port stands before the colon, the container's behind it.
Source: https://docs.docker.com/engine/network/
}

$CATEGORY: course/Ports and networks

A port is published by EXPOSE. {FALSE#It is only written down.#Right, that needs -p.####Only -p and -P publish.}

Which of these keep data? {~%50%a volume ~%50%a bind mount ~%-100%a stopped process ~%-50%a layer of an image####Both live outside.}

How many layers has an empty image? {#0:0.5#Not one.####It is empty.}

The command that lists containers is docker {=ps =ls####Both list.} and no other.
"""


def test_gift_is_read_as_moodle_writes_it() -> None:
    single, truth, multiple, number, short = (draft.question for draft in drafts("course.gift", GIFT))
    assert single is not None
    assert (single.kind, single.difficulty, single.topic) == (Kind.SINGLE, 4, "tags-and-digests")
    assert single.prompt == "Which port of the host is published by `-p 8080:80`?"
    assert [(option.text, option.correct) for option in single.options] == [
        ("8080", True),
        ("80", False),
        ("443", False),
    ]
    assert single.references == ("https://docs.docker.com/engine/network/",)
    assert truth is not None
    assert (truth.kind, truth.topic, truth.key[0].text) == (Kind.TRUEFALSE, "ports-and-networks", "False")
    assert [option.feedback for option in truth.options] == ["It is only written down.", "Right, that needs -p."]
    assert multiple is not None
    assert (multiple.kind, [option.text for option in multiple.key]) == (Kind.MULTIPLE, ["a volume", "a bind mount"])
    assert number is not None
    assert number.accept[0].value == "-0.5..0.5"
    assert short is not None
    assert (short.kind, [match.value for match in short.accept]) == (Kind.SHORT, ["ps", "ls"])
    assert "docker _____ and no other." in short.prompt


EXPLAINED = "####Because that is how it is, always."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tell us all about layers. {}", "essays and descriptions can't be asked here"),
        ("What is a layer?", "write them between { and }"),
        ("Match these. {=a -> b =c -> d}", "pairs to match can't be asked here"),
        ("Which is it, then? {=a =%50%b}", "an answer that is partly right can't be told here"),
        ("How many are there? {#many}", "a range (1..5) can be read here"),
    ],
)
def test_what_gift_can_say_and_a_round_can_not_ask_is_told(text: str, said: str) -> None:
    (fault,) = faults("a.gift", f"\n\n{text}\n")
    assert fault.startswith("a.gift:3: ")
    assert said in fault


def test_html_of_moodles_editor_becomes_plain_text() -> None:
    question = one("a.gift", f"[html]<p>What does <code>docker ps</code> list &amp; why?</p>{{=a ~b ~c{EXPLAINED}}}")
    assert question.prompt == "What does `docker ps` list & why?"


def row(**cells: str) -> str:
    target = io.StringIO()
    table = csv.DictWriter(target, NAMES)
    table.writeheader()
    table.writerow({"question": PROMPT, "options": "*One\nTwo\nSix", "explanation": EXPLANATION, **cells})
    return target.getvalue()


def test_a_row_without_topic_source_and_difficulty_takes_those_given_for_the_file() -> None:
    question = one("a.csv", row())
    assert (question.topic, question.references, question.difficulty) == ("tags-and-digests", (SOURCE,), 3)


def test_semicolons_part_columns_where_a_spreadsheet_writes_them() -> None:
    text = 'question;options;explanation\r\nWhat is a tag, in one word?;"*A name\nA lock\nA copy";Because it names.\r\n'
    assert one("a.csv", text).key[0].text == "A name"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topic,question\na,b\n", "a.csv:1: the first line lacks “options”"),
        (row(difficulty="high"), "a.csv:2: the difficulty “high” is no number from 1 to 5"),
        (row(topic="cooking"), "a.csv:2: “cooking” is no topic"),
        ("question,options\na,b,c,d\n", "a.csv:2: the row has more cells than the first line"),
    ],
)
def test_a_table_that_can_not_be_taken_is_told_with_its_line(text: str, said: str) -> None:
    assert any(fault.startswith(said) for fault in faults("a.csv", text))


@given(st.sampled_from("=+-@|%\t\r"), signs)
def test_no_cell_of_a_table_is_calculated_by_a_spreadsheet(first: str, rest: str) -> None:
    question = replace(read(written()), prompt=f"{first}{rest}", explanation=f"{first}{rest}")
    cells = list(csv.reader(io.StringIO(write_table([question]), newline="")))[1]
    assert not any(cell.startswith(tuple("=+-@|%\t\r")) for cell in cells)


def test_answers_tell_their_kind_by_how_they_begin() -> None:
    kinds = {
        "*Yes\nNo\nMaybe": Kind.SINGLE,
        "*Yes\n*No\nMaybe\nNever": Kind.MULTIPLE,
        "False\n*True": Kind.TRUEFALSE,
        "1. pull\n2. run\n3. stop": Kind.ORDER,
        "=3\n=3.0": Kind.NUMBER,
        "=docker ps -a": Kind.COMMAND,
        "=runc\n=runC": Kind.SHORT,
    }
    assert {text: read_answers(text).kind for text in kinds} == kinds


def test_what_stands_below_an_answer_says_why() -> None:
    answers = read_answers("*One\n> It is the first.\n> And the last.\nTwo")
    assert [option.feedback for option in answers.options] == ["It is the first. And the last.", ""]


def test_answers_are_read_back_from_the_sheet_they_are_written_to() -> None:
    for question in filter(sheet.can_write, BANK.questions):
        answers = read_answers(write_answers(question))
        assert (answers.kind, answers.sequence) == (question.kind, question.sequence)


def test_a_file_whose_name_tells_no_form_is_refused_with_the_forms_there_are() -> None:
    with pytest.raises(ContentError, match=r"call it \.yaml"):
        drafts("questions.zip", "PK")


@pytest.mark.parametrize(
    "prompt",
    [
        "What is it?\n## Accept\n- = all",
        "Which one is it?\n- [x] this one",
        "Which is it?\n```sh\necho",
        "Which?\n---\nkind: single\n---",
    ],
)
def test_a_text_can_not_pass_for_a_part_of_the_form(prompt: str) -> None:
    draft = drafted(
        "form",
        0,
        read_answers("*a\nb\nc"),
        prompt=prompt,
        explanation="So.",
        topic="cleanup",
        sources=[SOURCE],
        difficulty=1,
    )
    assert draft.question is None or draft.question.prompt == prompt
    assert draft.question is None or len(draft.question.options) == 3
