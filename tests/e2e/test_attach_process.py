"""The real process over JSON lines: every interface of the outward form, a real engine, kill -9."""

from __future__ import annotations

import json
import os
import queue
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attached import PROGRAM, Attached, Message, attached
from engine.local import LocalEngine


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Attached]:
    with attached(tmp_path) as running:
        yield running


def choices(message: Message) -> list[str]:
    return [item["line"] for part in message["parts"] if part["kind"] == "choices" for item in part["items"]]


def test_a_learner_answers_todays_question_and_stands_on_the_leaderboard(bot: Attached) -> None:
    card, done = bot.ask("/ship today")
    assert (card["audience"], card["version"], done["outcome"]) == ("only_you", 0, "ok")
    receipt, done = bot.press(choices(card)[0])
    assert receipt["text"].startswith("Your answer A is in.")
    board, done = bot.ask("/ship rank")
    assert "1 of 1 answered today." in board["text"]
    assert done == {"type": "done", "to": board["to"], "outcome": "ok"}


def test_a_button_keeps_working_after_a_restart(tmp_path: Path) -> None:
    with attached(tmp_path) as bot:
        card, _ = bot.ask("/ship today")
        bot.kill()
    with attached(tmp_path) as bot:
        receipt, _ = bot.press(choices(card)[1])
        assert receipt["text"].startswith("Your answer B is in.")


def test_what_was_acknowledged_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    with attached(tmp_path) as bot:
        card, _ = bot.ask("/ship today")
        bot.press(choices(card)[0])
        bot.kill()
    with attached(tmp_path) as bot:
        (shown, _) = bot.ask("/ship today")
        assert "You answered A." in shown["text"]


@pytest.mark.parametrize("receipts", [1, 20, 60])
def test_of_many_answers_at_once_each_acknowledged_before_a_kill_is_there_after_it(
    tmp_path: Path, receipts: int
) -> None:
    with attached(tmp_path) as bot:
        card, _ = bot.ask("/ship today")
        press = {"type": "press", "group": "g1", "choice": choices(card)[0]}
        for number in range(100):
            bot.send(json.dumps({**press, "id": f"p{number}", "user": f"u{number}"}))
        for _ in range(receipts):
            bot.until(lambda message: "is in." in message.get("text", ""))
        bot.kill()
        with suppress(queue.Empty):
            bot.until(lambda _: False, timeout=1)  # what it had written before it died
        told = [message["to"].replace("p", "u") for message in bot.written if "is in." in message.get("text", "")]
    assert len(told) >= receipts
    with attached(tmp_path) as bot:
        for user in told:
            shown, _ = bot.ask("/ship today", user=user)
            assert "You answered A." in shown["text"]


def test_two_groups_with_the_same_learners_never_see_each_others_answers(bot: Attached) -> None:
    card, _ = bot.ask("/ship today", group="g1")
    bot.press(choices(card)[0], group="g1")
    other, _ = bot.ask("/ship rank all", group="g2")
    assert "answered" not in other["text"]
    *_, done = bot.press(choices(card)[0], group="g2")
    assert done["outcome"] == "not_found"


def test_a_form_is_opened_and_submitted(bot: Attached) -> None:
    panel, _ = bot.ask("/ship setup", captain=True)
    form = next(part for part in panel["parts"] if part["kind"] == "form")
    fields = {field["name"]: field["value"] for field in form["fields"]}
    saved, done = bot.submit(form["id"], {**fields, "time": "09:00", "zone": "Europe/London"})
    assert done["outcome"] == "ok"
    assert saved["text"].startswith("Saved.")


