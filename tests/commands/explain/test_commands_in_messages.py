"""The docker commands in what people write to each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.explain.message import commands_in, explain_message
from commands.registry import LONGEST_LINE

FOUND = [
    ("docker ps", "docker ps"),
    ("Look:\n$ docker ps\nand then\n# docker images\nok?", "$ docker ps\n# docker images"),
    ("first `docker ps -a`, then ``docker rm x``.", "docker ps -a\ndocker rm x"),
    ("```sh\nsudo docker run \\\n  alpine\n```", "sudo docker run \\\n  alpine"),
    ("```docker ps```", "docker ps"),
    ("```\ndocker ps\n# what it shows\ndocker images\n```", "docker ps\n# what it shows\ndocker images"),
    ("a fence that nobody closed\n```\ndocker ps", "docker ps"),
    ("PS C:\\> docker ps", "PS C:\\> docker ps"),
    ("docker ps\ndocker ps", "docker ps"),
    ("what is wrong with `docker rnu nginx`? docker ps works", "docker rnu nginx"),
    ("docker is great\ndocker ps -q", "docker ps -q"),
    ("first `docker pull x`, then ```docker ps```", "docker pull x\ndocker ps"),
]


@pytest.mark.parametrize(("message", "found"), FOUND)
def test_commands_are_found_in_code_else_on_lines_of_their_own(message: str, found: str) -> None:
    assert commands_in(message) == found


@pytest.mark.parametrize("message", ["", "I like docker", "docker is great", "look at this picture"])
def test_a_message_without_a_command_stays_as_it_is(message: str) -> None:
    assert commands_in(message) == message


@pytest.mark.parametrize(
    "message", ["docker ps\n" * 600, "x" * 6000, "".join(f"`docker rm box{n}` " for n in range(600))]
)
def test_of_a_message_too_long_for_a_line_the_beginning_is_taken(message: str) -> None:
    assert len(f"/ship explain {commands_in(message)}") <= LONGEST_LINE


@given(st.text(alphabet="docker ps`\n\\$#ä", max_size=6000))
def test_what_is_found_always_fits_a_line(message: str) -> None:
    assert len(f"/ship explain {commands_in(message)}") <= LONGEST_LINE


@pytest.mark.parametrize("message", ["```bash\ndocker ps\n```", "`docker ps`", "Run `docker ps`.", "$ docker ps"])
def test_a_line_to_explain_may_be_marked_as_code(message: str) -> None:
    assert [reading.path for reading in explain_message(message).lines] == ["ps"]
