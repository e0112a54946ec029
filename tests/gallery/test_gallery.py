"""What is checked in as the gallery is what the bot sends now."""

from __future__ import annotations

import asyncio
import io
from difflib import unified_diff
from pathlib import Path

import pytest
from gallery.page import Gallery, gallery
from gallery.scenes import SCENES
from PIL import Image, ImageChops, ImageStat

HERE = Path(__file__).parent
NEARLY = 2.0
"""Mean difference of two pictures, of 255, that other letters' edges make and another bar or line does not."""


@pytest.fixture(scope="module")
def drawn() -> Gallery:
    return asyncio.run(gallery(SCENES))


def difference(one: bytes, other: bytes) -> float:
    """Returns how far two pictures differ as seen from a little distance, 0 to 255."""
    seen = [Image.open(io.BytesIO(png)).convert("RGB") for png in (one, other)]
    if seen[0].size != seen[1].size:
        return 255
    near, far = (each.resize((each.width // 8, each.height // 8)) for each in seen)
    return max(ImageStat.Stat(ImageChops.difference(near, far)).mean)


def test_every_message_looks_as_it_was_looked_at(drawn: Gallery) -> None:
    kept = (HERE / "index.html").read_text(encoding="utf-8")
    changes = unified_diff(kept.splitlines(), drawn.page.splitlines(), "kept", "now", n=1, lineterm="")
    assert kept == drawn.page, "Run `make gallery`, and look at the page:\n" + "\n".join(list(changes)[:60])


def test_every_picture_shows_what_it_did_when_it_was_looked_at(drawn: Gallery) -> None:
    kept = {each.name: each.read_bytes() for each in (HERE / "pictures").iterdir()}
    assert kept.keys() == drawn.pictures.keys(), "Run `make gallery`, and look at the page."
    changed = [name for name, png in drawn.pictures.items() if difference(png, kept[name]) > NEARLY]
    assert not changed, "Run `make gallery`, and look at the page."


def test_a_bar_of_another_length_is_a_difference_and_an_edge_of_a_letter_is_none() -> None:
    picture = Image.open(next((HERE / "pictures").glob("history-*.png"))).convert("RGB")
    longer, blurred = picture.copy(), picture.copy()
    longer.paste((0, 114, 178), (28, 300, 500, 330))
    blurred.paste((90, 90, 90), (60, 40, 64, 48))
    png = [_png(each) for each in (picture, longer, blurred)]
    assert difference(png[0], png[1]) > NEARLY > difference(png[0], png[2])


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
