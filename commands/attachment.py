"""A file that somebody hands over with a command."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from commands.errors import invalid, too_large
from commands.text import Code, shorten

LARGEST = 64 * 1024
"""Bytes that a file may have: many times what a Dockerfile needs, few enough to keep for *More* and *Share*."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it was handed over; raises CommandError where it is larger than LARGEST."""

    name: str
    data: bytes

    def __post_init__(self) -> None:
        require_size(self.name, len(self.data))

    @property
    def text(self) -> str:
        """What is written in the file, without a byte order mark; raises CommandError where it is no text in UTF-8."""
        if self.data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise invalid("{name} is saved as UTF-16, which can't be read here: save it as UTF-8.", name=self._shown)
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise invalid("{name} is no text in UTF-8: hand over the file itself, saved as UTF-8.", name=self._shown)
        return text

    @property
    def _shown(self) -> Code:
        return shown_name(self.name)


def require_size(name: str, size: int) -> None:
    """Raises CommandError where a file of so many bytes would be too large; to be asked before it is fetched."""
    if size > LARGEST:
        raise too_large(
            "{name} is too large: a file may have {limit} KiB here.", name=shown_name(name), limit=LARGEST // 1024
        )


def shown_name(name: str) -> Code:
    """Returns a file's name as it may stand in a sentence."""
    return Code(shorten(name, 60))
