"""Rules that a question keeps by itself. Each is a function from a question to what it finds, named after its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from statistics import mean
from urllib.parse import urlsplit

from content.findings import Finding, error, warning
from content.prose import last_sentence, normal, without_blocks, without_code, words
from content.questions import CHOICE, Kind, Question

Rule = Callable[[Question], Iterator[Finding]]

_PRESSED = (Kind.SINGLE, Kind.TRUEFALSE)
_OPTION_COUNTS = {Kind.SINGLE: range(3, 5), Kind.MULTIPLE: range(4, 7), Kind.TRUEFALSE: range(2, 3)}
_MISCONCEPTION = re.compile(r"[a-z0-9]+(-[A-Za-z0-9]+)*")
_NEGATIVE = re.compile(r"\b(not|except|least|never)\b|n[’']t\b", re.IGNORECASE)
_BOLD = re.compile(r"\*\*[^*]+\*\*")
_ABOVE = re.compile(
    r"\b(all|none|both|neither|either|any) of (the|these|those|them)\b|\b[A-F] (and|or) [A-F]\b", re.IGNORECASE
)
_BY_PLACE = re.compile(
    r"\b(?i:option|answer|choice)s? [A-F]\b|\([A-F]\)|\b(?i:first|second|third|fourth|last) (?i:option|answer|choice)\b"
)
_UNSAFE = re.compile(r"--privileged|docker\.sock|system prune|rm -f \$\(|-v /:|--pid=host|--net(work)?[= ]host")


def l00_shape(question: Question) -> Iterator[Finding]:
    """What the JSON schema asks for beyond the format's grammar."""
    if len(question.prompt) < 15:
        yield error("L00", question, question.line_of("prompt"), "the question is shorter than 15 characters: say more")
    for fact in question.facts:
        if not re.fullmatch(r"F\d{3}", fact):
            yield error("L00", question, question.line_of("facts"), f"“{fact}” is no fact: write F and three digits")
    for option in question.options:
        if option.misconception is not None and not _MISCONCEPTION.fullmatch(option.misconception):
            told = f"“m: {option.misconception}” is no name: write lower-case words joined by hyphens"
            yield error("L00", question, option.line, told)
        if option.value is not None and not 0 < len(option.value) <= 100:
            yield error("L00", question, option.line, "the value has to have 1 to 100 characters")
    if len(question.sequence) > 6:
        yield error("L00", question, question.line_of("prompt"), "more than six steps to order: split the question")
    for match in (*question.accept, *question.reject):
        if len(match.value) > 300 or not match.value:
            yield error("L00", question, question.line_of("accept"), "a typed answer has 1 to 300 characters")
        elif match.match == "regex" and not _compiles(match.value):
            told = f"“{match.value}” is no regular expression: mend it or write “- = text”"
            yield error("L00", question, question.line_of("accept"), told)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def l02_option_count(question: Question) -> Iterator[Finding]:
    """Three good options serve as well as five; a fourth only with a misconception of its own."""
    allowed = _OPTION_COUNTS.get(question.kind)
    if allowed and len(question.options) not in allowed:
        limits = " to ".join(map(str, sorted({allowed.start, allowed.stop - 1})))
        told = f"{len(question.options)} options: a question of kind {question.kind} has {limits}"
        yield error("L02", question, question.line_of("prompt"), told)


def l05_negative_stem(question: Question) -> Iterator[Finding]:
    """A “not” that is overread tests reading; in bold it can't be."""
    asked = last_sentence(_BOLD.sub("", without_code(question.prompt)))
    if question.kind in CHOICE and (found := _NEGATIVE.search(asked)):
        told = f"“{found[0]}” in the question: ask the positive way round, or write **NOT**"
        yield warning("L05", question, question.line_of("prompt"), told)


