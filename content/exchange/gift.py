"""GIFT, the text form of Moodle's questions (https://docs.moodle.org/en/GIFT_format).

Read and written: multiple choice with one or several right answers, true/false, short answer and numbers, each with
feedback; the topic from `$CATEGORY` or a tag `topic-NAME`, the level from `difficulty-N`, sources from lines
`Source: …` at the end of the general feedback. A blank line parts two questions.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.exchange.draft import Answers, Defaults, Draft, drafted, one_line
from content.exchange.sheet import of_options
from content.faults import Fault
from content.questions import Kind, Match, Option, Question
from content.topics import TOPICS, topic_named

_SPECIAL = "\\~=#{}:"
_HIDDEN = {sign: chr(0xE000 + place) for place, sign in enumerate(_SPECIAL)}
"""Escaped signs stand as these (private use) while the rest is taken apart."""

_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_TAG = re.compile(r"\[tag:([^\]\n]*)\]")
_TITLE = re.compile(r"::.*?::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_ANSWER = re.compile(r"(?P<sign>[=~])\s*(?:%(?P<weight>-?[\d.]{1,9})%)?(?P<text>[^=~]*)")
_TRUTH = re.compile(r"(?P<value>T|TRUE|F|FALSE)(?:#(?P<wrong>[^#]*))?(?:#(?P<right>[^#]*))?", re.DOTALL)
_NUMBER = re.compile(r"=?\s*(?P<value>[+-]?\d{1,15}(?:\.\d{1,9})?)\s*(?::\s*(?P<margin>\d{1,15}(?:\.\d{1,9})?))?")
_RANGE = re.compile(r"=?\s*(?P<least>[+-]?\d{1,15}(?:\.\d{1,9})?)\s*\.\.\s*(?P<most>[+-]?\d{1,15}(?:\.\d{1,9})?)")


_PAIR = "->"
"""What makes answers pairs to match; GIFT knows no way to write it as a text there."""


class _NotRead(ValueError):
    """One sentence on what can't be read and what to write instead."""


class _NotOffered(_NotRead):
    """A kind of question that no group can be asked: an essay, or pairs to match."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The lines between two blank ones, without comments; `tags` come from the comments."""

    line: int
    text: str
    tags: tuple[str, ...]


def read_gift(text: str, file: str, defaults: Defaults) -> Iterator[Draft]:
    """Yields a draft a question."""
    topic = defaults.topic
    for piece in _pieces(text):
        category, asked = _category(piece.text)
        topic = _topic(category, topic) if category else topic
        if asked.strip():
            yield _draft(file, piece, asked, Defaults(topic, defaults.source, defaults.difficulty))


def _pieces(text: str) -> Iterator[_Piece]:
    kept, tags, begins = list[str](), list[str](), 0
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
        if line.lstrip().startswith("//"):
            tags += _TAG.findall(line)
        elif line.strip():
            begins = begins or number
            kept.append(line)
        elif kept:
            yield _Piece(begins, "\n".join(kept), tuple(tags))
            kept, tags, begins = [], [], 0


def _category(text: str) -> tuple[str, str]:
    """Returns a category that the piece begins with, and the rest of it."""
    if not text.startswith("$CATEGORY:"):
        return "", text
    category, _, rest = text.removeprefix("$CATEGORY:").partition("\n")
    return category.strip(), rest


def _topic(category: str, otherwise: str) -> str:
    named = topic_named(category.rstrip("/").rpartition("/")[2])
    return named if named in TOPICS else otherwise


def _draft(file: str, piece: _Piece, asked: str, defaults: Defaults) -> Draft:
    tagged = {name: value for name, _, value in (tag.strip().partition("-") for tag in piece.tags)}
    difficulty = tagged.get("difficulty", "")
    try:
        prompt, answers, general = _read(_hide(asked))
    except _NotRead as fault:
        told = (Fault(file, piece.line, str(fault)),)
        return Draft(piece.line, None, told, is_offered=not isinstance(fault, _NotOffered))
    explanation, sources = _explanation(general)
    return drafted(
        file,
        piece.line,
        answers,
        prompt=prompt,
        explanation=explanation,
        topic=tagged.get("topic") or defaults.topic,
        sources=sources or [defaults.source],
        difficulty=int(difficulty) if re.fullmatch("[1-5]", difficulty) else defaults.difficulty,
    )


def _hide(text: str) -> str:
    text = re.sub("[\ue000-\ue0ff]", "", text)
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else _HIDDEN[found[1]], text)


def _shown(text: str) -> str:
    for sign, hidden in _HIDDEN.items():
        text = text.replace(hidden, sign)
    return text.strip()


def _line(text: str) -> str:
    return one_line(_shown(text))


def _read(text: str) -> tuple[str, Answers, str]:
    """Returns the question, its answers and the general feedback of a text whose escaped signs are hidden."""
    text = _TITLE.sub("", text, count=1) if text.lstrip().startswith("::") else text
    form = _FORMAT.match(text)
    text = text[form.end() :] if form else text
    if form and form[1] == "html":
        text = _without_html(text)
    before, brace, rest = text.partition("{")
    block, closing, after = rest.partition("}")
    if not brace or not closing:
        raise _NotRead("the answers are missing: write them between { and }, and \\{ for a brace that is text")
    prompt = f"{before.rstrip()} _____ {after.lstrip()}" if after.strip() else before
    inside, _, general = block.partition("####")
    return _shown(prompt), _answers(inside.strip()), _shown(general)


