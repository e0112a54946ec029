"""Image references, read as docker reads them.

Grammar, lengths and defaults are those of the module github.com/distribution/reference (v0.6), which docker's
command line uses: `docker.io` and `library/` are implied, `index.docker.io` is the old name of `docker.io`, a
first part counts as a registry when it has a dot, a colon or a capital, or is `localhost`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.errors import InvalidReference

DOCKER_HUB = "docker.io"

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_REGISTRY = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?", re.ASCII)
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*", re.ASCII)
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_HEX = re.compile(r"[a-f0-9]+", re.ASCII)
_IMAGE_ID = re.compile(r"[a-f0-9]{64}", re.ASCII)
_REPOSITORY_LENGTH = 255
_EXAMPLE = "Write it like alpine, alpine:3.19 or someone/tool:1.0."


@dataclass(frozen=True, slots=True)
class Reference:
    """A whole image name. Without a digest there is always a tag."""

    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """Registry and repository: `docker.io/library/alpine`."""
        return f"{self.registry}/{self.repository}"

    @property
    def canonical(self) -> str:
        """Every part written out: `docker.io/library/alpine:latest`."""
        return self.name + self._suffix

    @property
    def familiar(self) -> str:
        """As docker shows it: `alpine:latest`."""
        return self.familiar_name + self._suffix

    @property
    def _suffix(self) -> str:
        return (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")

    @property
    def familiar_name(self) -> str:
        """The name alone as docker shows it: `alpine`."""
        if self.registry != DOCKER_HUB:
            return self.name
        official = self.repository.removeprefix("library/")
        if "/" not in official:
            return official
        # Docker drops the registry even where the rest then reads as another one.
        return self.name if _looks_like_registry(self.repository.partition("/")[0]) else self.repository


def parse_reference(text: str) -> Reference:
    """Reads a reference; raises InvalidReference with one sentence that says what to write instead."""
    if not text:
        raise InvalidReference("An image name is missing.", _EXAMPLE)
    if _IMAGE_ID.fullmatch(text):
        raise _invalid(text, "64 hexadecimal digits are an image ID, not a name", "Name the image, like alpine:latest.")
    if odd_letter(text):
        raise _invalid(text, f"{odd_letter(text)} is no plain letter or digit", _EXAMPLE)
    registry, remainder = split_registry(text)
    remainder, digest = _split_digest(text, remainder)
    repository, colon, tag = remainder.partition(":")
    _check_repository(text, repository)
    if not _REGISTRY.fullmatch(registry):
        raise _invalid(text, "the part before the first slash is no registry name", _EXAMPLE)
    if colon and not _TAG.fullmatch(tag):
        raise _invalid(
            text, "a tag is 1 to 128 letters, digits, dots, dashes and underscores", "Write it like alpine:3.19."
        )
    return Reference(registry, repository, tag or (None if digest else "latest"), digest)


def split_registry(text: str) -> tuple[str, str]:
    """Returns the registry that docker would ask, and the rest with `library/` filled in. Checks nothing."""
    first, slash, rest = text.partition("/")
    if not slash or not _looks_like_registry(first):
        registry, remainder = DOCKER_HUB, text
    else:
        registry, remainder = (DOCKER_HUB if first == f"index.{DOCKER_HUB}" else first), rest
    if registry == DOCKER_HUB and "/" not in remainder:
        remainder = f"library/{remainder}"
    return registry, remainder


def shown(text: str, limit: int = 60) -> str:
    """Quotes what was typed: cut, and with every character that isn't plainly visible written as an escape."""
    cut = text if len(text) <= limit else text[:limit] + "…"
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in cut)


def odd_letter(text: str) -> str:
    """Returns the first letter that no image name has but some may look like, with its number: `о (U+043E)`."""
    return next((f"{shown(letter)} (U+{ord(letter):04X})" for letter in text if not letter.isascii()), "")


def _looks_like_registry(part: str) -> bool:
    return part == "localhost" or any(mark in part for mark in ".:") or part != part.lower()


def _split_digest(text: str, remainder: str) -> tuple[str, str | None]:
    name, at, digest = remainder.partition("@")
    if not at:
        return name, None
    algorithm, _, digits = digest.partition(":")
    if len(digits) != _DIGEST_LENGTHS.get(algorithm) or not _HEX.fullmatch(digits):
        raise _invalid(text, "a digest is sha256: and 64 hexadecimal digits", "Leave the part after @ out.")
    return name, digest


def _check_repository(text: str, repository: str) -> None:
    if _REPOSITORY.fullmatch(repository):
        if len(repository) > _REPOSITORY_LENGTH:
            raise _invalid(text, f"a name has at most {_REPOSITORY_LENGTH} characters", _EXAMPLE)
        return
    if _REPOSITORY.fullmatch(repository.lower()):
        typed = repository if repository in text else repository.removeprefix("library/")
        advice = f"Write {shown(text.replace(typed, typed.lower()))} instead."
        raise _invalid(text, "image names are lower case", advice)
    raise _invalid(text, "names are lower-case letters and digits, joined by dots, dashes or slashes", _EXAMPLE)


def _invalid(text: str, reason: str, advice: str) -> InvalidReference:
    return InvalidReference(f"“{shown(text)}” is no image name: {reason}.", advice)
