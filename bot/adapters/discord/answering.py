"""One answer on Discord: acknowledged in time, then edited as its versions come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable

import aiohttp
import discord
import structlog

from bot.adapters.discord.sending import arguments, edit_arguments
from bot.throttle import throttled
from commands import core
from commands.errors import CommandError
from commands.registry import Call
from commands.reply import Reply
from commands.request import Asker, Audience, Place
from commands.services import Services

_log = structlog.get_logger(__name__)

_AT_ONCE = 1.0
"""Seconds to wait for a first version before the answer is deferred; Discord waits three."""

_PAUSE = 1.2
"""Seconds between two edits: Discord takes about five in five seconds."""

_TOKEN_GONE = 50027


def asker_of(interaction: discord.Interaction) -> Asker:
    """Returns who asks. Whoever may manage the server is a captain; in a direct message everybody is."""
    user = interaction.user
    space = str(interaction.guild_id) if interaction.guild_id else f"dm-{user.id}"
    captain = interaction.guild_id is None or interaction.permissions.manage_guild
    place = Place("discord", space, str(interaction.channel_id))
    return Asker(place, str(user.id), user.display_name, str(interaction.locale), is_captain=captain)


async def answer(interaction: discord.Interaction, asked: str | Call, services: Services) -> None:
    """Shows every version of the answer, the first one directly where it comes soon enough."""
    shown = Answer(interaction, _audience(asked, services))
    versions = throttled(core.answer(asked, asker_of(interaction), services), _PAUSE)
    first = asyncio.create_task(_next(versions))
    done, _ = await asyncio.wait({first}, timeout=_AT_ONCE)
    if not done:
        await _delivered(shown.defer(), interaction)
    version = await first
    while version is not None:
        await _delivered(shown.show(version), interaction)
        version = await _next(versions)


async def _next(versions: AsyncIterator[Reply]) -> Reply | None:
    return await anext(versions, None)


def _audience(asked: str | Call, services: Services) -> Audience:
    if isinstance(asked, Call):
        return asked.command.audience
    try:
        return services.registry.read(asked).command.audience
    except CommandError:
        return Audience.ONLY_YOU


async def _delivered(sending: Awaitable[None], interaction: discord.Interaction) -> None:
    """Sends one version; one that is lost on the way must not keep the later ones back."""
    try:
        await sending
    except discord.HTTPException as refusal:
        _log.warning("version not delivered", interaction=interaction.id, status=refusal.status, code=refusal.code)
    except (aiohttp.ClientError, OSError) as trouble:
        _log.warning("Discord can't be reached", interaction=interaction.id, trouble=str(trouble))


class Answer:
    """The one message that answers an interaction. After its token's 15 minutes a public one goes to the channel."""

    def __init__(self, interaction: discord.Interaction, audience: Audience) -> None:
        self._interaction = interaction
        self._private = audience is Audience.ONLY_YOU
        self._late: discord.Message | None = None

    async def defer(self) -> None:
        """Lets Discord show that an answer is on its way, unless it does so already."""
        if not self._interaction.response.is_done():
            await self._interaction.response.defer(ephemeral=self._private, thinking=True)

    async def show(self, version: Reply) -> None:
        """Sends the first version, and edits it for each later one."""
        interaction = self._interaction
        if not interaction.response.is_done():
            await interaction.response.send_message(**arguments(version), ephemeral=self._private)
        elif interaction.is_expired():
            await self._show_late(version)
        else:
            await self._edit(version)

    async def _edit(self, version: Reply) -> None:
        try:
            await self._interaction.edit_original_response(**edit_arguments(version))
        except discord.HTTPException as refusal:
            if refusal.code != _TOKEN_GONE:
                raise
            await self._show_late(version)

    async def _show_late(self, version: Reply) -> None:
        interaction = self._interaction
        if self._late is not None:
            await self._late.edit(**edit_arguments(version))
        elif self._private or interaction.channel_id is None:
            _log.warning("private answer came too late", interaction=interaction.id)
        else:
            channel = interaction.client.get_partial_messageable(interaction.channel_id)
            self._late = await channel.send(**arguments(version))
