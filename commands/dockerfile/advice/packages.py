"""Advice on package managers: what they leave behind and how builds stay repeatable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.dockerfile.advice.rule import Rule, calls, on, steps
from commands.dockerfile.arguments import shell_text
from commands.dockerfile.effect import settings
from commands.dockerfile.model import Advice, Dockerfile, Instruction
from commands.dockerfile.shell import runs
from commands.dockerfile.wording import split

_APT = ("apt-get", "apt")
_YES = ("-y", "--yes", "-qq", "--assume-yes", "-qy", "-yq", "-qqy", "-yqq")
_REDIRECTED = re.compile(r"[\w.\[\]-]+[<>]=?\d[^'\"]*")
_PIP = ("pip", "pip3")


def is_apt(words: Sequence[str], *verbs: str) -> bool:
    """Says whether a command is apt-get or apt with one of the verbs."""
    return any(runs(words, each, *verbs) for each in _APT)


def is_pip_install(words: Sequence[str]) -> bool:
    """Says whether a command is pip install, also as `python -m pip install`."""
    if words[:1] and words[0].startswith("python") and tuple(words[1:3]) == ("-m", "pip"):
        words = words[2:]
    return any(runs(words, each, "install") for each in _PIP)


def has_cache_mount(instruction: Instruction) -> bool:
    """Says whether a RUN borrows a folder that builds share, where downloads don't end up in the image."""
    return any(flag.name == "mount" and "type=cache" in (flag.value or "") for flag in instruction.flags)


def _update_apart(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        commands = calls(run)
        installs = any(is_apt(words, "install", "upgrade", "dist-upgrade", "build-dep") for words in commands)
        if any(is_apt(words, "update") for words in commands) and not installs:
            told = "This list of packages comes from the cache tomorrow, too old for the install below: do both in one RUN."
            yield on(run, "update-apart", "warning", told, "RUN apt-get update && apt-get install -y …")


def _assume_yes(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        for words in calls(run):
            if is_apt(words, "install") and not any(word in _YES or word.startswith("-y") for word in words):
                told = "apt-get asks before it installs, and nobody can answer during a build: add -y."
                yield on(run, "nobody-answers", "warning", told)
                break


def _recommends(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if any(is_apt(words, "install") and "--no-install-recommends" not in words for words in calls(run)):
            told = "Packages that are only recommended come along; --no-install-recommends leaves them out. Name those you miss."
            yield on(run, "recommended-packages", "info", told)


def _lists_stay(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if has_cache_mount(run) or "/var/lib/apt/lists" in shell_text(run):
            continue
        if any(is_apt(words, "update") for words in calls(run)):
            told = "The lists of packages stay in this layer, tens of megabytes that nobody needs: remove them in the same RUN."
            yield on(run, "package-lists-stay", "info", told, "&& rm -rf /var/lib/apt/lists/*")


def _apt_in_scripts(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if any(runs(words, "apt", "install", "update", "upgrade", "remove") for words in calls(run)):
            yield on(
                run, "apt-for-people", "info", "apt is made for people and may change its ways; in a build use apt-get."
            )


def _upgrade(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if any(is_apt(words, "upgrade", "dist-upgrade", "full-upgrade") for words in calls(run)):
            told = "An upgrade stores changed packages a second time and differs from day to day: a newer base image does it better."
            yield on(run, "upgrade-in-build", "info", told)


def _pip_cache(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage, run in steps(dockerfile, "RUN"):
        if has_cache_mount(run) or "PIP_NO_CACHE_DIR" in settings(stage, dockerfile.escape):
            continue
        if any(is_pip_install(words) and "--no-cache-dir" not in words for words in calls(run)):
            told = "pip keeps what it downloads in this layer; --no-cache-dir leaves it out."
            yield on(run, "pip-cache", "info", told, "pip install --no-cache-dir …")


def _apk_cache(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if has_cache_mount(run) or "/var/cache/apk" in shell_text(run):
            continue
        if any(runs(words, "apk", "add") and "--no-cache" not in words for words in calls(run)):
            told = (
                "apk keeps its list of packages in this layer; --no-cache leaves it out and makes apk update needless."
            )
            yield on(run, "apk-cache", "info", told, "apk add --no-cache …")


def _dnf_cache(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        commands = calls(run)
        for program in ("dnf", "yum", "microdnf"):
            installs = any(runs(words, program, "install", "update") for words in commands)
            if installs and not has_cache_mount(run) and not any(runs(words, program, "clean") for words in commands):
                told = f"{program} keeps what it downloads in this layer: clean up in the same RUN."
                yield on(run, "dnf-cache", "info", told, f"&& {program} clean all")


def _pip_versions(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        for words in filter(is_pip_install, calls(run)):
            named = [word for word in words[words.index("install") + 1 :] if not word.startswith("-")]
            from_file = {"-r", "--requirement", "-c", "--constraint", "-e", "."} & set(words)
            loose = [word for word in named if word.replace("-", "").replace("_", "").isalnum()]
            if loose and not from_file:
                told = f"The next build may bring another {loose[0][:40]}: give versions, best in a requirements.txt."
                yield on(run, "unpinned-packages", "info", told, f"pip install {loose[0][:40]}==VERSION")
                break


def _redirected_version(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        for each in filter(lambda command: is_pip_install(command.words), run.script.commands):
            found = next((word for word in split(each.text) if _REDIRECTED.fullmatch(word)), "")
            if found:
                told = "The shell takes > and < for files, so the version is lost: put quotes around it."
                yield on(run, "version-without-quotes", "warning", told, f"pip install '{found[:40]}'")
                break


def _npm_install(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, run in steps(dockerfile, "RUN"):
        if any(runs(words, "npm", "install", "i") and len(words) == 2 for words in calls(run)):
            told = "npm install may choose newer versions than the lock file has; npm ci takes exactly those, if you have one."
            yield on(run, "npm-install", "info", told, "RUN npm ci")


RULES: tuple[Rule, ...] = (
    _update_apart,
    _assume_yes,
    _recommends,
    _lists_stay,
    _apt_in_scripts,
    _upgrade,
    _pip_cache,
    _apk_cache,
    _dnf_cache,
    _pip_versions,
    _redirected_version,
    _npm_install,
)
