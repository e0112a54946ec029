"""What the commands of one paste leave behind for those after them: containers, their names and their ports."""

from __future__ import annotations

from commands.explain.effect import published
from commands.explain.parsed import MAKES_CONTAINER, Parsed
from commands.explain.values.ports import Published

_FREES = frozenset({"container rm", "container stop", "container kill", "container prune", "container rename"})

PortKey = tuple[str, tuple[int, int], str]
"""Address, first and last port of the host, protocol."""


class Paste:
    """What the commands so far have taken, as far as it is certain."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.ports: set[PortKey] = set()
        self.unnamed: set[str] = set()
        self.images: dict[str, str] = {}
        self.running: set[str] = set()

    def note(self, parsed: Parsed) -> None:
        """Takes notice of a command that docker does not refuse."""
        if parsed.error or parsed.shows_help:
            return
        if parsed.command.name in MAKES_CONTAINER and parsed.args:
            self._made(parsed)
        elif parsed.command.name in _FREES or parsed.path.startswith(("compose", "system")):
            self.names.clear()
            self.ports.clear()
            self.running.clear()

    def _made(self, parsed: Parsed) -> None:
        name = parsed.last("name")
        runs_on = parsed.is_on("detach")
        if name:
            self.images[name] = parsed.args[0].value
        if name and (runs_on or not parsed.is_on("rm")):
            self.names.add(name)
        elif not name:
            self.unnamed.add(parsed.args[0].value)
        if name and runs_on:
            self.running.add(name)
        if runs_on:
            self.ports.update(key for _, ports in published(parsed) if (key := port_key(ports)))


def port_key(ports: Published) -> PortKey | None:
    """Returns what may be published once on a machine; None where the engine picks a free port."""
    return (ports.host_ip, ports.host, ports.protocol) if ports.host and ports.host != (0, 0) else None
