"""`shipmate content verify`: shows every key that is called checked on a real engine, item by item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from difflib import get_close_matches
from queue import SimpleQueue

import click

from bot.bench import Bench, BenchError, bench_on, throwaway_bench
from content.bank import Bank, load_bank
from content.questions import Question
from content.records import Engine, Shown, digest_of, record, recorded
from content.templates import TEMPLATES
from content.verification import Outcome, Result, verify

DRAWS = 3
"""How many questions each template publishes, where it can draw so many."""


def verify_content(
    *, address: str, registry: str, only: tuple[str, ...], workers: int, as_json: bool, keep: bool
) -> int:
    """Runs the checks of all questions, or those whose ids begin with one of `only`, and says how each came out.

    `workers` is how many engines are started for it, where none is given. `keep` writes what templates showed into the
    record of this engine. Returns the exit status: 1 where an engine contradicts a key, or a check could not run. Raises
    UsageError where one of `only` begins no id, ClickException where nothing can run at all.
    """
    asked = _asked(only)
    results = []
    try:
        with ExitStack() as opened:
            benches = [opened.enter_context(_bench(address, registry)) for _ in range(1 if address else workers)]
            engine = benches[0].engine()
            for result in _results(asked, benches):
                results.append(result)
                click.echo(_as_json(result, engine) if as_json else _as_text(result))
    except BenchError as reason:
        raise click.ClickException(str(reason)) from None
    if keep:
        shown = {each.question.template: _shown(each) for each in results if _is_made(each.question)}
        record(engine, {**recorded(engine), **shown} if only else shown)
    counts = {outcome: sum(result.outcome is outcome for result in results) for outcome in Outcome}
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    click.echo(f"{told}; docker {engine.version}, {engine.store}, {engine.checked}", err=as_json)
    return 0 if counts[Outcome.CONFIRMED] == len(results) else 1


def _asked(only: tuple[str, ...]) -> list[Question]:
    """Returns the questions to check; an id that none begins with would pass as shown where nothing was."""
    checked = to_check(load_bank())
    for wanted in only:
        if not any(question.id.startswith(wanted) for question in checked):
            name = wanted.rpartition("/")[2].removesuffix(".md")
            ids = {question.id.partition("@")[0] for question in checked}
            near, *_ = get_close_matches(name, sorted(ids), n=1, cutoff=0)
            raise click.UsageError(
                f"No question that an engine can check has an id that begins with “{wanted}”: try {near}."
            )
    return [question for question in checked if question.id.startswith(only or "")]


def _results(asked: Sequence[Question], benches: Sequence[Bench]) -> Iterator[Result]:
    """Yields how each check came out, in their order; every bench has one at a time."""
    idle: SimpleQueue[Bench] = SimpleQueue()
    for bench in benches:
        idle.put(bench)

    def result(question: Question) -> Result:
        bench = idle.get()
        try:
            return verify(question, bench.run, has_registry=bool(bench.registry))
        finally:
            idle.put(bench)

    with ThreadPoolExecutor(len(benches)) as pool:
        yield from pool.map(result, asked)


def to_check(bank: Bank) -> list[Question]:
    """Returns what an engine can show: the questions of the bank that have a check, and the draws of all templates."""
    written = [each for each in bank.entries if each.verified == "engine" and each.status != "retired"]
    drawn = [template.question(values) for template in TEMPLATES.values() for values in template.draws(DRAWS)]
    return [question for question in written if not _is_made(question)] + drawn


def _is_made(question: Question) -> bool:
    return "@" in question.id


def _bench(address: str, registry: str) -> AbstractContextManager[Bench]:
    return bench_on(address, registry) if address else throwaway_bench()


def _shown(result: Result) -> Shown:
    return Shown(result.printed, digest_of(result.question))


def _as_text(result: Result) -> str:
    line = f"{result.outcome:<13}{result.seconds:5.1f} s  {result.question.file}"
    return line if result.outcome is Outcome.CONFIRMED else f"{line}\n  it showed: {result.printed or 'nothing'}"


def _as_json(result: Result, engine: Engine) -> str:
    told = {
        "id": result.question.id,
        "file": result.question.file,
        "template": result.question.template or None,
        "outcome": result.outcome,
        "printed": result.printed,
        "seconds": round(result.seconds, 2),
        "engine": asdict(engine),
    }
    return json.dumps(told, ensure_ascii=False)
