"""Forms as Slack's modals. Limits: docs.slack.dev, reference/views and reference/block-kit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from commands.errors import CommandError
from commands.plain import plain_text
from commands.registry import Call, Command, Registry
from commands.reply import Field, Form
from commands.text import shorten, visible

TITLE = 24
LABEL = 2000
VALUE = 3000

_SUBMIT = "submit "

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
    element = {"type": "plain_text_input", "action_id": "value", "multiline": field.long, "max_length": VALUE}
    if field.value:
        element["initial_value"] = field.value[:VALUE]
    shown = {
        "type": "input",
        "block_id": field.name,
        "optional": True,
        "label": _plain(shorten(visible(field.label).strip() or field.name, LABEL)),
        "element": element,
    }
    return {**shown, "hint": _plain(shorten(field.hint, LABEL))} if field.hint else shown


def submitted(shown: Mapping[str, Any], registry: Registry) -> Call:
    """Returns the call that a submitted modal makes; raises FormFaults."""
    fields = {name: entry["value"]["value"] or "" for name, entry in shown["state"]["values"].items()}
    try:
        command = registry.get(shown["callback_id"].removeprefix(_SUBMIT))
        faults = dict(_faults(command, fields))
        if faults:
            raise FormFaults(faults)
        return registry.call(command.name, fields)
    except CommandError as trouble:
        raise FormFaults({next(iter(fields)): plain_text(trouble.sentence)}) from None


def _faults(command: Command, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    given = [each for each in command.parameters if fields.get(each.name)]
    for parameter in given:
        try:
            parameter.read(fields[parameter.name])
        except CommandError as trouble:
            yield parameter.name, plain_text(trouble.sentence)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
