"""A group's own world on a host that it shares with others: what its containers and volumes are called there.

The engine's name of a thing is made from the installation, the group and the name that the group knows, so that two
groups may both have a `web`. That name is the truth about whose a thing is; the labels beside it must agree. An
image's own labels can't imitate ours: each one of ours is set on every container, and what is set wins.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from sandbox.engine.containers import EngineContainer
from sandbox.engine.volumes import EngineVolume
from sandbox.errors import Conflict, Invalid, NotFound
from sandbox.references import shown
from sandbox.values import Asker

T = TypeVar("T", EngineContainer, EngineVolume)

LABELS = "shipmate."
"""How every label of ours begins."""

INSTALLATION = "shipmate.installation"
GROUP = "shipmate.group"
LEARNER = "shipmate.learner"
IMAGE = "shipmate.image"
"""The image as it was typed, which docker ps repeats."""
MODE = "shipmate.mode"
"""`foreground` or `detached`."""
REMOVE = "shipmate.remove"
"""`yes` for `--rm`."""
PROCESS = "shipmate.process"
"""The bot's process that made the container."""
ANONYMOUS = "shipmate.anonymous"
"""`yes` for a volume that nobody named."""

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}", re.ASCII)
"""docker's own rule (moby, daemon/names), with a longest length besides."""

_ID = re.compile(r"[a-f0-9]{1,64}", re.ASCII)

_ADJECTIVES = [
    "agile",
    "amber",
    "bold",
    "brave",
    "breezy",
    "bright",
    "brisk",
    "calm",
    "clear",
    "coastal",
    "crisp",
    "curious",
    "eager",
    "early",
    "fair",
    "fearless",
    "gentle",
    "golden",
    "happy",
    "hardy",
    "humble",
    "jolly",
    "keen",
    "kind",
    "lively",
    "lucky",
    "mellow",
    "merry",
    "mighty",
    "misty",
    "nimble",
    "noble",
    "patient",
    "plucky",
    "polite",
    "proud",
    "quick",
    "quiet",
    "ready",
    "salty",
    "sharp",
    "shiny",
    "silent",
    "silver",
    "sleek",
    "smooth",
    "snug",
    "solid",
    "spry",
    "steady",
    "stout",
    "sunny",
    "swift",
    "tidy",
    "tranquil",
    "trusty",
    "upbeat",
    "vivid",
    "warm",
    "wise",
    "witty",
]
_NOUNS = [
    "anchor",
    "barge",
    "bay",
    "beacon",
    "bosun",
    "bow",
    "breeze",
    "bridge",
    "brig",
    "buoy",
    "cabin",
    "canoe",
    "capstan",
    "cargo",
    "catamaran",
    "clipper",
    "compass",
    "coral",
    "cove",
    "crane",
    "crew",
    "current",
    "cutter",
    "deck",
    "dinghy",
    "dock",
    "dolphin",
    "ferry",
    "fjord",
    "foghorn",
    "galley",
    "gull",
    "harbor",
    "hatch",
    "helm",
    "horizon",
    "hull",
    "island",
    "jetty",
    "kayak",
    "keel",
    "ketch",
    "lagoon",
    "lantern",
    "lighthouse",
    "mast",
    "mooring",
    "oar",
    "otter",
    "pelican",
    "pier",
    "pilot",
    "porthole",
    "puffin",
    "quay",
    "raft",
    "reef",
    "rigging",
    "rudder",
    "sail",
    "schooner",
    "sextant",
    "sloop",
    "spinnaker",
    "stern",
    "tide",
    "trawler",
    "tug",
    "wave",
]


