"""Advice on what is copied, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from commands.dockerfile.advice.packages import is_pip_install
from commands.dockerfile.advice.rule import Rule, calls, on, steps
from commands.dockerfile.arguments import EVERYTHING, items, sources, target
from commands.dockerfile.model import Advice, Dockerfile, Instruction
from commands.dockerfile.shell import runs

_ARCHIVE = re.compile(r".*\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst)", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?|ftp|git|ssh)://|git@", re.IGNORECASE)
_SECRET = re.compile(
    r"(?:.*/)?(?:\.env(?:\.\w+)?|id_(?:rsa|dsa|ecdsa|ed25519)|.*\.(?:pem|key|p12|pfx)|\.npmrc|\.pypirc|\.netrc|\.git-credentials"
    r"|\.aws|\.ssh|\.docker|credentials(?:\.json)?)/?",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r".*(?:example|sample|template|public|\.pub)", re.IGNORECASE)

_LISTS = {"npm": "package*.json", "yarn": "package.json yarn.lock", "pnpm": "package.json pnpm-lock.yaml",
          "go": "go.mod go.sum", "bundle": "Gemfile Gemfile.lock", "composer": "composer.json composer.lock",
          "cargo": "Cargo.toml Cargo.lock", "poetry": "pyproject.toml poetry.lock", "uv": "pyproject.toml uv.lock"}  # fmt: skip
_INSTALLS = {"npm": ("install", "ci", "i"), "yarn": ("install",), "pnpm": ("install", "i"), "go": ("mod",),
             "bundle": ("install",), "composer": ("install",), "cargo": ("fetch",), "poetry": ("install",),
             "uv": ("sync",)}  # fmt: skip


def needed_first(words: Sequence[str]) -> str:
    """Returns the files that a command needs to install what a program depends on; empty for any other command."""
    if is_pip_install(words):
        lists = [after for before, after in pairwise(words) if before in {"-r", "--requirement"}]
        return " ".join(lists)
    if tuple(words) == ("yarn",):
        return _LISTS["yarn"]
    return next((_LISTS[tool] for tool, verbs in _INSTALLS.items() if runs(words, tool, *verbs)), "")


def _source_first(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        copied: Instruction | None = None
        for each in stage.instructions:
            if each.keyword in {"COPY", "ADD"} and each.flag("from") is None and EVERYTHING & set(sources(each)):
                copied = copied or each
            elif each.keyword == "RUN" and copied is not None:
                files = next(filter(None, map(needed_first, calls(each))), "")
                if files:
                    told = f"Every change of the source installs everything again (line {each.first}): copy {files[:60]} alone first."
                    yield on(copied, "source-before-dependencies", "warning", told, f"COPY {files[:60]} ./")
                    break


def _everything(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "COPY", "ADD"):
        if each.flag("from") is None and EVERYTHING & set(sources(each)):
            told = "This takes the whole folder, with .git, .env and what was built here: list in .dockerignore what stays out."
            yield on(each, "copies-everything", "info", told, ".git\n.env\nnode_modules\n__pycache__")
            return


def is_archive(source: str) -> bool:
    """Says whether ADD would unpack a file, as far as its name tells."""
    return bool(_ARCHIVE.fullmatch(source))


def is_remote(source: str) -> bool:
    """Says whether ADD fetches a source from the network."""
    return bool(_REMOTE.match(source)) or source.endswith(".git")


def _add(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "ADD"):
        taken = sources(each)
        if taken and not any(is_archive(source) or is_remote(source) or "$" in source for source in taken):
            told = "ADD also unpacks archives and fetches addresses; for plain files COPY does only what it says."
            yield on(each, "add-for-copy", "info", told)


def _add_unchecked(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "ADD"):
        if each.flag("checksum") is None and any(
            source.startswith(("http://", "https://")) for source in sources(each)
        ):
            told = "Nobody notices if the file behind this address changes: give its checksum."
            yield on(each, "unchecked-download", "info", told, "ADD --checksum=sha256:… …")


def _secrets(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "COPY", "ADD"):
        for source in sources(each):
            if each.flag("from") is None and _SECRET.fullmatch(source) and not _HARMLESS.fullmatch(source):
                told = f"Whoever has the image can read {source[:60]}, even if a later step removes it: lend it to one RUN instead."
                yield on(each, "copied-secret", "danger", told, "RUN --mount=type=secret,id=… …")
                break


def _relative_target(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        if stage.parent is not None:
            continue
        for each in stage.instructions:
            if each.keyword == "WORKDIR":
                break
            to = target(each) if each.keyword in {"COPY", "ADD"} else "/"
            if not to.startswith(("/", "$", "<<")) and ":" not in to:
                told = "No WORKDIR says where this lands; it depends on the base image, and is often the root folder."
                yield on(each, "target-without-folder", "info", told, "WORKDIR /app")
                break


def _relative_workdir(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        first = next((each for each in stage.instructions if each.keyword == "WORKDIR"), None)
        if (
            first
            and stage.parent is None
            and not first.text.strip("'\"").startswith(("/", "$", "\\"))
            and ":" not in first.text
        ):
            told = "A relative folder depends on the one the base image set: write it from the root."
            yield on(first, "relative-workdir", "info", told, f"WORKDIR /{first.text[:60]}")


def _outside_context(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "COPY", "ADD"):
        if each.flag("from") is None and any(word.startswith("../") for word in items(each)[:-1]):
            told = "A build sees only its own folder; ../ leads nowhere: build from the folder above, with docker build -f."
            yield on(each, "outside-the-folder", "warning", told)


RULES: tuple[Rule, ...] = (
    _source_first,
    _everything,
    _add,
    _add_unchecked,
    _secrets,
    _relative_target,
    _relative_workdir,
    _outside_context,
)
