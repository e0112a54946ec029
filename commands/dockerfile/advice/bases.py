"""Advice on base images and stages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.dockerfile.advice.rule import Rule, calls, on, steps
from commands.dockerfile.arguments import is_old_form, pairs
from commands.dockerfile.model import Advice, Dockerfile, Instruction, Stage
from commands.dockerfile.shell import runs
from commands.dockerfile.stages import stage_of

_SLIM = frozenset({"python", "node", "ruby", "perl", "rust", "debian", "openjdk", "php"})
_SMALL = re.compile(r"slim|alpine|distroless|minimal|busybox|nano|micro", re.IGNORECASE)
_SLIM_TAG = {"python": "3.12-slim", "node": "22-slim", "ruby": "3.3-slim", "perl": "5-slim", "rust": "1-slim",
             "debian": "bookworm-slim", "openjdk": "21-slim", "php": "8-cli-alpine"}  # fmt: skip
_COMPILERS: dict[str, tuple[str, ...]] = {
    "go": ("build", "install"), "cargo": ("build", "install"), "mvn": ("package", "install", "verify"),
    "gradle": ("build", "bootJar", "assemble"), "gradlew": ("build", "bootJar", "assemble"), "gcc": (), "g++": (),
    "clang": (), "javac": (), "dotnet": ("publish", "build"), "tsc": (), "make": (), "cmake": (), "ghc": (),
}  # fmt: skip


def _parts(reference: str) -> tuple[str, str, bool]:
    """Returns an image's last name, its tag and whether a digest fixes it."""
    plain, at, _ = reference.partition("@")
    name, _, tag = plain.rpartition("/")[2].partition(":")
    return name, tag, bool(at)


def _images(dockerfile: Dockerfile) -> Iterator[Stage]:
    for stage in dockerfile.stages:
        if stage.parent is None and stage.base.lower() != "scratch" and "$" not in stage.base and stage.base:
            yield stage


