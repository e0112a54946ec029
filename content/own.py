"""The rules of good questions, for those that a group writes itself: what blocks one, and what is advice.

A group's texts are shown as text and never run: no scripts, and no patterns, since one can keep a processor busy for
hours. What would spoil the question for learners blocks it; what would make it better is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from content import answer_rules as answer
from content import form_rules as form
from content import script_rules as script
from content import wording_rules as wording
from content.findings import Finding, Severity, error
from content.questions import Kind, Question

_LONGEST = 8000
"""Characters of a whole question."""

_MOST_ANSWERS = 20

_MILD = frozenset({"L09", "L16"})
"""Errors in the bank, advice here: a question without a word on each option is still a question."""


def o01_text_alone(question: Question) -> Iterator[Finding]:
    """Nothing in it is done by hand, and nothing is matched by a pattern."""
    if question.kind is Kind.HANDS_ON:
        yield error(
            "O01", question, 1, "tasks to be done by hand can't be asked here: write a question of another kind"
        )
    if any(match.match == "regex" for match in (*question.accept, *question.reject)):
        yield error(
            "O01", question, question.line_of("accept"), "write each accepted answer instead of a pattern: “- = text”"
        )


def o02_size(question: Question) -> Iterator[Finding]:
    """Small enough to be kept and shown."""
    options = [f"{option.text}{option.feedback}{option.value}" for option in question.options]
    answers = [f"{match.value}{match.feedback}" for match in (*question.accept, *question.reject)]
    texts = (question.prompt, question.explanation, question.hint, question.applies, question.to_try, question.engine)
    if sum(map(len, (*texts, *options, *answers, *question.references, *question.facts))) > _LONGEST:
        yield error("O02", question, 1, f"the question is longer than {_LONGEST} characters: shorten it")
    if len(answers) > _MOST_ANSWERS:
        yield error(
            "O02", question, question.line_of("accept"), f"more than {_MOST_ANSWERS} answers: keep the usual ones"
        )


_RULES: tuple[Callable[[Question], Iterator[Finding]], ...] = (
    o01_text_alone,
    o02_size,
    form.l00_shape,
    answer.l01_key,
    form.l02_option_count,
    wording.l05_negative_stem,
    form.l07_platform,
    wording.l08_all_of_the_above,
    wording.l09_feedback,
    form.l11_duplicate_option,
    form.l12_length_cue,
    wording.l15_order_reference,
    wording.l16_explanation,
    form.l17_reference,
    script.l21_no_scripts,
)


def check_own(question: Question) -> list[Finding]:
    """Returns what is to be said of a group's own question, what blocks it first."""
    found = [_milder(finding) for rule in _RULES for finding in rule(question)]
    return sorted(found, key=lambda finding: (finding.severity, finding.line, finding.rule))


def _milder(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING) if finding.rule in _MILD else finding
