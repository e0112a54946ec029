"""What a group uses of the sandbox, and what the next clean-up takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from commands.reply import Facts, Heading, Paragraph, Part, Reply, Table
from commands.request import Request
from commands.services import Services
from commands.sizes import age, size
from commands.store import groups
from commands.text import Code, Text, counted, say
from sandbox.containers.values import ContainerSummary, UsageRow
from sandbox.values import ImageSummary, PruneReport


async def show_sandbox(request: Request, services: Services) -> Reply:
    """Tells of this group alone: on the same hosts are others, whose names and images are none of its business."""
    group, sandbox = str(request.group.id), services.sandbox
    used = await sandbox.usage(group)
    containers = await sandbox.containers.list(group, all=True, size=True)
    images = await sandbox.images(group)
    going = _going(images, await sandbox.prune(dry_run=True))
    async with services.store.begin() as transaction:
        names = await groups.learner_names(transaction, request.group)
    parts: list[Part] = [Heading(say("Your group's sandbox")), Facts(tuple(map(_usage, used)))]
    if containers:
        parts += [Heading(say("Containers")), _containers(containers, names, services)]
    parts += [Heading(say("What the next clean-up takes of yours")), *_removals(going, request.group.locale)]
    return Reply(tuple(parts))


def _usage(row: UsageRow) -> tuple[str, Text]:
    told = say(
        "{total}, {active} in use: {size}, of which {free} can go",
        total=row.total,
        active=row.active,
        size=size(row.size),
        free=size(row.reclaimable),
    )
    return row.kind, told


def _containers(found: Sequence[ContainerSummary], names: dict[str, str], services: Services) -> Table:
    """Returns the containers, those of a learner together, whoever has most first."""
    counts = Counter(each.learner for each in found)
    ordered = sorted(found, key=lambda each: (-counts[each.learner], each.learner, each.name))
    rows = tuple(
        (
            names.get(each.learner, "somebody who has left"),
            each.name,
            each.image,
            each.status,
            age(each.created, services.now()),
            size(each.size or 0),
        )
        for each in ordered
    )
    return Table(("Learner", "Container", "Image", "Status", "Made", "Written"), rows, right=frozenset({5}))


def _going(images: Sequence[ImageSummary], reports: Sequence[PruneReport]) -> list[tuple[str, int, str]]:
    """Returns name, bytes and reason of the group's images among those that a clean-up would take now."""
    own = {each.image_id: each.reference.familiar for each in images}
    return [
        (own[each.image_id], each.size, each.reason)
        for report in reports
        for each in report.removed
        if each.image_id in own
    ]


def _removals(going: Sequence[tuple[str, int, str]], locale: str) -> tuple[Part, ...]:
    if not going:
        prune = Code("/docker system prune -a")
        return (Paragraph(say("Nothing: there is room enough. To make some yourselves: {prune}", prune=prune)),)
    rows = tuple((name, size(amount), reason) for name, amount, reason in going)
    told = say(
        "{images} will be pulled again when somebody wants one.",
        images=counted(len(rows), "image", "images", locale=locale),
    )
    return (Table(("Image", "Size", "Why"), rows, right=frozenset({1})), Paragraph(told))
