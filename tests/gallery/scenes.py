"""What the gallery shows: a scene each, played through the core. A new card is a new line or a new scene here."""

from __future__ import annotations

from dataclasses import replace

from engine.images import Step, image, noise
from gallery.stage import SCENES, Played, Shown, Stage, scene
from live_quizzes import begin, going_on, play_on, second
from live_quizzes import letters as live_letters
from owning import FIELDS
from quiz_days import answer_all, letters, open_question, play_day, set_up
from room import BANK, Room, buttons

from commands.attachment import Attachment
from commands.plain import plain
from commands.quiz.selection import PRESSABLE
from commands.reply import Table
from content.exchange.yaml_list import EXAMPLE
from content.goals import Kind, Thing

__all__ = ["SCENES"]

_TWO_TOPICS = (
    *("cache-and-order", "chmod-in-a-later-step", "joining-two-steps", "arg-at-run-time", "where-does-it-land"),
    *("image-in-use", "prune-or-prune-a", "the-one-that-takes-data"),
)

LEARNERS = ("ana", "ben", "chiara", "dmitri", "esi", "farah", "goran")


async def _opened(stage: Stage, question: str) -> list[Shown]:
    """Has a question posted; on the second day where it is none for a group's first."""
    first = BANK.get(question).kind in PRESSABLE
    stage.asks_only(question, *([] if first else ["where-does-it-land"]))
    await set_up(stage.room)
    if not first:
        await stage.passes("", hours=1)
        await stage.passes("", hours=12)
        stage.room.clock.forward(hours=11)
    return await stage.passes("09:00: the question comes", hours=1)


async def _line(room: Room, *, right: bool) -> str:
    return (await letters(room))[0 if right else 1]


async def _days(room: Room, days: int) -> None:
    for _ in range(days):
        await play_day(room, right=("ana", "chiara"), wrong=("ben",))


@scene("Setting up the daily question")
async def setting_up(stage: Stage) -> Played:
    yield await stage.does("/ship setup", captain=True)
    yield await stage.does("/ship setup time:09:00 zone:Europe/London days:mon-fri", captain=True)
    yield await stage.does("/ship setup pause:2027-01-04 holidays:2027-02-12,2027-02-15..2027-02-19", captain=True)
    yield await stage.does("/ship setup time:9oclock", captain=True)
    yield await stage.does("/ship setup")


@scene("Pauses, holidays, and a place where nothing can be posted")
async def schedule_changes(stage: Stage) -> Played:
    await set_up(stage.room)
    yield await stage.does("/ship setup pause:2026-11-30", captain=True)
    yield await stage.does("/ship setup holidays:2026-12-24..2026-12-26", captain=True)
    yield await stage.does("/ship setup pause:no holidays:none here:yes", captain=True)
    stage.room.board.broken = True
    await stage.passes("", hours=2)
    yield stage.told("A captain is told privately")
    yield await stage.does("/ship setup", captain=True, caption="The captain types /ship setup")
    stage.room.board.broken = False
    await stage.passes("", hours=7)
    posted = await stage.passes("Two days later, with the process away meanwhile", hours=60)
    yield [each for each in posted if "skipped" in plain(each.reply)]


@scene("A question that comes to two places")
async def two_places(stage: Stage) -> Played:
    await set_up(stage.room)
    stage.room = replace(stage.room, channel="evening")
    yield await stage.does("/ship setup", captain=True, caption="A captain types /ship setup in another channel")
    yield await stage.does("setup here:also", captain=True, caption="The captain presses Ask here, too")
    general, evening = await stage.passes("", hours=1)
    yield replace(general, caption="09:00: the question comes to general")
    yield replace(evening, caption="And to evening")
    yield await stage.does("setup here:no", captain=True, caption="The captain presses Not here any more")


@scene("A daily question, from its opening to its reveal")
async def daily_question(stage: Stage) -> Played:
    yield await _opened(stage, "which-steps-make-layers")
    right, wrong = await letters(stage.room)
    yield await stage.does(wrong, "ana", caption="Ana presses a letter")
    yield await stage.does(right, "ana", caption="She changes her mind")
    yield await stage.does(wrong, "ana", caption="And again")
    await answer_all(stage.room, right=("ben", "chiara"), wrong=("dmitri",))
    yield await stage.passes("A minute later", minutes=2)
    yield await stage.does("/ship today", "ana", caption="Ana types /ship today")
    yield await stage.passes("21:00: it closes", hours=12)
    yield await stage.does(right, "esi", caption="Esi presses a letter of the closed question")
    yield await stage.does("/ship today", "ana", caption="Ana types /ship today")


