"""A simulated Discord with one server, a learner and a captain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import simcord
from payloads import check_discord, check_discord_message
from room import Room

from bot.adapters.discord.adapter import StudyGroupClient

_SHOWN = 4
_MODAL = 9


@pytest.fixture
def simcord_bot(room: Room) -> StudyGroupClient:
    return StudyGroupClient(room.services)


@pytest.fixture
async def env(simcord_env: simcord.Env) -> AsyncIterator[simcord.Env]:
    """The simulated Discord; whatever was sent there in the test must be what Discord takes."""
    yield simcord_env
    for request in simcord_env.http_requests:
        _check(request.method, request.path, request.json)


@pytest.fixture
def channel(env: simcord.Env) -> Any:
    return env.create_guild().create_text_channel("general")


@pytest.fixture
def ana(env: simcord.Env, channel: Any) -> Any:
    return env.guild.add_member(env.create_user("ana"))


@pytest.fixture
def captain(env: simcord.Env, channel: Any) -> Any:
    role = env.guild.create_role("captains", permissions=discord.Permissions(manage_guild=True))
    return env.guild.add_member(env.create_user("cap"), roles=[role])


def _check(method: str, path: str, body: Any) -> None:
    if path.endswith("/commands") and method == "PUT":
        for command in body:
            check_discord("ApplicationCommandUpdateRequest", command)
    elif path.endswith("/callback"):
        _check_callback(body)
    elif path.endswith("/messages") and method == "POST":
        check_discord_message(body)
    elif path.endswith("@original") and method == "PATCH":
        check_discord_message(body, "IncomingWebhookUpdateRequestPartial")
    elif "/messages/" in path and method == "PATCH":
        check_discord_message(body, "MessageEditRequestPartial")


def _check_callback(body: Any) -> None:
    if body["type"] == _SHOWN:
        check_discord_message(body["data"], "IncomingWebhookInteractionRequest")
    elif body["type"] == _MODAL:
        check_discord("ModalInteractionCallbackRequest", body)
