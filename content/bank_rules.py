"""Rules that the bank keeps as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from content.bank import Bank
from content.findings import Finding, Severity, error, warning
from content.guessing import guesses
from content.prose import stems
from content.questions import ID, Kind

_ALIKE = 0.6
"""Two questions with more than this share of their telling words in common ask the same."""

_FEWEST = 10
"""Below this many questions a share says nothing."""


def b01_guessing(bank: Bank) -> Iterator[Finding]:
    """Nobody may do much better than chance by looking at the options' form."""
    asked = [question for question in bank.questions if question.kind is Kind.SINGLE]
    for guess in guesses(asked) if len(asked) >= _FEWEST else ():
        if guess.score > guess.limit:
            told = f"taking {guess.strategy} scores {guess.score:.0%} (chance {guess.chance:.0%}): even the options out"
            yield Finding("B01", Severity.WARNING, "questions", 1, told)


def b02_true_share(bank: Bank) -> Iterator[Finding]:
    """“True” may be neither a good nor a bad guess."""
    asked = [question for question in bank.questions if question.kind is Kind.TRUEFALSE]
    share = sum(question.options[0].correct for question in asked) / len(asked) if asked else 0.5
    if len(asked) >= _FEWEST and not 0.35 <= share <= 0.65:
        told = f"{share:.0%} of the true/false statements are true: keep it between 35 % and 65 %"
        yield Finding("B02", Severity.WARNING, "questions", 1, told)


def b03_near_duplicate(bank: Bank) -> Iterator[Finding]:
    """Two questions in nearly the same words are one too many."""
    asked = [(question, stems(question.prompt)) for question in bank.questions]
    for (one, its), (other, others) in combinations(asked, 2):
        if its and len(its & others) > _ALIKE * len(its | others):
            told = f"asks nearly the same as {one.file}: change one of them or take it out"
            yield warning("B03", other, other.line_of("prompt"), told)


def b04_id(bank: Bank) -> Iterator[Finding]:
    """Ids go into buttons and review cards, and belong to one question for ever."""
    taken: dict[str, str] = {}
    for question in bank.entries:
        if not ID.fullmatch(question.id) or len(question.family) > 48:
            told = "name the file in lower-case words joined by hyphens, 48 characters at most"
            yield error("B04", question, 1, told)
        if question.is_own:
            yield error("B04", question, 1, "ids that begin with “own-” belong to groups: rename this file")
        if (first := taken.setdefault(question.id, question.file)) != question.file:
            yield error("B04", question, 1, f"the id is taken by {first}: rename this file")


BANK_RULES: tuple[Callable[[Bank], Iterator[Finding]], ...] = (
    b01_guessing,
    b02_true_share,
    b03_near_duplicate,
    b04_id,
)
