"""What the sandbox allows, as data with reasons, and the refusals that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.addresses import as_address, is_inner, names_inside
from sandbox.errors import InvalidReference, Refused, TooLarge
from sandbox.queue import Turns
from sandbox.references import DOCKER_HUB, Reference, odd_letter, parse_reference, shown, split_registry

MEGABYTE = 1000 * 1000
GIGABYTE = 1000 * MEGABYTE
MEBIBYTE = 1024 * 1024
"""As docker reads `--memory 128m`."""

HOUR = 3600.0

_PULLS = Turns(overall=3, per_group=2, per_learner=1)
_RUNS = Turns(overall=8, per_group=3, per_learner=2)


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one installation; sizes in bytes, times in seconds.

    The defaults fit a study group: every official language image is below 450 MB compressed in its full form
    and below 60 MB as `slim` or `alpine`, which is what beginners should meet first.
    """

    registries: tuple[str, ...] = (DOCKER_HUB,)
    """Registries that may be named. Every other host would be a way to make the engine fetch what it should not."""

    pull_bytes: int = 300 * MEGABYTE
    """Compressed layers of one image, together."""

    unpacked_bytes: int = 2 * GIGABYTE
    """One image on the engine, unpacked: a small archive can hold a great many zeros."""

    layers: int = 125
    """moby's own depth limit (layer/layer_store.go, `maxLayerDepth`); a deeper image can't be started anyway."""

    history_rows: int = 500
    """Steps in a config. The largest official images have under 60."""

    index_entries: int = 200
    """Platforms and attestations in an index. The largest official images have under 40."""

    manifest_bytes: int = 1 * MEGABYTE
    """A manifest or index; a manifest of 125 layers has about 20 kB. Registries take up to 4 MB."""

    config_bytes: int = 1 * MEGABYTE
    """An image's config with its history; dockerd would read one of any size into memory."""

    request_seconds: float = 10
    """One answer from a registry."""

    lookup_seconds: float = 15
    """Everything a registry is asked before a pull or for a history."""

    pull_seconds: float = 600
    """One pull, from the first layer to the last."""

    stall_seconds: float = 60
    """A pull in which nothing at all moves."""

    waste_bytes: int = 1 * GIGABYTE
    """One image that is looked through for waste: the engine writes it to its disk once more, layer by layer."""

    waste_at_once: int = 50 * MEGABYTE
    """One image that is looked through whenever its history is asked for, since it takes a fraction of a second."""

    waste_seconds: float = 30
    """Looking through one image."""

    pulls: Turns = _PULLS
    """Pulls that one engine does at the same time; others wait in line."""

    runs: Turns = _RUNS
    """Containers and builds that a learner watches on one engine at the same time."""

    build_steps: int = 60
    """Instructions of one Dockerfile."""

    build_characters: int = 64_000
    """Characters of one Dockerfile with its variables put in; dockerd keeps them in memory."""

    build_bytes: int = 200 * MEGABYTE
    """What one step of a build may write."""

    build_seconds: float = 120
    """One build, from the first step to the last."""

    jobs_per_learner: int = 4
    """Commands of one learner that wait or are at work; who sends more is asked to wait."""

    high_mark: int = 20 * GIGABYTE
    """Bytes of images on a host at which pruning starts; less where its disk is small (sandbox/marks.py)."""

    low_mark: int = 15 * GIGABYTE
    """Bytes of images at which it stops."""

    pinned: tuple[str, ...] = ()
    """References (as docker shows them) of images that always stay, for lessons and labs."""

    recent_seconds: float = 60
    """An image just pulled or run is spared by pruning for so long, unless a pull needs the room: `run` follows."""

    containers: int = 10
    """Containers of one group, running or not."""

    running: int = 3
    """Of them, those that run at the same time."""

    volumes: int = 5
    """Volumes of one group."""

    memory: int = 128 * MEBIBYTE
    """A container's memory, files in its tmpfs among it; there is no swap besides. Enough for any lesson's program."""

    least_memory: int = 6 * MEBIBYTE
    """moby's own least (daemon/daemon_unix.go, `linuxMinMemory`)."""

    cpus: float = 0.5
    """Share of processors; an endless loop then leaves the rest to others."""

    processes: int = 64
    """Processes and threads of a container: a fork bomb ends here."""

    open_files: int = 256
    """Files that one process has open."""

    file_bytes: int = 64 * MEBIBYTE
    """One file that a process writes (RLIMIT_FSIZE), which holds even between two looks at the disk."""

    shared_memory: int = 8 * MEBIBYTE
    """What processes of a container share in memory: its /dev/shm."""

    tmpfs_bytes: int = 16 * MEBIBYTE
    """Each tmpfs: those asked for, and one over each volume that an image declares."""

    tmpfs_files: int = 4096
    """Files in each tmpfs, as their entries take memory of the kernel's."""

    mounts: int = 8
    """Volumes and tmpfs of one container."""

    layer_bytes: int = 64 * MEBIBYTE
    """What a container writes beside its volumes; looked at while it runs."""

    volume_bytes: int = 32 * MEBIBYTE
    """One volume; looked at while a container runs that has it."""

    free_bytes: int = 64 * MEBIBYTE
    """Of a host's disk, where it can be measured; below that the greatest writer is stopped."""

    log_bytes: int = 1 * MEBIBYTE
    """A container's log on the host's disk, in two files of half of it; `docker logs` shows what is left."""

    output_bytes: int = 1 * MEGABYTE
    """Output of a run that is kept, to be offered as a file; what comes after is counted only."""

    shown_bytes: int = 64_000
    """Of it, the end that is told with each version of the answer."""

    run_seconds: float = 60
    """A foreground run, a command in a container, a wait: a chat shows one answer, not a session."""

    detached_seconds: float = 900
    """A detached container, from each start: a lesson's length."""

    stop_seconds: int = 2
    """Between TERM and KILL where nobody says otherwise."""

    longest_stop: int = 10
    """The same where the learner says how long; docker's own default."""

    stopped_seconds: float = 24 * HOUR
    """A stopped container goes after so long, and sooner where the host's disk runs short."""

    nameless_seconds: float = HOUR
    """An image that no group has a name for any more goes when it was not used for so long."""

    unused_volume_seconds: float = 7 * 24 * HOUR
    """A volume goes when no container has had it for so long."""

    order_bytes: int = 16_000
    """Words and variables of one run, together; a chat message is shorter."""

    image_words: int = 64_000
    """Labels, variables and commands of an image that is run, together: each list of containers repeats them."""

    runtime: str = ""
    """The engine's runtime for learners' containers, such as `runsc`; without one, the engine's own default."""


