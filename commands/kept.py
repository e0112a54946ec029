"""What is kept about a learner, in words: a line for each kind, and what may be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from commands.reply import Facts, Heading, Paragraph, Part
from commands.text import Code, Text, counted, say


def told(kept: Mapping[str, Sequence[object]], locale: str) -> tuple[Part, ...]:
    """Returns what is kept, by the tables' names, and the lines that hand it out, rename or delete it."""
    ways = say(
        "{export} hands it to you as a file, {hide} or {pseudonym} changes the name that others see, {forget} deletes it.",
        export=Code("/ship me export"),
        hide=Code("/ship me hide"),
        pseudonym=Code("/ship me pseudonym NAME"),
        forget=Code("/ship me forget"),
    )
    return Heading(say("Kept about you")), Facts(tuple(_lines(kept, locale))), Paragraph(ways)


def _lines(kept: Mapping[str, Sequence[object]], locale: str) -> Iterator[tuple[str, Text]]:
    rows = Counter({table: len(found) for table, found in kept.items()})
    for table, name, text in _all_lines(rows, locale):
        if rows[table]:
            yield name, text


def _all_lines(rows: Counter[str], locale: str) -> Iterator[tuple[str, str, Text]]:
    """Yields a line for each table that has rows of learners, in the order told."""
    yield "learners", "Name", counted(rows["learners"], "entry, with the day you joined", "entries", locale=locale)
    yield "captains", "Captain", counted(rows["captains"], "note of when you last acted as one", "notes", locale=locale)
    yield "answers", "Daily questions", counted(rows["answers"], "answer", "answers", locale=locale)
    yield "score_events", "Points", counted(rows["score_events"], "change", "changes", locale=locale)
    yield "totals", "Points added up", counted(rows["totals"], "sum", "sums", locale=locale)
    yield "team_members", "Teams", counted(rows["team_members"], "team you are in", "teams you are in", locale=locale)
    yield (
        "live_players",
        "Live quizzes",
        counted(rows["live_players"], "quiz you joined", "quizzes you joined", locale=locale),
    )
    yield "live_answers", "Live questions", counted(rows["live_answers"], "answer", "answers", locale=locale)
    yield "practices", "Practice", counted(rows["practices"], "round you started", "rounds you started", locale=locale)
    yield (
        "tries",
        "Practised alone",
        counted(rows["tries"], "question you were asked", "questions you were asked", locale=locale),
    )
    yield (
        "review_cards",
        "Reviews",
        counted(rows["review_cards"], "question to keep in mind", "questions to keep in mind", locale=locale),
    )
    yield "reminders", "Reminders", counted(rows["reminders"], "time of day", "times of day", locale=locale)
    yield (
        "lesson_places",
        "Lessons",
        counted(rows["lesson_places"], "lesson you have opened", "lessons you have opened", locale=locale),
    )
    yield (
        "lab_progress",
        "Labs",
        counted(rows["lab_progress"], "lab you have begun", "labs you have begun", locale=locale),
    )
    yield (
        "question_reports",
        "Reports",
        counted(rows["question_reports"], "problem you reported", "problems you reported", locale=locale),
    )
    yield (
        "kept_lines",
        "Lines",
        counted(rows["kept_lines"], "line you had explained", "lines you had explained", locale=locale),
    )
    yield (
        "jobs",
        "Sandbox",
        counted(rows["jobs"], "command that is running", "commands that are running", locale=locale),
    )
