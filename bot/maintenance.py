"""`shipmate db …` and `shipmate sandbox …`: what operators do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.app import engine_folder, open_services
from bot.settings import Settings
from commands.sizes import size
from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from sandbox.daemon.plan import Choices


async def upgrade_database(settings: Settings) -> None:
    """Brings the database up to date; opening it does."""
    async with open_services(settings):
        click.echo("The database is up to date.")


def sandbox_up(mirror: str | None, choices: Choices) -> None:
    """Starts the private engine; the last line printed is its address."""
    from sandbox.daemon import up

    click.echo("Starting the private engine …", err=True)
    with _told():
        address = up(engine_folder(), mirror, **choices)
    _show_host(err=True)
    click.echo(address)


def sandbox_down() -> None:
    """Stops the private engine; its images stay."""
    from sandbox.daemon import down

    with _told():
        down(engine_folder())
    click.echo("The private engine is stopped. Its images are kept.")


def sandbox_reset() -> None:
    """Throws everything on the private engine away."""
    from sandbox.daemon import reset

    with _told():
        reset(engine_folder())
    click.echo("The private engine is stopped and empty. Start it again with: shipmate sandbox up")


async def sandbox_status(settings: Settings) -> None:
    """Prints what each engine holds, or why it does not answer, and what the private one takes and may take."""
    _show_host()
    async with open_services(settings) as services:
        for host in await services.sandbox.status():
            held = (
                f"{host.images} images, {size(host.used)} (pruned from {size(host.high_mark)} to {size(host.low_mark)})"
            )
            click.echo(f"{host.host}: {host.trouble or f'engine {host.engine_version}, {held}'}")


async def sandbox_prune(settings: Settings, *, dry_run: bool) -> None:
    """Prunes every engine and prints what went, or would go, and why."""
    async with open_services(settings) as services:
        for report in await services.sandbox.prune(dry_run=dry_run):
            click.echo(
                f"{report.host}: {size(report.used_before)} → {size(report.used_after)} {report.trouble}".rstrip()
            )
            for each in report.removed:
                click.echo(f"  {each.name or each.image_id[7:19]}  {size(each.size)}  {each.reason}")


def _show_host(*, err: bool = False) -> None:
    """Tells what the private engine takes of this machine, where it runs."""
    from sandbox.daemon import status

    host = status(engine_folder())
    if host.disk is not None:
        free, total = host.disk
        click.echo(f"Disk: {size(total - free)} used, {size(free)} free", err=err)
    for name, caps in host.caps.items():
        pid = f", process {host.processes[name]}" if name in host.processes else ""
        click.echo(f"{name}: up to {size(caps.memory)}, {caps.cpus:g} cores, {caps.pids} threads{pid}", err=err)
    if host.trouble:
        click.echo(
            f"Does not start: {', '.join(host.trouble.split())}. The logs in {engine_folder()} say why.", err=True
        )


@contextmanager
def _told() -> Iterator[None]:
    """Ends the program with the sentence of what went wrong in the sandbox."""
    try:
        yield
    except SandboxError as trouble:
        raise click.ClickException(str(trouble)) from None