@scene("A question with several right options")
async def several_right(stage: Stage) -> Played:
    yield await _opened(stage, "which-steps-run-again")
    card = await stage.room.card()
    picked = await stage.does(card[0].line, caption="Ana presses the first letter")
    yield picked
    yield await stage.does(buttons(picked.reply)[2].line, caption="And the third")
    number = card[0].line.split()[1]
    yield await stage.does(f"answer {number} AC", caption="She hands in")
    yield await stage.passes("21:00: it closes", hours=12)


@scene("A question about an order")
async def an_order(stage: Stage) -> Played:
    yield await _opened(stage, "order-of-removal")
    card = await stage.room.card()
    yield await stage.does(card[1].line, caption="Ana presses the second letter")
    await stage.does(f"answer {card[0].line.split()[1]} BAC")
    yield await stage.passes("21:00: it closes", hours=12)


@scene("True or false")
async def true_or_false(stage: Stage) -> Played:
    yield await _opened(stage, "exited-is-not-removed")
    yield await stage.passes("21:00: it closes, and nobody has answered", hours=12)


@scene("A question that is answered with a number")
async def a_number(stage: Stage) -> Played:
    yield await _opened(stage, "shared-by-two-images")
    yield await stage.does("answer 2 seven", caption="Ana fills in: seven")
    yield await stage.does("answer 2 7", caption="Ana fills in: 7")
    yield await stage.passes("21:00: it closes", hours=12)


@scene("A question that is answered with a command")
async def a_command(stage: Stage) -> Played:
    yield await _opened(stage, "web-server-in-the-background")
    yield await stage.does("answer 2 docker run -dp 8080:80 --name web nginx", caption="Ana fills in a command")
    yield await stage.passes("21:00: it closes", hours=12)


@scene("A question in a word or two, with a line to try")
async def a_short_answer(stage: Stage) -> Played:
    yield await _opened(stage, "a-tag-not-given")
    yield await stage.does("answer 2 latest", caption="Ana fills in: latest")
    yield await stage.passes("21:00: it closes", hours=12)


@scene("A question that is answered by doing")
async def by_hand(stage: Stage) -> Played:
    stage.room.services.sandbox.is_ready = True  # as if a host had answered, which none does here
    yield await _opened(stage, "leave-an-exit-code")
    yield await stage.does("answer 2 check", caption="Ana presses Check while the sandbox is away")
    yield await stage.passes("21:00: it closes", hours=12)


@scene("Told at once")
async def told_at_once(stage: Stage) -> Played:
    stage.asks_only("where-does-it-land", "which-steps-run-again")
    await set_up(stage.room, "time:09:00 zone:Europe/London feedback:at_once")
    await stage.passes("", hours=1)
    yield await stage.does(await _line(stage.room, right=True), "ana", caption="Ana presses the right letter")
    yield await stage.does(await _line(stage.room, right=False), "ben", caption="Ben presses a wrong one")
    yield await stage.does("/ship today", "ben")


@scene("A question withdrawn, and a key corrected")
async def set_right(stage: Stage) -> Played:
    await _opened(stage, "where-does-it-land")
    await answer_all(stage.room, right=("ana",), wrong=("ben", "chiara"))
    wrong = (await letters(stage.room))[1].split()[-1]
    await stage.passes("", hours=12)
    yield await stage.does(f"/ship admin rekey 1 {wrong}", captain=True)
    yield await stage.passes("The group is told, and the card changes", minutes=2)
    yield await stage.does("/ship admin void 1", captain=True)
    yield await stage.passes("The group is told, and the card changes", minutes=2)
    yield await stage.does("/ship admin rekey 1 A", captain=True)


@scene("A problem with a question is reported")
async def reported(stage: Stage) -> Played:
    await _opened(stage, "where-does-it-land")
    await stage.passes("", hours=12)
    sent = stage.room.services.registry.call("report 1", {"text": "Two of the answers are right."})
    yield await stage.does(sent, "ben", caption="Ben sends the form")
    yield await stage.does("/ship admin reports", captain=True)


@scene("A lesson")
async def lesson(stage: Stage) -> Played:
    yield await stage.does("learn images-and-containers 3", "ana", caption="Ana presses Next on a card")
    yield await stage.does("/ship learn", "ana")
    yield await stage.does("learn images-and-containers questions", "ana", caption="At the end: Two questions")


@scene("A word of the trade")
async def glossary(stage: Stage) -> Played:
    yield await stage.does("/ship explain digest", "ana")
    yield await stage.does("/ship explain digset", "ana")


