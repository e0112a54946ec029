"""Files that people handed over: fetched from Slack's own hosts only, once their size is known to be small enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import TROUBLE, code
from commands.attachment import LARGEST, Attachment, require_size, shown_name
from commands.dockerfile.naming import is_dockerfile_name
from commands.errors import CommandError, unavailable

_log = structlog.get_logger(__name__)

_WITHIN = aiohttp.ClientTimeout(total=10)
"""Seconds in which a file has to be there."""

File = Mapping[str, Any]
"""Slack's description of a file: docs.slack.dev, reference/objects/file-object."""


class _NotGiven(Exception):
    """Slack has no file at its address, or not for us: without the scope files:read it shows a page instead."""


def dockerfile_of(message: Mapping[str, Any]) -> File | None:
    """Returns the first Dockerfile that is attached to a message, as far as the names tell."""
    files: Iterable[File] = message.get("files") or ()
    return next((each for each in files if is_dockerfile_name(name_of(each))), None)


def name_of(file: File) -> str:
    """Returns what a file is called."""
    return str(file.get("name") or file.get("title") or "file")


async def fetch(client: AsyncWebClient, file: File) -> Attachment:
    """Downloads a file; raises CommandError where it is too large or can't be had."""
    try:
        known = file if file.get("url_private") else (await client.files_info(file=file["id"]))["file"]
        require_size(name_of(known), int(known.get("size") or 0))
        return Attachment(name_of(known), await _download(client, known))
    except (*TROUBLE, _NotGiven) as trouble:
        _log.warning("file not fetched", file=file.get("id"), code=code(trouble), trouble=str(trouble)[:200])
        raise _not_had(file) from None


def _not_had(file: File) -> CommandError:
    return unavailable(
        "Slack did not hand {name} over: the app may lack the permission, or the file lies outside Slack.",
        name=shown_name(name_of(file)),
    )


async def _download(client: AsyncWebClient, file: File) -> bytes:
    """Returns what is in a file, cut one byte past the limit. The token goes to no other host, so no redirect is followed."""
    address = str(file.get("url_private_download") or file["url_private"])
    if not is_slacks(address, client.base_url):
        raise _NotGiven("another host")
    bearer = {"Authorization": f"Bearer {client.token}"}
    async with (
        aiohttp.ClientSession(timeout=_WITHIN) as session,
        session.get(address, headers=bearer, allow_redirects=False, proxy=client.proxy) as answer,
    ):
        if answer.status != 200 or _is_page(answer, file):
            raise _NotGiven(f"status {answer.status}, {answer.content_type}")
        data = b""
        async for chunk in answer.content.iter_chunked(LARGEST):
            data = (data + chunk)[: LARGEST + 1]
            if len(data) > LARGEST:
                break
        return data


def is_slacks(address: str, api: str) -> bool:
    """Says whether an address is on the API's host or one below it, such as files.slack.com."""
    theirs, ours = urlsplit(address), urlsplit(api)
    host, domain = theirs.hostname or "", ours.hostname or ""
    below = host == domain or host.endswith(f".{domain}")
    return below and (theirs.scheme, theirs.port) == (ours.scheme, ours.port)


def _is_page(answer: aiohttp.ClientResponse, file: File) -> bool:
    return answer.content_type == "text/html" and file.get("mimetype") != "text/html"
