"""A question as texts with names: the cells of a table's row, or an entry of a list.

The answers are one text, a line each, as `content/exchange/sheet.py` has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from content.exchange.draft import Defaults, Draft, drafted, one_line
from content.exchange.sheet import read_answers, write_answers
from content.faults import Fault
from content.questions import Question

NAMES = ("topic", "difficulty", "question", "options", "explanation", "source")


def draft_of(texts: Mapping[str, str], file: str, line: int, defaults: Defaults) -> Draft:
    """Puts a question together from what stands under NAMES; what is missing or empty is as the defaults have it."""
    difficulty = texts.get("difficulty", "").strip() or str(defaults.difficulty)
    if not re.fullmatch("[1-5]", difficulty):
        told = f"the difficulty “{one_line(difficulty)[:20]}” is no number from 1 to 5: write one, or nothing"
        return Draft(line, None, (Fault(file, line, told),))
    return drafted(
        file,
        line,
        read_answers(texts.get("options", "")),
        prompt=texts.get("question", ""),
        explanation=texts.get("explanation", ""),
        topic=texts.get("topic", "").strip() or defaults.topic,
        sources=(texts.get("source", "").strip() or defaults.source).split("\n"),
        difficulty=int(difficulty),
    )


def texts_of(question: Question) -> dict[str, str]:
    """Returns what stands under NAMES for a question that a sheet can hold."""
    sources = "\n".join(question.references)
    answers = write_answers(question)
    texts = (question.topic, str(question.difficulty), question.prompt, answers, question.explanation, sources)
    return dict(zip(NAMES, texts, strict=True))
