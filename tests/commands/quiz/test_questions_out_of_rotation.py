"""Questions leave the rotation where answers speak against them or somebody says so; groups see only their own."""

from __future__ import annotations

from dataclasses import replace

from quiz_days import close_question, latest, letters, open_question, play_day, set_up
from room import BANK, Room, buttons

from commands.administering.weak import weakest_first
from commands.quiz.quality import Sums
from commands.quiz.selection import Item, Past
from commands.reply import Outcome
from commands.store import groups, results, verdicts
from content.bank import Bank, Kind, Question

LEARNERS = [f"learner{number}" for number in range(30)]


async def out(room: Room) -> set[Item]:
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        return await verdicts.out(transaction, group)


async def known(room: Room, question: Question) -> Sums:
    async with room.services.store.begin() as transaction:
        return await results.of_item(transaction, (question.id, question.version))


async def answered_by(room: Room, *, right: int, wrong: int) -> Question:
    """Has the first question of the group answered and closed."""
    await open_question(room)
    _, question = await latest(room)
    right_line, wrong_line = await letters(room)
    for number, learner in enumerate(LEARNERS[: right + wrong]):
        await room.ask(right_line if number < right else wrong_line, learner)
    await close_question(room)
    return question


async def test_closing_adds_a_rounds_answers_to_what_is_known_of_its_question_once(any_room: Room) -> None:
    question = await answered_by(any_room, right=3, wrong=1)
    await any_room.steps()
    sums = await known(any_room, question)
    assert (sums.answers, sums.right) == (4, 3.0)


async def test_answers_of_learners_with_five_rounds_behind_them_count_for_discrimination(room: Room) -> None:
    await set_up(room)
    for _ in range(6):
        await play_day(room, right=["ana"], wrong=["ben"])
    async with room.services.store.begin() as transaction:
        every = await results.of_all(transaction)
    assert sorted(sums.known for sums in every.values()) == [0, 0, 0, 0, 0, 2]


async def test_a_question_on_which_guessing_does_better_leaves_every_groups_rotation(any_room: Room) -> None:
    question = await answered_by(any_room, right=0, wrong=30)
    other = any_room.elsewhere("guild-2")
    assert await out(any_room) == await out(other) == {(question.id, question.version)}
    said = await other.say("/ship admin questions", captain=True)
    assert question.id in said
    assert "guessing does better than learners do" in said


async def test_a_question_that_learners_answer_well_stays(room: Room) -> None:
    await answered_by(room, right=25, wrong=5)
    assert await out(room) == set()
    assert "Every question may be asked." in await room.say("/ship admin questions", captain=True)


async def test_a_captain_takes_a_question_out_for_the_own_group_alone_and_lets_it_in_again(any_room: Room) -> None:
    await open_question(any_room)
    _, question = await latest(any_room)
    said = await any_room.say("/ship admin flag 1", captain=True)
    assert said.startswith(f"{question.id} is not asked here any more.")
    assert await out(any_room) == {(question.id, question.version)}
    assert await out(any_room.elsewhere("guild-2")) == set()
    (release,) = buttons(await any_room.ask("/ship admin questions", captain=True))
    assert await any_room.say(release.line, captain=True) == f"{question.id} may be asked again."
    assert await out(any_room) == set()


async def test_what_a_captain_releases_stays_in_though_it_is_out_elsewhere(room: Room) -> None:
    question = await answered_by(room, right=0, wrong=30)
    await room.ask(f"/ship admin release id:{question.id}", captain=True)
    assert await out(room) == set()
    assert await out(room.elsewhere("guild-2")) == {(question.id, question.version)}


async def test_a_question_that_is_out_is_not_asked(room: Room) -> None:
    two = Bank([question for question in BANK.questions if question.kind is Kind.SINGLE][:2])
    room.services = replace(room.services, bank=two)
    for question in two.questions[:1]:
        await room.ask(f"/ship admin flag id:{question.id}", captain=True)
    await open_question(room)
    assert (await latest(room))[1] == two.questions[1]


async def test_a_day_without_any_question_left_is_a_day_without_one(room: Room) -> None:
    one = Bank([question for question in BANK.questions if question.kind is Kind.SINGLE][:1])
    room.services = replace(room.services, bank=one)
    await room.ask(f"/ship admin flag id:{one.questions[0].id}", captain=True)
    await open_question(room)
    assert room.board.posts == 0
    assert (
        await room.say("/ship today")
        == "No question is open. The next one comes Tuesday 24 November, 09:00 Europe/London, in 1 day."
    )


async def test_withdrawing_or_correcting_a_question_takes_it_out_and_its_answers_with_it(any_room: Room) -> None:
    question = await answered_by(any_room, right=2, wrong=2)
    await any_room.ask("/ship admin void 1", captain=True)
    assert await out(any_room) == {(question.id, question.version)}
    assert (await known(any_room, question)).answers == 0


async def test_only_captains_take_questions_out(room: Room) -> None:
    await open_question(room)
    assert await room.outcome("/ship admin flag 1") is Outcome.REFUSED
    assert await room.outcome("/ship admin flag 9", captain=True) is Outcome.NOT_FOUND
    assert await room.outcome("/ship admin flag", captain=True) is Outcome.INVALID
    assert await room.outcome("/ship admin flag id:no-such", captain=True) is Outcome.NOT_FOUND


async def test_weak_topics_are_not_told_of_few_learners_or_answers(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=LEARNERS[:4], wrong=[])
    said = await room.say("/ship admin weak", captain=True)
    assert said == "There is too little to tell: a topic is shown from 5 learners and 20 answers on."


async def test_weak_topics_come_first_and_name_nobody(any_room: Room) -> None:
    await set_up(any_room)
    await play_day(any_room, right=LEARNERS[:20], wrong=[])
    await play_day(any_room, right=LEARNERS[:5], wrong=LEARNERS[5:20])
    rows = [line.split("  ") for line in (await any_room.say("/ship admin weak", captain=True)).splitlines()]
    shares = [word.strip() for row in rows for word in row if word.endswith("%")]
    assert shares == ["25%", "100%"]
    assert "earner" not in str(rows).replace("learners", "")
    assert await any_room.elsewhere("guild-2").outcome("/ship admin weak", captain=True) is Outcome.REFUSED


def test_a_topic_is_told_of_from_five_learners_and_twenty_answers_on() -> None:
    one, other = [question.id for question in BANK.questions if question.topic == "cleanup"][:2]
    past = [Past(one, 10, 5.0), Past(other, 10, 10.0)]
    learners = {one: {1, 2, 3}, other: {3, 4, 5}}
    ((topic, told),) = weakest_first(BANK, past, learners)
    assert (topic, told.share) == ("cleanup", 0.75)
    assert weakest_first(BANK, past, {one: {1, 2, 3}, other: {3, 4}}) == []
    assert weakest_first(BANK, [Past(one, 10, 5.0), Past(other, 9, 9.0)], learners) == []
