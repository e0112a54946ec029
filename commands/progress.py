"""What `/ship me progress` tells."""

from __future__ import annotations

from commands.quiz import alone, progress, reviews
from commands.quiz.history import results_of
from commands.quiz.withheld import withheld
from commands.reply import Choice, Choices, Heading, Paragraph, Part, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.text import Code, counted, say


async def show_progress(request: Request, services: Services) -> Reply:
    """Returns the learner's own progress, seen by nobody else."""
    today = services.now().astimezone(request.group.zone).date()
    async with services.store.begin() as transaction:
        services = await alone.with_own(transaction, request.group, services)
        results = await results_of(transaction, request.learner, services.bank)
        cards = await reviews.cards_of(transaction, request.learner, services.bank)
        kept_back = await withheld(transaction, request.group)
        deck = await reviews.deck_of(transaction, request.learner, services.bank, today, kept_back)
    due = {each.question_id for each in deck.due}
    topics = progress.by_topic(results, cards, due, services.bank)
    if not topics:
        return reply(
            say(
                "There is nothing to show yet: answer {today}, or practise with {quiz}.",
                today=Code("/ship today"),
                quiz=Code("/ship quiz"),
            )
        )
    told = say(
        "{right} of {asked} right. In your reviews: {kept}, of which {due} due and {learned} learned for weeks.",
        right=sum(each.right for each in results),
        asked=counted(len(results), "answer", "answers"),
        kept=counted(len(cards), "question", "questions"),
        due=len(due),
        learned=sum(each.is_learned for each in cards),
    )
    drawn: tuple[Part, ...] = tuple(filter(None, (progress.picture(topics),)))
    on = Choices((Choice("Review", "review") if due else Choice("Practise", "quiz"),))
    return Reply((Heading(say("Your progress")), Paragraph(told), progress.table(topics), *drawn, on))
