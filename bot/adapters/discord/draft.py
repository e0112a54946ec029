"""A message being filled under Discord's limits: documentation, pages components/reference and reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.discord.markdown import code_block, escape
from commands.text import shorten

TEXT = 4000
"""Characters of all texts of a message together."""

COMPONENTS = 40
BUTTONS = 25
ROW = 5
LABEL = 80
CUSTOM_ID = 100
FILES = 10
FILE_SIZE = 10 * 2**20
ALT = 1024

_ACTION_ROW, _BUTTON, _TEXT_DISPLAY, _GALLERY, _FILE = 1, 2, 10, 12, 13
_GREY = 2
_BEGINNING = 1800
"""Characters shown of a text of which no part fits: escaped, it may become twice as long."""

_WHOLE = "answer.txt"
_CUT = "-# Too long to show whole: the file has all of it."

Component = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along; a component shows it by its name. `alt` stands for a picture."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(slots=True)
class Draft:
    """Takes what fits. `cut` once something did not: from then on no text is added, only buttons and files."""

    components: list[Component] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    cut: bool = False
    _lines: set[str] = field(default_factory=set)
    _room: int = TEXT - len(_CUT) - 2
    _places: int = COMPONENTS - 3

    def write(self, text: str, *, separator: str = "\n\n") -> None:
        """Adds text to the text above it, or as a component of its own below anything else."""
        if self.cut or not text.strip():
            return
        above = self._text_above()
        added = separator + text if above else text
        if len(added) > self._room or not (above or self._places):
            self.cut = True
            return
        self._room -= len(added)
        if above:
            above["content"] += added
        else:
            self._place({"type": _TEXT_DISPLAY, "content": added})

    def write_lines(self, lines: list[str], language: str = "") -> None:
        """Adds a block of code; of one too long, as many lines as there is room for."""
        block = code_block("\n".join(lines), language)
        if not self.cut and len(block) + 2 > self._room:
            self.write(code_block("\n".join(_beginning(lines, self._room - 40)), language))
            self.cut = True
        self.write(block)

    def press(self, presses: Iterable[tuple[str, str]]) -> None:
        """Adds rows of buttons, each a label and the line that pressing it types."""
        labels = {line: label for label, line in presses if line not in self._lines}
        buttons = [_button(label, line) for line, label in labels.items()]
        for start in range(0, len(buttons), ROW):
            row = buttons[start : start + ROW]
            if len(row) + 1 > self._places or len(self._lines) + len(row) > BUTTONS:
                self.cut = True
                return
            self._lines.update(button["custom_id"] for button in row)
            self._place({"type": _ACTION_ROW, "components": row}, 1 + len(row))

    def attach(self, name: str, data: bytes) -> None:
        """Adds a file under a name that Discord leaves as it is."""
        self._attach(Upload(self._free_name(name), data), FILES - 1)

    def show(self, png: bytes, alt: str) -> None:
        """Adds a picture with the text that stands for it."""
        self._attach(Upload(f"picture-{len(self.files)}.png", png, shorten(alt, ALT)), FILES - 1)

    def close(self, whole: str) -> None:
        """Ends a draft that was cut: says so, shows at least the beginning, and adds the whole answer as a file."""
        shown = any(component["type"] == _TEXT_DISPLAY for component in self.components)
        self.cut, self._room, self._places = False, TEXT, 3
        if not shown:
            self.write(escape(shorten(whole, _BEGINNING)))
        self.write(_CUT)
        self._attach(Upload(_WHOLE, whole.encode(errors="replace")), FILES)

    def _attach(self, file: Upload, limit: int) -> None:
        if len(file.data) > FILE_SIZE:
            self.write(escape(f"{file.name} is too large to be sent here."))
        elif len(self.files) >= limit or not self._places:
            self.cut = True
        else:
            self.files.append(file)
            self._place(_shown(file))

    def _text_above(self) -> Component | None:
        last = self.components[-1] if self.components else {}
        return last if last.get("type") == _TEXT_DISPLAY else None

    def _place(self, component: Component, places: int = 1) -> None:
        self.components.append(component)
        self._places -= places

    def _free_name(self, name: str) -> str:
        kept = re.sub(r"[^A-Za-z0-9._-]", "_", name).lstrip("._")[-80:] or "file"
        taken = {_WHOLE, *(file.name for file in self.files)}
        return f"{len(self.files)}-{kept}" if kept in taken else kept


def _beginning(lines: list[str], room: int) -> Iterator[str]:
    """Yields the lines that surely fit, also with their backticks taken apart."""
    for line in lines:
        room -= len(line) + 1 + line.count("`")
        if room < 0:
            return
        yield line


def _button(label: str, line: str) -> Component:
    if not 1 <= len(line) <= CUSTOM_ID:
        raise ValueError(f"a choice's line has {len(line)} characters, Discord takes 1 to {CUSTOM_ID}: {line}")
    return {"type": _BUTTON, "style": _GREY, "label": shorten(label.strip() or line, LABEL), "custom_id": line}


def _shown(file: Upload) -> Component:
    media = {"url": f"attachment://{file.name}"}
    if not file.name.startswith("picture-"):
        return {"type": _FILE, "file": media}
    return {"type": _GALLERY, "items": [{"media": media, "description": file.alt}]}
