"""A season of many groups on the real `shipmate attach`, days passing in seconds, the process killed again and again.

What the groups were told and what they did is kept in a `Log`; `season_model` holds it against the database.
"""

from __future__ import annotations

import json
import queue
import re
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import NoReturn

from attached import Attached, Message
from faked_clock import FakedClock
from season_log import Ask, Given, Log, Play, Shown, was_taken, ways
from season_plan import LATE_WINDOW, GroupPlan, Member, SeasonPlan

_PATIENCE = 60.0
"""Real seconds without a word, after which the process hangs."""

_QUIET = 0.3
"""Real seconds in which what is due comes at the latest; then the clock goes on to the next look of the scheduler."""

_LOOKS = 60
"""How often the clock goes on by a look while something is owed, before it counts as lost."""

_MARGIN = timedelta(minutes=5)
"""Nobody answers so shortly before closing: the clock goes on a little while the process works."""

_OUTAGES = (
    timedelta(minutes=20),
    timedelta(hours=3, minutes=7),
    timedelta(hours=8, minutes=7),
    timedelta(hours=21, minutes=7),
)
"""How long the process stays away after some kills: late, and longer than the late window."""

_NOTED = timedelta(minutes=2)
"""How long it may take at most until the process has noted what it posted, repeats after a kill among it."""

_AFTER = timedelta(days=3)
"""Questions go on coming until the last one of the season is revealed; they are no part of it."""

_MOMENT, _WORDS = 0.4, 12
"""A kill comes within so many real seconds, or after so many lines that the process writes."""

_AWAY = 0.15
_CORRECTED = 0.04
_TOO_LATE = 0.1


class _Lost(Exception):
    """The process is gone."""


