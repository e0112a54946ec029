"""What a build may contain. A builder fetches, mounts and runs whatever a Dockerfile says, past every other check:

`ADD` of an address is fetched by dockerd itself in spite of `--network none`, `FROM` and `COPY --from` pull anything,
a `# syntax=` line or an ONBUILD of the base runs what nobody has read. So only what is listed here reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sandbox.builds.values import BuildOrder, Instruction
from sandbox.errors import Invalid, Refused, TooLarge
from sandbox.policy import Policy, admit
from sandbox.references import Reference, shown

SCRATCH = "scratch"
"""The name of the empty image; it is never pulled."""

_FLAGS: Mapping[str, frozenset[str]] = {
    "FROM": frozenset(),
    "ARG": frozenset(),
    "CMD": frozenset(),
    "COPY": frozenset({"from", "chown"}),
    "ENTRYPOINT": frozenset(),
    "ENV": frozenset(),
    "EXPOSE": frozenset(),
    "HEALTHCHECK": frozenset({"interval", "timeout", "start-period", "retries"}),
    "LABEL": frozenset(),
    "MAINTAINER": frozenset(),
    "RUN": frozenset(),
    "SHELL": frozenset(),
    "STOPSIGNAL": frozenset(),
    "USER": frozenset(),
    "VOLUME": frozenset(),
    "WORKDIR": frozenset(),
}
"""The instructions of the classic builder that stay inside its container, with their flags."""

_REASONS = {
    "ADD": "ADD can fetch from anywhere, so it isn't offered here. Make the file with RUN, or use COPY --from.",
    "ONBUILD": "ONBUILD would run in other people's builds, so it isn't offered here. Leave it out.",
}

_EXPANDED = frozenset({"ARG", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
"""Instructions in which the builder itself puts variables in; in the others a shell does, or nobody."""

LONGEST_VARIABLE = 500
"""Characters that a variable of a base may have."""

_STAGE = re.compile(r"[a-z][a-z0-9_.-]*", re.IGNORECASE)
_FROM = re.compile(rf"(?P<base>\S+)(?:\s+AS\s+(?P<stage>{_STAGE.pattern}))?", re.IGNORECASE)
_FLAG_VALUE = re.compile(r"[\w.:@/+-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_order(order: BuildOrder, policy: Policy) -> None:
    """Raises Refused for what could leave the build's container, TooLarge for too much of it; asks nobody."""
    _check_sizes(order, policy)
    if order.instructions[0].keyword != "FROM":
        raise Refused(
            "The file has to begin with FROM here.", "Name the base literally, such as FROM alpine:3.20, ARGs after it."
        )
    for each in order.instructions:
        _check_instruction(each)
    stages = list(_stages(order))
    if order.stage is not None and order.stage.lower() not in stages:
        raise Invalid(
            f"There is no stage called “{shown(order.stage)}” in this file.", "Name one that FROM … AS names."
        )
    for name, value in order.arguments.items():
        if not _ARGUMENT.fullmatch(name) or _breaks(value):
            raise Invalid(f"“{shown(name)}” can't be given as a build argument.", "Write --build-arg NAME=value.")


def bases(order: BuildOrder, policy: Policy) -> dict[str, Reference]:
    """Returns the images that have to be on the host, by what the file calls them. Raises what `admit` does."""
    known: set[str] = set()
    found: dict[str, Reference] = {}
    for each in order.instructions:
        if each.keyword != "FROM":
            continue
        base, stage = _from(each)
        if base.lower() not in known | {SCRATCH}:
            found[base] = admit(base, policy)
        known |= {stage.lower()} if stage else set()
    return found


def dockerfile(order: BuildOrder, image_ids: Mapping[str, str]) -> str:
    """Writes the order anew, an instruction a line, each base by its image ID: nothing else can be meant."""
    return "".join(f"{line}\n" for line in _lines(order, image_ids))


def _lines(order: BuildOrder, image_ids: Mapping[str, str]) -> Iterator[str]:
    stages = {SCRATCH}
    for each in order.instructions:
        flags = "".join(f" --{name}={value}" for name, value in each.flags)
        text = each.text
        if each.keyword == "FROM":
            base, stage = _from(each)
            literal = base if base.lower() in stages else image_ids[base]
            text = f"{literal} AS {stage}" if stage else literal
            stages |= {stage.lower()} if stage else set()
        yield f"{each.keyword}{flags} {text}".rstrip()


