from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.marks import Marks, Space, marks_of, shortage
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


@given(BYTES, BYTES)
def test_marks_lie_within_the_disk_and_in_order(free: int, total: int) -> None:
    marks = marks_of(Policy(), Space(free, total))
    assert 0 <= marks.low <= marks.high <= total
