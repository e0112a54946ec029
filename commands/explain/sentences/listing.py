"""What a command lists or shows: conditions, forms, times and numbers of lines."""

from __future__ import annotations

import re
import time

from commands.explain.sentences.listed import listed
from commands.explain.values.misfit import Misfit
from commands.explain.values.numbers import read_integer, read_seconds, time_in_words

_TAB = r"\t"
_CONDITIONS = {
    "after": "made after {value}",
    "ancestor": "made from the image {value}, or from one that is built on it",
    "before": "made before {value}",
    "container": "of the container {value}",
    "driver": "with the driver {value}",
    "event": "of the kind {value}",
    "exited": "that ended with the exit code {value}",
    "expose": "whose own port {value} is published or noted",
    "health": "whose health is {value}",
    "id": "with {value} in their ID",
    "image": "of the image {value}",
    "label": "with the label {value}",
    "label!": "without the label {value}",
    "name": "with {value} in their name",
    "network": "in the network {value}",
    "publish": "that publish the host's port {value}",
    "reference": "whose name fits {value}",
    "scope": "that exist in this scope: {value}",
    "since": "made after {value}",
    "stars": "with at least {value} stars",
    "status": "whose state is {value}",
    "type": "on things of the kind {value}",
    "volume": "in which the volume or folder {value} appears",
}
_EITHER = {
    "image dangling=true": "without a name",
    "image dangling=false": "with a name",
    "dangling=true": "that no container uses",
    "dangling=false": "that a container uses",
    "is-official=true": "that Docker calls official",
    "is-official=false": "that are not official",
    "all=true": "with and without a name",
    "is-task=true": "that belong to a service of a swarm",
    "is-task=false": "that belong to no service of a swarm",
    "type=custom": "that somebody made",
    "type=builtin": "that docker brings along",
}


def condition(value: str, things: str) -> str:
    """Returns what a `--filter` asks for, to follow the name of the things that are listed."""
    name, equals, wanted = value.partition("=")
    if not equals:
        return f"that fit {value}"
    wanted = wanted or "empty"
    truth = {"1": "true", "t": "true", "0": "false", "f": "false"}.get(wanted.lower(), wanted.lower())
    if told := _EITHER.get(f"{things} {name}={truth}") or _EITHER.get(f"{name}={truth}"):
        return told
    if name == "until":
        return _age(wanted)
    return _CONDITIONS.get(name, "for which {name} is {value}").replace("{name}", name).replace("{value}", wanted)


def _age(value: str) -> str:
    try:
        return f"made more than {_duration(value)} ago"
    except Misfit:
        return f"made before {_moment(value)}"


def form(value: str) -> str:
    """Tells `--format`."""
    table, _, columns = value.partition(" ")
    if table == "table":
        if not columns.strip():
            return "Prints a table with the usual columns."
        return f"Prints a table with the columns {listed(columns.strip().split(_TAB))}."
    if value in {"json", "yaml"}:
        return f"Prints {value.upper()}, for other programs to read."
    if "{{" not in value:
        return f"Prints in this form: {value}." if value else "Prints as usual."
    return f"Prints only what this template asks for: {value}."


def since(value: str) -> str:
    """Tells `--since` of logs."""
    return _past(value, "Shows only what came in the last {last}.", "Shows only what came after {moment}.")


def until(value: str) -> str:
    """Tells `--until` of logs."""
    return _past(value, "Shows only what came more than {span} ago.", "Shows only what came before {moment}.")


def events_since(value: str) -> str:
    """Tells `--since` of events."""
    return _past(
        value, "Shows first what happened in the last {last}.", "Shows first what has happened since {moment}."
    )


def events_until(value: str) -> str:
    """Tells `--until` of events."""
    return _past(value, "Shows nothing newer than {span}, and ends.", "Shows what happens until {moment}, and ends.")


def _past(value: str, with_span: str, with_moment: str) -> str:
    try:
        span = _duration(value)
    except Misfit:
        return with_moment.replace("{moment}", _moment(value))
    return with_span.replace("{last}", re.sub(r"^1 (\w+)$", r"\1", span)).replace("{span}", span)


def _duration(value: str) -> str:
    return time_in_words(abs(read_seconds(value)))


def _moment(value: str) -> str:
    """Returns a moment as it is written; seconds since 1970 as a date."""
    if not re.fullmatch(r"\d{9,11}(?:\.\d+)?", value, re.ASCII):
        return value
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(float(value)))


def tail(value: str) -> str:
    """Tells `--tail`; docker takes whatever is no number for all."""
    try:
        count = read_integer(value)
    except Misfit:
        count = -1
    if count < 0:
        return "Shows all lines from the start, as is usual."
    return {0: "Shows none of the lines so far.", 1: "Shows only the last line."}.get(
        count, f"Shows only the last {count:,} lines."
    )


def last(value: str) -> str:
    """Tells `--last`."""
    count = read_integer(value)
    if count < 0:
        return "Lists all containers that run, as is usual."
    return "Lists only the newest container." if count == 1 else f"Lists only the {count} newest containers."