@pytest.mark.parametrize(
    "line",
    [
        "oops",
        "[]",
        "{}",
        '{"type":"command"}',
        '{"type":"command","id":7,"group":"g","user":"u","text":"x"}',
        '{"type":"press","id":"1","group":"g","user":"u"}',
        '{"type":"command","id":"1","group":"g","user":"u","text":5}',
        '{"type":"submit","id":"1","group":"g","user":"u","form":"setup","fields":[]}',
        "\u0000",
        "[" * 5000,
    ],
    ids=lambda line: line[:20],
)
def test_a_line_that_is_not_understood_gets_an_error_and_the_process_goes_on(bot: Attached, line: str) -> None:
    bot.send(line)
    refusal = bot.next()
    assert refusal["type"] == "error"
    assert len(refusal["text"]) < 200
    assert bot.ask("/ship help")[-1]["outcome"] == "ok"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "ok"),
        ("x" * 4000, "invalid"),
        ("@everyone <@1> <!channel>", "invalid"),
        ("``` /ship today ```", "invalid"),
        ("\x1b[31m\x00\u202e", "invalid"),
        ("/ship nosuch", "invalid"),
        ("/docker pull UPPER:::", "invalid"),
        ("/docker pull 127.0.0.1/x", "refused"),
    ],
)
def test_bad_input_gets_one_helpful_answer_and_leaves_the_process_serving(
    bot: Attached, text: str, outcome: str
) -> None:
    *messages, done = bot.ask(text)
    assert done["outcome"] == outcome
    assert len(messages) == 1
    assert bot.ask("/ship help")[-1]["outcome"] == "ok"


def test_the_end_of_the_input_ends_the_process_after_everything_is_answered(bot: Attached) -> None:
    bot.send(json.dumps({"type": "command", "id": "last", "group": "g1", "user": "u1", "text": "/ship help"}))
    assert bot.finish() == 0
    assert bot.answers("last")[-1]["outcome"] == "ok"


def test_a_real_image_is_pulled_with_progress_and_its_history_shown(engine: LocalEngine, tmp_path: Path) -> None:
    settings = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with attached(tmp_path, **settings) as bot:
        *versions, done = bot.ask("/docker pull node:20", timeout=60)
        assert done["outcome"] == "ok"
        assert [message["version"] for message in versions] == list(range(len(versions)))
        assert len({message["message"] for message in versions}) == 1
        assert versions[-1]["text"].startswith("Pulled node:20.")
        history, done = bot.ask("/docker history node:20")
        (table,) = [part for part in history["parts"] if part["kind"] == "table"]
        assert table["header"][0] == "IMAGE"
        assert bot.ask("/docker images")[0]["text"].splitlines()[1].startswith("node")
        assert bot.ask("/docker pull nosuchimage")[-1]["outcome"] == "not_found"
        assert bot.ask("/docker pull huge")[-1]["outcome"] == "too_large"


def test_a_container_is_run_read_and_removed_over_json_lines(engine: LocalEngine, tmp_path: Path) -> None:
    settings = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with attached(tmp_path, **settings) as bot:
        assert bot.ask("/docker pull alpine", timeout=60)[-1]["outcome"] == "ok"
        *_, started, done = bot.ask("/docker run -d --name web alpine sh -c 'echo ready; sleep 60'")
        assert done["outcome"] == "ok"
        assert choices(started) == ["docker logs web", "docker stop web"]
        logs, done = bot.press("docker logs web")
        assert (logs["text"].strip(), done["outcome"]) == ("ready", "ok")
        assert bot.ask("/docker logs web", group="g2")[-1]["outcome"] == "not_found"
        removed, done = bot.ask("/docker rm -f web")
        assert (removed["text"], done["outcome"]) == ("web", "ok")
        assert bot.ask("/docker run --privileged alpine")[-1]["outcome"] == "refused"


def in_a_minute() -> str:
    """Returns the wall time in London of the next full minute that is at least 8 seconds away."""
    soon = datetime.now(ZoneInfo("Europe/London")) + timedelta(seconds=68)
    return f"{soon:%H:%M}"


def is_card(message: Message) -> bool:
    return message["type"] == "message" and message["to"] is None and message["message"].startswith("round-")


