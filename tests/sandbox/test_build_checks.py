from __future__ import annotations

import re

import pytest
from build_orders import instruction, order
from hypothesis import given
from hypothesis import strategies as st

from sandbox.builds.checks import bases, check_order, dockerfile
from sandbox.builds.values import BuildOrder, Instruction
from sandbox.errors import Invalid, Refused, TooLarge
from sandbox.policy import Policy
from sandbox.references import parse_reference

POLICY = Policy()
IMAGE_ID = "sha256:" + "a" * 64


def refusal(*lines: str) -> str:
    with pytest.raises((Refused, Invalid)) as told:
        check_order(order(*lines), POLICY)
    return str(told.value)


GOOD = (
    "FROM alpine:3.20 AS build",
    "ARG NAME=world",
    "ENV GREETING=hello",
    "RUN echo $GREETING $NAME > /hello.txt",
    "FROM alpine:3.20",
    "LABEL org.example.title=hello",
    "COPY --from=build --chown=1000:1000 /hello.txt /hello.txt",
    "WORKDIR /srv",
    "USER 1000",
    'CMD ["cat", "/hello.txt"]',
)


def test_an_ordinary_file_passes_and_is_written_with_each_base_by_its_id() -> None:
    wanted = order(*GOOD)
    check_order(wanted, POLICY)
    assert list(bases(wanted, POLICY)) == ["alpine:3.20"]
    assert dockerfile(wanted, {"alpine:3.20": IMAGE_ID}).splitlines() == [
        f"FROM {IMAGE_ID} AS build",
        *GOOD[1:4],
        f"FROM {IMAGE_ID}",
        *GOOD[5:],
    ]


def test_a_stage_that_is_called_like_an_image_is_the_stage_from_then_on() -> None:
    wanted = order("FROM alpine AS alpine", "FROM alpine", "FROM scratch")
    check_order(wanted, POLICY)
    assert dockerfile(wanted, {"alpine": IMAGE_ID}) == f"FROM {IMAGE_ID} AS alpine\nFROM alpine\nFROM scratch\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ADD http://169.254.169.254/latest /x", "ADD can fetch from anywhere"),
        ("ADD https://example.com/a.tar.gz /x", "ADD can fetch from anywhere"),
        ("ADD a.tar.gz /x", "ADD can fetch from anywhere"),
        ("ONBUILD RUN id", "ONBUILD would run in other people's builds"),
        ("COPY . /app", "no file beside the Dockerfile"),
        ("COPY --from=alpine /etc /x", "names no stage above it"),
        ("COPY --from=0 /etc /x", "names no stage above it"),
        ("COPY --from=5 /etc /x", "names no stage above it"),
        ("COPY --link --from=0 /a /b", "COPY --link isn't offered"),
        ("RUN --mount=type=secret,id=x cat /run/secrets/x", "RUN --mount isn't offered"),
        ("RUN --mount=type=bind,from=alpine,target=/x ls", "RUN --mount isn't offered"),
        ("RUN --network=host wget x", "RUN --network isn't offered"),
        ("RUN --security=insecure id", "RUN --security isn't offered"),
        ("FROM --platform=linux/arm64 alpine", "FROM --platform isn't offered"),
        ("FROM $BASE", "FROM has to name its base literally"),
        ("FROM alpine:${V:-3}", "FROM has to name its base literally"),
        ("RUN <<EOF", "goes on where the sandbox's builder would stop reading"),
        ("RUN echo a \\", "goes on where the sandbox's builder would stop reading"),
        ("RUN echo a\nFROM evil", "goes on where the sandbox's builder would stop reading"),
        ("LABEL shipmate.group=2", "are the sandbox's own"),
        ("LABEL a=b SHIPMATE.group=2", "are the sandbox's own"),
        ("INSERT x", "INSERT isn't offered here"),
        ("HEALTHCHECK --start-interval=1s CMD true", "HEALTHCHECK --start-interval isn't offered"),
    ],
)
def test_what_could_leave_the_build_is_refused_with_its_line_and_the_reason(line: str, words: str) -> None:
    told = refusal("FROM alpine", line)
    assert words in told
    assert told.startswith("Line 2: ")


def test_a_flag_that_is_left_in_the_text_does_not_reach_the_builder() -> None:
    sneaked = BuildOrder(
        (instruction("FROM alpine"), Instruction("RUN", (), "--mount=type=cache,target=/x id", 2)),
        parse_reference("hello"),
    )
    with pytest.raises(Refused):
        check_order(sneaked, POLICY)


@pytest.mark.parametrize("base", ["localhost:5000/x", "169.254.169.254/x", "evil.example/x", "10.0.0.1/x", "[::1]/x"])
def test_a_base_is_refused_like_any_other_reference(base: str) -> None:
    wanted = order(f"FROM {base}")
    check_order(wanted, POLICY)
    with pytest.raises((Refused, Invalid)):
        bases(wanted, POLICY)


def test_the_file_begins_with_from() -> None:
    assert "begin with FROM" in refusal("ARG V=1", "FROM alpine:3.20")
    with pytest.raises(Invalid, match="no instruction"):
        check_order(order(), POLICY)


def test_a_thousand_instructions_are_too_many() -> None:
    with pytest.raises(TooLarge, match="1000 instructions; the sandbox takes at most 60"):
        check_order(order("FROM alpine", *["RUN true"] * 999), POLICY)


def test_variables_that_double_with_each_line_are_too_long() -> None:
    with pytest.raises(TooLarge, match="variables are"):
        check_order(order("FROM alpine", "ENV A=0123456789", *["ENV A=$A$A"] * 20), POLICY)
    check_order(order("FROM alpine", *["ENV PATH=/opt/bin:$PATH"] * 20), POLICY)


def test_only_a_stage_of_the_file_can_be_the_last_one() -> None:
    check_order(order(*GOOD, stage="build"), POLICY)
    with pytest.raises(Invalid, match="no stage called “test”"):
        check_order(order(*GOOD, stage="test"), POLICY)


def test_build_arguments_have_names() -> None:
    check_order(order(*GOOD, NAME="ana"), POLICY)
    with pytest.raises(Invalid, match="can't be given"):
        check_order(order(*GOOD, **{"A\nB": "x"}), POLICY)


@given(
    st.lists(
        st.tuples(st.sampled_from(["RUN", "ENV", "LABEL", "CMD", "COPY", "FROM"]), st.text(max_size=40)), max_size=6
    )
)
def test_whatever_passes_is_written_as_one_line_an_instruction(wanted: list[tuple[str, str]]) -> None:
    instructions = (instruction("FROM scratch"), *(Instruction(each, (), text, 2) for each, text in wanted))
    build = BuildOrder(instructions, parse_reference("hello"))
    try:
        check_order(build, POLICY)
        needed = bases(build, POLICY)
    except (Refused, Invalid, TooLarge):
        return
    written = dockerfile(build, dict.fromkeys(needed, IMAGE_ID))
    assert len(written.splitlines()) == len(instructions)
    assert not re.search(r"^\w+ --|<<|\\$", written, re.MULTILINE)
