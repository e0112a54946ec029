"""Inline text: trusted templates filled with untrusted values, free of any platform's markup.

A template is written in the source; whatever comes from people, registries or images is a value and stays
a value, so a renderer can escape it. Values lose what no platform should ever show: control characters and
escape sequences go, direction overrides become visible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from string import Formatter
from typing import Literal

from babel import Locale
from babel.numbers import format_decimal, format_percent

from commands.dates import DEFAULT_LOCALE

WORDS = "en"
"""The language that the templates in the source are written in, whose plurals they have."""

_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
_DIRECTION = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]")


def visible(text: str) -> str:
    """Returns `text` as a person may safely be shown it: newlines and tabs stay, nothing can steer or hide."""
    text = _ESCAPE_SEQUENCE.sub("", text.replace("\r\n", "\n"))
    return _DIRECTION.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", _CONTROL.sub("", text))


def shorten(text: str, limit: int) -> str:
    """Returns at most `limit` characters of `text`, the cut marked by an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


@dataclass(frozen=True, slots=True)
class Plain:
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


@dataclass(frozen=True, slots=True)
class Strong:
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type or read literally, in one line."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(visible(self.text).split("\n")))


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))
        object.__setattr__(self, "url", re.sub(r"\s", "%20", visible(self.url)))


@dataclass(frozen=True, slots=True)
class Mention:
    """A learner, addressed: `user` is the platform's id, `name` what is shown where ids mean nothing."""

    user: str
    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", visible(self.name))


@dataclass(frozen=True, slots=True)
class Channel:
    """A place of the group, by the platform's id for it, which is also its name where platforms have no ids."""

    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", visible(self.name))


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, in the group's zone. Platforms that can show it in the reader's own zone do so."""

    at: datetime
    style: Literal["time", "day", "both", "relative"] = "both"
    now: datetime | None = None
    locale: str = DEFAULT_LOCALE

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs a zone")


Span = Plain | Strong | Code | Link | Mention | Channel | Moment
Text = tuple[Span, ...]
Value = str | int | Span | Text


def say(template: str, /, **values: Value) -> Text:
    """Fills a template written in the source with untrusted values.

    `say("Pulled {image}.", image=Code(typed))` is `(Plain("Pulled "), Code(typed), Plain("."))`.
    Literal text of the template is trusted; a `str` or `int` value becomes plain text.
    """
    spans: list[Span] = []
    for literal, field in _pieces(template):
        if literal:
            spans.append(Plain(literal))
        if field is not None:
            spans.extend(as_text(values[field]))
    return tuple(spans)


@lru_cache(4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Returns a template's literals, each with the name of the value that follows: there are as many as in the source."""
    return tuple((literal, field) for literal, field, _, _ in Formatter().parse(template))


def as_text(value: Value) -> Text:
    """Returns any value as inline text."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, str | int):
        return (Plain(str(value)),)
    return (value,)


def numbered(number: int, one: str, many: str, /, *, locale: str = DEFAULT_LOCALE, **values: Value) -> Text:
    """Fills the template for a number as the language of the words has it (CLDR's plural rules): `{number} answers`.

    The number is written as in `locale`. English has two forms; a translation brings as many as its language.
    """
    forms = {"one": one, "other": many}
    return say(forms.get(_plural_form(WORDS)(number), many), number=_written(number, locale), **values)


def percent(share: float, locale: str, pattern: str | None = None) -> str:
    """Returns a share of one in hundredths: `percent(0.5, "fr")` is "50 %"."""
    return str(format_percent(share, pattern, locale=locale))


@lru_cache(1024)
def _written(number: int, locale: str) -> str:
    return str(format_decimal(number, locale=locale))


@cache
def _plural_form(locale: str) -> Callable[[int], str]:
    return Locale.parse(locale).plural_form


def counted(number: int, one: str, many: str, *, locale: str = DEFAULT_LOCALE) -> Text:
    """Returns a number with its noun: `counted(1, "point", "points")` reads "1 point"."""
    noun = {"one": one}.get(_plural_form(WORDS)(number), many)
    return (Plain(f"{_written(number, locale)} {noun}"),)


def join(texts: Iterable[Text], separator: str) -> Text:
    """Returns the texts in one, with a trusted separator between them."""
    spans: list[Span] = []
    for text in texts:
        if spans:
            spans.append(Plain(separator))
        spans.extend(text)
    return tuple(spans)
