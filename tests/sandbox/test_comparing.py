from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.comparing import Difference, base_of, compare
from sandbox.configs import ImageConfig
from sandbox.references import parse_reference
from sandbox.values import HistoryRow, ImageHistory


def image(*layers: tuple[str, int], created_by: str = "", config: ImageConfig | None = None) -> ImageHistory:
    """An image of layers, lowest first, each a diff ID with a size; the lowest was made by `created_by`."""
    rows = [
        HistoryRow("<missing>", None, created_by if at == 0 else f"RUN {name}", size, "", empty_layer=False)
        for at, (name, size) in enumerate(layers)
    ]
    ids = tuple(name for name, _ in layers)
    reference = parse_reference("x")
    return ImageHistory(reference, "", "", tuple(rows[::-1]), True, ids, config or ImageConfig())


ROOT, PYTHON, APP, TOOL = ("root", 80), ("python", 40), ("app", 5), ("tool", 7)


def test_layers_are_shared_from_the_bottom_and_the_rest_is_listed_for_each() -> None:
    found = compare(image(ROOT, PYTHON, APP), image(ROOT, PYTHON, TOOL))
    assert (found.shared, found.saved) == (2, 120)
    assert [row.size for row in found.only_first] == [5]
    assert [row.size for row in found.only_second] == [7]


def test_a_layer_above_another_one_is_not_shared_though_it_holds_the_same() -> None:
    found = compare(image(ROOT, APP), image(TOOL, APP))
    assert (found.shared, found.saved) == (0, 0)


def test_an_image_compared_with_itself_differs_in_nothing() -> None:
    found = compare(image(ROOT, APP), image(ROOT, APP))
    assert (found.shared, found.saved, found.only_first, found.differences) == (2, 85, (), ())


def test_settings_are_compared_as_a_whole_and_lists_entry_by_entry() -> None:
    first = ImageConfig(command=("sh",), environment=("PATH=/bin", "A=1"), ports=("80/tcp",), user="app")
    second = ImageConfig(command=("python3",), environment=("A=2", "PATH=/bin"), folder="/app", user="app")
    assert compare(image(config=first), image(config=second)).differences == (
        Difference("CMD", ("sh",), ("python3",)),
        Difference("WORKDIR", (), ("/app",)),
        Difference("ENV", ("A=1",), ("A=2",)),
        Difference("EXPOSE", ("80/tcp",), ()),
    )


def test_unpacked_sizes_are_never_set_against_compressed_ones() -> None:
    with pytest.raises(ValueError, match="can't be compared"):
        compare(image(ROOT), replace(image(ROOT), pulled=False))


@pytest.mark.parametrize(
    ("created_by", "labels", "base"),
    [
        ("# debian.sh --arch 'amd64' out/ 'bookworm'", {}, "# debian.sh --arch 'amd64' out/ 'bookworm'"),
        ("ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit", {}, "alpine-minirootfs-3.20.3-x86_64.tar.gz /"),
        ("ADD x /", {"org.opencontainers.image.ref.name": "ubuntu", "org.opencontainers.image.version": "24.04"},
         "ubuntu 24.04"),
        ("ADD x /", {"org.opencontainers.image.base.name": "docker.io/library/alpine:3"}, "docker.io/library/alpine:3"),
        ("bash", {}, ""),
        ("/bin/sh -c #(nop) ADD file:37a76ec18f99 in / ", {}, ""),
    ],
)  # fmt: skip
def test_the_base_is_what_the_labels_say_else_what_filled_the_lowest_layer(
    created_by: str, labels: dict[str, str], base: str
) -> None:
    made = image(ROOT, created_by=created_by, config=ImageConfig(labels=tuple(labels.items())))
    assert base_of(made) == base


LAYERS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=6)


@given(LAYERS, LAYERS)
def test_shared_and_own_layers_together_are_the_whole_image(
    one: list[tuple[str, int]], other: list[tuple[str, int]]
) -> None:
    found = compare(image(*one), image(*other))
    assert found.saved + sum(row.size for row in found.only_first) == found.first.total
    assert found.shared + len(found.only_second) == len(other)
