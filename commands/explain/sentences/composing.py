"""What is told of docker compose."""

from __future__ import annotations

from collections.abc import Callable

from commands.explain.arguments import inside
from commands.explain.values.numbers import read_integer

_PULL = {
    "always": "Images are fetched anew, even where there is one here.",
    "missing": "Images are fetched only where there is none here.",
    "never": "No image is fetched: all have to be here already.",
    "build": "Images are built, and not fetched, where the file says how.",
    "policy": "Images are fetched as the compose file says for each.",
}
_REMOVED = {
    "all": "The images of all services are removed, too.",
    "local": "The images that have no name of their own in the compose file are removed, too.",
}


def file(value: str, given: Callable[[str], list[str]]) -> str:
    """Tells one `-f`; the first of several is the base of the others."""
    source = "standard input" if value == "-" else inside(value)
    if value in given("file")[1:]:
        return f"What {source} says is added to the files before it, or takes the place of what they say."
    return f"The services are read from {source}, and not from ./compose.yaml."


def scale(value: str) -> str:
    """Tells one `--scale`."""
    service, _, number = value.partition("=")
    count = read_integer(number)
    return f"The service {service} gets {count} container{'' if count == 1 else 's'}."


def profile(value: str) -> str:
    """Tells one `--profile`."""
    return (
        "Services of all profiles are included." if value == "*" else f"Services of the profile {value} are included."
    )


def pull(value: str) -> str:
    """Tells `--pull`; empty for what has no sentence of its own."""
    return _PULL.get(value, "")


def policy(value: str) -> str:
    """Tells `--policy`; empty for what has no sentence of its own."""
    return {"missing": _PULL["missing"], "always": _PULL["always"]}.get(value, "")


def images(value: str) -> str:
    """Tells `--rmi`; empty for what has no sentence of its own."""
    return _REMOVED.get(value, "")


def wait(value: str) -> str:
    """Tells `--wait-timeout`."""
    seconds = read_integer(value)
    return f"Waiting ends after {seconds} second{'' if seconds == 1 else 's'} at the latest."


def parallel(value: str) -> str:
    """Tells `--parallel`."""
    count = read_integer(value)
    if count < 0:
        return "As much as possible is done at the same time."
    return "One thing is done after the other." if count == 1 else f"At most {count} things are done at the same time."


def colours(value: str) -> str:
    """Tells `--ansi`."""
    return {
        "never": "No colours and no moving lines are printed.",
        "always": "Colours and moving lines are printed even into a file.",
    }.get(value, "Colours and moving lines are printed where there is a terminal.")
