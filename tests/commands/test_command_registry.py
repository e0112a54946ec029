"""How a typed line becomes a call."""

from __future__ import annotations

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.attachment import Attachment
from commands.catalogue import REGISTRY
from commands.errors import CommandError
from commands.registry import LONGEST_LINE, Option, Registry, command
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


FILE = Attachment("notes.txt", b"hello")


@command("hand", "Takes a file", audience=Audience.ONLY_YOU)
async def hand(
    request: Request,
    services: Services,
    *,
    file: Annotated[Attachment | None, Option("A file", "notes.txt", positional=False)] = None,
) -> Reply:
    return reply(say("{name}", name=file.name if file else "nothing"))


def test_a_file_is_handed_over_under_its_options_name() -> None:
    assert Registry([hand]).call("hand", {}).handing_over({"file": FILE}).values == {"file": FILE}
    assert hand.usage == "/ship hand [file:notes.txt]"


@pytest.mark.parametrize(("name", "option"), [("hand", "other"), ("probe", "word")])
def test_a_file_that_a_command_does_not_take_is_refused(name: str, option: str) -> None:
    call = Registry([hand, probe]).call(name, {})
    with pytest.raises(CommandError, match="no such file"):
        call.handing_over({option: FILE})


def test_a_file_cannot_be_typed() -> None:
    with pytest.raises(CommandError, match="attach it instead of typing it"):
        Registry([hand]).read("hand file:notes.txt")


def test_a_file_that_a_line_would_have_to_give_is_no_option() -> None:
    async def needs(request: Request, services: Services, *, file: Annotated[Attachment, Option("A file")]) -> Reply:
        return reply(say("{name}", name=file.name))

    with pytest.raises(TypeError, match="a typed line can't give"):
        command("needs", "Needs a file", audience=Audience.ONLY_YOU)(needs)


def test_a_line_of_ours_may_be_longer_than_one_that_is_typed() -> None:
    line = f"/ship explain docker run {'x' * LONGEST_LINE}"
    with pytest.raises(CommandError, match="too long"):
        REGISTRY.read(line)
    assert REGISTRY.read_kept(line).line == line
