"""A live quiz's podium as a picture for a phone: who shares a place stands together, and each step says its place."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from commands.layers.drawing import fitted, font
from commands.quiz.scoring import Standing
from commands.reply import Picture

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_WIDTH, _HEIGHT, _EDGE = 720, 520, 24
"""Pixels: twice the width of a common phone, so that letters stay sharp."""

_STEP = (_WIDTH - 2 * _EDGE) // 3
_PLACES = ((1, 250, "#E69F00"), (0, 180, "#56B4E9"), (2, 120, "#009E73"))
"""Column from the left, height in pixels and colour (Okabe and Ito) of the first, second and third step."""

_TEXT, _RANK = 26, 56
_NAMES = 4
"""Names above a step; who else stands there is counted."""

_GROUND, _INK, _FRAME = "#FBFBF9", "#1B1B1B", "#8A8A86"

_Step = tuple[int, list[Standing]]


def podium_picture(scored: Sequence[Standing]) -> Picture:
    """Draws who has the ranks 1 to 3, of standings in order."""
    together = [(rank, list(those)) for rank, those in groupby(scored, lambda each: each.rank) if rank <= len(_PLACES)]
    return Picture(_alt(together), _draw(together))


def _alt(steps: Sequence[_Step]) -> str:
    told = [f"{rank}. {', '.join(_named(those))}, {those[0].points} points" for rank, those in steps]
    return f"The podium. {'; '.join(told)}."


def _named(those: Sequence[Standing]) -> list[str]:
    """Returns who stands on a step, as far as there is room."""
    if len(those) <= _NAMES:
        return [each.name for each in those]
    return [*(each.name for each in those[: _NAMES - 1]), f"and {len(those) - _NAMES + 1} more"]


def _draw(steps: Sequence[_Step]) -> bytes:
    from PIL import Image, ImageDraw  # loaded where something is drawn: most answers have no picture

    card = Image.new("RGB", (_WIDTH, _HEIGHT), _GROUND)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, _WIDTH - 1, _HEIGHT - 1), outline=_FRAME, width=2)
    for step, (column, height, colour) in zip(steps, _PLACES, strict=False):
        _draw_step(pen, step, _EDGE + column * _STEP, _HEIGHT - _EDGE - height, colour)
    written = BytesIO()
    card.quantize(64, method=Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def _draw_step(pen: ImageDraw, step: _Step, left: int, top: int, colour: str) -> None:
    rank, those = step
    pen.rectangle((left, top, left + _STEP - 4, _HEIGHT - _EDGE), fill=colour, outline=_INK, width=2)
    _write(pen, str(rank), left, top + 12, _RANK)
    _write(pen, str(those[0].points), left, top + 12 + _RANK + 8, _TEXT)
    names = _named(those)
    for line, name in enumerate(names):
        _write(pen, name, left, top - (len(names) - line) * (_TEXT + 8) - 4, _TEXT)


def _write(pen: ImageDraw, words: str, left: float, top: float, size: int) -> None:
    """Writes words in the middle of a step, cut to its width."""
    shown = fitted(words, size, _STEP - 16)
    pen.text((left + (_STEP - font(size).getlength(shown)) / 2, top), shown, fill=_INK, font=font(size))
