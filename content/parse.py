"""Reads one question from Markdown with a flat head. Every fault names its line and what to write instead."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from content.questions import Kind, Match, Option, Question
from content.topics import TOPICS

_HEAD_KEYS = frozenset(
    {"kind", "objective", "bloom", "difficulty", "facts", "verified", "engine", "applies", "status", "source"}
)
_REQUIRED = ("kind", "objective", "bloom", "difficulty", "verified")
_SECTIONS = frozenset({"accept", "reject", "setup", "solution", "check", "explanation", "references", "hint", "verify"})
_OPTION = re.compile(r"- \[(?P<mark>[ xX])\] (?P<text>.+)")
_STEP = re.compile(r"\d+\. (?P<text>.+)")
_MATCH = re.compile(r"- (?P<sign>[=~$]|has|lacks) (?P<value>.+)")
_SIGNS = {"=": "equals", "~": "regex", "$": "command", "has": "has", "lacks": "lacks"}
_NOTE = re.compile(r"\s*<!--\s*(?P<name>=|m:)\s*(?P<value>.*?)\s*-->\s*$")
_EXPECT = re.compile(r'expect="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, where, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """One or more files can't be read; `faults` has them all."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def parse_question(text: str, *, id: str, topic: str, file: str) -> Question:  # noqa: A002 - the format's word
    """Returns the question in `text`; raises ContentError with every fault found."""
    return _Reader(text, id, topic, file).read()


