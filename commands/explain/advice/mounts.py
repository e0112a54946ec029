"""Advice on folders and volumes that appear in a container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.effect import MOUNTS, mount_of
from commands.explain.model import Advice, GivenFlag
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.values.mounts import Mount
from commands.explain.words import is_open

_OF_THE_SYSTEM = frozenset({"/bin", "/sbin", "/lib", "/lib64", "/usr", "/usr/bin", "/usr/lib", "/etc", "/dev", "/proc"})
_VOLUME_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]+"
_FOLDERS = frozenset({"src", "html", "public", "dist", "www"})
"""Names that people give to folders of their project and hardly ever to a volume."""


def _mount(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    mount = mount_of(flag)
    if mount is None:
        return
    if mount.source.startswith(("~", "$")):
        yield from _unreplaced(line, flag, mount)
    elif mount.type == "bind":
        yield from _shown(flag, mount)
    elif mount.type == "volume" and mount.source and not is_open(mount.source):
        yield from _volume(line, flag, mount)
    if not is_open(mount.target):
        yield from _target(flag, mount)


def _unreplaced(line: Line, flag: GivenFlag, mount: Mount) -> Iterator[Advice]:
    typed = line.at(flag.span)
    if mount.source.startswith("~"):
        told = (
            "The shell replaces ~ only where a word begins, outside quotes; docker gets it as it stands and refuses it."
        )
        fix = None if "'" in typed else line.replaced([(flag.span, typed.replace("~", "$HOME", 1))])
        yield Advice("home-in-word", "danger", flag.span, told, fix)
    elif "'$" in typed:
        told = f"Single quotes keep {mount.source} from being replaced; docker gets it as it stands and refuses it."
        fix = None if '"' in typed else line.replaced([(flag.span, typed.replace("'", '"'))])
        yield Advice("quoted-variable", "danger", flag.span, brief(told), fix)


def _shown(flag: GivenFlag, mount: Mount) -> Iterator[Advice]:
    source = mount.source.rstrip("/")
    if source.endswith("docker.sock"):
        told = "Whoever has the engine's socket controls the engine, and with it the machine"
        told += ", also when it is mounted to be read only." if mount.readonly else "."
        yield Advice("docker-socket", "danger", flag.span, told)
    elif not source:
        yield Advice("root-mount", "danger", flag.span, "This shows the container every file of the machine.")
    elif source == "{home}":
        told = "This shows the container all of your home folder, with keys and saved passwords; one folder is enough."
        yield Advice("home-mount", "warning", flag.span, told)
    elif f"{source}/".startswith("/var/lib/docker/") and not mount.readonly:
        told = "The engine keeps its own state there; a container that writes to it damages images and containers."
        yield Advice("engine-folder", "danger", flag.span, told)


def _volume(line: Line, flag: GivenFlag, mount: Mount) -> Iterator[Advice]:
    source = mount.source
    if "/" in source:
        told = f"docker takes {source} for the name of a volume and refuses the slash; ./{source} is the folder."
        yield Advice("folder-without-dot", "danger", flag.span, brief(told), _dotted(line, flag, source))
    elif not re.fullmatch(_VOLUME_NAME, source):
        told = f"“{source}” can't name a volume: two or more letters, digits, dots, dashes or underscores can."
        yield Advice("volume-name", "danger", flag.span, brief(told))
    elif source in _FOLDERS or ("." in source and mount.target.endswith(f"/{source}")):
        told = f"{source} names a volume here, empty at first; what lies in your folder under that name is ./{source}."
        severity = "warning" if "." in source else "info"
        yield Advice("folder-or-volume", severity, flag.span, brief(told), _dotted(line, flag, source))


def _dotted(line: Line, flag: GivenFlag, source: str) -> str | None:
    typed = line.at(flag.span)
    at = typed.find(f"{source}:")
    if flag.name != "volume" or at < 0:
        return None
    start = flag.span[0] + at
    return line.replaced([((start, start), "./")])


def _target(flag: GivenFlag, mount: Mount) -> Iterator[Advice]:
    target = mount.target
    if target == "/":
        told = "docker refuses to put anything in place of the container's whole file system; name a folder in it."
        yield Advice("target-root", "danger", flag.span, told)
    elif not target.startswith(("/", "{", "\\")) and target[1:2] != ":":
        told = f"docker refuses {target}: inside the container the whole path is needed, from the slash on."
        yield Advice("target-not-absolute", "danger", flag.span, brief(told))
    elif mount.type == "bind" and target.rstrip("/") in _OF_THE_SYSTEM:
        told = f"This hides all that the image itself has in {target}, and its programs may not start."
        yield Advice("hides-system", "warning", flag.span, brief(told))


RULES: Rules = {}
FLAG_RULES: FlagRules = for_each(MAKES_CONTAINER, dict.fromkeys(MOUNTS, _mount))
