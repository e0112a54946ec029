"""Advice on rights that a container gets over its host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice.line import FlagRule, FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.model import Advice, GivenFlag
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.values.devices import read_device
from commands.explain.values.limits import capabilities

_DISK = r"/dev/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|dm-\d|mem$|kmem$)"
_SHARED = {
    "pid": "sees and may stop every process of the machine",
    "ipc": "may read the shared memory of the machine's own programs",
    "userns": "has the machine's own root as its root, even where the engine keeps the two apart",
    "uts": "may change the name of the machine",
}


def _privileged(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "A privileged container can do nearly everything to its host; one --cap-add is mostly enough."
    yield Advice("privileged", "danger", flag.span, told)


def _capability(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    (name,) = capabilities([flag.value])
    if name in {"ALL", "CAP_ALL"}:
        told = "With all rights of the kernel a container can do nearly everything to its host; name the one it needs."
        yield Advice("all-capabilities", "danger", flag.span, told)
    elif name == "CAP_SYS_ADMIN":
        told = "SYS_ADMIN allows so much that a container with it can mostly break out to its host."
        yield Advice("system-administration", "warning", flag.span, told)


def _shared(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag.value == "host":
        told = f"With --{flag.name} host the container {_SHARED[flag.name]}."
        yield Advice("host-namespace", "warning", flag.span, told)


def _unconfined(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    what, profile = flag.value.replace(":", "=").partition("=")[::2]
    if profile in {"unconfined", "disable"}:
        told = f"This switches off a protection of the host ({what}) that containers otherwise have."
        yield Advice("protection-off", "warning", flag.span, brief(told))


def _disk(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    if not re.match(_DISK, flag.value):
        return
    rights = read_device(flag.value).rights
    if "w" in rights:
        told = "With the device itself the container can overwrite all that lies on it, past every permission."
        yield Advice("disk-device", "danger", flag.span, told)
    elif "r" in rights:
        told = "With the device itself the container can read all that lies on it, past every permission."
        yield Advice("disk-device", "warning", flag.span, told)


def _administrator(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag.value.partition(":")[0] in {"root", "0"} and any(map(line.parsed.every, ("volume", "mount"))):
        told = "What root writes to a folder of your machine belongs to root there, too."
        yield Advice("root-user", "info", flag.span, told)


_SHARED_RULES: dict[str, FlagRule] = dict.fromkeys(_SHARED, _shared)
RULES: Rules = {}
FLAG_RULES: FlagRules = {
    **for_each(
        MAKES_CONTAINER,
        {
            "privileged": _privileged,
            "cap-add": _capability,
            **_SHARED_RULES,
            "security-opt": _unconfined,
            "device": _disk,
            "user": _administrator,
        },
    ),
    "container exec": {"privileged": _privileged},
}
