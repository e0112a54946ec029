"""`shipmate content preview`: a question, a lab or a lesson in the three shapes that learners will see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from commands.reply import Reply


def replies_of(name: str) -> Sequence[Reply]:
    """Returns all that learners will see of a question, a lab or a topic's lesson.

    Raises KeyError where nothing is called so, ContentError where it can't be read.
    """
    from commands.labs.preview import preview as preview_lab
    from commands.learning.cards import card_parts
    from commands.quiz.preview import preview as preview_question
    from content.bank import load_bank
    from content.lab_bank import load_labs
    from content.lessons import load_lessons
    from content.topics import TOPICS

    if name in TOPICS:
        lesson = load_lessons()[name]
        return [Reply(card_parts(lesson, number)) for number in range(1, len(lesson.cards) + 1)]
    labs = load_labs()
    if name in labs:
        lab = labs.get(name)
        return list(preview_lab(lab, labs.after(lab)))
    return preview_question(load_bank().get(name))


def show_preview(replies: Iterable[Reply], *, as_json: bool) -> None:
    """Prints each for the terminal, Discord and Slack: as text, or as what is sent to the platforms."""
    for reply in replies:
        if as_json:
            click.echo(json.dumps({"discord": _discord(reply), "slack": _slack(reply)}, ensure_ascii=False, indent=1))
        else:
            _show(reply)


def _show(reply: Reply) -> None:
    from rich.console import Console
    from rich.rule import Rule

    from bot.adapters.terminal.render import render

    console = Console()
    console.print(Rule("Terminal"), render(reply))
    for name, shown in (("Discord", _discord(reply)), ("Slack", _slack(reply))):
        console.print(Rule(name))
        click.echo("\n\n".join(_texts(shown)) + "\n")


def _discord(reply: Reply) -> list[dict[str, Any]]:
    from bot.adapters.discord.render import render

    return [dict(component) for component in render(reply).components]


def _slack(reply: Reply) -> list[dict[str, Any]]:
    from bot.adapters.slack.render import render

    return render(reply).blocks


def _texts(shown: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yields the words of each block or component, buttons in brackets."""
    for block in shown:
        if words := "".join(_words(block)).strip():
            yield words


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _words(each)
    elif isinstance(part, dict):
        label = part.get("label") or (part.get("text") if part.get("type") == "button" else None)
        if label is not None:
            yield f"[{''.join(_words(label))}]  "
            return
        if part.get("type") == "rich_text_list":
            for number, element in enumerate(part["elements"], 1):
                yield "".join((f"{number}. ", *_words(element), "\n"))
            return
        content = part.get("content") or part.get("text") or part.get("url") or part.get("description")
        yield from [content] if isinstance(content, str) else _words(content)
        yield from _words([part.get(each) for each in ("components", "elements", "items", "accessory")])
    elif isinstance(part, str):
        yield part