def l07_platform(question: Question) -> Iterator[Finding]:
    """Lengths that every chat platform takes; a question answered by a button also has to fit a telephone."""
    parts = [
        ("prompt", len(question.prompt), 2000),
        ("explanation", len(question.explanation), 1500),
        ("hint", len(question.hint), 300),
    ]
    for name, length, most in parts:
        if length > most:
            yield error(
                "L07", question, question.line_of(name), f"the {name} has {length} characters: cut it to {most}"
            )
    if question.kind in _PRESSED and (length := len(without_blocks(question.prompt))) > 300:
        told = f"the question has {length} characters outside its code: cut it to 300"
        yield warning("L07", question, question.line_of("prompt"), told)
    for option in question.options:
        for name, text, most in (("option", option.text, 75), ("feedback", option.feedback, 300)):
            if len(text) > most:
                yield error("L07", question, option.line, f"the {name} has {len(text)} characters: cut it to {most}")
    for step in question.sequence:
        if len(step) > 75:
            yield error(
                "L07", question, question.line_of("prompt"), f"“{step}” has {len(step)} characters: cut it to 75"
            )


def l08_all_of_the_above(question: Question) -> Iterator[Finding]:
    """Such options are solved without knowledge."""
    for option in question.options:
        if found := _ABOVE.search(without_code(option.text)):
            told = f"“{found[0]}” speaks of other options: say what it means, or drop the option"
            yield error("L08", question, option.line, told)


def l09_feedback(question: Question) -> Iterator[Finding]:
    """A wrong option taught without a word of correction is remembered as right."""
    for option in question.options:
        if len(option.feedback.split()) < 4:
            told = f"the feedback on “{option.text}” has fewer than four words: say why"
            yield warning("L09", question, option.line, told)


def l10_misconception(question: Question) -> Iterator[Finding]:
    """A wrong option that stands for no thinking slip is a filler."""
    for option in question.distractors:
        if not option.misconception:
            told = f"name the slip behind “{option.text}”: add <!-- m: name --> to its feedback"
            yield warning("L10", question, option.line, told)


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


def l15_order_reference(question: Question) -> Iterator[Finding]:
    """Options are shuffled, so nothing may speak of their place."""
    texts = [(question.line_of(part), getattr(question, part)) for part in ("prompt", "explanation", "hint")]
    texts += [(option.line, f"{option.text} {option.feedback}") for option in question.options]
    for line, text in texts:
        if found := _BY_PLACE.search(without_code(text)):
            yield error("L15", question, line, f"“{found[0]}” names a place, but options are shuffled: say it in words")


def l16_explanation(question: Question) -> Iterator[Finding]:
    """Long enough to teach, short enough to be read."""
    line, count = question.line_of("explanation"), len(words(question.explanation))
    if len(question.explanation) < 80:
        yield error("L16", question, line, "the explanation has fewer than 80 characters: say why the answer is right")
    elif not 20 <= count <= 120:
        yield warning("L16", question, line, f"the explanation has {count} words: write 20 to 120")


def l17_reference(question: Question) -> Iterator[Finding]:
    """A learner can open at least one source, and every address is whole."""
    line = question.line_of("references")
    addresses = [source.split()[0] for source in question.references if source.startswith(("http:", "https:"))]
    for address in addresses:
        if not _is_page(address):
            yield error("L17", question, line, f"“{address}” is no address: write https://host/path")
    if not addresses:
        yield error("L17", question, line, "no source can be opened: add one that begins with https://")


def _is_page(address: str) -> bool:
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
    script = question.verify or question.check
    if not script:
        yield error(
            "L18", question, line, "add “## Verify” with the commands that show the key, or say “verified: docs”"
        )
    elif question.options and any(option.value is None for option in question.options):
        told = "the check does not decide between the options: add <!-- = value --> with what it prints to each"
        yield warning("L18", question, question.line_of("verify"), told)


def l21_script_safety(question: Question) -> Iterator[Finding]:
    """A check runs commands, so it keeps away from the machine it runs on."""
    for name in ("verify", "setup", "solution", "check"):
        script = getattr(question, name)
        if script and (found := _UNSAFE.search(script.text)):
            yield error(
                "L21", question, question.line_of(name), f"“{found[0]}” may not stand in a script: do without it"
            )


ITEM_RULES: tuple[Rule, ...] = (
    l00_shape,
    l02_option_count,
    l05_negative_stem,
    l07_platform,
    l08_all_of_the_above,
    l09_feedback,
    l10_misconception,
    l11_duplicate_option,
    l12_length_cue,
    l15_order_reference,
    l16_explanation,
    l17_reference,
    l18_verification,
    l21_script_safety,
)
