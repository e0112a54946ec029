"""What changes seldom first, so that a build can take it from its cache."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commands.dockerfile.advice.packages import is_apt, is_pip_install
from commands.dockerfile.arguments import EVERYTHING, sources, target
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.rewriting.writing import Change, write_flag
from commands.dockerfile.shell import runs

_NAME = re.compile(r"[\w.+:=~<>!,\[\]-]+", re.ASCII)
_FILE_NAME = re.compile(r"[\w.-]+", re.ASCII)
_LISTS = {
    ("npm", "install"): "package*.json",
    ("npm", "ci"): "package*.json",
    ("yarn",): "package.json yarn.lock*",
    ("yarn", "install"): "package.json yarn.lock*",
    ("pnpm", "install"): "package.json pnpm-lock.yaml*",
    ("go", "mod", "download"): "go.mod go.sum*",
    ("bundle", "install"): "Gemfile Gemfile.lock*",
}


@dataclass(slots=True)
class _Moved:
    """What may stand before the copy of the source, and the files that it needs."""

    folders: list[Instruction] = field(default_factory=list)
    system: list[Instruction] = field(default_factory=list)
    dependencies: list[Instruction] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.folders) + len(self.system) + len(self.dependencies)


def _seldom_first(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    changed: list[Instruction] = list(dockerfile.arguments)
    why: list[str] = []
    for stage in dockerfile.stages:
        body, reasons = _reordered(stage)
        changed += [stage.opening, *body]
        why += reasons
    return changed, why


def _reordered(stage: Stage) -> tuple[list[Instruction], list[str]]:
    folder = ""
    for at, each in enumerate(stage.instructions):
        if each.keyword == "WORKDIR":
            folder = posixpath.join(folder, each.text)
        elif _copies_everything(each):
            moved = _movable(stage.instructions[at + 1 :], target(each), folder)
            if moved.system or moved.dependencies:
                rest = stage.instructions[at + 1 + len(moved) :]
                return [*stage.instructions[:at], *_in_new_order(moved, each), *rest], _reasons(moved)
    return list(stage.instructions), []


def _copies_everything(each: Instruction) -> bool:
    local = each.keyword == "COPY" and each.flag("from") is None and not each.heredocs
    return local and len(sources(each)) == 1 and sources(each)[0] in EVERYTHING - {"*", "./*"}


def _movable(following: Sequence[Instruction], to: str, folder: str) -> _Moved:
    moved = _Moved()
    for each in following:
        if (
            each.keyword == "WORKDIR"
            and not (moved.system or moved.dependencies)
            and _is_fixed(to)
            and _is_fixed(each.text)
        ):
            folder = each.text
            moved.folders.append(each)
        elif (
            each.keyword == "RUN" and not moved.dependencies and posixpath.normpath(to) != "/" and _needs_no_files(each)
        ):
            moved.system.append(each)
        elif files := _files_for(each, to, folder):
            moved.dependencies.append(each)
            moved.files += [name for name in files if name not in moved.files]
        else:
            break
    if not (moved.system or moved.dependencies):
        return _Moved()
    return moved


def _is_fixed(path: str) -> bool:
    return path.startswith("/") and "$" not in path


def _needs_no_files(run: Instruction) -> bool:
    """Says whether a RUN only installs packages by their names."""
    script = run.script
    if run.exec is not None or run.heredocs or run.flags or not script.is_chain:
        return False
    return all(_installs_by_name(each.words) for each in script.commands)


def _installs_by_name(words: Sequence[str]) -> bool:
    if tuple(words) == ("rm", "-rf", "/var/lib/apt/lists/*"):
        return True
    installs = is_apt(words, "update", "install", "clean") or runs(words, "apk", "add", "update")
    by_name = is_pip_install(words) and not {"-r", "-c", "-e", "."} & set(words)
    return (installs or by_name) and all(_NAME.fullmatch(word) and not word.startswith(".") for word in words[1:])


def _files_for(run: Instruction, to: str, folder: str) -> list[str]:
    """Returns the files that a RUN installs from; none where it does more than that or works elsewhere."""
    if run.keyword != "RUN" or run.exec is not None or run.heredocs or run.flags or not _same_folder(to, folder):
        return []
    script = run.script
    found = [_list_of(each.words) for each in script.commands] if script.is_chain else [""]
    return " ".join(found).split() if all(found) else []


def _same_folder(to: str, folder: str) -> bool:
    return to in {".", "./"} or (_is_fixed(to) and posixpath.normpath(to) == posixpath.normpath(folder or "/"))


def _list_of(words: Sequence[str]) -> str:
    if is_pip_install(words):
        behind = [words[at + 1] for at, word in enumerate(words[:-1]) if word in {"-r", "--requirement"}]
        rest = [word for word in words[words.index("install") + 1 :] if not word.startswith("-") and word not in behind]
        return behind[0] if len(behind) == 1 and not rest and _FILE_NAME.fullmatch(behind[0]) else ""
    bare = tuple(word for word in words if not word.startswith("-"))
    return _LISTS.get(bare, "")


def _in_new_order(moved: _Moved, copy: Instruction) -> list[Instruction]:
    if not moved.files:
        return [*moved.folders, *moved.system, copy]
    flags = "".join(f" {write_flag(flag)}" for flag in copy.flags)
    to = f"{target(copy).rstrip('/')}/" if moved.folders else "./"
    lists = replace(copy, before="", source=f"COPY{flags} {' '.join(moved.files)} {to}")
    return [*moved.system, lists, *moved.folders, *moved.dependencies, copy]


def _reasons(moved: _Moved) -> list[str]:
    why = []
    if moved.system:
        why.append("Packages come before the source, so that a change of the source doesn't install them again.")
    if moved.files:
        named = " and ".join(name.rstrip("*") if name != "package*.json" else name for name in moved.files)
        why.append(
            f"{named} first, then the installation, then the rest: a change of the source no longer installs "
            "everything again. Files that these lists name have to be copied with them."
        )
    return why


CHANGES: tuple[Change, ...] = (_seldom_first,)
