"""Files that came with an interaction, fetched from Discord once their size is known to be small enough."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp
import discord

from commands.attachment import Attachment, require_size, shown_name
from commands.dockerfile.naming import is_dockerfile_name
from commands.errors import unavailable

_WITHIN = 10.0
"""Seconds in which a file has to be there."""

Uploads = Mapping[str, discord.Attachment]
"""Files by the name of the option or the field that they were given for."""


def uploads(interaction: discord.Interaction, data: Mapping[str, Any], given: Mapping[str, str]) -> Uploads:
    """Returns the files that options or fields name by their ids."""
    known = data.get("resolved", {}).get("attachments", {})
    return {name: _attachment(interaction, known[identity]) for name, identity in given.items()}


def dockerfile_of(interaction: discord.Interaction, message: Mapping[str, Any]) -> discord.Attachment | None:
    """Returns the first Dockerfile that is attached to a message, as far as the names tell."""
    files: Iterable[Mapping[str, Any]] = message.get("attachments") or ()
    found = next((each for each in files if is_dockerfile_name(each["filename"])), None)
    return _attachment(interaction, found) if found else None


def _attachment(interaction: discord.Interaction, data: Any) -> discord.Attachment:
    return discord.Attachment(data=data, state=interaction._state)  # noqa: SLF001 - as discord.py makes its own


async def fetch(files: Uploads) -> dict[str, Attachment]:
    """Downloads files; raises CommandError for one that is too large or can't be had."""
    return {name: await _fetch(file) for name, file in files.items()}


async def _fetch(file: discord.Attachment) -> Attachment:
    require_size(file.filename, file.size)
    try:
        async with asyncio.timeout(_WITHIN):
            return Attachment(file.filename, await file.read())
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise unavailable(
            "Discord did not hand {name} over: attach it again.", name=shown_name(file.filename)
        ) from None
