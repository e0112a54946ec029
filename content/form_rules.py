"""Rules on the form of a question: counts, lengths, sources, scripts. Each function is named after its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from statistics import mean
from urllib.parse import urlsplit

from content.findings import Finding, error, warning
from content.prose import normal, without_blocks
from content.questions import Kind, Match, Option, Question

_PRESSED = (Kind.SINGLE, Kind.TRUEFALSE)
_OPTION_COUNTS = {Kind.SINGLE: (3, 4), Kind.MULTIPLE: (4, 6), Kind.TRUEFALSE: (2, 2)}
_MISCONCEPTION = re.compile(r"[a-z0-9]+(-[A-Za-z0-9]+)*")


def l00_shape(question: Question) -> Iterator[Finding]:
    """What the JSON schema asks for beyond the format's grammar."""
    told = [(question.line_of("facts"), _fact_fault(fact)) for fact in question.facts]
    told += [(option.line, _option_fault(option)) for option in question.options]
    told += [(question.line_of("accept"), _match_fault(match)) for match in (*question.accept, *question.reject)]
    if len(question.prompt) < 15:
        told.append((question.line_of("prompt"), "the question is shorter than 15 characters: say more"))
    if len(question.sequence) > 6:
        told.append((question.line_of("prompt"), "more than six steps to order: split the question"))
    for line, message in told:
        if message:
            yield error("L00", question, line, message)


def _fact_fault(fact: str) -> str:
    return "" if re.fullmatch(r"F\d{3}", fact) else f"“{fact}” is no fact: write F and three digits"


def _option_fault(option: Option) -> str:
    if option.misconception is not None and not _MISCONCEPTION.fullmatch(option.misconception):
        return f"“m: {option.misconception}” is no name: write lower-case words joined by hyphens"
    if option.value is not None and not 0 < len(option.value) <= 100:
        return "the value has to have 1 to 100 characters"
    return ""


def _match_fault(match: Match) -> str:
    if not 0 < len(match.value) <= 300:
        return "a typed answer has 1 to 300 characters"
    if match.match == "regex" and not _compiles(match.value):
        return f"“{match.value}” is no regular expression: mend it or write “- = text”"
    return ""


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def l02_option_count(question: Question) -> Iterator[Finding]:
    """Three good options serve as well as five; a fourth only with a misconception of its own."""
    count = len(question.options)
    fewest, most = _OPTION_COUNTS.get(question.kind, (0, count))
    if not fewest <= count <= most:
        limits = f"{fewest} to {most}" if fewest < most else str(most)
        told = f"{count} options: a question of kind {question.kind} has {limits}"
        yield error("L02", question, question.line_of("prompt"), told)


def l07_platform(question: Question) -> Iterator[Finding]:
    """Lengths that every chat platform takes; a question answered by a button also has to fit a telephone."""
    for line, name, text, most in _limited(question):
        if len(text) > most:
            yield error("L07", question, line, f"the {name} has {len(text)} characters: cut it to {most}")
    if question.kind in _PRESSED and (length := len(without_blocks(question.prompt))) > 300:
        told = f"the question has {length} characters outside its code: cut it to 300"
        yield warning("L07", question, question.line_of("prompt"), told)


def _limited(question: Question) -> Iterator[tuple[int, str, str, int]]:
    """Yields the line, name, text and greatest length of every part that a platform limits."""
    yield question.line_of("prompt"), "prompt", question.prompt, 2000
    yield question.line_of("explanation"), "explanation", question.explanation, 1500
    yield question.line_of("hint"), "hint", question.hint, 300
    for option in question.options:
        yield option.line, "option", option.text, 75
        yield option.line, "feedback", option.feedback, 300
    for step in question.sequence:
        yield question.line_of("prompt"), f"step “{step}”", step, 75


def l11_duplicate_option(question: Question) -> Iterator[Finding]:
    """Compares the words alone, unless only signs tell two options apart (`1..5`, `1.5`)."""
    for one, other in combinations(question.options, 2):
        same = normal(one.text) == normal(other.text) if "`" not in one.text + other.text else one.text == other.text
        if same:
            yield error("L11", question, other.line, f"“{other.text}” repeats another option: change one of them")


def l12_length_cue(question: Question) -> Iterator[Finding]:
    """A right option that stands out by its length is found without knowledge."""
    if question.kind is not Kind.SINGLE or not question.distractors:
        return
    (key, *_), others = question.key, [len(option.text) for option in question.distractors]
    length, usual = len(key.text), mean(others)
    if length > max(others) and length > 1.35 * usual:
        told = f"the right option has {length} characters, the others {usual:.0f}: shorten it or lengthen them"
        yield warning("L12", question, key.line, told)
    elif length < min(others) and length < 0.6 * usual:
        told = f"the right option has {length} characters, the others {usual:.0f}: lengthen it or shorten them"
        yield warning("L12", question, key.line, told)


def l17_reference(question: Question) -> Iterator[Finding]:
    """A learner can open at least one source, and every address is whole."""
    line = question.line_of("references")
    addresses = [source.split()[0] for source in question.references if source.startswith(("http:", "https:"))]
    for address in addresses:
        if not is_page(address):
            yield error("L17", question, line, f"“{address}” is no address: write https://host/path")
    if not addresses:
        yield error("L17", question, line, "no source can be opened: add one that begins with https://")


def is_page(address: str) -> bool:
    """Says whether an address is whole: https, and a host with a dot."""
    try:
        url = urlsplit(address)
    except ValueError:
        return False
    return url.scheme == "https" and "." in (url.hostname or "")


def l18_verification(question: Question) -> Iterator[Finding]:
    """What is called checked on an engine has a check, for a named range of engines, that tells the options apart."""
    if question.verified != "engine":
        return
    line = question.line_of("verified")
    if not question.engine:
        yield error("L18", question, line, "say on which engines the key holds: add “engine: docker>=20.10”")
    if not (question.verify or question.check):
        yield error(
            "L18", question, line, "add “## Verify” with the commands that show the key, or say “verified: docs”"
        )
    values = [option.value for option in question.options]
    if None in values or len(set(values)) < len(values):
        told = "the check can't tell the options apart: add <!-- = value --> with what it prints to each, all different"
        yield warning("L18", question, question.line_of("verify"), told)
