"""The instructions there are and the flags that each of them takes (BuildKit, frontend/dockerfile/instructions)."""

from __future__ import annotations

_HEALTH = frozenset({"interval", "timeout", "start-period", "start-interval", "retries"})

FLAGS: dict[str, frozenset[str]] = {
    "ADD": frozenset({"keep-git-dir", "checksum", "chown", "chmod", "link", "exclude", "unpack"}),
    "ARG": frozenset(),
    "CMD": frozenset(),
    "COPY": frozenset({"from", "chown", "chmod", "link", "parents", "exclude"}),
    "ENTRYPOINT": frozenset(),
    "ENV": frozenset(),
    "EXPOSE": frozenset(),
    "FROM": frozenset({"platform"}),
    "HEALTHCHECK": _HEALTH,
    "LABEL": frozenset(),
    "MAINTAINER": frozenset(),
    "ONBUILD": frozenset(),
    "RUN": frozenset({"mount", "network", "security", "device"}),
    "SHELL": frozenset(),
    "STOPSIGNAL": frozenset(),
    "USER": frozenset(),
    "VOLUME": frozenset(),
    "WORKDIR": frozenset(),
}

SWITCHES = frozenset({"keep-git-dir", "link", "parents", "unpack"})
"""Flags that may stand without a value."""

REPEATED = frozenset({"mount", "exclude", "device"})
"""Flags that may be given more than once."""

EXEC_FORM = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL", "VOLUME"})
"""Instructions whose arguments may be a JSON list."""
