"""`shipmate content …`: the writers' tools in the terminal."""

from __future__ import annotations

from pathlib import Path

import click


def check_content(folder: Path | None) -> int:
    """Prints every fault of the bank with its remedy; returns the exit status: 1 where something is in error."""
    from content.bank import ContentError, load_bank
    from content.check import check

    try:
        bank = load_bank(folder)
    except ContentError as faults:
        click.echo(str(faults), err=True)
        return 1
    findings = check(bank)
    for finding in findings:
        click.echo(str(finding))
    errors = sum(finding.severity == "error" for finding in findings)
    click.echo(f"{len(bank.questions)} questions, {errors} errors, {len(findings) - errors} warnings")
    return 1 if errors else 0


def show_stats() -> None:
    """Prints how the bank covers topics, kinds and difficulties."""
    from content.bank import load_bank
    from content.stats import stats

    click.echo(str(stats(load_bank())))
