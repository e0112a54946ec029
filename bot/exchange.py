"""`shipmate content export` and `import`: the bank in the forms of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from content.bank import load_bank
from content.exchange import gift, sheet
from content.exchange.draft import Defaults
from content.exchange.files import read_questions
from content.exchange.gift import write_gift
from content.exchange.table import write_table
from content.exchange.yaml_list import write_yaml
from content.faults import ContentError
from content.markdown_form import to_markdown

_LARGEST = 5_000_000
"""Bytes of a file that is imported: many times what a bank has."""


_WRITERS = {
    "gift": (gift.can_write, write_gift),
    "csv": (sheet.can_write, write_table),
    "yaml": (sheet.can_write, write_yaml),
}


def export_content(form: str) -> None:
    """Prints the live questions in a form, and says which it can't hold."""
    fits, write = _WRITERS[form]
    asked = load_bank().questions
    click.echo(write(question for question in asked if fits(question)), nl=False)
    for left in [question for question in asked if not fits(question)]:
        click.echo(f"{left.id} is left out: {form} can't hold a question of kind {left.kind} like it.", err=True)


def import_content(file: Path, folder: Path, topic: str, source: str) -> int:
    """Writes each question of a file into the folder of its topic; returns the exit status: 1 where one has faults.

    Nothing that is there already is written over.
    """
    if file.stat().st_size > _LARGEST:
        raise click.ClickException(f"{file} is larger than {_LARGEST} bytes: part it into several files.")
    try:
        text = file.read_text(encoding="utf-8-sig")
        drafts = list(read_questions(file.name, text, Defaults(topic, source)))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8 text: save it as UTF-8.") from None
    except ContentError as error:
        raise click.ClickException(str(error)) from None
    faults = [fault for draft in drafts for fault in draft.faults]
    questions = [draft.question for draft in drafts if draft.question]
    for number, question in enumerate(questions, 1):
        target = folder / question.topic / f"{file.stem.lower()}-{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("x", encoding="utf-8") as opened:
                opened.write(to_markdown(question))
        except FileExistsError:
            raise click.ClickException(f"{target} is there already: choose another folder.") from None
    for fault in faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{len(questions)} questions written, {len(faults)} faults. Name and mend them: shipmate content check {folder}"
    )
    return 1 if faults else 0
