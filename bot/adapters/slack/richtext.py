"""Inline text as Slack's rich-text elements.

Rich text and not mrkdwn: its elements are data, so nothing in a text is ever parsed for mentions, links or styles.
"""

from __future__ import annotations

import re
from typing import assert_never

from bot.adapters.slack.draft import Element
from commands.plain import moment
from commands.text import Channel, Code, Link, Mention, Moment, Plain, Span, Strong, Text

_DATES = {
    "time": "{time}",
    "day": "{date_long_pretty}",
    "relative": "{ago}",
    "both": "{date_long_pretty}, {time}",
}

_USER = re.compile(r"[UW][A-Z0-9]{4,}")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{4,}")
_ADDRESS = re.compile(r"https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?([/?#][!-~]*)?")
_LONGEST_ADDRESS = 3000


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


def link_element(text: str, url: str) -> Element:
    """Returns a link, or its text and address where Slack would refuse the address and the message with it."""
    if len(url) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(url):
        return {"type": "link", "url": url, "text": text if text.strip() else url}
    return text_element(f"{text} ({url})")


def _element(span: Span) -> Element:
    match span:
        case Plain(text):
            return text_element(text)
        case Strong(text):
            return text_element(text, bold=True)
        case Code(text):
            return text_element(text, code=True)
        case Link(text, url):
            return link_element(text, url)
        case Mention(user, name):
            return {"type": "user", "user_id": user} if _USER.fullmatch(user) else text_element(name)
        case Channel(name):
            return {"type": "channel", "channel_id": name} if _CHANNEL.fullmatch(name) else text_element(name)
        case Moment():
            at = int(span.at.timestamp())
            return {"type": "date", "timestamp": at, "format": _DATES[span.style], "fallback": moment(span)}
        case _:
            assert_never(span)
