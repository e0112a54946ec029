"""What captains set up: when and where the daily question comes, when none does, and what the panel says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from quiz_days import latest, open_question, set_up
from room import Room, buttons

from commands.plain import plain
from commands.quiz.round import RoundState
from commands.registry import Call
from commands.reply import Form, Outcome, Reply


class Captain:
    """A captain who types in one place of the group."""

    def __init__(self, room: Room, channel: str = "general") -> None:
        self.room = replace(room, channel=channel)

    async def ask(self, line: str | Call) -> Reply:
        return await self.room.ask(line, "cap", captain=True)

    async def says(self, line: str) -> str:
        return plain(await self.ask(line))


@pytest.fixture
def captain(room: Room) -> Captain:
    return Captain(room)


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_every_change_is_answered_with_the_next_question(captain: Captain) -> None:
    told = await captain.says("setup time:22:00 zone:Europe/London")
    assert "Next question: Monday 23 November, 22:00 Europe/London, in 14 hours." in told
    told = await captain.says("setup days:tue")
    assert "Next question: Tuesday 24 November, 22:00 Europe/London, in 2 days." in told


async def test_a_day_that_had_its_question_is_not_promised_another(room: Room, captain: Captain) -> None:
    await open_question(room)
    told = await captain.says("setup time:18:00")
    assert "Next question: Tuesday 24 November, 18:00 Europe/London" in told
    assert "The question of 23 November 2026 has been asked already: a day has one." in told
    room.clock.forward(hours=10)
    await room.steps()
    assert [key for key in room.board.keys if key.startswith("round")] == ["round-1"]


async def test_a_question_that_only_who_asked_has_seen_is_still_promised(room: Room, captain: Captain) -> None:
    await room.card()
    told = await captain.says("setup time:09:00 zone:Europe/London")
    assert "Next question: Monday 23 November, 09:00" in told
    assert "asked already" not in told


async def test_a_question_that_is_due_stays_due_when_the_plan_changes(room: Room, captain: Captain) -> None:
    await set_up(room)
    room.clock.forward(hours=2)
    await captain.ask("setup days:mon-fri open:8h")
    await room.steps()
    assert room.board.posts == 1


async def test_moving_to_a_zone_where_it_is_yesterday_asks_no_date_twice(room: Room, captain: Captain) -> None:
    await set_up(room, "time:00:30 zone:Asia/Tokyo")
    room.clock.forward(hours=8)
    await room.steps()  # Tuesday's question in Tokyo, while it is Monday in Honolulu
    told = await captain.says("setup zone:Pacific/Honolulu time:09:00")
    assert "Next question: Wednesday 25 November, 09:00 Pacific/Honolulu" in told


@pytest.mark.parametrize(
    ("late", "seen"),
    [("2h", "I was away when the question of Monday 23 November was due"), ("150m", "Question 1 · ")],
)
async def test_how_late_a_question_may_still_come_is_the_groups_to_say(
    room: Room, captain: Captain, late: str, seen: str
) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London")
    assert f"Late by: {late} at most" in await captain.says(f"setup late:{late}")
    room.clock.forward(hours=3, minutes=15)
    await room.steps()
    assert room.board.texts()[0].startswith(seen)


# ── pauses and holidays ─────────────────────────────────────────────────────────────────────────────────


async def test_while_the_group_pauses_no_question_comes_until_the_day_named(room: Room, captain: Captain) -> None:
    await set_up(room)
    told = await captain.says("setup pause:2026-11-26")
    assert "Next question: Thursday 26 November, 09:00 Europe/London, in 3 days." in told
    assert "Paused until: 26 November 2026" in told
    for _ in range(2 * 24):
        room.clock.forward(hours=1)
        await room.steps()
    assert room.board.posts == 0
    room.clock.forward(days=1, hours=1)
    await room.steps()
    assert room.board.texts()[0].startswith("Question 1 · ")


async def test_a_pause_without_an_end_lasts_until_somebody_resumes(room: Room, captain: Captain) -> None:
    await set_up(room)
    told = await captain.says("setup pause:on")
    assert "Paused: no question comes until a captain types /ship setup pause:off." in told
    assert "Next question" not in told
    room.clock.forward(days=300)
    await room.steps()
    assert room.board.posts == 0
    (resume,) = [choice for choice in buttons(await captain.ask("setup")) if choice.label == "Resume"]
    assert "Next question: Monday 20 September, 09:00 Europe/London" in await captain.says(resume.line)


async def test_an_open_question_closes_as_planned_though_a_pause_has_begun(room: Room, captain: Captain) -> None:
    await open_question(room)
    await captain.ask("setup pause:on")
    room.clock.forward(hours=12)
    await room.steps()
    assert "Closed." in room.board.texts()[0]


async def test_holidays_are_listed_added_and_removed(captain: Captain) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London")
    assert "Holidays: 25 December 2026" in await captain.says("setup holidays:2026-12-25")
    assert "Holidays: 25 December 2026 to 27 December 2026, 1 January 2027" in await captain.says(
        "setup holidays:+2026-12-26..2026-12-27,2027-01-01"
    )
    assert "Holidays: 25 December 2026, 27 December 2026, 1 January 2027" in await captain.says(
        "setup holidays:-2026-12-26"
    )
    assert "Holidays: " not in (await captain.says("setup holidays:none")).partition("[")[0]


async def test_on_a_holiday_no_question_comes(room: Room, captain: Captain) -> None:
    await set_up(room)
    told = await captain.says("setup holidays:2026-11-23..2026-11-25")
    assert "Next question: Thursday 26 November, 09:00 Europe/London" in told
    room.clock.forward(days=2, hours=12)
    await room.steps()
    assert room.board.posts == 0


async def test_holidays_that_are_past_are_no_longer_shown(room: Room, captain: Captain) -> None:
    await set_up(room)
    await captain.ask("setup holidays:2026-11-25,2026-12-25")
    room.clock.forward(days=7)
    told = await captain.says("setup open:8h")
    assert "Holidays: 25 December 2026\n" in told


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("pause:tomorrow", "“tomorrow” is no pause: type the day on which questions come again"),
        ("pause:2026-02-30", "“2026-02-30” is no pause"),
        ("pause:2026-11-22", "A pause ends on a day to come, within two years"),
        ("pause:9998-01-01", "A pause ends on a day to come, within two years"),
        ("holidays:xmas", "“xmas” is no list of days: type dates such as 2026-12-25"),
        ("holidays:2026-12-25..2026-12-24", "“2026-12-25..2026-12-24” is no range of up to 100 days"),
        ("holidays:0001-01-01..9999-01-01", "“0001-01-01..9999-01-01” is no range of up to 100 days"),
        ("holidays:9999-12-31", "Holidays lie within two years from now"),
        ("late:2d", "“2d” is no length of time up to a day: type minutes or hours"),
        ("here:there", "there is none of the choices for here: type one of yes, also, no, only."),
    ],
)
async def test_a_break_that_cannot_be_read_says_what_to_type(captain: Captain, option: str, told: str) -> None:
    await captain.ask("setup time:09:00")
    assert (await captain.says(f"setup {option}")).startswith(told)


async def test_without_a_daily_question_there_is_nothing_to_pause(captain: Captain) -> None:
    answered = await captain.ask("setup pause:on")
    assert answered.outcome is Outcome.REFUSED
    assert "/ship setup time:09:00 sets it up" in plain(answered)


# ── in which language ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("locale", "opens"),
    [
        ("en-GB", "Monday 23 November, 22:00 Europe/London, in 14 hours"),
        ("en-US", "Monday, November 23, 10:00\u202fPM Europe/London, in 14 hours"),
        ("de", "Montag, 23. November, 22:00 Europe/London, in 14 Stunden"),
        ("ja", "11月23日(月曜日) 22:00 Europe/London, 14 時間後"),
    ],
)
async def test_dates_and_times_are_written_as_the_groups_language_has_them(
    room: Room, captain: Captain, locale: str, opens: str
) -> None:
    await captain.ask("setup time:22:00 zone:Europe/London")
    assert f"Next question: {opens}." in await captain.says(f"setup locale:{locale}")
    assert opens in await room.say("/ship today")


async def test_the_panel_names_a_language_that_somebody_has_chosen(captain: Captain) -> None:
    assert "Dates in" not in await captain.says("setup time:09:00")
    assert "Dates in: German" in await captain.says("setup locale:de")


async def test_a_language_that_does_not_exist_is_told_with_those_that_do(captain: Captain) -> None:
    assert (await captain.says("setup locale:klingon")).startswith("“klingon” is no language that dates can be")


# ── what becomes of answers ─────────────────────────────────────────────────────────────────────────────


async def test_how_long_answers_are_kept_is_set_in_a_form_also_before_any_daily_question(
    room: Room, captain: Captain
) -> None:
    (form,) = [part for part in (await captain.ask("setup")).parts if isinstance(part, Form) and "keep" in str(part)]
    filled = {each.name: each.value for each in form.fields} | {"keep": "2y"}
    saved = await captain.ask(room.services.registry.call(form.command, filled))
    assert plain(saved).startswith("Saved.")
    assert "setup answers changes:1 keep:24m locale:en-GB" in await captain.says("setup")
    assert "Answers kept: 24 months" in await captain.says("setup time:09:00")


# ── where ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_change_typed_elsewhere_leaves_the_questions_where_they_were(room: Room, captain: Captain) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London")
    told = await Captain(room, "staff").says("setup days:mon-fri")
    assert "Place: general" in told
    room.clock.forward(hours=1)
    await room.steps()
    assert [each.channel for each in room.board.places] == ["general"]


async def test_questions_move_to_the_place_where_a_captain_wants_them(room: Room, captain: Captain) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London")
    elsewhere = Captain(room, "quiz")
    here, _ = buttons(await elsewhere.ask("setup"))
    assert "Place: quiz" in await elsewhere.says(here.line)
    assert buttons(await elsewhere.ask("setup")) == []
    room.clock.forward(hours=1)
    await room.steps()
    assert [each.channel for each in room.board.places] == ["quiz"]


async def test_a_question_that_could_not_be_posted_comes_where_the_captain_moves_it(
    room: Room, captain: Captain
) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London")
    room.clock.forward(hours=1)
    room.board.broken = True
    await room.steps()
    room.board.broken = False
    await Captain(room, "quiz").ask("setup here:yes")
    await room.steps()
    assert [each.channel for each in room.board.places] == ["quiz"]
    round_, _ = await latest(room)
    assert round_.state is RoundState.OPEN


# ── the panel ───────────────────────────────────────────────────────────────────────────────────────────


async def test_the_panel_shows_how_things_stand_and_opens_a_form_for_each_part(captain: Captain) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London holidays:2026-12-25 pause:2026-12-01")
    assert await captain.says("setup") == (
        "Daily question\n\n"
        "Next question: Tuesday 1 December, 09:00 Europe/London, in 1 week.\n\n"
        "Time of day: 09:00\n"
        "Time zone: Europe/London\n"
        "Weekdays: daily\n"
        "Open for: 12h\n"
        "Late by: 6h at most\n"
        "Told when: at_closing\n"
        "Changes: 1\n"
        "Answers kept: forever\n"
        "Place: general\n"
        "Paused until: 1 December 2026\n"
        "Holidays: 25 December 2026\n\n"
        "[Change] setup time:09:00 zone:Europe/London days:daily open:12h feedback:at_closing\n\n"
        "[Pause, holidays, delay] setup breaks pause:2026-12-01 holidays:2026-12-25 late:6h\n\n"
        "[Answers and language] setup answers changes:1 keep:forever locale:en-GB\n\n"
        "[Resume] setup pause:off"
    )


async def test_sending_a_form_as_it_is_filled_in_changes_nothing(room: Room, captain: Captain) -> None:
    await captain.ask("setup time:09:00 zone:Europe/London holidays:2026-12-25,2026-12-28..2026-12-30 pause:2026-12-01")
    before = await captain.ask("setup")
    for form in [part for part in before.parts if isinstance(part, Form)]:
        sent = room.services.registry.call(form.command, {each.name: each.value for each in form.fields})
        assert plain(await captain.ask(sent)) == f"Saved.\n\n{plain(before)}"
