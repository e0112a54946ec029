"""Requests from Slack over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest


def bolt_request(body: str, headers: Mapping[str, str]) -> AsyncBoltRequest:
    """Returns bolt's request. The signature is checked over the body as it came.

    Bolt looks for the word payload anywhere in a body and takes a command that says it for an empty interaction, so
    it reads the word spelled out.
    """
    readable = body if body.startswith(("{", "payload=")) else body.replace("payload", "%70ayload")
    request = AsyncBoltRequest(body=readable, headers=dict(headers))
    request.raw_body = body
    return request


async def over_http(request: web.Request, app: AsyncApp) -> web.Response:
    """Checks a request's signature, hands it on and answers with the acknowledgement."""
    asked = bolt_request(await request.text(), request.headers)
    return await to_aiohttp_response(await app.async_dispatch(asked))
