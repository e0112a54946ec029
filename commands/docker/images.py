"""`docker images`, `tag` and `rmi`: the images that the group has, and the names it gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from commands.docker.filters import Test, has_label, kept
from commands.docker.formats import Listing, Row, listed, or_nothing
from commands.docker.lifecycle import each_of
from commands.docker.line import Line
from commands.reply import Reply, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import age, size
from commands.text import Code, say, shorten
from sandbox.errors import NotFound
from sandbox.references import Reference
from sandbox.values import ImageSummary

IMAGES = Listing(
    headings={
        "ID": "IMAGE ID",
        "Repository": "REPOSITORY",
        "Tag": "TAG",
        "Digest": "DIGEST",
        "CreatedSince": "CREATED",
        "CreatedAt": "CREATED AT",
        "Size": "SIZE",
    },
    shown=("Repository", "Tag", "ID", "CreatedSince", "Size"),
)
_WITH_DIGESTS = ("Repository", "Tag", "Digest", "ID", "CreatedSince", "Size")


async def images(line: Line, request: Request, services: Services) -> Reply:
    every = await services.sandbox.images(str(request.group.id))
    wanted = [
        each for each in kept(every, line, _tests(every)) if all(_is_called(each, name) for name in line.arguments)
    ]
    rows = [_row(each, services.now(), whole=line.is_on("no-trunc")) for each in wanted]
    listing = Listing(IMAGES.headings, _WITH_DIGESTS) if line.is_on("digests") else IMAGES
    pull = Code("/docker pull alpine:latest")
    nothing = say("Your group has no such image here yet. Get one: {pull}", pull=pull)
    return or_nothing(listed(listing, rows, line), nothing)


async def tag(line: Line, request: Request, services: Services) -> Reply:
    source, target = line.arguments
    named = services.sandbox.reference(target)
    await services.sandbox.tag(source, named, str(request.group.id))
    return reply(say("{name} is the same image as {source} now.", name=Code(named.familiar), source=Code(source)))


async def rmi(line: Line, request: Request, services: Services) -> Reply:
    group, force = str(request.group.id), line.is_on("force")

    async def removed(name: str) -> str:
        gone = await services.sandbox.remove_image(name, group, force=force)
        return "\n".join(
            [*(f"Untagged: {each}" for each in gone.untagged), *(f"Deleted: {each}" for each in gone.deleted)]
        )

    return await each_of(line.arguments, removed, line)


def _row(found: ImageSummary, now: datetime, *, whole: bool) -> Row:
    name, tag_ = _name_and_tag(found.reference)
    return {
        "ID": found.image_id if whole else found.image_id[7:19],
        "Repository": name,
        "Tag": tag_,
        "Digest": found.digest or "<none>",
        "CreatedSince": age(found.created, now),
        "CreatedAt": f"{found.created:%Y-%m-%d %H:%M:%S %z} UTC" if found.created else "N/A",
        "Size": size(found.size),
    }


def _name_and_tag(reference: Reference) -> tuple[str, str]:
    return reference.familiar_name, reference.tag or "<none>"


def _is_called(found: ImageSummary, pattern: str) -> bool:
    """Says whether an image has this name, with or without a tag; `*` stands for what is between slashes."""
    name, tag_ = _name_and_tag(found.reference)
    wanted, colon, wanted_tag = (
        pattern.partition("@")[0].rpartition(":") if ":" in pattern.rpartition("/")[2] else (pattern, "", "")
    )
    same_depth = wanted.count("/") == name.count("/")
    return same_depth and fnmatchcase(name, wanted) and (not colon or fnmatchcase(tag_, wanted_tag))


def _tests(every: Sequence[ImageSummary]) -> Mapping[str, Test[ImageSummary]]:
    return {
        "reference": _is_called,
        "label": lambda found, value: has_label(found.labels, value),
        "dangling": lambda found, value: (found.reference.tag is None) is (value in {"true", "1"}),
        "before": lambda found, value: _made(found) < _made(_named(every, value)),
        "since": lambda found, value: _made(found) > _made(_named(every, value)),
    }


def _made(found: ImageSummary) -> float:
    return found.created.timestamp() if found.created else 0.0


def _named(every: Sequence[ImageSummary], value: str) -> ImageSummary:
    for each in every:
        if each.reference.familiar in {value, f"{value}:latest"} or (value and each.image_id[7:].startswith(value)):
            return each
    raise NotFound(f"No such image: {shorten(value, 60)}")
