"""An image as `docker save` sends it, for whoever reads it as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from sandbox.engine.connection import CALL_SECONDS, NoSuchThingError
from sandbox.errors import Unavailable

if TYPE_CHECKING:
    import docker

T = TypeVar("T")

_PIECE = 1 << 18


def read_saved(client: docker.APIClient, image_id: str, read: Callable[[Iterator[bytes]], T], seconds: float) -> T:
    """Returns what `read` makes of the archive; hangs up when it has read enough.

    Blocks. Raises NoSuchThingError where the engine has no such image.
    """
    # Not the SDK's own call: the engine is silent while it writes the archive, for longer than the SDK would wait.
    response = client.get(
        f"{client.base_url}/v{client.api_version}/images/{image_id}/get", stream=True, timeout=(CALL_SECONDS, seconds)
    )
    with response:
        if response.status_code == 404:
            raise NoSuchThingError
        if response.status_code != 200:
            raise Unavailable("The learners' Docker host could not hand out this image.", "Try again in a minute.")
        return read(response.iter_content(_PIECE))
