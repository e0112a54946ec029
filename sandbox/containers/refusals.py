"""What an engine would not do, in our words. Its own mislead too often, and name paths of its host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.containers.values import Reason
from sandbox.engine.connection import EngineRefusedError, NoSuchThingError
from sandbox.errors import Conflict, Invalid, SandboxError, Unavailable
from sandbox.references import shown
from sandbox.world import no_such_container

_NOT_FOUND = ("executable file not found", "no such file or directory")
_NOT_EXECUTABLE = ("permission denied", "exec format error", "is a directory", "not a directory")


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Raises what the engine says of the container that the group calls `name` as a SandboxError in our words."""
    try:
        yield
    except NoSuchThingError:
        raise no_such_container(name) from None
    except EngineRefusedError as refusal:
        raise refused(refusal, name) from None


def not_running(name: str) -> Conflict:
    return Conflict(f"The container {shown(name)} is not running.", f"Start it first: docker start {shown(name)}")


def refused(refusal: EngineRefusedError, name: str) -> SandboxError:
    """Says what the engine's refusal means; one that we know nothing of stays as it is."""
    message = refusal.message.lower()
    for parts, words in _words(shown(name)).items():
        if any(part in message for part in parts):
            return words
    return refusal


def never_began(message: str) -> Reason | None:
    """Says why a command could not begin, if that is what the engine's message is about."""
    words = message.lower()
    if "exec" not in words or "chdir to cwd" in words:
        return None
    if any(part in words for part in _NOT_FOUND):
        return Reason.COMMAND_NOT_FOUND
    if any(part in words for part in _NOT_EXECUTABLE):
        return Reason.COMMAND_NOT_EXECUTABLE
    return None


def exit_code_of(reason: Reason) -> int:
    """Returns docker's number for a command that could not begin."""
    return 127 if reason is Reason.COMMAND_NOT_FOUND else 126


def why_not_begun(reason: Reason, command: str) -> str:
    """Says it to the learner; `command` is the program that was to be run."""
    if reason is Reason.COMMAND_NOT_FOUND:
        return f"There is no program {shown(command)} in the image." if command else "There is no such program."
    return f"{shown(command)} can't be run: it is no program." if command else "What was to be run is no program."


def _words(name: str) -> dict[tuple[str, ...], SandboxError]:
    return {
        ("is not running", "not running"): not_running(name),
        ("is already paused",): Conflict(f"The container {name} is paused already.", "docker unpause lets it go on."),
        ("is not paused",): Conflict(f"The container {name} is not paused.", "There is nothing to do."),
        ("is paused",): Conflict(f"The container {name} is paused.", f"Let it go on first: docker unpause {name}"),
        ("already in use", "name is in use"): name_in_use(name),
        ("is already in progress", "marked for removal", "dead"): Conflict(
            f"The container {name} is being removed.", "See what is left: docker ps --all"
        ),
        ("no space left", "disk quota"): Unavailable(
            "The sandbox's disk is full.", "Remove what you don't need: docker container prune"
        ),
        ("invalid signal",): Invalid("There is no such signal.", "Write it like TERM, SIGKILL or 9."),
        ("no matching entries in passwd", "unable to find user", "unable to find group", "uids and gids"): Invalid(
            "The image has no such user.", "Take one of the image's, or a number: --user 1000"
        ),
        ("no command specified",): Invalid(
            "The image does not say what to run.", "Write a command behind the image: docker run IMAGE sh -c 'echo hi'"
        ),
        ("working directory", "cannot mkdir", "chdir to cwd"): Invalid(
            "There is no such folder to work in.", "Take one that the image has: --workdir /tmp"
        ),
    }


def name_in_use(name: str) -> Conflict:
    return Conflict(
        f"The name {shown(name)} is in use by another container.",
        f"Take another name, or remove that container first: docker rm {shown(name)}",
    )
