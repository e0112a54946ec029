"""Holds labs to the rules of good exercises."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from content.findings import Finding, Severity
from content.lab_bank import Labs
from content.labs import Lab
from content.prose import without_blocks, words
from content.prose_rules import Passage, prose, source_can_be_opened

LabRule = Callable[[Lab], Iterator[Finding]]

_LONGEST = {"title": 50, "goal": 500, "step": 200, "hint": 300, "sentence": 160}
"""Characters: what a telephone shows without scrolling, and a button can bear."""

_MOST_STEPS = 8
_FEWEST_WORDS, _MOST_WORDS = 40, 180


def check_labs(labs: Labs, *more: LabRule) -> list[Finding]:
    """Returns every finding, by file and line. `more` are rules that need what content can't know."""
    rules = (l_lengths, l_debrief, l_references, l_reset, l_beginning, l_wording, *more)
    found = [finding for lab in labs.labs for rule in rules for finding in rule(lab)]
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.rule))


def lab_error(rule: str, lab: Lab, line: int, message: str) -> Finding:
    return Finding(rule, Severity.ERROR, lab.file, line, message)


def l_lengths(lab: Lab) -> Iterator[Finding]:
    """A lab is read on a telephone, between two commands."""
    for line, kind, text in _texts(lab):
        most = _LONGEST.get(kind)
        if most and (length := len(without_blocks(text))) > most:
            yield lab_error("L/length", lab, line, f"the {kind} has {length} characters: cut it to {most}")
    if not lab.title:
        yield lab_error("L/length", lab, lab.line_of("title"), "the title is empty: give the lab one")
    if len(lab.steps) > _MOST_STEPS:
        told = f"there are {len(lab.steps)} steps: keep to {_MOST_STEPS}, or make two labs of it"
        yield lab_error("L/length", lab, lab.line_of("steps"), told)


def l_debrief(lab: Lab) -> Iterator[Finding]:
    """What was seen is explained, in a screen at most."""
    count = len(words(without_blocks(lab.debrief)))
    if not _FEWEST_WORDS <= count <= _MOST_WORDS:
        told = f"the debrief has {count} words: explain what was seen and why in {_FEWEST_WORDS} to {_MOST_WORDS}"
        yield lab_error("L/debrief", lab, lab.line_of("debrief"), told)


def l_references(lab: Lab) -> Iterator[Finding]:
    """A learner can open at least one source."""
    passage = Passage(lab.file, lab.line_of("references"), lab.title, "")
    for each in lab.references:
        yield from source_can_be_opened(passage, each, passage.line)
    if not lab.references:
        yield lab_error("L17", lab, passage.line, "no source can be opened: add one that begins with https://")


def l_reset(lab: Lab) -> Iterator[Finding]:
    """What a goal wants has to be removed again, or the lab is done before it is begun."""
    for part in lab.parts:
        for item in part.items:
            if item.goal.thing not in lab.things:
                told = f"a reset has to remove this: add “- {item.goal.thing}” below “## Reset”"
                yield lab_error("L/reset", lab, item.line, told)


def l_beginning(lab: Lab) -> Iterator[Finding]:
    """Where nothing has been done yet, nothing may be reached."""
    if all(item.goal.absent for item in lab.parts[0].items):
        told = "on an empty sandbox this is reached already: want something that has to be made first"
        yield lab_error("L/beginning", lab, lab.line_of("goal"), told)


def l_wording(lab: Lab) -> Iterator[Finding]:
    """Kind words that many can read, as everywhere else."""
    for line, kind, text in _texts(lab):
        yield from prose(Passage(lab.file, line, kind, text))


def texts_of(lab: Lab) -> Iterator[tuple[int, str]]:
    """Yields all that a learner reads, by the lines where it begins."""
    yield from ((line, text) for line, _, text in _texts(lab))


def _texts(lab: Lab) -> Iterator[tuple[int, str, str]]:
    yield lab.line_of("title"), "title", lab.title
    yield lab.line_of("prompt"), "goal", lab.goal
    yield from ((lab.line_of("steps"), "step", step) for step in lab.steps)
    yield from ((lab.line_of("hints"), "hint", hint) for hint in lab.hints)
    for section, part in zip(("goal", "then", "finally"), lab.parts, strict=False):
        yield lab.line_of(section), "goal", part.text
        for item in part.items:
            yield item.line, "sentence", item.there
            yield item.line, "sentence", item.missing
    yield lab.line_of("debrief"), "debrief", lab.debrief
