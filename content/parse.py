"""Reads one question from Markdown with a flat head. Every fault names its line and what to write instead."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from content.faults import ContentError, Fault, Faults
from content.goals import ANY_CONTAINER, Goal, read_goal
from content.questions import CHOICE, LEVELS, TYPED, Kind, Match, Option, Question, Script
from content.sections import Head, Section, split
from content.templates import read
from content.topics import TOPICS

__all__ = ["ContentError", "Fault", "parse_question"]

_Item = TypeVar("_Item", Option, Match)

REQUIRED = ("kind", "objective", "bloom", "difficulty", "verified")
"""What the head of every question of the bank says."""

_HEAD_NAMES = (*REQUIRED, "topic", "facts", "engine", "applies", "try", "template", "status")
_SCRIPTS = ("verify", "setup", "solution", "check")
_SECTIONS = ("accept", "reject", "goal", "explanation", "references", "hint", *_SCRIPTS)

_OPTION = re.compile(r"- \[(?P<mark>[ xX])\] (?P<text>.+)")
_STEP = re.compile(r"\d+\. (?P<text>.+)")
_MATCH = re.compile(r"- (?P<sign>[=~$]|has|lacks) (?P<value>.+)")
_SIGNS = {"=": "equals", "~": "regex", "$": "command", "has": "has", "lacks": "lacks"}
_NOTE = re.compile(r"<!-- *(?P<name>=|m:) *(?P<value>.*?) *-->")
_SCRIPT = re.compile(r'```sh(?: expect="(?P<expect>[^"\n]*)")?\n(?P<text>.*?)\n?```', re.DOTALL)


def parse_question(
    text: str,
    *,
    id: str,  # noqa: A002 - the format's word
    topic: str,
    file: str,
    required: Sequence[str] = REQUIRED,
) -> Question:
    """Returns the question in `text`; raises ContentError with every fault found."""
    text = text.replace("\r\n", "\n")
    faults = Faults(file)
    head, sections = split(text, faults)
    _check_names(head, sections, required, faults)
    kind = Kind(_choice(head, "kind", tuple(Kind), faults))
    prompt, options, sequence = _prompt(sections["prompt"], kind, faults)
    scripts = {name: _script(sections[name], faults) for name in _SCRIPTS if name in sections}
    scripts |= _template(head, sections, faults)
    question = Question(
        id=id,
        topic=topic,
        objective=_objective(head, topic, faults),
        kind=kind,
        bloom=_choice(head, "bloom", LEVELS, faults),
        difficulty=int(_choice(head, "difficulty", ("1", "2", "3", "4", "5"), faults)),
        prompt=prompt,
        explanation=_text(sections, "explanation"),
        references=_references(sections, faults),
        verified=_choice(head, "verified", ("docs", "engine", "none"), faults),
        version=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        facts=tuple(filter(None, re.split(r"[,\s]+", head.values.get("facts", "")))),
        engine=head.values.get("engine", ""),
        applies=head.values.get("applies", ""),
        to_try=_line_to_try(head, faults),
        options=options,
        sequence=sequence,
        accept=_matches(sections.get("accept"), faults),
        reject=_matches(sections.get("reject"), faults),
        hint=_text(sections, "hint"),
        goal=_goals(sections.get("goal"), faults),
        template=head.values.get("template", ""),
        status=_choice(head, "status", ("live", "draft", "retired"), faults),
        lines={**{name: section.line for name, section in sections.items()}, **head.lines},
        **scripts,
    )
    _check_parts(question, faults)
    faults.raise_any()
    return question


def _check_names(head: Head, sections: Mapping[str, Section], required: Sequence[str], faults: Faults) -> None:
    for name in head.values.keys() - _HEAD_NAMES:
        faults.add(head.line_of(name), f"“{name}” is no name of the head: use {', '.join(_HEAD_NAMES)}")
    for name in [name for name in required if name not in head.lines]:
        faults.add(1, f"the head lacks “{name}:”, add it")
    for name in sections.keys() - {"prompt", *_SECTIONS}:
        known = ", ".join(each.capitalize() for each in _SECTIONS)
        faults.add(sections[name].line - 1, f"“## {name.capitalize()}” is no section: use {known}")


def _choice(head: Head, name: str, allowed: Sequence[str], faults: Faults) -> str:
    """Returns the head's value, or the first one allowed where it has none or a wrong one."""
    value = head.values.get(name, allowed[0])
    if value in allowed:
        return value
    faults.add(head.line_of(name), f"“{name}: {value}” is none of {', '.join(allowed)}")
    return allowed[0]


def _objective(head: Head, topic: str, faults: Faults) -> str:
    objective = head.values.get("objective", "")
    if head.values.get("topic", topic) != topic:
        faults.add(
            head.line_of("topic"), f"the question is filed under “{topic}”: write the same here, or leave it out"
        )
    if topic not in TOPICS:
        faults.add(1, f"the folder “{topic}” is no topic: use one of {', '.join(TOPICS)}")
    elif objective and objective not in TOPICS[topic].objectives:
        known = ", ".join(TOPICS[topic].objectives)
        faults.add(head.line_of("objective"), f"“objective: {objective}” is none of this topic's: {known}")
    return objective


def _line_to_try(head: Head, faults: Faults) -> str:
    line = head.values.get("try", "")
    if line and not line.startswith("docker "):
        faults.add(head.line_of("try"), f"“try: {line}” is no line for the sandbox: write “try: docker …”")
    return line


