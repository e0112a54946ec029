"""No text breaks the explainer, and none takes it long."""

from __future__ import annotations

import json
import string
from collections import Counter
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.explain import explain, to_json
from commands.explain.jsonl import answer_lines
from content.docker_cli import load_grammar

SIGNS = [
    "'",
    '"',
    "\\",
    "\n",
    "|",
    ";",
    "<",
    ">",
    "#",
    "–x",
    "-",
    "--",
    "=",
    ":",
    "$(pwd)",
    "${",
    "`",
    "<<a",
    "&&",
    "~",
    "\u00a0",
]
VALUES = [
    "80:80",
    "/a:/b",
    "type=bind,src=/a,dst=/b",
    "1" * 5000,
    "1e999",
    "-1",
    "name=a,ip=b",
    '"',
    "\0",
    "a@sha256:1",
]
COMMANDS = sorted(load_grammar().names)
FLAGS = sorted({f"--{name}" for command in load_grammar().commands() for name in command.flags})
RUN_FLAGS = [
    *("-d", "-it", "-t", "-i", "--rm", "-P", "--privileged", "-p 80:80", "-p 80:8080", "-p 127.0.0.1:80:80", "-p80:80"),
    *("-v $(pwd):/app", "-v src:/app", "-v a/b:/c", "--volume=a/b:/c", "-v /:/h", "-w .", "-e A=b", "-e TOKEN=x"),
    *(
        "-m 512",
        "--memory=600",
        "--cpus 1 --cpu-quota 5",
        "--restart always",
        "--restart=onfailure",
        "--restart always:3",
    ),
    *(
        "--network host",
        "--network none",
        "--network container:a",
        "--entrypoint 'sh -c'",
        "--name web",
        "–-init",
        "—d",
    ),
]
ENDINGS = [
    "",
    "sh",
    "ls -l",
    "'ls -l'",
    "echo $HOME",
    "-p 80:80",
    "-it sh",
    "--name a ls",
    "cd /a && ls",
    "cat < f",
    "cat > /f",
]
RUN_LINES = st.builds(
    lambda flags, image, ending: " ".join(["docker run", *flags, image, ending]),
    st.lists(st.sampled_from(RUN_FLAGS), max_size=5),
    st.sampled_from(["alpine", "nginx:1", "true", "ubuntu"]),
    st.sampled_from(ENDINGS),
)
OTHER_LINES = st.sampled_from(
    ["exec", "rm", "rmi", "build", "kill", "stop", "login", "save", "load", "pull", "push", "compose up"]
).flatmap(
    lambda command: st.lists(
        st.sampled_from(
            ["-f", "-it", "-t a", "-t B", "-t 0", "-p x", "web", "'ls -l'", "Dockerfile", ".", "A/B", "-v", "–f", "> f"]
        ),
        max_size=5,
    ).map(lambda words: " ".join([f"docker {command}", *words]))
)
WORDS = st.sampled_from([*SIGNS, *VALUES, *COMMANDS, *FLAGS]) | st.text(string.printable, max_size=8)
LINES = st.lists(WORDS, max_size=30).map(lambda words: "docker " + " ".join(words))


@given(LINES)
def test_spans_are_in_order_and_cover_words(line: str) -> None:
    for reading in explain(line).lines:
        end = 0
        for token in reading.tokens:
            assert end <= token.span[0] < token.span[1] <= len(line)
            assert 0 < len(token.text) <= 400
            assert line[slice(*token.span)].strip()
            end = token.span[1]


@given(LINES)
def test_what_no_token_covers_is_blank(line: str) -> None:
    readings = explain(line).lines
    covered = {at for reading in readings for token in reading.tokens for at in range(*token.span)}
    first, last = min(covered), max(covered)
    between = {line[at] for at in range(first, last) if at not in covered}
    if len(readings) == 1:
        assert all(sign.isspace() or sign in "\\`^" for sign in between)


@given(LINES)
def test_the_tokens_and_what_lies_between_them_are_the_line(line: str) -> None:
    for reading in explain(line).lines:
        spans = [token.span for token in reading.tokens]
        gaps = [line[end:start] for (_, end), (start, _) in pairwise(spans)]
        words = [line[slice(*span)] for span in spans]
        joined = words[0] + "".join(gap + word for gap, word in zip(gaps, words[1:], strict=True))
        assert joined == line[spans[0][0] : spans[-1][1]]


@given(RUN_LINES | OTHER_LINES | LINES)
def test_a_corrected_line_has_the_fault_less_often(line: str) -> None:
    for reading in explain(line).lines:
        before = Counter(advice.id for advice in reading.advice)
        for advice in reading.advice:
            if advice.fix is not None:
                first, *_ = explain(advice.fix).lines
                assert first.canonical == reading.canonical or advice.id == "kill-at-once"
                assert sum(each.id == advice.id for each in first.advice) < before[advice.id], advice.fix


@given(st.text(max_size=300) | LINES)
def test_no_text_breaks_the_reading_and_every_answer_is_plain_data(text: str) -> None:
    answer = to_json(explain(text), "1")
    assert json.loads(json.dumps(answer)) == answer
    assert (answer["id"], answer["command"]) == ("1", text)


@given(LINES)
def test_every_flag_and_argument_has_its_place_in_the_text(line: str) -> None:
    for reading in explain(line).lines:
        spans = [flag.span for flag in (*reading.globals, *reading.flags)] + [each.span for each in reading.args]
        assert all(0 <= start < end <= len(line) for start, end in spans)


@pytest.mark.parametrize(
    "repeated",
    [
        *("docker rnu;", "docker ps;", "docker rm -f x;", "docker run x sh\n", "docker run --rmm x;"),
        *("$(", "`", "'", '"', "<a ", "<<a ", "\\", "\n", "-p 1:1 ", "-p 1-65535:1-65535 ", "-v a:/b ", "-ii"),
        *(
            "--network a ",
            "--mount a=b,",
            "-it ",
            "run ",
            "a=b ",
            "a:",
            "0",
            "[",
            "(",
            "--expose 1-65535 ",
            "-e A_TOKEN=a ",
        ),
    ],
)
def test_the_time_grows_no_faster_than_the_text(repeated: str) -> None:
    text = "docker run " + repeated * (16 * 1024 // len(repeated))
    begun = process_time()
    explain(text)
    assert process_time() - begun < 16 * 0.050  # 50 ms a kilobyte, on any machine that runs the tests


@pytest.mark.parametrize("flag", ["--health-interval", "-p", "-m", "--cpus", "--pids-limit", "--shm-size", "--expose"])
@pytest.mark.parametrize("value", ["1", "0", "1.", "1h", "1-"])
def test_a_value_without_end_takes_no_longer_and_breaks_nothing(flag: str, value: str) -> None:
    text = f"docker run {flag} {value * (16 * 1024 // len(value))} alpine"
    begun = process_time()
    explain(text)
    assert process_time() - begun < 16 * 0.050


def test_each_line_of_json_gets_one_answer() -> None:
    asked = ['{"id": "a", "command": "docker ps"}\n', "not json\n", "\n", '{"id": "b", "command": "ls"}', "[1]"]
    answers = [json.loads(answer) for answer in answer_lines(asked)]
    assert [answer.get("id") for answer in answers] == ["a", None, "b", None]
    assert ["error" in answer for answer in answers] == [False, True, False, True]
    assert answers[2]["lines"] == []
    assert set(answers[0]["lines"][0]) == {
        *("path", "canonical", "globals", "flags", "args", "error", "tokens", "effect", "summary", "advice")
    }
