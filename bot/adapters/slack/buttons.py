"""Choices and forms as rows of buttons, each with the line that pressing it types."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.slack.draft import BUTTON_TEXT, BUTTON_VALUE, BUTTONS, Block, Element
from commands.reply import Choices, Form, Part
from commands.text import shorten, visible

_PRESS, _OPEN = "press-", "form "

PRESSED = f"^{_PRESS}"
"""Pattern of the actions that are ours."""


def opened(line: str) -> str | None:
    """Returns the command whose form a button opens; None for any other button."""
    return line.removeprefix(_OPEN) if line.startswith(_OPEN) else None


def presses(part: Part) -> list[tuple[str, str]]:
    """Returns the labels and lines of a part's buttons."""
    match part:
        case Choices(items):
            return [(choice.label, choice.line) for choice in items]
        case Form():
            return [(part.label, f"{_OPEN}{part.command}")]
        case _:
            return []


def rows(part: Part, number: int) -> Iterator[Block]:
    """Yields rows of buttons; an action's id is its place in the message, so that none comes twice."""
    buttons = [_button(label, line, f"{_PRESS}{number}-{at}") for at, (label, line) in enumerate(presses(part))]
    for start in range(0, len(buttons), BUTTONS):
        yield {"type": "actions", "elements": buttons[start : start + BUTTONS]}


def _button(label: str, line: str, action: str) -> Element:
    if not 1 <= len(line) <= BUTTON_VALUE:
        raise ValueError(f"a choice's line has {len(line)} characters, Slack takes 1 to {BUTTON_VALUE}: {line[:80]}")
    title = shorten(visible(label).strip() or line, BUTTON_TEXT)
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": title, "emoji": False},
        "value": line,
    }
