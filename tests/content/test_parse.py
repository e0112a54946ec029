"""How a question is read from its file."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from writing import HEAD, OPTIONS, read, written

import content
from content.bank import ContentError, Kind
from content.model import to_model
from content.questions import Match, Script

DONE_BY_HAND = (
    '## Solution\n```sh\ndocker run app\n```\n## Check\n```sh expect="ok"\necho ok\n```\n'
    "## Goal\n- container State.Status=exited\n## Hint\nRun it.\n"
)

SCHEMA = json.loads((Path(content.__file__).parent / "schema" / "question.schema.json").read_text())


def faults_of(text: str, topic: str = "tags-and-digests") -> list[str]:
    with pytest.raises(ContentError) as caught:
        read(text, topic=topic)
    return [str(fault) for fault in caught.value.faults]


def test_a_question_is_its_head_its_prompt_and_its_sections() -> None:
    question = read(written())

    assert (question.id, question.topic, question.kind) == ("after-a-push", "tags-and-digests", Kind.SINGLE)
    assert (question.difficulty, question.bloom, question.facts) == (2, "apply", ("F063",))
    assert question.prompt.startswith("What does a registry hand out")
    assert question.explanation.startswith("A tag is a pointer")
    assert question.references == ("https://docs.docker.com/reference/cli/docker/image/push/",)


def test_an_option_carries_its_mark_its_feedback_and_its_comments() -> None:
    first, key, _ = read(written()).options

    assert (first.text, first.correct) == ("The image that was pushed first", False)
    assert (first.feedback, first.misconception) == ("The tag has moved on since then.", "tags-are-fixed")
    assert (first.value, key.value) == ("first", "last")
    assert (key.correct, key.feedback, key.misconception) == (True, "Right: pushing moves the tag.", None)


def test_feedback_may_run_over_several_lines() -> None:
    options = OPTIONS.replace("  > The tag has moved on since then.", "  > The tag\n  > has moved on since then.")
    assert read(written(options=options)).options[0].feedback == "The tag has moved on since then."


def test_nothing_in_an_option_needs_escaping() -> None:
    text = "`-p 8080:80` #1 {{.Id}} *: @ % <x> 'no' 3.10"
    options = OPTIONS.replace("The image that was pushed last", text)
    assert read(written(options=options)).key[0].text == text


def test_headings_and_options_inside_a_block_of_code_are_code() -> None:
    block = "```sh\n## Explanation\n- [x] no option\n1. no step\n```"
    question = read(written(prompt=f"What does this script print?\n\n{block}"))
    assert block in question.prompt
    assert len(question.options) == 3


def test_the_value_of_a_head_is_always_a_string() -> None:
    head = {"engine": "docker>=20.10", "applies": "the classic image store", "status": "draft"}
    question = read(written(head=head))
    assert (question.engine, question.applies, question.status) == tuple(head.values())


def test_typed_answers_are_read_with_their_way_of_comparing() -> None:
    more = (
        "## Accept\n- = 127\n- ~ 12[67]\n- $ docker run app\n\n"
        "## Reject\n- has `-p 80:8080`\n  > Host first. <!-- m: port-order -->\n- lacks `-d`\n"
    )
    question = read(written(head={"kind": "command"}, options="", more=more))
    assert question.accept == (
        Match("equals", "127"),
        Match("regex", "12[67]"),
        Match("command", "docker run app"),
    )
    assert question.reject == (Match("has", "-p 80:8080", "Host first.", "port-order"), Match("lacks", "-d"))


def test_steps_are_kept_in_the_order_written() -> None:
    question = read(written(head={"kind": "order"}, options="1. stop\n2. rm\n3. rmi\n"))
    assert question.sequence == ("stop", "rm", "rmi")


def test_a_numbered_list_in_the_prompt_of_another_kind_stays_in_the_prompt() -> None:
    prompt = "You run these:\n\n1. `docker pull app`\n2. `docker push app`\n\nWhich one sends data?"
    question = read(written(prompt=prompt))
    assert (question.prompt, question.sequence) == (prompt, ())


def test_a_script_is_read_with_what_it_should_print() -> None:
    more = '## Verify\n```sh expect="137 143"\ndocker ps\ndocker images\n```\n## Hint\nThink of signals.\n'
    question = read(written(more=more))
    assert question.verify == Script("docker ps\ndocker images", "137 143")
    assert question.hint == "Think of signals."


def test_files_from_windows_are_read_alike() -> None:
    assert read(written().replace("\n", "\r\n")) == read(written())


def test_any_change_of_the_text_gives_another_version() -> None:
    assert read(written()).version == read(written()).version
    assert read(written()).version != read(written(explanation="Another one, because it was wrong.")).version


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: begin the file with a head between two lines of three dashes"),
        (written(head={"kind": "quiz"}), "2: “kind: quiz” is none of single, multiple"),
        (written(head={"difficulty": "6"}), "5: “difficulty: 6” is none of 1, 2, 3, 4, 5"),
        (written(head={"objective": "cleanup.1"}), "3: “objective: cleanup.1” is none of this topic's"),
        (written(head={"level": "easy"}), "8: “level” is no name of the head"),
        (written(head={"applies": "[docker]"}), "8: write “name: value” on one line"),
        (written(head={"applies": "a: b"}), "8: put the value in double quotes"),
        (written(head={"applies": '"docker'}), "put the value in double quotes"),
        (written(head={"facts": "F001\nfacts: F002"}), "7: “facts” stands in the head twice: keep one"),
        (written().replace("bloom: apply\n", ""), "1: the head lacks “bloom:”, add it"),
        (written(prompt=""), "the question itself is missing"),
        (written(options=OPTIONS.replace("[x]", "[ ]")), "mark exactly one option with [x]; 0 are marked"),
        (written(options=OPTIONS.replace("[ ]", "[x]")), "mark exactly one option with [x]; 3 are marked"),
        (written(head={"kind": "multiple"}), "mark two options or more with [x]"),
        (written(options=OPTIONS + "and so on\n"), "after the options only their feedback may stand"),
        (written(head={"kind": "order"}, options="1. a\n2. b\n"), "list three steps or more"),
        (written(head={"kind": "short"}, options=""), "add “## Accept” with at least one answer"),
        (written(head={"kind": "short"}, more="## Accept\n- = a\n"), "a question of kind short has no options"),
        (written(head={"kind": "short"}, options="", more="## Accept\nlatest\n"), "write “- = text”"),
        (written(head={"kind": "hands-on"}, options=""), "needs “## Solution”, “## Check”, “## Goal” and “## Hint”"),
        (written(head={"kind": "hands-on"}, options="", more=DONE_BY_HAND), "add “try: docker …” to its head"),
        (written(more="## Goal\n- container exited\n"), "write what docker inspect tells"),
        (written(explanation=""), "add “## Explanation” with why the answer is right"),
        (written(references=""), "name a source"),
        (written(more="## Notes\nA word.\n"), "“## Notes” is no section: use Accept, Reject"),
        (written(more="## Explanation\nOnce more.\n"), "“## Explanation” stands here a second time"),
        (written(more="## Verify\ndocker ps\n"), "write one block here that begins with ```sh"),
        (written(prompt="What is this?\n```sh\nls"), "this block of code is not closed: end it with ```"),
    ],
)
def test_a_fault_says_its_line_and_the_remedy(text: str, fault: str) -> None:
    assert any(fault in told for told in faults_of(text)), faults_of(text)


def test_a_fault_names_the_line_it_stands_on() -> None:
    text = written(options=f"{OPTIONS}and so on\n")
    line = text.split("\n").index("and so on") + 1
    [fault] = faults_of(text)
    assert fault.startswith(f"tags-and-digests/after-a-push.md:{line}: after the options")


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = written(head={"kind": "quiz", "difficulty": "9"}, explanation="", references="")
    lines = [int(fault.split(":")[1]) for fault in faults_of(text)]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_a_folder_that_is_no_topic_is_refused() -> None:
    assert "the folder “kubernetes” is no topic" in faults_of(written(), topic="kubernetes")[0]


@pytest.mark.parametrize(
    "text",
    [
        written(),
        written(head={"verified": "engine", "engine": "docker>=20.10"}, more="## Verify\n```sh\necho last\n```\n"),
        written(head={"kind": "order"}, options="1. a\n2. b\n3. c\n"),
        written(head={"kind": "short"}, options="", more="## Accept\n- = runc\n## Reject\n- = crun\n  > Near.\n"),
    ],
)
def test_a_question_as_data_has_the_shape_of_the_schema(text: str) -> None:
    jsonschema.validate(to_model(read(text)), SCHEMA)


words = st.from_regex(r"[A-Za-z`*:#{}.@%'-][A-Za-z0-9 `*:#{}.@%'-]{0,60}[A-Za-z0-9`*:#{}.@%'-]", fullmatch=True)


@given(prompt=words, texts=st.lists(words, min_size=3, max_size=4), told=words, explanation=words)
def test_what_is_written_is_read_back(prompt: str, texts: list[str], told: str, explanation: str) -> None:
    marks = ["x", *" " * (len(texts) - 1)]
    lines = [f"- [{mark}] {text}\n  > {told} <!-- m: slip -->" for mark, text in zip(marks, texts, strict=True)]
    prompt, explanation = f"Say: {prompt}", f"So: {explanation}"
    question = read(written(prompt=prompt, options="\n".join(lines) + "\n", explanation=explanation))

    assert (question.prompt, question.explanation) == (prompt, explanation)
    assert [option.text for option in question.options] == texts
    assert {(option.feedback, option.misconception) for option in question.options} == {(told, "slip")}
    assert [option.correct for option in question.options] == [mark == "x" for mark in marks]


_shreds = st.sampled_from(
    ["---", "kind: single", "kind: [", 'kind: "', "- [x] a", "- [ ] b", "  > c", "## Explanation", "## References"]
    + ["- https://a.example/", "```sh", "```", "1. a", "<!-- = 1 -->", "<!-- m:", "-->", "## Accept", "- ~ (", ""]
    + [f"{name}: {value}" for name, value in HEAD.items()]
)


@given(st.lists(_shreds | st.text(max_size=20), max_size=30))
def test_no_input_does_worse_than_being_refused(lines: list[str]) -> None:
    for text in ("\n".join(lines), "---\n" + "\n".join(lines), written(more="\n".join(lines))):
        with suppress(ContentError):
            assert read(text).prompt
