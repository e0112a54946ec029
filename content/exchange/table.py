"""Questions as a CSV table: a row each, the answers in one cell as `content/exchange/sheet.py` has them.

On the way out a cell that a spreadsheet would calculate gets an apostrophe before it (OWASP, "CSV Injection"), which
is taken off on the way in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from content.exchange.draft import Defaults, Draft, drafted, one_line
from content.exchange.sheet import read_answers, write_answers
from content.faults import Fault
from content.questions import Question

COLUMNS = ("topic", "difficulty", "question", "options", "explanation", "source")
_NEEDED = ("question", "options")
_CALCULATED = re.compile(r"'*[=+\-@\t\r|%]")


def read_table(text: str, file: str, defaults: Defaults) -> Iterator[Draft]:
    """Yields a draft a row; columns are separated by commas or semicolons."""
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        if lacking := [name for name in _NEEDED if name not in names]:
            told = f"the first line lacks “{lacking[0]}”: name the columns {', '.join(COLUMNS)}"
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
    cells = {name: _bare(value) for name, value in row.items() if isinstance(value, str)}
    difficulty = cells.get("difficulty", "").strip() or str(defaults.difficulty)
    if not re.fullmatch("[1-5]", difficulty):
        told = f"the difficulty “{one_line(difficulty)[:20]}” is no number from 1 to 5: write one, or nothing"
        return Draft(line, None, (Fault(file, line, told),))
    return drafted(
        file,
        line,
        read_answers(cells.get("options", "")),
        prompt=cells.get("question", ""),
        explanation=cells.get("explanation", ""),
        topic=cells.get("topic", "").strip() or defaults.topic,
        sources=(cells.get("source", "").strip() or defaults.source).split("\n"),
        difficulty=int(difficulty),
    )


def _bare(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell[1:] if cell.startswith("'") and _CALCULATED.match(cell) else cell


def _safe(cell: str) -> str:
    return f"'{cell}" if _CALCULATED.match(cell) else cell


def write_table(questions: Iterable[Question]) -> str:
    """Returns the table of questions that a sheet can hold."""
    target = io.StringIO(newline="")
    rows = csv.writer(target)
    rows.writerow(COLUMNS)
    for each in questions:
        sources = "\n".join(each.references)
        cells = (each.topic, str(each.difficulty), each.prompt, write_answers(each), each.explanation, sources)
        rows.writerow([_safe(cell) for cell in cells])
    return target.getvalue()
