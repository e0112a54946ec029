"""Every kind of interaction, from its payload to what is asked of the core."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from typing import Any

import discord
import structlog

from bot.adapters.discord.answering import Answer, answer, asker_of
from bot.adapters.discord.attachments import Uploads, dockerfile_of, fetch, uploads
from bot.adapters.discord.forms import modal, opened, submitted
from bot.adapters.discord.menu import ATTACHMENT, EXPLAIN_MENU
from commands import core
from commands.errors import CommandError
from commands.explain.message import commands_in
from commands.registry import Call
from commands.reply import Form, reply
from commands.request import Audience
from commands.services import Services
from commands.text import Code, Text, say

_log = structlog.get_logger(__name__)

_SUBCOMMAND = 1
_SUGGESTIONS = 25
_SUGGESTION = 100
_WITHIN = 2.5
"""Seconds for what can't be deferred: Discord waits three for suggestions and forms."""

Data = Mapping[str, Any]


async def handle(interaction: discord.Interaction, services: Services) -> None:
    """Answers any interaction; never raises."""
    try:
        await _handle(interaction, interaction.data or {}, services)
    except discord.HTTPException as refusal:
        _log.warning("answer not delivered", interaction=interaction.id, status=refusal.status, code=refusal.code)
    except Exception:  # noqa: BLE001 - one interaction's fault must not stop the others
        incident = secrets.token_hex(4)
        _log.exception("interaction failed", interaction=interaction.id, incident=incident)
        await _apologise(interaction, incident)


async def _handle(interaction: discord.Interaction, data: Data, services: Services) -> None:
    match interaction.type:
        case discord.InteractionType.autocomplete:
            await _suggest(interaction, data, services)
        case discord.InteractionType.component:
            await _press(interaction, str(data["custom_id"]), services)
        case discord.InteractionType.modal_submit:
            form = submitted(data)
            await _call(interaction, form.command, form.fields, services, uploads(interaction, data, form.files))
        case discord.InteractionType.application_command if data["name"] == EXPLAIN_MENU:
            await _explain(interaction, data, services)
        case discord.InteractionType.application_command:
            name, options = _named(data)
            typed = {each["name"]: str(each["value"]) for each in options if each["type"] != ATTACHMENT}
            files = {each["name"]: str(each["value"]) for each in options if each["type"] == ATTACHMENT}
            await _call(interaction, name, typed, services, uploads(interaction, data, files))


async def _call(
    interaction: discord.Interaction,
    name: str,
    typed: Mapping[str, str],
    services: Services,
    files: Uploads | None = None,
) -> None:
    """Answers a command with its options. Files are fetched after it is acknowledged: they may take their time."""
    try:
        call: Call = services.registry.call(name, typed)
        if files:
            await Answer(interaction, call.command.audience).defer()
            call = call.handing_over(await fetch(files))
    except CommandError as trouble:
        await _tell(interaction, trouble.sentence)
        return
    await answer(interaction, call, services)


def _named(data: Data) -> tuple[str, list[Data]]:
    """Returns the command's name and its options, below the root or on it."""
    options = data.get("options", [])
    if options and options[0]["type"] == _SUBCOMMAND:
        return options[0]["name"], options[0].get("options", [])
    return data["name"], options


async def _press(interaction: discord.Interaction, custom_id: str, services: Services) -> None:
    """Takes a button's custom id as the line that it types, or opens its form."""
    command = opened(custom_id)
    if command is None:
        await answer(interaction, custom_id, services)
    else:
        await _open_form(interaction, command, services)


async def _open_form(interaction: discord.Interaction, command: str, services: Services) -> None:
    """Asks the command afresh for its form and opens it; whatever else it says is said instead."""
    versions = core.answer(command, asker_of(interaction), services)
    try:
        async with asyncio.timeout(_WITHIN):
            version = await anext(versions)
    except TimeoutError:
        await _tell(interaction, say("That took too long to open. Press the button again."))
        return
    form = next((part for part in version.parts if isinstance(part, Form) and part.command == command), None)
    if form is None:
        await Answer(interaction, Audience.ONLY_YOU).show(version)
    else:
        await interaction.response.send_modal(modal(form))


async def _suggest(interaction: discord.Interaction, data: Data, services: Services) -> None:
    name, options = _named(data)
    focused = next(each for each in options if each.get("focused"))
    found: list[str] = []
    with contextlib.suppress(CommandError, TimeoutError):
        async with asyncio.timeout(_WITHIN):
            found = await core.suggest(name, focused["name"], str(focused["value"]), asker_of(interaction), services)
    choices = [discord.app_commands.Choice(name=each, value=each) for each in found if 0 < len(each) <= _SUGGESTION]
    await interaction.response.autocomplete(choices[:_SUGGESTIONS])


async def _explain(interaction: discord.Interaction, data: Data, services: Services) -> None:
    """Explains the Dockerfile attached to somebody's message to the one who asks, or the docker commands in it."""
    message = next(iter(data["resolved"]["messages"].values()))
    file = dockerfile_of(interaction, message)
    if file is not None:
        await _call(interaction, "dockerfile", {}, services, {"file": file})
        return
    await _call(interaction, "explain", {"line": commands_in(message["content"])}, services)


async def _tell(interaction: discord.Interaction, sentence: Text) -> None:
    await Answer(interaction, Audience.ONLY_YOU).show(reply(sentence))


async def _apologise(interaction: discord.Interaction, incident: str) -> None:
    """Says that it is our fault, if Discord still takes an answer."""
    sorry = say("Something broke on our side. Tell the operator {incident} and try again.", incident=Code(incident))
    with contextlib.suppress(Exception):
        await _tell(interaction, sorry)
