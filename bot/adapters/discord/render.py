"""Replies as Discord messages: one embed for the text, rows of buttons below it.

An embed and not Components V2: its description holds 4096 characters where V2 shares 4000 among all parts of a
message, nothing in it can ever notify anybody, and a message can go back from it. Limits: Discord's documentation,
pages resources/message and components/reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from bot.adapters.discord.markdown import code_block, escape, inline
from commands.plain import plain, table_lines
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

DESCRIPTION = 4096
BUTTONS = 25
ROW = 5
LABEL = 80
CUSTOM_ID = 100
FILES = 10

_COLUMNS = 72
"""Characters of a table's line; longer ones would wrap even on a large screen."""

_BAR = 16
_CUT = "\n\n*The rest is in the file.*"


@dataclass(frozen=True, slots=True)
class Button:
    """A button; its `custom_id` is the whole of its identity."""

    label: str
    custom_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Markdown for the embed, buttons, and files by name. `picture` names the file shown large."""

    description: str
    buttons: tuple[Button, ...] = ()
    files: tuple[File, ...] = ()
    picture: str | None = None


@dataclass(slots=True)
class _Draft:
    texts: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    picture: str | None = None


def render(reply: Reply) -> Message:
    """Returns the message; a reply too long for it is cut between two parts and comes whole as a file."""
    draft = _Draft()
    for part in reply.parts:
        _add(draft, part)
    description, whole = _join(draft.texts)
    if not whole:
        draft.files.append(File("answer.txt", plain(reply).encode()))
    return Message(description, tuple(draft.buttons[:BUTTONS]), tuple(draft.files[:FILES]), draft.picture)


def _add(draft: _Draft, part: Part) -> None:
    match part:
        case Choices(items):
            draft.buttons.extend(_button(choice.label, choice.line) for choice in items)
        case Form():
            draft.buttons.append(_button(part.label, f"form {part.command}"))
        case Picture(alt, png):
            draft.picture = f"picture{len(draft.files)}.png"
            draft.files.append(File(draft.picture, png))
            draft.texts.append(escape(alt))
        case File():
            draft.files.append(part)
        case _:
            draft.texts.append(_text(part))


def _button(label: str, line: str) -> Button:
    if len(line) > CUSTOM_ID:
        raise ValueError(f"a choice's line has {len(line)} characters, Discord takes {CUSTOM_ID}: {line}")
    return Button(shorten(label, LABEL), line)


def _text(part: Heading | Paragraph | CodeBlock | Facts | Table | Steps | Progress | LinkOut) -> str:
    match part:
        case Heading(text):
            return f"### {inline(text)}"
        case Paragraph(text):
            return inline(text)
        case CodeBlock(text, language):
            return code_block(text, language)
        case Facts(items):
            return "\n".join(f"**{escape(name)}**  {inline(value)}" for name, value in items)
        case Table():
            return code_block("\n".join(shorten(line, _COLUMNS) for line in table_lines(part)))
        case Steps(items):
            return "\n".join(f"{number}. {inline(item)}" for number, item in enumerate(items, 1))
        case Progress():
            return _progress(part)
        case LinkOut(text, url):
            return f"[{escape(text)}](<{url}>)" if url.startswith("https://") else escape(f"{text}: {url}")
        case _:
            assert_never(part)


def _progress(part: Progress) -> str:
    if not part.total:
        return f"{escape(part.label)} …"
    share = min(part.done / part.total, 1)
    filled = round(share * _BAR)
    return f"`{'█' * filled}{'░' * (_BAR - filled)}` {int(share * 100)} % {escape(part.label)}"


def _join(texts: list[str]) -> tuple[str, bool]:
    """Returns as many whole texts as fit, and whether all did."""
    joined = "\n\n".join(filter(None, texts))
    if len(joined) <= DESCRIPTION:
        return joined, True
    kept = ""
    for text in filter(None, texts):
        longer = f"{kept}\n\n{text}" if kept else text
        if len(longer) > DESCRIPTION - len(_CUT):
            break
        kept = longer
    return (kept or "The answer is in the file.") + _CUT * bool(kept), False
