"""When a daily question opens, around the clock changes of real zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from commands.quiz.schedule import UNTIL_RESUMED, instant, is_too_late, next_opening, without_late
from commands.request import Opening, Schedule

LONDON, BERLIN, APIA = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")
WEEKDAYS = frozenset(range(1, 6))
MONDAY_AT_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def nine_in_london(day: date) -> Opening:
    """Returns an opening at nine; winter's hours are those of UTC."""
    return Opening(day, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


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
    opening = next_opening(schedule, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert opening == Opening(saturday, datetime(2026, 3, 29, 1, tzinfo=UTC))
    assert next_opening(schedule, opening.at) == Opening(
        saturday + timedelta(days=1), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    )


def test_after_friday_the_next_weekday_question_is_on_monday() -> None:
    schedule = Schedule(time(9), LONDON, WEEKDAYS)
    friday_evening = datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert next_opening(schedule, friday_evening) == nine_in_london(date(2026, 11, 23))


def test_the_next_opening_is_strictly_later() -> None:
    schedule = Schedule(time(9), LONDON)
    assert next_opening(schedule, MONDAY_AT_NINE) == nine_in_london(date(2026, 11, 24))


def test_a_schedule_without_days_never_opens() -> None:
    assert next_opening(Schedule(time(9), LONDON, frozenset()), datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_day_that_had_its_question_has_no_other_though_its_time_is_still_to_come() -> None:
    before_nine, today = MONDAY_AT_NINE - timedelta(hours=1), date(2026, 11, 23)
    assert next_opening(Schedule(time(9), LONDON), before_nine, asked=today) == nine_in_london(date(2026, 11, 24))


def test_a_holiday_has_no_question_and_the_day_after_it_has() -> None:
    christmas = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
    schedule = Schedule(time(9), LONDON, holidays=christmas)
    assert next_opening(schedule, datetime(2026, 12, 24, 12, tzinfo=UTC)) == nine_in_london(date(2026, 12, 27))


def test_a_year_of_holidays_ends_with_a_question() -> None:
    year = frozenset(date(2026, 11, 24) + timedelta(days=ahead) for ahead in range(366))
    schedule = Schedule(time(9), LONDON, frozenset({1}), holidays=year)
    assert next_opening(schedule, MONDAY_AT_NINE) == nine_in_london(date(2027, 11, 29))


def test_after_a_pause_questions_come_again_on_the_day_named() -> None:
    schedule = Schedule(time(9), LONDON, paused_until=date(2027, 1, 4))
    assert next_opening(schedule, MONDAY_AT_NINE) == nine_in_london(date(2027, 1, 4))
    assert next_opening(schedule, datetime(2027, 1, 4, 12, tzinfo=UTC)) == nine_in_london(date(2027, 1, 5))


def test_a_pause_without_an_end_has_no_next_question() -> None:
    assert next_opening(Schedule(time(9), LONDON, paused_until=UNTIL_RESUMED), MONDAY_AT_NINE) is None


def test_a_leap_day_has_its_question() -> None:
    assert next_opening(Schedule(time(9), LONDON), datetime(2028, 2, 28, 12, tzinfo=UTC)) == nine_in_london(
        date(2028, 2, 29)
    )


def test_what_is_too_late_is_told_apart_from_what_is_not() -> None:
    schedule = Schedule(time(9), LONDON, WEEKDAYS)
    tuesday_of_next_week = datetime(2026, 12, 1, 12, tzinfo=UTC)
    late, upcoming = without_late(schedule, nine_in_london(date(2026, 11, 26)), tuesday_of_next_week)
    assert [each.day.day for each in late] == [26, 27, 30]
    assert upcoming == nine_in_london(date(2026, 12, 1))


@pytest.mark.parametrize(("hours", "late"), [(5.9, False), (6.1, True)])
def test_a_question_is_skipped_only_past_its_late_window(hours: float, late: bool) -> None:
    schedule, due = Schedule(time(9), LONDON), datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert is_too_late(schedule, due, due + timedelta(hours=hours)) is late
