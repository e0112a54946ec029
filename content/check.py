"""Holds the bank to the rules of good questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from content import answer_rules as answer
from content import form_rules as form
from content import script_rules as script
from content import wording_rules as wording
from content.bank import Bank
from content.bank_rules import BANK_RULES
from content.course_rules import COURSE_RULES
from content.findings import Finding, Severity
from content.questions import Question

__all__ = ["Finding", "QuestionRule", "Severity", "check", "check_course"]

QuestionRule = Callable[[Question], Iterator[Finding]]

_QUESTION_RULES: tuple[QuestionRule, ...] = (
    form.l00_shape,
    answer.l01_key,
    form.l02_option_count,
    wording.l04_stem_is_a_task,
    wording.l05_negative_stem,
    wording.l06_stem_length,
    form.l07_platform,
    wording.l08_all_of_the_above,
    wording.l09_feedback,
    wording.l10_misconception,
    form.l11_duplicate_option,
    form.l12_length_cue,
    wording.l13_absolutes,
    wording.l14_clang,
    wording.l15_order_reference,
    wording.l16_explanation,
    form.l17_reference,
    form.l18_verification,
    wording.l19_time_words,
    wording.l20_tone,
    script.l21_script_safety,
    wording.l23_spelling,
    wording.l24_reading_level,
    answer.b07_facts,
)


def check(bank: Bank, *, reviewed: bool = True, more: Sequence[QuestionRule] = ()) -> list[Finding]:
    """Returns every finding, by file and line; retired questions are left in peace.

    In a bank that no maintainer has `reviewed`, scripts are errors. `more` are rules that need what content can't
    know, such as the reader of docker's command lines.
    """
    rules = (*_QUESTION_RULES, *more, *(() if reviewed else (script.l21_no_scripts,)))
    asked = [question for question in bank.entries if question.status != "retired"]
    found = [finding for rule in rules for question in asked for finding in rule(question)]
    return _in_order(found + [finding for rule in BANK_RULES for finding in rule(bank)])


def check_course(bank: Bank) -> list[Finding]:
    """Returns what the shipped bank lacks as a course, beside what `check` finds."""
    return _in_order(finding for rule in COURSE_RULES for finding in rule(bank))


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.file, finding.line, finding.rule))
