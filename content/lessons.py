"""The lessons: a page for each topic, of cards that fit a phone, with two questions of the bank at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from content.diagrams import BLOCK, Diagram, read_diagram
from content.faults import ContentError, Fault, Faults
from content.pages import Entry, read_page
from content.topics import TOPICS

FOLDER = Path(__file__).parent / "lessons"

_HEAD = ("questions",)
_CARD = ("facts", "try")


@dataclass(frozen=True, slots=True)
class Card:
    """One screen of a lesson: `text` is Markdown, `to_try` a line for the sandbox, empty where there is none."""

    title: str
    text: str
    facts: tuple[str, ...]
    line: int
    diagram: Diagram | None = None
    to_try: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, part: str) -> int:
        """Returns the line of a part, or where the card begins."""
        return self.lines.get(part, self.line)


@dataclass(frozen=True, slots=True)
class Lesson:
    """`questions` are ids of the bank."""

    topic: str
    cards: tuple[Card, ...]
    questions: tuple[str, ...]
    questions_line: int = 1

    @property
    def file(self) -> str:
        return f"lessons/{self.topic}.md"


@cache
def load_lessons(folder: Path = FOLDER) -> Mapping[str, Lesson]:
    """Loads every lesson, by topic in the order of teaching; raises ContentError with all faults."""
    lessons: dict[str, Lesson] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.md")):
        try:
            lessons[path.stem] = parse_lesson(path.read_text(encoding="utf-8"), path.stem)
        except ContentError as error:
            faults.extend(error.faults)
    if faults:
        raise ContentError(tuple(faults))
    return {topic: lessons[topic] for topic in TOPICS if topic in lessons}


def parse_lesson(text: str, topic: str) -> Lesson:
    """Returns the lesson on a page; raises ContentError with every fault found."""
    faults = Faults(f"lessons/{topic}.md")
    if topic not in TOPICS:
        faults.add(1, f"“{topic}” is no topic: name the file after one of {', '.join(TOPICS)}")
    page = read_page(text, faults, head=_HEAD, entry=_CARD)
    if page.head.text:
        faults.add(page.head.text_line, "what stands here is shown nowhere: begin a card with “## …”")
    cards = tuple(_card(entry, faults) for entry in page.entries)
    faults.raise_any()
    return Lesson(topic, cards, page.head.listed("questions"), page.head.line_of("questions"))


def _card(entry: Entry, faults: Faults) -> Card:
    blocks = list(BLOCK.finditer(entry.text))
    if len(blocks) > 1:
        faults.add(entry.line, f"“{entry.title}” has {len(blocks)} diagrams: a card takes one")
    diagram = None
    if blocks:
        first = entry.text_line + entry.text.count("\n", 0, blocks[0].start("inside"))
        diagram = read_diagram(blocks[0]["inside"].rstrip("\n"), first, faults)
    text = BLOCK.sub("", entry.text).strip()
    if not text:
        faults.add(entry.line, f"“{entry.title}” has no text: write what there is to know")
    lines = {**entry.lines, "text": entry.text_line}
    return Card(entry.title, text, entry.listed("facts"), entry.line, diagram, entry.values.get("try", ""), lines)
