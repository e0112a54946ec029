"""A few days of several groups on the real process, killed again and again; `benchmarks/quiz_season.py` has a month."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from faked_clock import FakedClock
from season import Season
from season_model import broken_promises
from season_plan import season_plan

FRIDAY = datetime(2026, 10, 30, 7, tzinfo=UTC)
"""America's clocks go back on the Sunday, on which the month's season ends."""


@pytest.mark.skipif(not FakedClock.installed, reason="needs Debian's faketime")
def test_whatever_is_killed_each_question_comes_once_and_each_acknowledged_answer_counts_once(tmp_path: Path) -> None:
    plan = season_plan(seed=7, groups=5, learners=25, days=3, kills=8, begins=FRIDAY)
    season = Season(tmp_path, plan)
    log = season.play()
    assert log.kills == 8
    assert [key for key in log.shown if key.startswith("season-")]
    assert log.outcomes["taken"] > 50
    assert broken_promises(plan, log, season.database) == []
