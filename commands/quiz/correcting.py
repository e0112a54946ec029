"""Setting a round right after the fact: voiding it, or putting another key in the place of its own.

Points follow by score events of their own; nothing that was written is changed. Doing it again changes nothing.
"""

from __future__ import annotations

from commands.errors import invalid, not_found, refused
from commands.quiz import choosing, judging, scoring
from commands.quiz.grading import Key, key_of
from commands.quiz.round import Round, RoundState
from commands.request import Group
from commands.services import Services
from commands.store import Transaction, answers, corrections, postings, rounds, scores
from commands.text import Strong, Text, numbered, say
from content.bank import Question
from content.questions import TYPED


async def void(services: Services, transaction: Transaction, group: Group, number: int) -> Text:
    """Takes a round out of the count, whether it is open or closed; returns what to tell the captain."""
    round_ = await _round(transaction, group, number)
    if round_.state is RoundState.VOIDED:
        return say("Question {number} is withdrawn already.", number=number)
    correction = await corrections.add(
        transaction, round_, None, services.now(), to_announce=await postings.was_seen(transaction, round_)
    )
    await rounds.void(transaction, round_)
    await postings.end(transaction, round_, services.now())
    await judging.set_aside(transaction, round_, services.now())
    wanted = dict.fromkeys(await answers.who(transaction, round_), 0)
    changed = await scores.correct(transaction, round_, wanted, services.now(), cause=scores.VOIDED, number=correction)
    return say(
        "Question {number} is withdrawn and counts for nobody. {changed}",
        number=number,
        changed=_changed(changed, group.locale),
    )


async def rekey(services: Services, transaction: Transaction, group: Group, number: int, letters: str) -> Text:
    """Makes other letters the right ones; returns what to tell the captain. An open round keeps its secret."""
    round_ = await _round(transaction, group, number)
    question = round_.question(services.bank)
    if round_.state is RoundState.VOIDED:
        raise refused("Question {number} is withdrawn: there is no key to correct.", number=number)
    if question.kind in TYPED:
        raise refused("Question {number} is answered in words: withdraw it instead.", number=number)
    key = choosing.read(round_, question, letters)
    assert not isinstance(key, str)
    if key == key_of(question, round_.key):
        return say("The key of question {number} is {letters} already.", number=number, letters=Strong(letters.upper()))
    correction = await corrections.add(
        transaction, round_, key, services.now(), to_announce=await postings.was_seen(transaction, round_)
    )
    await rounds.set_key(transaction, round_, key)
    await judging.set_aside(transaction, round_, services.now())
    given = await answers.of_round(transaction, round_)
    wanted = {each.learner_id: scoring.points(question, each.chosen, key) for each in given}
    changed = await scores.correct(transaction, round_, wanted, services.now(), cause=scores.REKEYED, number=correction)
    return say(
        "The key of question {number} is {letters} now. {changed}",
        number=number,
        letters=Strong(choosing.written(round_, question, key)),
        changed=_changed(changed, group.locale),
    )


async def _round(transaction: Transaction, group: Group, number: int) -> Round:
    found = await rounds.numbered(transaction, group, number)
    if found is None:
        raise not_found("This group has had no question {number}: the card tells its number.", number=number)
    if found.state is RoundState.SKIPPED:
        raise invalid("Question {number} was never asked, so nothing counts for it.", number=number)
    return found


def _changed(learners: int, locale: str) -> Text:
    if not learners:
        return say("Nobody's points change.")
    return numbered(
        learners, "The points of one learner change.", "The points of {number} learners change.", locale=locale
    )


def announcement(round_: Round, question: Question, key: Key | None) -> Text:
    """Returns what the group is told of a correction: a new key, or None for a round that was voided."""
    if key is None:
        return say(
            "Question {number} is withdrawn by a captain: it counts for nobody, and what it gave is taken back.",
            number=round_.number,
        )
    return say(
        "A captain has corrected question {number}: {letters} is right, and points follow.",
        number=round_.number,
        letters=Strong(choosing.written(round_, question, key)),
    )
