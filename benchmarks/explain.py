"""How long reading a command line takes, beside shlex, bashlex and composerize on the same lines in the same run.

    .venv/bin/python benchmarks/explain.py

bashlex is fetched with pip and composerize with npm, into a folder that goes when the run ends. Each line is read
`--rounds` times; its time is the fastest of them, since everything else on a machine only adds. A reader's figure
is the median over the lines that it takes without an error; the ratios are of lines that both readers take.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from commands.explain import explain

BENCHMARKS = Path(__file__).parent
CORPUS = BENCHMARKS.parent / "tests" / "commands" / "explain" / "corpus"
BASHLEX = "bashlex==0.18"
COMPOSERIZE = "composerize@1.7.6"

Times = dict[str, float]
"""Microseconds by line; lines that the reader refuses are left out."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=20)
    rounds = options.parse_args().rounds
    lines = corpus()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {len(lines)} lines")
    with TemporaryDirectory(prefix="shipmate-peers-") as folder:
        report(lines, rounds, Path(folder))
        taken = loading(Path(folder) / "compiled")
    print(f"\nloading commands.explain and the first line: {taken:.0f} ms (median of 15 new processes)")


def corpus() -> list[str]:
    found = (CORPUS / name for name in ("public.jsonl", "traps.jsonl"))
    cases = [json.loads(line) for path in found for line in path.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(case["command"] for case in cases))


def report(lines: list[str], rounds: int, folder: Path) -> None:
    ours = timed(explain, lines, rounds)
    peers = {
        "shlex.split": timed(shlex.split, lines, rounds),
        BASHLEX: timed(bashlex(folder), lines, rounds),
        COMPOSERIZE: composerize(lines, rounds, folder),
    }
    print(f"\n{'reader':22}{'lines':>7}{'median µs':>11}{'p95 µs':>9}{'ours on these µs':>18}{'ours : theirs':>15}")
    print(f"{'shipmate explain':22}{len(ours):7}{statistics.median(ours.values()):11.1f}{p95(ours):9.1f}")
    for name, theirs in peers.items():
        same = {line: ours[line] for line in theirs}
        own, their = statistics.median(same.values()), statistics.median(theirs.values())
        print(f"{name:22}{len(theirs):7}{their:11.1f}{p95(theirs):9.1f}{own:18.1f}{own / their:15.2f}")


def p95(times: Times) -> float:
    return statistics.quantiles(times.values(), n=20)[-1]


def timed(read: Callable[[str], object], lines: list[str], rounds: int) -> Times:
    """Reads all lines in each round, so that no reader is favoured by a warm cache for one line."""
    best: Times = {}
    refused = set()
    for _ in range(rounds):
        for line in lines:
            if line in refused:
                continue
            started = time.perf_counter_ns()
            try:
                read(line)
            except Exception:  # noqa: BLE001 - a peer may fail as it likes; such a line is left out
                refused.add(line)
                continue
            taken = (time.perf_counter_ns() - started) / 1000
            best[line] = min(taken, best.get(line, taken))
    return {line: taken for line, taken in best.items() if line not in refused}


def bashlex(folder: Path) -> Callable[[str], object]:
    target = folder / "python"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), BASHLEX]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    sys.path.insert(0, str(target))
    parse: Callable[[str], object] = importlib.import_module("bashlex").parse
    return parse


def composerize(lines: list[str], rounds: int, folder: Path) -> Times:
    """composerize knows `docker run` and `docker create`; it gets those lines."""
    subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), COMPOSERIZE], check=True)
    run = [line for line in lines if line.startswith(("docker run ", "docker create "))]
    program = [*("node", str(BENCHMARKS / "composerize.js")), str(folder / "node_modules"), str(rounds)]
    answered = subprocess.run(program, input=json.dumps(run), capture_output=True, text=True, check=True)
    times: Times = json.loads(answered.stdout)
    return times


def loading(compiled: Path) -> float:
    """Milliseconds of the processor that a process needs for the explainer, over what it needs to start at all.

    `compiled` is the folder for compiled code, which the first process fills, as `make setup` does for all.
    """
    code = (
        "import time; started = time.process_time(); from commands.explain import explain; "
        "explain('docker ps'); print(time.process_time() - started)"
    )
    kept = {"PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-c", code]
    found = [float(subprocess.check_output(command, cwd=BENCHMARKS.parent, env=os.environ | kept)) for _ in range(16)]
    return statistics.median(found[1:]) * 1000


if __name__ == "__main__":
    main()
