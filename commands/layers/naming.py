"""The option that names an image, for the commands that look into one."""

from __future__ import annotations

from commands.request import Request
from commands.services import Services


async def own_images(request: Request, services: Services, typed: str) -> list[str]:
    """Suggests the group's own images."""
    images = await services.sandbox.images(str(request.group.id))
    return [each.reference.familiar for each in images if each.reference.familiar.startswith(typed)]
