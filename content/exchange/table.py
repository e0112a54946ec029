"""Questions as a CSV table: a row each, its columns as `content/exchange/record.py` names them.

On the way out a cell that a spreadsheet would calculate gets an apostrophe before it (OWASP, "CSV Injection"), which
is taken off on the way in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from content.exchange.draft import Defaults, Draft
from content.exchange.record import NAMES, draft_of, texts_of
from content.faults import Fault
from content.questions import Question

_NEEDED = ("question", "options")
_CALCULATED = re.compile(r"'*[=+\-@\t\r|%]")


def read_table(text: str, file: str, defaults: Defaults) -> Iterator[Draft]:
    """Yields a draft a row; columns are separated by commas or semicolons."""
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        if lacking := [name for name in _NEEDED if name not in names]:
            told = f"the first line lacks “{lacking[0]}”: name the columns {', '.join(NAMES)}"
            yield Draft(1, None, (Fault(file, 1, told),))
            return
        rows.fieldnames = names
        begins = rows.line_num + 1
        for row in rows:
            yield _draft(row, file, begins, defaults)
            begins = rows.line_num + 1
    except csv.Error as error:
        told = f"this is no table that can be read ({error}): save it as CSV in UTF-8"
        yield Draft(rows.line_num, None, (Fault(file, rows.line_num, told),))


def _draft(row: Mapping[str | None, str | list[str] | None], file: str, line: int, defaults: Defaults) -> Draft:
    if None in row:
        told = "the row has more cells than the first line: put a text with a separator in quotes"
        return Draft(line, None, (Fault(file, line, told),))
    cells = {name: _bare(value) for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
    return draft_of(cells, file, line, defaults)


def _bare(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and _CALCULATED.match(cell) else cell


def _safe(cell: str) -> str:
    return f"'{cell}" if _CALCULATED.match(cell) else cell


def write_table(questions: Iterable[Question]) -> str:
    """Returns the table of questions that a sheet can hold."""
    target = io.StringIO(newline="")
    rows = csv.writer(target)
    rows.writerow(NAMES)
    for each in questions:
        rows.writerow([_safe(cell) for cell in texts_of(each).values()])
    return target.getvalue()