@scene("Practising alone")
async def practising(stage: Stage) -> Played:
    stage.asks_only("where-does-it-land", "which-steps-run-again")
    yield await stage.does("/ship quiz", "ana")
    yield await stage.does("try 1 A", "ana", caption="Ana presses a letter")
    yield await stage.does("next 1", "ana", caption="And Next")
    yield await stage.does("tick 2 A", "ana", caption="She presses a letter of several")
    yield await stage.does("try 2 ABCD", "ana", caption="And hands in all of them")
    yield await stage.does("next 1", "ana", caption="She presses Result")
    yield await stage.does("/ship me progress", "ana")
    yield await stage.does("/ship quiz layers", "ana")


@scene("Reviews")
async def reviewing(stage: Stage) -> Played:
    yield await stage.does("/ship review", "ana", caption="Ana types /ship review before there is anything")
    stage.asks_only("exited-is-not-removed", "where-does-it-land")
    yield await stage.does("remember exited-is-not-removed", "ana", caption="She presses Add to my reviews")
    yield await stage.does("/ship review", "ana")
    yield await stage.does("try 1 A", "ana", caption="She presses True")
    yield await stage.does("/ship review", "ana")
    yield await stage.does("review remind:on", "ana", caption="She presses Remind me")
    stage.room.clock.forward(days=2)
    yield await stage.does("/ship review", "ana", caption="On Wednesday")
    yield await stage.does("try 2 A", "ana", caption="She presses True")
    yield await stage.does("rate 2 easy", "ana", caption="And Easy")


@scene("A group's own questions")
async def own_questions(stage: Stage) -> Played:
    room = stage.room
    yield await stage.does("/ship own", captain=True)
    yield await stage.does("/ship own new", captain=True)
    sent = await stage.does(room.services.registry.call("own new", FIELDS), captain=True, caption="Ana sends the form")
    yield sent
    yield await stage.does(buttons(sent.reply)[0].line, captain=True, caption="She presses Keep it")
    yield await stage.does("/ship own import", captain=True)
    asked = ("are paused", "have ended", "are named web", "come from alpine", "publish a port", "restart by themselves")
    listed = "".join(EXAMPLE.replace("that run?", f"that {which}?") for which in asked)
    file = Attachment("ours.yaml", f"{listed}{EXAMPLE.replace('options:', 'answers:')}".encode())
    handed = room.services.registry.call("own import", {}).handing_over({"file": file})
    imported = await stage.does(handed, captain=True, caption="She hands over a file")
    yield imported
    yield await stage.does(buttons(imported.reply)[0].line, captain=True, caption="She presses Keep all 6")
    await set_up(room)
    await stage.passes("", hours=1)
    await stage.passes("", hours=24)
    yield stage.told("The captain is told privately, the next day")
    yield await stage.does("/ship own", captain=True)
    yield await stage.does("/ship own show 2", captain=True)
    yield await stage.does("/ship own retire 2", captain=True)
    yield await stage.does("/ship live own 3", captain=True)


@scene("The leaderboard")
async def leaderboard(stage: Stage) -> Played:
    yield await stage.does("/ship rank", "ana", caption="Ana types /ship rank before anybody has points")
    await open_question(stage.room)
    for day in range(6):
        right = [each for number, each in enumerate(LEARNERS) if (day * (number + 3)) % 7 > number - 2]
        wrong = [each for number, each in enumerate(LEARNERS) if each not in right and (day + number) % 3]
        await play_day(stage.room, right=right, wrong=wrong)
    await stage.does("/ship me pseudonym Otter", "ben")
    await stage.does("/ship me hide", "chiara")
    posted = await stage.passes("The group's one leaderboard message", minutes=2)
    yield [each for each in posted if any(isinstance(part, Table) for part in each.reply.parts)]
    yield await stage.does("/ship rank", "goran")
    yield await stage.does("/ship rank day", "ana")
    yield await stage.does("/ship rank week", "ana")
    yield await stage.does("/ship rank season:spring", "ana")
    yield await stage.does("/ship admin board rows:10", captain=True)


@scene("A season ends")
async def season_ends(stage: Stage) -> Played:
    yield await stage.does("/ship admin season name:Advent from:2026-11-29 to:2026-12-24", captain=True)
    yield await stage.does("/ship admin season", captain=True)
    await open_question(stage.room)
    await _days(stage.room, 6)
    posted = await stage.passes("Sunday, 09:00: the month's season is over", minutes=2)
    yield [each for each in posted if "is over" in plain(each.reply)]


