"""A step of an image's history in words: what its instruction does, or what can be told where there was none."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from commands.dockerfile.parsing import read_dockerfile
from commands.dockerfile.sentences import tell
from commands.layers.drawing import Fill
from commands.sizes import size
from commands.text import Code, Text, say, shorten
from sandbox.created_by import Maker, Step, read_step
from sandbox.values import HistoryRow

_SHOWN = 60
_EXPLAINED = 500
"""Steps whose words are kept: a group looks at one image several times."""

_MAP_PORT = re.compile(r"([\w/-]+):\{\}")
_CHECKSUM = re.compile(r"(?P<flags>(?:--\S+ )*)(?P<kind>file|dir|multi):\w+ in (?P<target>.+)", re.DOTALL)
_HEALTH = re.compile(r"&\{\[(?P<test>.*?)\](?: \"(?P<interval>\w+)\")?.*\}", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SOURCES = {"file": "one file", "dir": "a folder", "multi": "several files"}

_BY_TOOL = {
    Maker.DEBUERREOTYPE: "The root file system of a Debian, made with debuerreotype.",
    Maker.BAZEL: "Put together by Bazel, which builds images without a Dockerfile.",
    Maker.JIB: "Put together by Jib, which builds images of Java programs without a Dockerfile.",
    Maker.KO: "Put together by ko, which builds images of Go programs without a Dockerfile.",
    Maker.APKO: "Put together by apko out of Alpine-style packages, without a Dockerfile.",
    Maker.BUILDPACKS: "Put together by Buildpacks, which find out by themselves how to build a program.",
    Maker.NIX: "Put together by Nix out of its store, without a Dockerfile.",
    Maker.IMPORT: "A whole file system, taken in by docker import.",
}


def step_of(row: HistoryRow) -> Step:
    """Returns what a row stood for."""
    return read_step(row.created_by, row.comment)


def name_of(row: HistoryRow) -> str:
    """Returns a step as a short word: its instruction, else who made it."""
    step = step_of(row)
    return step.instruction or {Maker.UNKNOWN: "step"}.get(step.maker, step.maker.value)


def brief(row: HistoryRow) -> str:
    """Returns a step in one line, without what means nothing to people."""
    step = step_of(row)
    if (found := _CHECKSUM.fullmatch(step.text)) is not None:
        return f"{step.instruction} {_SOURCES[found['kind']]} to {found['target'].strip()}"
    return " ".join((step.line if step.instruction else f"{name_of(row)} {step.text}").split())


def fill_of(row: HistoryRow, *, lowest: bool) -> Fill:
    """Returns how a layer is drawn."""
    if lowest:
        return Fill.BASE
    return {"RUN": Fill.RUN, "COPY": Fill.FILES, "ADD": Fill.FILES}.get(step_of(row).instruction, Fill.OTHER)


@lru_cache(_EXPLAINED)
def explain_step(row: HistoryRow, *, with_entrypoint: bool = False) -> Text:
    """Returns what a step did. With an ENTRYPOINT in the image, CMD hands words to it."""
    step = step_of(row)
    if step.maker in _BY_TOOL:
        return say("{told}", told=_BY_TOOL[step.maker])
    if step.maker is Maker.COMMIT:
        return say(
            "What a container of {command} had changed, kept by docker commit; how it came to that nobody can see.",
            command=Code(shorten(step.text, _SHOWN)),
        )
    if not step.instruction and not step.text:
        return say("The builder left no word about this step.")
    if not step.instruction:
        return say("The builder noted only {text}.", text=Code(shorten(step.text, _SHOWN)))
    return _explained(step, with_entrypoint=with_entrypoint)


def adds(row: HistoryRow, total: int) -> Text:
    """Returns what a step added to the image."""
    if row.empty_layer:
        return say("Settings only: no layer.")
    if not row.size:
        return say("An empty layer.")
    return say("Adds {size}, {share} of the image.", size=size(row.size), share=share(row.size, total))


def share(part: int, whole: int) -> str:
    """Returns a part in per cent: `under 1 %` for the smallest."""
    per_cent = 100 * part / whole if whole else 0
    return "under 1 %" if 0 < per_cent < 1 else f"{per_cent:.0f} %"


def _explained(step: Step, *, with_entrypoint: bool) -> Text:
    if (found := _CHECKSUM.fullmatch(step.text)) is not None and step.instruction in {"COPY", "ADD"}:
        return say(
            "Puts {what} of the build's folder at {target}; of the name only a checksum is left.",
            what=_SOURCES[found["kind"]],
            target=Code(shorten(found["target"].strip(), _SHOWN)),
        )
    above = 'ENTRYPOINT ["x"]\n' if with_entrypoint and step.instruction == "CMD" else ""
    line = " ".join(f"{step.instruction} {_as_written(step)}".split()).rstrip("\\")
    told = tell(read_dockerfile(f"FROM scratch\n{above}{line}\n"))
    return say("{told}", told=told[2 if above else 1].text) if len(told) > 1 else say("{line}", line=step.line)


def _as_written(step: Step) -> str:
    """Returns a step's text as a Dockerfile would have it; builders keep some as Go prints them."""
    match step.instruction:
        case "EXPOSE" if ports := _MAP_PORT.findall(step.text):
            return " ".join(ports)
        case "EXPOSE" | "VOLUME" if step.text.startswith("[") and '"' not in step.text:
            return step.text.strip("[]")
        case "SHELL" if step.text.startswith("[") and '"' not in step.text:
            return json.dumps(step.text.strip("[]").split())
        case "CMD" | "ENTRYPOINT" | "SHELL" if step.text.startswith("["):
            return f"[{', '.join(json.dumps(word) for word in _words(step.text))}]"
        case "HEALTHCHECK" if found := _HEALTH.fullmatch(step.text):
            return _health(found)
    return step.text


def _words(text: str) -> list[str]:
    return [word.replace('\\"', '"').replace("\\\\", "\\") for word in _QUOTED.findall(text)]


def _health(found: re.Match[str]) -> str:
    kind, *words = _words(found["test"]) or ["NONE"]
    if kind == "NONE":
        return "NONE"
    interval = f"--interval={found['interval']} " if found["interval"] not in {None, "0s"} else ""
    return f"{interval}CMD {' '.join(words) if kind == 'CMD-SHELL' else json.dumps(words)}"
