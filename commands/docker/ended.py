"""How a container or a command in one ended, in words, with what it printed."""

from __future__ import annotations

from collections.abc import Callable

from commands.reply import CodeBlock, File, Outcome, Paragraph, Part
from commands.sizes import size
from commands.text import Code, Text, say
from sandbox.containers.values import Ended, Output, Printed, Reason

SHOWN = 1_800
"""Characters of output that an answer repeats: what fits into the shortest message of the platforms."""

LINES = 40
"""Lines of output that an answer repeats: no more than a screen of a chat."""

OUTCOMES: dict[Reason, Outcome] = {
    Reason.OUT_OF_MEMORY: Outcome.OUT_OF_MEMORY,
    Reason.TIMED_OUT: Outcome.TIMED_OUT,
    Reason.DISK_FULL: Outcome.TOO_LARGE,
    Reason.STOPPED: Outcome.CANCELLED,
    Reason.GONE: Outcome.CANCELLED,
    Reason.COMMAND_NOT_FOUND: Outcome.INVALID,
    Reason.COMMAND_NOT_EXECUTABLE: Outcome.INVALID,
}
"""What programs are told; a command that ran to its end was done, whatever its exit code."""

_NEVER_BEGAN = frozenset({Reason.COMMAND_NOT_FOUND, Reason.COMMAND_NOT_EXECUTABLE})

_BY_REASON: dict[Reason, Callable[[int], Text]] = {
    Reason.OUT_OF_MEMORY: lambda code: say(
        "It wanted more memory than a container has here, and was killed for it (exit code {code}).", code=code
    ),
    Reason.TIMED_OUT: lambda code: say("Its time was up, and it was stopped (exit code {code}).", code=code),
    Reason.DISK_FULL: lambda code: say(
        "It wrote more than a container may keep here, and was stopped (exit code {code}).", code=code
    ),
    Reason.STOPPED: lambda code: say("It was stopped from outside (exit code {code}).", code=code),
    Reason.GONE: lambda _: say("It was removed while it ran."),
    Reason.COMMAND_NOT_FOUND: lambda code: say(
        "It never began: there is no such program in the image (exit code {code}).", code=code
    ),
    Reason.COMMAND_NOT_EXECUTABLE: lambda code: say(
        "It never began: what was named is there and is no program (exit code {code}).", code=code
    ),
}
_BY_CODE: dict[int, Text] = {
    0: say("It ended well (exit code 0)."),
    1: say("It ended with exit code 1: something went wrong, and what it printed should say what."),
    2: say("It ended with exit code 2: many programs say so that they were called wrongly."),
    125: say("It ended with exit code 125, which docker uses where a container could not be made."),
    126: say("It ended with exit code 126: its shell found what was named, and could not run it."),
    127: say("It ended with exit code 127: its shell found no program of the name."),
    130: say("It ended with exit code 130: it was interrupted, as by Ctrl-C."),
    137: say("It ended with exit code 137: it was killed (signal 9)."),
    139: say("It ended with exit code 139: it touched memory that isn't its own (signal 11)."),
    143: say("It ended with exit code 143: it was asked to stop (signal 15)."),
}


def in_words(ended: Ended) -> Text:
    """Returns why it ended and its exit code, for people who see such a code for the first time."""
    told = _BY_REASON.get(ended.reason)
    if ended.sentence:
        return say("{sentence} (exit code {code})", sentence=ended.sentence, code=ended.exit_code)
    if told is not None:
        return told(ended.exit_code)
    return _BY_CODE.get(
        ended.exit_code,
        say("It ended with exit code {code}; what that means is up to the program.", code=ended.exit_code),
    )


def so_far(printed: Printed) -> tuple[Part, ...]:
    """Returns the end of what was printed while it runs."""
    return (CodeBlock(tail(printed.text)),) if printed.text.strip() else ()


def output(ended: Ended, name: str) -> tuple[Part, ...]:
    """Returns what was printed: its end, and a file named after the container where that isn't all."""
    if not ended.text.strip():
        return () if ended.reason in _NEVER_BEGAN else (Paragraph(say("It printed nothing.")),)
    return printed_parts(Output(ended.text, ended.output, ended.total, ended.cut), name)


def printed_parts(printed: Output, name: str) -> tuple[Part, ...]:
    """Returns the end of an output, and the rest as a file of that name."""
    shown = tail(printed.text)
    if printed.total <= len(shown.encode()):
        return (CodeBlock(shown),)
    return (CodeBlock(shown), Paragraph(_attached(printed)), File(f"{name}.txt", printed.output))


def _attached(printed: Output) -> Text:
    if printed.cut:
        return say(
            "It printed {total}. Above is the end of that; attached are the first {kept}.",
            total=size(printed.total),
            kept=size(len(printed.output)),
        )
    return say("It printed {total}. Above is the end of that; all of it is attached.", total=size(printed.total))


def tail(text: str) -> str:
    """Returns the last lines that fit into a chat, or the end of a line that is too long by itself."""
    end = text[-SHOWN:]
    if len(end) < len(text):
        end = end.partition("\n")[2] or end
    lines = end.splitlines(keepends=True)
    return "".join(lines[-LINES:])


def removal_hint(name: str) -> Text:
    """Returns what is left and how to be rid of it."""
    return say("The container {name} stays: {rm} removes it.", name=Code(name), rm=Code(f"/docker rm {name}"))
