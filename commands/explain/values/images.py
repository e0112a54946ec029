"""Image references: registry, path, tag and digest."""

from __future__ import annotations

import re
from typing import NamedTuple

from commands.explain.values.misfit import Misfit

_COMPONENT = r"[a-z0-9]+(?:(?:\.|__|_|-+)[a-z0-9]+)*"
_LABEL = r"(?:[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]|[a-zA-Z0-9])"
_REGISTRY = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_OF_REGISTRY = re.compile("[.:A-Z]")
_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_ID = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_LONGEST_NAME = 255


class Image(NamedTuple):
    """An image by its parts; `registry` is empty for Docker Hub, `path` for an image given by its ID."""

    registry: str
    path: str
    tag: str
    digest: str


def read_image(value: str) -> Image:
    """Reads a reference such as `registry:5000/team/app:1.2@sha256:…`."""
    if len(value) >= 64 and _ID.fullmatch(value):
        return Image("", "", "", value)
    name, at, digest = value.partition("@")
    registry, path, tag = _split_name(name)
    fits = _PATH.fullmatch(path) and (not registry or _REGISTRY.fullmatch(registry)) and len(name) <= _LONGEST_NAME
    if not fits or (tag is not None and not _TAG.fullmatch(tag)) or (at and not _is_digest(digest)):
        if re.search("[A-Z]", path):
            raise Misfit(f"“{value}” is no image: the name of an image is written in lower case ({path.lower()}).")
        raise Misfit(f"“{value}” is no image: its name is built like name:tag or registry/name:tag.")
    return Image("" if registry == "docker.io" else registry, path.removeprefix("library/"), tag or "", digest)


def _split_name(name: str) -> tuple[str, str, str | None]:
    first, slash, rest = name.partition("/")
    has_registry = slash and (first == "localhost" or _OF_REGISTRY.search(first))
    registry, path = (first, rest) if has_registry else ("", name)
    path, colon, tag = path.partition(":")
    return registry, path, tag if colon else None


def _is_digest(text: str) -> bool:
    if text.startswith("sha256:"):
        return _ID.fullmatch(text) is not None
    return re.fullmatch(_DIGEST, text) is not None
