"""One interaction, from its payload to the last version of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import discord
import structlog

from bot.adapters.discord.menu import EXPLAIN_MENU
from bot.adapters.discord.sending import arguments, edit_arguments
from bot.throttle import throttled
from commands import core
from commands.errors import CommandError
from commands.explain.message import code_of
from commands.registry import Call
from commands.reply import Form, Reply, reply
from commands.request import Asker, Audience, Place
from commands.services import Services
from commands.text import shorten

_log = structlog.get_logger(__name__)

_AT_ONCE = 1.0
"""Seconds to wait for a first version before the answer is deferred; Discord waits three."""

_PAUSE = 1.2
"""Seconds between two edits: Discord takes about five in five seconds."""

_SUGGESTIONS = 25


def asker_of(interaction: discord.Interaction) -> Asker:
    """Returns who asks. Whoever may manage the server is a captain; in a direct message everybody is."""
    user = interaction.user
    space = str(interaction.guild_id) if interaction.guild_id else f"dm-{user.id}"
    captain = interaction.guild_id is None or interaction.permissions.manage_guild
    place = Place("discord", space, str(interaction.channel_id))
    return Asker(place, str(user.id), user.display_name, str(interaction.locale), is_captain=captain)


async def handle(interaction: discord.Interaction, services: Services) -> None:
    """Answers any interaction; never raises."""
    try:
        match interaction.type:
            case discord.InteractionType.application_command:
                await _command(interaction, services)
            case discord.InteractionType.component:
                await _press(interaction, services)
            case discord.InteractionType.modal_submit:
                await _submit(interaction, services)
            case discord.InteractionType.autocomplete:
                await _suggest(interaction, services)
    except discord.HTTPException as refusal:
        _log.warning("answer not delivered", interaction=interaction.id, status=refusal.status, code=refusal.code)
    except Exception:  # noqa: BLE001 - one interaction's fault must not stop the others
        _log.exception("interaction failed", interaction=interaction.id)


async def _command(interaction: discord.Interaction, services: Services) -> None:
    data: Mapping[str, Any] = interaction.data or {}
    if data["name"] == EXPLAIN_MENU:
        message = next(iter(data["resolved"]["messages"].values()))
        await _answer(interaction, f"/ship explain {code_of(message['content'])}", services)
        return
    name, options = _named(data)
    try:
        call: Call | None = services.registry.call(name, {each["name"]: str(each["value"]) for each in options})
    except CommandError as trouble:
        await _Answer(interaction, Audience.ONLY_YOU).show(reply(trouble.sentence, outcome=trouble.outcome))
        return
    assert call is not None
    await _answer(interaction, call, services)


def _named(data: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]]:
    """Returns the command's name and its options, below the root or on it."""
    options = data.get("options", [])
    if options and options[0]["type"] == 1:
        return options[0]["name"], options[0].get("options", [])
    return data["name"], options


async def _press(interaction: discord.Interaction, services: Services) -> None:
    data: Mapping[str, Any] = interaction.data or {}
    line = str(data.get("custom_id", ""))
    if line.startswith("form "):
        await _open_form(interaction, line.removeprefix("form "), services)
    else:
        await _answer(interaction, line, services)


async def _open_form(interaction: discord.Interaction, command: str, services: Services) -> None:
    """Asks the command afresh for its form and opens it; whatever else it says is said instead."""
    async for version in core.answer(command, asker_of(interaction), services):
        form = next((part for part in version.parts if isinstance(part, Form)), None)
        if form is None:
            await _Answer(interaction, Audience.ONLY_YOU).show(version)
        else:
            await interaction.response.send_modal(_modal(form))
        return


def _modal(form: Form) -> discord.ui.Modal:
    modal = discord.ui.Modal(title=shorten(form.title, 45), custom_id=f"submit {form.command}", timeout=None)
    for field in form.fields[:5]:
        modal.add_item(
            discord.ui.TextInput(
                label=shorten(field.label, 45),
                custom_id=field.name,
                default=field.value[:4000],
                placeholder=shorten(field.hint, 100),
                required=False,
                style=discord.TextStyle.paragraph if field.long else discord.TextStyle.short,
            )
        )
    modal.stop()
    return modal


async def _submit(interaction: discord.Interaction, services: Services) -> None:
    data: Mapping[str, Any] = interaction.data or {}
    fields = {each["custom_id"]: each["value"] for each in _inputs(data.get("components", []))}
    try:
        call = services.registry.call(str(data["custom_id"]).removeprefix("submit "), fields)
    except CommandError as trouble:
        await _Answer(interaction, Audience.ONLY_YOU).show(reply(trouble.sentence, outcome=trouble.outcome))
        return
    await _answer(interaction, call, services)


def _inputs(components: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Returns the text inputs of a submitted form, from rows and from labels alike."""
    found: list[Mapping[str, Any]] = []
    for each in components:
        if "value" in each:
            found.append(each)
        found += _inputs(each.get("components", []))
        if isinstance(each.get("component"), Mapping):
            found += _inputs([each["component"]])
    return found


async def _suggest(interaction: discord.Interaction, services: Services) -> None:
    name, options = _named(interaction.data or {})
    focused = next(each for each in options if each.get("focused"))
    found = await core.suggest(name, focused["name"], str(focused["value"]), asker_of(interaction), services)
    choices = [
        discord.app_commands.Choice(name=shorten(each, 100), value=each) for each in found if 0 < len(each) <= 100
    ]
    await interaction.response.autocomplete(choices[:_SUGGESTIONS])


async def _answer(interaction: discord.Interaction, asked: str | Call, services: Services) -> None:
    """Shows every version, the first directly where it comes soon enough."""
    answer = _Answer(interaction, _audience(asked, services))
    versions = throttled(core.answer(asked, asker_of(interaction), services), _PAUSE)
    first = asyncio.ensure_future(anext(versions))
    done, _ = await asyncio.wait({first}, timeout=_AT_ONCE)
    if not done:
        await answer.defer()
    await answer.show(await first)
    await _show_all(answer, versions)


async def _show_all(answer: _Answer, versions: AsyncIterator[Reply]) -> None:
    async for version in versions:
        await answer.show(version)


def _audience(asked: str | Call, services: Services) -> Audience:
    if isinstance(asked, Call):
        return asked.command.audience
    try:
        return services.registry.read(asked).command.audience
    except CommandError:
        return Audience.ONLY_YOU


class _Answer:
    """The one message that answers an interaction, edited as versions come."""

    def __init__(self, interaction: discord.Interaction, audience: Audience) -> None:
        self._interaction = interaction
        self._private = audience is Audience.ONLY_YOU

    async def defer(self) -> None:
        await self._interaction.response.defer(ephemeral=self._private, thinking=True)

    async def show(self, version: Reply) -> None:
        """Sends the first version and edits it for the others; past the token's 15 minutes, posts what is public."""
        interaction = self._interaction
        if not interaction.response.is_done():
            await interaction.response.send_message(**arguments(version), ephemeral=self._private)
            return
        if interaction.is_expired():
            channel = interaction.channel
            if not self._private and isinstance(channel, discord.abc.Messageable):
                await channel.send(**arguments(version))
            return
        await interaction.edit_original_response(**edit_arguments(version))
