"""Inline text in Discord's Markdown. Whatever is not ours is escaped here, and nowhere else."""

from __future__ import annotations

import re
from typing import assert_never
from urllib.parse import quote

from commands.text import Channel, Code, Link, Mention, Moment, Plain, Strong, Text

_MARKUP = re.compile(r"[\\*_~|`\[\]()<>:@]")
_LINE_START = re.compile(r"^([^\S\n]*(?:\d+(?=\.))?)([#+-]|\.(?=\s|$))", re.MULTILINE)
"""What makes a heading, a list or small print, also where the digit before it stands in another span."""

_BLANK_OR_NUMBER = re.compile(r"\s*\d*")
_FENCE = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"[a-z0-9+-]{1,20}")
_ID = re.compile(r"[0-9]{1,20}")
_BETWEEN = "\u200b"
_RUNNING_TOGETHER = {("`", "`"), ("*", "*")}
"""Signs that would mean something else side by side."""

_STYLES = {"time": "t", "day": "D", "relative": "R", "both": "f"}
_URL_SIGNS = ":/?#@!$&'*+,;=%~"


def escape(text: str, *, within_line: bool = False) -> str:
    """Returns text that Discord shows as it stands: no styles, mentions, links, emoji, lists or quotes."""

    def mark(found: re.Match[str]) -> str:
        return found[0] if within_line and found.start() == 0 else f"{found[1]}\\{found[2]}"

    return _LINE_START.sub(mark, _MARKUP.sub(r"\\\g<0>", text))


def inline(text: Text) -> str:
    """Returns inline text with its styles."""
    line = ""
    for span in text:
        within = not _BLANK_OR_NUMBER.fullmatch(line.rpartition("\n")[2])
        added = escape(span.text, within_line=within) if isinstance(span, Plain) else _styled(span)
        line += _BETWEEN + added if (line[-1:], added[:1]) in _RUNNING_TOGETHER else added
    return line


def mentioned(text: Text) -> list[int]:
    """Returns the people whom a text addresses, the only ones it may notify."""
    return [int(span.user) for span in text if isinstance(span, Mention) and _ID.fullmatch(span.user)]


def code_block(text: str, language: str = "") -> str:
    """Returns a block of code; a fence in the text is broken up by invisible spaces. Blank text gives no block."""
    if not text.strip():
        return ""
    tag = language if _LANGUAGE.fullmatch(language) else ""
    return f"```{tag}\n{_FENCE.sub(_apart, text)}\n```"


def _apart(fence: re.Match[str]) -> str:
    return _BETWEEN.join(fence[0])


def code(text: str) -> str:
    """Returns text as inline code; backticks in it need the longer fence, and two in a row can't be shown so."""
    if not text.strip() or "``" in text:
        return escape(text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def strong(text: str) -> str:
    return f"**{escape(text, within_line=True)}**" if text.strip() else text


def link(text: str, url: str) -> str:
    """Returns a link, or only its text where the address is not one to follow."""
    if not url.startswith("https://") or not text.strip():
        return escape(text)
    return f"[{escape(text)}](<{quote(url, safe=_URL_SIGNS)}>)"


def _styled(span: Strong | Code | Link | Mention | Channel | Moment) -> str:
    match span:
        case Strong(text):
            return strong(text)
        case Code(text):
            return code(text)
        case Link(text, url):
            return link(text, url)
        case Mention(user, name):
            return f"<@{user}>" if _ID.fullmatch(user) else escape(name)
        case Channel(name):
            return f"<#{name}>" if _ID.fullmatch(name) else escape(name)
        case Moment():
            return f"<t:{int(span.at.timestamp())}:{_STYLES[span.style]}>"
        case _:
            assert_never(span)