class Season:
    """Plays a plan to its end."""

    def __init__(self, folder: Path, plan: SeasonPlan) -> None:
        self.plan = plan
        self.log = Log()
        self.database = folder / "season.db"
        self.clock = FakedClock(folder, plan.begins)
        self._folder = folder
        self._rng = Random(plan.seed)
        self._groups = plan.by_name
        self._dues = {group.name: deque(group.dues(plan.begins, plan.ends + _AFTER)) for group in plan.groups}
        self._open: list[Play] = []
        self._asking: dict[str, Ask] = {}
        self._ids = count(1)
        self._life = 0
        self._kill_times = sorted(
            plan.begins + self._rng.random() * (plan.ends - plan.begins) for _ in range(plan.kills)
        )
        self._killers: list[threading.Timer] = []
        self._last_words: list[int] = []
        self._process = self._started()

    def play(self) -> Log:
        """Plays the season, asks everybody how they stand, and ends the process."""
        self._set_up()
        while (at := self._next()) is not None:
            self._move_to(max(at, self.clock.now()))
            self._arm(at)
            self._settle()
            self._answer()
            self._correct()
        for killer in self._killers:
            killer.join()
        for _ in self._last_words:  # what was to be said in them was never said
            self._kill()
            self._settle()
        self._settle()
        self._look_around()
        if self._process.finish():
            self.log.broken.append("the process did not end well")
        self._process.close()
        return self.log

    # The process

    @property
    def environment(self) -> dict[str, str]:
        return {**self.clock.environment, "SHIPMATE_DATABASE_URL": f"sqlite:///{self.database}"}

    def _started(self) -> Attached:
        self._life += 1
        return Attached(self._folder, self.environment)

    def _move_to(self, at: datetime) -> None:
        """Moves the clock, but not under the hands of a process at work, whose steps have little time each."""
        self._process.rest()
        self.clock.move_to(at)

    def _arm(self, at: datetime) -> None:
        """Has the process killed as often as it is the time for it: after a moment, or in the middle of its words."""
        while self._kill_times and self._kill_times[0] <= at:
            self._kill_times.pop(0)
            if self._rng.random() < 0.5:
                self._last_words.append(self._rng.randint(1, _WORDS))
            else:
                killer = threading.Timer(self._rng.uniform(0, _MOMENT), self._kill)
                killer.start()
                self._killers.append(killer)

    def _kill(self) -> None:
        while self._process.process.poll() is not None:  # the one before is not replaced yet
            threading.Event().wait(0.05)
        self._process.process.kill()
        self.log.kills += 1

    def _revive(self) -> None:
        """Starts a new process, sometimes long after the old one was lost."""
        self._process.close()
        owing = any(dues and dues[0][0] <= self.clock.now() for dues in self._dues.values())
        if self._rng.random() < _AWAY:
            self._stay_away(_OUTAGES[0] if owing else self._rng.choice(_OUTAGES))
        self._process = self._started()

    def _stay_away(self, span: timedelta) -> None:
        lost = self.clock.now()
        self.clock.move_to(lost + span)
        self.log.outages.append(span)
        if span > LATE_WINDOW / 4:
            fresh = [play for play in self._open if lost - (play.closes - play.group.timetable.open_for) < _NOTED]
            self.log.cut_off |= {play.id for play in fresh}
            self._open = [play for play in self._open if play not in fresh]
        for name, dues in self._dues.items():
            while dues and dues[0][0] + LATE_WINDOW < self.clock.now():
                self.log.skipped.setdefault(name, []).append(dues.popleft()[1])

    # Talking

    def _exchange(self, asks: Sequence[Ask]) -> None:
        """Sends everything at once and waits for the answers; who gets no word from a process that dies asks again."""
        waiting = list(asks)
        while waiting:
            try:
                for ask in waiting:
                    self._send(ask)
                while not all(ask.outcome for ask in waiting):
                    self._take(self._hear(_PATIENCE))
            except _Lost:
                self._revive()
            waiting = [ask for ask in waiting if not ask.answered]
            for ask in waiting:
                ask.again = True

    def _send(self, ask: Ask) -> None:
        identity = f"q{next(self._ids)}"
        self._asking[identity] = ask
        who = {"group": ask.group, "user": ask.user, "name": ask.user, "captain": ask.captain}
        who |= {"place": ask.place} if ask.place else {}
        try:
            self._process.send(json.dumps({"id": identity, **who, **ask.said}))
        except OSError:
            self._hear_out()

    def _hear_out(self) -> NoReturn:
        """Takes what a lost process said last; raises _Lost at its end."""
        while True:
            self._take(self._hear(_PATIENCE))

    def _hear(self, patience: float) -> Message:
        """Returns the next line; raises _Lost, or queue.Empty where none comes."""
        waited = 0.0
        while True:
            try:
                return self._process.next(timeout=0.05)
            except ValueError:
                pass  # a line that the kill cut off
            except queue.Empty:
                if self._process.silent:
                    raise _Lost from None
                waited += 0.05
                if waited >= patience:
                    raise

    def _take(self, message: Message) -> None:
        self._last_words = [words - 1 for words in self._last_words]
        if 0 in self._last_words:
            self._last_words.remove(0)
            self._kill()
        to = message["to"]
        if to is None:
            self._see(message)
        elif message["type"] == "message":
            self._asking[to].messages.append(message)
        else:
            self._asking.pop(to).outcome = message.get("outcome", "error")

    def _settle(self) -> None:
        """Lets the process look for what is due until everything has come."""
        for look in range(_LOOKS):
            self._exchange([Ask("", "", {"type": "nothing"})])  # wakes it, and is refused
            try:
                while self._owed():
                    self._take(self._hear(_QUIET))
            except queue.Empty:
                self._move_to(self.clock.now() + timedelta(seconds=5 if look < 3 else 20))
            except _Lost:
                self._revive()
            if not self._owed():
                return
        self.log.broken.append(f"{self.clock.now():%F %T}: never came: {', '.join(self._owed())}")
        self._forgive()

    def _owed(self) -> list[str]:
        """Returns what should have come by now."""
        now = self.clock.now()
        cards = [
            f"the question of {name} on {dues[0][1]}" for name, dues in self._dues.items() if dues and dues[0][0] <= now
        ]
        for play in self._open:
            missing = set(play.group.places) - (play.reveals if play.closes <= now else play.cards)
            cards += [
                f"{'the reveal' if play.closes <= now else 'the card'} of round {play.id} in {place}"
                for place in sorted(missing)
            ]
        return cards

    def _forgive(self) -> None:
        now = self.clock.now()
        for dues in self._dues.values():
            while dues and dues[0][0] <= now:
                dues.popleft()
        self._open = [play for play in self._open if play.closes > now]

    def _next(self) -> datetime | None:
        """Returns when something happens next."""
        now = self.clock.now()
        opening = [dues[0][0] for dues in self._dues.values() if dues and dues[0][0] < self.plan.ends]
        midway = [play.midway for play in self._open if play.midway > now]
        return min((*opening, *midway, *(play.closes for play in self._open)), default=None)

    # What the groups see

    def _see(self, message: Message) -> None:
        identity, group = message["message"], message["group"]
        known = self.log.shown.get(identity)
        if known is not None and known.group != group:
            self.log.broken.append(f"{identity} of {known.group} was shown to {group}")
        elif known is None:
            self.log.shown[identity] = Shown(group, message.get("under"), message, [self._life])
            self._see_first(identity, group, message)
        elif message["version"] == 0:
            if self._life in known.lives:
                self.log.broken.append(f"{identity} was posted twice by one process")
            known.lives.append(self._life)
        else:
            known.edits.append(message)

    def _see_first(self, identity: str, group: str, message: Message) -> None:
        key, _, place = identity.partition("@")
        kind, _, number = key.partition("-")
        if message.get("place", "") != place:
            self.log.broken.append(f"{identity} came in {message.get('place')}")
        if kind == "round":
            self._see_card(int(number), self._groups[group], place or group, message)
        elif kind == "reveal" and int(number) in self.log.plays:
            self.log.plays[int(number)].reveals.add(place or group)
            self._open = [play for play in self._open if not play.revealed]

    def _see_card(self, round_id: int, group: GroupPlan, place: str, message: Message) -> None:
        if round_id not in self.log.plays and not self._see_round(round_id, group, message):
            return
        self.log.plays[round_id].cards.add(place)
        if ways(message) != (self.log.plays[round_id].letters, self.log.plays[round_id].kind):
            self.log.broken.append(f"round {round_id} is asked otherwise in {place}")

    def _see_round(self, round_id: int, group: GroupPlan, message: Message) -> bool:
        """Notes a question when its first card comes; says whether it was due."""
        if not self._dues[group.name] or self._dues[group.name][0][0] > self.clock.now():
            self.log.broken.append(f"{group.name} got a question that was not due: {message['text'][:40]}")
            return False
        due, day = self._dues[group.name].popleft()
        letters, kind = ways(message)
        found = re.match(r"Question (\d+)", message["text"])
        number = int(found[1]) if found else 0
        closes = self.clock.now() + group.timetable.open_for
        last_call = due + group.timetable.open_for - _MARGIN
        self.log.plays[round_id] = play = Play(round_id, number, group, day, last_call, closes, letters, kind)
        if due < self.plan.ends:
            self._open.append(play)
        return True

    # What the members do

    def _set_up(self) -> None:
        asks = []
        for group in self.plan.groups:
            line = f"/ship setup {group.timetable.options}" + " feedback:at_once" * group.at_once
            asks.append(Ask(group.name, "captain", {"type": "command", "text": line}, captain=True))
        self._exchange(asks)
        also: dict[str, object] = {"type": "command", "text": "/ship setup here:also"}
        further = [(group.name, place) for group in self.plan.groups for place in group.places[1:]]
        asks += [Ask(name, "captain", also, captain=True, place=place) for name, place in further]
        self._exchange(asks[len(self.plan.groups) :])
        self.log.broken += [f"{ask.group} could not be set up: {ask.text}" for ask in asks if ask.outcome != "ok"]

    def _answer(self) -> None:
        now = self.clock.now()
        presses = [press for play in self._open if now < play.last_call for press in self._presses(play, now)]
        self._exchange([ask for _, _, ask in presses])
        for play, choice, ask in presses:
            self._note(play, choice, ask)

    def _presses(self, play: Play, now: datetime) -> Iterator[tuple[Play, str, Ask]]:
        """Yields the answers that members give now: the quick at once, others later, and doubters another one."""
        if not play.asked:
            play.asked = True
            for member in play.group.members:
                if self._rng.random() < member.diligence:
                    if self._rng.random() < member.lateness:
                        play.waiting.append(member)
                    else:
                        yield self._press(play, member)
            return
        last_call = now >= play.midway
        going = [member for member in play.waiting if last_call or self._rng.random() < 0.3]
        play.waiting = [member for member in play.waiting if member not in going]
        for member in play.group.members:
            given = self.log.given.get((play.id, member.user))
            if member in going or (given and given.choice and self._rng.random() < member.doubt):
                yield self._press(play, member)

    def _press(self, play: Play, member: Member) -> tuple[Play, str, Ask]:
        choice = play.some_choice(self._rng)
        said: dict[str, object] = {"type": "press", "choice": f"answer {play.id} {choice}"}
        return play, choice, Ask(play.group.name, member.user, said, place=self._rng.choice(play.group.places))

    def _note(self, play: Play, choice: str, ask: Ask) -> None:
        """Holds what came back against what should have: a first answer, the same again, or a change that is left."""
        given = self.log.given.setdefault((play.id, ask.user), Given())
        taken = was_taken(ask)
        self.log.outcomes["taken" if taken else "refused"] += 1
        allowed = given.choice in {None, choice} or given.changes < play.group.changes
        if ask.again and not taken and ask.text.startswith("Too late"):
            given.unsure.add(choice)
            return
        if taken != allowed:
            self.log.broken.append(f"round {play.id}, {ask.user}: {given} and then {choice}: {ask.text[:80]}")
        if taken:
            given.changes += given.choice not in {None, choice}
            given.choice = choice
            given.unsure.clear()

    def _correct(self) -> None:
        """Has a captain withdraw or correct some of the questions just revealed, and a member answer one too late."""
        for play in [play for play in self.log.plays.values() if play.revealed and not play.seen and play.kind]:
            if self._rng.random() < _TOO_LATE:
                _, _, ask = self._press(play, self._rng.choice(play.group.members))
                self._exchange([ask])
                if was_taken(ask):
                    self.log.broken.append(f"round {play.id} was answered by {ask.user} after its reveal")
            if self._rng.random() < _CORRECTED:
                self._correct_one(play)
            play.seen = True

    def _correct_one(self, play: Play) -> None:
        letter = self._rng.choice(play.letters) if play.kind == "single" and self._rng.random() < 0.5 else None
        line = f"/ship admin rekey {play.number} {letter}" if letter else f"/ship admin void {play.number}"
        ask = Ask(play.group.name, "captain", {"type": "command", "text": line}, captain=True)
        self._exchange([ask])
        if ask.outcome not in {"ok", None}:
            self.log.broken.append(f"{line} of {play.group.name}: {ask.text[:80]}")
        self.log.corrected[play.id] = letter

    def _look_around(self) -> None:
        """Has every member ask how they stand, and every group for its leaderboards."""
        names = {f"{self.plan.begins:%Y-%m}", f"{self.plan.ends:%Y-%m}"}
        boards = {"all": "rank all", **{f"season {name}": f"rank season:{name}" for name in sorted(names)}}
        for group in self.plan.groups:
            mine = [Ask(group.name, member.user, _typed("me")) for member in group.members]
            ranks = {name: Ask(group.name, group.members[0].user, _typed(line)) for name, line in boards.items()}
            self._exchange([*mine, *ranks.values()])
            self.log.overview |= {ask.user: ask.messages[-1] for ask in mine}
            self.log.boards |= {(group.name, name): ask.messages[-1] for name, ask in ranks.items()}


def _typed(line: str) -> dict[str, object]:
    return {"type": "command", "text": f"/ship {line}"}
