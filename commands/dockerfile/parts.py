"""An explained Dockerfile as parts of a reply: short first, and whole for who wants more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commands.dockerfile.effect import Image, image_of
from commands.dockerfile.model import Advice, Dockerfile, Instruction
from commands.dockerfile.rewriting import Rewritten
from commands.dockerfile.sentences import Told, tell
from commands.reply import CodeBlock, Facts, File, Heading, Paragraph, Part, Steps
from commands.severity import MARKS
from commands.text import Code, Link, Text, counted, join, say, shorten

_LAYER, _METADATA = "▣", "·"
_MOST_LINES = 150
_MOST_FAULTS = 40
_MOST_LAYERS = 12
_MOST_ADVICE = 40
_SHOWN = 50
_LONGEST_BLOCK = 1_700
"""Characters of the new file that are shown; all of it is in the file beside."""

_FEW_FAULTS = 5

_FEW_LINES = 25
"""Instructions that a short answer tells."""

_URGENT = 2
"""Pieces of advice in a short answer."""

_SHORT_BLOCK = 1_200
"""Characters of the new file in a short answer."""

_URGENCY = tuple(reversed(MARKS))


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about a Dockerfile.

    `left` is the part of the advice that the new file doesn't follow; `linted` says whether hadolint's is among it.
    """

    dockerfile: Dockerfile
    advice: tuple[Advice, ...]
    left: tuple[Advice, ...]
    rewritten: Rewritten | None
    linted: bool


def short_parts(found: Findings) -> tuple[Part, ...]:
    """Returns what to know first: the image, what is most urgent, a line for each instruction, the new file."""
    image = image_of(found.dockerfile)
    return (
        *(_faults(found.dockerfile, _FEW_FAULTS) if found.dockerfile.faults else _summary(found.dockerfile, image)),
        *_most_urgent(found.advice),
        *_gists(found.dockerfile),
        *(_new_text(found.rewritten) if found.rewritten else ()),
    )


def full_parts(found: Findings) -> tuple[Part, ...]:
    """Returns everything there is to say, in the order in which it matters."""
    dockerfile, rewritten = found.dockerfile, found.rewritten
    image = image_of(dockerfile)
    return (
        *(_faults(dockerfile, _MOST_FAULTS) if dockerfile.faults else _summary(dockerfile, image)),
        *_lines(dockerfile),
        *(_contents(image) if image and not dockerfile.faults else ()),
        *_advice(found.left),
        *(() if found.linted else (Paragraph(say("hadolint could not be asked, so its findings are missing here.")),)),
        *(_new_file(rewritten) if rewritten else ()),
    )


def _faults(dockerfile: Dockerfile, most: int) -> Iterator[Part]:
    for fault in dockerfile.faults[:most]:
        yield Paragraph(say("⛔ Line {line}: {text}", line=fault.first, text=fault.text))
    if len(dockerfile.faults) > most:
        yield Paragraph(say("And {number} more like these.", number=len(dockerfile.faults) - most))
    yield Paragraph(say("docker build would stop before its first step; the rest is told as far as it can be."))


def _summary(dockerfile: Dockerfile, image: Image | None) -> Iterator[Part]:
    if image is None:
        return
    added = say(
        "The image adds {layers} to {base} and starts {command} as {user}.",
        layers=counted(len(image.layers), "layer", "layers"),
        base=Code(shorten(image.base, _SHOWN)),
        command=_command(image),
        user=Code(shorten(image.user, _SHOWN)) if image.user else "the base image's user, usually root",
    )
    yield Paragraph(join([*_stages(dockerfile), added], " "))


def _stages(dockerfile: Dockerfile) -> Iterator[Text]:
    if (number := len(dockerfile.stages)) > 1:
        yield say("{number} stages, of which the last becomes the image.", number=number)


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
    yield Paragraph(join([key, cache], " "))


def _name(told: Told) -> str:
    mark = {"layer": f"{_LAYER} ", "metadata": f"{_METADATA} "}.get(told.kind, "")
    return f"{mark}{told.instruction.first} {shorten(told.instruction.keyword, _SHOWN)}"


def _explained(told: Told) -> Text:
    return say("{text} {again}", text=told.text, again=told.again) if told.again else say("{text}", text=told.text)


def _contents(image: Image) -> Iterator[Part]:
    yield Heading(say("The finished image"))
    facts = [
        ("Built on", image.base),
        ("Layers added", _layers(image.layers)),
        ("Folder", _folder(image)),
        ("User", image.user or "that of the base image, usually root"),
        ("Ports noted", ", ".join(image.ports)),
        ("Volumes", ", ".join(image.volumes)),
    ]
    yield Facts(tuple((name, say("{value}", value=shorten(value, 300))) for name, value in facts if value))


