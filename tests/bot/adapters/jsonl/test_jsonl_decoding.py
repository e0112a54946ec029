"""Lines that come in: what is understood, and what is said about the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.jsonl.decode import LONGEST, Incoming, NotUnderstood, decode


def line(**fields: Any) -> bytes:
    """A command that is understood, but for what is given; None leaves a field out."""
    asked = {"type": "command", "id": "1", "group": "g1", "user": "u1", "text": "rank"} | fields
    return json.dumps({name: value for name, value in asked.items() if value is not None}).encode()


def test_a_command_is_read_with_its_asker() -> None:
    assert decode(line(name="Ana", captain=True)) == Incoming("1", "g1", "g1", "u1", "Ana", captain=True, line="rank")


def test_a_group_may_have_places_of_their_own_names() -> None:
    assert decode(line(place="evening")).place == "evening"
    with pytest.raises(NotUnderstood, match="“place” must be a string of 1 to 100"):
        decode(line(place=""))


def test_a_press_is_the_line_of_the_choice() -> None:
    pressed = decode(line(type="press", text=None, choice="answer 41 B"))
    assert pressed == Incoming("1", "g1", "g1", "u1", "", captain=False, line="answer 41 B")


def test_a_form_is_read_with_its_fields() -> None:
    submitted = decode(line(type="submit", text=None, form="setup", fields={"time": "09:00"}))
    assert submitted == Incoming("1", "g1", "g1", "u1", "", captain=False, form="setup", fields={"time": "09:00"})


@pytest.mark.parametrize("more", [{}, {"type": "submit", "text": None, "form": "setup", "fields": {}}])
def test_files_come_with_a_command_or_a_form(more: dict[str, Any]) -> None:
    files = {"file": {"name": "Dockerfile", "base64": "RlJPTSBh"}}
    assert decode(line(files=files, **more)).files == {"file": ("Dockerfile", b"FROM a")}


@pytest.mark.parametrize(
    "files",
    [
        [],
        "Dockerfile",
        {"file": "RlJPTSBh"},
        {"file": {"name": "a"}},
        {"file": {"name": "a", "base64": "?"}},
        {"file": {"name": "a", "base64": "RlJPTSB"}},
        {"file": {"name": "a", "base64": "é"}},
    ],
)
def test_files_that_are_not_understood_get_one_sentence(files: Any) -> None:
    with pytest.raises(NotUnderstood, match="“files” must be an object"):
        decode(line(files=files))


def test_a_byte_order_mark_and_unknown_fields_do_no_harm() -> None:
    assert decode(b"\xef\xbb\xbf" + line(more=[1])).line == "rank"


def test_text_loses_what_no_database_takes() -> None:
    assert decode(line(text="a\0b\ud800c", name="\0")) == Incoming(
        "1", "g1", "g1", "u1", "", captain=False, line="ab?c"
    )


@pytest.mark.parametrize(
    ("sent", "to", "sentence"),
    [
        (b"oops", None, "Send one JSON object a line, in UTF-8."),
        (b"[]", None, "Send one JSON object a line, in UTF-8."),
        (b"\xff\xfe", None, "Send one JSON object a line, in UTF-8."),
        (b"[" * 5000, None, "Send one JSON object a line, in UTF-8."),
        (b"9" * 5000, None, "Send one JSON object a line, in UTF-8."),
        (b" " * (LONGEST + 1), None, "The line is too long: keep it within 1048576 bytes."),
        (line(id=7), None, "Give every line an “id”, a string of your choice: answers carry it as “to”."),
        (line(type="shout"), "1", "“type” must be one of command, press, submit."),
        (line(type=["command"]), "1", "“type” must be one of command, press, submit."),
        (line(group=None), "1", "“group” must be a string of 1 to 100 printable characters."),
        (line(user=""), "1", "“user” must be a string of 1 to 100 printable characters."),
        (line(user="u" * 101), "1", "“user” must be a string of 1 to 100 printable characters."),
        (line(group="g\n"), "1", "“group” must be a string of 1 to 100 printable characters."),
        (line(text=5), "1", "“text” must be a string."),
        (line(type="press"), "1", "“choice” must be a string."),
        (line(name=5), "1", "“name” must be a string."),
        (line(captain="yes"), "1", "“captain” must be true or false."),
        (line(type="submit", fields={}), "1", "“form” must be a string of 1 to 100 printable characters."),
        (
            line(type="submit", form="setup", fields=[]),
            "1",
            "“fields” must be an object of strings, by the names that the form gave them.",
        ),
        (line(type="submit", form="setup", fields={"time": 9}), "1", "“time” must be a string."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_is_not_understood_gets_one_sentence_on_what_to_send(
    sent: bytes, to: str | None, sentence: str
) -> None:
    with pytest.raises(NotUnderstood) as refused:
        decode(sent)
    assert (str(refused.value), refused.value.to) == (sentence, to)


def test_long_names_are_never_cut_into_one_another() -> None:
    with pytest.raises(NotUnderstood):
        decode(line(group="g" * 100 + "1"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "id", "group", "user", "fields"]), inner),
)


@given(st.binary() | _JSON.map(lambda value: json.dumps(value).encode()))
def test_no_line_is_more_than_understood_or_not(sent: bytes) -> None:
    try:
        decode(sent)
    except NotUnderstood as refused:
        assert len(str(refused)) < 120
