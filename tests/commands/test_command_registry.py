"""How a typed line becomes a call."""

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.catalogue import REGISTRY
from commands.errors import CommandError
from commands.registry import Option, command
from commands.reply import Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.text import say


@command("probe", "Shows what was read", audience=Audience.ONLY_YOU)
async def probe(
    request: Request,
    services: Services,
    *,
    count: Annotated[int, Option("How many", example="3")] = 1,
    word: Annotated[str, Option("A word", example="yes")] = "",
) -> Reply:
    return reply(say("{count} {word}", count=count, word=word))


@pytest.mark.parametrize(
    "line", ["/ship rank week", "ship rank week", "rank week", "/rank week", " /SHIP RANK week ", "rank period:week"]
)
def test_a_command_may_be_written_with_or_without_what_stands_before_it(line: str) -> None:
    call = REGISTRY.read(line)
    assert (call.command.name, call.values) == ("rank", {"period": "week"})


def test_a_colon_in_a_word_is_only_an_option_where_the_command_has_one() -> None:
    assert REGISTRY.read("/docker pull alpine:latest").values == {"line": "pull alpine:latest"}


def test_the_rest_of_a_line_is_taken_as_typed() -> None:
    line = "docker run  -e 'A  B' alpine"
    assert REGISTRY.read(f"/ship explain {line}").values == {"line": line}


def test_options_of_a_form_are_read_like_typed_ones() -> None:
    assert REGISTRY.call("rank", {"period": "all"}).values == REGISTRY.read("rank all").values


def test_an_empty_field_of_a_form_is_left_out() -> None:
    assert REGISTRY.call("rank", {"period": ""}).values == {}


def test_a_call_knows_the_line_that_asks_for_the_same_again() -> None:
    call = REGISTRY.call("setup", {"time": "09:00", "zone": "Europe/London"})
    assert REGISTRY.read(call.line).values == call.values


def test_every_summary_and_name_fits_the_platforms_menus() -> None:
    for each in REGISTRY:
        assert len(each.summary) <= 100
        assert each.name.islower()
        assert all(len(parameter.option.summary) <= 100 for parameter in each.parameters)


def test_two_commands_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="share a name"):
        type(REGISTRY)([probe, probe])


@given(st.text(max_size=200))
def test_any_line_is_a_call_or_one_sentence(line: str) -> None:
    try:
        call = REGISTRY.read(line)
    except CommandError as trouble:
        assert trouble.sentence
    else:
        assert call.command in REGISTRY.commands