@dataclass(frozen=True, slots=True)
class World:
    """One group on the hosts of one installation; both are ids."""

    installation: str
    group: str

    @property
    def labels(self) -> dict[str, str]:
        """What every container and volume of the group carries; the engine's lists are filtered by it."""
        return {INSTALLATION: self.installation, GROUP: self.group}

    def engine_name(self, name: str) -> str:
        """How the engine calls what the group calls `name`."""
        return self._prefix + name

    def name_of(self, thing: EngineContainer | EngineVolume) -> str | None:
        """Returns the group's name for a thing of the engine's, or None if it is not the group's."""
        if any(thing.labels.get(label) != value for label, value in self.labels.items()):
            return None
        return self.own_name(thing.name)

    def own_name(self, engine_name: str) -> str | None:
        """Returns what the group calls a thing of this engine name, or None if it is no name of the group's."""
        return engine_name.removeprefix(self._prefix) if engine_name.startswith(self._prefix) else None

    def own(self, things: Iterable[T]) -> dict[str, T]:
        """Returns those that are the group's, by its names for them, in the order given."""
        named = ((self.name_of(each), each) for each in things)
        return {name: each for name, each in named if name is not None}

    @property
    def _prefix(self) -> str:
        # Groups' ids may hold anything, engine names may not; should two hashes ever meet, the labels still differ.
        return f"{installation_prefix(self.installation)}{sha256(self.group.encode()).hexdigest()[:12]}."


def installation_prefix(installation: str) -> str:
    """How the engine's names of everything that an installation made begin."""
    return f"shipmate-{installation}."


def container_labels(
    world: World, who: Asker, *, image: str, detached: bool, remove: bool, process: str
) -> dict[str, str]:
    """Returns every label of ours; none may be left out, since the image's would show through."""
    return {
        **world.labels,
        LEARNER: who.learner,
        IMAGE: image,
        MODE: "detached" if detached else "foreground",
        REMOVE: "yes" if remove else "no",
        PROCESS: process,
    }


def build_mark(installation: str, process: str) -> str:
    """Returns what marks the containers of a process's builds, as the name of a host."""
    return f"{process}.{installation}.build.shipmate"


def building_process(hosts: Iterable[str], installation: str) -> str | None:
    """Returns the process whose build a container with these lines of hosts (`name:address`) is, if any is."""
    ending = build_mark(installation, "")
    names = (host.partition(":")[0] for host in hosts)
    return next((name.removesuffix(ending) for name in names if name.endswith(ending)), None)


def without_ours(labels: Mapping[str, str]) -> dict[str, str]:
    """Returns the labels that learners and images gave."""
    return {name: value for name, value in labels.items() if not name.startswith(LABELS)}


def is_ours(thing: EngineContainer | EngineVolume, installation: str) -> bool:
    """True for what this installation made, for whichever group."""
    return thing.labels.get(INSTALLATION) == installation and thing.name.startswith(installation_prefix(installation))


def check_name(name: str, kind: str) -> None:
    """Raises Invalid unless docker, and we, would take this as the name of a container or volume."""
    if not _NAME.fullmatch(name):
        raise Invalid(
            f"“{shown(name)}” is no name for a {kind}.",
            "Take 2 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit.",
        )


def random_name(taken: Collection[str], choose: Callable[[list[str]], str] = secrets.choice) -> str:
    """Makes up a name as docker does for a container that got none."""
    while (name := f"{choose(_ADJECTIVES)}_{choose(_NOUNS)}") in taken:
        pass
    return name


def resolve(typed: str, own: Mapping[str, EngineContainer]) -> tuple[str, EngineContainer]:
    """Finds a container of the group by its name, its ID or the beginning of it, as docker does, in that order.

    Raises NotFound where there is none, and Conflict where several IDs begin so.
    """
    name = typed.removeprefix("/")
    if name in own:
        return name, own[name]
    found = [(each, thing) for each, thing in own.items() if _ID.fullmatch(typed) and thing.id.startswith(typed)]
    if len(found) > 1:
        raise Conflict(f"Several containers have an ID that begins with {typed}.", "Type more of it, or the name.")
    if not found:
        raise no_such_container(typed)
    return found[0]


def no_such_container(typed: str) -> NotFound:
    """The same words for what is nowhere and what is another group's."""
    return NotFound(f"No such container: {shown(typed, 64)}", "See which there are: docker ps --all")
