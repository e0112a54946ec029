"""The Discord adapter: a client with the least intents, the menu, and the messenger of its groups."""

from __future__ import annotations

import asyncio
from datetime import datetime

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord import posting
from bot.adapters.discord.interactions import handle
from bot.adapters.discord.menu import fingerprint, menu
from bot.settings import Settings, SettingsError
from commands.messenger import CannotPost, MessageRef
from commands.reply import Reply
from commands.request import Place
from commands.services import Services
from commands.store import keeping, notes

_log = structlog.get_logger(__name__)

_LAST_SECONDS = 5.0
_WRONG_TOKEN = "SHIPMATE_DISCORD_TOKEN: Discord does not know this token; copy it again from the developer portal."  # noqa: S105 - not one


class StudyGroupClient(discord.Client):
    """A client that answers interactions. Reads no messages and no member lists, so it needs no privileged intent."""

    def __init__(self, services: Services) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # operators need no word on voice
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.services = services
        self._answering: set[asyncio.Task[None]] = set()

    async def setup_hook(self) -> None:
        """Synchronises the menu if it differs from the one synchronised last; the old one serves where that fails."""
        assert self.application_id is not None
        try:
            await self._synchronise(self.application_id)
        except discord.HTTPException as refusal:
            _log.error("menu not synchronised", status=refusal.status, code=refusal.code, refusal=refusal.text)

    async def _synchronise(self, application: int) -> None:
        payload = menu(self.services.registry)
        current, name = fingerprint(payload), f"discord-menu-{application}"
        async with self.services.store.begin() as transaction:
            if await notes.get(transaction, name) == current:
                return
        await self.http.bulk_upsert_global_commands(application, payload)
        async with self.services.store.begin() as transaction:
            await notes.put(transaction, name, current)
        _log.info("menu synchronised", application=application, commands=len(payload))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        answering = asyncio.create_task(handle(interaction, self.services))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)
        await answering

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Notes that a server has taken the bot out; one that is only unavailable for a while sends no such event."""
        await self._left(str(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Brings back what is still kept of a server."""
        await self._came_back(str(guild.id))

    async def on_ready(self) -> None:
        """Makes up for the events that came while nobody listened: Discord has just told of every server there is."""
        present = {str(guild.id) for guild in self.guilds}
        known = await self.services.store.read(lambda transaction: keeping.spaces_of(transaction, "discord"))
        for space, left in known.items():
            if left and space in present:
                await self._came_back(space)
            elif not left and space not in present and space.isdigit():  # not so a private conversation
                await self._left(space)

    async def _left(self, space: str) -> None:
        now = self.services.now()
        await self.services.store.write(lambda transaction: keeping.leave(transaction, "discord", space, now))
        _log.info("taken out of a server", space=space)

    async def _came_back(self, space: str) -> None:
        await self.services.store.write(lambda transaction: keeping.come_back(transaction, "discord", space))

    async def finish(self) -> None:
        """Lets the answers under way come to their end, as long as a service manager waits before it kills."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=_LAST_SECONDS)


class DiscordAdapter:
    """Runs the client, and posts for the scheduler."""

    def __init__(self, services: Services, settings: Settings, client: StudyGroupClient | None = None) -> None:
        assert settings.discord_token is not None
        self._token = settings.discord_token.get_secret_value()
        Route.BASE = settings.discord_api_url.rstrip("/")
        if settings.discord_gateway_url is not None:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
        self.client = client or StudyGroupClient(services)

    async def run(self) -> None:
        """Stays connected until cancelled; raises SettingsError where Discord does not know the token."""
        async with self.client:
            try:
                await self.client.start(self._token)
            except discord.LoginFailure:
                raise SettingsError(_WRONG_TOKEN) from None
            finally:
                await self.client.finish()

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Posts a message once for its key; raises CannotPost."""
        self._require_connection()
        return await posting.post(self.client, place, reply, key, under)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        """Sends somebody a direct message; raises CannotPost."""
        self._require_connection()
        await posting.tell(self.client, int(user), reply, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replaces a message; raises CannotPost."""
        self._require_connection()
        await posting.edit(self.client, message, reply)

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds the message that was posted with a key; raises CannotPost."""
        self._require_connection()
        return await posting.find(self.client, place, key, since, under)

    def _require_connection(self) -> None:
        if not self.client.is_ready():
            raise CannotPost("The bot is not connected to Discord yet.", passing=True)
