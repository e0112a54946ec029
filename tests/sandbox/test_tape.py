from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.containers.tape import Tape
from sandbox.engine.frames import Frames

PARTS = st.lists(st.binary(max_size=50), max_size=20)


def framed(parts: list[bytes]) -> bytes:
    return b"".join(
        bytes([1 + number % 2, 0, 0, 0]) + len(part).to_bytes(4, "big") + part for number, part in enumerate(parts)
    )


@given(PARTS, st.integers(1, 40))
def test_frames_carry_the_same_bytes_however_the_stream_is_cut(parts: list[bytes], step: int) -> None:
    stream, frames = framed(parts), Frames()
    chunks = [stream[place : place + step] for place in range(0, len(stream), step)]
    assert b"".join(part for chunk in chunks for part in frames.feed(chunk)) == b"".join(parts)


@given(PARTS, st.integers(1, 60), st.integers(1, 60))
def test_a_tape_keeps_the_beginning_the_end_and_the_count(parts: list[bytes], keep: int, show: int) -> None:
    tape, whole = Tape(keep, show), b"".join(parts)
    for part in parts:
        tape.write(part)
    assert tape.head == whole[:keep]
    assert tape.total == len(whole)
    assert tape.head_cut == (len(whole) > keep)
    text, cut = tape.end()
    assert cut == (len(whole) > show)
    assert whole[-show:].decode("utf-8", "replace").endswith(text)


@given(st.text(min_size=1), st.integers(1, 60))
def test_the_end_of_a_text_begins_with_a_whole_letter(text: str, show: int) -> None:
    tape = Tape(10, show)
    tape.write(text.encode())
    assert text.endswith(tape.end()[0])
