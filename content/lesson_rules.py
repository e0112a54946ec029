"""Holds lessons to their rules: cards that fit a phone, with facts, pictures in words, lines to try, and two questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from content.bank import Bank
from content.diagrams import Diagram
from content.findings import Finding
from content.lessons import Card, Lesson
from content.prose import without_blocks
from content.prose_rules import Passage, facts_exist, prose
from content.questions import Kind
from content.topics import TOPICS

_CARDS = range(5, 10)
_QUESTIONS = 2

_TITLE, _TEXT, _TEXT_WITH_PICTURE = 60, 520, 420
"""Characters: a telephone shows about 25 lines of 40 characters at once, and a picture takes a third of them."""

_CODE_WIDTH, _CODE_LINES = 40, 8
"""What a block of code on a telephone takes without scrolling."""

_LONGEST_TRY = 100
"""Characters of a line behind a button."""

_ALT = range(20, 501)
_ROWS, _CELLS, _WORDS = 10, 3, 70
_CODE = re.compile(r"^```[^\n]*\n(?P<inside>.*?)^```", re.DOTALL | re.MULTILINE)


def check_lessons(lessons: Mapping[str, Lesson], bank: Bank) -> list[Finding]:
    """Returns every finding, by file and line."""
    found = [finding for lesson in lessons.values() for finding in _lesson(lesson, bank)]
    for topic in TOPICS.keys() - lessons.keys():
        told = f"the topic {topic} has no lesson: write content/lessons/{topic}.md"
        found.append(Passage(f"lessons/{topic}.md", 1, topic, "").finding("K01", told))
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.rule))


def passage_of(lesson: Lesson, card: Card) -> Passage:
    """Returns what a card says, with where it stands."""
    return Passage(lesson.file, card.line_of("text"), card.title, card.text)


def _lesson(lesson: Lesson, bank: Bank) -> Iterator[Finding]:
    whole = Passage(lesson.file, 1, lesson.topic, "")
    if len(lesson.cards) not in _CARDS:
        told = f"the lesson has {len(lesson.cards)} cards: write {_CARDS[0]} to {_CARDS[-1]}"
        yield whole.finding("K01", told)
    titles = [card.title for card in lesson.cards]
    for card in lesson.cards:
        if titles.index(card.title) != lesson.cards.index(card):
            yield whole.finding("K01", f"two cards are called “{card.title}”: rename one", line=card.line)
        yield from _card(lesson, card)
    if sum(bool(card.to_try) for card in lesson.cards) * 2 <= len(lesson.cards):
        yield whole.finding("K05", "most cards should have a line for the sandbox: add “try: docker …” to some more")
    yield from _questions(lesson, bank)


def _questions(lesson: Lesson, bank: Bank) -> Iterator[Finding]:
    whole = Passage(lesson.file, lesson.questions_line, lesson.topic, "")
    if len(set(lesson.questions)) != _QUESTIONS:
        yield whole.finding("K04", "a lesson ends with two questions: write “questions: ID, ID” below its title")
    for name in lesson.questions:
        question = bank.get(name) if name in bank else None
        if question is None or question.status != "live":
            yield whole.finding("K04", f"the bank asks no question “{name}”: name a live one by its file")
        elif question.topic != lesson.topic or question.kind is Kind.HANDS_ON:
            yield whole.finding("K04", f"“{name}” can't end this lesson: take one of this topic that is not hands-on")


def _card(lesson: Lesson, card: Card) -> Iterator[Finding]:
    said = passage_of(lesson, card)
    yield from prose(said)
    yield from facts_exist(said, card.facts, card.line_of("facts"))
    if not card.facts:
        told = f"“{card.title}” names no fact: add “facts: F…” below its heading"
        yield said.finding("K03", told, line=card.line)
    yield from _lengths(said, card)
    if card.to_try and (not card.to_try.startswith("docker ") or len(card.to_try) > _LONGEST_TRY):
        told = f"“try: {card.to_try}” fits no button: write “docker …” in {_LONGEST_TRY} characters"
        yield said.finding("K05", told, line=card.line_of("try"))
    if card.diagram is not None:
        yield from _diagram(said, card.diagram)


def _lengths(said: Passage, card: Card) -> Iterator[Finding]:
    if len(card.title) > _TITLE:
        yield said.finding("K02", f"the title has {len(card.title)} characters: cut it to {_TITLE}", line=card.line)
    most = _TEXT if card.diagram is None else _TEXT_WITH_PICTURE
    if (length := len(without_blocks(card.text))) > most:
        told = f"“{card.title}” has {length} characters beside its code: cut it to {most}, or make two cards of it"
        yield said.finding("K02", told)
    for block in _CODE.finditer(card.text):
        lines = block["inside"].splitlines()
        if len(lines) > _CODE_LINES or max(map(len, lines), default=0) > _CODE_WIDTH:
            told = f"the code does not fit a phone: {_CODE_LINES} lines of {_CODE_WIDTH} characters at most"
            yield said.finding("K02", told)


def _diagram(said: Passage, diagram: Diagram) -> Iterator[Finding]:
    if len(diagram.alt) not in _ALT:
        told = f"the diagram's “alt:” has {len(diagram.alt)} characters: write {_ALT[0]} to {_ALT[-1]}"
        yield said.finding("K06", told)
    if len(diagram.rows) > _ROWS or max(map(len, diagram.rows)) > _CELLS:
        yield said.finding("K06", f"the diagram is too large: {_ROWS} rows of {_CELLS} cells at most")
    for cell in (cell for row in diagram.rows for cell in row):
        if len(cell.words) > _WORDS:
            yield said.finding("K06", f"“{cell.words}” fits no cell: {_WORDS} characters at most")
        if cell.shape.is_box and not cell.words:
            yield said.finding("K06", f"a box of the diagram is empty: “{cell.shape} …” needs words")
