"""Rules that hold for whatever learners read in the glossary and in lessons, as the bank's do for questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.answer_rules import says
from content.facts import load_facts
from content.findings import Finding, Severity
from content.form_rules import is_page
from content.prose import without_blocks, without_code
from content.reading import school_years, unknown_words
from content.wording_rules import MOST_YEARS, TALKING_DOWN, TIME_WORDS


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in a writer's file; `title` names it."""

    file: str
    line: int
    title: str
    text: str

    def finding(self, rule: str, message: str, *, line: int = 0, severity: Severity = Severity.ERROR) -> Finding:
        """Returns a finding about it, at another line of its file where one is given."""
        return Finding(rule, severity, self.file, line or self.line, message)


def prose(passage: Passage) -> Iterator[Finding]:
    """Yields what is to be said of the words themselves: spelling, length of sentences, age, tone, false beliefs."""
    told = without_code(passage.text)
    for word in unknown_words(told):
        remedy = "mend it, put it in `…` if it is code, or add it to content/words.txt"
        yield passage.finding("L23", f"“{word}” is in no dictionary: {remedy}")
    if (years := school_years(told)) > MOST_YEARS:
        remedy = f"takes {years:.0f} years of school to read, {MOST_YEARS} at most: shorter sentences"
        yield passage.finding("L24", f"“{passage.title}” {remedy}")
    if found := TIME_WORDS.search(told):
        yield passage.finding("L19", f"“{found[0]}” ages: name the version")
    if found := TALKING_DOWN.search(told):
        yield passage.finding("L20", f"“{found[0]}” talks down to learners: leave it out")
    yield from _beliefs(passage)


def _beliefs(passage: Passage) -> Iterator[Finding]:
    for sentence in without_blocks(passage.text).split(". "):
        for fact in load_facts().values():
            if fact.belief and says(sentence, fact.belief):
                told = f"“{sentence}” reads like a false belief; {fact.number} says: {fact.truth}"
                yield passage.finding("B07", told)


def facts_exist(passage: Passage, facts: Sequence[str], line: int) -> Iterator[Finding]:
    """Yields the numbers that stand for no fact."""
    for number in facts:
        if number not in load_facts():
            yield passage.finding("B07", f"there is no fact {number}: take one of facts.md", line=line)


def source_can_be_opened(passage: Passage, source: str, line: int) -> Iterator[Finding]:
    """Yields a source that is no address."""
    if not is_page(source):
        yield passage.finding("L17", f"“{source}” is no address: write https://host/path", line=line)
