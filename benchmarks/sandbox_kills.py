"""Kills the bot, dockerd or both at random moments, and looks whether everything comes right again.

    PYTHONPATH=.:tests:tests/e2e .venv/bin/python benchmarks/sandbox_kills.py --times 50 --seed 11

Each time a learner of the real `shipmate attach` pulls, runs, builds or prunes, and in the middle of it `kill -9` hits.
Then within bounds: a command of somebody else works again, the learner has been told, no container of a lost process
runs, what groups are told they have is what the engine has, and the disk has come back. Ends with 1 if a promise was
broken, with the seed, the number and the moment. Needs root and dockerd.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from docker import DockerClient
from docker.errors import APIError
from learners import Answer, Chat, LearnersHost, learners_host

from sandbox.daemon import free_space, status

DISK = 1 << 30
SIZES = (8, 40)

GOOD_AGAIN = 15.0
"""Seconds from the kill to the next command that works, a new process of the bot among them."""

TOLD = 40.0
"""A process counts as lost after 20 s of silence, which is looked for every 5 s."""

QUIET = 40.0
"""Seconds until nothing of a lost process runs, and groups are told what is there."""

LEFT = 64 << 20
"""Bytes that may be on the disk beside images: containers' files, the engine's own, the ballast is not among them."""

BUILD = (
    "build -t made - <<EOF\nFROM alpine\nRUN dd if=/dev/zero of=/f bs=1048576 count=20\nRUN sleep 1\nRUN echo done\nEOF"
)


@dataclass(frozen=True)
class Activity:
    """`lines` are typed one after the other; the kill comes within so many seconds of the last one."""

    lines: tuple[str, ...]
    within: float
    job: bool = True


ACTIVITIES = {
    "pull": Activity(("pull mb40",), 1.5),
    "run": Activity(("run -d --name left alpine sleep 300", "run alpine sh -c 'echo hi; sleep 5; echo ho'"), 5.0),
    "build": Activity((BUILD,), 3.0),
    "prune": Activity(("pull mb8", "image prune -a -f"), 0.4, job=False),
}
VICTIMS = ("bot", "dockerd", "both")


@dataclass
class Figures:
    """Of all kills; seconds, but for the bytes of `leftover`."""

    good_again: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    agreed: list[float] = field(default_factory=list)
    leftover: list[int] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


class Scene:
    """The host, and the bot on one database, started again whenever it was killed."""

    def __init__(self, host: LearnersHost, data: Path) -> None:
        self.host = host
        self._data = data
        self._chat: Chat | None = None

    @property
    def bot(self) -> Chat:
        """The running process; a new one where there is none."""
        if self._chat is None or self._chat.process.poll() is not None:
            self._chat = Chat(self._data, self.host.settings)
        return self._chat

    def kill(self, victim: str) -> None:
        if victim != "dockerd":
            self.bot.kill()
        if victim != "bot":
            with suppress(KeyError, ProcessLookupError):
                os.kill(status(self.host.folder).processes["dockerd"], signal.SIGKILL)

    def docker(self, line: str, *, group: str = "learners", user: str = "ana", timeout: float = 90) -> Answer:
        return self.bot.ask_as(group, user, f"/docker {line}", timeout)

    @contextmanager
    def engine(self) -> Iterator[DockerClient]:
        client = DockerClient(base_url=self.host.address, timeout=10)
        try:
            yield client
        finally:
            client.close()

    def close(self) -> None:
        if self._chat is not None:
            self._chat.process.kill()
            self._chat.process.wait()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--times", type=int, default=50)
    options.add_argument("--seed", type=int, default=11)
    chosen = options.parse_args()
    figures, chance = Figures(), random.Random(chosen.seed)
    plans = [
        (chance.choice(VICTIMS), name, chance.uniform(0, ACTIVITIES[name].within))
        for name in chance.choices(list(ACTIVITIES), k=chosen.times)
    ]
    with learners_host(DISK, SIZES) as host, tempfile.TemporaryDirectory(prefix="shipmate-kills-") as data:
        scene = Scene(host, Path(data))
        try:
            scene.docker("pull alpine", group="others")
            for number, (victim, name, moment) in enumerate(plans):
                where = f"seed {chosen.seed}, kill {number} ({victim} in mid-{name} after {moment:.3f} s)"
                before = len(figures.broken)
                once(scene, victim, ACTIVITIES[name], moment, where, figures)
                print(f"{where}: {'; '.join(figures.broken[before:]) or 'all came right'}", flush=True)
        finally:
            scene.close()
    report(figures)
    sys.exit(bool(figures.broken))


def once(scene: Scene, victim: str, activity: Activity, moment: float, where: str, figures: Figures) -> None:
    """Clears up, lets a learner begin, kills, and looks at everything that was promised."""

    def broken(what: str) -> None:
        figures.broken.append(f"{where}: {what}")

    prepare(scene)
    struck, victim_chat = scene.bot, victim != "dockerd"
    for line in activity.lines[:-1]:
        scene.docker(line)
    answers: list[Answer] = []
    typing = threading.Thread(
        target=lambda: answers.append(struck.ask_as("learners", "ana", f"/docker {activity.lines[-1]}", 90))
    )
    typing.start()
    time.sleep(moment)
    scene.kill(victim)
    killed = time.monotonic()

    def works() -> bool:
        return scene.docker("run --rm alpine echo again", group="others", user="ben", timeout=20).outcome == "ok"

    took = seconds_until(works, killed, 60)
    figures.good_again.append(took)
    if took > GOOD_AGAIN:
        broken(f"the next command worked after {took:.1f} s")
    typing.join()
    (answer,) = answers
    if answer.outcome is not None:
        figures.outcomes[answer.outcome] += 1
        if answer.outcome == "error":
            broken(f"an error of ours: {answer.shown!r}")
    elif not victim_chat:
        broken("no answer from a bot that lives")
    elif activity.job and answer.messages:

        def told() -> bool:
            return any("I was restarted while" in each["text"] for each in scene.bot.unasked)

        took = seconds_until(told, killed, TOLD)
        figures.told.append(took)
        figures.outcomes["told afterwards"] += 1
        if took > TOLD:
            broken("the learner was not told")
    else:
        figures.outcomes["killed before the first word"] += 1
    took = seconds_until(lambda: not strangers(scene, bot_lost=victim_chat), killed, QUIET)
    figures.quiet.append(took)
    if took > QUIET:
        broken(f"still there: {strangers(scene, bot_lost=victim_chat)}")
    took = seconds_until(lambda: not disagreements(scene), killed, QUIET)
    figures.agreed.append(took)
    if took > QUIET:
        broken("; ".join(disagreements(scene)) or "agreed too late")
    figures.leftover.append(leftover(scene))
    if figures.leftover[-1] > LEFT + figures.leftover[0]:
        broken(f"{figures.leftover[-1] >> 20} MiB on the disk that are no image's")


def prepare(scene: Scene) -> None:
    """Takes away what the last time left to the group, so that there is something to do again."""
    for line in ("rm -f left", "container prune -f", "image prune -a -f"):
        scene.docker(line)
    with scene.engine() as engine:
        for name in ("mb40:latest", "mb8:latest"):
            with suppress(APIError):
                engine.images.remove(name, force=True)
    scene.docker("pull alpine")


def seconds_until(condition: Callable[[], bool], since: float, limit: float) -> float:
    """Waits for a condition; returns the seconds since then, more than `limit` where it did not come true."""
    while not condition():
        if time.monotonic() - since > limit:
            return float("inf")
        time.sleep(0.1)
    return time.monotonic() - since


def strangers(scene: Scene, *, bot_lost: bool) -> list[str]:
    """Containers that no job looks after: all that run after the bot was lost, what ran in the foreground else."""
    with scene.engine() as engine:
        found = engine.containers.list(all=True)
        return [
            f"{each.name} ({each.status})"
            for each in found
            if each.status in ("dead", "removing", "created")
            or (each.status == "running" and (bot_lost or each.labels.get("shipmate.mode") != "detached"))
        ]


def disagreements(scene: Scene) -> list[str]:
    """What the groups are told they have, against what the engine has."""
    with scene.engine() as engine:
        there = {str(each.id) for each in engine.containers.list(all=True)}
        images = {str(each.id) for each in engine.images.list(all=True)}
    troubles = []
    told = {word for group in ("learners", "others") for word in words(scene, "ps -a -q --no-trunc", group)}
    if told != there:
        troubles.append(f"containers told {sorted(told)} and there {sorted(there)}")
    for group in ("learners", "others"):
        missing = words(scene, "images -q --no-trunc", group) - images
        troubles += [f"images told to {group} that aren't there: {missing}"] if missing else []
    return troubles


def words(scene: Scene, line: str, group: str) -> set[str]:
    """The ids in an answer; other words are sentences."""
    return {word for word in scene.docker(line, group=group).shown.split() if len(word) >= 64}


def leftover(scene: Scene) -> int:
    """Bytes of the disk that neither images nor containers account for."""
    free, total = free_space(scene.host.folder)
    with scene.engine() as engine:
        usage = engine.df()
    containers = sum(each.get("SizeRw") or 0 for each in usage["Containers"] or [])
    return total - free - usage["LayersSize"] - containers


def report(figures: Figures) -> None:
    print()
    for name, found in (
        ("next good command", figures.good_again),
        ("told", figures.told),
        ("quiet", figures.quiet),
        ("agreed", figures.agreed),
    ):
        if found:
            print(f"{name:20} median {statistics.median(found):5.1f} s, longest {max(found):5.1f} s, of {len(found)}")
    print(
        f"left on the disk     {figures.leftover[0] >> 20} MiB after the first, {figures.leftover[-1] >> 20} after the last"
    )
    print(f"outcomes             {dict(figures.outcomes)}")
    print(f"broken promises: {len(figures.broken)}")


if __name__ == "__main__":
    main()
