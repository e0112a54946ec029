"""Forms as Slack's modals. Limits: docs.slack.dev, reference/views and reference/block-kit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.slack.attachments import File, name_of
from commands.attachment import require_size
from commands.errors import CommandError
from commands.plain import plain_text
from commands.registry import Call, Command, Registry
from commands.reply import Field, Form
from commands.text import shorten, visible

TITLE = 24
LABEL = 2000
VALUE = 3000

_SUBMIT = "submit "
_FILE = {"type": "file_input", "action_id": "value", "max_files": 1}

SUBMITTED = f"^{_SUBMIT}"
"""Pattern of the modals that are ours."""


class FormFaults(Exception):
    """What was filled in can't be read; `sentences` says for each field what to type instead."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__(sentences)
        self.sentences = sentences


def view(form: Form, channel: str) -> dict[str, Any]:
    """Returns the modal; it remembers the channel, which a submission does not tell."""
    return {
        "type": "modal",
        "callback_id": f"{_SUBMIT}{form.command}",
        "private_metadata": channel,
        "title": _plain(shorten(visible(form.title).strip() or form.command, TITLE)),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": [_input(field) for field in form.fields],
    }


def _input(field: Field) -> dict[str, Any]:
    shown = {
        "type": "input",
        "block_id": field.name,
        "optional": True,
        "label": _plain(shorten(visible(field.label).strip() or field.name, LABEL)),
        "element": _FILE if field.file else _text(field),
    }
    return {**shown, "hint": _plain(shorten(field.hint, LABEL))} if field.hint else shown


def _text(field: Field) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "value", "multiline": field.long, "max_length": VALUE}
    if field.value:
        element["initial_value"] = field.value[:VALUE]
    return element


def submitted(shown: Mapping[str, Any], registry: Registry) -> tuple[Call, dict[str, File]]:
    """Returns the call that a submitted modal makes, and the files that are to be handed over; raises FormFaults."""
    entries = {name: entry["value"] for name, entry in shown["state"]["values"].items()}
    fields = {name: entry["value"] or "" for name, entry in entries.items() if "value" in entry}
    files = {name: entry["files"][0] for name, entry in entries.items() if entry.get("files")}
    try:
        begun = str(shown["callback_id"]).removeprefix(_SUBMIT)
        command = registry.get(begun.partition(" ")[0])
        faults = dict([*_faults(command, fields), *_too_large(files)])
        if faults:
            raise FormFaults(faults)
        return registry.call(begun, fields), files
    except CommandError as trouble:
        raise FormFaults({next(iter(entries)): plain_text(trouble.sentence)}) from None


def _too_large(files: Mapping[str, File]) -> Iterator[tuple[str, str]]:
    for name, file in files.items():
        try:
            require_size(name_of(file), int(file.get("size") or 0))
        except CommandError as trouble:
            yield name, plain_text(trouble.sentence)


def _faults(command: Command, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    given = [each for each in command.parameters if fields.get(each.name)]
    for parameter in given:
        try:
            parameter.read(fields[parameter.name])
        except CommandError as trouble:
            yield parameter.name, plain_text(trouble.sentence)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
