"""How each kind of question is asked, answered, judged and revealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from room import BANK, MONDAY, Room, buttons
from writing import read, written

from commands.plain import plain
from commands.quiz import cards, choosing, reveals
from commands.quiz.commandlines import has, same
from commands.quiz.grading import DONE, share_of, word_on
from commands.quiz.round import Answer, Round, RoundState
from commands.quiz.scoring import points, worth
from commands.registry import Registry
from commands.reply import Form, Outcome, Paragraph, Reply
from commands.text import Code
from content.bank import Bank, Kind, Question

RUN = "docker run -d --name site -p 8080:80 nginx"


def of_kind(kind: Kind) -> Question:
    return next(question for question in BANK.questions if question.kind is kind)


def a_round(question: Question, *order: int) -> Round:
    order = order or tuple(range(len(question.options or question.sequence)))
    return Round(
        id=41,
        number=7,
        group_id=1,
        local_date=MONDAY.date(),
        question_id=question.id,
        order=order,
        state=RoundState.OPEN,
        opens_at=MONDAY,
        closes_at=MONDAY + timedelta(hours=12),
        announced=True,
        place=None,
        key=None,
        revealed=False,
    )


async def asked(room: Room, kind: Kind) -> tuple[Room, Question]:
    """Returns the room on a day whose question is of this kind."""
    first, question = of_kind(Kind.SINGLE), of_kind(kind)
    services = replace(room.services, bank=Bank([first, question]))
    room = replace(room, services=services)
    await room.ask("/ship today")
    room.clock.forward(days=1)
    await room.ask("/ship today")
    return room, question


async def test_the_first_question_of_a_group_is_answered_by_one_press(room: Room) -> None:
    assert all(button.line.startswith("answer 1 ") for button in await room.card())


async def test_several_right_options_are_put_together_privately_and_handed_in_once(room: Room) -> None:
    room, question = await asked(room, Kind.MULTIPLE)
    a, b, *_ = await room.card()
    assert a.line == "pick 2 A"
    first = await room.ask(a.line)
    second = await room.ask(next(each for each in buttons(first) if each.label == "B").line)
    assert plain(second).startswith("Chosen: A, B. A letter puts one in or takes it out.")
    without = await room.ask(next(each for each in buttons(second) if each.label == "A").line)
    assert plain(without).startswith("Chosen: B. ")
    assert await room.say(buttons(second)[-1].line) == (
        "Your answer AB is in. The solution comes Wednesday 25 November, 00:00 UTC.\n\n"
        "You may change your mind once until then."
    )
    assert b.label == "B"
    assert "1 answered" in await room.say("/ship today", "ben")
    assert question.kind is Kind.MULTIPLE


async def test_an_order_is_pressed_letter_by_letter_or_typed_at_once(room: Room) -> None:
    room, question = await asked(room, Kind.ORDER)
    letters = "ABCDEF"[: len(question.sequence)]
    shown = await room.ask("/ship today")
    for letter in reversed(letters):
        shown = await room.ask(next(each for each in buttons(shown) if each.label == letter).line)
    assert [each.label for each in buttons(shown)] == ["Hand in", "Start again"]
    assert (await room.say(buttons(shown)[0].line)).startswith(f"Your answer {letters[::-1]} is in.")
    assert (await room.say(f"answer 2 {letters}", "ben")).startswith(f"Your answer {letters} is in.")
    assert await room.outcome(f"answer 2 {letters[1:]}", "caro") is Outcome.INVALID


async def test_words_of_a_learners_own_are_told_as_code(room: Room) -> None:
    room, _ = await asked(room, Kind.COMMAND)
    receipt = (await room.ask("answer 2 docker run -d --name *web* nginx")).parts[0]
    assert isinstance(receipt, Paragraph)
    assert Code("docker run -d --name *web* nginx") in receipt.text


async def test_a_typed_answer_is_given_by_a_form_or_on_the_line(room: Room) -> None:
    room, _ = await asked(room, Kind.COMMAND)
    (form,) = [part for part in (await room.ask("/ship today")).parts if isinstance(part, Form)]
    assert [part for part in (await room.ask(form.command)).parts if isinstance(part, Form)] == [form]
    registry: Registry = room.services.registry
    told = plain(await room.ask(registry.call(form.command, {"choice": RUN})))
    assert told.startswith(f"Your answer {RUN} is in.")
    assert (await room.say(f"answer 2 {RUN}", "ben")).startswith(f"Your answer {RUN} is in.")


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        (Kind.NUMBER, "many", "many is no number: answer with digits, such as 7."),
        (Kind.COMMAND, "ls -l", "Type one docker command, as you would in a terminal: docker …."),
        (Kind.SHORT, "x" * 300, "That is longer than any answer here: keep it under 250 characters."),
        (Kind.SINGLE, "AB", "This question has one answer: choose one of A, B, C, D."),
    ],
)
async def test_what_can_be_no_answer_says_what_to_type_and_is_not_counted(
    room: Room, kind: Kind, typed: str, told: str
) -> None:
    room, _ = await asked(room, kind) if kind is not Kind.SINGLE else (room, None)
    if kind is Kind.SINGLE:
        four = next(each for each in BANK.questions if each.kind is kind and len(each.options) == 4)
        room = replace(room, services=replace(room.services, bank=Bank([four])))
        await room.card()
    number = 1 if kind is Kind.SINGLE else 2
    assert await room.say(f"answer {number} {typed}") == told
    assert "0 answered" in await room.say("/ship today")


@pytest.mark.parametrize(
    "line",
    [
        "docker run --name site -d -p 8080:80 nginx",
        "docker run -p 8080:80/tcp --detach --name=site nginx:latest",
        "docker container run -dp 8080:80 --name site docker.io/library/nginx",
        "sudo docker run --publish=8080:80 -d=true --name site --rm=false nginx",
        "docker run --name other -d -p 8080:80 --name site nginx",
    ],
)
def test_a_command_is_right_however_it_is_written(line: str) -> None:
    assert same(RUN, line)


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("docker run -v .:/a alpine", 'docker run -v "$(pwd)":/a alpine'),
        ("docker run -v ./b:/a alpine", 'docker run -v "$PWD/b":/a alpine'),
        ("docker run --mount src=n,dst=/a alpine", "docker run --mount type=volume,target=/a,source=n alpine"),
        ("docker run --mount src=n,dst=/a,ro alpine", "docker run --mount src=n,dst=/a,readonly=true alpine"),
        ("docker kill -s HUP web", "docker kill --signal sighup web"),
        ("docker run alpine date", "docker run --name today alpine date"),
    ],
)
def test_a_value_may_be_written_in_any_way_that_docker_reads_alike(key: str, typed: str) -> None:
    assert same(key, typed)


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("docker run -v n:/a alpine", "docker run -v ./n:/a alpine"),
        ("docker run -v n:/a alpine", "docker run -v n:/a:ro alpine"),
        ("docker run --mount src=n,dst=/a alpine", "docker run --mount src=n,dst=/a,ro alpine"),
        ("docker run --mount type=bind,src=/n,dst=/a alpine", "docker run -v /n:/a alpine"),
        ("docker kill -s HUP web", "docker kill -s INT web"),
        ("docker run --name today alpine date", "docker run alpine date"),
        ("docker rm web", "docker rm shop"),
    ],
)
def test_a_value_that_docker_reads_otherwise_is_not_right(key: str, typed: str) -> None:
    assert not same(key, typed)


@pytest.mark.parametrize(
    "line",
    [
        "docker run --name site -p 8080:80 nginx",
        "docker run -d --name site -p 80:8080 nginx",
        "docker run -d --name site -p 8080:80 nginx:alpine",
        "docker run -d --name site -p 8080:80 nginx sh",
        "docker run -d --name site -p 8080:80 -p 81:80 nginx",
        "docker create --name site -p 8080:80 nginx",
        "docker run --name site -p 8080:80 nginx -d",
        f"{RUN}; docker ps",
        "nginx",
    ],
)
def test_a_command_that_does_something_else_is_not_right(line: str) -> None:
    assert not same(RUN, line)


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("docker run --user 10001 alpine id", True),
        ("docker run -u=0 alpine id", True),
        ("docker run alpine id", False),
        ("docker run --name user alpine id --user 10001", False),
    ],
)
@pytest.mark.parametrize("flag", ["--user", "-u"])
def test_an_author_names_a_flag_without_its_value_to_mean_any_value(line: str, flag: str, there: bool) -> None:
    assert has(line, flag) is there


@pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)
def test_every_question_judges_its_own_key_as_right_and_tells_it_in_the_reveal(question: Question) -> None:
    round_ = a_round(question)
    match question.kind:
        case Kind.NUMBER | Kind.SHORT | Kind.COMMAND:
            typed = question.accept[0].value
        case Kind.ORDER:
            typed = round_.letters
        case Kind.HANDS_ON:
            typed = f"/{question.to_try}"
        case _:
            typed = "".join(
                letter for letter, each in zip(round_.letters, question.options, strict=True) if each.correct
            )
    chosen = DONE if question.kind is Kind.HANDS_ON else choosing.read(round_, question, typed)
    assert points(question, chosen) == worth(question)
    shown = plain(Reply(reveals.reveal(round_, question, [Answer(1, chosen, 0, MONDAY)], "en_GB")))
    assert shown.startswith(f"Answer to question 7: {typed}\n\n")


def test_a_right_line_is_not_told_what_is_said_of_wrong_ones() -> None:
    accepted = "## Accept\n- $ docker build .\n- $ docker build --pull .\n"
    rejected = "## Reject\n- has `--pull`\n  > It asks for newer bases, too. <!-- m: pull-builds-anew -->\n"
    question = read(written(head={"kind": "command"}, options="", more=accepted + rejected))
    assert word_on(question, "docker build --pull .") == ""
    assert word_on(question, "docker build --pull src") == "It asks for newer bases, too."


@pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)
def test_every_answer_that_the_author_rejects_is_judged_wrong(question: Question) -> None:
    for match in question.reject:
        if match.match == "equals":
            assert share_of(question, choosing.read(a_round(question), question, match.value)) == 0


def test_a_closed_card_marks_the_right_option_by_a_shape_and_a_word() -> None:
    question = of_kind(Kind.TRUEFALSE)
    right = next(index for index, option in enumerate(question.options) if option.correct)
    lines = plain(Reply(cards.closed_card(a_round(question), question, answered=3))).splitlines()
    (marked,) = [line for line in lines if line.startswith("✓")]
    assert marked.startswith(f"✓ {'AB'[right]}  ")
    assert marked.endswith(" – right")


def test_a_number_in_the_range_that_the_author_gives_is_right() -> None:
    question = of_kind(Kind.NUMBER)
    about = replace(question, accept=(replace(question.accept[0], value="9.5..10.5"),))
    assert [share_of(about, typed) for typed in ("9.4", "9.5", "10", "10.5", "11")] == [0, 1, 1, 1, 0]


@pytest.mark.parametrize("question", [each for each in BANK.questions if each.to_try], ids=lambda question: question.id)
async def test_a_line_to_try_is_told_with_the_reveal_and_one_that_the_sandbox_takes(
    room: Room, question: Question
) -> None:
    assert f": /{question.to_try}" in plain(Reply(reveals.reveal(a_round(question), question, [], "en_GB")))
    assert await room.outcome(f"/{question.to_try}") is Outcome.UNAVAILABLE  # all that lacks is an engine


async def test_a_problem_is_reported_under_the_reveal_and_read_by_captains_alone(room: Room) -> None:
    await room.card()
    (form,) = [part for part in (await room.ask("report 1")).parts if isinstance(part, Form)]
    sent = await room.ask(room.services.registry.call(form.command, {"text": "B is right, too"}))
    assert plain(sent) == "Thank you. Your captains see it with /ship admin reports."
    assert "B is right, too" in await room.say("/ship admin reports", captain=True)
    assert await room.outcome("/ship admin reports") is Outcome.REFUSED
    assert await room.elsewhere("guild-2").outcome("report 1 x") is Outcome.NOT_FOUND


@pytest.mark.parametrize("made", [True, False], ids=["a template", "the bank"])
async def test_a_report_tells_which_question_it_is_about_and_whether_a_template_made_it(room: Room, made: bool) -> None:
    question = next(each for each in BANK.questions if ("@" in each.id) is made and each.kind is Kind.SINGLE)
    room.services = replace(room.services, bank=Bank([question]))
    await room.card()
    await room.ask("report 1 B is right, too")
    named = question.id + ", made from a template" * made
    assert f"{named}, version {question.version}: B is right, too" in await room.say(
        "/ship admin reports", captain=True
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.HANDS_ON])
def test_who_is_told_at_once_reads_all_that_the_reveal_says(kind: Kind) -> None:
    for question in (each for each in BANK.questions if each.kind is kind):
        round_ = a_round(question)
        chosen = round_.order[:1] or "-1"
        revealed, at_once = reveals.reveal(round_, question, [], "en_GB"), reveals.verdict(round_, question, chosen, 0)
        assert [part for part in revealed[1:] if part not in at_once] == []
