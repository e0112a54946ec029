"""A group's images: which one a typed name or ID means, and how names come and go. The ledger is the truth of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sandbox.containers.inspecting import bounded
from sandbox.containers.site import Site
from sandbox.containers.values import Facts, ImageRemoval, Pruned
from sandbox.errors import Conflict, InvalidReference, NotFound
from sandbox.foreign import table
from sandbox.pool import Place
from sandbox.references import Reference, parse_reference, shown
from sandbox.usage import GroupImage, UsageLedger

_ID = re.compile(r"(?:sha256:)?([a-f0-9]{4,64})", re.ASCII)
_INSPECTED = ("Id", "Created", "Author", "Architecture", "Os", "Size", "Comment")
_CONFIG = ("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal")


def find_image(kept: Sequence[GroupImage], reference: Reference) -> GroupImage | None:
    """Returns what the group calls so: by the whole name, by name and digest, else by the beginning of an ID."""
    for each in kept:
        if each.reference == reference.canonical:
            return each
        if reference.digest == each.digest and parse_reference(each.reference).name == reference.name:
            return each
    return _by_id(kept, reference.familiar.removesuffix(":latest"))


def find_typed(kept: Sequence[GroupImage], typed: str) -> GroupImage:
    """Returns what the group calls so, by name or ID; raises NotFound where it has none."""
    try:
        found = find_image(kept, parse_reference(typed))
    except InvalidReference:
        found = _by_id(kept, typed)
    if found is None:
        raise no_such_image(typed)
    return found


def no_such_image(typed: str) -> NotFound:
    """The same words for what is nowhere and what another group has."""
    return NotFound(f"No such image: {shown(typed)}", "See which there are: docker images")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Changes what a group calls its images; the image itself goes with the last name that any group has for it."""

    usage: UsageLedger
    now: Callable[[], datetime]

    async def tag(self, place: Place, source: str, target: Reference, group: str) -> None:
        """Gives an image of the group another name; the name may have meant something else before."""
        found = find_typed(await self.usage.of_group(place.host, group), source)
        async with place.leases.reading(found.image_id):
            if await place.engine.image(found.image_id) is None:
                raise no_such_image(source)
            await self.put(place, group, replace(found, reference=target.canonical, pulled_at=self.now()))

    async def inspect(self, place: Place, name: str, group: str) -> Facts:
        """Returns docker's own keys, chosen, with the group's names for the image only."""
        kept = await self.usage.of_group(place.host, group)
        own = find_typed(kept, name)
        async with place.leases.reading(own.image_id):
            found = await place.engine.inspect_image(own.image_id)
        if found is None:
            raise no_such_image(name)
        return _facts(found, [each for each in kept if each.image_id == own.image_id])

    async def remove(self, site: Site, name: str, *, force: bool) -> ImageRemoval:
        """Takes a name away, or with an ID all names; raises Conflict while a container of the group needs the image."""
        place, group = site.place, site.world.group
        kept = await self.usage.of_group(place.host, group)
        found = find_typed(kept, name)
        names = [each for each in kept if each.image_id == found.image_id]
        by_id = found.image_id.removeprefix("sha256:").startswith(name.removeprefix("sha256:"))
        if by_id and len(names) > 1 and not force:
            raise Conflict("This image has several names.", "Name the one to remove, or use --force for all.")
        going = names if by_id else [found]
        if len(going) == len(names):
            await self._check_unused(site, found, force=force)
        for each in going:
            await self.usage.drop(place.host, group, each.reference)
        untagged = tuple(parse_reference(each.reference).familiar for each in going)
        if len(going) < len(names):
            return ImageRemoval(untagged, ())
        await self.remove_unwanted(place, found.image_id)
        return ImageRemoval(untagged, (found.image_id,))

    async def prune(self, site: Site, *, all: bool) -> Pruned:  # noqa: A002 - docker's word
        """Removes the group's images that no container of it uses: with `all` the named ones too."""
        place, group = site.place, site.world.group
        used = {each.image_id for each in (await site.own()).values()}
        present = await place.engine.images()
        gone, freed = [], 0
        for each in await self.usage.of_group(place.host, group) if all else []:
            if each.image_id in used:
                continue
            await self.usage.drop(place.host, group, each.reference)
            gone.append(parse_reference(each.reference).familiar)
            if each.image_id in present:
                freed += present.pop(each.image_id).size
            await self.remove_unwanted(place, each.image_id)
        return Pruned(tuple(gone), freed)

    async def remove_unwanted(self, place: Place, image_id: str) -> None:
        """Removes an image from its host if no group has a name for it and nobody uses it just now."""
        async with place.leases.removing(image_id) as free:
            if not free or await self.usage.is_wanted(place.host, image_id):
                return
            if await place.engine.remove(image_id):
                await self.usage.forget(place.host, image_id)

    async def put(self, place: Place, group: str, image: GroupImage) -> None:
        """Notes an image under a group's name for it; what the name meant before goes if it has no other."""
        kept = await self.usage.of_group(place.host, group)
        before = next((each for each in kept if each.reference == image.reference), None)
        await self.usage.remember(place.host, group, image)
        await self.usage.touch(place.host, image.image_id, self.now())
        if before is not None and before.image_id != image.image_id:
            await self.remove_unwanted(place, before.image_id)

    async def _check_unused(self, site: Site, image: GroupImage, *, force: bool) -> None:
        for name, container in (await site.own()).items():
            if container.image_id == image.image_id and (container.running or not force):
                raise Conflict(f"The container {name} uses this image.", f"Remove that first: docker rm --force {name}")


def _by_id(kept: Sequence[GroupImage], typed: str) -> GroupImage | None:
    wanted = _ID.fullmatch(typed)
    if wanted is None:
        return None
    found = {each.image_id: each for each in reversed(kept) if each.image_id[7:].startswith(wanted[1])}
    if len(found) > 1:
        raise Conflict(f"Several images have an ID that begins with {typed}.", "Type more of it, or the name.")
    return next(iter(found.values()), None)


def _facts(found: dict[str, Any], names: Sequence[GroupImage]) -> Facts:
    references = [parse_reference(each.reference) for each in names]
    config = table(found.get("Config"))
    return {
        **{key: bounded(found[key]) for key in _INSPECTED if key in found},
        "RepoTags": [each.familiar for each in references if each.digest is None],
        "RepoDigests": [
            f"{reference.familiar_name}@{each.digest}"
            for reference, each in zip(references, names, strict=True)
            if each.digest
        ],
        "Config": {key: bounded(config[key]) for key in _CONFIG if key in config},
        "RootFS": bounded(table(found.get("RootFS"))),
    }
