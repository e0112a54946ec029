"""A diagram as a picture for a phone: boxes told apart by their frame, by the stripe at their edge, and by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from commands.layers.drawing import Fill, font, hatch
from content.diagrams import Cell, Diagram, Shape

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_WIDTH = 720
"""Pixels: twice the width of a common phone, so that letters stay sharp."""

_EDGE, _GAP, _PAD, _STRIPE = 26, 12, 14, 22
_TEXT, _LINE = 26, 34
_LEVEL, _ARROW, _HEAD, _STEM, _MARK = 118, 34, 13, 110, 26
"""Pixels of arrows: the width of a level one, the height of an upright one without words, half the width of a head, how
far to the left an upright one stands; and the width of a tick or a cross."""

_GROUND, _INK, _FRAME, _PAPER = "#FBFBF9", "#1B1B1B", "#8A8A86", "#FFFFFF"

_FILLS = {
    Shape.FIXED: Fill.SHARED,
    Shape.OWN: Fill.RUN,
    Shape.HOST: Fill.OTHER,
    Shape.GOOD: Fill.RIGHT,
    Shape.BAD: Fill.WRONG,
}

_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell with its words as lines, and where it stands across the picture."""

    cell: Cell
    lines: tuple[str, ...]
    left: int
    right: int

    @property
    def height(self) -> int:
        words = len(self.lines) * _LINE
        match self.cell.shape:
            case Shape.GAP:
                return 0
            case Shape.NOTE:
                return words
            case Shape.DOWN | Shape.UP:
                return max(words, _ARROW) + _HEAD
            case Shape.RIGHT | Shape.BOTH:
                return words + 2 * _HEAD
            case _:
                return words + 2 * _PAD