def _prompt(section: Section, kind: Kind, faults: Faults) -> tuple[str, tuple[Option, ...], tuple[str, ...]]:
    """Returns the question itself, its options and, where things are to be ordered, these in the right order."""
    prompt: list[str] = []
    options: list[Option] = []
    sequence: list[str] = []
    fenced = False
    for number, line in section.numbered():
        fenced ^= line.startswith("```")
        if not fenced and (found := _OPTION.fullmatch(line)):
            text, notes = _notes(found["text"])
            options.append(Option(text, found["mark"] != " ", "", notes.get("m:"), notes.get("="), number))
        elif not fenced and kind is Kind.ORDER and (found := _STEP.fullmatch(line)):
            sequence.append(found["text"].strip())
        elif options and line.startswith("  > "):
            options[-1] = _with_feedback(options[-1], line)
        elif (options or sequence) and line.strip():
            faults.add(number, "after the options only their feedback may stand: “  > …” below an option")
        else:
            prompt.append(line)
    text = "\n".join(prompt).strip()
    if not text:
        faults.add(section.line, "the question itself is missing: write it below the head")
    return text, tuple(options), tuple(sequence)


def _matches(section: Section | None, faults: Faults) -> tuple[Match, ...]:
    matches: list[Match] = []
    for number, line in section.numbered() if section else ():
        if found := _MATCH.fullmatch(line):
            value, notes = _notes(found["value"])
            matches.append(Match(_SIGNS[found["sign"]], value.strip("`"), misconception=notes.get("m:")))
        elif matches and line.startswith("  > "):
            matches[-1] = _with_feedback(matches[-1], line)
        elif line.strip():
            faults.add(number, "write “- = text”, “- ~ regex”, “- $ command”, “- has `…`” or “- lacks `…`”")
    return tuple(matches)


def _goals(section: Section | None, faults: Faults) -> tuple[Goal, ...]:
    goals: list[Goal] = []
    for number, line in section.numbered() if section else ():
        goal = read_goal(line.removeprefix("- ").strip()) if line.startswith("- ") else None
        if goal is not None and goal.things == {ANY_CONTAINER}:
            goals.append(goal)
        elif line.strip():
            faults.add(number, "write what docker inspect tells: “- container State.Status=exited State.ExitCode=3”")
    return tuple(goals)


def _with_feedback(item: _Item, line: str) -> _Item:
    told, notes = _notes(line.removeprefix("  > "))
    feedback = f"{item.feedback} {told}".strip()
    return replace(item, feedback=feedback, misconception=notes.get("m:") or item.misconception)


def _notes(text: str) -> tuple[str, dict[str, str]]:
    """Splits the comments `<!-- = value -->` and `<!-- m: misconception -->` off the end of a line."""
    notes: dict[str, str] = {}
    text = text.strip()
    while text.endswith("-->") and (found := _NOTE.fullmatch(text, text.rfind("<!--"))):
        notes[found["name"]] = found["value"]
        text = text[: found.start()].rstrip()
    return text, notes


def _references(sections: Mapping[str, Section], faults: Faults) -> tuple[str, ...]:
    section = sections.get("references")
    found = tuple(line[2:].strip() for line in section.lines if line.startswith("- ")) if section else ()
    if not any(found):
        faults.add(section.line if section else 1, "name a source: add “## References” with a line “- https://…”")
    return found


def _script(section: Section, faults: Faults) -> Script | None:
    found = _SCRIPT.fullmatch(section.text)
    if found:
        return Script(found["text"], found["expect"] or "")
    faults.add(section.line, 'write one block here that begins with ```sh, or ```sh expect="…", and ends with ```')
    return None


def _template(head: Head, sections: Mapping[str, Section], faults: Faults) -> dict[str, Script | None]:
    """Returns the check of the template that the head names, as the question's own; empty where it names none."""
    named = head.values.get("template")
    if not named:
        return {}
    if "verify" in sections:
        faults.add(head.line_of("template"), "the check stands in “## Verify” already: keep one of the two")
    try:
        template, values = read(named)
    except ValueError as fault:
        faults.add(head.line_of("template"), str(fault))
        return {}
    return {"verify": template.check(values)}


def _text(sections: Mapping[str, Section], name: str) -> str:
    return sections[name].text if name in sections else ""


def _check_parts(question: Question, faults: Faults) -> None:
    """Faults what a kind needs and has not, or has and must not."""
    line, right = question.line_of("prompt"), len(question.key)
    match question.kind:
        case Kind.SINGLE | Kind.TRUEFALSE if right != 1:
            faults.add(line, f"mark exactly one option with [x]; {right} are marked")
        case Kind.MULTIPLE if right < 2 or not question.distractors:
            faults.add(line, "mark two options or more with [x], and leave at least one unmarked")
        case Kind.ORDER if len(question.sequence) < 3:
            faults.add(line, "list three steps or more as “1. …”, in the right order")
        case Kind.HANDS_ON if not (question.solution and question.check and question.goal and question.hint):
            faults.add(line, "a hands-on question needs “## Solution”, “## Check”, “## Goal” and “## Hint”")
        case Kind.HANDS_ON if not question.to_try:
            faults.add(line, "a hands-on question needs a line that reaches the goal: add “try: docker …” to its head")
    if question.kind in TYPED and not question.accept:
        faults.add(line, "add “## Accept” with at least one answer, such as “- = text”")
    if question.options and question.kind not in CHOICE:
        faults.add(line, f"a question of kind {question.kind} has no options: take them out, or make it single")
    if not question.explanation:
        faults.add(question.line_of("explanation"), "add “## Explanation” with why the answer is right")
