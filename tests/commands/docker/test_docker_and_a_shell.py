"""There is no shell around the sandbox's docker: what belongs to one is explained, and nothing is run."""

from __future__ import annotations

import pytest
from room import Room, buttons

from commands.plain import plain
from commands.reply import Outcome


@pytest.mark.parametrize(
    "line",
    [
        "run alpine; rm -rf /",
        "run alpine && rm -rf /",
        "run alpine || true",
        "run alpine | sh",
        "run alpine > /etc/passwd",
        "run alpine 2>&1",
        "run alpine < /etc/passwd",
        "run alpine &",
        "ps; docker images",
        "ps\ndocker images",
        "ps\nrm -rf /",
    ],
)
async def test_a_line_with_more_than_one_docker_command_is_refused(room: Room, line: str) -> None:
    answered = await room.ask(f"/docker {line}")
    assert answered.outcome is Outcome.REFUSED
    assert plain(answered).startswith("Nothing was run: no shell stands around the sandbox's docker.")


@pytest.mark.parametrize(
    "line",
    [
        "run alpine $(id)",
        "run alpine `id`",
        "run alpine echo $HOME",
        'run alpine echo "$HOME"',
        "run alpine ls ~",
        "run alpine echo {a,b}",
        "pull $(id)",
        "rm $NAME",
    ],
)
async def test_what_a_shell_would_fill_in_is_explained(room: Room, line: str) -> None:
    answered = await room.ask(f"/docker {line}")
    assert answered.outcome is Outcome.INVALID
    assert "Your shell puts something of your machine in its place" in plain(answered)


async def test_the_answer_tells_what_each_sign_does_and_offers_the_line_without_it(room: Room) -> None:
    answered = await room.ask("/docker pull alpine > log 2>&1")
    assert plain(answered) == (
        "Nothing was run: no shell stands around the sandbox's docker. On your own machine:\n\n"
        "> log: What docker prints goes into the file log on your machine, in place of what the file held.\n"
        "2>&1: What docker complains about goes the same way as the output.\n\n"
        "Without that it can run here: /docker pull alpine\n\n"
        "/ship explain takes the whole line apart, word by word.\n\n"
        "[Run it without] docker pull alpine\n"
        "[Explain] explain docker pull alpine > log 2>&1"
    )


async def test_a_line_that_could_not_run_is_not_offered_without_its_operator(room: Room) -> None:
    assert [each.label for each in buttons(await room.ask("/docker push alpine | sh"))] == ["Explain"]


async def test_a_line_too_long_for_a_button_is_explained_without_one(room: Room) -> None:
    assert buttons(await room.ask(f"/docker run alpine echo {'a' * 200} | sh")) == []


@pytest.mark.parametrize(
    "line", ["run alpine sh -c 'echo $HOME; ls | wc -l > /x'", 'run alpine echo "a;b|c"', "run alpine echo \\$HOME"]
)
async def test_what_is_quoted_goes_into_the_container_as_it_is(room: Room, line: str) -> None:
    told = await room.say(f"/docker {line}")
    assert "no shell" not in told


@pytest.mark.parametrize("line", ["docker pull alpine", "$ docker pull alpine", "sudo docker pull alpine # a comment"])
async def test_a_line_may_be_pasted_with_what_a_page_has_before_it(room: Room, line: str) -> None:
    assert await room.outcome(f"/docker {line}") is Outcome.UNAVAILABLE  # read and allowed: only the engine is missing
