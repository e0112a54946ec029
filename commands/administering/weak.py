"""How right the group is, topic by topic: `/ship admin weak`. Nothing in it could tell of a single learner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commands.errors import refused
from commands.quiz.selection import Past
from commands.reply import Heading, Paragraph, Reply, Table
from commands.request import Request
from commands.services import Services
from commands.store import own, results
from commands.text import say
from content.bank import Bank
from content.topics import TOPICS

FEWEST_LEARNERS = 5
FEWEST_ANSWERS = 20
"""With fewer a topic could tell of single learners, and says little of the group."""


@dataclass(slots=True)
class Told:
    """What a group's answers on one topic add up to."""

    learners: set[int] = field(default_factory=set)
    answers: int = 0
    right: float = 0.0

    @property
    def share(self) -> float:
        return self.right / self.answers


def weakest_first(bank: Bank, past: Iterable[Past], learners: Mapping[str, set[int]]) -> list[tuple[str, Told]]:
    """Returns the topics that may be told of, with the lowest share right first.

    `learners` says who answered each question.
    """
    topics: dict[str, Told] = {}
    for each in past:
        if each.answers and each.question_id in bank:
            topic = topics.setdefault(bank.get(each.question_id).topic, Told())
            topic.learners |= learners.get(each.question_id, set())
            topic.answers += each.answers
            topic.right += each.right
    enough = [
        (name, told)
        for name, told in topics.items()
        if len(told.learners) >= FEWEST_LEARNERS and told.answers >= FEWEST_ANSWERS
    ]
    return sorted(enough, key=lambda topic: (topic[1].share, topic[0]))


async def show_weak(request: Request, services: Services) -> Reply:
    """Shows the group's topics, the weakest first."""
    async with services.store.begin() as transaction:
        past = await results.past(transaction, request.group)
        learners = await results.learners_by_question(transaction, request.group)
        bank = await own.bank_of(transaction, services.bank, request.group)
    found = weakest_first(bank, past, learners)
    if not found:
        raise refused(
            "There is too little to tell: a topic is shown from {learners} learners and {answers} answers on.",
            learners=FEWEST_LEARNERS,
            answers=FEWEST_ANSWERS,
        )
    rows = tuple((TOPICS[name].title, f"{told.share:.0%}", str(told.answers)) for name, told in found)
    note = say("Weak topics come more often by themselves. A topic with few learners or answers is left out.")
    heading = Heading(say("How right your group is"))
    return Reply((heading, Table(("Topic", "Right", "Answers"), rows, right=frozenset({1, 2})), Paragraph(note)))
