"""A learner's own progress, topic by topic, in words and as a picture for a phone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from commands.layers.drawing import Fill, Row, draw
from commands.quiz.practice import Result
from commands.quiz.repetition import Card
from commands.reply import Picture, Table
from content.bank import Bank
from content.topics import TOPICS

_KEY = ((Fill.RIGHT, "right"), (Fill.WRONG, "not yet right"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How a topic goes: answers and how many of them were right; reviews due, and those learned for weeks."""

    title: str
    asked: int
    right: int
    due: int
    learned: int

    @property
    def note(self) -> str:
        """What stands beside the topic's bar."""
        return f"{self.right} of {self.asked} right"


def by_topic(
    results: Sequence[Result], cards: Sequence[Card], due: Collection[str], bank: Bank
) -> tuple[Progress, ...]:
    """Returns the topics in which there is an answer or a card, in the order of teaching."""
    found = []
    for name, topic in TOPICS.items():
        mine = [each for each in results if bank.get(each.question_id).topic == name]
        kept = [each for each in cards if bank.get(each.question_id).topic == name]
        if mine or kept:
            right = sum(each.right for each in mine)
            waiting = sum(each.question_id in due for each in kept)
            found.append(Progress(topic.title, len(mine), right, waiting, sum(each.is_learned for each in kept)))
    return tuple(found)


def table(topics: Sequence[Progress]) -> Table:
    """Returns the topics as rows of numbers."""
    rows = tuple((each.title, f"{each.right}/{each.asked}", str(each.due), str(each.learned)) for each in topics)
    return Table(("Topic", "Right", "Due", "Learned"), rows, right=frozenset({1, 2, 3}))


def picture(topics: Sequence[Progress]) -> Picture | None:
    """Draws the share that was right of each topic; None where nothing was answered yet."""
    answered = [each for each in topics if each.asked]
    if not answered:
        return None
    told = "; ".join(f"{each.title}, {each.note}" for each in answered)
    return Picture(f"Your progress by topic as bars: {told}.", draw("Your progress", [*map(_row, answered)], _KEY))


def _row(topic: Progress) -> Row:
    """Returns a topic's bar. All are of one length, so that shares can be compared."""
    right = round(100 * topic.right / topic.asked)
    return Row(topic.title, topic.note, ((right, Fill.RIGHT), (100 - right, Fill.WRONG)))
