"""When a daily question opens, around the clock changes of real zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.quiz.schedule import day_of, instant, is_too_late, next_opening
from commands.request import Schedule

LONDON, BERLIN, APIA = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")
WEEKDAYS = frozenset(range(1, 6))


def test_nine_in_london_is_eight_utc_in_summer_and_nine_in_winter() -> None:
    assert instant(date(2026, 7, 1), time(9), LONDON) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert instant(date(2026, 12, 1), time(9), LONDON) == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_time_left_out_by_a_clock_change_moves_forward_to_the_first_that_exists() -> None:
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_happens_twice_is_taken_the_first_time() -> None:
    assert instant(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_that_the_zone_skips_has_no_opening() -> None:
    assert instant(date(2011, 12, 30), time(9), APIA) is None


def test_midnight_that_does_not_exist_is_one_in_the_morning() -> None:
    beirut = ZoneInfo("Asia/Beirut")  # clocks go from 00:00 to 01:00
    opens = instant(date(2026, 3, 29), time(0), beirut)
    assert opens is not None
    assert opens.astimezone(beirut).time() == time(1)


def test_a_question_of_an_evening_hour_that_is_left_out_comes_at_midnight_and_is_still_of_that_day() -> None:
    nuuk = ZoneInfo("America/Nuuk")  # clocks go from 23:00 on Saturday to 00:00 on Sunday
    saturday, schedule = date(2026, 3, 28), Schedule(time(23, 30), nuuk)
    opens = instant(saturday, schedule.at, nuuk)
    assert opens == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert day_of(schedule, opens) == saturday
    following = next_opening(schedule, opens)
    assert following is not None
    assert day_of(schedule, following) == saturday + timedelta(days=1)


def test_after_friday_the_next_weekday_question_is_on_monday() -> None:
    schedule = Schedule(time(9), LONDON, WEEKDAYS)
    friday_evening = datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert next_opening(schedule, friday_evening) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_next_opening_is_strictly_later() -> None:
    schedule = Schedule(time(9), LONDON)
    opens = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert next_opening(schedule, opens) == opens + timedelta(days=1)


def test_a_schedule_without_days_never_opens() -> None:
    assert next_opening(Schedule(time(9), LONDON, frozenset()), datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(("hours", "late"), [(5.9, False), (6.1, True)])
def test_a_question_is_skipped_only_past_its_late_window(hours: float, late: bool) -> None:
    schedule, due = Schedule(time(9), LONDON), datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert is_too_late(schedule, due, due + timedelta(hours=hours)) is late


@given(
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    at=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    start=st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)).map(lambda each: each.replace(tzinfo=UTC)),
)
def test_every_local_day_that_exists_has_exactly_one_opening_in_order(
    zone: ZoneInfo, at: time, start: datetime
) -> None:
    schedule = Schedule(at, zone)
    days, now = [], start
    for _ in range(10):
        opens = next_opening(schedule, now)
        assert opens is not None
        assert opens > now
        days.append(day_of(schedule, opens))
        now = opens
    existing = [days[0] + timedelta(days=ahead) for ahead in range((days[-1] - days[0]).days + 1)]
    assert days == [day for day in existing if instant(day, at, zone) is not None]
