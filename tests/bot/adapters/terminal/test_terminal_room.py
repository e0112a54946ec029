"""The room, with a real line editor that reads typed keys."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from practising import of_kind, only
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console
from room import Room
from screens import paper, picture, seen

from bot.adapters.terminal import TerminalRoom
from commands.catalogue import REGISTRY
from commands.messenger import MessageRef
from commands.registry import Registry, command
from commands.reply import Choice, Choices, Heading, Paragraph, Progress, Reply, Table, reply
from commands.request import Audience, Place, Request
from commands.services import Services
from commands.text import say
from content.bank import Kind

HOME = Place("terminal", "home", "home")


@command("wait", "Never ends", audience=Audience.EVERYONE)
async def wait(request: Request, services: Services) -> AsyncIterator[Reply]:
    yield reply(say("Waiting."), Progress("layer", 5, 10))
    await asyncio.Event().wait()


class Session:
    """A room that somebody types in."""

    def __init__(self, room: TerminalRoom, keys: PipeInput, console: Console) -> None:
        self.room = room
        self._keys = keys
        self._console = console

    @property
    def text(self) -> str:
        return seen(self._console)

    def type(self, keys: str) -> None:
        self._keys.send_text(keys)

    async def sees(self, text: str) -> str:
        """Waits until the text is on the screen; returns what was printed after it."""
        async with asyncio.timeout(60):
            while text not in self.text:
                await asyncio.sleep(0.02)
        return self.text.partition(text)[2]


@asynccontextmanager
async def entered(
    room: Room, name: str | None = "ana", *, group: str = "home", captain: bool = False
) -> AsyncIterator[Session]:
    """Opens a study room and leaves it at the end of the block."""
    services = replace(room.services, registry=Registry([*REGISTRY, wait]))
    console = paper()
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        terminal = TerminalRoom(services, group, name, captain, console=console, interactive=True)
        session = Session(terminal, keys, console)
        running = asyncio.create_task(terminal.run())
        try:
            await session.sees("answered.")
            yield session
            session.type("\x04")
            async with asyncio.timeout(60):
                await running
        finally:
            running.cancel()


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


async def test_the_first_visit_begins_with_a_greeting_and_todays_question(room: Room) -> None:
    async with entered(room) as session:
        assert session.text.startswith(
            picture(
                """
                Welcome to Shipmate's study room

                Every day has one question: answer it by its letter. Besides, try:

                explain docker run --rm alpine ls  what a command line does, word by word
                docker pull alpine:latest          a real image, on a sandbox of your own
                rank                               who leads in your group
                as ben                             play another learner

                help shows the rest; the Tab key completes what you type.

                Question 1 ·
                """
            )
        )
    assert session.text.endswith("See you tomorrow.")


async def test_later_visits_begin_with_the_question(room: Room) -> None:
    async with entered(room):
        pass
    async with entered(room) as session:
        assert session.text.startswith("Question 1 ·")


async def test_a_letter_answers_the_question_also_after_other_things_were_shown(room: Room) -> None:
    async with entered(room) as session:
        session.type("explain docker ps\r")
        await session.sees("[Share]")
        session.type("b\r")
        await session.sees("Your answer B is in.")
        session.type("rank\r")
        await session.sees("1 of 1 answered today.")


async def test_commands_are_understood_with_and_without_their_slash(room: Room) -> None:
    async with entered(room) as session:
        for line in ("rank", "/ship rank", "/rank", "RANK"):
            session.type(f"{line}\r")
        await session.sees("Nobody has points yet")
        async with asyncio.timeout(60):
            while session.text.count("Nobody has points yet") < 4:
                await asyncio.sleep(0.02)


async def test_an_unknown_word_gets_one_sentence(room: Room) -> None:
    async with entered(room) as session:
        session.type("rnak\r")
        await session.sees("There is no command rnak. Did you mean /ship rank?")


async def test_several_learners_play_in_turn(room: Room) -> None:
    async with entered(room) as session:
        session.type("a\r")
        await session.sees("Your answer A is in.")
        session.type("as ben\r")
        assert "You answered" not in await session.sees("1 answered.")
        session.type("b\r")
        await session.sees("Your answer B is in.")
        session.type("as Ana\r")
        await session.sees("You answered A.")


async def test_only_who_came_as_captain_is_one(room: Room) -> None:
    async with entered(room, captain=True) as session:
        session.type("as ben\r/ship setup\r")
        await session.sees("Only a captain of this group can do that")
        session.type("as ANA\r/ship setup\r")
        await session.sees("No daily question is set up")


async def test_a_form_is_filled_in_on_the_line(room: Room) -> None:
    async with entered(room, captain=True) as session:
        session.type("setup\r")
        await session.sees("[Set up]")
        session.type("set up\r")
        session.type("\r")  # as it is
        assert "Next question: Monday 23 November, 09:00 UTC" in await session.sees("Saved.")


@pytest.mark.parametrize("pressed", ["answer", "answer 1"])
async def test_an_answer_in_ones_own_words_is_typed_behind_the_forms_line(room: Room, pressed: str) -> None:
    async with entered(only(room, *of_kind(Kind.NUMBER))) as session:
        await session.sees("[Answer]  answer 1 …")
        session.type(f"{pressed}\r7\r")
        await session.sees("Your answer 7 is in.")


async def test_a_file_of_ones_own_machine_is_explained(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\n")
    monkeypatch.chdir(tmp_path)
    async with entered(room) as session:
        session.type("dockerfile ./Dokerfile\r")
        await session.sees("There is no file ./Dokerfile")
        session.type("dockerfile ./Dockerfile\r")
        assert "The finished image" not in await session.sees("The image adds 2 layers to alpine:3.20")
        session.type("more\r")
        await session.sees("The finished image")


async def test_the_form_for_a_dockerfile_waits_for_the_files_name(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.20\n")
    monkeypatch.chdir(tmp_path)
    async with entered(room) as session:
        session.type("dockerfile\r")
        await session.sees("[Give a Dockerfile]  dockerfile file:")
        session.type("give a dockerfile\r")
        session.type("Dockerfile\r")
        await session.sees("The image adds 0 layers to alpine:3.20")


async def test_two_rooms_are_two_groups(room: Room) -> None:
    async with entered(room) as session:
        session.type("a\r")
        await session.sees("Your answer A is in.")
    async with entered(room, group="club") as session:
        session.type("rank all\r")
        await session.sees("Nobody has points yet")


async def test_a_pasted_text_of_several_lines_is_one_line(room: Room) -> None:
    async with entered(room) as session:
        session.type("\x1b[200~explain docker run \\\n  --rm alpine\x1b[201~\r")
        assert "There is no command" not in await session.sees("Removes the container")


async def test_ctrl_c_ends_the_running_command_and_not_the_room(room: Room) -> None:
    async with entered(room) as session:
        session.type("wait\r")
        await asyncio.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)
        shown = await session.sees("Waiting.")
        await session.sees("Cancelled.")
        assert "50 %" in shown
        session.type("rank\r")
        await session.sees("Nobody has points yet")


async def test_ctrl_c_while_typing_clears_the_line(room: Room) -> None:
    async with entered(room) as session:
        session.type("docker pu\x03")
        session.type("rank\r")
        await session.sees("Nobody has points yet")
        assert "pu" not in session.text.partition("answered.")[2]


async def test_exit_leaves_as_well(room: Room) -> None:
    async with entered(room) as session:
        session.type("exit\r")
        await session.sees("See you tomorrow.")


async def test_what_is_typed_is_remembered_for_the_next_visit(room: Room, tmp_path: Path) -> None:
    async with entered(room) as session:
        session.type("rank week\r")
        await session.sees("Nobody has points yet")
    assert "+rank week" in (tmp_path / "data" / "shipmate" / "history").read_text()


@pytest.mark.parametrize("name", ["\x1b]0;owned\x07ana", "ana\u202e", "  ana \n", "a" * 500])
async def test_a_hostile_name_is_tamed(room: Room, name: str) -> None:
    async with entered(room) as session:
        session.type(f"as {name}".replace("\n", "") + "\r")
        session.type("me\r")
        await session.sees("Streak")
        assert "\x1b" not in session.text
        assert "\u202e" not in session.text


CARD = reply(Heading(say("Question 2")), say("What?"), Choices((Choice("A", "answer 9 A"), Choice("B", "answer 9 B"))))


async def test_a_message_of_the_group_is_printed_and_answered_by_letter(room: Room) -> None:
    async with entered(room) as session:
        posted = await session.room.post(HOME, CARD, key="round-9")
        assert posted == MessageRef(HOME, "round-9")
        await session.sees("Question 2")
        session.type("b\r")
        await session.sees("This group has no such question.")


async def test_an_edit_prints_what_is_new_and_nothing_twice(room: Room) -> None:
    async with entered(room) as session:
        card = await session.room.post(HOME, CARD, key="round-9")
        closed = reply(Heading(say("Question 2")), say("What?"), say("Closed. 4 answered."))
        await session.room.edit(card, closed)
        await session.room.edit(card, closed)
        assert session.text.endswith("Question 2\n\nWhat?\n\n[A]  [B]\n\nClosed. 4 answered.")


async def test_a_new_leaderboard_is_printed_by_itself(room: Room) -> None:
    async with entered(room) as session:
        before = (Heading(say("Season")), Table(("#", "Learner"), (("1", "ana"),)))
        board = await session.room.post(HOME, Reply(before), key="board-1")
        await session.room.edit(board, Reply((before[0], Table(("#", "Learner"), (("1", "ben"),)))))
        assert session.text.endswith("Season\n\n#  Learner\n1  ana\n\n#  Learner\n1  ben")


async def test_what_is_told_to_one_person_is_printed_while_they_are_at_the_keyboard(room: Room) -> None:
    async with entered(room) as session:
        await session.room.tell(HOME, "ana", reply(say("A word with Ana.")), key="trouble-1")
        await session.sees("A word with Ana.")
        await session.room.tell(HOME, "ben", reply(say("A word with Ben.")), key="trouble-2")
        assert "A word with Ben." not in session.text


async def test_other_groups_are_not_heard_in_the_room(room: Room) -> None:
    async with entered(room) as session:
        elsewhere = Place("terminal", "club", "club")
        message = await session.room.post(elsewhere, CARD, key="round-9")
        await session.room.edit(message, Reply((Paragraph(say("Closed.")),)))
        assert "Question 2" not in session.text
        assert await session.room.find(elsewhere, "round-9", room.clock()) is None