def _check_sizes(order: BuildOrder, policy: Policy) -> None:
    if not order.instructions:
        raise Invalid("There is no instruction in this file.", "Begin with FROM, such as FROM alpine:3.20.")
    if len(order.instructions) > policy.build_steps:
        raise TooLarge(
            f"The file has {len(order.instructions)} instructions; the sandbox takes at most {policy.build_steps}.",
            "Join RUNs with &&.",
        )
    if _expanded(order) > policy.build_characters:
        raise TooLarge(
            f"The file is too long, or its variables are; the sandbox takes {policy.build_characters} characters.",
            "Make it shorter.",
        )


def _expanded(order: BuildOrder) -> int:
    """Returns how long the file can become at most: dockerd keeps ENV A=$A$A, which doubles A, in its own memory."""
    longest = max([LONGEST_VARIABLE, *map(len, order.arguments.values())])
    total = 0
    for each in order.instructions:
        length = len(each.text) + (each.text.count("$") * longest if each.keyword in _EXPANDED else 0)
        longest = max(longest, length) if each.keyword in {"ENV", "ARG"} else longest
        total += length
    return total


def _check_instruction(each: Instruction) -> None:
    if each.keyword not in _FLAGS:
        reason = _REASONS.get(each.keyword, f"{shown(each.keyword)} isn't offered here.")
        raise Refused(f"Line {each.line}: {reason}")
    for name, value in each.flags:
        if name not in _FLAGS[each.keyword] or not _FLAG_VALUE.fullmatch(value):
            raise Refused(
                f"Line {each.line}: {each.keyword} --{shown(name)} isn't offered on the sandbox.", "Leave it out."
            )
    if _breaks(each.text):
        raise Refused(
            f"Line {each.line}: {each.keyword} goes on where the sandbox's builder would stop reading.",
            "Write it without << and --, and without a backslash at its end.",
        )
    if check := _CHECKS.get(each.keyword):
        check(each)


def _check_from(each: Instruction) -> None:
    if not _FROM.fullmatch(each.text) or "$" in each.text:
        raise Refused(
            f"Line {each.line}: FROM has to name its base literally here.", "Write it like FROM alpine:3.20 AS build."
        )


def _check_copy(each: Instruction) -> None:
    source = dict(each.flags).get("from")
    if source is None:
        raise Refused(
            f"Line {each.line}: there is no file beside the Dockerfile on the sandbox, so COPY finds nothing.",
            "Make files with RUN, such as RUN echo hello > /hello.txt, or copy them out of a stage with COPY --from.",
        )


def _check_label(each: Instruction) -> None:
    if "shipmate." in each.text.lower():
        raise Refused(
            f"Line {each.line}: labels that begin with shipmate. are the sandbox's own.", "Name it otherwise."
        )


_CHECKS: dict[str, Callable[[Instruction], None]] = {"FROM": _check_from, "COPY": _check_copy, "LABEL": _check_label}


def _stages(order: BuildOrder) -> Iterator[str]:
    """Yields the names of the stages; raises Refused where COPY copies from anything but an earlier one."""
    names: list[str] = []
    for each in order.instructions:
        if each.keyword == "FROM":
            stage = _from(each)[1]
            names.append(stage.lower() if stage else str(len(names)))
            yield names[-1]
        source = dict(each.flags).get("from") if each.keyword == "COPY" else None
        if source is not None and source.lower() not in {*names[:-1], *map(str, range(len(names) - 1))}:
            raise Refused(
                f"Line {each.line}: COPY --from={shown(source)} names no stage above it, and other images stay out.",
                "Name a stage that an earlier FROM … AS names.",
            )


def _from(each: Instruction) -> tuple[str, str | None]:
    found = _FROM.fullmatch(each.text)
    assert found is not None, "checked by _check_from"
    return found["base"], found["stage"]


def _breaks(text: str) -> bool:
    """Says whether the builder could take the text for more than the rest of one line."""
    return text.endswith("\\") or text.startswith("--") or "<<" in text or bool(_CONTROL.search(text))
