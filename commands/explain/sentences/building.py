"""What an image is called, built for and built with."""

from __future__ import annotations


def platforms(value: str) -> str:
    """Tells `--platform` of a build."""
    several = value.split(",")
    told = value if len(several) == 1 else f"{len(several)} platforms: {', '.join(several)}"
    return f"The image is built for {told}."


def tag(value: str) -> str:
    """Tells one `-t` of a build."""
    tagged = ":" in value.rpartition("/")[2]
    return f"The image is named {value}{'' if tagged else ', with the tag latest'}."


def build_argument(value: str) -> str:
    """Tells one `--build-arg`."""
    name, equals, set_to = value.partition("=")
    return (
        f"The Dockerfile's ARG {name} is {set_to or 'empty'}."
        if equals
        else f"The Dockerfile's ARG {name} gets the value it has in your shell."
    )
