"""The glossary: every term with its other names, what it means and what it is linked to, a page for each topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from content.faults import ContentError, Fault, Faults
from content.pages import Entry, read_page
from content.topics import TOPICS

FOLDER = Path(__file__).parent / "glossary"

_NAMES = ("also", "see", "facts", "source")
_REQUIRED = ("see", "source")
_NEAR = 3

_ASKING = re.compile(r"^(?:what(?:['’]s| is| are| does)? )?(?:(?:an?|the) )?|(?: mean)?[?.!\s]*$")


@dataclass(frozen=True, slots=True)
class Term:
    """`see` names other terms as they are called there; `line` is where the term begins in its file."""

    name: str
    topic: str
    text: str
    other_names: tuple[str, ...]
    see: tuple[str, ...]
    facts: tuple[str, ...]
    source: str
    file: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, its own name first."""
        return (self.name, *self.other_names)

    def line_of(self, part: str) -> int:
        """Returns the line of a part, or where the term begins."""
        return self.lines.get(part, self.line)


class Glossary:
    """Terms by any of their names, however they are typed."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._by_name = {normal(name): term for term in reversed(self.terms) for name in reversed(term.names)}

    def find(self, typed: str) -> Term | None:
        """Returns the term that is meant by a name, by a plural, or by words that one term alone has in its name."""
        found = self.called(typed)
        meant = [] if found else self.meant(typed)
        return found or (meant[0] if len(meant) == 1 else None)

    def called(self, typed: str) -> Term | None:
        """Returns the term of this name, in any case and number; "What is a layer?" names one, too."""
        return next((self._by_name[form] for form in _forms(normal(typed)) if form in self._by_name), None)

    def meant(self, typed: str) -> list[Term]:
        """Returns the terms that have all these words in one of their names: of `ID`, those of images and containers."""
        wanted = set(normal(typed).split())
        return [term for term in self.terms if wanted and any(wanted <= set(normal(n).split()) for n in term.names)]

    def near(self, typed: str) -> list[Term]:
        """Returns terms that may be meant by a word that is none: those it is a word of, else those written alike."""
        alike = get_close_matches(normal(typed), self._by_name, n=_NEAR, cutoff=0.7)
        return list(dict.fromkeys([*self.meant(typed), *(self._by_name[name] for name in alike)]))

    def beginning(self, typed: str) -> list[str]:
        """Returns the names of terms for what is being typed: those that begin so first, then those that hold it."""
        begun = normal(typed)
        names = sorted((term.name for term in self.terms), key=str.lower)
        first = [name for name in names if normal(name).startswith(begun)]
        return first + [name for name in names if begun in normal(name) and name not in first]


def normal(typed: str) -> str:
    """Returns a name as it is looked up: small letters, single spaces, no question around it."""
    words = re.sub(r"[\s_-]+", " ", typed.strip().lower().replace("`", ""))
    return _ASKING.sub("", words) or words


def _forms(name: str) -> Iterator[str]:
    """Yields a name, and what it may be the plural of."""
    yield name
    for ending, single in (("ies", "y"), ("es", ""), ("s", "")):
        if name.endswith(ending):
            yield name.removesuffix(ending) + single


@cache
def load_glossary(folder: Path = FOLDER) -> Glossary:
    """Loads every page; raises ContentError with all faults."""
    terms: list[Term] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.md"), key=_place):
        try:
            terms.extend(parse_terms(path.read_text(encoding="utf-8"), path.stem))
        except ContentError as error:
            faults.extend(error.faults)
    if faults:
        raise ContentError(tuple(faults))
    return Glossary(terms)


def _place(path: Path) -> tuple[int, str]:
    topics = list(TOPICS)
    return topics.index(path.stem) if path.stem in TOPICS else len(topics), path.stem


def parse_terms(text: str, topic: str) -> list[Term]:
    """Returns the terms of a topic's page; raises ContentError with every fault found."""
    file = f"glossary/{topic}.md"
    faults = Faults(file)
    if topic not in TOPICS:
        faults.add(1, f"“{topic}” is no topic: name the file after one of {', '.join(TOPICS)}")
    page = read_page(text, faults, head=(), entry=_NAMES)
    for entry in page.entries:
        for name in _REQUIRED:
            if not entry.listed(name):
                faults.add(entry.line, f"“{entry.title}” lacks “{name}: …”: add it below the heading")
        if not entry.text:
            faults.add(entry.line, f"“{entry.title}” is not explained: write one to three sentences")
    faults.raise_any()
    return [_term(entry, topic, file) for entry in page.entries]


def _term(entry: Entry, topic: str, file: str) -> Term:
    return Term(
        name=entry.title,
        topic=topic,
        text=" ".join(entry.text.split()),
        other_names=entry.listed("also"),
        see=entry.listed("see"),
        facts=entry.listed("facts"),
        source=entry.values["source"],
        file=file,
        line=entry.line,
        lines={**entry.lines, "text": entry.text_line},
    )
