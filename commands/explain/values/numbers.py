"""Numbers, sizes and times as Go reads them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from commands.explain.values.misfit import Misfit

if TYPE_CHECKING:
    from fractions import Fraction

_INTEGER = (
    r"([+-]?)(?:0[xX]((?:_?[\da-fA-F])+)|0[bB]((?:_?[01])+)|0[oO]((?:_?[0-7])+)|0((?:_?[0-7])*)|([1-9](?:_?\d)*))"
)
_FLOAT = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_FRACTION = r"[+-]?(?:(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?|\d+/0*[1-9]\d*)"
_SIZE = r"(\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?) ?(?:([kmgtp])(?:i?b)?|b?)"
_DURATION = r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)"
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST_TIME = 2**63 / 1e9
"""Seconds that docker can count: it counts billionths."""
_MOST_CORES = 2**63 // 10**9
_BETWEEN_DIGITS = re.compile(r"(?<=\d)_(?=\d)", re.ASCII)
"""The sign that may part the digits of a long number."""
_LONGEST = 40
"""Characters beyond which no number is read: the largest that docker knows has 20 digits."""


def read_integer(value: str, least: int = -(2**63), most: int = 2**63 - 1) -> int:
    """Reads a whole number, which may be written in base 16, 8 or 2."""
    found = re.fullmatch(_INTEGER, value, re.ASCII) if len(value) <= _LONGEST else None
    if found is None:
        raise Misfit(f"“{value}” is no whole number.")
    sign, *digits = found.groups()
    base = next((base for base, text in zip((16, 2, 8, 8, 10), digits, strict=True) if text), 8)
    number = int("".join(filter(None, digits)).replace("_", "") or "0", base)
    number = -number if sign == "-" else number
    if not least <= number <= most:
        raise Misfit(f"{value} is out of range: it must be a whole number from {least} to {most}.")
    return number


def read_decimal(value: str, most: int = 2**63 - 1) -> int:
    """Reads a whole number where docker knows base 10 alone, with or without a sign."""
    if len(value) > _LONGEST or not re.fullmatch(r"[+-]?\d+", value, re.ASCII) or abs(int(value)) > most:
        raise Misfit(f"“{value}” is no whole number, written with the digits 0 to 9 alone.")
    return int(value)


def read_natural(value: str, bits: int = 64) -> int:
    """Reads a whole number that is not below zero."""
    if value.startswith(("-", "+")):
        raise Misfit(f"“{value}” is no whole number from zero upwards.")
    return read_integer(value, 0, 2**bits - 1)


def read_float(value: str) -> float:
    """Reads a number with or without a fraction."""
    number = _BETWEEN_DIGITS.sub("", value)
    if len(number) > _LONGEST or not re.fullmatch(_FLOAT, number, re.ASCII):
        raise Misfit(f"“{value}” is no number.")
    return float(number)


def read_cores(value: str) -> Fraction:
    """Reads a number of processor cores, such as 0.5 or 3/2; docker counts billionths."""
    number = _BETWEEN_DIGITS.sub("", value)
    if len(number) > _LONGEST or not re.fullmatch(_FRACTION, number, re.ASCII):
        raise Misfit(f"“{value}” is no number of cores; write one such as 0.5.")
    from fractions import Fraction  # slow to load, and few lines need it

    cores = Fraction(number)
    if abs(cores) > _MOST_CORES:
        raise Misfit(f"{value} are more cores than docker can count.")
    if (cores * 10**9).denominator != 1:
        raise Misfit(f"{value} is more exact than docker counts: nine digits after the point are the most.")
    return cores


def read_bytes(value: str) -> int:
    """Reads a size such as 512m or 1.5g in bytes; docker counts in powers of 1024."""
    number = _BETWEEN_DIGITS.sub("", value)
    found = re.fullmatch(_SIZE, number, re.ASCII | re.IGNORECASE) if len(number) <= _LONGEST else None
    amount = float(found[1]) * 1024 ** _POWERS[(found[2] or "").lower()] if found else math.inf
    if math.isinf(amount):
        raise Misfit(f"“{value}” is no size; write a number with a unit, such as 512m or 2g.")
    return int(amount)


def read_swap(value: str) -> int:
    """Reads a size, or -1 for as much as there is."""
    return -1 if value == "-1" else read_bytes(value)


def read_seconds(value: str) -> float:
    """Reads a duration such as 1m30s in seconds; only zero may lack its unit."""
    text = value[1:] if value.startswith(("+", "-")) else value
    if text == "0":
        return 0.0
    parts = re.findall(_DURATION, text, re.ASCII) if len(text) <= _LONGEST else []
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise Misfit(f"“{value}” is no time; write a number with its unit, such as 30s or 1m30s.")
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    if seconds > _LONGEST_TIME:
        raise Misfit(f"{value} is longer than docker can count: 292 years are the most.")
    return -seconds if value.startswith("-") else seconds


def size_in_words(amount: int) -> str:
    """Returns a number of bytes in the unit that suits it: 536870912 is 512 MiB."""
    if abs(amount) < 1024:
        return f"{amount} bytes"
    power = min(int(math.log(abs(amount), 1024)), 5)
    return f"{amount / 1024**power:.4g} {' KMGTP'[power]}iB"


def time_in_words(seconds: float) -> str:
    """Returns a duration in words: 90 is 1 minute 30 seconds."""
    if seconds < 1:
        return f"{seconds * 1000:g} milliseconds"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    counts = ((hours, "hour"), (minutes, "minute"), (rest, "second"))
    return " ".join(f"{count:g} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count)
