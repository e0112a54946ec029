"""Bars of sizes as a picture for a phone: every bar has its words beside it, its own pattern, and colours that those

who see fewer of them can tell apart (Okabe and Ito, "Color Universal Design", 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

_WIDTH = 720
"""Pixels: twice the width of a common phone, so that letters stay sharp."""

_EDGE = 28
_LINE, _BAR, _GAP = 34, 30, 22
_TEXT, _TITLE = 24, 28
_STEP = 12
"""Pixels between the lines of a pattern."""

# The card has a ground of its own, so that it reads the same in a dark and in a light room.
_GROUND, _INK, _TRACK, _FRAME = "#FBFBF9", "#1B1B1B", "#E4E4E0", "#8A8A86"


class Fill(Enum):
    """What a bar stands for: its colour, and the pattern that says the same without it."""

    BASE = ("#0072B2", "plain")
    RUN = ("#E69F00", "rising")
    FILES = ("#009E73", "upright")
    OTHER = ("#999999", "level")
    SHARED = ("#56B4E9", "falling")
    OWN = ("#D55E00", "plain")
    RIGHT = ("#009E73", "plain")
    WRONG = ("#D55E00", "falling")

    @property
    def colour(self) -> str:
        return self.value[0]

    @property
    def pattern(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Row:
    """A bar of one or several parts, `label` above it on the left and `note` on the right."""

    label: str
    note: str
    parts: tuple[tuple[int, Fill], ...]

    @property
    def size(self) -> int:
        return sum(size for size, _ in self.parts)


def draw(title: str, rows: Sequence[Row], key: Sequence[tuple[Fill, str]]) -> bytes:
    """Returns a PNG of the rows, all to one scale, with a key to the patterns below."""
    from PIL import Image, ImageDraw  # loaded where something is drawn: most answers have no picture

    row_height = _LINE + _BAR + _GAP
    height = 2 * _EDGE + _LINE + _GAP + len(rows) * row_height + _key_height(key)
    card = Image.new("RGB", (_WIDTH, height), _GROUND)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, _WIDTH - 1, height - 1), outline=_FRAME, width=2)
    pen.text((_EDGE, _EDGE), fitted(title, _TITLE, _WIDTH - 2 * _EDGE), fill=_INK, font=font(_TITLE))
    largest, top = max((row.size for row in rows), default=0), _EDGE + _LINE + _GAP
    for row in rows:
        _draw_row(card, pen, row, top, largest)
        top += row_height
    _draw_key(card, pen, key, top)
    written = BytesIO()
    card.quantize(64, method=Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def fitted(text: str, size: int, width: float) -> str:
    """Returns as much of a text as fits; what the font has no letter for is left out."""
    plain = "".join(letter for letter in text if " " <= letter <= "~")
    if font(size).getlength(plain) <= width:
        return plain
    while plain and font(size).getlength(f"{plain}...") > width:
        plain = plain[:-1]
    return f"{plain}..."


def _draw_row(card: Image, pen: ImageDraw, row: Row, top: int, largest: int) -> None:
    note_width = font(_TEXT).getlength(row.note)
    label = fitted(row.label, _TEXT, _WIDTH - 2 * _EDGE - note_width - _EDGE)
    pen.text((_EDGE, top), label, fill=_INK, font=font(_TEXT))
    pen.text((_WIDTH - _EDGE - note_width, top), row.note, fill=_INK, font=font(_TEXT))
    left, above = _EDGE, top + _LINE
    pen.rectangle((left, above, _WIDTH - _EDGE, above + _BAR), fill=_TRACK)
    for size, fill in row.parts:
        width = round(size / largest * (_WIDTH - 2 * _EDGE)) if largest else 0
        right = min(left + max(width, 3 if size else 0), _WIDTH - _EDGE)
        if right > left:
            hatch(card, (left, above, right, above + _BAR), fill)
        left = right


def hatch(card: Image, box: tuple[int, int, int, int], fill: Fill) -> None:
    """Fills a box with its colour and pattern, framed so that neighbours part."""
    from PIL import Image, ImageDraw

    width, height = box[2] - box[0], box[3] - box[1]
    piece = Image.new("RGB", (width, height), fill.colour)
    pen = ImageDraw.Draw(piece)
    for at in range(-height, width + height, _STEP):
        match fill.pattern:
            case "rising":
                pen.line((at, height, at + height, 0), fill=_INK, width=2)
            case "falling":
                pen.line((at, 0, at + height, height), fill=_INK, width=2)
            case "upright":
                pen.line((at, 0, at, height), fill=_INK, width=2)
            case "level":
                pen.line((0, at, width, at), fill=_INK, width=2)
    pen.rectangle((0, 0, width - 1, height - 1), outline=_INK)
    card.paste(piece, box[:2])


def _key_height(key: Sequence[tuple[Fill, str]]) -> int:
    return len(key) * (_BAR + 10)


def _draw_key(card: Image, pen: ImageDraw, key: Sequence[tuple[Fill, str]], top: int) -> None:
    for fill, words in key:
        hatch(card, (_EDGE, top, _EDGE + 2 * _BAR, top + _BAR), fill)
        told = fitted(words, _TEXT, _WIDTH - 3 * _EDGE - 2 * _BAR)
        pen.text((_EDGE + 2 * _BAR + 16, top), told, fill=_INK, font=font(_TEXT))
        top += _BAR + 10


@cache
def font(size: int) -> FreeTypeFont | ImageFont:
    """Returns the one font of all pictures."""
    from PIL import ImageFont

    return ImageFont.load_default(size)
