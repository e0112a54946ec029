"""Platforms: the operating system and the processor that an image is made for."""

from __future__ import annotations

import re

from commands.explain.values.misfit import Misfit

_SYSTEM = re.compile(r"([A-Za-z0-9_.-]+)(?:\([A-Za-z0-9_.-]*\))?", re.ASCII)
_PART = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_SYSTEMS = frozenset(
    {
        *("aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "macos"),
        *("nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos"),
    }
)
_SAME_PROCESSOR = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "armhf": "arm",
    "armel": "arm/v6",
    "i386": "386",
}
_SAME_VARIANT = {"arm/5": "arm/v5", "arm/6": "arm/v6", "arm/7": "arm/v7", "arm64/8": "arm64/v8", "amd64/v1": "amd64"}
_PROCESSORS = frozenset(
    {
        *("386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64"),
        *("mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x"),
        *("sparc", "sparc64", "wasm"),
    }
)


def read_platform(value: str) -> str:
    """Reads one platform: system/processor, with or without a variant of the processor, or one of them alone.

    Returns it as docker hands it to the engine. A part alone stays as it is: the reader's machine adds the other.
    """
    system, *parts = value.lower().split("/")
    found = _SYSTEM.fullmatch(system)
    if not found or len(parts) > 2 or not all(map(_PART.fullmatch, parts)):
        raise Misfit(f"“{value}” is no platform, which looks like linux/arm64.")
    if not parts:
        if system not in _SYSTEMS | _PROCESSORS | _SAME_PROCESSOR.keys():
            raise Misfit(f"“{value}” is no platform that docker knows, such as linux/arm64.")
        return value
    written = "/".join([_SAME_PROCESSOR.get(parts[0], parts[0]), *parts[1:]])
    return f"{found[1]}/{_SAME_VARIANT.get(written, written)}"
