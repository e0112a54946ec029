"""Diagrams as pictures and as letters: wide as a phone, nothing lost, the same in grey."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from commands.learning.drawing import draw
from commands.learning.sketch import sketch
from content.diagrams import Cell, Diagram, Shape
from content.lessons import load_lessons

SHIPPED = [
    pytest.param(card.diagram, id=f"{lesson.topic}: {card.title}")
    for lesson in load_lessons().values()
    for card in lesson.cards
    if card.diagram is not None
]

_CELLS = st.builds(
    Cell, st.sampled_from(Shape), st.text("ab c", max_size=70).map(lambda words: " ".join(words.split()))
)
_DIAGRAMS = st.lists(st.lists(_CELLS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=10).map(
    lambda rows: Diagram("A picture.", tuple(rows))
)


def picture(diagram: Diagram) -> Image.Image:
    return Image.open(BytesIO(draw(diagram))).convert("RGB")


@pytest.mark.parametrize("diagram", SHIPPED)
def test_a_picture_is_as_wide_as_a_phone_and_not_much_higher(diagram: Diagram) -> None:
    width, height = picture(diagram).size
    assert width == 720
    assert height <= 2 * width


@pytest.mark.parametrize("diagram", SHIPPED)
def test_a_sketch_fits_forty_columns_and_has_every_word(diagram: Diagram) -> None:
    drawn = sketch(diagram)
    assert max(map(len, drawn.splitlines())) <= 40
    words = {word for row in diagram.rows for cell in row if cell.shape is not Shape.GAP for word in cell.words.split()}
    assert {word for word in words if word not in drawn} == set()


@given(_DIAGRAMS)
def test_whatever_a_writer_types_can_be_drawn(diagram: Diagram) -> None:
    assert picture(diagram).size[0] == 720
    assert max(map(len, sketch(diagram).splitlines()), default=0) <= 40


def test_boxes_differ_without_their_colour_too() -> None:
    boxes = [shape for shape in Shape if shape.is_box]
    grey = [picture(Diagram("A box.", ((Cell(shape, "word"),),))).convert("L").point(_black) for shape in boxes]
    assert len({each.tobytes() for each in grey}) == len(boxes)


def _black(value: int) -> int:
    """Leaves ink and paper only."""
    return 255 if value > 60 else 0


def test_a_sketch_draws_boxes_arrows_and_marks() -> None:
    own, same, host = Cell(Shape.OWN, "A"), Cell(Shape.BOTH, "same"), Cell(Shape.HOST, "B")
    rows = ((own, same, host), (Cell(Shape.DOWN, "starts"),), (Cell(Shape.GOOD, "C"), Cell(Shape.BAD, "D")))
    assert sketch(Diagram("x", rows)).splitlines() == [
        "┌┄┄┄┄┄┄┄┄┄┄┄┄┄┐ same     ╔═════════════╗",
        "┆ A           ┆   ◀──▶   ║ B           ║",
        "└┄┄┄┄┄┄┄┄┄┄┄┄┄┘          ╚═════════════╝",
        "      │ starts",
        "      ▼",
        "┌─────────────────┐ ┌─────────────────┐",
        "│ ✓ C             │ │ ✗ D             │",
        "└─────────────────┘ └─────────────────┘",
    ]
