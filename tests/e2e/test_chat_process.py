"""The terminal study room as somebody finds it who types `shipmate chat`."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.local import LocalEngine
from terminal import PROGRAM, environment, terminal


def settings(engine: LocalEngine) -> dict[str, str]:
    return {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}


def piped(folder: Path, *lines: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "chat", "--as", "ana"],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(folder, **more),
        timeout=60,
        check=True,
    )


def test_the_first_visit_from_the_greeting_to_the_leaderboard(tmp_path: Path) -> None:
    with terminal(tmp_path, "--as", "ana") as room:
        room.sees("Welcome to Shipmate's study room")
        room.sees("Question 1 ·")
        room.sees("[A]")
        room.sees("ana ›")
        room.type("a")
        assert re.search(r"Right! 12 of 12 points\.|Not this time\. [A-F]+ it is\.", room.sees("Source"))
        room.type("rank")
        room.sees("1 of 1 answered today.")
        room.sees("ana")
        assert room.leave() == 0
        assert "See you tomorrow." in room.seen
    with terminal(tmp_path, "--as", "ana") as room:
        assert "Welcome" not in room.sees("You answered A.")


def test_a_command_line_is_explained(tmp_path: Path) -> None:
    with terminal(tmp_path) as room:
        room.sees("[A]")
        room.type("explain docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py")
        room.sees("Removes the container as soon as it has ended.")
        room.sees("[Share]")
        room.type("share")
        room.sees("asked:")


def test_two_learners_play_in_one_room(tmp_path: Path) -> None:
    with terminal(tmp_path, "--as", "ana") as room:
        room.sees("[A]")
        room.type("a")
        room.sees("Source")
        room.type("as ben")
        room.sees("1 answered.")
        room.sees("ben ›")
        room.type("b")
        room.sees("Source")
        room.type("rank")
        board = room.sees("2 of 2 answered today.") + room.sees("ben ›")
        assert "ana" in board
        assert "ben" in board


def test_two_rooms_know_nothing_of_each_other(tmp_path: Path) -> None:
    with terminal(tmp_path, "--as", "ana") as room:
        room.sees("[A]")
        room.type("a")
        room.sees("Source")
        room.leave()
    with terminal(tmp_path, "--as", "ana", "--group", "club") as room:
        room.sees("0 answered.")
        room.type("rank all")
        room.sees("Nobody has points yet")
        room.type("me")
        room.sees("club")


def test_without_an_engine_docker_says_how_to_start_one_and_the_rest_works(tmp_path: Path) -> None:
    with terminal(tmp_path) as room:
        room.sees("[A]")
        room.type("docker images")
        room.sees("shipmate sandbox up")
        room.type("rank")
        room.sees("Nobody has points yet")


def test_an_image_is_pulled_with_moving_bars_and_its_history_shown(engine: LocalEngine, tmp_path: Path) -> None:
    engine.forget_images()
    with terminal(tmp_path, columns=100, settings=settings(engine)) as room:
        room.sees("[A]")
        room.type("docker pull node:20")
        pulling = room.sees("Pulled node:20.")
        assert "Running docker pull node:20" in pulling
        assert len(set(re.findall(r"all layers +\S+ +(\d+ %|…)", pulling))) > 1
        room.type("docker history node:20")
        room.sees("CREATED BY")
        room.sees("3 layers")
        room.sees("▣ 1 ADD")


def test_ctrl_c_stops_a_pull_and_the_room_goes_on(engine: LocalEngine, tmp_path: Path) -> None:
    engine.forget_images()
    with terminal(tmp_path, settings=settings(engine)) as room:
        room.sees("[A]")
        room.type("docker pull mallory/bomb")
        room.sees("Running docker pull")
        room.press("c")
        room.sees("Cancelled.")
        room.type("rank")
        room.sees("Nobody has points yet")
        assert room.leave() == 0


def test_names_are_completed_with_tab(tmp_path: Path) -> None:
    with terminal(tmp_path) as room:
        room.sees("[A]")
        room.sees("›")
        room.process.send("ra\t")
        room.sees("nk")
        room.type("")
        room.sees("Nobody has points yet")


@pytest.mark.parametrize(
    "line",
    ["nosuch", "x" * 4001, "@everyone", "```", "\x1b[31m", "docker pull UPPER:::", "\u202eevil", "explain \x07\x07"],
    ids=repr,
)
def test_bad_input_gets_a_helpful_answer_and_leaves_the_room_open(tmp_path: Path, line: str) -> None:
    shown = piped(tmp_path, line, "rank").stdout
    assert "Nobody has points yet" in shown
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]|Traceback", shown)


def test_lines_from_a_pipe_are_answered_without_colours_and_then_it_ends(tmp_path: Path) -> None:
    done = piped(tmp_path, "A", "explain docker ps", "rank")
    assert "Lists containers" in done.stdout
    assert "1 of 1 answered today." in done.stdout
    assert "\x1b" not in done.stdout
    # A run that takes long may find out that there is no engine.
    assert all("engine can't be reached" in line for line in done.stderr.splitlines())


def test_colours_are_left_out_where_they_are_not_wanted(tmp_path: Path) -> None:
    with terminal(tmp_path, settings={"NO_COLOR": "1"}) as room:
        room.sees("[A]")
        room.leave()
        assert not re.search(r"\x1b\[(?:\d+;)*(?:3[0-7]|38;[0-9;]*|9[0-7])m", room.raw)
    with terminal(tmp_path) as room:
        room.sees("[A]")
        assert re.search(r"\x1b\[(?:\d+;)*3[0-7]m", room.raw)


def test_a_reader_who_stops_listening_gets_no_traceback(tmp_path: Path) -> None:
    command = f"printf 'help\\nrank\\n' | {PROGRAM} chat | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, cwd=tmp_path, env=environment(tmp_path), check=False
    )
    assert done.stdout == "Welcome to Shipmate's study room\n"
    assert done.stderr == ""


def test_the_daily_question_comes_above_the_line_being_typed_and_logs_stay_off_the_screen(tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=65)
    with terminal(tmp_path) as room:
        room.sees("[A]")
        room.type(f"setup time:{soon:%H:%M} zone:UTC")
        room.sees("Saved.")
        room.process.send("explain docker")
        room.sees("Question 1 ·", timeout=80)
        room.sees("[A]")
        room.sees("› explain docker")
        room.type(" ps")
        room.sees("Lists containers")
        assert "posted daily question" not in room.seen
    assert "posted daily question" in (tmp_path / "shipmate" / "room.log").read_text()


def test_a_room_of_forty_columns_stays_readable(tmp_path: Path) -> None:
    with terminal(tmp_path, columns=40) as room:
        room.sees("[A]")
        asked = len(room.seen)  # a question's code keeps its own width
        room.type("explain docker run --rm alpine ls")
        room.sees("[Share]")
        lines = [line for line in room.seen[asked:].split("\n") if "›" not in line]
        assert len(lines) > 5
        assert [line for line in lines if len(line) > 40] == []
