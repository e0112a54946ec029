"""Rules on the words of a question. Each function is named after its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding, error, warning
from content.prose import last_sentence, without_code, words
from content.questions import CHOICE, Question

_NEGATIVE = re.compile(r"\b(not|except|least|never)\b|n[’']t\b", re.IGNORECASE)
_BOLD = re.compile(r"\*\*[^*]+\*\*")
_ABOVE = re.compile(
    r"\b(all|none|both|neither|either|any) of (the|these|those|them)\b|\b[A-F] (and|or) [A-F]\b", re.IGNORECASE
)
_BY_PLACE = re.compile(
    r"\b(?i:option|answer|choice)s? [A-F]\b|\([A-F]\)|\b(?i:first|second|third|fourth|last) (?i:option|answer|choice)\b"
)


def l05_negative_stem(question: Question) -> Iterator[Finding]:
    """A “not” that is overread tests reading; in bold it can't be."""
    asked = last_sentence(_BOLD.sub("", without_code(question.prompt)))
    if question.kind in CHOICE and (found := _NEGATIVE.search(asked)):
        told = f"“{found[0]}” in the question: ask the positive way round, or write **NOT**"
        yield warning("L05", question, question.line_of("prompt"), told)


def l08_all_of_the_above(question: Question) -> Iterator[Finding]:
    """Such options are solved without knowledge."""
    for option in question.options:
        if found := _ABOVE.search(without_code(option.text)):
            told = f"“{found[0]}” speaks of other options: say what it means, or drop the option"
            yield error("L08", question, option.line, told)


def l09_feedback(question: Question) -> Iterator[Finding]:
    """A wrong option taught without a word of correction is remembered as right."""
    for option in question.options:
        if len(option.feedback.split()) < 4:
            told = f"the feedback on “{option.text}” has fewer than four words: say why"
            yield warning("L09", question, option.line, told)


def l10_misconception(question: Question) -> Iterator[Finding]:
    """A wrong option that stands for no thinking slip is a filler."""
    for option in question.distractors:
        if not option.misconception:
            told = f"name the slip behind “{option.text}”: add <!-- m: name --> to its feedback"
            yield warning("L10", question, option.line, told)


def l15_order_reference(question: Question) -> Iterator[Finding]:
    """Options are shuffled, so nothing may speak of their place."""
    texts = [(question.line_of(part), getattr(question, part)) for part in ("prompt", "explanation", "hint")]
    texts += [(option.line, f"{option.text} {option.feedback}") for option in question.options]
    for line, text in texts:
        if found := _BY_PLACE.search(without_code(text)):
            yield error("L15", question, line, f"“{found[0]}” names a place, but options are shuffled: say it in words")


def l16_explanation(question: Question) -> Iterator[Finding]:
    """Long enough to teach, short enough to be read."""
    line, count = question.line_of("explanation"), len(words(question.explanation))
    if len(question.explanation) < 80:
        yield error("L16", question, line, "the explanation has fewer than 80 characters: say why the answer is right")
    elif not 20 <= count <= 120:
        yield warning("L16", question, line, f"the explanation has {count} words: write 20 to 120")
