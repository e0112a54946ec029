"""Replies as Block Kit. Limits: docs.slack.dev, reference/block-kit; the total is what Slack refuses in practice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.richtext import Element, elements, escape, text_element
from commands.plain import plain, plain_text, table_lines
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
from commands.text import shorten

BLOCKS = 50
HEADER = 150
BUTTONS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
FALLBACK = 4000

TOTAL = 12_000
"""Characters of all blocks as JSON: past about 13,000 Slack answers `msg_blocks_too_long`."""

_COLUMNS = 90
_BAR = 16

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: blocks, and the escaped text that notifications and old clients show."""

    blocks: list[Block]
    text: str


def render(reply: Reply) -> Message:
    """Returns the message; a reply too long for it is cut between two parts, and says so."""
    blocks: list[Block] = []
    room = TOTAL
    parts = list(reply.parts)
    for number, part in enumerate(parts):
        made = list(_blocks(part, number))
        room -= sum(len(json.dumps(block, ensure_ascii=False)) for block in made)
        if room < 0 or len(blocks) + len(made) > BLOCKS - 1:
            blocks.append(_rich([_section([text_element("The rest did not fit here: ask for less at a time.")])]))
            break
        blocks += made
    return Message(blocks, shorten(escape(plain(reply)), FALLBACK) or "…")


def _blocks(part: Part, number: int) -> Iterator[Block]:
    match part:
        case Heading(text) if plain_text(text).strip():
            title = shorten(plain_text(text).replace("\n", " "), HEADER)
            yield {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}
        case Choices(items):
            buttons = [_button(each.label, each.line, f"{number}-{at}") for at, each in enumerate(items[:BUTTONS])]
            yield {"type": "actions", "elements": buttons}
        case Form():
            yield {"type": "actions", "elements": [_button(part.label, f"form {part.command}", f"{number}-0")]}
        case _:
            yield from map(_rich, filter(None, [list(_rich_parts(part))]))


def _rich_parts(part: Part) -> Iterator[Element]:
    match part:
        case Paragraph(text):
            yield from _sections([elements(text)])
        case CodeBlock(text, _):
            yield from _preformatted(text)
        case Facts(items):
            yield from _sections([[text_element(f"{name}  ", bold=True), *elements(value)] for name, value in items])
        case Table():
            yield from _preformatted("\n".join(shorten(line, _COLUMNS) for line in table_lines(part)))
        case Steps(items):
            listed = [_section(elements(item)) for item in items if elements(item)]
            if listed:
                yield {"type": "rich_text_list", "style": "ordered", "elements": listed}
        case Progress():
            yield from _sections([_progress(part)])
        case LinkOut(text, url):
            link = url.startswith("https://")
            yield from _sections(
                [[{"type": "link", "url": url, "text": text} if link else text_element(f"{text}: {url}")]]
            )
        case Picture(alt, _):
            yield from _sections([[text_element(alt, italic=True)]])
        case File(name, data):
            yield from _sections([[text_element(f"{name}, {len(data)} bytes")]])


def _rich(parts: list[Element]) -> Block:
    return {"type": "rich_text", "elements": parts}


def _section(inside: list[Element]) -> Element:
    return {"type": "rich_text_section", "elements": inside}


def _sections(lines: Iterable[list[Element]]) -> Iterator[Element]:
    """Yields the lines in one section, a line break between them."""
    joined: list[Element] = []
    for line in filter(None, lines):
        joined += [text_element("\n"), *line] if joined else line
    if joined:
        yield _section(joined)


def _preformatted(text: str) -> Iterator[Element]:
    if text:
        yield {"type": "rich_text_preformatted", "elements": [text_element(text)]}


def _button(label: str, line: str, place: str) -> Element:
    if len(line) > BUTTON_VALUE:
        raise ValueError(f"a choice's line has {len(line)} characters, Slack takes {BUTTON_VALUE}: {line[:80]}")
    title = {"type": "plain_text", "text": shorten(label, BUTTON_TEXT), "emoji": False}
    return {"type": "button", "action_id": f"press-{place}", "text": title, "value": line}


def _progress(part: Progress) -> list[Element]:
    if not part.total:
        return [text_element(f"{part.label} …")]
    share = min(part.done / part.total, 1)
    filled = round(share * _BAR)
    return [
        text_element("█" * filled + "░" * (_BAR - filled), code=True),
        text_element(f" {int(share * 100)} % {part.label}"),
    ]
