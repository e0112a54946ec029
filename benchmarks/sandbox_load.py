"""Forty learners of eight groups on one small Docker host, some of them up to no good: what is promised must hold.

    PYTHONPATH=.:tests:tests/e2e .venv/bin/python benchmarks/sandbox_load.py --minutes 10 --seed 7

The real `shipmate attach` over JSON lines, on a host with a disk of 1 GiB and a registry of images of 5 to 200 MB
that don't compress. Learners pull, run and remove at random; among the commands are a fork bomb, a memory hog, a
disk filler, a flood of output and an endless sleeper. Ends with 1 if a promise was broken. Needs root and dockerd.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from docker import DockerClient
from learners import Answer, Chat, LearnersHost, chat, learners_host

from sandbox.daemon import free_space

DISK = 1 << 30
GROUPS = 8
LEARNERS = 40
LONGEST = 900.0
"""Seconds for any one command: a turn behind everybody else's longest runs."""

HELP_SECONDS = 0.25
"""Goal for the 99th percentile of `help`, whatever the others do."""

MISCHIEF = {
    "fork bomb": "run --rm {image} sh -c 'b() {{ b | b & }}; b; while :; do sh -c \"sleep 100\" & done'",
    "memory hog": "run --rm {image} sh -c 'x=aaaaaaaa; while :; do x=$x$x; done'",
    "disk filler": "run {image} sh -c 'for n in 1 2 3 4 5 6 7 8 9; do dd if=/dev/zero of=/f$n bs=1M count=60; done'",
    "tmpfs filler": "run --rm --tmpfs /t {image} dd if=/dev/zero of=/t/f bs=1M count=500",
    "flood": "run --rm {image} yes",
    "endless sleeper": "run {image} sleep 100000",
}
EVERYDAY = {
    "pull": 25,
    "run": 25,
    "pull and run": 15,
    "detach": 8,
    "tidy up": 10,
    "look": 12,
    "mischief": 5,
}
"""How often learners do what, in parts of a hundred."""


