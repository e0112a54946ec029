"""Where a learner stands in a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from content.lessons import Lesson


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """`card` is the one opened last, `furthest` the last one reached; behind the cards come the questions."""

    topic: str
    card: int
    furthest: int

    def has_finished(self, lesson: Lesson) -> bool:
        """Says whether the learner has come to the questions."""
        return self.furthest > len(lesson.cards)
