"""What a typed name stands for: an image may be called by its ID, too."""

from __future__ import annotations

import re

from commands.request import Request
from commands.services import Services
from sandbox.references import Reference

_ID = re.compile(r"(?:sha256:)?[0-9a-f]{4,64}")


async def own_reference(typed: str, request: Request, services: Services) -> Reference:
    """Returns the image of a name, or the group's own whose ID begins like this. Raises SandboxError for neither."""
    if _ID.fullmatch(typed):
        start = typed.removeprefix("sha256:")
        for each in await services.sandbox.images(str(request.group.id)):
            if each.image_id.removeprefix("sha256:").startswith(start):
                return each.reference
    return services.sandbox.reference(typed)