def _moving_tag(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in _images(dockerfile):
        name, tag, fixed = _parts(stage.base)
        if not fixed and tag in {"", "latest"}:
            told = "Without a version this may be another image tomorrow: name one, so that the build stays the same."
            yield on(stage.opening, "moving-base", "warning", told, f"FROM {name[:60]}:VERSION")


def _large_base(dockerfile: Dockerfile) -> Iterator[Advice]:
    chain = dockerfile.final
    for stage in _images(dockerfile):
        name, tag, _ = _parts(stage.base)
        if chain and stage is chain[0] and name in _SLIM and not _SMALL.search(tag) and stage.base.count("/") == 0:
            told = "This base brings compilers and tools that a finished program rarely needs; a slim one is several times smaller."
            yield on(stage.opening, "large-base", "info", told, f"FROM {name}:{_slimmer(name, tag)}")


def _slimmer(name: str, tag: str) -> str:
    return f"{tag}-slim" if tag not in {"", "latest"} and name != "php" and len(tag) < 40 else _SLIM_TAG[name]


def _one_stage(dockerfile: Dockerfile) -> Iterator[Advice]:
    if len(dockerfile.stages) != 1:
        return
    for _, run in steps(dockerfile, "RUN"):
        tool = next(filter(None, map(_build_tool, calls(run))), "")
        if tool:
            told = f"{tool} and what else only the build needs stay in the image: build in a first stage, copy only the result into a small second one."
            yield on(run, "tools-in-image", "info", told, _TWO_STAGES.get(tool, _PROGRAM_STAGES))
            return


def _build_tool(words: Sequence[str]) -> str:
    """Returns what a command builds with, or installs to build with; empty where it does neither."""
    tool = words[0].rpartition("/")[2]
    if tool in _COMPILERS and (not _COMPILERS[tool] or runs(words, tool, *_COMPILERS[tool])):
        return tool
    if tool in _SCRIPT_RUNNERS and "build" in words[1:3]:
        return tool
    installs = any(runs(words, each, "install", "add") for each in ("apt-get", "apt", "apk"))
    return next((word for word in words if word in _BUILD_PACKAGES), "") if installs else ""


_PROGRAM_STAGES = "FROM … AS build\n…\nFROM debian:bookworm-slim\nCOPY --from=build /app/program /usr/local/bin/"
_SCRIPT_RUNNERS = frozenset({"npm", "yarn", "pnpm"})
_TWO_STAGES = dict.fromkeys(
    _SCRIPT_RUNNERS, "FROM … AS build\n…\nFROM node:22-slim\nCOPY --from=build /app/dist ./dist"
)
_BUILD_PACKAGES = frozenset({"build-essential", "build-base", "gcc", "g++", "cmake", "golang", "golang-go", "cargo"})


def _fixed_platform(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        platform = stage.opening.flag("platform")
        if platform and "$" not in platform:
            told = (
                "The platform is fixed here, so docker build --platform has no say: leave it out unless you mean that."
            )
            yield on(stage.opening, "fixed-platform", "info", told)


def _unused_stage(dockerfile: Dockerfile) -> Iterator[Advice]:
    used = {stage.index for stage in dockerfile.final}
    for stage in dockerfile.stages:
        used |= {stage.parent} if stage.parent is not None else set()
        for reference in _references(stage):
            found = stage_of(reference, dockerfile.stages)
            used |= {found.index} if found else set()
    for stage in dockerfile.stages:
        if stage.index not in used:
            told = (
                f"Nothing takes from the stage {stage.called[:60]}, so a build leaves it out unless --target names it."
            )
            yield on(stage.opening, "unused-stage", "info", told)


def _references(stage: Stage) -> Iterator[str]:
    for each in stage.instructions:
        for flag in each.flags:
            if flag.name == "from" and flag.value:
                yield flag.value
            found = re.search(r"(?:^|,)from=([^,]*)", flag.value or "") if flag.name == "mount" else None
            if found:
                yield found[1]


def _same_name(dockerfile: Dockerfile) -> Iterator[Advice]:
    seen: set[str] = set()
    for stage in dockerfile.stages:
        if stage.name and stage.name in seen:
            told = (
                f"There is a stage {stage.name[:60]} already; --from finds the later one: give each a name of its own."
            )
            yield on(stage.opening, "stage-name-twice", "warning", told)
        seen.add(stage.name)


def _argument_above(dockerfile: Dockerfile) -> Iterator[Advice]:
    above = {name for each in dockerfile.arguments for name, _ in pairs(each, dockerfile.escape)}
    for stage in dockerfile.stages if above else ():
        known: set[str] = set()
        for each in stage.instructions:
            if each.keyword in {"ARG", "ENV"}:
                known |= {name for name, _ in pairs(each, dockerfile.escape)}
            for name in sorted(set(re.findall(r"\$\{?(\w+)", each.text)) & (above - known)):
                told = f"{name[:40]} is declared above FROM, where only FROM sees it: repeat ARG {name[:40]} in this stage."
                yield on(each, "argument-above-from", "warning", told, f"ARG {name[:40]}")
                known.add(name)


def _maintainer(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "MAINTAINER"):
        label = f'LABEL org.opencontainers.image.authors="{_quoted(each)[:60]}"'
        yield on(each, "maintainer", "info", "MAINTAINER is outdated: write a label.", label)


def _quoted(instruction: Instruction) -> str:
    return instruction.text.strip("'\"").replace('"', "'")


def _old_pairs(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "ENV", "LABEL"):
        if not is_old_form(each, dockerfile.escape):
            continue
        name, value = (word[:40] for word in pairs(each, dockerfile.escape)[0])
        if value.startswith("="):
            told = f"With spaces around it the equals sign becomes part of the value, “{value}”: write it without."
            yield on(each, "spaces-around-equals", "warning", told, f"{each.keyword} {name}={value[1:].strip()}")
        else:
            told = "Without an equals sign the whole rest of the line is the value; this form is outdated."
            yield on(each, "old-pair", "info", told, f"{each.keyword} {name}=…")


RULES: tuple[Rule, ...] = (
    _moving_tag,
    _large_base,
    _one_stage,
    _fixed_platform,
    _unused_stage,
    _same_name,
    _argument_above,
    _maintainer,
    _old_pairs,
)
