"""Holds the glossary to its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding
from content.glossary import Glossary, Term, normal
from content.prose import without_code
from content.prose_rules import Passage, facts_exist, prose, source_can_be_opened

_LONGEST_NAME, _LONGEST_TEXT = 40, 420
"""Characters: a name fits a button, a text the first screen of a phone."""

_MOST_SENTENCES, _MOST_LINKS = 3, 5
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


def check_glossary(glossary: Glossary) -> list[Finding]:
    """Returns every finding, by file and line."""
    found = [finding for term in glossary.terms for finding in _term(term)]
    found += [*_doubles(glossary), *_dead_links(glossary)]
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.rule))


def passage_of(term: Term) -> Passage:
    """Returns what the term says, with where it stands."""
    return Passage(term.file, term.line_of("text"), term.name, term.text)


def _term(term: Term) -> Iterator[Finding]:
    said = passage_of(term)
    yield from prose(said)
    yield from facts_exist(said, term.facts, term.line_of("facts"))
    yield from source_can_be_opened(said, term.source, term.line_of("source"))
    for name in term.names:
        if len(name) > _LONGEST_NAME:
            told = f"“{name}” has {len(name)} characters: shorten it to {_LONGEST_NAME}"
            yield said.finding("G03", told, line=term.line)
    if len(term.text) > _LONGEST_TEXT:
        yield said.finding("G03", f"“{term.name}” takes {len(term.text)} characters: cut it to {_LONGEST_TEXT}")
    if (count := len(_SENTENCE_END.findall(without_code(term.text)))) not in range(1, _MOST_SENTENCES + 1):
        yield said.finding("G03", f"“{term.name}” has {count} sentences: write one to {_MOST_SENTENCES}")
    if len(term.see) > _MOST_LINKS:
        told = f"“{term.name}” is linked to {len(term.see)} terms: keep the {_MOST_LINKS} nearest"
        yield said.finding("G03", told, line=term.line_of("see"))


def _doubles(glossary: Glossary) -> Iterator[Finding]:
    taken: dict[str, Term] = {}
    for term in glossary.terms:
        for name in term.names:
            first = taken.setdefault(normal(name), term)
            if first is not term or term.names.count(name) > 1:
                told = f"“{name}” is a name of “{first.name}” in {first.file}: take another, or join the two"
                yield passage_of(term).finding("G01", told, line=term.line_of("also"))


def _dead_links(glossary: Glossary) -> Iterator[Finding]:
    names = {term.name for term in glossary.terms}
    for term in glossary.terms:
        for name in term.see:
            if name == term.name:
                yield passage_of(term).finding("G02", f"“{name}” is linked to itself", line=term.line_of("see"))
            elif name not in names:
                meant = glossary.called(name) or next(iter(glossary.near(name)), None)
                remedy = f"write “{meant.name}”" if meant else "write a term of the glossary, or leave it out"
                told = f"“see: {name}” leads nowhere: {remedy}"
                yield passage_of(term).finding("G02", told, line=term.line_of("see"))