def _layers(layers: Sequence[Instruction]) -> str:
    """Returns how many layers there are and which lines make them."""
    lines = [str(each.first) for each in layers]
    if len(lines) < 2:
        return f"1, by line {lines[0]}" if lines else "none"
    if len(lines) > _MOST_LAYERS:
        return f"{len(lines)}, by lines {', '.join(lines[:_MOST_LAYERS])} and {len(lines) - _MOST_LAYERS} more"
    return f"{len(lines)}, by lines {', '.join(lines[:-1])} and {lines[-1]}"


def _folder(image: Image) -> str:
    known = not image.folder or image.folder.startswith(("/", "$", "\\")) or ":" in image.folder
    return image.folder if known else f"{image.folder}, below the base image's folder"


def _most_urgent(advice: Sequence[Advice]) -> Iterator[Part]:
    grouped = _grouped(advice)
    if grouped:
        yield Heading(say("Most urgent") if len(grouped) > _URGENT else say("What would be better"))
        yield from (Paragraph(_piece(same)) for same in grouped[:_URGENT])


def _gists(dockerfile: Dockerfile) -> Iterator[Part]:
    told = tell(dockerfile)
    if told:
        yield Heading(say("Line by line"))
        yield Facts(tuple((_name(each), say("{gist}", gist=each.gist)) for each in told[:_FEW_LINES]))
    if len(told) > _FEW_LINES:
        yield Paragraph(say("And {number} more instructions.", number=len(told) - _FEW_LINES))


def _advice(advice: Sequence[Advice]) -> Iterator[Part]:
    if not advice:
        return
    yield Heading(say("What would be better"))
    grouped = _grouped(advice)
    yield from (Paragraph(_piece(same)) for same in grouped[:_MOST_ADVICE])
    if len(grouped) > _MOST_ADVICE:
        yield Paragraph(say("And {number} smaller things.", number=len(grouped) - _MOST_ADVICE))


def _grouped(advice: Sequence[Advice]) -> list[list[Advice]]:
    """Returns the advice of each rule together, the most urgent first."""
    grouped: dict[str, list[Advice]] = {}
    for each in advice:
        grouped.setdefault(each.id, []).append(each)
    return sorted(grouped.values(), key=lambda same: _URGENCY.index(same[0].severity))


def _piece(same: Sequence[Advice]) -> Text:
    first = same[0]
    mark, where = MARKS[first.severity], _where(same)
    if not first.text:
        rule = Link(first.id, first.instead)
        return say("{mark} {where}: hadolint notes {rule}.", mark=mark, where=where, rule=rule)
    if not first.instead:
        return say("{mark} {where}: {text}", mark=mark, where=where, text=first.text)
    instead = join(((Code(line),) for line in first.instead.split("\n")), ", ")
    told = first.text
    return say("{mark} {where}: {told} For example: {instead}", mark=mark, where=where, told=told, instead=instead)


def _where(same: Iterable[Advice]) -> str:
    lines = list(
        dict.fromkeys(str(each.first) if each.first == each.last else f"{each.first}–{each.last}" for each in same)
    )
    if len(lines) == 1:
        return f"Line {lines[0]}" if "–" not in lines[0] else f"Lines {lines[0]}"
    return f"Lines {', '.join(lines[:6])}{' …' if len(lines) > 6 else ''}"


def _new_text(rewritten: Rewritten) -> Iterator[Part]:
    yield _new_heading(rewritten)
    yield CodeBlock(_beginning(rewritten.text), "dockerfile")


def _new_file(rewritten: Rewritten) -> Iterator[Part]:
    yield _new_heading(rewritten)
    yield Steps(tuple(say("{reason}", reason=reason) for reason in rewritten.reasons))
    yield CodeBlock(shorten(rewritten.text, _LONGEST_BLOCK), "dockerfile")
    yield File("Dockerfile", rewritten.text.encode())


def _new_heading(rewritten: Rewritten) -> Part:
    before, after = rewritten.layers_before, rewritten.layers_after
    if after < before:
        return Heading(say("Written anew: {before} → {after} layers", before=before, after=after))
    if after > before:
        return Heading(say("Written anew, with a layer more that spares most builds the installation"))
    return Heading(say("Written anew, with the same number of layers"))


def _beginning(text: str) -> str:
    """Returns as many whole lines as there is room for in a short answer."""
    if len(text) <= _SHORT_BLOCK:
        return text
    return f"{text[:_SHORT_BLOCK].rpartition(chr(10))[0]}\n…"
