"""Lines of a file descriptor."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.reading import read_lines


async def lines_of(*chunks: bytes, longest: int = 100) -> list[bytes]:
    """Returns what is read where the chunks are written one after the other."""
    source, target = os.pipe()

    def write() -> None:
        for chunk in chunks:
            os.write(target, chunk)
        os.close(target)

    threading.Thread(target=write).start()
    try:
        return [line async for line in read_lines(source, longest)]
    finally:
        os.close(source)


async def test_lines_come_without_their_ends_and_the_last_needs_none() -> None:
    assert await lines_of(b"one\n\ntwo\nthr", b"ee") == [b"one", b"", b"two", b"three"]


async def test_of_a_line_that_is_too_long_only_its_beginning_is_kept() -> None:
    assert await lines_of(b"x" * 300_000, b"\nshort\n", longest=5) == [b"xxxxxx", b"short"]


async def test_a_file_is_read_as_well_as_a_pipe(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"one\ntwo\n")
    source = os.open(file, os.O_RDONLY)
    assert [line async for line in read_lines(source, 100)] == [b"one", b"two"]
    os.close(source)


async def test_waiting_for_a_line_holds_up_nobody() -> None:
    source, target = os.pipe()
    reading = asyncio.ensure_future(anext(read_lines(source, 100)))
    await asyncio.sleep(0.05)
    assert not reading.done()
    os.write(target, b"late\n")
    assert await reading == b"late"
    os.close(target)


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=8), st.integers(1, 10))
def test_how_lines_are_cut_into_chunks_makes_no_difference(chunks: list[bytes], longest: int) -> None:
    whole = b"".join(chunks)
    expected = [line[: longest + 1] for line in whole.split(b"\n")]
    if not expected[-1]:
        expected.pop()
    assert asyncio.run(lines_of(*chunks, longest=longest)) == expected
