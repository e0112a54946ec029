"""Pictures of layers: for a phone, in any light, for every eye, and in words for whom they can't be."""

from __future__ import annotations

import io
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from commands.layers.drawing import Fill, fitted
from commands.layers.pictures import comparison_picture, layers_picture
from commands.reply import Picture
from sandbox.comparing import compare
from sandbox.configs import ImageConfig
from sandbox.references import parse_reference
from sandbox.values import HistoryRow, ImageHistory


def image(*layers: tuple[str, int], name: str = "alpine") -> ImageHistory:
    """An image of layers, lowest first: what made each, and its size."""
    rows = tuple(HistoryRow("<missing>", None, made, size, "", empty_layer=False) for made, size in layers)
    ids = tuple(f"{made}{size}" for made, size in layers)
    return ImageHistory(parse_reference(name), name, "", rows[::-1], True, ids, ImageConfig())


def opened(picture: Picture | None) -> Image.Image:
    assert picture is not None
    return Image.open(io.BytesIO(picture.png)).convert("RGB")


def share_of(picture: Image.Image, fill: Fill) -> float:
    """The share of the picture's pixels in a colour, give or take what the palette did to it."""
    wanted = tuple(int(fill.colour[at : at + 2], 16) for at in (1, 3, 5))
    colours = picture.getcolors(1 << 20) or []
    near = sum(count for count, colour in colours if _is_near(colour, wanted))
    return near / (picture.width * picture.height)


def _is_near(colour: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 8 for one, other in zip(colour, wanted, strict=True))


ROOT, RUN, COPY = ("ADD root /", 60), ("RUN make", 30), ("COPY app /app", 10)


def test_the_words_beside_a_picture_say_what_its_bars_say() -> None:
    picture = layers_picture(image(ROOT, RUN, COPY))
    assert picture is not None
    assert picture.alt == (
        "The layers of alpine:latest: 100B unpacked, newest first. "
        "3 COPY app /app: 10B, 10 %. 2 RUN make: 30B, 30 %. 1 ADD root /: 60B, 60 %."
    )


def test_a_picture_is_as_wide_as_a_phone_and_has_a_ground_and_a_frame_of_its_own() -> None:
    drawn = opened(layers_picture(image(ROOT, RUN, COPY)))
    assert drawn.width == 720
    assert min(drawn.getpixel((8, 8))) > 240  # type: ignore[arg-type] # three numbers in RGB
    assert max(drawn.getpixel((0, 0))) < 160  # type: ignore[arg-type]


def test_kinds_of_layers_differ_in_colour_and_in_pattern() -> None:
    kinds = [Fill.BASE, Fill.RUN, Fill.FILES, Fill.OTHER]
    assert len({kind.pattern for kind in kinds}) == len(kinds)
    assert Fill.SHARED.pattern != Fill.OWN.pattern
    drawn = opened(layers_picture(image(ROOT, RUN, COPY)))
    shares = [share_of(drawn, kind) for kind in kinds]
    assert shares == sorted(shares, reverse=True)
    assert shares[2] > 2 * shares[3]  # letters have grey edges, but no layer is drawn as another kind


def test_colours_differ_in_lightness_too_or_else_in_pattern() -> None:
    def lightness(fill: Fill) -> float:
        red, green, blue = (int(fill.colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for one, other in combinations(Fill, 2):
        assert abs(lightness(one) - lightness(other)) > 10 or one.pattern != other.pattern


def test_bars_are_to_scale() -> None:
    drawn = opened(comparison_picture(compare(image(ROOT, RUN), image(ROOT, COPY, name="busybox"))))
    assert share_of(drawn, Fill.OWN) > 0.01
    ratio = share_of(drawn, Fill.OWN) / share_of(opened(comparison_picture(compare(image(RUN), image(COPY)))), Fill.OWN)
    assert 0.2 < ratio < 0.45  # 30 and 10 of 90, against 30 and 10 of 30


def test_of_many_layers_the_largest_are_drawn_and_the_rest_is_one_bar() -> None:
    many = [(f"RUN step {number}", number) for number in range(1, 41)]
    picture = layers_picture(image(*many))
    assert picture is not None
    assert "30 smaller layers together: 465B, 57 %." in picture.alt
    assert "40 RUN step 40" in picture.alt
    assert opened(picture).height < 1300


def test_two_images_are_told_with_what_they_share() -> None:
    picture = comparison_picture(compare(image(ROOT, RUN), image(ROOT, COPY, name="busybox")))
    assert picture is not None
    assert picture.alt == (
        "Two images as bars; 1 layer shared, sizes unpacked. "
        "alpine:latest: 90B: 60B shared, 30B own. busybox:latest: 70B: 60B shared, 10B own."
    )


def test_an_image_without_files_has_no_picture() -> None:
    assert layers_picture(image()) is None
    assert comparison_picture(compare(image(), image())) is None


def test_words_that_do_not_fit_are_cut_and_letters_without_a_shape_left_out() -> None:
    assert fitted("RUN \u202e\x1b[31m猫make", 24, 1000) == "RUN [31mmake"
    assert fitted("x" * 500, 24, 100).endswith("...")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(max_size=80), st.integers(0, 10**13)), max_size=14))
def test_any_layers_can_be_drawn_and_told_in_at_most_a_thousand_letters(layers: list[tuple[str, int]]) -> None:
    found = image(*layers)
    for picture in (layers_picture(found), comparison_picture(compare(found, found))):
        assert (picture is None) == (found.total == 0)
        assert picture is None or (len(picture.alt) <= 1024 and opened(picture).width == 720)
