"""Advice on which image is meant."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.model import Advice, Argument, GivenFlag, Span
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.values.images import read_image
from commands.explain.values.misfit import Misfit
from commands.explain.words import is_open

_TRIED_OUT = frozenset({"alpine", "busybox", "debian", "fedora", "hello-world", "ubuntu"})
"""Official images of which whichever version will do for a container that is thrown away."""


def official(reference: str) -> str:
    """Returns the name of an official image on Docker Hub, without its tag; empty for any other image."""
    name = reference.partition("@")[0].removeprefix("docker.io/").removeprefix("library/")
    return "" if "/" in name else name.partition(":")[0]


def _latest_tag(line: Line) -> Iterator[Advice]:
    for image in line.parsed.args[:1]:
        if line.parsed.is_on("rm") and official(image.value) in _TRIED_OUT:
            continue
        tag = image.value.rpartition("/")[2].partition(":")[2]
        if tag in {"", "latest"} and image.value and "@" not in image.value and not is_open(image.value):
            told = "The tag latest may name another image tomorrow; give a version if it has to stay the same."
            yield Advice("latest-tag", "info", image.span, told)


def _placeholder(line: Line) -> Iterator[Advice]:
    for word in line.parsed.args[:1]:
        if word.value.startswith("<") and word.value.endswith(">"):
            told = f"{word.value} stands for a name of yours: the signs < and > mean something else to a shell."
            yield Advice("placeholder", "warning", word.span, brief(told))


def _truth_as_image(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    for image in parsed.args[:1]:
        switch = parsed.flags[-1] if parsed.flags else None
        if image.value not in {"true", "false"} or switch is None or switch.value not in {"true", "false"}:
            continue
        told = f"docker takes {image.value} for the image: a switch gets its value with an equals sign."
        joined = f"{line.at(switch.span)}={image.value}" if line.at(switch.span).startswith("--") else None
        fix = line.replaced([((switch.span[0], image.span[1]), joined)]) if joined else None
        yield Advice("truth-as-image", "danger", image.span, told, fix)


def _pulled_name(line: Line) -> Iterator[Advice]:
    for image in line.parsed.args[:1]:
        yield from _name(line, image, image.span)


def _pushed_name(line: Line) -> Iterator[Advice]:
    for image in line.parsed.args[:1]:
        yield from _name(line, image, image.span)
        if image.value and "/" not in image.value and not is_open(image.value):
            told = f"{brief(image.value)} names no owner, so docker would push to the official images and be refused."
            yield Advice("push-without-owner", "warning", image.span, brief(told))


def _tagged_names(line: Line) -> Iterator[Advice]:
    for image in line.parsed.args[:2]:
        yield from _name(line, image, image.span)


def _built_name(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    end = flag.span[1]
    start = end - len(flag.value) if line.at(flag.span).endswith(flag.value) else flag.span[0]
    return _name(line, flag, (start, end))


def _name(line: Line, given: Argument | GivenFlag, span: Span) -> Iterator[Advice]:
    """Objects to a name that no image can have, which docker finds out only when it is at work."""
    if is_open(given.value):
        return
    try:
        read_image(given.value)
    except Misfit as misfit:
        yield Advice("no-image-name", "danger", given.span, brief(str(misfit)), _lowered(line, given.value, span))


def _lowered(line: Line, name: str, span: Span) -> str | None:
    """Returns the line with a name in lower case, if that is all that is wrong with it."""
    path, at, rest = name.rpartition("/")
    stem, colon, tag = rest.partition(":")
    lower = f"{path.lower()}{at}{stem.lower()}{colon}{tag}"
    try:
        read_image(lower)
    except Misfit:
        return None
    return line.replaced([(span, lower)]) if line.at(span) == name else None


def _all_tags(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "-a downloads every tag of the image, which may be hundreds and fill the disk."
    yield Advice("all-tags", "warning", flag.span, told)


RULES: Rules = {
    **for_each(MAKES_CONTAINER, (_latest_tag, _placeholder, _truth_as_image)),
    "image pull": (_pulled_name,),
    "image push": (_pushed_name,),
    "image tag": (_tagged_names,),
}
FLAG_RULES: FlagRules = {
    "image pull": {"all-tags": _all_tags},
    "image build": {"tag": _built_name},
    "buildx build": {"tag": _built_name},
}
