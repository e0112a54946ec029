"""`shipmate db …` and `shipmate sandbox …`: what operators do by hand."""

from __future__ import annotations

import click

from bot.app import engine_folder, open_services
from bot.settings import Settings
from commands.sizes import size
from sandbox.errors import SandboxError


async def upgrade_database(settings: Settings) -> None:
    """Brings the database up to date; opening it does."""
    async with open_services(settings):
        click.echo("The database is up to date.")


def sandbox_up(mirror: str | None) -> None:
    """Starts the private engine; the last line printed is its address."""
    from sandbox.daemon import up

    click.echo("Starting the private engine …", err=True)
    try:
        click.echo(up(engine_folder(), mirror))
    except SandboxError as trouble:
        raise click.ClickException(str(trouble)) from None


def sandbox_down() -> None:
    """Stops the private engine; its images stay."""
    from sandbox.daemon import down

    try:
        down(engine_folder())
    except SandboxError as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo("The private engine is stopped. Its images are kept.")


async def sandbox_status(settings: Settings) -> None:
    """Prints what each engine holds, or why it does not answer."""
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
