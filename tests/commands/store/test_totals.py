"""Totals are the sums of score events, whatever was given, taken back or moved to another season."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from room import BANK, MONDAY

from commands.quiz.periods import Period, Span, season_span, span_of
from commands.quiz.round import Round
from commands.request import Asker, Group, Place
from commands.store import Store, Transaction, groups, rounds, scores, seasons, totals

FIRST_DAY = date(2026, 11, 20)
LEARNERS = 4
_spaces = count(1)


@dataclass(frozen=True)
class Given:
    """A score event of a learner for the round of a day."""

    learner: int
    day: int
    cause: str
    points: int


GIVEN = st.builds(
    Given,
    learner=st.integers(0, LEARNERS - 1),
    day=st.integers(0, 50),
    cause=st.sampled_from(["answer", "voided", "rekeyed"]),
    points=st.integers(-18, 18),
)


@contextmanager
def opened(room_url: str) -> Iterator[tuple[asyncio.Runner, Store]]:
    with asyncio.Runner() as runner:
        store = runner.run(Store.open(room_url))
        yield runner, store
        runner.run(store.close())


async def new_group(transaction: Transaction) -> tuple[Group, list[int]]:
    place = Place("test", f"space {next(_spaces)}", "general")
    group = await groups.of_place(transaction, place, MONDAY)
    ids = [
        (await groups.learner(transaction, group, Asker(place, f"u{number}", f"learner {number}"), MONDAY)).id
        for number in range(LEARNERS)
    ]
    return group, ids


async def round_on(transaction: Transaction, group: Group, day: date) -> Round:
    noon, question = datetime(day.year, day.month, day.day, 12, tzinfo=UTC), BANK.questions[0]
    order = range(len(question.options))
    await rounds.claim(
        transaction, group, day, question=question, order=order, opens_at=noon, closes_at=noon, place_id=None
    )
    found = await rounds.on_date(transaction, group, day)
    assert found is not None
    return found


async def give(transaction: Transaction, group: Group, learner_id: int, each: Given) -> None:
    round_ = await round_on(transaction, group, FIRST_DAY + timedelta(days=each.day))
    await scores.give(transaction, round_, learner_id, each.points, MONDAY, cause=each.cause)


def counts(span: Span, day: date) -> bool:
    """Says whether a date lies in a span: the obvious model."""
    match span.period:
        case Period.WEEK:
            return span.begins <= day < span.begins + timedelta(days=7)
        case Period.MONTH:
            return (span.begins.year, span.begins.month) == (day.year, day.month)
        case Period.DAY:
            return span.begins == day
        case Period.SEASON:
            assert span.season is not None
            return span.season.first_day <= day <= span.season.last_day
    return True


def expected(kept: dict[tuple[int, int, str], int], span: Span) -> list[tuple[int, int, int]]:
    """Returns (rank, learner, points) as adding up all events and comparing each with each gives them."""
    points: dict[int, int] = {}
    for (learner, day, _), gained in kept.items():
        if counts(span, FIRST_DAY + timedelta(days=day)):
            points[learner] = points.get(learner, 0) + gained
    ordered = sorted(points, key=lambda learner: (-points[learner], learner))
    return [(1 + sum(other > points[each] for other in points.values()), each, points[each]) for each in ordered]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(GIVEN, max_size=25), chosen=st.none() | st.tuples(st.integers(0, 45), st.integers(0, 30)))
def test_standings_are_what_adding_up_all_events_gives(
    database: tuple[asyncio.Runner, Store], events: list[Given], chosen: tuple[int, int] | None
) -> None:
    runner, store = database

    async def check() -> None:
        kept: dict[tuple[int, int, str], int] = {}
        async with store.begin() as transaction:
            group, ids = await new_group(transaction)
            for at, each in enumerate(events):
                if chosen and at == len(events) // 2:
                    await choose(transaction, group, *chosen)
                await give(transaction, group, ids[each.learner], each)
                kept.setdefault((each.learner, each.day, each.cause), each.points)
            assert await totals.differences(transaction) == []
            for span in await spans(transaction, group, events):
                best = await totals.best(transaction, group, span, 10)
                found = [(place.rank, ids.index(place.learner_id), place.points) for place in best]
                assert found == expected(kept, span)
                for at, place in enumerate(best):
                    near = await totals.around(transaction, group, span, place.learner_id)
                    assert near == best[max(at - 1, 0) : at + 2]

    runner.run(check())


async def choose(transaction: Transaction, group: Group, begins: int, length: int) -> None:
    first = FIRST_DAY + timedelta(days=begins)
    since = await seasons.choose(transaction, group.id, "Chosen", first, first + timedelta(days=length))
    await totals.sum_up_seasons(transaction, group.id, since)


async def spans(transaction: Transaction, group: Group, events: list[Given]) -> set[Span]:
    """Returns every span that any of the events lies in."""
    days = {FIRST_DAY + timedelta(days=each.day) for each in events}
    by_date = {span_of(period, day) for day in days for period in Period if period is not Period.SEASON}
    return by_date | {season_span(each) for each in await seasons.of_group(transaction, group.id)}


@pytest.fixture
def database(room_url: str) -> Iterator[tuple[asyncio.Runner, Store]]:
    with opened(room_url) as both:
        yield both


def test_seasons_never_overlap_and_leave_no_scored_date_out(database: tuple[asyncio.Runner, Store]) -> None:
    runner, store = database

    async def check() -> list[tuple[str, date, date]]:
        async with store.begin() as transaction:
            group, (learner, *_) = await new_group(transaction)
            for day in (0, 5, 40):
                await give(transaction, group, learner, Given(0, day, "answer", 10))
            await choose(transaction, group, 3, 1)
            await give(transaction, group, learner, Given(0, 6, "answer", 10))
            return [
                (each.name, each.first_day, each.last_day) for each in await seasons.of_group(transaction, group.id)
            ]

    assert runner.run(check()) == [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 22)),
        ("Chosen", date(2026, 11, 23), date(2026, 11, 24)),
        ("2026-11-25", date(2026, 11, 25), date(2026, 11, 30)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ]


def test_a_total_that_is_not_the_sum_of_its_events_is_found(database: tuple[asyncio.Runner, Store]) -> None:
    runner, store = database

    async def check() -> list[tuple[str, int | None, int | None]]:
        async with store.begin() as transaction:
            group, (learner, *_) = await new_group(transaction)
            await give(transaction, group, learner, Given(0, 0, "answer", 10))
            await transaction.execute(sqlalchemy.text("UPDATE totals SET points = 11 WHERE period = 'week'"))
            await transaction.execute(sqlalchemy.text("DELETE FROM totals WHERE period = 'all'"))
            return [(each.period, each.kept, each.summed) for each in await totals.differences(transaction)]

    assert runner.run(check()) == [("all", None, 10), ("week", 11, 10)]
