"""Inline text as Slack's rich-text elements.

Rich text and not mrkdwn: its elements are data, so nothing in a text is ever parsed for mentions, links or styles.
"""

from __future__ import annotations

from typing import Any, assert_never

from commands.plain import moment
from commands.text import Code, Link, Mention, Moment, Plain, Span, Strong, Text

Element = dict[str, Any]

_DATES = {
    "time": "{time}",
    "day": "{date_long_pretty}",
    "relative": "{ago}",
    "both": "{date_long_pretty}, {time}",
}


def escape(text: str) -> str:
    """Escapes the three signs that Slack's plain fallback text is parsed for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def elements(text: Text) -> list[Element]:
    """Returns the elements of a section; Slack takes no empty ones."""
    return [element for element in map(_element, text) if element.get("text") != ""]


def text_element(text: str, **style: bool) -> Element:
    """Returns plain text, styled where asked."""
    element: Element = {"type": "text", "text": text}
    return element | {"style": style} if style else element


def _element(span: Span) -> Element:
    match span:
        case Plain(text):
            return text_element(text)
        case Strong(text):
            return text_element(text, bold=True)
        case Code(text):
            return text_element(text, code=True)
        case Link(text, url):
            return {"type": "link", "url": url, "text": text} if url.startswith("https://") else text_element(text)
        case Mention(user, name):
            known = user.isascii() and user.isalnum() and user[:1] in {"U", "W"}
            return {"type": "user", "user_id": user} if known else text_element(name)
        case Moment():
            at = int(span.at.timestamp())
            return {"type": "date", "timestamp": at, "format": _DATES[span.style], "fallback": moment(span)}
        case _:
            assert_never(span)
