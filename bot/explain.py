"""`shipmate explain`: one command line explained in the terminal, or many as JSON lines."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import TextIO

import click


def explain_lines(source: TextIO, target: TextIO) -> None:
    """Answers one JSON object a line."""
    from commands.explain.jsonl import answer_lines

    for answer in answer_lines(source):
        target.write(answer + "\n")
        target.flush()


def explain_once(words: Sequence[str], *, as_json: bool) -> None:
    """Explains the words of a command line; a single word is a line that was quoted whole."""
    from commands.explain import explain, to_json

    if not words:
        raise click.UsageError(
            "Give a command line to explain, such as: shipmate explain docker run --rm -it alpine sh"
        )
    line = words[0] if len(words) == 1 else shlex.join(words)
    if as_json:
        click.echo(json.dumps(to_json(explain(line)), ensure_ascii=False))
        return
    from rich.console import Console

    from bot.adapters.terminal.explained import explained
    from commands.explain.message import explain_message

    Console().print(explained(explain_message(line)))
