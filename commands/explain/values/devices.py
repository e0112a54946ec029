"""Devices, graphics processors and limits on disk access."""

from __future__ import annotations

import re
from typing import NamedTuple

from commands.explain.values.fields import split_fields
from commands.explain.values.misfit import Misfit
from commands.explain.values.numbers import read_bytes, read_decimal

_NAMED = r"[A-Za-z][\w.-]*/[A-Za-z][\w.-]*=[A-Za-z0-9][\w.:-]*"
_RULE = r"[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}"
_GPU_FIELDS = frozenset({"driver", "count", "device", "capabilities", "options"})


class Device(NamedTuple):
    """A device of the host and where it is seen inside; `rights` are letters of rwm (read, write, make)."""

    host: str
    inside: str
    rights: str


def names_device(value: str) -> bool:
    """Says whether a device is given by the name that its vendor registered, such as nvidia.com/gpu=all."""
    return re.fullmatch(_NAMED, value, re.ASCII) is not None


def read_device(value: str) -> Device:
    """Reads one `--device`: host[:inside][:rights]."""
    host, *rest = value.split(":")
    if not host or len(rest) > 2:
        raise Misfit(f"“{value}” is no device: write /dev/sda, or /dev/sda:/dev/xvda:rwm.")
    rights = rest.pop() if rest and (len(rest) == 2 or _is_rights(rest[0])) else "rwm"
    inside = rest[0] if rest else host
    if not _is_rights(rights):
        raise Misfit(f"“{rights}” are no rights on a device: they are letters of rwm, each once.")
    if not inside.startswith("/"):
        raise Misfit(f"“{inside}” has to begin with a slash: it is where the device appears in the container.")
    return Device(host, inside, rights)


def _is_rights(text: str) -> bool:
    return bool(text) and set(text) <= set("rwm") and len(set(text)) == len(text)


def read_gpus(value: str) -> dict[str, str]:
    """Reads one `--gpus`: all, a number, or fields between commas."""
    row = split_fields(value)
    if not row:
        raise Misfit("--gpus needs a value: all, a number, or device=0.")
    fields: dict[str, str] = {}
    said: set[str] = set()
    for each in row:
        name, equals, text = each.partition("=")
        if name in said:
            raise Misfit(f"--gpus may say {name} only once.")
        if equals and name not in _GPU_FIELDS:
            raise Misfit(f"--gpus has no field “{name}”.")
        said |= {name} if equals else {name, "count"}
        fields[name if equals else "count"] = text if equals else each
        if (not equals or name == "count") and fields["count"] != "all":
            read_decimal(fields["count"])
    return fields


def read_byte_rate(value: str) -> tuple[str, int]:
    """Reads a device with the bytes a second it may move."""
    device, rate = _device_and(value, "such as /dev/sda:1mb")
    return device, read_bytes(rate)


def read_operation_rate(value: str) -> tuple[str, int]:
    """Reads a device with the operations a second it may do."""
    device, rate = _device_and(value, "such as /dev/sda:1000")
    return device, _from_zero(rate)


def read_weight(value: str) -> tuple[str, int]:
    """Reads a device with its share of disk access, from 10 to 1000."""
    device, weight = _device_and(value, "such as /dev/sda:200")
    number = _from_zero(weight)
    if number and not 10 <= number <= 1000:
        raise Misfit(f"{weight} is no weight: it goes from 10 to 1000.")
    return device, number


def _from_zero(text: str) -> int:
    if not text.isdecimal():
        raise Misfit(f"“{text}” is no whole number from zero upwards.")
    return read_decimal(text, 2**64 - 1)


def _device_and(value: str, example: str) -> tuple[str, str]:
    device, colon, rest = value.partition(":")
    if not colon or not device.startswith("/dev/"):
        raise Misfit(f"“{value}” has to be a device below /dev/ and a number, {example}.")
    return device, rest


def check_device_rule(value: str) -> None:
    """Raises Misfit where a text is no rule on kinds of devices."""
    if not re.fullmatch(_RULE, value, re.ASCII):
        raise Misfit(f"“{value}” is no rule on devices, which looks like c 1:3 mr.")
