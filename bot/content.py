"""`shipmate content …`: the writers' tools in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from commands.quiz.quality import Sums
    from commands.store.verdicts import Verdict
    from content.bank import Bank, Question
    from content.findings import Finding


def check_content(folder: Path | None, only: str = "") -> int:
    """Prints every fault of the bank with its remedy; returns the exit status: 1 where something is in error.

    `only` keeps what is said of files whose names begin with it; raises UsageError where none does. What lies outside
    the shipped bank has been reviewed by nobody, and need not be a whole course.
    """
    from commands.proofreading import b08_key_position, l22_command_lines, l25_line_to_try
    from content.bank import FOLDER, ContentError, load_bank
    from content.check import check, check_course

    try:
        bank = load_bank(folder)
    except ContentError as faults:
        click.echo(str(faults), err=True)
        return 1
    is_shipped = folder is None or folder.resolve() == FOLDER.resolve()
    if not any(name.startswith(only) for name in _names(bank, is_shipped=is_shipped)):
        pages = ", glossary, lessons or labs" if is_shipped else ""
        raise click.UsageError(f"No file's name begins with “{only}”: type TOPIC, TOPIC/ID{pages}.")
    findings = check(bank, reviewed=is_shipped, more=(l22_command_lines, l25_line_to_try))
    findings += [*b08_key_position(bank), *(check_course(bank) if is_shipped else ())]
    try:
        findings += _check_pages(bank) if is_shipped else []
    except ContentError as faults:
        click.echo(str(faults), err=True)
        return 1
    told = [finding for finding in findings if finding.file.startswith(only)]
    for finding in told:
        click.echo(str(finding))
    errors = sum(finding.severity == "error" for finding in told)
    click.echo(f"{len(bank.questions)} questions, {errors} errors, {len(told) - errors} warnings")
    return 1 if errors else 0


def _names(bank: Bank, *, is_shipped: bool) -> Iterator[str]:
    """Yields what findings may be of: the files of the bank, and the bank as a whole."""
    yield "questions"
    yield from (question.file for question in bank.entries)
    if is_shipped:
        from content import glossary, lab_bank, lessons

        yield "facts.md"
        for pages in (glossary.FOLDER, lessons.FOLDER, lab_bank.FOLDER):
            yield from (f"{pages.name}/{page.name}" for page in pages.glob("*.md"))


def _check_pages(bank: Bank) -> list[Finding]:
    """Returns what is to be said of glossary, lessons and labs; raises ContentError where they can't be read."""
    from commands.labs.proofreading import l_command_lines, l_solution
    from commands.proofreading import proofread_glossary, proofread_lessons
    from content.glossary import load_glossary
    from content.glossary_rules import check_glossary
    from content.lab_bank import load_labs
    from content.lab_rules import check_labs
    from content.lesson_rules import check_lessons
    from content.lessons import load_lessons

    glossary, lessons = load_glossary(), load_lessons()
    about_terms = [*check_glossary(glossary), *proofread_glossary(glossary)]
    about_cards = [*check_lessons(lessons, bank), *proofread_lessons(lessons.values())]
    return [*about_terms, *about_cards, *check_labs(load_labs(), l_solution, l_command_lines)]


def begin_question(topic: str, name: str, kind: str) -> None:
    """Writes the skeleton of a question and says where; raises ClickException where it can't be there."""
    from content.bank import FOLDER
    from content.questions import Kind
    from content.skeleton import begin

    try:
        file = begin(FOLDER, topic, name, Kind(kind))
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{file}\nFill it in, then: shipmate content check --only {topic}/{name}")


def preview(name: str, *, as_json: bool) -> None:
    """Shows a question, a lab or a topic's lesson as the platforms will; raises ClickException where there is none."""
    from bot.preview import replies_of, show_preview
    from content.faults import ContentError

    try:
        show_preview(replies_of(name), as_json=as_json)
    except ContentError as faults:
        raise click.ClickException(str(faults)) from None
    except KeyError:
        told = f"There is no question, lab or topic “{name}”: its name is that of its file, without .md."
        raise click.ClickException(told) from None


def _question(bank: Bank, name: str) -> Question:
    """Returns a question by its id; raises ClickException where there is none."""
    if name not in bank:
        raise click.ClickException(f"There is no question “{name}”: its id is the name of its file, without .md.")
    return bank.get(name)


def show_stats(*, write: bool) -> None:
    """Prints how the bank covers topics, kinds and difficulties, or writes the page that tells all of it."""
    from content.bank import load_bank
    from content.coverage import FILE, coverage
    from content.stats import stats

    bank = load_bank()
    if write:
        FILE.write_text(coverage(bank), encoding="utf-8")
    click.echo(str(FILE) if write else str(stats(bank)))


async def show_quality(settings: Settings) -> None:
    """Prints what the answers of all groups say of each question, the suspicious ones first; no group is named."""
    from bot.app import open_services
    from commands.store import results, verdicts

    async with open_services(settings) as services, services.store.begin() as transaction:
        known = await results.of_all(transaction)
        standing = await verdicts.standing(transaction, None)
    asked = [
        (question, known.get((question.id, question.version)), standing.get((question.id, question.version)))
        for question in services.bank.entries
        if question.status == "live"
    ]
    asked.sort(key=lambda row: (not (row[2] and row[2].out), row[0].id))
    click.echo(f"{'question':<48} answers  right  discrimination  notes")
    for question, sums, verdict in asked:
        if sums is not None or verdict is not None:
            click.echo(_quality_line(question, sums, verdict))
    click.echo(f"{sum(sums is not None for _, sums, _ in asked)} of {len(asked)} questions have answers.")


def _quality_line(question: Question, sums: Sums | None, verdict: Verdict | None) -> str:
    from commands.administering.quality import WHY
    from commands.quiz import quality

    sums = sums or quality.Sums()
    right, correlation = quality.difficulty(sums), quality.discrimination(sums)
    notes = [f"nobody takes “{question.options[index].text}”" for index in quality.dead_options(question, sums)]
    if verdict is not None:
        notes.insert(0, f"out: {WHY[verdict.reason]}" if verdict.out else "released")
    figures = (
        f"{'–' if right is None else f'{right:.0%}':>5}  {'–' if correlation is None else f'{correlation:.2f}':>14}"
    )
    return f"{question.id:<48} {sums.answers:>7}  {figures}  {', '.join(notes)}".rstrip()


async def set_out(settings: Settings, question_id: str, *, out: bool) -> None:
    """Takes a question out of the rotation of all groups, or lets it in again, in the version that is loaded.

    Raises ClickException where there is none, or none that would be asked.
    """
    from bot.app import open_services
    from commands.store import verdicts

    async with open_services(settings) as services:
        question = _question(services.bank, question_id)
        if question.status != "live":
            raise click.ClickException(f"{question_id} is {question.status}: no group is asked it.")
        item = (question.id, question.version)
        async with services.store.begin() as transaction:
            await verdicts.add(transaction, item, verdicts.Reason.BY_HAND, services.now(), out=out, group_id=None)
    click.echo(f"{question_id} is out of the rotation." if out else f"{question_id} may be asked again.")
