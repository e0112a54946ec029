"""The tables. Every table that belongs to a group carries `group_id`; times are UTC.

A change here needs a migration in `migrations/versions`; a test compares the two.
"""

from commands.store.tables.base import metadata
from commands.store.tables.house import kept_lines, notes, seen_events, troubles
from commands.store.tables.live import live_answers, live_players, live_quizzes, live_rounds
from commands.store.tables.people import captains, groups, learners, places, spaces
from commands.store.tables.practice import lab_progress, lesson_places, practices, reminders, review_cards, tries
from commands.store.tables.quiz import (
    answers,
    corrections,
    own_questions,
    postings,
    question_reports,
    question_verdicts,
    round_results,
    rounds,
    skips,
)
from commands.store.tables.rivalry import challenge_sides, challenges
from commands.store.tables.sandbox import group_images, image_uses, jobs
from commands.store.tables.standing import boards, score_events, seasons, team_members, team_results, teams, totals

__all__ = [
    "answers",
    "boards",
    "captains",
    "challenge_sides",
    "challenges",
    "corrections",
    "group_images",
    "groups",
    "image_uses",
    "jobs",
    "kept_lines",
    "lab_progress",
    "learners",
    "lesson_places",
    "live_answers",
    "live_players",
    "live_quizzes",
    "live_rounds",
    "metadata",
    "notes",
    "own_questions",
    "places",
    "postings",
    "practices",
    "question_reports",
    "question_verdicts",
    "reminders",
    "review_cards",
    "round_results",
    "rounds",
    "score_events",
    "seasons",
    "seen_events",
    "skips",
    "spaces",
    "team_members",
    "team_results",
    "teams",
    "totals",
    "tries",
    "troubles",
]