@scene("Teams")
async def teams(stage: Stage) -> Played:
    yield await stage.does("/ship admin team", captain=True)
    await open_question(stage.room)
    for right in (("ana", "ben", "chiara"), ("ana", "dmitri"), ("ben", "esi", "farah")):
        await play_day(stage.room, right=right, wrong=[each for each in LEARNERS if each not in right])
    await stage.does("/ship me hide", "esi")
    yield await stage.does("/ship admin teams count:2", captain=True)
    yield await stage.does("/ship admin team name:Beacons rename:Owls", captain=True)
    yield await stage.does("/ship admin team name:Owls learner:ana", captain=True)
    yield await stage.does("/ship rank", "ana")
    yield await stage.does("rank season by:teams", "ana", caption="Ana presses Teams")


@scene("A challenge between two groups")
async def challenge(stage: Stage) -> Played:
    other = replace(stage.room, space="guild-2")
    for room in (stage.room, other):
        await set_up(room)
    await stage.passes("", hours=1)
    await stage.passes("", hours=12)
    yield await stage.does("/ship admin challenge", captain=True)
    offer = await stage.does("/ship admin challenge name:Otters count:3", captain=True)
    yield offer
    code = plain(offer.reply).partition("accept:")[2][:8]
    await other.ask(f"/ship admin challenge accept:{code} name:Whales", "zoe", captain=True)
    yield (await stage.passes("Both groups are told", minutes=2))[:1]
    for day in range(3):
        await stage.passes("", hours=12)
        await answer_all(stage.room, right=LEARNERS[: 3 - day], wrong=LEARNERS[3 - day : 5])
        await answer_all(other, right=LEARNERS[:2], wrong=LEARNERS[2:4])
        await stage.passes("", hours=12)
        if day == 1:
            yield await stage.does("/ship rank", "ana", caption="Ana types /ship rank after two questions")
    posted = await stage.passes("After three questions it is over", minutes=2)
    posted += await stage.passes("After three questions it is over", minutes=2)
    yield [each for each in posted if plain(each.reply).startswith("The challenge is over")][:1]


@scene("A live quiz, from its lobby to its podium")
async def live_quiz(stage: Stage) -> Played:
    stage.asks_only("where-does-it-land", "exited-is-not-removed", "volume-or-bind")
    yield await stage.does("/ship live 3", captain=True)
    yield await stage.passes("The lobby", seconds=1)
    quiz = (await going_on(stage.room)).id
    yield await stage.does(f"join {quiz}", "ben", caption="Ben presses Join")
    for each in LEARNERS[2:6]:
        await stage.does(f"join {quiz}", each)
    yield await stage.passes("A moment later", seconds=3)
    yield await stage.does("live start", captain=True, caption="The captain presses Start")
    yield await stage.passes("The countdown", seconds=1)
    await second(stage.room, 3)
    yield await stage.passes("The first question", seconds=1)
    right, wrong = await live_letters(stage.room)
    yield await stage.does(right, "ben", caption="Ben presses the right letter")
    yield await stage.does(wrong, "chiara", caption="Chiara presses a wrong one")
    await second(stage.room, 6)
    for each in LEARNERS[3:5]:
        await stage.does(right, each)
    await second(stage.room, 13)
    yield await stage.passes("The time is up", seconds=2)
    await play_on(stage.room)
    for quick in ("dmitri", "ben"):
        right, wrong = await live_letters(stage.room)
        await stage.does(right, quick)
        await stage.does(wrong, "esi")
        await play_on(stage.room)
    yield (await stage.passes("The podium", seconds=1))[-1:]


@scene("A live question with several right options")
async def live_several(stage: Stage) -> Played:
    stage.asks_only("which-steps-run-again", "zero-bytes-and-a-layer", "what-outlives-rm")
    await begin(stage.room, "/ship live 3")
    yield (await stage.passes("A question", seconds=0))[-1:]
    right, _ = await live_letters(stage.room)
    line, _, letters = right.rpartition(" ")
    yield await stage.does(f"{line.replace('buzz', 'mark')} {letters[0]}", "ana", caption="Ana presses a letter")
    yield await stage.does(right, "ana", caption="She presses another, and hands in")
    await stage.does(f"{line} {letters[0]}", "ben")
    await second(stage.room, 3)
    yield await stage.passes("The time is up", seconds=1)
    yield await stage.does("/ship live own 3", captain=True)


