"""Files of the person's own machine, handed over by naming them: `dockerfile ./Dockerfile`, `dockerfile file:app.docker`."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completion, PathCompleter
from prompt_toolkit.document import Document

from commands.attachment import LARGEST, Attachment, require_size, shown_name
from commands.errors import CommandError, invalid, not_found
from commands.registry import Call, Command, Registry
from commands.text import Code, visible

_BEGINNINGS = ("./", "../", "/", "~")
"""What only a path begins with."""

_AMONG = re.compile(r"(?P<before>\S.*?) (?P<name>file):(?P<path>'[^']+'|\"[^\"]+\"|\S+)(?P<after>.*)")


def with_file(line: str, registry: Registry) -> str | Call:
    """Returns the call with the file that a line names, or the line if it names none.

    Raises CommandError where there is no such file, or it can't be handed over.
    """
    try:
        call = registry.read(line)
    except CommandError:
        return _among_options(line, registry) or line
    option = call.command.file
    if option is None or not any(each.option.rest for each in call.command.parameters):
        return line
    typed, path = _parted(call.line.removeprefix(call.command.typed).strip(), call.command, option.name)
    if path is None:
        return line
    if not path:
        raise invalid("Name the file behind {option}, such as ./Dockerfile.", option=Code(f"{option.name}:"))
    return registry.call(call.command.name, typed).handing_over({option.name: read_file(path)})


def _among_options(line: str, registry: Registry) -> Call | None:
    """Returns the call with the file that stands among other options: `own import file:ours.csv topic:cleanup`."""
    found = _AMONG.fullmatch(line)
    try:
        call = registry.read(f"{found['before']} {found['after']}") if found else None
    except CommandError:
        return None
    if found is None or call is None or call.command.file is None or call.command.file.name != found["name"]:
        return None
    return call.handing_over({found["name"]: read_file(_bare(found["path"]))})


def _parted(typed: str, command: Command, option: str) -> tuple[dict[str, str], str | None]:
    """Parts what was typed into what the command needs besides the file, and the file's path."""
    needed = next((each.name for each in command.parameters if each.required), None)
    if needed is None:
        return {}, _path(typed, option)
    before, named, path = typed.rpartition(f" {option}:")
    return ({needed: before}, _bare(path)) if named and "\n" not in typed else ({}, None)


def _path(typed: str, option: str) -> str | None:
    """Returns the path in what was typed behind a command: named as the option, begun as one, or a single word."""
    named = typed.removeprefix(f"{option}:")
    is_path = named != typed or typed.startswith(_BEGINNINGS) or len(typed.split()) == 1
    return _bare(named) if is_path and "\n" not in typed else None


def _bare(path: str) -> str:
    return path.strip().strip("'\"")


def read_file(typed: str) -> Attachment:
    """Reads a file, from the current folder where its path is relative; raises CommandError."""
    name = shown_name(typed)
    try:
        path = Path(typed).expanduser()
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise invalid("{name} is a folder: name the file in it.", name=name)
        if not stat.S_ISREG(found.st_mode):
            raise invalid("{name} is no ordinary file.", name=name)
        require_size(path.name, found.st_size)
        with path.open("rb") as file:
            return Attachment(path.name, file.read(LARGEST + 1))
    except PermissionError:
        raise invalid("You may not read {name}: look at its permissions with ls -l.", name=name) from None
    except (OSError, ValueError, RuntimeError):
        raise not_found("There is no file {name} in {folder}.", name=name, folder=Code(str(Path.cwd()))) from None


def paths(begun: str) -> Iterator[Completion]:
    """Yields the files and folders that a path could go on with, folders with their slash."""
    document = Document(begun)
    for each in PathCompleter(expanduser=True).get_completions(document, CompleteEvent()):
        slash = "/" if each.display_text.endswith("/") else ""
        yield Completion(visible(each.text) + slash, each.start_position, display=visible(each.display_text))


def begins_path(word: str) -> bool:
    """Says whether a word can only be the beginning of a path."""
    return word.startswith(_BEGINNINGS)