@dataclass
class Record:
    """What was seen; written by many threads, each with appends only."""

    answers: list[tuple[str, Answer]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    help_seconds: list[float] = field(default_factory=list)
    used: list[int] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def break_(self, promise: str, answer: Answer) -> None:
        self.broken.append(f"{promise}: /docker {answer.text} → {answer.outcome}: {answer.shown[:200]!r}")


class Learner(threading.Thread):
    """Types one command after the other until the time is over."""

    def __init__(self, number: int, seed: int, bot: Chat, host: LearnersHost, record: Record, until: float) -> None:
        super().__init__(name=f"learner{number}", daemon=True)
        self._group, self._user = f"group{number % GROUPS}", f"learner{number}"
        self._random = random.Random(f"{seed} {number}")
        self._bot, self._host, self._record, self._until = bot, host, record, until
        self._names: list[str] = []

    def run(self) -> None:
        while time.monotonic() < self._until:
            (kind,) = self._random.choices(list(EVERYDAY), list(EVERYDAY.values()))
            self._do(kind, self._image())
            time.sleep(self._random.uniform(0, 2))
        for name in self._names:
            self._type("clear", f"rm -f {name}")

    def _do(self, kind: str, image: str) -> None:
        match kind:
            case "pull":
                self._type(kind, f"pull {image}")
            case "run":
                self._type(kind, f"run --rm {image} echo hi")
            case "pull and run":
                self._pull_and_run(image)
            case "detach":
                name = f"{self._user}.{self._random.randrange(10**6)}"
                self._names.append(name)
                self._type(kind, f"run -d --name {name} {image} sh -c 'echo ready; sleep 20'")
            case "tidy up":
                self._type(kind, self._random.choice(["container prune -f", f"rmi {image}", self._removal()]))
            case "look":
                self._type(kind, self._random.choice(["ps -a", "images", f"history {image}", "system df"]))
            case "mischief":
                name = self._random.choice(list(MISCHIEF))
                self._type(name, MISCHIEF[name].format(image=image))

    def _pull_and_run(self, image: str) -> None:
        if self._type("pull, then run", f"pull {image}").outcome != "ok":
            return
        ran = self._type("run pulled", f"run --rm {image} echo hi")
        if ran.outcome in ("not_found", "error"):
            self._record.break_("pulled and gone", ran)

    def _image(self) -> str:
        """Small ones more often, as learners do."""
        images = self._host.images
        return self._random.choices(images, [1 / (1 + place) for place in range(len(images))])[0]

    def _removal(self) -> str:
        return f"rm -f {self._names.pop()}" if self._names else "container prune -f"

    def _type(self, kind: str, line: str) -> Answer:
        answer = self._bot.ask_as(self._group, self._user, f"/docker {line}", LONGEST)
        answer.text = line
        self._record.answers.append((kind, answer))
        if answer.outcome is None:
            self._record.break_("never done", answer)
        if answer.outcome == "error":
            self._record.break_("an error of ours", answer)
        return answer


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    record = Record()
    with learners_host(DISK) as host, tempfile.TemporaryDirectory(prefix="shipmate-load-") as data:
        with chat(Path(data), host.settings) as bot:
            load(bot, host, record, chosen.minutes * 60, chosen.seed)
            look_over(bot, host, record)
        log = (Path(data) / "log").read_text(errors="replace")
    report(record, chosen.seed, log)
    sys.exit(bool(record.broken))


def load(bot: Chat, host: LearnersHost, record: Record, seconds: float, seed: int) -> None:
    """Lets everybody work for so long, and waits until each has had the last answer."""
    done = threading.Event()
    beside = [
        threading.Thread(target=ask_for_help, args=(bot, record, done)),
        threading.Thread(target=watch_disk, args=(host, record, done)),
    ]
    if bot.ask_as("elsewhere", "reader", "/ship help", 60).outcome != "ok":
        raise RuntimeError("the bot does not start")
    until = time.monotonic() + seconds
    learners = [Learner(number, seed, bot, host, record, until) for number in range(LEARNERS)]
    for thread in (*beside, *learners):
        thread.start()
    for learner in learners:
        learner.join()
    done.set()
    for thread in beside:
        thread.join()


def ask_for_help(bot: Chat, record: Record, done: threading.Event) -> None:
    """Somebody of another group who has nothing to do with the sandbox, once a second."""
    while not done.wait(1):
        answer = bot.ask_as("elsewhere", "reader", "/ship help", LONGEST)
        record.help_seconds.append(answer.seconds)
        if answer.outcome != "ok":
            record.break_("help is refused", answer)


def watch_disk(host: LearnersHost, record: Record, done: threading.Event) -> None:
    while not done.wait(0.1):
        free, total = free_space(host.folder)
        record.free.append(free)
        record.used.append(total - free)


def look_over(bot: Chat, host: LearnersHost, record: Record) -> None:
    """When all is done, nothing may be left that no group knows: their own commands must empty the host."""
    for number in range(GROUPS):
        listed = bot.ask_as(f"group{number}", "tidier", "/docker ps -a -q", 60).shown.split()
        if listed and listed[0] != "There":
            bot.ask_as(f"group{number}", "tidier", f"/docker rm -f {' '.join(listed)}", 120)
    engine = DockerClient(base_url=host.address)
    try:
        left = [f"{each.name} ({each.status})" for each in engine.containers.list(all=True)]
    finally:
        engine.close()
    if left:
        record.broken.append(f"containers without owner: {left}")
    if bot.strays:
        record.broken.append(f"answers to nobody: {bot.strays[:3]}")
    footprint = sum(each.stat().st_blocks * 512 for each in host.folder.rglob("*") if each.is_file())
    if footprint > DISK * 1.05:
        record.broken.append(f"the host takes {footprint:,} bytes of the machine")


def report(record: Record, seed: int, log: str) -> None:
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, answer in record.answers:
        outcomes[kind][str(answer.outcome)] += 1
    print(f"seed {seed}: {len(record.answers)} commands, each with one done but for those named below\n")
    print(f"{'command':18}{'median s':>10}{'longest s':>11}  outcomes")
    for kind, counts in sorted(outcomes.items()):
        took = [answer.seconds for name, answer in record.answers if name == kind]
        told = ", ".join(f"{name} {number}" for name, number in counts.most_common())
        print(f"{kind:18}{statistics.median(took):10.2f}{max(took):11.1f}  {told}")
    centiles = statistics.quantiles(record.help_seconds, n=100)
    print(
        f"\nhelp, asked {len(record.help_seconds)} times meanwhile: median {statistics.median(record.help_seconds):.3f} s",
        end="",
    )
    print(f", 99th {centiles[98]:.3f} s, longest {max(record.help_seconds):.3f} s")
    print(
        f"disk: at most {max(record.used) / 1e6:.0f} MB used of {DISK / 1e6:.0f}, at least {min(record.free) / 1e6:.0f} MB free"
    )
    if centiles[98] > HELP_SECONDS:
        record.broken.append(f"help took {centiles[98]:.3f} s (99th)")
    refusals = Counter(answer.shown[:110] for _, answer in record.answers if answer.outcome not in ("ok", None))
    print("\nmost frequent refusals and ends:")
    for words, number in refusals.most_common(25):
        print(f"  {number:4} {words!r}")
    warnings = Counter(
        line.split("]", 1)[-1].strip().split("  ")[0][:80]
        for line in log.splitlines()
        if "warn" in line or "error" in line
    )
    print("\nwarnings in the bot's log:", dict(warnings.most_common(15)))
    for incident in log.split("command failed")[1:]:
        print("\nan error of ours:", *incident.splitlines()[:60], sep="\n  ")
    print(f"\nbroken promises: {len(record.broken)}")
    for each in record.broken[:30]:
        print(f"  {each}")


if __name__ == "__main__":
    main()
