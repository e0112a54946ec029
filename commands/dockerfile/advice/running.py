"""Advice on what RUN does, and on what it leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from commands.dockerfile.advice.rule import Rule, calls, on, steps
from commands.dockerfile.arguments import target
from commands.dockerfile.keywords import FLAGS
from commands.dockerfile.model import Advice, Dockerfile
from commands.dockerfile.shell import runs
from commands.explain.nearest import nearest

_SHELLS = frozenset({"sh", "bash", "ash", "zsh", "dash"})
_FETCHERS = frozenset({"curl", "wget"})
_TIDYING = frozenset({"rm", "rmdir"})
_CLEANERS = ("apt-get", "apt", "dnf", "yum", "apk")
_CLEANING = ("clean", "autoclean")
_UNINSTALLING = ("autoremove", "remove", "purge", "erase", "del")
_INSTALLING = ("install", "add")
_NO_SHELL = re.compile(r"&&|\|\|?|;|>>?|<")


def _several_runs(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        for is_run, group in groupby(stage.instructions, lambda each: each.keyword == "RUN"):
            runs_ = list(group)
            if is_run and len(runs_) > 1:
                told = f"{len(runs_)} RUN instructions in a row make {len(runs_)} layers; joined with && they make one."
                yield Advice("runs-in-a-row", "info", runs_[0].first, runs_[-1].last, told)


def _lost_folder(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        commands = [words for words in calls(run) if words]
        if commands and commands[-1][0] == "cd":
            told = "Each RUN has a shell of its own, so this change of folder ends with its line: use WORKDIR."
            yield on(run, "lost-folder", "warning", told, f"WORKDIR {' '.join(commands[-1][1:2])}".strip())
        elif any(words[0] == "cd" for words in commands):
            told = "cd holds for this RUN only; WORKDIR says once where the following steps work."
            yield on(run, "cd-in-run", "info", told)


def _lost_variable(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        commands = [words for words in calls(run) if words]
        if commands and commands[-1][0] == "export":
            told = "A variable that a RUN exports is forgotten at the end of its line: use ENV."
            yield on(run, "lost-variable", "warning", told, "ENV NAME=VALUE")


def _fetched_script(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        for before, after in pairwise(run.script.commands):
            fetches = bool(before.words) and before.words[0] in _FETCHERS
            receiving = [word for word in after.words if word != "sudo"][:1]
            if fetches and after.joined == "|" and receiving and receiving[0].rpartition("/")[2] in _SHELLS:
                told = "What the network sends is run unseen, even if only half of it came: fetch it, compare a checksum, then run it."
                yield on(run, "fetched-script", "warning", told)
                break


def _sudo(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if any(each.words[:1] == ("sudo",) for each in run.script.commands):
            told = "A build runs as root unless USER says otherwise, so sudo is needless: put USER root above and switch back."
            yield on(run, "sudo", "info", told)


def _permissions_later(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        copied: list[str] = []
        for each in stage.instructions:
            if each.keyword in {"COPY", "ADD"}:
                copied.append(target(each).rstrip("/"))
            elif each.keyword == "RUN":
                for words in calls(each):
                    if words[0] in {"chmod", "chown"} and _touches(words, copied):
                        flag = f"--{words[0]}"
                        told = f"{words[0]} in a later step stores the files a second time: give {flag} to the COPY instead."
                        yield on(each, "permissions-later", "warning", told, f"COPY {flag}={_asked_for(words)} …")
                        break


def _asked_for(words: tuple[str, ...]) -> str:
    """Returns the owner or the mode that chown or chmod is to give; COPY takes a mode in digits."""
    asked = next((word for word in words[1:] if not word.startswith("-")), "")[:40]
    return asked if words[0] == "chown" or asked.isdigit() else "755"


def _touches(words: tuple[str, ...], copied: list[str]) -> bool:
    paths = [word.rstrip("/") for word in words[1:] if not word.startswith("-")][1:]
    recursive = any(word.startswith("-") and "R" in word for word in words)
    return any(
        path == to or path.startswith(f"{to}/") or (recursive and path in {"", ".", *_parents(to)})
        for path in paths
        for to in copied[-50:]
    )


def _parents(path: str) -> set[str]:
    pieces = path.split("/")
    return {"/".join(pieces[:end]) for end in range(2, len(pieces))}


def _removed_later(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        earlier = False
        for each in stage.instructions:
            commands = calls(each) if each.keyword == "RUN" else []
            if earlier and commands and _removes_what_is_there(commands):
                told = (
                    "Files that a later step removes stay in the layer that brought them: remove them in the same RUN."
                )
                yield on(each, "removed-later", "warning", told)
            earlier = earlier or each.keyword in {"RUN", "COPY", "ADD"}


def _removes_what_is_there(commands: list[tuple[str, ...]]) -> bool:
    """Says whether a RUN only tidies up, or removes packages without having installed any."""
    uninstalls = any(runs(words, each, *_UNINSTALLING) for words in commands for each in _CLEANERS)
    installs = any(runs(words, each, *_INSTALLING) for words in commands for each in _CLEANERS)
    return all(map(_tidies, commands)) or (uninstalls and not installs)


def _tidies(words: tuple[str, ...]) -> bool:
    return words[0] in _TIDYING or any(runs(words, each, *_CLEANING, *_UNINSTALLING) for each in _CLEANERS)


def _service(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        for words in calls(run):
            starts = (words[0] == "service" and words[-1] in {"start", "restart"}) or runs(
                words, "systemctl", "start", "enable"
            )
            if starts:
                told = "A program that a build starts ends with its step; what a container shall run belongs into CMD."
                yield on(run, "service-in-build", "warning", told)
                break


def _no_shell_there(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "RUN", "CMD", "ENTRYPOINT"):
        words = each.exec or ()
        if words and words[0].rpartition("/")[2] in _SHELLS:
            continue
        if any(_NO_SHELL.fullmatch(word) for word in words[1:]):
            told = (
                "A list is run without a shell, so this operator is handed over as a word: write it without brackets."
            )
            yield on(each, "operator-without-shell", "warning", told)
        elif each.keyword != "RUN" and any(re.match(r"\$\w|\$\{", word) for word in words):
            told = "A list is run without a shell, so the variable stays as written: start a shell for it."
            yield on(each, "variable-without-shell", "warning", told, f'{each.keyword} ["sh", "-c", "…"]')


def _scratch_shell(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage, run in steps(dockerfile, "RUN"):
        if stage.base.lower() == "scratch" and run.exec is None:
            told = (
                "scratch is empty and has no shell that could run this: build in an earlier stage and COPY --from it."
            )
            yield on(run, "no-shell-in-scratch", "warning", told)
            return


def _nothing(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if not run.text:
            yield on(
                run, "nothing-to-run", "warning", "This RUN has nothing to do: write a command behind it or remove it."
            )


def _unknown_trigger(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "ONBUILD"):
        held = each.text.partition(" ")[0].upper()
        if held and held not in FLAGS:
            told = f"Builds FROM this image will stop here: there is no instruction {held[:40]}."
            near = nearest(held, FLAGS)
            yield on(each, "unknown-trigger", "warning", told, f"ONBUILD {near} …" if near else "")


RULES: tuple[Rule, ...] = (
    _several_runs,
    _lost_folder,
    _lost_variable,
    _fetched_script,
    _sudo,
    _permissions_later,
    _removed_later,
    _service,
    _no_shell_there,
    _scratch_shell,
    _nothing,
    _unknown_trigger,
)
