"""Every question that is called checked on an engine is, on a real one."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from click.testing import CliRunner
from writing import OPTIONS, read, written

from bot.bench import Bench, BenchError, bench_on, throwaway_bench
from bot.cli import main
from bot.verifying import to_check
from content.bank import Kind, Question, load_bank
from content.verification import Outcome, confirms, script_of, verify

CHECKED = to_check(load_bank())
BY_HAND = [question for question in CHECKED if question.kind is Kind.HANDS_ON]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """A running engine; skips where none can run, but fails in CI."""
    with ExitStack() as opened:
        try:
            running = opened.enter_context(throwaway_bench())
        except BenchError as reason:
            pytest.fail(str(reason)) if os.environ.get("CI") == "true" else pytest.skip(str(reason))
        yield running


@pytest.mark.parametrize("question", CHECKED, ids=[question.id for question in CHECKED])
def test_the_engine_confirms_the_key(bench: Bench, question: Question) -> None:
    result = verify(question, bench.run)
    assert result.outcome is Outcome.CONFIRMED, result.printed


@pytest.mark.parametrize("task", BY_HAND, ids=[task.id for task in BY_HAND])
def test_the_solution_of_a_task_reaches_its_goal_and_nothing_else_does(bench: Bench, task: Question) -> None:
    assert task.check
    assert task.solution
    assert not confirms(task, bench.run(task.check.text))  # nothing has been done yet
    done = bench.run(task.solution.text)
    assert all(any(goal.is_reached_by(each) for each in bench.containers()) for goal in task.goal), done


def test_an_engine_tells_its_version_its_image_store_and_the_date(bench: Bench) -> None:
    engine = bench.engine()
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", engine.version)
    assert engine.store in {"overlay2", "vfs", "containerd", "fuse-overlayfs"}
    assert date.fromisoformat(engine.checked) >= date(2026, 1, 1)


def test_an_engine_that_is_given_is_used_and_left_empty(bench: Bench) -> None:
    bench.clear()
    with bench_on(bench.address) as given:
        assert given.run("docker run --name left $BASE echo hello") == "hello\n"
    assert not bench.holds_anything()


def test_a_check_that_takes_the_name_of_the_base_spoils_no_later_one(bench: Bench) -> None:
    fresh = bench.run("docker history -q $BASE | wc -l")
    bench.run("printf 'FROM %s\\nRUN echo more > /more\\n' $BASE | docker build -q -t $BASE -")
    assert bench.run("docker history -q $BASE | wc -l") == fresh == "1\n"


def test_an_engine_that_holds_something_is_left_alone(bench: Bench) -> None:
    bench.clear()
    bench.shell("docker volume create ledger")
    with pytest.raises(BenchError, match="Give an engine that holds nothing"), bench_on(bench.address):
        pass
    assert bench.shell("docker volume ls -q").stdout == "ledger\n"


def test_the_command_tells_item_by_item_what_an_engine_shows(bench: Bench) -> None:
    bench.clear()
    told = CliRunner().invoke(main, ["content", "verify", "--engine", bench.address, "--only", "detached-and-gone"])
    first, last = told.output.splitlines()
    assert re.fullmatch(r"confirmed +\d+\.\d s  running-containers/detached-and-gone\.md", first)
    assert last.startswith("1 confirmed, 0 contradicted, 0 not run; docker ")
    assert told.exit_code == 0


def test_what_needs_a_registry_is_said_not_to_have_run_without_one(bench: Bench) -> None:
    bench.clear()
    words = ["content", "verify", "--engine", bench.address, "--only", "tags-can-move", "--json"]
    told = CliRunner().invoke(main, words)
    item = json.loads(told.stdout)
    assert (item["outcome"], item["printed"]) == ("not run", "it needs a registry")
    assert item["engine"]["version"] == bench.engine().version
    assert told.exit_code == 1


def checked(script: str) -> Question:
    return read(
        written(head={"verified": "engine", "engine": "docker>=20.10"}, more=f"## Verify\n```sh\n{script}\n```\n")
    )


def test_a_check_confirms_a_key_or_contradicts_it() -> None:
    assert verify(checked("true"), lambda script: "last").outcome is Outcome.CONFIRMED
    result = verify(checked("true"), lambda script: " first\n")
    assert (result.outcome, result.printed) == (Outcome.CONTRADICTED, "first")


def test_a_check_that_takes_too_long_says_nothing_about_the_key() -> None:
    def hang(script: str) -> str:
        raise TimeoutError("it ran for 60 seconds")

    result = verify(checked("true"), hang)
    assert (result.outcome, result.printed) == (Outcome.NOT_RUN, "it ran for 60 seconds")


def test_of_a_task_to_be_done_by_hand_the_solution_runs_before_the_check() -> None:
    more = (
        "## Setup\n```sh\necho setup\n```\n## Solution\n```sh\necho solved\n```\n"
        '## Check\n```sh expect="ok"\necho ok\n```\n'
        "## Goal\n- container State.Status=exited\n## Hint\nThink of it.\n"
    )
    task = read(written(head={"kind": "hands-on", "try": "docker run alpine true"}, options="", more=more))
    script = script_of(task)
    assert script.index("echo setup") < script.index("echo solved") < script.index("echo ok")
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout == "ok\n"


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
