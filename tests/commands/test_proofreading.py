"""What the bank's check asks of the core: that docker takes the lines taught, and that shuffling favours no place."""

from __future__ import annotations

import pytest
from writing import EXPLANATION, OPTIONS, PROMPT, read, written

from commands.proofreading import b08_key_position, l22_command_lines, l25_line_to_try
from content.bank import Bank, load_bank
from content.check import Severity, check

WRONG = "docker run --detatch nginx"
KEY = "The image that was pushed last"
FIRST = "The image that was pushed first"


def severities(text: str) -> list[Severity]:
    return [finding.severity for finding in l22_command_lines(read(text))]


@pytest.mark.parametrize(
    "text",
    [
        written(explanation=f"{EXPLANATION} Try `{WRONG}`."),
        written(explanation=f"{EXPLANATION}\n\n```sh\ndocker ps\n{WRONG}\n```"),
        written(options=OPTIONS.replace(KEY, f"`{WRONG}`")),
        written(head={"try": WRONG}),
        written(more=f"## Hint\nThink of `{WRONG}`.\n"),
        written(head={"kind": "command"}, options="", more=f"## Accept\n- $ {WRONG}\n"),
        written(head={"kind": "order"}, options=f"1. `{WRONG}`\n2. b\n3. c\n"),
    ],
)
def test_a_line_that_docker_would_refuse_is_an_error_where_it_is_taught(text: str) -> None:
    assert severities(text) == [Severity.ERROR]


@pytest.mark.parametrize(
    "text",
    [
        written(prompt=f"What is wrong with `{WRONG}`?"),
        written(options=OPTIONS.replace(FIRST, f"`{WRONG}`")),
        written(options=OPTIONS.replace("The tag has moved on since then.", f"So would `{WRONG}` be.")),
    ],
)
def test_it_may_be_what_a_question_is_about(text: str) -> None:
    assert severities(text) == [Severity.WARNING]


@pytest.mark.parametrize("code", ["docker run -d IMAGE", "docker buildx build --platform", "docker images", "runc run"])
def test_named_commands_and_words_to_fill_in_are_let_pass(code: str) -> None:
    assert severities(written(prompt=f"{PROMPT} See `{code}`.")) == []


def test_a_finding_says_what_docker_would_say() -> None:
    [finding] = l22_command_lines(read(written(head={"try": WRONG})))
    assert finding.rule == "L22"
    assert finding.message == (
        "docker would refuse “docker run --detatch nginx”: docker run has no option --detatch. Type “--detach”"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("docker run --privileged alpine", "the sandbox refuses “docker run --privileged alpine”: "),
        ("docker login", "the sandbox refuses “docker login”: "),
        ("docker ps -q | wc -l", "the sandbox refuses “docker ps -q | wc -l”: it needs a shell: write docker's part"),
        ("docker run -v $PWD:/here alpine", "“docker run -v $PWD:/here alpine”: it needs a shell: write docker's part"),
    ],
)
def test_a_line_to_try_that_the_sandbox_does_not_carry_out_is_an_error(line: str, told: str) -> None:
    [finding] = l25_line_to_try(read(written(head={"try": line})))
    assert (finding.rule, finding.severity) == ("L25", Severity.ERROR)
    assert told in finding.message


def test_a_line_to_try_that_the_sandbox_carries_out_is_well() -> None:
    assert list(l25_line_to_try(read(written(head={"try": "docker run --rm alpine sh -c 'echo $HOME'"})))) == []


def test_the_shipped_bank_teaches_lines_that_docker_takes() -> None:
    assert [str(finding) for finding in check(load_bank(), more=(l22_command_lines, l25_line_to_try))] == []


def test_the_right_option_stands_in_each_place_equally_often() -> None:
    assert list(b08_key_position(load_bank())) == []


def test_a_shuffle_that_favours_a_place_is_found() -> None:
    unmoved = b08_key_position(Bank([read(written())]), lambda question, _: tuple(range(len(question.options))))
    assert [finding.message for finding in unmoved] == [
        "of 3 options the right one stands in one place in 100% of rounds: mend the shuffling"
    ]
