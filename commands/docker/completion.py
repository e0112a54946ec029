"""What could be typed next after `/docker`."""

from __future__ import annotations

from commands.request import Request
from commands.services import Services


async def complete(request: Request, services: Services, typed: str) -> list[str]:
    """Suggests commands, and the group's own images once one is named."""
    verb, space, name = typed.partition(" ")
    if not space:
        return [f"{each} " for each in ("pull", "history", "images") if each.startswith(verb.lower())]
    images = await services.sandbox.images(str(request.group.id))
    return [f"{verb} {each.reference.familiar}" for each in images if each.reference.familiar.startswith(name)]
