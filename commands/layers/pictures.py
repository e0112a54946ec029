"""Pictures of images: their layers by size, and two of them side by side; each with the text that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from commands.layers.drawing import Fill, Row, draw
from commands.layers.steps import brief, fill_of, share
from commands.reply import Picture
from commands.sizes import size
from sandbox.comparing import Comparison
from sandbox.values import HistoryRow, ImageHistory

_BARS = 10
_DRAWN = 50
"""Pictures that are kept, of some 20 kB each: a group looks at one image several times."""

_ALT = 1000
"""Characters of the text that stands for a picture; platforms take little more."""

_KEY = {
    Fill.BASE: "the lowest layer, on which all stands",
    Fill.RUN: "RUN: what a command left",
    Fill.FILES: "COPY, ADD: files put in",
    Fill.OTHER: "others",
}


@lru_cache(_DRAWN)
def layers_picture(image: ImageHistory) -> Picture | None:
    """Draws the layers newest first, as the table has them; of many, the largest. None where there is no size."""
    numbered = list(enumerate(image.stack, 1))
    largest = sorted(numbered, key=lambda each: -each[1].size)[:_BARS]
    shown = [each for each in reversed(numbered) if each in largest]
    if not image.total:
        return None
    rows = [_layer(number, row, image.total) for number, row in shown]
    left = image.total - sum(row.size for _, row in shown)
    if len(numbered) > len(shown):
        rest = f"{len(numbered) - len(shown)} smaller layers together"
        rows.append(Row(rest, f"{size(left)}  {share(left, image.total)}", ((left, Fill.OTHER),)))
    kind = "unpacked" if image.pulled else "compressed"
    title = f"{image.reference.familiar}: {size(image.total)} {kind}"
    used = {fill for row in rows for _, fill in row.parts}
    png = draw(title, rows, [(fill, words) for fill, words in _KEY.items() if fill in used])
    return Picture(_alt(f"The layers of {title}, newest first.", rows), png)


def comparison_picture(found: Comparison) -> Picture | None:
    """Draws both images as bars to one scale: what they share on the left, what is each one's own on the right."""
    images = (found.first, found.second)
    if not any(image.total for image in images):
        return None
    rows = [
        Row(
            image.reference.familiar,
            f"{size(image.total)}: {size(found.saved)} shared, {size(image.total - found.saved)} own",
            ((found.saved, Fill.SHARED), (image.total - found.saved, Fill.OWN)),
        )
        for image in images
    ]
    kind = "unpacked" if found.first.pulled else "compressed"
    layers = "1 layer" if found.shared == 1 else f"{found.shared} layers"
    title = f"{layers} shared, sizes {kind}"
    key = [(Fill.SHARED, "shared: kept once for both"), (Fill.OWN, "only in this image")]
    return Picture(_alt(f"Two images as bars; {title}.", rows), draw(title, rows, key))


def _layer(number: int, row: HistoryRow, total: int) -> Row:
    return Row(
        f"{number} {brief(row)}",
        f"{size(row.size)}  {share(row.size, total)}",
        ((row.size, fill_of(row, lowest=number == 1)),),
    )


def _alt(opening: str, rows: Sequence[Row]) -> str:
    """Says what the bars show, each cut so that all have their place."""
    room = (_ALT - len(opening)) // max(len(rows), 1) - 4
    told = [_bar_in_words(row, room) for row in rows]
    return " ".join([opening, *told])


def _bar_in_words(row: Row, room: int) -> str:
    note = ": " + " ".join(row.note.replace("  ", ", ").split())
    label = row.label if len(row.label) + len(note) <= room else row.label[: max(room - len(note) - 1, 8)] + "…"
    return f"{label}{note}."
