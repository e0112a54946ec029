"""Every question that is called checked on an engine is, on a real one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from bench import Bench, running_bench
from writing import OPTIONS, read, written

from content.bank import Question, load_bank
from content.verification import confirms

CHECKED = [question for question in load_bank().questions if question.verified == "engine"]
NEEDED = ("dockerd", "docker", "docker-registry", "busybox", "unshare", "nsenter", "ip")


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """A running engine; skips where none can run, but fails in CI."""
    missing = [program for program in NEEDED if not shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if missing or os.geteuid():
        reason = f"no engine can run here: missing {', '.join(missing) or 'root'}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with running_bench() as running:
        yield running


@pytest.mark.parametrize("question", CHECKED, ids=[question.id for question in CHECKED])
def test_the_engine_confirms_the_key(bench: Bench, question: Question) -> None:
    script = question.verify or question.check
    assert script
    if question.solution:
        assert not confirms(question, bench.run(script.text))  # nothing has been done yet
        done = bench.run(question.solution.text)
        assert all(any(goal.is_reached_by(each) for each in bench.containers()) for goal in question.goal), done
    printed = bench.shell(script.text).stdout if question.solution else bench.run(script.text)
    assert confirms(question, printed), printed


def test_the_key_is_what_the_right_options_say_will_be_printed() -> None:
    question = read(written())
    assert confirms(question, "\n last \n\n")
    assert not confirms(question, "first")
    assert not confirms(question, "first\nlast")
    assert not confirms(question, "")


def test_a_key_that_was_moved_to_another_option_is_not_confirmed() -> None:
    moved = OPTIONS.replace("[x]", "[-]").replace("[ ]", "[x]", 1).replace("[-]", "[ ]")
    assert not confirms(read(written(options=moved)), "last")


def test_all_right_options_have_to_be_printed_in_any_order() -> None:
    options = OPTIONS.replace("- [ ] The image that was pushed first", "- [x] The image that was pushed first")
    question = read(written(head={"kind": "multiple"}, options=options))
    assert confirms(question, "last\nfirst")
    assert not confirms(question, "last")


def test_a_script_with_an_expectation_has_to_print_just_that() -> None:
    question = read(written(more='## Verify\n```sh expect="137 143"\ntrue\n```\n'))
    assert confirms(question, "137 143\n")
    assert not confirms(question, "137")


def test_typed_and_ordered_answers_are_compared_as_they_stand() -> None:
    typed = read(written(head={"kind": "number"}, options="", more="## Accept\n- = 127\n"))
    assert confirms(typed, "127")
    assert not confirms(typed, "12")
    ordered = read(written(head={"kind": "order"}, options="1. stop\n2. rm\n3. rmi\n"))
    assert confirms(ordered, "stop\nrm\nrmi\n")
    assert not confirms(ordered, "rm\nstop\nrmi\n")
