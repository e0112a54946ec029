"""What Dockerfiles are called."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?:docker|container)file(?:[._-][\w.-]*)?|[\w.-]+\.(?:docker|container)file", re.IGNORECASE)
_LONGEST = 255


def is_dockerfile_name(name: str) -> bool:
    """Says whether a file is a Dockerfile, as far as its name tells: `Dockerfile.dev`, `app.dockerfile`."""
    return len(name) <= _LONGEST and bool(_NAME.fullmatch(name))


def is_file_name(text: str) -> bool:
    """Says whether somebody typed where a Dockerfile lies instead of what is in it."""
    typed = text.strip().removeprefix("file:")
    one_word = len(typed.split()) == 1
    return one_word and (
        typed != text.strip()
        or typed.startswith(("./", "../", "/", "~"))
        or is_dockerfile_name(typed.rpartition("/")[2])
    )
