"""A learner's own progress: by topic, in words and as a picture."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from practising import right_line, wrong_line
from quiz_days import answer_all, close_question, open_question
from room import BANK, MONDAY, Room

from commands.plain import plain
from commands.quiz.practice import Result
from commands.quiz.progress import by_topic, picture
from commands.reply import Picture
from content.topics import TOPICS


async def test_who_has_answered_nothing_is_told_how_to_begin(room: Room) -> None:
    said = await room.say("/ship me progress")
    assert said == "There is nothing to show yet: answer /ship today, or practise with /ship quiz."


async def test_rounds_and_practice_add_up_by_topic(any_room: Room) -> None:
    await open_question(any_room)
    await answer_all(any_room, right=["ana"], wrong=["ben"])
    await close_question(any_room)
    await any_room.ask("/ship quiz image-layers 2")
    await any_room.ask(await right_line(any_room, 1))
    await any_room.ask(await wrong_line(any_room, 2))
    said = await any_room.say("/ship me progress")
    assert said.startswith(
        "Your progress\n\n2 of 3 answers right. In your reviews: 1 question, of which 1 due and 0 learned for weeks."
    )
    assert "Image layers" in said
    assert (await any_room.say("/ship me progress", "ben")).startswith("Your progress\n\n0 of 1 answer right.")


async def test_an_open_round_is_no_part_of_it(room: Room) -> None:
    await open_question(room)
    await answer_all(room, right=["ana"], wrong=[])
    assert (await room.say("/ship me progress")).startswith("There is nothing to show yet")


async def test_the_picture_says_in_words_what_it_shows_and_fits_a_phone(room: Room) -> None:
    await room.ask("/ship quiz image-layers 2")
    await room.ask(await right_line(room, 1))
    await room.ask(await wrong_line(room, 2))
    reply = await room.ask("/ship me progress")
    (drawn,) = [part for part in reply.parts if isinstance(part, Picture)]
    assert drawn.alt == "Your progress by topic as bars: Image layers, 1 of 2 right."
    assert Image.open(BytesIO(drawn.png)).width == 720
    assert drawn.alt in plain(reply)


def test_all_topics_have_room_in_one_picture() -> None:
    results = [Result(question.id, question.difficulty > 2, MONDAY) for question in BANK.questions]
    topics = by_topic(results, [], [], BANK)
    assert [each.title for each in topics] == [topic.title for topic in TOPICS.values()]
    assert sum(each.asked for each in topics) == len(results)
    drawn = picture(topics)
    assert drawn is not None
    assert len(drawn.alt) <= 1000
    drawing = Image.open(BytesIO(drawn.png))
    assert drawing.height < 3 * drawing.width
