"""Reads a lab from its Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from content.faults import Faults
from content.goals import Thing, read_goal
from content.labs import HINTS, Item, Lab, Part
from content.sections import Head, Section, split
from content.topics import TOPICS

_HEAD_NAMES = ("title", "topic", "objective", "difficulty")
_GOALS = ("goal", "then", "finally")
"""The sections whose goals have to be reached, one after the other."""

_REQUIRED = ("goal", "hints", "debrief", "references", "solution", "reset")
_SECTIONS = ("steps", *_GOALS, "hints", "debrief", "references", "solution", "reset")

_STEP = re.compile(r"\d+\. (?P<text>.+)")
_BLOCK = re.compile(r"```sh\n(?P<text>.*?)\n?```", re.DOTALL)
_BELOW = re.compile(r"<<\s*['\"]?(?P<end>\w+)['\"]?\s*$")
_NEXT = "# then"


def parse_lab(text: str, name: str) -> Lab:
    """Returns the lab in `text`; raises ContentError with every fault found."""
    text = text.replace("\r\n", "\n")
    faults = Faults(f"labs/{name}.md")
    head, sections = split(text, faults)
    _check_names(head, sections, faults)
    topic = _topic(head, faults)
    lab = Lab(
        name=name,
        title=head.values.get("title", ""),
        topic=topic,
        objectives=_objectives(head, topic, faults),
        difficulty=_difficulty(head, faults),
        goal=_text(sections["prompt"], "say in words what is to be reached, below the head", faults),
        steps=tuple(_listed(sections.get("steps"), faults)),
        parts=tuple(_parts(sections, faults)),
        hints=tuple(_listed(sections.get("hints"), faults)),
        debrief=sections["debrief"].text if "debrief" in sections else "",
        references=tuple(_lines(sections.get("references"), "- https://…", faults)),
        things=tuple(_things(sections.get("reset"), faults)),
        lines={**{each: section.line for each, section in sections.items()}, **head.lines},
    )
    if "hints" in sections and len(lab.hints) != HINTS:
        faults.add(lab.line_of("hints"), f"there are {len(lab.hints)} hints: write {HINTS}, each telling more")
    faults.raise_any()
    return lab


def _check_names(head: Head, sections: Mapping[str, Section], faults: Faults) -> None:
    for name in head.values.keys() - set(_HEAD_NAMES):
        faults.add(head.line_of(name), f"“{name}” is no name of a lab's head: use {', '.join(_HEAD_NAMES)}")
    for name in [name for name in _HEAD_NAMES if name not in head.lines]:
        faults.add(1, f"the head lacks “{name}:”, add it")
    for name in sections.keys() - {"prompt", *_SECTIONS}:
        known = ", ".join(each.capitalize() for each in _SECTIONS)
        faults.add(sections[name].line - 1, f"“## {name.capitalize()}” is no section of a lab: use {known}")
    for name in [name for name in _REQUIRED if name not in sections]:
        faults.add(1, f"the lab lacks “## {name.capitalize()}”, add it")
    if "finally" in sections and "then" not in sections:
        faults.add(sections["finally"].line - 1, "“## Finally” comes after “## Then”: call this one “## Then”")


def _topic(head: Head, faults: Faults) -> str:
    topic = head.values.get("topic", "")
    if topic in TOPICS:
        return topic
    if "topic" in head.lines:
        faults.add(head.line_of("topic"), f"“{topic}” is no topic: use one of {', '.join(TOPICS)}")
    return next(iter(TOPICS))


def _objectives(head: Head, topic: str, faults: Faults) -> tuple[str, ...]:
    """Returns what the lab teaches: of its own topic first, then of others."""
    found = tuple(filter(None, re.split(r"[,\s]+", head.values.get("objective", ""))))
    known = {objective for each in TOPICS.values() for objective in each.objectives}
    for each in found:
        if each not in known:
            faults.add(head.line_of("objective"), f"“{each}” is no objective: topics.py has them, such as {topic}.1")
    if found and found[0] not in TOPICS[topic].objectives:
        faults.add(head.line_of("objective"), f"name an objective of the lab's own topic first, such as {topic}.1")
    return found


def _difficulty(head: Head, faults: Faults) -> int:
    value = head.values.get("difficulty", "1")
    if value in tuple("12345"):
        return int(value)
    faults.add(head.line_of("difficulty"), f"“difficulty: {value}” is none of 1, 2, 3, 4, 5")
    return 1


def _text(section: Section, remedy: str, faults: Faults) -> str:
    if not section.text:
        faults.add(section.line, remedy)
    return section.text


def _listed(section: Section | None, faults: Faults) -> Iterator[str]:
    """Yields the entries of a numbered list; a line that is indented goes on with the one above."""
    entries: list[str] = []
    for number, line in section.numbered() if section else ():
        if found := _STEP.fullmatch(line):
            entries.append(found["text"].strip())
        elif entries and line.startswith("   "):
            entries[-1] += f" {line.strip()}"
        elif line.strip():
            faults.add(number, "write “1. …”, and indent by three blanks what goes on with it")
    yield from entries


def _lines(section: Section | None, example: str, faults: Faults) -> Iterator[str]:
    for number, line in section.numbered() if section else ():
        if line.startswith("- "):
            yield line.removeprefix("- ").strip()
        elif line.strip():
            faults.add(number, f"write “{example}”")


def _parts(sections: Mapping[str, Section], faults: Faults) -> Iterator[Part]:
    wanted = [sections[name] for name in _GOALS if name in sections]
    solutions = _solutions(sections.get("solution"), faults)
    if "solution" in sections and len(solutions) != len(wanted):
        told = f"the solution has {len(solutions)} parts for {len(wanted)}: part them by a line “{_NEXT}”"
        faults.add(sections["solution"].line, told)
    solutions += [()] * len(wanted)
    for section, solution in zip(wanted, solutions, strict=False):
        yield _part(section, solution, faults)


def _part(section: Section, solution: tuple[str, ...], faults: Faults) -> Part:
    prose: list[str] = []
    items: list[Item] = []
    for number, line in section.numbered():
        if line.startswith("- "):
            goal = read_goal(line.removeprefix("- ").strip())
            if goal is None or not goal.thing.name:
                faults.add(
                    number, "write what is to be there: “- container web State.Running=true”, “- no volume notes”"
                )
            else:
                items.append(Item(goal, "", "", number))
        elif items and line.startswith("  + "):
            items[-1] = replace(items[-1], there=f"{items[-1].there} {line[4:].strip()}".strip())
        elif items and line.startswith("  > "):
            items[-1] = replace(items[-1], missing=f"{items[-1].missing} {line[4:].strip()}".strip())
        elif items and line.strip():
            faults.add(number, "below a goal write “  + what is there” and “  > what is missing”")
        else:
            prose.append(line)
    if not items:
        faults.add(section.line, "name at least one thing to look for: “- container web State.Running=true”")
    for each in items:
        if not each.there or not each.missing:
            faults.add(each.line, "say it in words below: “  + web runs.” and “  > No `web` of yours runs yet.”")
    return Part(tuple(items), "\n".join(prose).strip(), solution)


def _solutions(section: Section | None, faults: Faults) -> list[tuple[str, ...]]:
    """Returns the lines of each part; a here-document stays with its line."""
    if section is None:
        return []
    found = _BLOCK.fullmatch(section.text)
    if not found:
        faults.add(section.line, "write one block here that begins with ```sh and ends with ```")
        return []
    parts: list[list[str]] = [[]]
    end = ""
    for line in found["text"].split("\n"):
        if end:
            parts[-1][-1] += f"\n{line}"
            end = "" if line == end else end
        elif line.strip() == _NEXT:
            parts.append([])
        elif line.startswith("docker "):
            parts[-1].append(line)
            below = _BELOW.search(line)
            end = below["end"] if below else ""
        elif line.strip():
            faults.add(section.line, f"“{line}” is no docker line: a solution has these alone, one a line")
    return [tuple(each) for each in parts]


def _things(section: Section | None, faults: Faults) -> Iterator[Thing]:
    for number, line in section.numbered() if section else ():
        goal = read_goal(line.removeprefix("- ").strip()) if line.startswith("- ") else None
        if goal is not None and goal.thing.name and not goal.facts and not goal.absent:
            yield goal.thing
        elif line.strip():
            faults.add(number, "name what a reset removes, one a line: “- container web”, “- image app:v1”")
