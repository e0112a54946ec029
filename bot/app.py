"""Composition: builds the services and the adapters, and runs them until told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog

from bot.settings import Settings, SettingsError, data_folder
from commands.services import Services

if TYPE_CHECKING:
    from sandbox.host import Sandbox

_log = structlog.get_logger(__name__)


def now() -> datetime:
    """The one clock."""
    return datetime.now(UTC)


def engine_folder() -> Path:
    """Where `shipmate sandbox up` keeps its private engine."""
    return data_folder() / "sandbox"


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Builds what commands work with; connects to no engine and no registry yet.

    Raises ClickException where the database can't be opened.
    """
    from commands.catalogue import REGISTRY
    from commands.store import Store, StoreError, processes
    from content.bank import load_bank

    try:
        store = await Store.open(settings.database_url)
    except StoreError as trouble:
        raise click.ClickException(str(trouble)) from None
    async with store.begin() as transaction:
        installation = await processes.installation(transaction)
    sandbox = build_sandbox(settings, store, installation)
    try:
        yield Services(store, sandbox, load_bank(), REGISTRY, now)
    finally:
        await sandbox.close()
        await store.close()


def build_sandbox(settings: Settings, store: Any, installation: str) -> Sandbox:
    """Builds the door to the engines given, else to the private one; never to the machine's own."""
    from commands.store.images import ImageLedger
    from sandbox.daemon import address_of
    from sandbox.host import Sandbox
    from sandbox.policy import Policy

    return Sandbox(
        settings.docker_hosts or (address_of(engine_folder()),),
        settings.registry_mirror,
        Policy(registries=settings.allowed_registries),
        ImageLedger(store),
        now,
        certificates=settings.docker_certificates,
        installation=installation,
    )


async def run_bot(settings: Settings) -> None:
    """Serves Discord, Slack or both, whichever has tokens, with the scheduler and the web endpoints."""
    if settings.discord_token is None and settings.slack_bot_token is None:
        raise SettingsError("Nothing to connect to: set SHIPMATE_DISCORD_TOKEN or SHIPMATE_SLACK_BOT_TOKEN.")
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(open_services(settings))
        adapters = _adapters(settings, services)
        routes = [route for adapter in adapters.values() for route in getattr(adapter, "routes", list)()]
        await stack.enter_async_context(_serving(settings, services, routes))
        await stack.enter_async_context(_scheduled(services, adapters))
        _log.info("serving", platforms=sorted(adapters), http=settings.http_address)
        await _until_stopped([adapter.run() for adapter in adapters.values()])


def _adapters(settings: Settings, services: Services) -> dict[str, Any]:
    adapters: dict[str, Any] = {}
    if settings.discord_token is not None:
        from bot.adapters.discord import DiscordAdapter

        adapters["discord"] = DiscordAdapter(services, settings)
    if settings.slack_bot_token is not None:
        from bot.adapters.slack import SlackAdapter

        adapters["slack"] = SlackAdapter(services, settings)
    return adapters


def _serving(settings: Settings, services: Services, routes: list[Any]) -> Any:
    from bot.web.server import serving

    return serving(services, settings.http_host, settings.http_port, routes)


def _scheduled(services: Services, messengers: dict[str, Any]) -> Any:
    from bot.scheduler import running_scheduler

    return running_scheduler(services, messengers)


async def run_attached(settings: Settings) -> None:
    """Serves the core over JSON lines on standard input and output until the input ends."""
    from bot.adapters.jsonl import JsonLines

    async with open_services(settings) as services:
        lines = JsonLines(services)
        async with _scheduled(services, {"jsonl": lines}):
            await lines.run()


async def run_chat(settings: Settings, group: str, name: str | None, *, captain: bool) -> None:
    """Opens the terminal study room."""
    from tzlocal import get_localzone

    from bot.adapters.terminal import TerminalRoom
    from commands.store import groups

    async with open_services(settings) as services:
        room = TerminalRoom(services, group, name, captain)
        async with services.store.begin() as transaction:
            await groups.furnish_room(transaction, room.place, get_localzone(), now())
        async with _scheduled(services, {"terminal": room}):
            await room.run()


async def _until_stopped(work: list[Coroutine[Any, Any, None]]) -> None:
    """Runs everything until one ends or the process is told to stop, then stops the rest in order."""
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(each) for each in work]
    stop = asyncio.create_task(_signalled(loop))
    done, _ = await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
    for task in (*tasks, stop):
        task.cancel()
    await asyncio.gather(*tasks, stop, return_exceptions=True)
    for task in done - {stop}:
        task.result()


async def _signalled(loop: asyncio.AbstractEventLoop) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
