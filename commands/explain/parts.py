"""An explanation as parts of a reply: short first, and whole for who wants more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from commands.explain.model import Advice, Explanation, Reading, Span, Token
from commands.explain.outcome import effect_facts, effect_sentences
from commands.reply import CodeBlock, Facts, Heading, Paragraph, Part
from commands.severity import MARKS
from commands.text import Code, Text, say, shorten

_URGENCY = tuple(reversed(MARKS))

_WORD = 60
"""Characters of a word that are repeated beside its explanation."""

_GOES_ON = frozenset("\\`^")
_COMMANDS = 3
"""Commands that a short answer takes word by word; of more, it says what each does."""

_ADVICE = 2
"""Pieces of advice to a command in a short answer, the most urgent ones."""


def short_parts(explanation: Explanation) -> tuple[Part, ...]:
    """Returns what to know first; of a long paste, a line for each command."""
    readings = explanation.lines
    if len(readings) > _COMMANDS:
        return (Facts(tuple((shorten(typed, _WORD), gist(reading)) for typed, reading in _typed(explanation))),)
    return tuple(
        part
        for typed, reading in _typed(explanation)
        for part in (*_reading(explanation, reading, typed), *_advice(_most_urgent(reading)))
    )


def full_parts(explanation: Explanation) -> tuple[Part, ...]:
    """Returns everything there is to say of every docker command in a text, in order."""
    return tuple(
        part
        for typed, reading in _typed(explanation)
        for part in (*_reading(explanation, reading, typed), *what_follows(reading))
    )


def _typed(explanation: Explanation) -> Iterator[tuple[str, Reading]]:
    """Yields each reading with the part of the text that it is of."""
    text = explanation.command
    if len(explanation.lines) == 1:
        yield text.strip(), explanation.lines[0]
        return
    for reading in explanation.lines:
        own = [token.span for token in reading.tokens if token.role != "operator"]
        yield text[own[0][0] : own[-1][1]], reading


def _reading(explanation: Explanation, reading: Reading, typed: str) -> Iterator[Part]:
    yield CodeBlock(typed, "sh")
    if said := gist(reading):
        yield Paragraph(said)
    yield Facts(tuple(_words(explanation.command, reading)))


def gist(reading: Reading) -> Text:
    """Returns docker's objection, or what the command does as a whole; empty where it is not known."""
    if reading.error is not None:
        return _objection(reading)
    if reading.effect is not None:
        return effect_sentences(reading.effect, started=reading.canonical == "container run")
    return say("{summary}", summary=reading.summary) if reading.summary else ()


def _objection(reading: Reading) -> Text:
    assert reading.error is not None
    if reading.error.suggestion:
        return say(
            "docker would refuse this: {message} Did you mean {suggestion}?",
            message=reading.error.message,
            suggestion=Code(reading.error.suggestion),
        )
    return say("docker would refuse this: {message}", message=reading.error.message)


def _words(line: str, reading: Reading) -> Iterator[tuple[str, Text]]:
    for token, span in told_tokens(reading):
        yield shorten(on_one_line(line[slice(*span)]), _WORD), say("{text}", text=token.text)


def on_one_line(words: str) -> str:
    """Returns words as typed, without the signs at the ends of lines that go on."""
    return " ".join(word for word in words.split() if word not in _GOES_ON)


def told_tokens(reading: Reading) -> Iterator[tuple[Token, Span]]:
    """Yields what is explained and where it stands.

    A value is told together with its flag, and words behind each other together where the same is to be said of them.
    """
    for _, alike in groupby(_with_values(reading), lambda told: told[0].text):
        (token, (start, end)), *others = alike
        yield token, (start, others[-1][1][1] if others else end)


def _with_values(reading: Reading) -> Iterator[tuple[Token, Span]]:
    following = [*reading.tokens[1:], None]
    for token, after in zip(reading.tokens, following, strict=True):
        if token.role != "value":
            end = after.span[1] if after is not None and after.role == "value" else token.span[1]
            yield token, (token.span[0], end)


def what_follows(reading: Reading) -> Iterator[Part]:
    """Yields what comes of a command, and all that is advised."""
    if reading.effect is not None:
        yield Heading(say("What you get"))
        yield effect_facts(reading.effect)
    yield from _advice(reading.advice)


def _most_urgent(reading: Reading) -> list[Advice]:
    urgent = sorted(reading.advice, key=lambda advice: _URGENCY.index(advice.severity))[:_ADVICE]
    return [advice for advice in reading.advice if advice in urgent]


def _advice(found: Iterable[Advice]) -> Iterator[Part]:
    for advice in found:
        mark = MARKS[advice.severity]
        if advice.fix:
            yield Paragraph(say("{mark} {text} Better: {fix}", mark=mark, text=advice.text, fix=Code(advice.fix)))
        else:
            yield Paragraph(say("{mark} {text}", mark=mark, text=advice.text))
