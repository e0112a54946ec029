"""`/ship explain TERM`: what a word of the trade means, and what to look at next."""

from __future__ import annotations

from commands.explain.commandline import explain
from commands.explain.model import Explanation
from commands.markdown import text_of
from commands.reply import Choice, Choices, Facts, Heading, LinkOut, Paragraph, Part
from commands.text import Code, say
from content.glossary import Term, load_glossary

_LONGEST = 60
"""Characters of a line that may be a term."""

_LINE = "explain {}"


def term_in(line: str, explanation: Explanation) -> Term | None:
    """Returns the term that a line names; None where docker has a command of these words."""
    if len(line) > _LONGEST or any(each.canonical and each.error is None for each in explanation.lines):
        return None
    return load_glossary().called(line) if explanation.lines else load_glossary().find(line)


def term_parts(term: Term, typed: str) -> tuple[Part, ...]:
    """Returns what the term means, its other names, buttons to what it is linked to, and where to read on."""
    also = (Facts((("Also called", say("{names}", names=", ".join(term.other_names))),)),) if term.other_names else ()
    linked = [Choice(name, _LINE.format(name)) for name in term.see]
    return (
        Heading(say("{name}", name=term.name)),
        Paragraph(text_of(term.text)),
        *also,
        LinkOut("Source", term.source),
        Choices(tuple(_as_command(typed) + linked)),
    )


def _as_command(typed: str) -> list[Choice]:
    """Returns the docker command of the same words: `pull` is a term and a command."""
    line = f"docker {typed.strip()}"
    [reading, *more] = explain(line).lines
    is_command = reading.error is None and reading.canonical and not more
    return [Choice(line, _LINE.format(line))] if is_command else []


def nothing_found(line: str) -> tuple[Part, ...]:
    """Returns what to type instead of a line that is neither a docker command nor a term."""
    short = line.strip() if len(line) <= _LONGEST else ""
    meant = _as_command(short) if short else []
    meant += [Choice(term.name, _LINE.format(term.name)) for term in load_glossary().near(short)] if short else []
    if meant:
        return (
            Paragraph(say("I see no docker command in that, and no term. Did you mean:")),
            Choices(tuple(meant[:5])),
        )
    hint = say(
        "I see no docker command in that. Type one, such as {command}, or a term, such as {term}.",
        command=Code("/ship explain docker run --rm -it alpine sh"),
        term=Code("/ship explain digest"),
    )
    return (Paragraph(hint),)
