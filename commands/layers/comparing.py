"""`/ship compare A B`: what two images share underneath, and in what they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated

from commands.layers.naming import own_images
from commands.layers.pictures import comparison_picture
from commands.layers.steps import brief, share
from commands.registry import Option, command
from commands.reply import Facts, Heading, Paragraph, Part, Picture, Reply, Table
from commands.request import Audience, Request
from commands.services import Services
from commands.share import share_choice
from commands.sizes import size
from commands.text import Code, Text, counted, say, shorten
from sandbox.comparing import Comparison, Difference, base_of
from sandbox.values import HistoryRow, ImageHistory

_LAYERS, _ENTRIES, _SHOWN = 12, 8, 70


@command("compare", "Compares two images: shared layers, sizes, settings", audience=Audience.ONLY_YOU)
async def compare(
    request: Request,
    services: Services,
    *,
    first: Annotated[str, Option("One image", "alpine:3.19", complete=own_images)],
    second: Annotated[str, Option("The other image", "python:3.11-alpine", complete=own_images)],
) -> Reply:
    one, other = services.sandbox.reference(first), services.sandbox.reference(second)
    found = await services.sandbox.compare(one, other, str(request.group.id))
    picture = await asyncio.to_thread(comparison_picture, found)
    return Reply((*_parts(found, picture), await share_choice(request, services)))


def _parts(found: Comparison, picture: Picture | None) -> Iterator[Part]:
    yield Paragraph(_shared(found))
    if picture is not None:
        yield picture
    yield Facts(tuple(_facts(found)))
    if found.first.image_id == found.second.image_id:
        return
    yield from _own_layers(found.first, found.only_first)
    yield from _own_layers(found.second, found.only_second)
    if found.differences:
        yield Heading(say("Settings that differ"))
        yield Table(
            ("", found.first.reference.familiar, found.second.reference.familiar),
            tuple(row for each in found.differences for row in _rows(each)),
        )
    else:
        yield Paragraph(say("Their settings are the same."))
    if not found.first.pulled:
        yield Paragraph(say("Read from the registry, so sizes are compressed; pull both to compare them unpacked."))


def _shared(found: Comparison) -> Text:
    names = {"first": Code(found.first.reference.familiar), "second": Code(found.second.reference.familiar)}
    if found.first.image_id == found.second.image_id:
        return say("{first} and {second} are one image under two names: a host keeps it once.", **names)
    if not found.shared:
        return say("{first} and {second} share no layer: a host keeps each of them whole.", **names)
    return say(
        "{first} and {second} share {layers} from the bottom: a host with both keeps {saved} once instead of twice.",
        layers=counted(found.shared, "layer", "layers"),
        saved=size(found.saved),
        **names,
    )


def _facts(found: Comparison) -> Iterator[tuple[str, Text]]:
    for image in (found.first, found.second):
        yield (
            image.reference.familiar,
            say(
                "{total} in {layers}, {share} of it shared",
                total=size(image.total),
                layers=counted(len(image.stack), "layer", "layers"),
                share=share(found.saved, image.total),
            ),
        )
    yield "Base", _base(found)


def _base(found: Comparison) -> Text:
    first, second = ((Code(shorten(base_of(image), _SHOWN)),) for image in (found.first, found.second))
    if found.shared:
        return say("the same, {base}", base=first) if base_of(found.first) else say("the same")
    if base_of(found.first) and base_of(found.second):
        return say("{first} and {second}", first=first, second=second)
    return say("different ones")


def _own_layers(image: ImageHistory, rows: tuple[HistoryRow, ...]) -> Iterator[Part]:
    if not rows:
        yield Paragraph(say("{image} has no layer of its own.", image=Code(image.reference.familiar)))
        return
    yield Heading(say("Only in {image}", image=image.reference.familiar))
    largest = sorted(rows, key=lambda row: -row.size)[:_LAYERS]
    shown = [row for row in rows if any(row is each for each in largest)]
    yield Table(
        ("SIZE", "LAYER"), tuple((size(row.size), shorten(brief(row), _SHOWN)) for row in shown), frozenset({0})
    )
    if len(rows) > len(shown):
        yield Paragraph(say("And {number} smaller ones.", number=len(rows) - len(shown)))


def _rows(difference: Difference) -> Iterator[tuple[str, ...]]:
    if difference.instruction in {"ENTRYPOINT", "CMD"}:
        yield difference.instruction, *(_cell(" ".join(each)) for each in (difference.first, difference.second))
        return
    first, second = list(difference.first[:_ENTRIES]), list(difference.second[:_ENTRIES])
    for at in range(max(len(first), len(second))):
        name = difference.instruction if at == 0 else ""
        yield name, *(_cell(side[at] if at < len(side) else "") for side in (first, second))


def _cell(text: str) -> str:
    return shorten(text, _SHOWN // 2) or "–"
