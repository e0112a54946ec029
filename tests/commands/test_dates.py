"""Dates and times in words, in every language that there is data for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import localedata

from commands import dates
from commands.plain import plain_text
from commands.setting_up.reading import read_locale
from commands.text import counted, numbered

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_every_language_that_can_be_set_up_can_be_written() -> None:
    for locale in map(read_locale, localedata.locale_identifiers()):
        assert dates.day(NOW.date(), locale)
        assert dates.dated(NOW.date(), locale)
        assert dates.day_and_hour(NOW, locale).endswith(" UTC")
        assert dates.until(NOW + timedelta(hours=14), NOW, locale)


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Etc/GMT+5", "Europe/London"])
def test_a_zone_goes_by_its_own_name_but_utc_by_the_one_that_people_say(zone: str) -> None:
    told = zone if zone in {"Etc/GMT+5", "Europe/London"} else "UTC"
    assert dates.day_and_hour(NOW.astimezone(ZoneInfo(zone)), "en_GB").endswith(f" {told}")


@pytest.mark.parametrize(
    ("locale", "day"),
    [("en_GB", "23 November 2026"), ("en", "November 23, 2026"), ("fr", "23 novembre 2026"), ("ja", "2026年11月23日")],
)
def test_a_date_has_its_languages_order(locale: str, day: str) -> None:
    assert dates.dated(date(2026, 11, 23), locale) == day


def test_numbers_are_written_and_counted_as_the_language_does() -> None:
    assert plain_text(counted(1, "point", "points")) == "1 point"
    assert plain_text(counted(1234, "point", "points")) == "1,234 points"
    assert plain_text(counted(1234, "point", "points", locale="de")) == "1.234 points"
    assert plain_text(numbered(1, "One question.", "{number} questions.")) == "One question."
    assert plain_text(numbered(1234, "One question.", "{number} questions.")) == "1,234 questions."


@pytest.mark.parametrize("locale", ["fr", "ru", "ja", "ar"])
def test_words_keep_the_plurals_of_the_language_they_are_written_in(locale: str) -> None:
    assert plain_text(counted(0, "point", "points", locale=locale)).endswith(" points")
    assert plain_text(counted(1, "point", "points", locale=locale)).endswith(" point")
    assert plain_text(counted(21, "point", "points", locale=locale)).endswith(" points")
    assert plain_text(numbered(101, "One question.", "{number} questions.", locale=locale)).endswith(" questions.")
