"""An explained Dockerfile as parts of a reply: the image first, then line by line, then what would be better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from commands.dockerfile.effect import Image, image_of
from commands.dockerfile.model import Advice, Dockerfile, Instruction
from commands.dockerfile.rewriting import Rewritten
from commands.dockerfile.sentences import Told, tell
from commands.reply import CodeBlock, Facts, File, Heading, Paragraph, Part, Steps
from commands.severity import MARKS
from commands.text import Code, Link, Text, counted, join, say, shorten

_LAYER, _METADATA = "▣", "·"
_MOST_LINES = 60
_MOST_FAULTS = 5
_MOST_LAYERS = 6
_MOST_ADVICE = 8
_SHOWN = 50
_LONGEST_BLOCK = 1_700
"""Characters of the new file that are shown; all of it is in the file beside."""


def parts_of(
    dockerfile: Dockerfile, advice: Sequence[Advice], rewritten: Rewritten | None, *, linted: bool
) -> tuple[Part, ...]:
    """Returns everything there is to say, in the order in which it matters."""
    image = image_of(dockerfile)
    return (
        *(_faults(dockerfile) if dockerfile.faults else _summary(dockerfile, image)),
        *_lines(dockerfile),
        *(_contents(image) if image and not dockerfile.faults else ()),
        *_advice(advice),
        *(() if linted else (Paragraph(say("hadolint could not be asked, so its findings are missing here.")),)),
        *(_new_file(rewritten) if rewritten else ()),
    )


def _faults(dockerfile: Dockerfile) -> Iterator[Part]:
    for fault in dockerfile.faults[:_MOST_FAULTS]:
        yield Paragraph(say("⛔ Line {line}: {text}", line=fault.first, text=fault.text))
    if len(dockerfile.faults) > _MOST_FAULTS:
        yield Paragraph(say("And {number} more like these.", number=len(dockerfile.faults) - _MOST_FAULTS))
    yield Paragraph(say("docker build would stop before its first step; the rest is told as far as it can be."))


def _summary(dockerfile: Dockerfile, image: Image | None) -> Iterator[Part]:
    if image is None:
        return
    yield Paragraph(
        say(
            "{stages}The image adds {layers} to {base} and starts {command} as {user}.",
            stages=_stages(dockerfile),
            layers=counted(len(image.layers), "layer", "layers"),
            base=Code(shorten(image.base, _SHOWN)),
            command=_command(image),
            user=Code(shorten(image.user, _SHOWN)) if image.user else "the base image's user, mostly root",
        )
    )


def _stages(dockerfile: Dockerfile) -> Text:
    number = len(dockerfile.stages)
    return say("{number} stages, of which the last becomes the image. ", number=number) if number > 1 else ()


def _command(image: Image) -> Text:
    words = [_started(each) for each in (image.entrypoint, image.command) if each is not None]
    if not words:
        return say("what the base image starts")
    if image.entrypoint is not None and image.entrypoint.exec is None:
        words = words[:1]
    return (Code(shorten(" ".join(words), 2 * _SHOWN)),)


def _started(instruction: Instruction) -> str:
    return " ".join(instruction.text.split() if instruction.exec is None else instruction.exec)


def _lines(dockerfile: Dockerfile) -> Iterator[Part]:
    told = tell(dockerfile)
    if not told:
        return
    yield Heading(say("Line by line"))
    yield Facts(tuple((_name(each), _explained(each)) for each in told[:_MOST_LINES]))
    if len(told) > _MOST_LINES:
        yield Paragraph(say("And {number} more instructions.", number=len(told) - _MOST_LINES))
    key = say("{layer} makes a layer; {dot} changes only what is noted about the image.", layer=_LAYER, dot=_METADATA)
    cache = say("A build takes each step from its cache until its text, its files or a step above it have changed.")
    yield Paragraph((*key, *say(" "), *cache))


def _name(told: Told) -> str:
    mark = {"layer": f"{_LAYER} ", "metadata": f"{_METADATA} "}.get(told.kind, "")
    return f"{mark}{told.instruction.first} {shorten(told.instruction.keyword, _SHOWN)}"


def _explained(told: Told) -> Text:
    return say("{text} {again}", text=told.text, again=told.again) if told.again else say("{text}", text=told.text)


def _contents(image: Image) -> Iterator[Part]:
    yield Heading(say("The finished image"))
    layers = ", ".join(f"{each.keyword} on line {each.first}" for each in image.layers[:_MOST_LAYERS])
    more = f" and {len(image.layers) - _MOST_LAYERS} more" if len(image.layers) > _MOST_LAYERS else ""
    facts = [
        ("Built on", image.base),
        ("Layers added", f"{len(image.layers)}: {layers}{more}" if image.layers else "none"),
        ("Folder", image.folder),
        ("User", image.user or "that of the base image, mostly root"),
        ("Ports noted", ", ".join(image.ports)),
        ("Volumes", ", ".join(image.volumes)),
    ]
    yield Facts(tuple((name, say("{value}", value=shorten(value, 300))) for name, value in facts if value))


def _advice(advice: Sequence[Advice]) -> Iterator[Part]:
    if not advice:
        return
    yield Heading(say("What would be better"))
    grouped: dict[str, list[Advice]] = {}
    for each in advice:
        grouped.setdefault(each.id, []).append(each)
    for same in list(grouped.values())[:_MOST_ADVICE]:
        yield Paragraph(_piece(same))
    if len(grouped) > _MOST_ADVICE:
        yield Paragraph(say("And {number} smaller things.", number=len(grouped) - _MOST_ADVICE))


def _piece(same: Sequence[Advice]) -> Text:
    first = same[0]
    where = say("{mark} {where}: ", mark=MARKS[first.severity], where=_where(same))
    if not first.text:
        return (*where, *say("hadolint notes {rule}.", rule=Link(first.id, first.instead)))
    if not first.instead:
        return (*where, *say("{text}", text=first.text))
    instead = join(((Code(line),) for line in first.instead.split("\n")), ", ")
    return (*where, *say("{text} For example: {instead}", text=first.text, instead=instead))


def _where(same: Iterable[Advice]) -> str:
    lines = list(
        dict.fromkeys(str(each.first) if each.first == each.last else f"{each.first}–{each.last}" for each in same)
    )
    if len(lines) == 1:
        return f"Line {lines[0]}" if "–" not in lines[0] else f"Lines {lines[0]}"
    return f"Lines {', '.join(lines[:6])}{' …' if len(lines) > 6 else ''}"


def _new_file(rewritten: Rewritten) -> Iterator[Part]:
    yield Heading(
        say("Written anew: {before} → {after} layers", before=rewritten.layers_before, after=rewritten.layers_after)
    )
    yield Steps(tuple(say("{reason}", reason=reason) for reason in rewritten.reasons))
    yield CodeBlock(shorten(rewritten.text, _LONGEST_BLOCK), "dockerfile")
    yield File("Dockerfile", rewritten.text.encode())
