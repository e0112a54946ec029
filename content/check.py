"""Holds the bank to the rules of good questions."""

from __future__ import annotations

from content.bank import Bank
from content.bank_rules import BANK_RULES
from content.findings import Finding, Severity
from content.item_rules import ITEM_RULES

__all__ = ["Finding", "Severity", "check"]


def check(bank: Bank) -> list[Finding]:
    """Returns every finding, by file and line; retired questions are left in peace."""
    asked = [question for question in bank.entries if question.status != "retired"]
    found = [finding for rule in ITEM_RULES for question in asked for finding in rule(question)]
    found += [finding for rule in BANK_RULES for finding in rule(bank)]
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.rule))
