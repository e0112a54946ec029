"""What is told of an image as a whole: its names, how much it shares, what lies in it for nothing."""

from __future__ import annotations

from commands.layers.steps import share
from commands.sizes import size
from commands.text import Code, Text, Value, counted, join, say
from sandbox.values import ImageHistory

_NAMED = 3

NAMES_DIFFER = say(
    "The digest names what a registry hands out, so it is the same wherever the image is pulled: FROM can be pinned "
    "to it. The image ID is the digest of the config, the list of settings and unpacked layers, as engines know it."
)


def total(found: ImageHistory) -> Text:
    """Returns how large an image is, in which measure, and in how many layers."""
    kind = "unpacked" if found.pulled else "compressed, as it would be downloaded"
    layers = counted(len(found.stack), "layer", "layers")
    return say("{size} {kind}, {layers}", size=size(found.total), kind=kind, layers=layers)


def sharing(found: ImageHistory) -> Text | None:
    """Returns which of the group's images lie on some of the same layers, and what that saves."""
    if not found.neighbours:
        return None
    nearest = found.neighbours[0]
    same = [each for each in found.neighbours if each.layers == len(found.layers) == len(found.stack)]
    names = [(Code(each.reference.familiar),) for each in found.neighbours[:_NAMED]]
    more = len(found.neighbours) - len(names)
    others = join([*names, *([counted(more, "other image", "other images")] if more else [])], ", ")
    values: dict[str, Value] = {
        "layers": counted(nearest.layers, "layer", "layers"),
        "size": size(nearest.size),
        "share": share(nearest.size, found.total),
        "others": others,
    }
    if same:
        return say("All {layers} are on the host once for this image and {others}.", **values)
    if not found.pulled:
        return say("{layers} of it ({size}, {share}) are on the host with {others}: a pull fetches the rest.", **values)
    return say("{layers} of it ({size}, {share}) lie on the host once for this image and {others}.", **values)


def wasted(found: ImageHistory) -> Text | None:
    """Returns how much of the image nobody sees, where that is known and anything."""
    if found.waste is None or not found.waste.wasted:
        return None
    return say(
        "{wasted} of {total} are wasted on files that a later layer removed or wrote again: see {command}.",
        wasted=size(found.waste.wasted),
        total=size(found.waste.total),
        command=Code(f"/ship waste {found.reference.familiar}"),
    )
