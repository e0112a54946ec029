"""`/ship explain LINE`: a docker command line, token by token, private until shared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from commands.explain import Advice, Explanation, Reading, explain
from commands.explain.outcome import effect_parts
from commands.registry import Option, command
from commands.reply import CodeBlock, Facts, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.share import share_choice
from commands.text import Code, Text, say, shorten

_MARKS = {"info": "ℹ", "warning": "⚠", "danger": "⛔"}
_TOKEN = 60
"""Characters of a token that are repeated beside its explanation."""


@command("explain", "Explains a docker command line, word by word", audience=Audience.ONLY_YOU)
async def explain_line(
    request: Request,
    services: Services,
    *,
    line: Annotated[str, Option("The command line", "docker run --rm -it alpine sh", rest=True)],
) -> Reply:
    explanation = explain(line)
    parts = parts_of_explanation(explanation)
    return Reply((*parts, await share_choice(request, services)))


def parts_of_explanation(explanation: Explanation) -> tuple[Part, ...]:
    """Returns the explanation of every docker command in a text, in order."""
    if not explanation.lines:
        hint = Code("/ship explain docker run --rm -it alpine sh")
        return (Paragraph(say("I see no docker command in that. Type one, such as {hint}", hint=hint)),)
    return tuple(part for reading in explanation.lines for part in _reading(explanation.command, reading))


def _reading(line: str, reading: Reading) -> Iterator[Part]:
    yield CodeBlock(line.strip(), "sh")
    if reading.error is not None:
        yield Paragraph(_error(reading))
    elif reading.summary:
        yield Paragraph(say("{summary}", summary=reading.summary))
    yield Facts(tuple(_tokens(line, reading)))
    if reading.effect is not None:
        yield from effect_parts(reading.effect)
    yield from map(_advice, reading.advice)


def _error(reading: Reading) -> Text:
    assert reading.error is not None
    if reading.error.suggestion:
        return say(
            "docker would refuse this: {message} Did you mean {suggestion}?",
            message=reading.error.message,
            suggestion=Code(reading.error.suggestion),
        )
    return say("docker would refuse this: {message}", message=reading.error.message)


def _tokens(line: str, reading: Reading) -> Iterator[tuple[str, Text]]:
    """Yields each word with its explanation; a value is told together with its flag."""
    following = [*reading.tokens[1:], None]
    for token, after in zip(reading.tokens, following, strict=True):
        if token.role == "value":
            continue
        start, end = token.span
        if after is not None and after.role == "value":
            end = after.span[1]
        yield shorten(line[start:end], _TOKEN), say("{text}", text=token.text)


def _advice(advice: Advice) -> Paragraph:
    mark = _MARKS[advice.severity]
    if advice.fix:
        return Paragraph(say("{mark} {text} Better: {fix}", mark=mark, text=advice.text, fix=Code(advice.fix)))
    return Paragraph(say("{mark} {text}", mark=mark, text=advice.text))
