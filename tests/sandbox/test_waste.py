"""Files that lie in an image for nothing, found in archives of any kind without unpacking them."""

from __future__ import annotations

import itertools
import json
import tarfile
from collections.abc import Iterator, Mapping

import pytest
from engine.images import Image, Step, image, push
from engine.ledger import MakeSandbox
from engine.local import LocalEngine
from engine.saved import Content, layer, pieces, saved
from hypothesis import given
from hypothesis import strategies as st

from sandbox.archives import Limits, read_layers
from sandbox.errors import NotFound, Refused, SandboxError, TimedOut, TooLarge
from sandbox.host import Sandbox
from sandbox.values import Asker, Pulled
from sandbox.waste import Waste, WastedFile, measure

FEW = Limits(files=1000, bytes=10_000_000, seconds=5)


def waste_of(*layers: Mapping[str, Content], oci: bool = False) -> Waste:
    return measure(read_layers(pieces(saved(*map(layer, layers), oci=oci)), FEW))


def found(*layers: Mapping[str, Content]) -> list[tuple[str, int]]:
    return [(each.path, each.size) for each in waste_of(*layers).files]


@pytest.mark.parametrize("oci", [False, True])
def test_a_file_that_a_later_layer_removes_is_wasted(oci: bool) -> None:
    waste = waste_of({"a": b"1" * 70, "b": b"2" * 30}, {"c": b"3"}, {".wh.a": b""}, oci=oci)
    assert waste == Waste(101, 70, 1, (WastedFile("a", 70, (1,), 3, removed=True),))
    assert waste.efficiency == pytest.approx(31 / 101)


def test_a_file_that_a_later_layer_writes_again_is_wasted_each_time() -> None:
    waste = waste_of({"f": b"1" * 10}, {"f": b"2" * 20}, {"./f": b"3" * 30})
    assert waste.files == (WastedFile("f", 30, (1, 2), 3, removed=False),)
    assert (waste.total, waste.wasted) == (60, 30)


def test_a_folder_that_is_removed_takes_everything_below_it_along() -> None:
    below = {"var/cache": None, "var/cache/apt/a": b"1" * 5, "var/cache/b": b"2" * 6, "var/lib/c": b"3"}
    assert found(below, {"var/.wh.cache": b""}) == [("var/cache/b", 6), ("var/cache/apt/a", 5)]


def test_an_opaque_folder_hides_what_lower_layers_have_in_it_and_nothing_of_its_own_layer() -> None:
    assert found({"d/old": b"1" * 5}, {"d/new": b"2" * 6, "d/.wh..wh..opq": b""}) == [("d/old", 5)]


def test_what_a_layer_removes_and_makes_anew_stays_whatever_the_order() -> None:
    assert found({"f": b"1" * 5}, {"f": b"2" * 6, ".wh.f": b""}) == [("f", 5)]
    assert found({"f": b"1" * 5}, {".wh.f": b"", "f": b"2" * 6}) == [("f", 5)]


def test_a_file_in_the_place_of_a_folder_and_the_other_way_round() -> None:
    assert found({"d/f": b"1" * 5}, {"d": b"2"}) == [("d/f", 5)]
    assert found({"d": b"2" * 5}, {"d": None, "d/f": b"1"}) == [("d", 5)]


def test_a_folder_listed_again_and_a_link_over_nothing_waste_nothing() -> None:
    assert found({"d": None, "d/f": b"1"}, {"d": None, "l": "-> d/f"}, {".wh.l": b"", ".wh.nothing": b""}) == []


def test_a_link_over_a_file_wastes_the_file() -> None:
    assert found({"f": b"1" * 5}, {"f": "-> g"}) == [("f", 5)]


def test_content_with_two_names_is_wasted_only_when_both_are_gone() -> None:
    both: dict[str, Content] = {"a": b"1" * 5, "b": "= a"}
    assert found(both, {".wh.a": b""}) == []
    assert found(both, {".wh.a": b"", ".wh.b": b""}) == [("b", 5)]


def test_a_file_that_one_layer_holds_twice_is_no_waste_of_layers() -> None:
    assert waste_of({"f": b"1" * 5, "./f": b"2" * 5}).wasted == 0


