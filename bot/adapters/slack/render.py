"""Replies as Block Kit: headers, rich text and buttons, in the order of the reply's parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from bot.adapters.monospace import monospace
from bot.adapters.slack.buttons import presses, rows
from bot.adapters.slack.draft import ALT, HEADER, Block, Element, Room, Upload, beginning, file_name
from bot.adapters.slack.richtext import elements, escape, link_element, text_element
from commands.plain import plain, plain_text
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
from commands.text import shorten, visible

FALLBACK = 3000
"""Characters of the fallback text before escaping; Slack asks for less than 4000."""

_COLUMNS = 90
_BAR = 16
_CUT = "Too long to show whole: the file has all of it."

_Run = tuple[int, list[Part]]
"""Parts that are shown together, with the number of the first."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: blocks, the escaped text that notifications and old clients show, and files to go with it."""

    blocks: list[Block]
    text: str
    files: tuple[Upload, ...] = ()


def render(reply: Reply) -> Message:
    """Returns the message; a reply too long for it is cut between two parts and comes whole as a file.

    Buttons get their room first: cut text can be read in the file, a missing button can't be pressed.
    """
    room, files = Room(), list(_files(reply))
    runs = list(_runs(reply.parts))
    shown = {number: list(filter(room.takes, rows(parts[0], number))) for number, parts in runs if presses(parts[0])}
    cut = False
    for number, parts in runs:
        if number not in shown and not cut:
            shown[number], cut = _fitted(parts, room)
    blocks = [block for number in sorted(shown) for block in shown[number]]
    if cut or _buttons_missing(runs, shown):
        blocks.append(_rich([_section([text_element(_CUT, italic=True)])]))
        files.append(Upload("answer.txt", plain(reply).encode(errors="replace")))
    return Message(blocks, escape(shorten(plain(reply).strip() or "…", FALLBACK)), tuple(files))


def _runs(parts: Iterable[Part]) -> Iterator[_Run]:
    """Yields the parts, progress that stands together as one: a pull has more layers than a message has blocks."""
    for _, run in groupby(enumerate(parts), key=lambda each: -1 if isinstance(each[1], Progress) else each[0]):
        numbered = list(run)
        yield numbered[0][0], [part for _, part in numbered]


def _buttons_missing(runs: list[_Run], shown: dict[int, list[Block]]) -> bool:
    wanted = sum(len(presses(parts[0])) for _, parts in runs)
    return wanted > sum(len(block["elements"]) for row in shown.values() for block in row if block["type"] == "actions")


def _fitted(parts: list[Part], room: Room) -> tuple[list[Block], bool]:
    """Returns the block that shows the parts, and whether it had to be cut; of long code, the lines that fit."""
    block = _block(parts)
    if block is None or room.takes(block):
        return [block] if block else [], False
    lines = [] if len(parts) > 1 else _lines(parts[0])
    kept = "\n".join(beginning(lines, room.characters - 200))
    shortened = _rich(list(_preformatted(kept)))
    return [shortened] if kept and room.takes(shortened) else [], True


def _block(parts: list[Part]) -> Block | None:
    """Returns the block for parts that are shown together, or None where there is nothing to show."""
    if isinstance(parts[0], Heading):
        title = " ".join(plain_text(parts[0].text).split())
        text = {"type": "plain_text", "text": shorten(title, HEADER), "emoji": False}
        return {"type": "header", "text": text} if title else None
    if isinstance(parts[0], Progress):
        shown = list(_sections(_progress(part) for part in parts if isinstance(part, Progress)))
    else:
        shown = list(_rich_parts(parts[0]))
    return _rich(shown) if shown else None


def _rich_parts(part: Part) -> Iterator[Element]:
    match part:
        case Paragraph(text):
            yield from _sections([elements(text)])
        case CodeBlock() | Table():
            yield from _preformatted("\n".join(_lines(part)))
        case Facts(items):
            yield from _sections([text_element(f"{name}  ", bold=True), *elements(value)] for name, value in items)
        case Steps(items):
            listed = [_section(elements(item)) for item in items if elements(item)]
            if listed:
                yield {"type": "rich_text_list", "style": "ordered", "elements": listed}
        case LinkOut(text, url):
            yield from _sections([[link_element(text, url)]])
        case Picture(alt, _):
            yield from _sections([[text_element(visible(alt), italic=True)]])
        case File(name, data):
            yield from _sections([[text_element(f"{visible(name)}, {len(data)} bytes")]])
        case Heading() | Progress() | Choices() | Form():
            return
        case _:
            assert_never(part)


def _lines(part: Part) -> list[str]:
    """Returns what is shown in a fixed-width font."""
    match part:
        case CodeBlock(text, _):
            return text.split("\n")
        case Table():
            return [shorten(line, _COLUMNS) for line in monospace(part)]
        case _:
            return []


def _rich(parts: list[Element]) -> Block:
    return {"type": "rich_text", "elements": parts}


def _section(inside: list[Element]) -> Element:
    return {"type": "rich_text_section", "elements": inside}


def _sections(lines: Iterable[list[Element]]) -> Iterator[Element]:
    """Yields the lines in one section, a line break between them."""
    joined: list[Element] = []
    for line in filter(None, lines):
        joined += [text_element("\n"), *line] if joined else line
    if any(element.get("text", "…").strip() for element in joined):
        yield _section(joined)


def _preformatted(text: str) -> Iterator[Element]:
    if text.strip():
        yield {"type": "rich_text_preformatted", "elements": [text_element(text)]}


def _progress(part: Progress) -> list[Element]:
    if not part.total:
        return [text_element(f"{part.label} …")]
    share = min(part.done / part.total, 1)
    filled = int(share * _BAR)
    return [
        text_element("█" * filled + "░" * (_BAR - filled), code=True),
        text_element(f" {int(share * 100)} % {part.label}"),
    ]


def _files(reply: Reply) -> Iterator[Upload]:
    for number, part in enumerate(reply.parts):
        match part:
            case Picture(alt, png):
                yield Upload(f"picture-{number}.png", png, shorten(visible(alt).strip() or "Picture", ALT))
            case File(name, data):
                yield Upload(file_name(name), data)
