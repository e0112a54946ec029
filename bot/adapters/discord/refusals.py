"""Discord's refusals in words for a captain. Codes: documentation, page topics/opcodes-and-status-codes."""

from __future__ import annotations

import discord

_SERVER_TROUBLE = 500
_TOO_MANY = 429
_MISSING_ACCESS, _MISSING_PERMISSIONS = 50001, 50013

_REASONS = {
    10003: "The channel is gone: type /ship setup here:yes in another one.",
    10008: "The message is gone.",
    40333: "Discord's protection refuses the bot's address: ask the operator.",
    50007: "This person takes no direct messages.",
    50083: "The thread is archived: open it again, or type /ship setup here:yes in a channel.",
    160005: "The thread is locked: unlock it, or type /ship setup here:yes in a channel.",
}

_NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "attach_files": "Attach Files",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}


def reason(client: discord.Client, channel: int, refusal: discord.HTTPException) -> str:
    """Returns one sentence on why Discord does not take a message in a channel, and how to mend it."""
    if passing(refusal):
        return "Discord is too busy to take the message right now."
    if refusal.code in {_MISSING_ACCESS, _MISSING_PERMISSIONS}:
        return f"The bot may not write there: give it {missing(client, channel)} in the channel."
    return _REASONS.get(refusal.code, f"Discord refuses the message (code {refusal.code}).")


def passing(refusal: discord.HTTPException) -> bool:
    """Says whether the same may work later."""
    return refusal.status == _TOO_MANY or refusal.status >= _SERVER_TROUBLE


def missing(client: discord.Client, channel: int) -> str:
    """Names the permissions that the bot lacks in a channel, or all that it needs where it can't tell."""
    found = client.get_channel(channel)
    held = discord.Permissions.none()
    if isinstance(found, discord.abc.GuildChannel | discord.Thread):
        held = found.permissions_for(found.guild.me)
    lacking = [label for name, label in _NEEDED.items() if not getattr(held, name)]
    return _listed(lacking or list(_NEEDED.values()))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
