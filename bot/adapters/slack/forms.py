"""Forms as Slack's modals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.reply import Form
from commands.text import shorten


def view(form: Form, channel: str) -> dict[str, Any]:
    """Returns the modal; it remembers the channel, which a submission does not tell."""
    return {
        "type": "modal",
        "callback_id": f"submit {form.command}",
        "private_metadata": channel,
        "title": _plain(shorten(form.title, 24)),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": field.name,
                "optional": True,
                "label": _plain(field.label),
                "hint": _plain(field.hint or field.label),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "initial_value": field.value,
                    "multiline": field.long,
                },
            }
            for field in form.fields
        ],
    }


def submitted(view_state: Mapping[str, Any]) -> dict[str, str]:
    """Returns the fields of a submitted modal."""
    values = view_state.get("values", {})
    return {name: entry["value"]["value"] or "" for name, entry in values.items()}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
