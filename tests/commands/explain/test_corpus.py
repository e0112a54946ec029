"""Lines from public documentation, and lines with a trap, with the readings that docker's own command line gave them.

A line's `source` says where it was found; `refused` whether docker ended with an error when it was tried.

`recorded.jsonl` has made-up lines, with odd and wrong values of every flag of `run` and `create` and flags of all other
commands, as Docker CLI 28.2.2 read them: `error` is the kind of its complaint, or `refused` for one about a value;
`effect` what its request to a recording engine asked for, where that is more than nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.explain import explain, to_json

CORPUS = Path(__file__).parent / "corpus"
UNLIKE = {
    "p0013": "the name `buildx b` is given to a debugging command there",
    "p0032": "-v of `compose down` is taken for compose's own --version there",
    "p0034": "-f of `compose logs` is taken for compose's own --file there",
    "p0260": "the value of a variable was made up there",
    "p0261": "the value of a variable was made up there",
}
"""Lines whose reading there is not docker's, and why."""


def cases(name: str) -> Iterator[dict[str, Any]]:
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["id"] not in UNLIKE:
            yield case


def recorded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / "recorded.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["public.jsonl", "traps.jsonl"])
def test_every_line_is_read_as_docker_reads_it(name: str) -> None:
    for case in cases(name):
        truth, answer = case["truth"], to_json(explain(case["command"]))
        reading = answer["lines"][0]
        assert reading["canonical"] == truth["canonical"], case["id"]
        if truth["error"] is None:
            assert reading["flags"] == truth["flags"], case["id"]
            assert reading["args"] == truth["args"], case["id"]


@pytest.mark.parametrize("name", ["public.jsonl", "traps.jsonl"])
def test_every_line_is_refused_where_docker_refuses_it(name: str) -> None:
    for case in cases(name):
        wanted, error = case["truth"]["error"], explain(case["command"]).lines[0].error
        kind = error.kind if error else None
        if wanted is not None:
            assert kind == wanted["kind"], case["id"]
        elif kind is not None:
            assert kind in {"bad_value", "conflict"}, case["id"]
            assert case["refused"], case["id"]


@pytest.mark.parametrize("name", ["public.jsonl", "traps.jsonl"])
def test_every_container_is_the_one_that_docker_asks_for(name: str) -> None:
    for case in cases(name):
        if wanted := case.get("effect"):
            assert to_json(explain(case["command"]))["lines"][0]["effect"] == wanted, case["id"]


def test_odd_and_wrong_values_are_taken_or_refused_as_docker_was_seen_to() -> None:
    for case in recorded():
        error = explain(case["command"]).lines[0].error
        kind = "refused" if error and error.kind in {"bad_value", "conflict"} else error and error.kind
        assert kind == case.get("error"), case["command"]


def test_odd_values_count_as_docker_was_seen_to_hand_them_on() -> None:
    nothing = effect_of_nothing()
    for case in recorded():
        if wanted := case.get("effect"):
            made = to_json(explain(case["command"]))["lines"][0]["effect"]
            assert {**made, "detach": False} == nothing | wanted, case["command"]


def effect_of_nothing() -> dict[str, Any]:
    (reading,) = to_json(explain("docker create x"))["lines"]
    made: dict[str, Any] = reading["effect"]
    return made