def admit(text: str, policy: Policy) -> Reference:
    """Reads what a learner typed as an image name, and lets it through if the policy does. Asks nobody.

    Raises Refused for a registry or address that may not be asked, InvalidReference for what is no name at all.
    """
    try:
        reference = parse_reference(text)
    except InvalidReference:
        registry = split_registry(text)[0]
        if any(letter.isalnum() for letter in registry):  # else no registry was meant
            _check_registry(text, registry, policy)
        raise
    check_reference(reference, policy)
    return reference


def check_reference(reference: Reference, policy: Policy) -> None:
    """Raises Refused unless the reference's registry may be asked."""
    _check_registry(reference.familiar, reference.registry, policy)
    namespace = as_address(reference.repository.partition("/")[0])
    if namespace is not None and is_inner(namespace):
        raise _inside(reference.familiar)


def check_size(what: str, size: int, limit: int) -> None:
    """Raises TooLarge with both figures when bytes exceed a limit."""
    if size > limit:
        raise TooLarge(
            f"{what} is {megabytes(size)}; the sandbox takes at most {megabytes(limit)}.",
            "Try a smaller variant, such as a tag with slim or alpine.",
        )


def check_count(what: str, count: int, limit: int) -> None:
    """Raises TooLarge with both figures when there are too many of something."""
    if count > limit:
        raise TooLarge(f"This image has {count:,} {what}; the sandbox takes at most {limit:,}.", "Try another image.")


def megabytes(size: int) -> str:
    """Bytes as docker prints them, in powers of ten: `12.3 MB`."""
    value, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while value >= 999.5 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.3g} {units[0]}"


def mebibytes(size: int) -> str:
    """Bytes as `--memory` and its kin count them: `128 MiB`."""
    return f"{size // MEBIBYTE} MiB"


def _check_registry(text: str, registry: str, policy: Policy) -> None:
    if registry in policy.registries and not names_inside(registry):
        return
    if "://" in text:
        raise _unlisted(text, "starts with an address as in a browser", policy)
    if not registry.isascii():
        raise _unlisted(
            text, f"has a letter in its registry that only looks like another one: {odd_letter(registry)}", policy
        )
    if registry != registry.lower() and not any(mark in registry for mark in ".:"):
        raise InvalidReference(
            f"“{shown(text)}” is no image name: image names are lower case.", f"Write {shown(text.lower())} instead."
        )
    if names_inside(registry):
        raise _inside(text)
    raise _unlisted(text, "names a registry that the sandbox does not ask", policy)


def _inside(text: str) -> Refused:
    return Refused(
        f"“{shown(text)}” names an address inside a network, which the sandbox never asks.",
        "Name an image of a public registry, like alpine:latest.",
    )


def _unlisted(text: str, reason: str, policy: Policy) -> Refused:
    return Refused(
        f"“{shown(text)}” {reason}. Allowed registries: {', '.join(policy.registries)}.",
        "Type the name as on Docker Hub, like alpine:latest or someone/tool:1.0.",
    )