def test_the_ten_largest_are_listed_and_all_are_counted() -> None:
    files: dict[str, Content] = {f"f{size}": b"x" * size for size in range(1, 16)}
    waste = waste_of(files, {f".wh.{name}": b"" for name in files})
    assert [each.size for each in waste.files] == list(range(15, 5, -1))
    assert (waste.count, waste.wasted) == (15, sum(range(16)))


def test_an_image_without_layers_or_with_empty_ones_wastes_nothing() -> None:
    assert waste_of().efficiency == 1
    assert waste_of({}, {}).wasted == 0
    assert measure(read_layers([saved(b"", layer({"f": b"1"}))], FEW)).total == 1


def test_layers_that_are_the_same_are_a_link_in_old_archives() -> None:
    names = ["1/layer.tar", "2/layer.tar"]
    manifest = json.dumps([{"Layers": names}]).encode()
    archive = layer({names[0]: layer({"f": b"12345"}), names[1]: "-> ../1/layer.tar", "manifest.json": manifest})
    assert measure(read_layers([archive], FEW)).files == (WastedFile("f", 5, (1,), 2, removed=False),)


NAMES = st.sampled_from(["a", "b", "a/b", "a/c", ".wh.a", "a/.wh.b", "a/.wh..wh..opq", ".wh.b"])
FILES = st.dictionaries(NAMES, st.binary(max_size=9) | st.none() | st.sampled_from(["-> a", "= a", "= b"]), max_size=6)


@given(st.lists(FILES, max_size=4))
def test_no_more_is_wasted_than_there_is_and_nothing_in_a_single_layer(layers: list[dict[str, Content]]) -> None:
    waste = waste_of(*layers)
    assert (
        0
        <= waste.wasted
        <= waste.total
        == sum(len(content) for files in layers for content in files.values() if isinstance(content, bytes))
    )
    assert waste_of(*layers[:1]).wasted == 0


@pytest.mark.parametrize("size", [1, 511, 513, 100_000])
def test_an_archive_may_come_in_pieces_of_any_size(size: int) -> None:
    archive = saved(layer({"a": b"1" * 2000}), layer({".wh.a": b""}))
    assert measure(read_layers(pieces(archive, size), FEW)).wasted == 2000


def test_too_many_files_are_given_up_with_words() -> None:
    with pytest.raises(TooLarge, match="too many files"):
        waste_of({f"f{number}": b"" for number in range(1100)})


def test_long_names_count_as_many() -> None:
    with pytest.raises(TooLarge, match="too many files"):
        waste_of({f"{number}/{'x' * 100_000}": b"" for number in range(20)})


def test_paths_of_endless_depth_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.waste._FOLDERS_AND_FILES", 1000)
    with pytest.raises(TooLarge, match="too many files"):
        waste_of({"a/" * 2000 + "f": b""})


def test_more_bytes_than_allowed_are_not_read() -> None:
    asked = itertools.count()

    def endless() -> Iterator[bytes]:
        yield layer({"1/layer.tar": b""})[:512]
        while next(asked) < 1000:
            yield bytes(100_000)

    entry = tarfile.TarInfo("1/layer.tar")
    entry.size = 10**12
    with pytest.raises(TooLarge, match="too large to be looked through"):
        read_layers(itertools.chain([entry.tobuf()], endless()), FEW)
    assert next(asked) < 110


def test_reading_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TimedOut, match="took too long"):
        read_layers(pieces(saved(layer({"f": bytes(5000)}))), Limits(seconds=0))


def header(name: str, kind: bytes, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.size = kind, size
    return entry.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    "hostile",
    [
        header("x", tarfile.XHDTYPE, 2**40) + bytes(5000),
        header("x", tarfile.XGLTYPE, 5_000_000) + b"9" * 5_000_000,
        header("x", tarfile.GNUTYPE_LONGNAME, 2**35) + bytes(5000),
        header("x", tarfile.XHDTYPE, 512) + b"9" * 512,
        header("x", tarfile.REGTYPE, 2**62),
        b"".join(header("x", tarfile.XHDTYPE, 0) for _ in range(3000)),
        b"\xff" * 5000,
    ],
    ids=["pax", "global", "longname", "nonsense", "size", "chain", "noise"],
)
def test_a_layer_that_would_break_its_reader_is_refused_or_holds_nothing(hostile: bytes) -> None:
    try:
        assert measure(read_layers([saved(layer({"f": b"1"}), hostile)], FEW)).wasted == 0
    except SandboxError as trouble:
        assert isinstance(trouble, Refused)


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b"[7]", b"[" * 100_000, b'[{"Layers": ["nowhere"]}]', b'[{"Layers": [7]}]', b'[{"Layers": 7}]'],
)
def test_a_manifest_that_names_no_layers_of_the_archive_is_refused_or_empty(manifest: bytes) -> None:
    try:
        assert read_layers([layer({"1/layer.tar": layer({}), "manifest.json": manifest})], FEW) == ()
    except SandboxError as trouble:
        assert isinstance(trouble, Refused)


