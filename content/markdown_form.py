"""Writes a question in the bank's own form: what `content/parse.py` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from content.questions import Match, Option, Question, Script

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/,()>=-]*")
_SIGNS = {"equals": "=", "regex": "~", "command": "$", "has": "has", "lacks": "lacks"}


def to_markdown(question: Question) -> str:
    """Returns the text of a question's file; its id is the file's name and stands nowhere in it."""
    return "\n".join([*_head(question), question.prompt, "", *_answers(question), *_sections(question)]).rstrip() + "\n"


def _head(question: Question) -> Iterator[str]:
    values = {
        "kind": question.kind,
        "topic": question.topic,
        "objective": question.objective,
        "bloom": question.bloom,
        "difficulty": str(question.difficulty),
        "facts": ", ".join(question.facts),
        "verified": question.verified,
        "engine": question.engine,
        "applies": question.applies,
        "try": question.to_try,
        "template": question.template,
        "status": "" if question.status == "live" else question.status,
    }
    yield "---"
    for name, value in values.items():
        if value:
            yield f"{name}: {value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)}"
    yield "---"


def _answers(question: Question) -> Iterator[str]:
    for option in question.options:
        yield from _option(option)
    for number, step in enumerate(question.sequence, 1):
        yield f"{number}. {step}"
    yield ""


def _option(option: Option) -> Iterator[str]:
    value = "" if option.value is None else f" <!-- = {option.value} -->"
    yield f"- [{'x' if option.correct else ' '}] {option.text}{value}"
    yield from _feedback(option)


def _feedback(item: Option | Match) -> Iterator[str]:
    note = f"<!-- m: {item.misconception} -->" if item.misconception else ""
    told = f"{item.feedback} {note}".strip()
    if told:
        yield f"  > {told}"


def _sections(question: Question) -> Iterator[str]:
    for name, matches in (("Accept", question.accept), ("Reject", question.reject)):
        if matches:
            yield f"## {name}"
            for match in matches:
                yield f"- {_SIGNS[match.match]} {match.value}"
                yield from _feedback(match)
            yield ""
    yield from _section("Goal", "\n".join(f"- {goal}" for goal in question.goal))
    yield from _section("Explanation", question.explanation)
    yield from _section("References", "\n".join(f"- {source}" for source in question.references))
    yield from _section("Hint", question.hint)
    for name in ("verify", "setup", "solution", "check"):
        script = getattr(question, name)
        if script is not None and not (name == "verify" and question.template):
            yield from _section(name.capitalize(), _script(script))


def _section(name: str, text: str) -> Iterator[str]:
    if text:
        yield from (f"## {name}", text, "")


def _script(script: Script) -> str:
    expect = f' expect="{script.expect}"' if script.expect else ""
    return f"```sh{expect}\n{script.text}\n```"
