"""`shipmate db …` and `shipmate sandbox …`: what operators do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.app import engine_folder, open_services
from bot.settings import Settings
from commands.services import Services
from commands.sizes import size
from commands.store import groups, totals
from commands.text import visible
from sandbox.errors import SandboxError
from sandbox.policy import Policy
from sandbox.values import HostStatus, PruneReport

if TYPE_CHECKING:
    from sandbox.daemon.plan import Choices


async def upgrade_database(settings: Settings) -> None:
    """Brings the database up to date; opening it does."""
    async with open_services(settings):
        click.echo("The database is up to date.")


async def check_database(settings: Settings) -> int:
    """Adds up all score events anew and prints each total that says otherwise; returns the exit status."""
    async with open_services(settings) as services, services.store.begin() as transaction:
        wrong = await totals.differences(transaction)
    for each in wrong:
        click.echo(
            f"group {each.group_id}, learner {each.learner_id}, {each.period} from {each.begins}: "
            f"kept {each.kept}, the events add up to {each.summed}"
        )
    click.echo(f"{len(wrong)} totals differ from the sums of their events." if wrong else "All totals are true.")
    return 1 if wrong else 0


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
    """Prints what each engine holds or why it does not answer, which groups use it, and what a prune would remove."""
    _show_host()
    async with open_services(settings) as services:
        hosts = await services.sandbox.status()
        for host in hosts:
            click.echo(f"{host.host}: {host.trouble or _held(host)}")
        click.echo(_caps(services.sandbox.policy))
        if any(not host.trouble for host in hosts):
            await _print_groups(services)
        for report in await services.sandbox.prune(dry_run=True):
            going = f"the next prune would remove {len(report.removed)} images"
            click.echo(f"{report.host}: {report.trouble or going}")
            _print_removed(report)


def _held(host: HostStatus) -> str:
    marks = f"pruned from {size(host.high_mark)} to {size(host.low_mark)}"
    return f"engine {host.engine_version}, {host.images} images, {size(host.used)} ({marks})"


def _caps(policy: Policy) -> str:
    return (
        f"caps: a container {size(policy.memory)} memory, {policy.cpus:g} processors, {policy.processes} processes, "
        f"{size(policy.layer_bytes)} written, {policy.run_seconds:g} s, in the background {policy.detached_seconds:g} s; "
        f"a group {policy.containers} containers ({policy.running} running), {policy.volumes} volumes"
    )


async def _print_groups(services: Services) -> None:
    """Prints who uses the engines: a line for every group that has anything there."""
    async with services.store.begin() as transaction:
        names = await groups.names(transaction)
    for group, name in names.items():
        rows = await services.sandbox.usage(str(group))
        if any(row.total for row in rows):
            used = ", ".join(f"{row.total} {row.kind.lower()} ({size(row.size)})" for row in rows if row.total)
            click.echo(f"group {group} {visible(name)}: {used}")


async def sandbox_prune(settings: Settings, *, dry_run: bool) -> None:
    """Prunes every engine and prints what went, or would go, and why."""
    async with open_services(settings) as services:
        for report in await services.sandbox.prune(dry_run=dry_run):
            click.echo(
                f"{report.host}: {size(report.used_before)} → {size(report.used_after)} {report.trouble}".rstrip()
            )
            _print_removed(report)


def _print_removed(report: PruneReport) -> None:
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
    if host.failing:
        click.echo(f"Does not start: {', '.join(host.failing)}. The logs in {engine_folder()} say why.", err=err)


@contextmanager
def _told() -> Iterator[None]:
    """Ends the program with the sentence of what went wrong in the sandbox."""
    try:
        yield
    except SandboxError as trouble:
        raise click.ClickException(str(trouble)) from None
