"""Every sentence that is said is one whole template: written in one place, short, kind, and free to be translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parents[2]

TEMPLATES = {"say": (0, 1), "invalid": (0, 1), "refused": (0, 1), "not_found": (0, 1), "too_large": (0, 1)} | {
    "unavailable": (0, 1),
    "numbered": (1, 3),
    "counted": (1, 3),
}
"""Where among the arguments of a call templates stand: the first, and the one behind the last."""

FILLED_IN = {"numbered": {"number"}, "counted": {"number"}}
"""Values that a function fills in itself."""

SPOKEN_IN_A_GROUP = ("quiz", "live", "administering", "owning", "setting_up")
"""Folders of commands/ whose every number stands in a sentence for one group."""

LONGEST_SENTENCE = 26
"""Words, a value counted as one."""

UNKIND = re.compile(
    r"\b(obviously|simply|just (do|type|use)|easy|please|invalid|illegal|bad|wrong input|failed|fatal|abort\w*|oops)\b",
    re.IGNORECASE,
)
SEPARATORS = {", ", " ", "\n", " – ", " · ", "; ", " → "}
"""What may stand between texts in a row: marks of layout, no words."""


SPEAKERS = {"commands.text", "commands.errors"}


def _speakers(tree: ast.AST) -> set[str]:
    """Returns the names by which a module calls the functions that take templates."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in SPEAKERS]
    return {each.asname or each.name for node in imports for each in node.names}


def _called(call: ast.Call, known: set[str]) -> str:
    return call.func.id if isinstance(call.func, ast.Name) and call.func.id in known else ""


def _mentions(template: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(template) if field is not None}


def _sentences(template: str) -> list[str]:
    return re.split(r"(?<=[.!?:;])\s+", template)


def faults(source: str, *, in_a_group: bool = False) -> Iterator[str]:
    """Yields what is wrong with the words of a module."""
    tree = ast.parse(source)
    known = _speakers(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        name = _called(call, known)
        found = _faults_of_joining(call) if name == "join" else ()
        if name in TEMPLATES:
            found = _faults_of_call(call, name, in_a_group=in_a_group)
        yield from (f"line {call.lineno}: {fault}" for fault in found)


def _faults_of_joining(call: ast.Call) -> Iterator[str]:
    separator = call.args[1]
    if not isinstance(separator, ast.Constant) or separator.value not in SEPARATORS:
        yield "texts are joined by words"


def _faults_of_call(call: ast.Call, name: str, *, in_a_group: bool) -> Iterator[str]:
    first, behind = TEMPLATES[name]
    named = {each.arg for each in call.keywords}
    if name in FILLED_IN and in_a_group and "locale" not in named:
        yield "the number is not written as the group writes numbers"
    written = [each.value for each in call.args[first:behind] if isinstance(each, ast.Constant)]
    templates = [each for each in written if isinstance(each, str)]
    if len(templates) < len(call.args[first:behind]):
        yield "the template is put together"
        return
    for template in templates:
        yield from _faults(template, is_noun=name == "counted")
    if None in named or name == "counted":  # values are handed on as they came, or there are none
        return
    given, used = (
        named - {"locale"},
        set[str | None]().union(*map(_mentions, templates)) - FILLED_IN.get(name, set[str]()),
    )
    if used - given:
        yield "a value has no name in the template"
    if given - used:
        yield "a value is never told"


def _faults(template: str, *, is_noun: bool) -> Iterator[str]:
    if template != template.strip() or template[:1] in {",", ".", ";", ")"}:
        yield "the template is a piece of a sentence"
    if re.search(r"[.!?] \S", template) and not is_noun and not re.search(r"([.!?:…]|\})$", template):
        yield "the last sentence has no end"
    if re.search(r"\w\(s\)|\{\w+\}s\b", template):
        yield "the plural is made by hand"
    if UNKIND.search(template):
        yield "the words are unkind"
    if max(len(each.split()) for each in _sentences(template)) > LONGEST_SENTENCE:
        yield "a sentence is too long"


MODULES = [*sorted((ROOT / "commands").rglob("*.py")), *sorted((ROOT / "bot").rglob("*.py"))]
IMPORTS = "from commands.errors import invalid, refused\nfrom commands.text import counted, join, numbered, say\n"

WRAPPERS = {ROOT / "commands/errors.py", ROOT / "commands/text.py"}
"""Where the functions themselves are written: they hand on what they are given."""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_sentence_is_one_whole_short_kind_template(module: Path) -> None:
    found = list(faults(module.read_text(), in_a_group=module.parent.name in SPOKEN_IN_A_GROUP))
    assert module in WRAPPERS or not found


def test_there_are_sentences_to_look_at() -> None:
    trees = [ast.parse(module.read_text()) for module in MODULES]
    calls = [(node, tree) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert sum(_called(call, _speakers(tree)) in TEMPLATES for call, tree in calls) > 600


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('say(f"Pulled {image}.")', "put together"),
        ('say("Pulled " + image)', "put together"),
        ('say("one" if number == 1 else "many")', "put together"),
        ('say(" and {more} more", more=more)', "piece of a sentence"),
        ('say(", read only")', "piece of a sentence"),
        ('say("Stop. {line} opens another", line=line)', "no end"),
        ('say("{number} answer(s)", number=number)', "by hand"),
        ('say("{number} {noun}s", number=number, noun=noun)', "by hand"),
        ('invalid("Invalid name {name}.", name=name)', "unkind"),
        ('refused("Obviously not.")', "unkind"),
        (f'say("{"word " * 27}.")', "too long"),
        ('say("Pulled {image}.")', "no name in the template"),
        ('say("Pulled {image}.", image=image, size=size)', "never told"),
        ('numbered(left, "Once.", "{many} times.", locale=locale)', "no name in the template"),
        ('join(texts, " and ")', "joined by words"),
        ("join(texts, separator)", "joined by words"),
        ('counted(left, "day", "days")', "as the group writes"),
    ],
)
def test_a_sentence_that_breaks_a_rule_is_found(source: str, fault: str) -> None:
    (found,) = faults(IMPORTS + source, in_a_group=True)
    assert fault in found


@pytest.mark.parametrize(
    "source",
    [
        'say("Pulled {image}. It has {layers}.", image=image, layers=counted(3, "layer", "layers", locale=locale))',
        'numbered(left, "Once.", "{number} times.", locale=locale)',
        'say("{title}", **values)',
        'join(texts, ", ")',
        '", ".join(names)',
    ],
)
def test_whole_templates_are_left_alone(source: str) -> None:
    assert not list(faults(IMPORTS + source, in_a_group=True))
