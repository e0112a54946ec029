"""Replies as Discord messages, made of components of the second version.

Components V2 and not content with embeds: they need no permission to embed links, keep the parts of a reply in
their order with buttons below their own text, give a code block the whole width of the channel, carry alternative
text for pictures, and their ids give a post's key an invisible place. The cost: 4000 characters in all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from bot.adapters.discord.draft import Component, Draft, Upload
from bot.adapters.discord.markdown import code, escape, inline, link, mentioned, strong
from bot.adapters.monospace import monospace
from commands.plain import plain
from commands.reply import (
    Choices,
    CodeBlock,
    Facts,
    File,
    Form,
    Heading,
    LinkOut,
    Paragraph,
    Part,
    Picture,
    Progress,
    Reply,
    Steps,
    Table,
)
from commands.text import Text

MENTIONS = 100
"""People whom one message may notify: documentation, allowed mentions."""

_BAR = 16


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: components as Discord takes them, files, and the people whom it may notify."""

    components: tuple[Component, ...]
    files: tuple[Upload, ...] = ()
    mentions: tuple[int, ...] = ()


def render(reply: Reply, *, key: str | None = None) -> Message:
    """Returns the message; a reply too long for it is cut between two parts and comes whole as a file."""
    draft = Draft()
    for part in reply.parts:
        _add(draft, part)
    if draft.cut:
        draft.close(plain(reply))
    if not draft.components:
        draft.write("…")
    if key is not None:
        draft.components[0]["id"] = mark(key)
    people = dict.fromkeys(user for part in reply.parts for text in _texts(part) for user in mentioned(text))
    return Message(tuple(draft.components), tuple(draft.files), tuple(people)[:MENTIONS])


def mark(key: str) -> int:
    """Returns the component id that marks a post: Discord keeps it with the message and shows it nowhere.

    Ids have 31 bits; those that Discord gives by itself count up from 1 and stay below 1000.
    """
    return 1000 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % (2**31 - 1000)


def _add(draft: Draft, part: Part) -> None:
    match part:
        case Choices(items):
            draft.press((choice.label, choice.line) for choice in items)
        case Form():
            draft.press([(part.label, f"form {part.command}")])
        case Picture(alt, png):
            draft.show(png, alt.strip() or "Picture")
        case File(name, data):
            draft.attach(name, data)
        case CodeBlock(text, language):
            draft.write_lines(text.splitlines(), language)
        case Table():
            draft.write_lines(monospace(part))
        case Progress() | LinkOut():
            draft.write(_line(part), separator="\n")
        case Heading() | Paragraph() | Facts() | Steps():
            draft.write(_text(part))
        case _:
            assert_never(part)


def _text(part: Heading | Paragraph | Facts | Steps) -> str:
    match part:
        case Heading(text):
            title = inline(text).replace("\n", " ")
            return f"### {title}" if title.strip() else ""
        case Paragraph(text):
            return inline(text)
        case Facts(items):
            return "\n".join(f"{strong(name)}  {inline(value)}" for name, value in items)
        case Steps(items):
            return "\n".join(f"{number}. {inline(item)}" for number, item in enumerate(items, 1))


def _line(part: Progress | LinkOut) -> str:
    match part:
        case LinkOut(text, url):
            return link(text.strip() or url, url) if url.startswith("https://") else escape(f"{text}: {url}")
        case Progress(label, done, total):
            return f"{_bar(done, total)} {escape(label)}" if total else f"{escape(label)} …"


def _bar(done: int, total: int) -> str:
    share = min(done / total, 1)
    filled = int(share * _BAR)
    return f"{code('█' * filled + '░' * (_BAR - filled))} {int(share * 100)} %"


def _texts(part: Part) -> Iterator[Text]:
    match part:
        case Heading(text) | Paragraph(text):
            yield text
        case Facts(items):
            yield from (value for _, value in items)
        case Steps(items):
            yield from items
