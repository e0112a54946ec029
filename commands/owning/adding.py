"""Own questions on their way in: read, held to the rules, shown as they will look, and kept as drafts until a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from commands.attachment import Attachment
from commands.errors import invalid, refused, too_large
from commands.owning.words import counted_questions, form_of, import_form, preview_of
from commands.reply import Choice, Choices, CodeBlock, Heading, Outcome, Paragraph, Part, Reply, Steps, Table
from commands.request import Group, Request
from commands.services import Services
from commands.store import Transaction, own
from commands.text import Code, Text, numbered, say, shorten
from content.exchange.draft import Defaults, Draft, drafted
from content.exchange.files import read_questions
from content.exchange.sheet import read_answers
from content.exchange.yaml_list import EXAMPLE
from content.faults import ContentError
from content.findings import Finding, Severity
from content.markdown_form import to_markdown
from content.own import check_own
from content.questions import Question
from content.topics import TOPICS, topic_named

MOST_AT_ONCE = 100
"""Questions that are read of one file."""

_SHOWN = 12
"""Faults and pieces of advice that are shown at once: whoever mends those sees the next."""

_IMPORT = Code("/ship own import")

_FILE = "form"
"""What stands for the name of a file where a question was written in a form."""


async def write_one(
    request: Request,
    services: Services,
    written: Mapping[str, str],
    difficulty: int | None,
    *,
    number: int | None = None,
) -> Reply:
    """Takes a question that was filled in; without one it gives the form."""
    if not written["question"].strip():
        begun = "own new" if difficulty is None else f"own new difficulty:{difficulty}"
        told = say("Your own questions come before the bank's. Fill in the form, or write a file: {file}", file=_IMPORT)
        return Reply((Paragraph(told), form_of(begun, "New question")))
    draft = drafted(
        _FILE,
        0,
        read_answers(written["options"].replace("\r\n", "\n")),
        prompt=written["question"].replace("\r\n", "\n"),
        explanation=written["explanation"].replace("\r\n", "\n"),
        topic=written["topic"],
        sources=written["source"].split("\n"),
        difficulty=difficulty or request.group.level,
    )
    return await _offered(request, services, [draft], number=number, typed=_as_typed(written))


def _as_typed(written: Mapping[str, str]) -> str:
    return "\n\n".join(filter(None, (written["question"], written["options"], written["explanation"])))


async def import_file(
    request: Request, services: Services, file: Attachment | None, topic: str, source: str, difficulty: int | None
) -> Reply:
    """Takes the questions of a file; without one it gives the form to attach it."""
    if file is None:
        told = say("Attach questions as YAML, GIFT, CSV, or in the bank's own form (.md). One in YAML looks like this:")
        return Reply((Paragraph(told), CodeBlock(EXAMPLE, "yaml"), import_form()))
    defaults = Defaults(topic_named(topic), source, difficulty or request.group.level)
    try:
        drafts = list(islice(read_questions(file.name, file.text, defaults), MOST_AT_ONCE + 1))
    except ContentError as error:
        raise invalid("{fault}.", fault=error.faults[0].message) from None
    if len(drafts) > MOST_AT_ONCE:
        raise too_large("That file has more than {most} questions: part it into several.", most=MOST_AT_ONCE)
    if not drafts:
        raise invalid(
            "There is no question in that file: {example} shows how one is written.", example=Code("/ship own new")
        )
    return await _offered(request, services, drafts)


async def _offered(
    request: Request, services: Services, drafts: Sequence[Draft], *, number: int | None = None, typed: str = ""
) -> Reply:
    """Keeps what is good as drafts and shows it with what is wrong in the rest."""
    checked = [(draft, check_own(draft.question) if draft.question else []) for draft in drafts]
    good = [draft.question for draft, findings in checked if draft.question and not _blocks(findings)]
    blocking = [line for draft, findings in checked if draft.is_offered for line in _faults(draft, findings)]
    advice = [_said(draft, finding) for draft, findings in checked for finding in findings if not _blocks([finding])]
    told: list[Part] = [*_listed(say("Not taken until it is mended"), blocking), *_left_out(drafts, request.group)]
    if not good:
        back = (Paragraph(say("What you wrote, to copy:")), CodeBlock(typed)) if typed else ()
        return Reply((*told, *back), Outcome.INVALID)
    async with services.store.begin() as transaction:
        live, _ = await own.of_group(transaction, request.group)
        if len(live) + len(good) > own.MOST:
            raise too_large("A group keeps {most} own questions: retire some first.", most=own.MOST)
        if number is not None:
            await _require_change(transaction, request, number, good[0])
        first, last = await own.add_drafts(transaction, request.group, good, services.now(), number=number)
    told += _listed(say("Advice"), advice)
    return Reply((*_shown(good, request.group), *told, *_yes_or_no(first, last)))


async def _require_change(transaction: Transaction, request: Request, number: int, question: Question) -> None:
    known = await own.numbered(transaction, request.group, number)
    if known is not None and known.status == "live" and to_markdown(known) == to_markdown(question):
        raise refused("Nothing has changed in question {number}.", number=number)


def _blocks(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _faults(draft: Draft, findings: Sequence[Finding]) -> list[Text]:
    faults = [_at(fault.line, fault.message) for fault in draft.faults]
    return faults + [_said(draft, finding) for finding in findings if _blocks([finding])]


def _left_out(drafts: Sequence[Draft], group: Group) -> list[Part]:
    """Says in one sentence which questions are of a kind that can't be asked here."""
    lines = [str(draft.line) for draft in drafts if not draft.is_offered]
    if not lines:
        return []
    told = numbered(
        len(lines),
        "One question is left out, since essays and pairs to match are not offered here: line {lines}.",
        "{number} questions are left out, since essays and pairs to match are not offered here: lines {lines}.",
        lines=shorten(", ".join(lines), 200),
        locale=group.locale,
    )
    return [Paragraph(told)]


def _said(draft: Draft, finding: Finding) -> Text:
    return _at(draft.line, finding.message)


def _at(line: int, message: str) -> Text:
    return say("Line {line}: {message}", line=line, message=message) if line else say("{message}", message=message)


def _listed(title: Text, lines: Sequence[Text]) -> list[Part]:
    if not lines:
        return []
    more = [Paragraph(say("And {more} more.", more=len(lines) - _SHOWN))] if len(lines) > _SHOWN else []
    return [Heading(title), Steps(tuple(lines[:_SHOWN])), *more]


def _shown(good: Sequence[Question], group: Group) -> tuple[Part, ...]:
    """Returns one question as it will look, or a list of several."""
    if len(good) == 1:
        return preview_of(good[0])
    rows = tuple((shorten(each.prompt, 60), str(each.kind), TOPICS[each.topic].title) for each in good)
    title = say("{questions} to keep", questions=counted_questions(len(good), group))
    return (Heading(title), Table(("Question", "Kind", "Topic"), rows[:_SHOWN]))


def _yes_or_no(first: int, last: int) -> tuple[Part, ...]:
    which = str(first) if first == last else f"{first}-{last}"
    keep = Choice("Keep it" if first == last else f"Keep all {last - first + 1}", f"own keep {which}")
    buttons = Choices((keep, Choice("Throw away", f"own discard {which}")))
    return (Paragraph(say("Nothing is asked before you keep it.")), buttons)
