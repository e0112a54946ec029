"""`shipmate doctor`: looks at everything the bot depends on, and says how to mend what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import click

from bot.app import now, open_services
from bot.settings import Settings

_LARGEST_CLOCK_ERROR = 60
"""Seconds the clock may be off before Slack's signatures (five minutes) and the schedule suffer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is empty where it is well."""

    subject: str
    state: str
    remedy: str = ""


async def diagnose(settings: Settings) -> int:
    """Prints a line a finding; returns the exit status: 1 where something is to be mended."""
    unwell = 0
    async for finding in _findings(settings):
        unwell += bool(finding.remedy)
        click.echo(f"{'✗' if finding.remedy else '✓'} {finding.subject}: {finding.state}")
        if finding.remedy:
            click.echo(f"    {finding.remedy}")
    return 1 if unwell else 0


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with open_services(settings) as services:
            yield Finding("database", "opens and is up to date")
            yield Finding("questions", f"{len(services.bank.questions)} loaded")
            for host in await services.sandbox.status():
                version = f"version {host.engine_version}" if host.engine_version else "no answer"
                yield Finding(f"engine {host.host}", version, host.trouble)
    except click.ClickException as trouble:
        yield Finding("database", "no answer", trouble.message)
    if settings.discord_token is None and settings.slack_bot_token is None:
        yield Finding("chat", "no token set; `shipmate chat` and `attach` work without")
    if settings.discord_token is not None:
        header = {"Authorization": f"Bot {settings.discord_token.get_secret_value()}"}
        yield await _token("Discord", f"{settings.discord_api_url}/users/@me", header)
    if settings.slack_bot_token is not None:
        header = {"Authorization": f"Bearer {settings.slack_bot_token.get_secret_value()}"}
        yield await _token("Slack", f"{settings.slack_api_url.rstrip('/')}/auth.test", header)


async def _token(platform: str, url: str, header: dict[str, str]) -> Finding:
    """Asks a platform who the token belongs to."""
    subject = f"{platform} token"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(url, headers=header) as answer,
        ):
            body = await answer.json(content_type=None)
            name = body.get("username") or body.get("user")
            if answer.status == 200 and name:
                return Finding(subject, f"belongs to {name}{_clock_error(answer.headers.get('Date'))}")
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return Finding(subject, "the platform can't be reached", "Check this machine's network and the API address.")
    return Finding(subject, "not accepted", f"Copy the token again from {platform}'s page of your app.")


def _clock_error(date: str | None) -> str:
    """Says so where this machine's clock differs from the platform's."""
    from email.utils import parsedate_to_datetime

    if date is None:
        return ""
    error = abs((parsedate_to_datetime(date) - now()).total_seconds())
    return f"; but the clock here is {error:.0f} s off, set it right" if error > _LARGEST_CLOCK_ERROR else ""
