"""Inline text in Discord's Markdown. Whatever is not ours is escaped here, and nowhere else."""

from __future__ import annotations

import re
from typing import assert_never

from commands.text import Code, Link, Mention, Moment, Plain, Span, Strong, Text

_MARKUP = re.compile(r"([\\*_~|`\[\]()<>:@])")
_FENCE = re.compile(r"`{2,}")
_LINE_START = re.compile(r"^(\s*)([#+-]|\d+\.)", re.MULTILINE)
_STYLES = {"time": "t", "day": "D", "relative": "R", "both": "f"}


def escape(text: str) -> str:
    """Returns text that Discord shows as it stands: no styles, mentions, links, emoji, lists or quotes."""
    return _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}", _MARKUP.sub(r"\\\1", text))


def inline(text: Text) -> str:
    """Returns inline text with its styles."""
    return "".join(map(_span, text))


def code_block(text: str, language: str = "") -> str:
    """Returns a block of code; a fence in the text is broken up by an invisible space."""
    tag = language if language.isalnum() else ""
    broken_up = _FENCE.sub(lambda run: "\u200b".join(run[0]), text)
    return f"```{tag}\n{broken_up}\n```"


def _span(span: Span) -> str:
    match span:
        case Plain(text):
            return escape(text)
        case Strong(text):
            return f"**{escape(text)}**" if text.strip() else escape(text)
        case Code(text):
            return code(text)
        case Link(text, url):
            return f"[{escape(text)}](<{url.replace('>', '%3E')}>)" if url.startswith("https://") else escape(text)
        case Mention(user, name):
            return f"<@{user}>" if user.isascii() and user.isdigit() else escape(name)
        case Moment():
            return f"<t:{int(span.at.timestamp())}:{_STYLES[span.style]}>"
        case _:
            assert_never(span)


def code(text: str) -> str:
    """Returns text as inline code; backticks in it need the longer fence, and two in a row can't be shown so."""
    if not text.strip() or "``" in text:
        return escape(text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"