@scene("Questions that answers speak against, and weak topics")
async def weak_topics(stage: Stage) -> Played:
    stage.asks_only(*_TWO_TOPICS)
    await set_up(stage.room)
    stage.room.clock.forward(hours=1)
    for day in range(10):
        await stage.room.steps()
        await answer_all(stage.room, right=LEARNERS[: day % 4], wrong=LEARNERS[day % 4 : 5])
        for _ in range(2):
            await stage.passes("", hours=12)
    yield await stage.does("/ship admin weak", captain=True)
    yield await stage.does("/ship admin questions", captain=True)
    yield await stage.does("/ship admin flag 3", captain=True)
    yield await stage.does("/ship admin release 3", captain=True)


@scene("What is kept about a learner")
async def about_me(stage: Stage) -> Played:
    await open_question(stage.room)
    await _days(stage.room, 8)
    yield await stage.does("/ship me", "ana")
    yield await stage.does("/ship me hide", "ana")
    yield await stage.does("/ship me pseudonym Otter", "ana")
    yield await stage.does("/ship me export", "ana")
    yield await stage.does("/ship me forget", "ana")
    yield await stage.does("/ship me forget everything", "ana")


@scene("A word that isn't there")
async def a_wrong_word(stage: Stage) -> Played:
    yield await stage.does("/ship quizz", "ana")


@scene("A command line explained")
async def explained(stage: Stage) -> Played:
    line = "docker run --rm -it -v $(pwd):/app -p 8080:80 --name web python:3.11 python /app/script.py"
    first = await stage.does(f"/ship explain {line}", "ana")
    yield first
    yield await stage.does(buttons(first.reply)[0].line, "ana", caption="Ana presses More")
    yield await stage.does("/ship explain docker rum -it alpine", "ana")


_ROOT = Step("/bin/sh -c #(nop) ADD file:37a76ec18f98 in / ", {"bin/sh": noise(60_000)})
_SHELL = Step('/bin/sh -c #(nop)  CMD ["/bin/sh"]')
_ALPINE = image(_ROOT, _SHELL)
_SHOP = image(
    _ROOT,
    _SHELL,
    Step("RUN /bin/sh -c apk add --no-cache python3 py3-pip # buildkit", {"usr/bin/python3": noise(90_000)}),
    Step("COPY requirements.txt /app/ # buildkit", {"app/requirements.txt": b"flask"}),
    Step("RUN /bin/sh -c pip install -r /app/requirements.txt # buildkit", {"usr/lib/flask": noise(30_000)}),
    Step("COPY . /app # buildkit", {"app/shop.py": noise(8_000)}),
    Step('CMD ["python3" "/app/shop.py"]'),
)


@scene("The history of an image, and two images beside each other", shop=_SHOP, alpine=_ALPINE)
async def history(stage: Stage) -> Played:
    yield await stage.does("/docker history shop", "ana")
    yield await stage.does("/ship compare shop alpine", "ana")


_WEB = {"State": {"Running": True}, "Config": {"Image": "busybox"}, "Image": "sha256:1a", "Id": "1"}


@scene("Labs")
async def labs(stage: Stage) -> Played:
    yield await stage.does(
        "/ship lab two-from-one", "ana", caption="Ana types /ship lab two-from-one: no sandbox answers"
    )
    stage.room.services.sandbox.is_ready = True  # as if a host had answered, which none does here
    yield await stage.does("/ship lab two-from-one", "ana")
    yield await stage.does("lab two-from-one hint", "ana", caption="She presses Hint")
    one, other = (Thing(Kind.CONTAINER, name) for name in ("web1", "web2"))
    with stage.sees({one: _WEB}):
        yield await stage.does("lab two-from-one check", "ana", caption="And Check, when web1 runs")
    with stage.sees({one: _WEB | {"State": {"Running": False}}, other: _WEB | {"Id": "2"}}):
        yield await stage.does("lab two-from-one check", "ana", caption="And again, when web1 has ended")
    with stage.sees({one: _WEB, other: _WEB | {"Id": "2"}}):
        yield await stage.does("lab two-from-one check", "ana", caption="And when all is there")
    yield await stage.does("lab two-from-one debrief", "ana", caption="She presses Debrief")
    app = Thing(Kind.IMAGE, "app:latest")
    built = {"Id": "sha256:1a", "RootFS": {"Layers": ["a", "b"]}}
    with stage.sees({app: built, Thing(Kind.IMAGE, "app:v1"): built}):
        yield await stage.does(
            "lab where-latest-points check", "ana", caption="She checks the first part of a longer lab"
        )
    yield await stage.does("/ship lab", "ana")


@scene("What the sandbox refuses, and when it is away")
async def refused(stage: Stage) -> Played:
    yield await stage.does("/docker run --privileged alpine", "ana")
    yield await stage.does("/docker pull localhost:5000/secret", "ana")
    yield await stage.does("/docker images", "ana")
