from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.marks import Marks, Space, is_roomy, marks_of, shortage
from sandbox.policy import GIGABYTE, MEBIBYTE, Policy

BYTES = st.integers(0, 100 * GIGABYTE)


def test_a_small_disk_lowers_the_marks_and_a_large_one_changes_nothing() -> None:
    policy = Policy(high_mark=20 * GIGABYTE, low_mark=15 * GIGABYTE)
    assert marks_of(policy, Space(free=0, total=GIGABYTE)) == Marks(750_000_000, 500_000_000)
    assert marks_of(policy, Space(free=0, total=100 * GIGABYTE)) == Marks(20 * GIGABYTE, 15 * GIGABYTE)


def test_where_the_disk_can_not_be_measured_the_policy_counts_alone() -> None:
    assert marks_of(Policy(), None) == Marks(Policy().high_mark, Policy().low_mark)
    assert shortage(Policy(), None, 100 * GIGABYTE) == 0


def test_what_comes_must_fit_beside_what_containers_need() -> None:
    policy = Policy(free_bytes=64 * MEBIBYTE)
    space = Space(free=100 * MEBIBYTE, total=GIGABYTE)
    assert shortage(policy, space, incoming=36 * MEBIBYTE) == 0
    assert shortage(policy, space, incoming=40 * MEBIBYTE) == 4 * MEBIBYTE


@given(BYTES, BYTES, BYTES)
def test_where_a_disk_is_called_roomy_neither_mark_nor_room_for_containers_is_touched(
    free: int, total: int, incoming: int
) -> None:
    space = Space(min(free, total), total)
    if is_roomy(Policy(), space, incoming):
        assert total - space.free + incoming <= marks_of(Policy(), space).high
        assert space.free - incoming >= Policy().free_bytes


def test_a_disk_that_is_nearly_empty_is_roomy_and_one_that_can_not_be_measured_is_not() -> None:
    assert is_roomy(Policy(), Space(free=9 * GIGABYTE, total=10 * GIGABYTE), GIGABYTE)
    assert not is_roomy(Policy(), Space(free=2 * GIGABYTE, total=10 * GIGABYTE), GIGABYTE)
    assert not is_roomy(Policy(), None, 0)


@given(BYTES, BYTES)
def test_marks_lie_within_the_disk_and_in_order(free: int, total: int) -> None:
    marks = marks_of(Policy(), Space(free, total))
    assert 0 <= marks.low <= marks.high <= total
