"""What a season must have come to, worked out slowly from what its groups did, and held against the database."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from season_log import Log, Play, Shown
from season_plan import GroupPlan, SeasonPlan

from commands.quiz.grading import share_of
from content.bank import Kind, Question, load_bank

_BANK = load_bank()
_CASES = ("answer", "voided", "rekeyed")


@dataclass(frozen=True)
class Counted:
    """A round with the answers that count in it, as points by member."""

    play: Play
    voided: bool
    closed: bool
    points: dict[str, int]


def broken_promises(plan: SeasonPlan, log: Log, database: Path) -> list[str]:
    """Returns a sentence for each thing that is not as it must be."""
    store = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    store.row_factory = sqlite3.Row
    try:
        counted = {}
        found = [*_posts(plan, log, store), *_answers(log, store)]
        for play in log.plays.values():
            counted[play.id] = _count(play, log, store)
        found += [*_events(counted, store), *_totals(plan, counted, store), *_told(plan, counted, log)]
    finally:
        store.close()
    return [*log.broken, *found]


def _posts(plan: SeasonPlan, log: Log, store: sqlite3.Connection) -> Iterator[str]:
    """Every due date has one round, posted and revealed under its card once in each place; others are told as skipped."""
    rows = store.execute(
        "SELECT rounds.*, groups.name AS name FROM rounds JOIN groups ON groups.id = rounds.group_id"
    ).fetchall()
    asked = {(row["name"], date.fromisoformat(row["local_date"])): row for row in rows}
    for group in plan.groups:
        skipped = log.skipped.get(group.name, [])
        for _, day in group.dues(plan.begins, plan.ends):
            row = asked.pop((group.name, day), None)
            if (row is None) != (day in skipped):
                yield f"{group.name}, {day}: {'asked' if row else 'not asked'}, though {len(skipped)} days were skipped"
            if row is not None:
                yield from _round_is_told(row, group, log)
        given_up = [each for each in rows if each["name"] == group.name and each["state"] == "skipped"]
        told = sum(_days(shown) for key, shown in log.shown.items() if _is_skip_of(group.name, key, shown))
        if told != len(skipped) + len(given_up):
            yield f"{group.name} was told of {told} skipped days of {len(skipped)} and {len(given_up)} given up"
    last = {name: max(day for _, day in group.dues(plan.begins, plan.ends)) for name, group in plan.by_name.items()}
    yield from (f"{name} had a question on {day}, which was not due" for name, day in asked if day <= last[name])
    for key, shown in log.shown.items():
        if any(life == other for life, other in zip(shown.lives, shown.lives[1:], strict=False)):
            yield f"{key} was posted twice without a kill between"


def _is_skip_of(name: str, key: str, shown: Shown) -> bool:
    return key.startswith("skipped-") and shown.group == name


def _days(shown: Shown) -> int:
    found = re.search(r"so (\d+) questions are skipped", shown.first["text"])
    return int(found[1]) if found else 1


def _round_is_told(row: sqlite3.Row, group: GroupPlan, log: Log) -> Iterator[str]:
    keys = [f"{row['id']}" if place == group.name else f"{row['id']}@{place}" for place in group.places]
    revealed = any(f"reveal-{key}" in log.shown for key in keys)
    if row["id"] in log.cut_off and not revealed:
        answered = any(round_id == row["id"] for round_id, _ in log.given)
        if (row["state"] == "closed") != answered:
            yield f"round {row['id']}, cut off, is {row['state']}; answered: {answered}"
        return
    for key in keys:
        if row["id"] not in log.cut_off or f"reveal-{key}" in log.shown:
            yield from _stands(key, row, log)
    if row["state"] != "voided" and (row["state"] != "closed" or row["revealed_at"] is None):
        yield f"round {row['id']} is {row['state']}, revealed {row['revealed_at']}"
    if log.plays[row["id"]].day != date.fromisoformat(row["local_date"]):
        yield f"round {row['id']} came on {log.plays[row['id']].day} and counts for {row['local_date']}"


def _stands(key: str, row: sqlite3.Row, log: Log) -> Iterator[str]:
    """A place has the card, closed by now, and under it the reveal."""
    card, reveal = log.shown.get(f"round-{key}"), log.shown.get(f"reveal-{key}")
    if card is None or reveal is None:
        yield f"round {key} of {row['name']}: {'no reveal' if card else 'no card'} came; it is {row['state']}"
        return
    if reveal.under != f"round-{key}":
        yield f"round {key}: its reveal is not under its card"
    closed = card.edits[-1] if card.edits else card.first
    if any(part["kind"] == "choices" for part in closed["parts"]):
        yield f"round {key}: its card still has buttons"


def _answers(log: Log, store: sqlite3.Connection) -> Iterator[str]:
    """Each acknowledged answer is kept as it was acknowledged last, and nothing else is."""
    kept = {
        (row["round_id"], row["user"]): row
        for row in store.execute(
            "SELECT answers.*, learners.user, rounds.option_order, rounds.question_id, groups.name FROM answers"
            " JOIN learners ON learners.id = answers.learner_id JOIN rounds ON rounds.id = answers.round_id"
            " JOIN groups ON groups.id = rounds.group_id"
        )
    }
    for (round_id, user), given in log.given.items():
        row = kept.pop((round_id, user), None)
        choice = _read(row) if row else None
        if choice != given.choice and choice not in given.unsure:
            yield f"round {round_id}, {user}: acknowledged {given}, kept {choice}"
        if row is not None and row["name"] != log.plays[round_id].group.name:
            yield f"round {round_id}, {user}: kept for {row['name']}"
    yield from (f"round {round_id}, {user}: an answer that nobody gave" for round_id, user in kept)


def _read(row: sqlite3.Row) -> str:
    """Returns a kept answer as it was given: the letters shown, those of a set in their order, or the words."""
    if row["choice"].startswith("="):
        return str(row["choice"][1:])
    order = [int(each) for each in re.findall(r"\d+", row["option_order"])]
    letters = ["ABCDEFGHIJ"[order.index(int(each))] for each in row["choice"].split(",")]
    return "".join(letters if _BANK.get(row["question_id"]).kind is Kind.ORDER else sorted(letters))


def _count(play: Play, log: Log, store: sqlite3.Connection) -> Counted:
    row = store.execute("SELECT * FROM rounds WHERE id = ?", (play.id,)).fetchone()
    question = _BANK.get(row["question_id"])
    order = [int(each) for each in re.findall(r"\d+", row["option_order"])]
    voided = play.id in log.corrected and log.corrected[play.id] is None
    new_key = log.corrected.get(play.id)
    kept = store.execute(
        "SELECT user FROM answers JOIN learners ON learners.id = learner_id WHERE round_id = ?", (play.id,)
    )
    there = {each["user"] for each in kept}
    points = {}
    for (round_id, user), given in log.given.items():
        choices = {given.choice, *given.unsure} - {None}
        if round_id == play.id and choices and user in there:
            choice = given.choice if not given.unsure else _kept_choice(store, play, user)
            points[user] = 0 if voided else _points(question, str(choice), order, new_key)
    return Counted(play, voided, play.revealed or (play.id in log.cut_off and row["state"] == "closed"), points)


def _kept_choice(store: sqlite3.Connection, play: Play, user: str) -> str:
    """Returns which of the answers that nobody was told about is the one that counts."""
    row = store.execute(
        "SELECT choice, option_order, question_id FROM answers JOIN learners ON learners.id = learner_id"
        " JOIN rounds ON rounds.id = round_id WHERE round_id = ? AND user = ?",
        (play.id, user),
    ).fetchone()
    return _read(row)


def _points(question: Question, choice: str, order: list[int], new_key: str | None) -> int:
    """Returns the points of an answer: all or nothing, but for questions with several right options."""
    worth = 8 + 2 * question.difficulty
    if question.kind in {Kind.SHORT, Kind.NUMBER, Kind.COMMAND}:
        return worth * int(share_of(question, choice))
    chosen = [order["ABCDEFGHIJ".index(letter)] for letter in choice]
    if question.kind is Kind.ORDER:
        return worth if chosen == sorted(chosen) else 0
    right = {index for index, option in enumerate(question.options) if option.correct}
    if new_key is not None:
        right = {order["ABCDEFGHIJ".index(letter)] for letter in new_key}
    hits = sum(index in right for index in chosen)
    return max(worth * (2 * hits - len(chosen)) // len(right), 0)


def _events(counted: dict[int, Counted], store: sqlite3.Connection) -> Iterator[str]:
    """Each counted answer has one event of its own, and all events of a round add up to its points."""
    summed: Counter[tuple[int, str]] = Counter()
    first: Counter[tuple[int, str]] = Counter()
    rows = store.execute("SELECT score_events.*, user FROM score_events JOIN learners ON learners.id = learner_id")
    for row in rows:
        summed[row["round_id"], row["user"]] += row["points"]
        first[row["round_id"], row["user"]] += row["cause"] == "answer"
    for round_id, each in counted.items():
        for user, points in each.points.items():
            if first.pop((round_id, user), 0) != 1:
                yield f"round {round_id}, {user}: the answer is not counted once"
            if summed[round_id, user] != points:
                yield f"round {round_id}, {user}: {summed[round_id, user]} points for {points}"
    yield from (f"round {round_id}, {user}: points for nothing" for round_id, user in first)


def _totals(plan: SeasonPlan, counted: dict[int, Counted], store: sqlite3.Connection) -> Iterator[str]:
    """The totals of weeks, months, seasons and of all time are sums over the local dates of the rounds."""
    wanted: Counter[tuple[str, str, str]] = Counter()
    for each in counted.values():
        day = each.play.day
        for user, points in each.points.items():
            wanted["week", f"{day - timedelta(days=day.weekday())}", user] += points
            wanted["month", f"{day:%Y-%m}-01", user] += points
            wanted["season", f"{day:%Y-%m}-01", user] += points
            wanted["all", "1970-01-01", user] += points
    rows = store.execute("SELECT totals.*, user FROM totals JOIN learners ON learners.id = learner_id")
    kept = {(row["period"], row["begins"], row["user"]): row["points"] for row in rows}
    for key in sorted(kept.keys() | wanted.keys()):
        if kept.get(key, 0) != wanted[key]:
            yield f"total {key}: kept {kept.get(key)}, the answers give {wanted[key]}"


def _told(plan: SeasonPlan, counted: dict[int, Counted], log: Log) -> Iterator[str]:
    """What members and groups are told at the end is what they did; the first of each season was announced once."""
    for group in plan.groups:
        played = sorted((each for each in counted.values() if each.play.group == group), key=lambda each: each.play.day)
        by_season: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for each in played:
            by_season[f"season {each.play.day:%Y-%m}"].update(each.points)
            by_season["all"].update(each.points)
        for member in group.members:
            facts = _facts(log.overview[member.user]["parts"])
            said = facts["Points"], facts["Streak"]
            run, longest = _streak(member.user in each.points for each in played if each.closed and not each.voided)
            word = "question" if run == 1 else "questions"
            should = str(by_season["all"][member.user]), f"{run} {word} in a row, longest {longest}"
            if said != should:
                yield f"{member.user} is told {said} instead of {should}"
        for (name, title), message in log.boards.items():
            if name == group.name:
                yield from _board(name, title, message, by_season[title])
        yield from _winners(group.name, log, by_season, f"{plan.begins:%Y-%m}", f"{plan.ends:%Y-%m}")


def _facts(parts: Iterable[dict[str, object]]) -> dict[str, str]:
    items = [item for part in parts if part["kind"] == "facts" for item in part["items"]]  # type: ignore[attr-defined]
    return dict(reversed(items))


def _streak(answered: Iterable[bool]) -> tuple[int, int]:
    """Returns the questions answered in a row and the most there ever were, a freeze saved up every seven, two at most."""
    row = longest = saved = 0
    for each in answered:
        if each:
            row += 1
            longest = max(longest, row)
            saved = min(2, saved + 1) if row % 7 == 0 else saved
        elif saved:
            saved -= 1
        else:
            row = 0
    return row, longest


def _board(name: str, title: str, message: dict[str, object], points: Counter[str]) -> Iterator[str]:
    parts = message["parts"]
    assert isinstance(parts, list)
    rows = [row for part in parts if part["kind"] == "table" for row in part["rows"]]
    for rank, user, shown in rows:
        better = sum(other > points[user] for other in points.values())
        if (int(rank), int(shown)) != (better + 1, points[user]):
            yield f"{name}, {title}: {user} stands at {rank} with {shown}, and has {points[user]}"
    if points and not rows:
        yield f"{name}, {title}: an empty leaderboard"


def _winners(name: str, log: Log, by_season: dict[str, Counter[str]], first: str, last: str) -> Iterator[str]:
    told = [shown for key, shown in log.shown.items() if key.startswith("season-") and shown.group == name]
    points = by_season[f"season {first}"]
    if first == last or not any(points.values()):
        if told:
            yield f"{name} was told the winners of a season that has none"
        return
    most = max(points.values())
    winners = {user for user, each in points.items() if each == most}
    if len(told) != 1:
        yield f"{name} was told the winners of {first} {len(told)} times"
        return
    said = told[0].first["text"].splitlines()[0]
    if not all(re.search(rf"\b{user}\b", said) for user in winners):
        yield f"{name} was told {said!r}; {sorted(winners)} won"