@lru_cache(maxsize=100)
def draw(diagram: Diagram) -> bytes:
    """Returns a PNG of the diagram."""
    from PIL import Image, ImageDraw  # loaded where something is drawn: most answers have no picture

    rows = [_placed(row) for row in diagram.rows]
    heights = [max(each.height for each in row) for row in rows]
    height = 2 * _EDGE + sum(heights) + _GAP * (len(rows) - 1)
    card = Image.new("RGB", (_WIDTH, height), _GROUND)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, _WIDTH - 1, height - 1), outline=_FRAME, width=2)
    top = _EDGE
    for row, high in zip(rows, heights, strict=True):
        for each in row:
            _draw_cell(card, pen, each, (each.left, top, each.right, top + high))
        top += high + _GAP
    written = BytesIO()
    card.quantize(64, method=Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def _placed(row: Sequence[Cell]) -> list[_Placed]:
    level = sum(cell.shape.is_level for cell in row)
    room = _WIDTH - 2 * _EDGE - _GAP * (len(row) - 1) - level * _LEVEL
    width = room // max(len(row) - level, 1)
    placed: list[_Placed] = []
    left = _EDGE
    for cell in row:
        own = _LEVEL if cell.shape.is_level else width
        placed.append(_Placed(cell, _wrapped(cell.words, _room_for_words(cell, own)), left, left + own))
        left += own + _GAP
    return placed


def _room_for_words(cell: Cell, width: int) -> int:
    if cell.shape.is_box:
        return width - 2 * _PAD - (_STRIPE if cell.shape in _FILLS else 0) - _room_for_mark(cell.shape)
    return width - _stem(width) - 2 * _PAD if cell.shape in {Shape.DOWN, Shape.UP} else width


def _room_for_mark(shape: Shape) -> int:
    return _MARK if shape in {Shape.GOOD, Shape.BAD} else 0


def _stem(width: int) -> int:
    """Returns how far from the left of its cell an upright arrow stands."""
    return min(width // 2, _STEM)


def _wrapped(words: str, room: int) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font(_TEXT).getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _draw_cell(card: Image, pen: ImageDraw, placed: _Placed, box: _Box) -> None:
    match placed.cell.shape:
        case Shape.GAP:
            return
        case Shape.NOTE:
            _centre(pen, placed.lines, box)
        case Shape.DOWN | Shape.UP:
            _draw_upright(pen, placed, box)
        case Shape.RIGHT | Shape.BOTH:
            _draw_level(pen, placed, box)
        case _:
            _draw_box(card, pen, placed, box)


def _draw_box(card: Image, pen: ImageDraw, placed: _Placed, box: _Box) -> None:
    left, top, right, bottom = box
    shape = placed.cell.shape
    pen.rectangle(box, fill=_PAPER)
    if (fill := _FILLS.get(shape)) is not None:
        hatch(card, (left, top, left + _STRIPE, bottom), fill)
        left += _STRIPE
    _centre(pen, placed.lines, (left, top, right - _room_for_mark(shape), bottom))
    if shape is Shape.OWN:
        _dashed(pen, box)
    else:
        pen.rectangle(box, outline=_INK, width=5 if shape is Shape.HOST else 2)
    if shape in {Shape.GOOD, Shape.BAD}:
        _mark(pen, shape, box)


def _dashed(pen: ImageDraw, box: _Box) -> None:
    left, top, right, bottom = box
    for x in range(left, right, 16):
        for y in (top, bottom):
            pen.line((x, y, min(x + 9, right), y), fill=_INK, width=3)
    for y in range(top, bottom, 16):
        for x in (left, right):
            pen.line((x, y, x, min(y + 9, bottom)), fill=_INK, width=3)


def _mark(pen: ImageDraw, shape: Shape, box: _Box) -> None:
    """Draws a tick or a cross into the upper right corner."""
    x, y = box[2] - 20, box[1] + 18
    strokes = [(x - 9, y, x - 3, y + 7), (x - 3, y + 7, x + 9, y - 8)]
    if shape is Shape.BAD:
        strokes = [(x - 8, y - 8, x + 8, y + 8), (x - 8, y + 8, x + 8, y - 8)]
    for stroke in strokes:
        pen.line(stroke, fill=_INK, width=4)


def _draw_upright(pen: ImageDraw, placed: _Placed, box: _Box) -> None:
    left, top, right, bottom = box
    x = left + _stem(right - left)
    tip, end = (bottom, top) if placed.cell.shape is Shape.DOWN else (top, bottom)
    back = tip - 2 * _HEAD if tip > end else tip + 2 * _HEAD
    pen.line((x, end, x, back), fill=_INK, width=4)
    pen.polygon([(x, tip), (x - _HEAD, back), (x + _HEAD, back)], fill=_INK)
    for number, line in enumerate(placed.lines):
        first = (top + bottom - len(placed.lines) * _LINE) / 2
        pen.text((x + _HEAD + _PAD, first + number * _LINE), line, fill=_INK, font=font(_TEXT))


def _draw_level(pen: ImageDraw, placed: _Placed, box: _Box) -> None:
    left, top, right, bottom = box
    words = len(placed.lines) * _LINE
    y = (top + bottom + words) / 2
    _centre(pen, placed.lines, (left, round(y - _HEAD - words), right, round(y - _HEAD)))
    both = placed.cell.shape is Shape.BOTH
    pen.line((left + (2 * _HEAD if both else 4), y, right - 2 * _HEAD, y), fill=_INK, width=4)
    pen.polygon([(right - 2, y), (right - 2 * _HEAD, y - _HEAD), (right - 2 * _HEAD, y + _HEAD)], fill=_INK)
    if both:
        pen.polygon([(left + 2, y), (left + 2 * _HEAD, y - _HEAD), (left + 2 * _HEAD, y + _HEAD)], fill=_INK)


def _centre(pen: ImageDraw, lines: Sequence[str], box: _Box) -> None:
    left, top, right, bottom = box
    first = (top + bottom - len(lines) * _LINE) / 2
    for number, line in enumerate(lines):
        x = (left + right - font(_TEXT).getlength(line)) / 2
        pen.text((x, first + number * _LINE), line, fill=_INK, font=font(_TEXT))
