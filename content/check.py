"""Holds the bank to the rules of good questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from content import form_rules as form
from content import wording_rules as wording
from content.bank import Bank
from content.bank_rules import BANK_RULES
from content.findings import Finding, Severity
from content.questions import Question

__all__ = ["Finding", "Severity", "check"]

_QUESTION_RULES: tuple[Callable[[Question], Iterator[Finding]], ...] = (
    form.l00_shape,
    form.l02_option_count,
    wording.l05_negative_stem,
    form.l07_platform,
    wording.l08_all_of_the_above,
    wording.l09_feedback,
    wording.l10_misconception,
    form.l11_duplicate_option,
    form.l12_length_cue,
    wording.l15_order_reference,
    wording.l16_explanation,
    form.l17_reference,
    form.l18_verification,
    form.l21_script_safety,
)


def check(bank: Bank) -> list[Finding]:
    """Returns every finding, by file and line; retired questions are left in peace."""
    asked = [question for question in bank.entries if question.status != "retired"]
    found = [finding for rule in _QUESTION_RULES for question in asked for finding in rule(question)]
    found += [finding for rule in BANK_RULES for finding in rule(bank)]
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.rule))
