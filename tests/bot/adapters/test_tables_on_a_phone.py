"""Tables where a line has few letters: nothing wraps in the middle of a row where that can be helped."""

from __future__ import annotations

import pytest

from bot.adapters.monospace import NARROW, WIDE, monospace
from commands.reply import Table


def table(*rows: tuple[str, ...], header: str, right: tuple[int, ...] = ()) -> Table:
    return Table(tuple(header.split(",")), rows, frozenset(right))


def test_a_table_that_fits_stays_as_it_is() -> None:
    assert monospace(table(("1", "Ana", ""), header="#,LEARNER,NOTE")) == ["#  LEARNER  NOTE", "1  Ana"]


def test_the_widest_words_stand_below_their_row_and_columns_without_any_are_left_out() -> None:
    history = table(
        ("f74310360658", "2 years ago", 'CMD ["python3" "/app/shop.py"]', "0B", ""),
        ("<missing>", "2 years ago", "RUN apk add python3", "92.2kB", ""),
        header="IMAGE,CREATED,CREATED BY,SIZE,COMMENT",
        right=(3,),
    )
    assert monospace(history) == [
        "IMAGE         CREATED        SIZE",
        "  CREATED BY",
        "f74310360658  2 years ago      0B",
        '  CMD ["python3" "/app/shop.py"]',
        "<missing>     2 years ago  92.2kB",
        "  RUN apk add python3",
    ]


def test_a_comment_that_one_row_has_is_shown() -> None:
    history = table(
        ("<missing>", "2 years ago", "RUN x" * 8, "0B", "buildkit"),
        ("<missing>", "2 years ago", "COPY", "0B", ""),
        header="IMAGE,CREATED,CREATED BY,SIZE,COMMENT",
    )
    assert monospace(history)[2] == "<missing>  2 years ago  0B    buildkit"


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_with_many_wide_columns_is_shortened_to_a_desktop(rows: int) -> None:
    wide = table(*(("a" * 30, "b" * 30, "c" * 30, "d" * 30),) * rows, header="ONE,TWO,THREE,FOUR")
    lines = monospace(wide)
    assert len(lines) == 1 + rows
    assert max(map(len, lines)) <= WIDE
    assert rows == 0 or len(lines[1]) > NARROW


def test_the_name_of_a_row_is_never_put_below_it() -> None:
    (_, row) = monospace(table(("r" * 60, "latest"), header="REPOSITORY,TAG"))
    assert row.startswith("rrrr")
