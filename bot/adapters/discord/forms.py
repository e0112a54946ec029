"""Forms as Discord's modals. Limits: documentation, page components/reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from commands.reply import Field, Form
from commands.text import shorten

TITLE = 45
LABEL = 45
HINT = 100
VALUE = 4000
FIELDS = 5

_OPEN, _SUBMIT = "form ", "submit "


def opened(custom_id: str) -> str | None:
    """Returns the command whose form a button opens; None for any other button."""
    return custom_id.removeprefix(_OPEN) if custom_id.startswith(_OPEN) else None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent: what was written into its fields, and the ids of the files that were uploaded."""

    command: str
    fields: Mapping[str, str]
    files: Mapping[str, str]


def submitted(data: Mapping[str, Any]) -> Submitted:
    """Returns what a form that was sent says."""
    inputs = [label["component"] for label in data.get("components", []) if "component" in label]
    return Submitted(
        str(data["custom_id"]).removeprefix(_SUBMIT),
        {each["custom_id"]: str(each["value"]) for each in inputs if "value" in each},
        {each["custom_id"]: str(each["values"][0]) for each in inputs if each.get("values")},
    )


def modal(form: Form) -> discord.ui.Modal:
    """Returns the modal; finished from the start, since its custom id says what sending it means."""
    window = discord.ui.Modal(title=shorten(form.title, TITLE), custom_id=f"{_SUBMIT}{form.command}", timeout=None)
    for field in form.fields[:FIELDS]:
        window.add_item(_labelled(field))
    window.stop()
    return window


def _labelled(field: Field) -> discord.ui.Label[Any]:
    return discord.ui.Label(
        text=shorten(field.label, LABEL),
        description=shorten(field.hint, HINT) or None,
        component=_upload(field) if field.file else _input(field),
    )


def _upload(field: Field) -> discord.ui.FileUpload[Any]:
    return discord.ui.FileUpload(custom_id=field.name, required=False, min_values=0, max_values=1)


def _input(field: Field) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        custom_id=field.name,
        default=field.value[:VALUE] or None,
        required=False,
        max_length=VALUE,
        style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
    )
