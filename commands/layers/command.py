"""`/ship layers IMAGE`: every step of an image's making in words, from the lowest layer up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from commands.layers.naming import own_images
from commands.layers.steps import adds, explain_step, name_of, step_of
from commands.layers.words import NAMES_DIFFER, sharing, total, wasted
from commands.registry import Option, command
from commands.reply import Facts, Heading, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.share import share_choice
from commands.text import Code, Text, join, say
from sandbox.created_by import Maker
from sandbox.values import MISSING, HistoryRow, ImageHistory

_MOST = 60
_IMAGE = Option("The image", "alpine:latest", rest=True, complete=own_images)


@command("layers", "Explains every step that an image was made of", audience=Audience.ONLY_YOU)
async def layers(request: Request, services: Services, *, image: Annotated[str, _IMAGE]) -> Reply:
    reference = services.sandbox.reference(image)
    found = await services.sandbox.history(reference, str(request.group.id))
    return Reply((*full_parts(found), await share_choice(request, services)))


def full_parts(found: ImageHistory) -> tuple[Part, ...]:
    """Returns everything there is to tell of an image's making."""
    return (
        Heading(say("{image}, from the bottom up", image=found.reference.familiar)),
        Facts((("Total", total(found)), *makers(found))),
        *steps(found),
        *map(Paragraph, notes(found)),
    )


def steps(found: ImageHistory) -> Iterator[Part]:
    """Yields the steps, oldest first, each with what it did and what it added."""
    rows = found.rows[::-1]
    if not rows:
        return
    with_entrypoint = bool(found.config.entrypoint)
    names = _names(rows)
    told = [
        (name, join([explain_step(row, with_entrypoint=with_entrypoint), adds(row, found.total)], " "))
        for name, row in zip(names, rows, strict=True)
    ]
    yield Facts(tuple(told[:_MOST]))
    if len(told) > _MOST:
        yield Paragraph(say("And {number} more steps above these.", number=len(told) - _MOST))


def makers(found: ImageHistory) -> list[tuple[str, Text]]:
    """Returns which builders left their mark, as facts."""
    named = dict.fromkeys(step_of(row).maker.value for row in found.rows if step_of(row).maker is not Maker.UNKNOWN)
    return [("Built with", join([say("{name}", name=name) for name in named], ", "))] if named else []


def notes(found: ImageHistory) -> Iterator[Text]:
    """Yields what learners ask about a history."""
    if any(row.id == MISSING for row in found.rows):
        yield say(
            "{missing} in the table is normal. An image has one ID, shown at its newest step; the others were steps on "
            "the builder's machine, of which only the layers travelled.",
            missing=Code(MISSING),
        )
    yield NAMES_DIFFER
    if arguments := sorted({name for row in found.rows for name in step_of(row).build_arguments}):
        yield say(
            "Build arguments were in force ({names}). Their values stay readable in {command}: never give a secret "
            "in one.",
            names=", ".join(arguments[:6]),
            command=Code(f"docker history --no-trunc {found.reference.familiar}"),
        )
    yield from filter(None, [sharing(found), wasted(found)])
    if not found.pulled:
        yield say("Read from the registry without pulling, so sizes are compressed; unpacked they are larger.")


def _names(rows: tuple[HistoryRow, ...]) -> Iterator[str]:
    layer = 0
    for row in rows:
        layer += not row.empty_layer
        yield f"· {name_of(row)}" if row.empty_layer else f"▣ {layer} {name_of(row)}"
