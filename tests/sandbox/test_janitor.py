from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sandbox.janitor import Candidate, plan

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        image_id=st.uuids().map(str),
        name=st.just("image:1"),
        own=st.integers(0, 1000),
        last_used=st.none() | st.integers(-1000, 1000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        protected=st.booleans(),
    ),
    max_size=20,
    unique_by=lambda each: each.image_id,
)
BYTES = st.integers(0, 10_000)


def used(image_id: str, own: int, hours_ago: float | None, *, protected: bool = False) -> Candidate:
    last = None if hours_ago is None else NOON - timedelta(hours=hours_ago)
    return Candidate(image_id, image_id, own, last, protected)


def test_below_the_high_mark_nothing_goes() -> None:
    assert plan([used("a", 10, 5)], used=100, high=100, low=50) == []


def test_above_it_the_longest_unused_go_until_the_low_mark() -> None:
    images = [used("new", 40, 1), used("old", 40, 9), used("middle", 40, 5)]
    assert [each.image_id for each in plan(images, used=120, high=100, low=50)] == ["old", "middle"]


def test_images_nobody_asked_for_go_first_and_the_bigger_of_equals_before_the_smaller() -> None:
    images = [used("old", 10, 9), used("small", 1, 3), used("big", 9, 3), used("stray", 1, None)]
    removals = plan(images, used=100, high=50, low=0)
    assert [each.image_id for each in removals] == ["stray", "old", "big", "small"]
    assert [each.reason for each in removals[:2]] == [
        "no group has asked for it",
        "not used since 2026-03-01 03:00 UTC",
    ]


def test_protected_images_stay_even_if_the_mark_is_not_reached() -> None:
    assert plan([used("pulled now", 500, 9, protected=True)], used=500, high=100, low=50) == []


@given(CANDIDATES, BYTES, BYTES, BYTES)
def test_a_plan_never_touches_what_is_protected_and_never_removes_twice(
    candidates: list[Candidate], total: int, high: int, low: int
) -> None:
    removals = plan(candidates, total, high, low)
    removed = [each.image_id for each in removals]
    assert len(set(removed)) == len(removed)
    assert set(removed) <= {each.image_id for each in candidates if not each.protected}


@given(CANDIDATES, BYTES, BYTES, BYTES)
def test_a_plan_removes_enough_or_all_it_may_and_not_one_image_more(
    candidates: list[Candidate], total: int, high: int, low: int
) -> None:
    removals = plan(candidates, total, high, low)
    left = total - sum(each.size for each in removals)
    everything = sum(not each.protected for each in candidates)
    assert total <= high or left <= low or len(removals) == everything
    assert not removals or left + removals[-1].size > low


@given(CANDIDATES, BYTES)
def test_a_plan_takes_the_longest_unused_before_any_that_was_used_later(
    candidates: list[Candidate], total: int
) -> None:
    removals = {each.image_id for each in plan(candidates, total, 0, total // 2)}
    free = [each for each in candidates if not each.protected]
    gone = [each.last_used or datetime.min.replace(tzinfo=UTC) for each in free if each.image_id in removals]
    kept = [each.last_used or datetime.min.replace(tzinfo=UTC) for each in free if each.image_id not in removals]
    assert not gone or not kept or max(gone) <= min(kept)
