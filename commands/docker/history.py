"""`docker history`: the steps that made an image, newest first."""

from __future__ import annotations

from commands.docker.line import Line
from commands.reply import Facts, Paragraph, Reply, Table
from commands.request import Request
from commands.services import Services
from commands.sizes import age, bar, size
from commands.text import Code, Text, counted, say, shorten
from sandbox.values import HistoryRow, ImageHistory

_COLUMN = 45
"""Characters of CREATED BY, as docker cuts it; `--no-trunc` shows all."""


async def history(line: Line, request: Request, services: Services) -> Reply:
    """Answers from the engine if the group has pulled the image, else from its registry."""
    reference = services.sandbox.reference(line.arguments[0])
    found = await services.sandbox.history(reference, str(request.group.id))
    width = 400 if line.is_on("no-trunc") else _COLUMN
    return Reply(
        (_table(found, services, width=width), Facts(_facts(found)), *map(Paragraph, _notes(found))),
    )


def _table(found: ImageHistory, services: Services, *, width: int) -> Table:
    largest = max((row.size for row in found.rows), default=0)

    def cells(row: HistoryRow) -> tuple[str, ...]:
        return (
            row.id.removeprefix("sha256:")[:12],
            age(row.created, services.now()),
            size(row.size),
            bar(row.size, largest, width=8),
            shorten(row.created_by, width),
        )

    return Table(("IMAGE", "CREATED", "SIZE", "", "CREATED BY"), tuple(map(cells, found.rows)), right=frozenset({2}))


def _facts(found: ImageHistory) -> tuple[tuple[str, Text], ...]:
    layers = sum(not row.empty_layer for row in found.rows)
    kind = "unpacked" if found.pulled else "compressed, as it would be downloaded"
    facts: list[tuple[str, Text]] = [
        ("Image", (Code(found.reference.familiar),)),
        (
            "Total",
            say(
                "{size} {kind}, {layers}", size=size(found.total), kind=kind, layers=counted(layers, "layer", "layers")
            ),
        ),
        ("Image ID", (Code(found.image_id),)),
        ("Digest", (Code(found.digest),)),
    ]
    return tuple(facts)


def _notes(found: ImageHistory) -> list[Text]:
    notes = []
    if any(row.empty_layer for row in found.rows):
        notes.append(say("Rows of 0B changed only the image's settings: they add no layer."))
    if any(row.id == "<missing>" for row in found.rows):
        missing = Code("<missing>")
        notes.append(
            say(
                "{missing} is normal: those steps were built elsewhere, and only the layers travelled.", missing=missing
            )
        )
    if not found.pulled:
        pull = Code(f"/docker pull {found.reference.familiar}")
        notes.append(say("Read from the registry without pulling. To have the image here: {pull}", pull=pull))
    return notes
