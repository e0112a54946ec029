"""`docker history`: docker's table, then what it tells: a picture of the layers, names, what is shared and wasted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from commands.docker.formats import Listing, Row, listed
from commands.docker.line import Line
from commands.docker.platforms import check_platform
from commands.layers.command import steps
from commands.layers.pictures import layers_picture
from commands.layers.words import sharing, total, wasted
from commands.plain import plain_part
from commands.reply import Choice, Choices, Facts, Paragraph, Part, Reply
from commands.request import Request
from commands.services import Services
from commands.sizes import age, size
from commands.text import Code, Text, say, shorten
from sandbox.values import MISSING, HistoryRow, ImageHistory

_COLUMN = 45
"""Characters of CREATED BY, as docker cuts it; `--no-trunc` shows all."""

_BRIEFLY = 700
"""Characters of explained steps that stand below the table at once; more of them wait behind a button."""

_PRESSED = 100
"""Characters that a button's line may have."""

_KEPT = 50
"""Lessons that are kept: a group looks at one image several times."""

HISTORY = Listing(
    headings={
        "ID": "IMAGE",
        "CreatedSince": "CREATED",
        "CreatedAt": "CREATED AT",
        "CreatedBy": "CREATED BY",
        "Size": "SIZE",
        "Comment": "COMMENT",
    },
    shown=("ID", "CreatedSince", "CreatedBy", "Size", "Comment"),
)
_FOR_PROGRAMS = ("ID", "CreatedAt", "CreatedBy", "Size", "Comment")


async def history(line: Line, request: Request, services: Services) -> Reply:
    """Answers from the engine if the group has pulled the image, else from its registry."""
    reference = services.sandbox.reference(line.arguments[0])
    await check_platform(line, services)
    found = await services.sandbox.history(reference, str(request.group.id))
    whole, human = line.is_on("no-trunc"), _for_people(line)
    rows = [_row(row, services.now(), whole=whole, human=human) for row in found.rows]
    shown = listed(HISTORY if human else Listing(HISTORY.headings, _FOR_PROGRAMS), rows, line)
    if line.is_on("quiet") or line.value("format"):
        return Reply((shown,))
    picture = await asyncio.to_thread(layers_picture, found)
    return Reply((shown, *([picture] if picture else []), *_lesson(found)))


def _row(row: HistoryRow, now: datetime, *, whole: bool, human: bool) -> Row:
    created_by, comment = (text if whole else shorten(text, _COLUMN) for text in (row.created_by, row.comment))
    return {
        "ID": row.id if whole else row.id.removeprefix("sha256:")[:12],
        "CreatedSince": age(row.created, now),
        "CreatedAt": row.created.strftime("%Y-%m-%dT%H:%M:%SZ") if row.created else "N/A",
        "CreatedBy": created_by.replace("\t", " "),
        "Size": size(row.size) if human else str(row.size),
        "Comment": comment,
    }


def _for_people(line: Line) -> bool:
    given = [flag.value for flag in line.reading.flags if flag.name == "human"]
    return given[-1:] != ["false"]


@lru_cache(_KEPT)
def _lesson(found: ImageHistory) -> tuple[Part, ...]:
    return tuple(_told(found))


def _told(found: ImageHistory) -> Iterator[Part]:
    yield Facts(tuple(_facts(found)))
    told = tuple(steps(found))
    brief = sum(len(plain_part(part)) for part in told) <= _BRIEFLY
    yield from told if brief else ()
    yield from map(Paragraph, _notes(found))
    more = f"layers {found.reference.familiar}"
    if len(more) <= _PRESSED:
        yield Choices((Choice("More", more),))


def _facts(found: ImageHistory) -> Iterator[tuple[str, Text]]:
    yield "Image", (Code(found.reference.familiar),)
    yield "Total", total(found)
    yield "Image ID", say("{id}, the image as engines know it", id=Code(found.image_id))
    if not found.digest:
        yield "Digest", say("none yet: it was built here, and a registry gives an image its digest")
        return
    yield "Digest", say("{digest}, the image as its registry hands it out", digest=Code(found.digest))


def _notes(found: ImageHistory) -> Iterator[Text]:
    if any(not row.size for row in found.stack):
        yield say("Rows of 0B changed only the image's settings, or are layers without a file in them.")
    elif any(row.empty_layer for row in found.rows):
        yield say("Rows of 0B changed only the image's settings: they add no layer.")
    if any(row.id == MISSING for row in found.rows):
        yield say(
            "{missing} is normal: those steps were built elsewhere, and only the layers travelled.",
            missing=Code(MISSING),
        )
    yield from filter(None, [sharing(found), wasted(found)])
    if not found.pulled:
        pull = Code(f"/docker pull {found.reference.familiar}")
        yield say("Read from the registry without pulling. To have the image here: {pull}", pull=pull)