class _Reader:
    """Reads one file and gathers its faults, so that a writer sees them all at once."""

    def __init__(self, text: str, id: str, topic: str, file: str) -> None:  # noqa: A002
        self.text, self.id, self.topic, self.file = text, id, topic, file
        self.faults: list[Fault] = []

    def fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, message))

    def read(self) -> Question:
        head, body_line = self._head()
        sections = {section.name: section for section in self._sections(body_line)}
        kind = self._choice(head, "kind", tuple(Kind), Kind.SINGLE)
        prompt, options, sequence = self._prompt(sections["prompt"])
        question = Question(
            id=self.id,
            topic=self.topic,
            objective=self._objective(head),
            kind=Kind(kind),
            bloom=self._choice(head, "bloom", ("remember", "understand", "apply", "analyse"), "remember"),
            difficulty=int(self._choice(head, "difficulty", tuple("12345"), "1")),
            prompt=prompt,
            explanation=self._required(sections, "explanation"),
            references=self._references(sections),
            verified=self._choice(head, "verified", ("docs", "engine", "none"), "none"),
            version=hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[:12],
            facts=tuple(filter(None, re.split(r"[,\s]+", head.get("facts", "")))),
            engine=head.get("engine", ""),
            applies=head.get("applies", ""),
            options=options,
            sequence=sequence,
            accept=self._matches(sections.get("accept")),
            reject=self._matches(sections.get("reject")),
            hint=_text(sections.get("hint")),
            verify=_script(sections.get("verify")),
            setup=_script(sections.get("setup")),
            solution=_script(sections.get("solution")),
            check=_script(sections.get("check")),
            expect=_expectation(sections.get("check")),
            status=head.get("status", "active"),
            line=sections["prompt"].line,
        )
        self._check_parts(question)
        if self.faults:
            raise ContentError(tuple(sorted(self.faults, key=lambda fault: fault.line)))
        return question

    def _head(self) -> tuple[dict[str, str], int]:
        found = re.match(r"---\n(.*?)\n---\n", self.text, re.DOTALL)
        if not found:
            self.fault(1, "begin the file with a head between two lines of three dashes")
            raise ContentError(tuple(self.faults))
        head: dict[str, str] = {}
        for number, line in enumerate(found[1].split("\n"), 2):
            head |= self._head_line(line, number)
        for key in _REQUIRED:
            if key not in head:
                self.fault(1, f"the head lacks “{key}:”, add it")
        return head, found[0].count("\n") + 1

    def _head_line(self, line: str, number: int) -> dict[str, str]:
        try:
            read = yaml.load(line, Loader=yaml.BaseLoader) if line.strip() else {}  # noqa: S506 - BaseLoader: strings only
        except yaml.YAMLError:
            read = None
        if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
            self.fault(number, "write “name: value” on one line; put a value with special signs in quotes")
            return {}
        for key in read.keys() - _HEAD_KEYS:
            self.fault(number, f"“{key}” is no name of the head: use one of {', '.join(sorted(_HEAD_KEYS))}")
        return {str(key): value for key, value in read.items()}

    def _choice(self, head: dict[str, str], key: str, allowed: tuple[str, ...], default: str) -> str:
        value = head.get(key, default)
        if value not in allowed:
            self.fault(1, f"“{key}: {value}” is none of {', '.join(allowed)}")
            return default
        return value

    def _objective(self, head: dict[str, str]) -> str:
        objective = head.get("objective", "")
        if self.topic not in TOPICS:
            self.fault(1, f"the folder “{self.topic}” is no topic: use one of {', '.join(TOPICS)}")
        elif objective and objective not in TOPICS[self.topic].objectives:
            known = ", ".join(TOPICS[self.topic].objectives)
            self.fault(1, f"“objective: {objective}” is none of this topic's: {known}")
        return objective

    def _sections(self, first_line: int) -> Iterator[_Section]:
        name, start, lines, fenced = "prompt", first_line, list[str](), False
        for number, line in enumerate(self.text.split("\n")[first_line - 1 :], first_line):
            fenced ^= line.startswith("```")
            if not fenced and line.startswith("## "):
                yield _Section(name, start, tuple(lines))
                name, start, lines = line[3:].strip().lower(), number, []
                if name not in _SECTIONS:
                    self.fault(number, f"“{line}” is no section: use one of {', '.join(sorted(_SECTIONS))}")
            else:
                lines.append(line)
        if fenced:
            self.fault(start, "a block of code is not closed: end it with ```")
        yield _Section(name, start, tuple(lines))

    def _prompt(self, section: _Section) -> tuple[str, tuple[Option, ...], tuple[str, ...]]:
        prompt: list[str] = []
        options: list[Option] = []
        sequence: list[str] = []
        fenced = False
        for number, line in enumerate(section.lines, section.line):
            fenced ^= line.startswith("```")
            if not fenced and (found := _OPTION.fullmatch(line)):
                text, notes = _notes(found["text"])
                options.append(Option(text, found["mark"] != " ", "", notes.get("m:"), notes.get("=")))
            elif not fenced and not options and (found := _STEP.fullmatch(line)):
                sequence.append(found["text"].strip())
            elif options and line.startswith("  > "):
                options[-1] = _with_feedback(options[-1], line[4:])
            elif (options or sequence) and line.strip():
                self.fault(number, "after the options only their feedback may stand: “  > …” below an option")
            else:
                prompt.append(line)
        text = "\n".join(prompt).strip()
        if not text:
            self.fault(section.line, "the question itself is missing: write it below the head")
        return text, tuple(options), tuple(sequence)

    def _matches(self, section: _Section | None) -> tuple[Match, ...]:
        matches: list[Match] = []
        for number, line in enumerate(section.lines if section else (), (section.line + 1) if section else 0):
            if found := _MATCH.fullmatch(line):
                value, notes = _notes(found["value"])
                matches.append(Match(_SIGNS[found["sign"]], value.strip("`"), "", notes.get("m:")))
            elif matches and line.startswith("  > "):
                told, notes = _notes(line[4:])
                last = matches[-1]
                feedback = f"{last.feedback} {told}".strip()
                matches[-1] = Match(last.match, last.value, feedback, notes.get("m:") or last.misconception)
            elif line.strip():
                self.fault(number, "write “- = text”, “- ~ regex”, “- $ command”, “- has `…`” or “- lacks `…`”")
        return tuple(matches)

    def _required(self, sections: dict[str, _Section], name: str) -> str:
        text = _text(sections.get(name))
        if not text:
            self.fault(1, f"the section “## {name.capitalize()}” is missing, add it")
        return text

    def _references(self, sections: dict[str, _Section]) -> tuple[str, ...]:
        lines = sections["references"].lines if "references" in sections else ()
        found = tuple(line[2:].strip() for line in lines if line.startswith("- ") and line[2:].strip())
        if not found:
            self.fault(1, "a question needs a source: add “## References” with a line “- https://…”")
        return found

    def _check_parts(self, question: Question) -> None:
        """Faults what a kind needs and has not, or has and must not."""
        right = sum(option.correct for option in question.options)
        match question.kind:
            case Kind.SINGLE | Kind.TRUEFALSE if right != 1:
                self.fault(question.line, f"mark exactly one option with [x]; {right} are marked")
            case Kind.MULTIPLE if right < 2 or right == len(question.options):
                self.fault(question.line, "mark two options or more with [x], and leave at least one unmarked")
            case Kind.ORDER if len(question.sequence) < 3:
                self.fault(question.line, "list three steps or more as “1. …”, in the right order")
            case Kind.SHORT | Kind.NUMBER | Kind.COMMAND if not question.accept:
                self.fault(question.line, "add “## Accept” with at least one answer, such as “- = text”")
            case Kind.HANDS_ON if not (question.setup and question.solution and question.check):
                self.fault(question.line, "a hands-on question needs “## Setup”, “## Solution” and “## Check”")
        choice = question.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUEFALSE}
        if choice and len(question.options) < 2:
            self.fault(question.line, "list the options as “- [ ] text”, the right one as “- [x] text”")
        for option in question.options:
            if not option.feedback:
                self.fault(question.line, f"the option “{option.text}” has no feedback: add “  > …” below it")


def _notes(text: str) -> tuple[str, dict[str, str]]:
    """Splits the comments off the end of a line."""
    notes: dict[str, str] = {}
    while found := _NOTE.search(text):
        notes[found["name"]] = found["value"]
        text = text[: found.start()]
    return text.strip(), notes


def _with_feedback(option: Option, line: str) -> Option:
    told, notes = _notes(line)
    return Option(
        option.text,
        option.correct,
        f"{option.feedback} {told}".strip(),
        notes.get("m:") or option.misconception,
        option.value,
    )


def _text(section: _Section | None) -> str:
    return section.text if section else ""


def _script(section: _Section | None) -> str:
    found = re.search(r"```sh[^\n]*\n(.*?)\n?```", _text(section), re.DOTALL)
    return found[1] if found else ""


def _expectation(section: _Section | None) -> str:
    found = _EXPECT.search(_text(section))
    return found[1] if found else ""
