"""What a live quiz may ask: several right options, own questions, all that a template draws; and doubts about them."""

from __future__ import annotations

from live_quizzes import answer, begin, current, letters, play_on, second
from owning import QUESTION, fill_in, keep
from practising import of_kind, only
from quiz_days import close_question, open_question
from room import BANK, Room, buttons

from commands.plain import plain
from commands.reply import Form, Outcome, Reply
from content.bank import Bank, Kind
from content.questions import CHOICE, family_of


def forms(shown: Reply) -> list[Form]:
    return [part for part in shown.parts if isinstance(part, Form)]


async def keep_own(room: Room, *endings: str) -> None:
    """Gives the group questions of its own that differ in how they end."""
    for ending in endings:
        await keep(room, await fill_in(room, question=f"{QUESTION} {ending}"))


async def test_several_letters_are_put_together_privately_and_handed_in_once(room: Room) -> None:
    room = only(room, *of_kind(Kind.MULTIPLE, 3))
    await begin(room, "/ship live 3")
    round_, _ = await current(room)
    card = room.board.shown["m2"]
    assert "Choose every one that is right." in room.board.texts()[1]
    assert [each.line for each in buttons(card)] == [f"mark {round_.id} {letter}" for letter in round_.letters]
    picked = await room.ask(f"mark {round_.id} A")
    picked = await room.ask(buttons(picked)[1].line)
    assert plain(picked).startswith("Chosen: A, B.")
    assert buttons(picked)[-1].line == f"buzz {round_.id} AB"
    await second(room, 4)
    assert "0 answered." in room.board.texts()[1]
    assert await room.say(f"buzz {round_.id} BA") == "AB it is. The key comes when the time is up."
    assert await room.say(f"buzz {round_.id} A") == "Your first answer counts: AB."


async def test_of_several_right_options_only_all_of_them_are_right_and_the_others_give_their_part(room: Room) -> None:
    room = only(room, *[each for each in of_kind(Kind.MULTIPLE, 99) if len(each.key) == 2][:3])
    await begin(room, "/ship live 3", players=["ana", "ben", "caro"])
    right, wrong = await letters(room)
    for learner, line in (("ana", right), ("ben", right[:-1]), ("caro", wrong)):
        assert await room.outcome(line, learner) is Outcome.OK
    await play_on(room)
    key = room.board.texts()[1]
    assert "Time is up: 1 of 3 had it right." in key
    assert "1  Ana         100\n2  Ben          50\n3  Caro          0" in key
    for learner, due in (("ana", False), ("ben", True), ("caro", True)):
        assert (await room.say("/ship review", learner)).startswith("Review · 1 due") is due


async def test_letters_are_refused_where_one_is_right_and_asked_for_where_none_is_named(room: Room) -> None:
    room = only(room, *of_kind(Kind.SINGLE, 3))
    await begin(room, "/ship live 3")
    round_, _ = await current(room)
    assert "choose one of A, B" in await room.say(f"buzz {round_.id} AB")
    assert "answer with one of A, B" in await room.say(f"buzz {round_.id} Z")
    assert len(buttons(await room.ask(f"buzz {round_.id}"))) == len(round_.letters)
    assert len(buttons(await room.ask(f"mark {round_.id} A"))) == len(round_.letters)


async def test_all_that_a_template_draws_may_come_and_only_one_of_it_in_a_quiz(room: Room) -> None:
    drawn = [each for each in BANK.questions if each.kind in CHOICE and len(BANK.varieties(each)) > 1][:3]
    entries = [each for question in drawn for each in BANK.varieties(question)]
    room.services = type(room.services)(
        room.services.store, room.services.sandbox, Bank(entries), room.services.registry, room.clock
    )
    asked = []
    for _ in range(6):
        await begin(room, "/ship live 3")
        for _ in range(3):
            asked.append((await current(room))[1].id)
            await play_on(room)
    for first in range(0, len(asked), 3):
        assert len({family_of(each) for each in asked[first : first + 3]}) == 3
    assert len(set(asked)) > 3


async def test_own_questions_come_once_they_had_their_day(any_room: Room) -> None:
    await keep_own(any_room, "One.", "Two.", "Three.")
    any_room.services = type(any_room.services)(
        any_room.services.store, any_room.services.sandbox, Bank([]), any_room.services.registry, any_room.clock
    )
    assert "Only 0 questions can be asked live on that." in await any_room.say("/ship live 3", captain=True)
    await open_question(any_room)
    await close_question(any_room)
    assert "Only 1 question can be asked live on that." in await any_room.say("/ship live 3", captain=True)


async def test_a_captain_may_ask_own_questions_alone_also_those_that_wait(any_room: Room) -> None:
    await keep_own(any_room, "One.", "Two.", "Three.")
    await begin(any_room, "/ship live own 3")
    assert any_room.board.texts()[0].startswith("Live quiz: your own questions")
    for _ in range(3):
        assert QUESTION in any_room.board.texts()[-1]
        await answer(any_room, right=["ana"], wrong=["ben"])
        await play_on(any_room)
    assert "First, with 300 points: Ana" in any_room.board.texts()[-1]
    said = await any_room.say("/ship live own 4", captain=True)
    assert said == "Only 3 questions of your own can be asked live: /ship own adds more."


async def test_a_captain_is_warned_of_own_questions_whose_day_is_still_to_come(room: Room) -> None:
    await keep_own(room, "One.", "Two.", "Three.")
    told = await room.say("/ship live own 3", captain=True)
    assert "3 of your own questions wait for their day. Those asked here still come as daily questions" in told
    await room.ask("/ship live stop", captain=True)
    await play_on(room)
    for _ in range(3):
        await open_question(room)
        await close_question(room)
        room.clock.forward(hours=11)
    told = await room.say("/ship live own 3", captain=True)
    assert told.startswith("The lobby opens here in a moment.")
    assert "wait" not in told


async def test_a_question_that_is_changed_meanwhile_stays_as_it_was_asked(room: Room) -> None:
    await keep_own(room, "One.", "Two.", "Three.")
    await begin(room, "/ship live own 3")
    _, question = await current(room)
    number = question.id.rpartition("-")[2]
    turned = "docker images\ndocker ps\n*docker top"
    await keep(room, await fill_in(room, f"own edit {number}", question="Which is it, then?", options=turned))
    await answer(room, right=["ana"])
    await second(room, 21)
    assert question.prompt in room.board.texts()[1]
    assert "1 of 1 had it right." in room.board.texts()[1]


async def test_no_other_group_is_asked_them(room: Room) -> None:
    await keep_own(room, "One.", "Two.", "Three.")
    other = room.elsewhere("guild-2")
    assert "Only 0 questions of your own" in await other.say("/ship live own 3", captain=True)


async def test_a_problem_is_reported_below_the_key_and_seen_by_captains(room: Room) -> None:
    await begin(room)
    round_, question = await current(room)
    assert forms(room.board.shown["m2"]) == []
    await second(room, 21)
    (form,) = forms(room.board.shown["m2"])
    assert (form.label, form.command) == ("Report a problem", f"doubt {round_.id}")
    (again,) = forms(await room.ask(form.command))
    assert again == form
    sent = await room.ask(room.services.registry.call(form.command, {"text": "B is right, too."}), "ben")
    assert plain(sent) == "Thank you. Your captains see it with /ship admin reports."
    reports = await room.say("/ship admin reports", captain=True)
    assert question.id in reports
    assert "B is right, too." in reports
    assert await room.elsewhere("guild-2").outcome(form.command) is Outcome.NOT_FOUND
