"""Processes that are found again by their number, on a machine that is never quiet."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sandbox.daemon.processes import ends, running

AGAIN = """if [ $1 -gt 0 ]; then exec sh "$0" $(($1 - 1)) mark; fi"""


def test_a_process_is_found_also_while_one_program_takes_the_place_of_another(tmp_path: Path) -> None:
    script, pid_file = tmp_path / "script", tmp_path / "pid"
    script.write_text(AGAIN)
    for _ in range(10):
        with subprocess.Popen(["sh", script, "200", "mark"]) as process:
            pid_file.write_text(str(process.pid))
            while process.poll() is None:
                found = running(pid_file, "mark")
                assert found == process.pid or process.poll() is not None


def test_a_number_that_is_another_programs_by_now_is_not_found(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        (tmp_path / "pid").write_text(str(process.pid))
        assert running(tmp_path / "pid", "mark") is None
        process.kill()


def test_a_dead_process_has_ended_though_nobody_waited_for_it(tmp_path: Path) -> None:
    process = subprocess.Popen(["true"])
    (tmp_path / "pid").write_text(str(process.pid))
    assert ends(process.pid, 10)
    assert running(tmp_path / "pid", "true") is None
    process.wait()
    assert ends(process.pid, 10)
