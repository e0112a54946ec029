"""Advice on commands that remove things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.model import Advice, GivenFlag

_LISTS_ALL = r"docker\s+(?:container\s+|image\s+|volume\s+)?(?:ps|ls|list|images)\b(?![^)`]*(?:-q?f|--filter))"
_NAMED_THINGS = (
    *("container rm", "container stop", "container kill", "container start", "container restart"),
    *("image rm", "volume rm", "network rm"),
)


def _force(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    is_container = line.parsed.command.name == "container rm"
    told = "-f takes the image even where a stopped container still needs it."
    if is_container:
        told = "-f kills the container if it runs, with no time to put its work away."
    yield Advice("force-remove", "warning", flag.span, told, _without_force(line, flag))


def _without_force(line: Line, flag: GivenFlag) -> str | None:
    """Returns the line without the flag, where it stands by itself and not in a cluster such as -fv."""
    alone = line.at(flag.span) in {"-f", "--force", "--force=true"}
    return line.without(flag.span) if alone else None


def _still_runs(line: Line) -> Iterator[Advice]:
    for argument in line.parsed.args:
        if argument.value in line.paste.running and not line.parsed.is_on("force"):
            told = f"{argument.value} was started above, and docker refuses to remove it while it runs: stop it first."
            yield Advice("still-running", "warning", argument.span, brief(told))


def _prune_all(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "-a removes every image that no container uses, also those you will have to pull or build again."
    yield Advice("prune-all", "warning", flag.span, told)


def _volume_prune_all(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "-a takes volumes with a name too: what a removed container, say of a database, left there is gone for good."
    yield Advice("volume-prune-all", "danger", flag.span, told)


def _volumes(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    yield Advice("volumes-go", "danger", flag.span, "The data in the volumes goes too, for good.")


def _unused_volumes(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "Volumes without a name that no container uses go too, with all that is in them."
    yield Advice("unnamed-volumes-go", "warning", flag.span, told)


def _unnamed_volumes(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "-v removes the container's volumes without a name too, with all that is in them."
    yield Advice("unnamed-volumes-go", "info", flag.span, told)


def _everything(line: Line) -> Iterator[Advice]:
    for argument in line.parsed.args:
        if argument.value[:1] in {"$", "`"} and re.search(_LISTS_ALL, argument.value):
            what = line.parsed.command.name.partition(" ")[0]
            told = f"This takes every {what} that is listed on the machine, also those that others still need."
            yield Advice("everything-at-once", "warning", argument.span, told)


def _star(line: Line) -> Iterator[Advice]:
    for argument in line.parsed.args:
        if "*" in argument.value and argument.value[0] not in "$`":
            told = f"docker knows no star in names: it looks for something that is called {argument.value}."
            yield Advice("star-in-name", "warning", argument.span, brief(told))


RULES: Rules = {**for_each(_NAMED_THINGS, (_everything, _star)), "container rm": (_everything, _star, _still_runs)}
FLAG_RULES: FlagRules = {
    "container rm": {"force": _force, "volumes": _unnamed_volumes},
    "image rm": {"force": _force},
    "image prune": {"all": _prune_all},
    "volume prune": {"all": _volume_prune_all},
    "system prune": {"all": _prune_all, "volumes": _unused_volumes},
    "compose down": {"volumes": _volumes},
}