WHOLE = saved(layer({"a": b"1" * 700, "d/b": b"2" * 30}), layer({".wh.a": b"", "d/b": b"3"}))


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused_in_words(noise: bytes) -> None:
    with pytest.raises(Refused, match="can't be read"):
        read_layers([noise], FEW)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=20), st.integers(0, len(WHOLE)))
def test_a_mangled_or_broken_archive_is_read_or_refused_in_words(at: int, noise: bytes, end: int) -> None:
    mangled = (WHOLE[:at] + noise + WHOLE[at + len(noise) :])[:end]
    try:
        waste = measure(read_layers(pieces(mangled), FEW))
    except SandboxError as trouble:
        assert trouble.sentence
    else:
        assert 0 <= waste.wasted <= waste.total


async def pull(sandbox: Sandbox, name: str) -> Pulled:
    versions = [version async for version in sandbox.pull(sandbox.reference(name), Asker("ducks", "ana"))]
    assert isinstance(versions[-1], Pulled)
    return versions[-1]


def cleaned_too_late() -> Image:
    return image(
        Step("ADD root /", {"etc/hostname": b"x"}),
        Step("RUN /bin/sh -c apt-get update # buildkit", {"var/lib/apt/lists/a": b"1" * 50_000}),
        Step("RUN /bin/sh -c rm -rf /var/lib/apt/lists/* # buildkit", {"var/lib/apt/lists/.wh.a": b""}),
    )


async def test_waste_is_found_in_an_image_on_the_engine_and_then_told_with_its_history(
    make_sandbox: MakeSandbox, engine: LocalEngine
) -> None:
    sandbox = make_sandbox(waste_at_once=0)
    push(engine.mirror, "tests/late", "latest", cleaned_too_late())
    reference = sandbox.reference("tests/late")
    await pull(sandbox, "tests/late")
    assert (await sandbox.history(reference, "ducks")).waste is None
    history = await sandbox.waste(reference, "ducks")
    assert history.waste is not None
    assert history.waste.files == (WastedFile("var/lib/apt/lists/a", 50_000, (2,), 3, removed=True),)
    assert (await sandbox.history(reference, "ducks")).waste == history.waste


async def test_the_history_of_a_small_image_tells_its_waste_unasked(sandbox: Sandbox, engine: LocalEngine) -> None:
    push(engine.mirror, "tests/small", "latest", cleaned_too_late())
    assert (await sandbox.history(sandbox.reference("tests/small"), "ducks")).waste is None
    await pull(sandbox, "tests/small")
    history = await sandbox.history(sandbox.reference("tests/small"), "ducks")
    assert history.waste is not None
    assert history.waste.wasted == 50_000


async def test_the_engine_keeps_nothing_of_an_image_that_was_looked_through(
    sandbox: Sandbox, engine: LocalEngine
) -> None:
    await pull(sandbox, "python:3.11")
    before = {path.name for path in engine.folder.rglob("docker-export-*")}
    waste = (await sandbox.waste(sandbox.reference("python:3.11"), "ducks")).waste
    assert waste is not None
    assert waste.efficiency == 1
    assert {path.name for path in engine.folder.rglob("docker-export-*")} == before == set()


async def test_only_what_the_group_has_pulled_is_looked_through(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine")
    with pytest.raises(NotFound, match=r"not on your group's sandbox.*Type /docker pull alpine:latest first"):
        await sandbox.waste(sandbox.reference("alpine"), "geese")


async def test_an_image_over_the_limit_is_not_looked_through(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(waste_bytes=1000)
    await pull(sandbox, "alpine")
    with pytest.raises(TooLarge, match=r"alpine:latest \(unpacked\) is"):
        await sandbox.waste(sandbox.reference("alpine"), "ducks")
