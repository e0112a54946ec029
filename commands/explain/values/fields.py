"""Fields between commas, where quotes keep a comma inside a field."""

from __future__ import annotations

import csv

from commands.explain.values.misfit import Misfit


def split_fields(value: str) -> list[str]:
    """Returns the fields of a value; an empty value has none."""
    try:
        return next(csv.reader([value], strict=True), [])
    except csv.Error:
        raise Misfit(f"The quotes in “{value}” do not fit: a field is quoted as a whole.") from None
