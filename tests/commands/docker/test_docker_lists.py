"""Lists in docker's columns, through `--format` and `--filter`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import MONDAY

from commands.docker.filters import fits_name, has_label, kept
from commands.docker.formats import Listing, Row, listed
from commands.docker.line import read_line
from commands.errors import CommandError
from commands.plain import plain_part, plain_text
from commands.reply import CodeBlock, Table
from commands.sizes import age

LISTING = Listing({"ID": "CONTAINER ID", "Names": "NAMES", "Status": "STATUS"}, shown=("ID", "Names"))
ROWS: list[Row] = [
    {"ID": "a1", "Names": "web", "Status": "Up 3 seconds", "Label": lambda key: {"tier": "front"}.get(key, "")},
    {"ID": "b2", "Names": "db", "Status": "Exited (0) 2 hours ago", "Label": lambda _: ""},
]


def shown(flags: str, rows: list[Row] = ROWS) -> Table | CodeBlock:
    return listed(LISTING, rows, read_line(f"ps {flags}"))


def test_without_a_format_the_usual_columns_are_shown() -> None:
    assert shown("") == Table(("CONTAINER ID", "NAMES"), (("a1", "web"), ("b2", "db")))


def test_quiet_shows_names_alone() -> None:
    assert shown("-q") == CodeBlock("a1\nb2")


def test_a_template_makes_a_line_of_each() -> None:
    assert shown(r"--format '{{.Names}}\t{{.Status}}'") == CodeBlock("web\tUp 3 seconds\ndb\tExited (0) 2 hours ago")


def test_a_table_of_one_s_own_has_docker_s_headings() -> None:
    assert shown(r"--format 'table {{.Names}}\t{{upper .Status}}'") == Table(
        ("NAMES", "STATUS"), (("web", "UP 3 SECONDS"), ("db", "EXITED (0) 2 HOURS AGO"))
    )


def test_json_has_every_field_and_no_function() -> None:
    assert shown("--format json", ROWS[:1]) == CodeBlock('{"ID":"a1","Names":"web","Status":"Up 3 seconds"}', "json")


def test_a_label_is_asked_for_by_its_key() -> None:
    assert shown("""--format 'table {{.ID}}\\t{{.Label "com.example.tier"}}'""") == Table(
        ("CONTAINER ID", "tier"), (("a1", ""), ("b2", ""))
    )
    assert shown("""--format '{{.Label "tier"}}'""", ROWS[:1]) == CodeBlock("front")


def test_a_field_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(CommandError) as refusal:
        shown("--format '{{.Name}}'")
    assert plain_text(refusal.value.sentence) == "There is no field .Name. There are .ID, .Names, .Status, .Label."


TEXTS = st.text(alphabet="ab \t\n`\x1b{}|", max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_a_table_keeps_its_columns_whatever_is_in_them(cells: list[tuple[str, str]]) -> None:
    rows: list[Row] = [{"ID": first, "Names": second, "Status": ""} for first, second in cells]
    for flags in ("", r"--format 'table {{.ID}}\t{{.Names}}'"):
        table = shown(flags, rows)
        assert isinstance(table, Table)
        assert {len(row) for row in table.rows} <= {len(table.header)}
        assert len(table.rows) == len(rows)
        assert "\x1b" not in plain_part(table)


WORDS = {"web": {"tier": "front", "team": "a"}, "web2": {"tier": "back"}, "db": {}}


def filtered(flags: str) -> list[str]:
    tests = {
        "name": lambda name, value: fits_name(name, value),  # noqa: PLW0108
        "label": lambda name, value: has_label(WORDS[name], value),
    }
    return kept(WORDS, read_line(f"ps {flags}"), tests)


@pytest.mark.parametrize(
    ("flags", "left"),
    [
        ("", ["web", "web2", "db"]),
        ("-f name=web", ["web", "web2"]),
        ("--filter name=^web$", ["web"]),
        ("--filter=name=^/web$", ["web"]),
        ("-f name=2$", ["web2"]),
        ("-f name=db -f name=web2", ["web2", "db"]),
        ("-f name=web -f label=tier=back", ["web2"]),
        ("-f label=tier", ["web", "web2"]),
        ("-f label=tier=front -f label=team", ["web"]),
        ("-f label=tier=front -f label=tier=back", []),
        ("-f NAME=web2", ["web2"]),
        ("-f 'name=(a+)+$'", []),
    ],
)
def test_filters_let_through_what_docker_s_would(flags: str, left: list[str]) -> None:
    assert filtered(flags) == left


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("-f nam=web", "There is no filter nam here. There are label, name."),
        ("-f web", "web is no filter: write it as name=value."),
    ],
)
def test_a_filter_that_is_none_is_answered(flags: str, told: str) -> None:
    with pytest.raises(CommandError) as refusal:
        filtered(flags)
    assert plain_text(refusal.value.sentence) == told


@given(st.lists(st.sampled_from(["name=web", "name=db", "label=tier", "label=team"]), max_size=4))
def test_a_further_name_of_a_filter_never_lets_more_through(filters: list[str]) -> None:
    names = {each.partition("=")[0] for each in filters}
    before = set(filtered(" ".join(f"-f {each}" for each in filters)))
    if "label" not in names:
        assert set(filtered(" ".join(f"-f {each}" for each in [*filters, "label=tier"]))) <= before
    if "name" not in names:
        assert set(filtered(" ".join(f"-f {each}" for each in [*filters, "name=web"]))) <= before


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ({"seconds": 0}, "Less than a second ago"),
        ({"seconds": 1}, "1 second ago"),
        ({"seconds": 59}, "59 seconds ago"),
        ({"seconds": 60}, "About a minute ago"),
        ({"minutes": 59}, "59 minutes ago"),
        ({"minutes": 60}, "About an hour ago"),
        ({"hours": 47}, "47 hours ago"),
        ({"hours": 48}, "2 days ago"),
        ({"days": 13}, "13 days ago"),
        ({"days": 14}, "2 weeks ago"),
        ({"days": 60}, "2 months ago"),
        ({"days": 729}, "24 months ago"),
        ({"days": 730}, "2 years ago"),
    ],
)
def test_ages_are_told_in_docker_s_words(past: dict[str, int], words: str) -> None:
    assert age(MONDAY - timedelta(**past), MONDAY) == words