def test_the_daily_question_comes_on_time_closes_and_is_revealed(bot: Attached) -> None:
    bot.ask(f"/ship setup time:{in_a_minute()} zone:Europe/London open:1m", captain=True)
    card = bot.until(is_card, timeout=90)
    assert card["group"] == "g1"
    assert datetime.now(ZoneInfo("Europe/London")).second < 20
    receipts = [bot.press(line, user=f"u{number}")[0] for number, line in enumerate(choices(card))]
    assert all("is in." in receipt["text"] for receipt in receipts)
    assert not [message for message in bot.written if "Answer to question" in message.get("text", "")]
    reveal = bot.until(lambda message: message.get("message", "").startswith("reveal-"), timeout=90)
    assert reveal["under"] == card["message"]
    closed = next(m for m in bot.written if is_card(m) and m["version"] > 0)
    assert choices(closed) == []
    board, _ = bot.ask("/ship rank")
    assert all(f"u{number}" in board["text"].lower() for number in range(len(receipts)))


@pytest.mark.timeout(240)
def test_killed_after_the_question_was_claimed_the_same_one_comes_and_no_answer_is_lost(tmp_path: Path) -> None:
    with attached(tmp_path) as bot:
        bot.ask(f"/ship setup time:{in_a_minute()} zone:Europe/London", captain=True)
        card = bot.until(is_card, timeout=90)
        bot.kill()  # perhaps before the message was noted: that must not matter
    with attached(tmp_path) as bot:
        receipt, _ = bot.press(choices(card)[0])
        assert receipt["text"].startswith("Your answer A is in.")
        again: set[str] = set()
        try:
            while True:
                again.add(bot.until(is_card, timeout=36)["message"])
        except queue.Empty:
            pass
        assert again <= {card["message"]}  # a repeat carries the same id
        shown, _ = bot.ask("/ship today")
        assert "You answered A." in shown["text"]


def is_live(message: Message, part: str) -> bool:
    return message["type"] == "message" and message["to"] is None and message["message"].endswith(part)


def test_killed_in_the_middle_of_a_live_question_it_goes_on_and_the_answer_counts(tmp_path: Path) -> None:
    with attached(tmp_path) as bot:
        bot.ask("/ship live 3 seconds:5", captain=True)
        lobby = bot.until(lambda message: is_live(message, "live-1"))
        bot.press(choices(lobby)[0])
        bot.ask("/ship live start", captain=True)
        card = bot.until(lambda message: is_live(message, "live-1-1"))
        first, second = (line.replace("mark", "buzz") for line in choices(card)[:2])
        receipt, _ = bot.press(first)
        assert receipt["text"] == "A it is. The key comes when the time is up."
        bot.kill()
    with attached(tmp_path) as bot:
        again, _ = bot.press(second)
        assert again["text"].startswith(("Your first answer counts: A.", "Too late"))
        key = bot.until(lambda message: is_live(message, "live-1-1") and "Time is up" in message["text"], timeout=60)
        assert "of 1 had it right." in key["text"]
        bot.until(lambda message: is_live(message, "live-1-2"))
        bot.ask("/ship live stop", captain=True)
        podium = bot.until(lambda message: is_live(message, "-podium"))
        assert "It ended early, after 2 of 3 questions." in podium["text"]
        assert choices(podium) == []


def test_a_reader_who_stops_listening_ends_the_process_without_a_word(tmp_path: Path) -> None:
    asked = {"type": "command", "id": "1", "group": "g1", "user": "u1", "text": "/ship rank"}
    line = json.dumps(asked).replace('"', '\\"')
    listening = f'(for n in 1 2 3; do echo "{line}"; sleep 0.3; done) | {PROGRAM} attach | head -c 20'
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(["sh", "-c", listening], capture_output=True, cwd=tmp_path, env=own, timeout=20, check=True)
    assert (len(done.stdout), done.stderr) == (20, b"")


def test_a_slow_pull_does_not_hold_up_another_learner(engine: LocalEngine, tmp_path: Path) -> None:
    engine.forget_images()
    settings = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    with attached(tmp_path, **settings) as bot:
        pull = {"type": "command", "id": "pull", "group": "g1", "user": "u1", "text": "/docker pull python:3.11"}
        bot.send(json.dumps(pull))
        assert bot.ask("/ship help", user="u2")[-1]["outcome"] == "ok"
        assert not [message for message in bot.written if message["type"] == "done" and message["to"] == "pull"]
        assert bot.answers("pull")[-1]["outcome"] == "ok"
