"""Plays a season of many groups on the real `shipmate attach`, which is killed again and again, and adds it all up.

    PYTHONPATH=.:tests:tests/e2e .venv/bin/python benchmarks/quiz_season.py --groups 50 --learners 400 --days 30 --kills 100

The clock is libfaketime's: it jumps from one opening, closing or midway to the next, and at each some members answer or
change their minds. `kill -9` hits at random moments of the season, within half a second of real time from such a jump; a
new process starts at once or, sometimes, hours later. Then within bounds: every due question came once and was revealed
once in each place of its group (every third has two; JSON lines can't be read back, so after a kill a message may come again under the id that it had; never without a
kill between), every acknowledged answer counts once as it was acknowledged last, no other answer does, and points,
totals, streaks, leaderboards and winners are what a slow model makes of the log. Ends with 1 if a promise was broken.
Needs Debian's faketime.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from attached import PROGRAM
from season import Season
from season_log import Log
from season_model import broken_promises
from season_plan import season_plan

BEGINS = datetime(2026, 10, 19, 6, 40, tzinfo=UTC)
"""Clocks go back in Europe after six days and in America after thirteen, with the month's season ending between."""


def _checked(season: Season) -> int:
    """Returns what `shipmate db check` ends with."""
    environment = {**os.environ, "SHIPMATE_DATABASE_URL": f"sqlite:///{season.database}"}
    return subprocess.run([PROGRAM, "db", "check"], env=environment, check=False).returncode


def _print(log: Log, spent: float) -> None:
    shown = Counter(key.partition("-")[0] for key in log.shown)
    again = sum(len(each.lives) - 1 for each in log.shown.values())
    unsure = sum(bool(given.unsure) for given in log.given.values())
    print(f"{log.kills} kills, {len(log.outages)} of them with hours of absence; {spent:,.0f} s")
    further = sum("@" in key and key.startswith("round-") for key in log.shown)
    print(
        f"cards {shown['round']}, of them {further} in a second place; revealed {shown['reveal']}, skipped {sum(map(len, log.skipped.values()))}"
    )
    print(f"messages that came again after a kill, under their own id: {again} of {len(log.shown)}")
    print(f"answers and changes acknowledged {log.outcomes['taken']}, refused {log.outcomes['refused']}")
    print(f"answers counted {len(log.given)}, of them without a word that they are: {unsure}")
    print(
        f"corrections by captains: {len(log.corrected)}; messages of all kinds: {dict(sorted(shown.items()))}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("groups", 50), ("learners", 400), ("days", 30), ("kills", 100), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--keep", type=Path, help="a new folder for what is else thrown away")
    asked = vars(parser.parse_args())
    kept = asked.pop("keep")
    folder = kept or Path(tempfile.mkdtemp(prefix="shipmate-season-"))
    folder.mkdir(exist_ok=True)
    try:
        plan = season_plan(begins=BEGINS, **asked)
        began = time.perf_counter()
        season = Season(folder, plan)
        log = season.play()
        _print(log, time.perf_counter() - began)
        broken = broken_promises(plan, log, season.database)
        broken += ["shipmate db check says that totals differ"] * bool(_checked(season))
        print("\n".join(broken) or "every promise was kept")
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
