"""What a study group hears: whole replies to typed lines, on the real core."""

from __future__ import annotations

import pytest
from room import Room, buttons

from commands.plain import plain
from commands.reply import Outcome

HOSTILE = [
    "",
    "   ",
    "x" * 4000,
    "x" * 5000,
    "@everyone <@1> <!channel> <#C1>",
    "```",
    "/ship explain ```rm -rf /```",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202eevil\u2066",
    "/ship nosuch",
    "/docker",
    "/docker pull UPPER/Case:::",
    "/docker pull " + "a" * 3000,
    "/docker pull alpine\x00",
    "/ship answer",
    "answer 1 A; DROP TABLE answers",
    "/ship setup time:25:00",
    "/ship rank forever",
    "\ud800",
    "/ship " + "🐳" * 500,
]


async def test_help_lists_every_command_that_people_type(room: Room) -> None:
    told = await room.say("/ship help")
    for command in room.services.registry:
        assert (command.typed in told) is not command.hidden


async def test_nothing_typed_is_answered_with_help(room: Room) -> None:
    assert await room.say("/ship") == await room.say("/ship help")


async def test_a_mistyped_command_is_answered_with_the_nearest(room: Room) -> None:
    assert await room.say("/ship rnak") == "There is no command rnak. Did you mean /ship rank?"


async def test_a_word_that_is_no_command_leads_to_help(room: Room) -> None:
    assert await room.say("frobnicate") == "There is no command frobnicate. Type /ship help for all of them."


async def test_a_choice_that_does_not_exist_names_those_that_do(room: Room) -> None:
    assert await room.say("/ship rank forever") == (
        "forever is none of the choices for period: type one of day, week, month, season, all."
    )


async def test_a_missing_option_is_named_with_an_example(room: Room) -> None:
    assert await room.say("/ship explain") == (
        "Something is missing: type /ship explain LINE, for example /ship explain docker run --rm -it alpine sh."
    )


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: repr(line[:24]))
async def test_bad_input_gets_a_short_answer_and_leaves_the_group_served(room: Room, line: str) -> None:
    answered = await room.ask(line)
    assert answered.outcome is not Outcome.ERROR
    assert plain(answered).strip()
    assert "\x1b" not in plain(answered)
    assert "\u202e" not in plain(answered)
    assert (await room.ask("/ship help")).outcome is Outcome.OK


async def test_a_bug_is_answered_with_an_apology_and_an_id_and_nothing_internal(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret path /etc/shadow")

    monkeypatch.setattr("commands.quiz.standings.of_group", broken)
    answered = await room.ask("/ship rank")
    assert answered.outcome is Outcome.ERROR
    assert plain(answered).startswith("Something broke on our side")
    assert "shadow" not in plain(answered)


async def test_only_a_captain_may_set_the_group_up(room: Room) -> None:
    assert await room.outcome("/ship setup time:09:00") is Outcome.REFUSED
    assert await room.outcome("/ship setup time:09:00", captain=True) is Outcome.OK


async def test_setup_answers_with_the_next_question_in_words(room: Room) -> None:
    told = await room.say("/ship setup time:09:00 zone:Europe/London", captain=True)
    assert told.startswith(
        "Saved.\n\nDaily question\n\nNext question: Monday 23 November, 09:00 Europe/London, in 1 hour."
    )


async def test_setup_without_options_opens_its_panel_with_a_form(room: Room) -> None:
    told = await room.say("/ship setup", captain=True)
    assert told == (
        "Daily question\n\n"
        "No daily question is set up: give a time and a zone.\n\n"
        "[Set up] setup time:09:00 zone:UTC days:daily open:12h feedback:at_closing\n\n"
        "[Answers and language] setup answers changes:1 keep:forever locale:en-GB"
    )


async def test_changing_one_setting_leaves_the_others(room: Room) -> None:
    await room.ask("/ship setup time:09:00 zone:Europe/London days:mon-fri open:8h", captain=True)
    told = await room.say("/ship setup time:10:30", captain=True)
    assert "Time of day: 10:30\nTime zone: Europe/London\nWeekdays: mon-fri\nOpen for: 8h" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("time:25:00", "“25:00” is not a time of day: type hours and minutes, such as 09:00 or 21:30."),
        ("zone:Europe/Londno", "“Europe/Londno” is not a time zone: type an IANA name, such as Europe/London."),
        ("days:someday", "“someday” is no list of weekdays: type mon-fri, sat,sun or daily."),
        ("open:99h", "“99h” is no length of time up to a day: type minutes or hours, such as 30m or 12h."),
    ],
)
async def test_a_setting_that_cannot_be_read_says_what_to_type(room: Room, options: str, told: str) -> None:
    assert await room.say(f"/ship setup {options}", captain=True) == told


async def test_the_example_line_is_explained_word_by_word(room: Room) -> None:
    told = await room.say("/ship explain docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py")
    assert "-v $(pwd):/app: The folder you are in appears inside the container as /app; changes go both ways." in told
    assert "python:3.11: The image python from Docker Hub, in the version tagged 3.11." in told
    assert "--rm: Removes the container as soon as it has ended." in told


async def test_an_explanation_is_private_until_it_is_shared(room: Room) -> None:
    answered = await room.ask("/ship explain docker ps -a")
    (share,) = buttons(answered)
    assert room.services.registry.read(share.line).command.audience == "everyone"
    shared = await room.say(share.line)
    assert shared.startswith("Ana asked:\n\ndocker ps -a")
    assert await room.outcome(share.line, "ben") is Outcome.NOT_FOUND


async def test_me_counts_what_was_answered(room: Room) -> None:
    first, *_ = await room.card()
    await room.ask(first.line)
    told = await room.say("/ship me")
    assert "Answered: 1 question" in told
    assert "Streak: 1 question in a row, longest 1" in told


async def test_an_unanswered_open_question_does_not_break_a_streak(room: Room) -> None:
    first, *_ = await room.card()
    await room.ask(first.line)
    room.clock.forward(days=1)
    await room.card()
    assert "Streak: 1 question in a row" in await room.say("/ship me")


async def test_without_an_engine_docker_says_how_to_start_one_and_the_rest_works(room: Room) -> None:
    answered = await room.ask("/docker pull alpine")
    assert answered.outcome is Outcome.UNAVAILABLE
    assert "shipmate sandbox up" in plain(answered)
    assert await room.outcome("/ship today") is Outcome.OK


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("/docker run --privileged alpine", Outcome.REFUSED),
        ("/docker pull -a alpine", Outcome.REFUSED),
        ("/docker pull alpine; rm -rf /", Outcome.REFUSED),
        ("/docker pull alpine | sh", Outcome.REFUSED),
        ("/docker pul alpine", Outcome.INVALID),
        ("/docker pull", Outcome.INVALID),
        ("/docker pull --nope alpine", Outcome.INVALID),
        ("/docker pull localhost:5000/x", Outcome.REFUSED),
        ("/docker pull 169.254.169.254/x", Outcome.REFUSED),
        ("/docker pull evil.example/x", Outcome.REFUSED),
        ("/docker pull $(id)", Outcome.INVALID),
        ("/docker -H tcp://1.2.3.4 images", Outcome.REFUSED),
    ],
)
async def test_what_the_sandbox_does_not_do_is_refused_without_asking_anybody(
    room: Room, line: str, outcome: Outcome
) -> None:
    assert await room.outcome(line) is outcome
