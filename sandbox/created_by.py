"""Reads CREATED BY: the one trace that an image keeps of how it was built.

Every builder writes it in a way of its own: docker's classic builder (moby, builder/dockerfile), BuildKit
(frontend/dockerfile/dockerfile2llb), buildah (the classic form, with FROM in the comment), kaniko (the Dockerfile's
line as it stood); tools that need no Dockerfile leave their own names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

FILES = frozenset({"RUN", "COPY", "ADD"})
"""Instructions that always make a layer, if an empty one."""

SETTINGS = frozenset(
    [
        "ARG",
        "CMD",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
    ]
)
"""Instructions that change only the image's config. WORKDIR is neither: it makes its folder where there is none."""

_INSTRUCTIONS = FILES | SETTINGS | {"WORKDIR"}
_BUILDKIT = "# buildkit"
_SHELL = r"(?:/[\w./-]+/)?(?:ba|da|a|z|k)?sh(?: (?:-[A-Za-z]+|pipefail))*? -[A-Za-z]*c"
_NOP = re.compile(rf"(?:{_SHELL}|cmd /S /C) #\(nop\)\s*(?P<line>.*)", re.DOTALL)
_RUN = re.compile(rf"(?:\|\d+ (?P<arguments>.*?) ?)?(?P<shell>{_SHELL}) (?P<command>.*)", re.DOTALL)
_LIST_RUN = re.compile(r"\|\d+ (?:\w+=\S* )*(?P<command>.*)", re.DOTALL)
_ARGUMENT = re.compile(r"(?:^| )([A-Za-z_]\w*)=")
_BARE_PROGRAM = re.compile(r"(?:/[\w./-]+/)?[\w.-]+")


class Maker(StrEnum):
    """Who wrote a row, as far as its form tells."""

    CLASSIC = "docker's classic builder"
    BUILDKIT = "BuildKit"
    BUILDAH = "buildah"
    AS_WRITTEN = "kaniko or another builder that keeps the Dockerfile's lines"
    DEBUERREOTYPE = "debuerreotype"
    BAZEL = "Bazel"
    JIB = "Jib"
    KO = "ko"
    APKO = "apko"
    BUILDPACKS = "Buildpacks"
    NIX = "Nix"
    IMPORT = "docker import"
    COMMIT = "docker commit"
    UNKNOWN = ""


_SIGNS = (
    (re.compile(r"# debian\.sh\b|debuerreotype"), Maker.DEBUERREOTYPE),
    (re.compile(r"^bazel build\b"), Maker.BAZEL),
    (re.compile(r"^jib-(?:maven|gradle|core|cli)\b"), Maker.JIB),
    (re.compile(r"^ko (?:build|publish|resolve)\b|\bko://"), Maker.KO),
    (re.compile(r"^apko\b"), Maker.APKO),
    (re.compile(r"\b[Bb]uildpacks?\b"), Maker.BUILDPACKS),
    (re.compile(r"^store paths: "), Maker.NIX),
    (re.compile(r"^Imported from "), Maker.IMPORT),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What a row says: the instruction, or none where no Dockerfile was written (`text` is then the row's own).

    `text` is what stood behind the instruction; of `RUN`, the command without the `shell` that the builder put before
    it. `build_arguments` are the names of ARG values that were in force.
    """

    maker: Maker
    instruction: str
    text: str
    shell: str = ""
    build_arguments: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The step as a Dockerfile would have it, as far as the image remembers."""
        return f"{self.instruction} {self.text}".strip()


def read_step(created_by: str, comment: str = "") -> Step:
    """Reads one row of a history. Any text gives a step; what nobody can tell has no instruction and no maker."""
    told = created_by.strip()
    if (nop := _NOP.fullmatch(told)) is not None:
        return _instruction(_classic(comment), nop["line"])
    if told.endswith(_BUILDKIT):
        return _instruction(Maker.BUILDKIT, told.removesuffix(_BUILDKIT).strip())
    if told.split(maxsplit=1)[:1] and told.split(maxsplit=1)[0] in _INSTRUCTIONS:
        maker = Maker.BUILDKIT if comment.startswith("buildkit") else Maker.AS_WRITTEN
        return _instruction(maker, told)
    if (tool := _signed(told) or _signed(comment)) is not None:
        return Step(tool, "", told)
    if _RUN.fullmatch(told) or _LIST_RUN.fullmatch(told):
        return _run(_classic(comment), told)
    if _BARE_PROGRAM.fullmatch(told):
        return Step(Maker.COMMIT, "", told)
    return Step(Maker.UNKNOWN, "", told)


def _classic(comment: str) -> Maker:
    return Maker.BUILDAH if comment.startswith("FROM ") else Maker.CLASSIC


def _signed(text: str) -> Maker | None:
    return next((maker for sign, maker in _SIGNS if sign.search(text)), None)


def _instruction(maker: Maker, line: str) -> Step:
    word, _, rest = line.partition(" ")
    if word.upper() not in _INSTRUCTIONS:
        return Step(maker, "", line)
    return _run(maker, rest.strip()) if word.upper() == "RUN" else Step(maker, word.upper(), rest.strip())


def _run(maker: Maker, told: str) -> Step:
    if (found := _RUN.fullmatch(told)) is not None:
        names = tuple(_ARGUMENT.findall(found["arguments"] or ""))
        return Step(maker, "RUN", found["command"].strip(), found["shell"], names)
    found = _LIST_RUN.fullmatch(told)
    return Step(maker, "RUN", found["command"].strip() if found else told)