def _without_html(text: str) -> str:
    text = re.sub(r"</?code>", "`", re.sub(r"<br\s*/?>|</p>|</div>", "\n", text))
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def _answers(block: str) -> Answers:
    if found := _TRUTH.fullmatch(block):
        return _truth(found["value"].startswith("T"), _line(found["wrong"] or ""), _line(found["right"] or ""))
    if block.startswith("#"):
        return Answers(Kind.NUMBER, accept=(_number(block[1:].strip()),))
    found_all = list(_ANSWER.finditer(block))
    if not found_all:
        raise _NotOffered("there is nothing to choose from: essays and descriptions can't be asked here")
    typed = all(each["sign"] == "=" for each in found_all)
    if typed and any(_PAIR in each["text"].partition("#")[0] for each in found_all):
        raise _NotOffered("pairs to match can't be asked here: write one question with options for each")
    if typed:
        return Answers(Kind.SHORT, accept=tuple(_match(each) for each in found_all))
    return of_options(tuple(_option(each) for each in found_all))


def _truth(value: bool, wrong: str, right: str) -> Answers:
    options = tuple(
        Option(str(each), correct=each is value, feedback=right if each is value else wrong) for each in (True, False)
    )
    return Answers(Kind.TRUEFALSE, options)


def _number(text: str) -> Match:
    value, _, feedback = text.partition("#")
    if found := _RANGE.fullmatch(value.strip()):
        return Match("equals", f"{found['least']}..{found['most']}", _line(feedback))
    found = _NUMBER.fullmatch(value.strip())
    if not found:
        raise _NotRead("one number, a number with a margin (5:0.5) or a range (1..5) can be read here")
    if not found["margin"] or not float(found["margin"]):
        return Match("equals", found["value"], _line(feedback))
    middle, margin = float(found["value"]), float(found["margin"])
    return Match("equals", f"{middle - margin:.10g}..{middle + margin:.10g}", _line(feedback))


def _match(found: re.Match[str]) -> Match:
    if found["weight"] and float(found["weight"]) != 100:
        raise _NotRead("an answer that is partly right can't be told here: leave it out, or give it 100 %")
    text, _, feedback = found["text"].partition("#")
    return Match("equals", _line(text), _line(feedback))


def _option(found: re.Match[str]) -> Option:
    text, _, feedback = found["text"].partition("#")
    right = found["sign"] == "=" or float(found["weight"] or 0) > 0
    return Option(_line(text), correct=right, feedback=_line(feedback))


def _explanation(general: str) -> tuple[str, list[str]]:
    """Takes the sources off the end of the general feedback."""
    lines, sources = general.rstrip().split("\n"), list[str]()
    while lines and lines[-1].startswith("Source: "):
        sources.insert(0, lines.pop().removeprefix("Source: "))
    return "\n".join(lines).strip(), sources


def can_write(question: Question) -> bool:
    """Says whether GIFT can hold the question: no order, no command, no task by hand, no answer that reads as a pair."""
    known = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUEFALSE, Kind.SHORT, Kind.NUMBER}
    one_number = question.kind is not Kind.NUMBER or len(question.accept) == 1
    words = all(match.match == "equals" and _PAIR not in match.value for match in question.accept)
    return question.kind in known and one_number and words


def write_gift(questions: Iterable[Question]) -> str:
    """Returns the text of questions that GIFT can hold."""
    return "\n\n".join(map(_written, questions)) + "\n"


def _written(question: Question) -> str:
    tags = f"// [tag:topic-{question.topic}] [tag:difficulty-{question.difficulty}]"
    sources = "".join(f"\nSource: {source}" for source in question.references)
    general = _escaped(f"{question.explanation}{sources}")
    return (
        f"{tags}\n::{_escaped(question.id)}::[markdown]{_escaped(question.prompt)} {{{_block(question)}####{general}}}"
    )


def _block(question: Question) -> str:
    if question.kind is Kind.TRUEFALSE:
        ((right,), (wrong,)) = (question.key, question.distractors)
        return f"{right.text.upper()}#{_escaped(wrong.feedback)}#{_escaped(right.feedback)}"
    if question.kind is Kind.NUMBER:
        return f"#{question.accept[0].value}{_noted(question.accept[0].feedback)}"
    if question.accept:
        return "".join(f"={_escaped(match.value)}{_noted(match.feedback)} " for match in question.accept)
    return "".join(f"{_sign(question, each)}{_escaped(each.text)}{_noted(each.feedback)} " for each in question.options)


def _sign(question: Question, option: Option) -> str:
    if question.kind is Kind.SINGLE:
        return "=" if option.correct else "~"
    return f"~%{100 / len(question.key):.5g}%" if option.correct else f"~%-{100 / len(question.distractors):.5g}%"


def _noted(feedback: str) -> str:
    return f"#{_escaped(feedback)}" if feedback else ""


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")
