"""Advice on variables: who can read them, and what their values mean inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.model import Advice, GivenFlag
from commands.explain.parsed import MAKES_CONTAINER

_PRIVATE = r"passw|secret|token|api_?key|private_?key|credential"
_OTHER_SERVER = (
    r"(?:^|_)(?:DB|DATABASE|SQL|MYSQL|MARIADB|POSTGRES|POSTGRESQL|PG|REDIS|MONGO|MONGODB|BROKER|AMQP|RABBITMQ|KAFKA|"
    r"ELASTICSEARCH|MEMCACHED)_?(?:HOST|HOSTNAME|URL|URI|ADDR|ADDRESS|DSN|SERVER|SERVERS)?(?:$|_)"
)
_ITSELF = r"(?:^|//|@)(?:localhost|127\.0\.0\.1)(?=$|[:/?])"


def _secret(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    if name := _secret_name(flag.value):
        told = (
            f"Everybody who may inspect the container can read {name}; --env-file keeps it out of your shell's history."
        )
        yield Advice("secret-in-env", "warning", flag.span, brief(told))


def _secret_at_build(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    if name := _secret_name(flag.value):
        told = f"{name} stays readable in the image's history for all who have the image; --secret leaves no trace."
        yield Advice("secret-in-build", "warning", flag.span, brief(told))


def _secret_name(value: str) -> str:
    name, equals, given = value.partition("=")
    is_secret = equals and given and re.search(_PRIVATE, name, re.IGNORECASE) and not name.upper().endswith("_FILE")
    return name if is_secret else ""


def _localhost(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    name, _, value = flag.value.partition("=")
    if not re.search(_ITSELF, value) or not re.search(_OTHER_SERVER, name, re.IGNORECASE):
        return
    if not any(each == "host" or each.startswith("container:") for each in line.parsed.given("network")):
        told = "Inside a container, localhost is the container itself; name the other container, in a common network."
        yield Advice("localhost-inside", "warning", flag.span, told)


def _quotes(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    value = flag.value.partition("=")[2]
    if len(value) > 2 and value[0] == value[-1] and value[0] in "'\"":
        told = "The program gets the inner quotes as part of the value."
        yield Advice("quotes-in-value", "info", flag.span, told)


def _env(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if "=" in flag.value:
        yield from _secret(line, flag)
        yield from _localhost(line, flag)
        yield from _quotes(line, flag)


RULES: Rules = {}
FLAG_RULES: FlagRules = {
    **for_each((*MAKES_CONTAINER, "container exec"), {"env": _env}),
    **for_each(("image build", "buildx build"), {"build-arg": _secret_at_build}),
}
