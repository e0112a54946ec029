"""One question to an engine over HTTP, for what the SDK has no bounded or stoppable call.

An answer is read up to a limit: a container with a million files would otherwise fill the bot's memory with `diff`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sandbox.engine.connection import CALL_SECONDS, Connection, EngineRefusedError, NoSuchThingError
from sandbox.engine.streams import hang_up_unread
from sandbox.errors import TooLarge

if TYPE_CHECKING:
    import docker
    import requests

ANSWER_BYTES = 4_000_000
_MESSAGE_BYTES = 4_000
_SILENCE_SECONDS = 3600.0
"""In which a stream says nothing; longer than anything may run."""

Parameters = Mapping[str, str | int]
Body = Mapping[str, Any] | bytes
"""JSON, or an archive as it is."""


async def ask(
    connection: Connection,
    method: str,
    path: str,
    parameters: Parameters | None = None,
    body: Body | None = None,
    *,
    seconds: float = CALL_SECONDS,
    limit: int = ANSWER_BYTES,
) -> Any:
    """Returns the answer's JSON, or None where it is empty.

    Raises NoSuchThingError for a 404, EngineRefusedError for another refusal, TooLarge for more bytes than `limit`.
    """

    def asked(client: docker.APIClient) -> Any:
        with closing(_send(client, method, path, parameters, body, silence=seconds)) as response:
            content = _read(response, limit + 1)
        if len(content) > limit:
            raise TooLarge("There is too much of that to show.", "Look at a part of it, with docker exec.")
        return json.loads(content) if content.strip() else None

    return await connection.call(asked, seconds=seconds)


async def open_answer(
    connection: Connection,
    method: str,
    path: str,
    parameters: Parameters | None = None,
    body: Body | None = None,
) -> requests.Response:
    """Returns an answer that may go on for long, with its body unread. Raises as `ask` does."""
    opening = asyncio.create_task(
        connection.call(lambda client: _send(client, method, path, parameters, body, silence=_SILENCE_SECONDS))
    )
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(hang_up_unread)
        raise


def _send(
    client: docker.APIClient,
    method: str,
    path: str,
    parameters: Parameters | None,
    body: Body | None,
    *,
    silence: float,
) -> requests.Response:
    response = client.request(
        method,
        f"{client.base_url}/v{client.api_version}{path}",
        params=parameters,
        json=None if isinstance(body, bytes) else body,
        data=body if isinstance(body, bytes) else None,
        headers={"Content-Type": "application/x-tar"} if isinstance(body, bytes) else None,
        stream=True,
        timeout=(CALL_SECONDS, silence),
    )
    if response.status_code < 400:
        return response
    message = _read(response, _MESSAGE_BYTES).decode("utf-8", "replace")
    response.close()
    if response.status_code == 404:
        raise NoSuchThingError(message)
    raise EngineRefusedError(response.status_code, message)


def _read(response: requests.Response, limit: int) -> bytes:
    content = bytearray()
    while len(content) < limit and (chunk := response.raw.read1(1 << 16)):
        content += chunk
    return bytes(content[:limit])
