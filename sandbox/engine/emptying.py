"""Empties an engine that holds nothing to keep, such as one that questions are checked on."""

from __future__ import annotations

from contextlib import closing

import docker
import docker.errors

_SECONDS = 60


def empty(address: str, base: str) -> bool:
    """Removes everything but the imported image of this name, and says whether that is there.

    An image of this name that was built is removed like any other.
    """
    with closing(docker.APIClient(base_url=address, version="auto", timeout=_SECONDS)) as engine:
        for container in engine.containers(all=True):
            engine.remove_container(container["Id"], v=True, force=True)
        kept = _imported(engine, base)
        # An image that others are built on goes once they have.
        while sum(_removed(engine, each["Id"]) for each in engine.images(all=True) if each["Id"] != kept):
            pass
        for volume in engine.volumes()["Volumes"] or []:
            engine.remove_volume(volume["Name"], force=True)
        for network in engine.networks(filters={"type": "custom"}):
            engine.remove_network(network["Id"])
        return kept is not None


def _imported(engine: docker.APIClient, name: str) -> str | None:
    try:
        found = engine.inspect_image(name)  # type: ignore[no-untyped-call] # the stubs are partial
    except docker.errors.ImageNotFound:
        return None
    return str(found["Id"]) if found["Comment"] == "Imported from -" else None


def _removed(engine: docker.APIClient, image: str) -> bool:
    try:
        engine.remove_image(image, force=True)
    except docker.errors.APIError:
        return False
    return True
