"""Command lines read as docker's own command line reads them."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.explain import Reading, explain, to_json
from content.docker_cli import load_grammar

EXAMPLE = "docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py"


def read(line: str) -> Reading:
    """Returns the reading of the first docker command in a line."""
    return explain(line).lines[0]


def flags(line: str) -> list[tuple[str, str]]:
    return [(flag.name, flag.value) for flag in read(line).flags]


def args(line: str) -> list[str]:
    return [argument.value for argument in read(line).args]


def advice(line: str) -> set[str]:
    return {each.id for each in read(line).advice}


def test_the_example_is_read_word_by_word() -> None:
    reading = read(EXAMPLE)
    assert reading.canonical == "container run"
    assert flags(EXAMPLE) == [("rm", "true"), ("interactive", "true"), ("tty", "true"), ("volume", "{cwd}:/app")]
    assert args(EXAMPLE) == ["python:3.11", "python", "/app/script.py"]
    assert [EXAMPLE[slice(*token.span)] for token in reading.tokens] == EXAMPLE.split(" ")


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("docker ps", "container ls"),
        ("docker container list", "container ls"),
        ("docker rmi x", "image rm"),
        ("docker build .", "image build"),
        ("docker buildx b .", "buildx build"),
        ("docker compose up", "compose up"),
        ("docker --context far system df", "system df"),
    ],
)
def test_every_way_to_write_a_command_has_one_name(line: str, canonical: str) -> None:
    assert read(line).canonical == canonical


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("docker run -itd x", [("interactive", "true"), ("tty", "true"), ("detach", "true")]),
        ("docker run -p8080:80 x", [("publish", "8080:80")]),
        ("docker run -e=A=b x", [("env", "A=b")]),
        ("docker run --rm=false x", [("rm", "false")]),
        ("docker run --rm=0 x", [("rm", "false")]),
        ("docker run -dp 80:80 x", [("detach", "true"), ("publish", "80:80")]),
        ("docker run --name -d x", [("name", "-d")]),
        ("docker ps x -a", [("all", "true")]),
    ],
)
def test_flags_are_read_in_every_spelling(line: str, expected: list[tuple[str, str]]) -> None:
    assert flags(line) == expected


def test_what_follows_the_image_belongs_to_the_container() -> None:
    assert flags("docker run nginx -p 80:80") == []
    assert args("docker run nginx -p 80:80") == ["nginx", "-p", "80:80"]
    (fixed,) = [each.fix for each in read("docker run nginx -p 80:80").advice if each.id == "flags-after-image"]
    assert fixed == "docker run -p 80:80 nginx"


def test_a_value_apart_from_a_switch_is_an_argument_as_docker_reads_it() -> None:
    assert args("docker run --rm true alpine") == ["true", "alpine"]


@pytest.mark.parametrize(
    ("line", "kind", "suggestion"),
    [
        ("docker rnu -it x", "unknown_command", "docker run"),
        ("docker run --rmm x", "unknown_flag", "--rm"),
        ("docker run -y x", "unknown_flag", None),
        ("docker run --name", "missing_value", None),
        ("docker run -m lots x", "bad_value", None),
        ("docker run --rm=perhaps x", "bad_value", None),
        ("docker run 'alpine", "quoting", None),
    ],
)
def test_what_docker_refuses_is_named_with_the_nearest_that_exists(
    line: str, kind: str, suggestion: str | None
) -> None:
    error = read(line).error
    assert error is not None
    assert (error.kind, error.suggestion) == (kind, suggestion)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("docker run 'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]),
        ("docker run x \\\n  sh -c 'ls | wc'", ["x", "sh", "-c", "ls | wc"]),
        ("docker run x `\n cmd", ["x", "cmd"]),
        ("docker run x ~/a $HOME/b ${PWD}/c $OTHER", ["x", "{home}/a", "{home}/b", "{cwd}/c", "$OTHER"]),
        ("docker run x > out.txt 2>&1", ["x"]),
        ("docker run x # why", ["x"]),
        ("$ docker run x", ["x"]),
        ("sudo -E docker run x", ["x"]),
        ("A=1 time docker run x", ["x"]),
        ("docker run <image>", ["<image>"]),
        (r"docker run -v c:\src:c:\dst x", ["x"]),
    ],
)
def test_words_are_split_as_a_shell_splits_them(line: str, values: list[str]) -> None:
    assert args(line) == values


def test_every_docker_command_of_a_paste_is_read() -> None:
    text = "docker pull alpine && docker run alpine; ls | docker ps\n$ docker images"
    assert [line.canonical for line in explain(text).lines] == [
        "image pull",
        "container run",
        "container ls",
        "image ls",
    ]


def test_a_text_without_docker_has_no_lines() -> None:
    assert explain("rm -rf / # docker").lines == ()


def test_the_container_that_a_line_makes_is_told_as_facts() -> None:
    effect: Any = read("docker run -d -p 127.0.0.1:8080-8081:80-81/udp -v data:/d:ro -m 512m --cpus .5 x:1 top").effect
    assert effect["ports"] == [
        {"host_ip": "127.0.0.1", "host_port": "8080", "container_port": "80", "protocol": "udp"},
        {"host_ip": "127.0.0.1", "host_port": "8081", "container_port": "81", "protocol": "udp"},
    ]
    assert effect["mounts"] == [{"type": "volume", "source": "data", "target": "/d", "readonly": True}]
    assert (effect["memory"], effect["cpus"], effect["detach"]) == (512 * 1024 * 1024, 0.5, True)
    assert (effect["image"], effect["command"]) == ("x:1", ["top"])


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("-p 8080:80", "Port 8080 of your machine leads to port 80 in the container, on all its addresses."),
        ("-p 127.0.0.1:1:2", "Port 1 of your machine leads to port 2 in the container; only your machine itself"),
        ("-p 80", "A free port of your machine leads to port 80 in the container"),
        ("-v $(pwd):/app", "The folder you are in appears inside the container as /app; changes go both ways."),
        ("-v data:/d", "The volume data appears in the container as /d, which stays when the container goes."),
        ("-v /d", "/d in the container lies in a new volume without a name."),
        ("-v /etc:/e:ro", "/etc of your machine appears inside the container as /e; the container can only read it."),
        ("--mount type=tmpfs,dst=/t", "/t in the container lies in memory and is gone with the container."),
        ("-e A=b", "The program sees the variable A with the value b."),
        ("-e A", "The program sees the variable A with the value that it has in your shell."),
        ("-m 512m", "The container may use 536,870,912 bytes of memory (512m)"),
        ("--restart on-failure:3", "starts the container again when it ends with an error, at most 3 times."),
        ("--network host", "The container uses the network of the host itself"),
    ],
)
def test_values_are_said_in_words(flag: str, told: str) -> None:
    (token, *_) = [token for token in read(f"docker run {flag} x").tokens if token.role == "flag"]
    assert told in token.text


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("alpine", "The image alpine from Docker Hub, with the tag latest, since none is given."),
        ("ghcr.io/a/b:2", "The image a/b from the registry ghcr.io, in the version tagged 2."),
        ("localhost:5000/a", "The image a from the registry localhost:5000, with the tag latest"),
    ],
)
def test_an_image_is_told_with_dockers_defaults(reference: str, told: str) -> None:
    (token,) = [token for token in read(f"docker run {reference}").tokens if token.role == "image"]
    assert token.text.startswith(told)


@pytest.mark.parametrize(
    ("id", "has", "has_not"),
    [
        ("flags-after-image", "docker run x:1 -d", "docker run -d x:1"),
        ("latest-tag", "docker run alpine", "docker run alpine:3.19"),
        ("no-rm", "docker run x:1 echo hi", "docker run --rm x:1 echo hi"),
        ("shell-without-it", "docker run x:1 sh", "docker run -it x:1 sh"),
        ("published-to-all", "docker run -p 80:80 x:1", "docker run -p 127.0.0.1:80:80 x:1"),
        ("privileged", "docker run --privileged x:1", "docker run --privileged=false x:1"),
        ("docker-socket", "docker run -v /var/run/docker.sock:/s x:1", "docker run -v /var/run/x.sock:/s x:1"),
        ("root-mount", "docker run -v /:/host x:1", "docker run -v /srv:/host x:1"),
        ("secret-in-env", "docker run -e DB_PASSWORD=x x:1", "docker run -e DB_NAME=x x:1"),
        ("host-network-publish", "docker run --network host -p 1:1 x:1", "docker run --network mine -p 1:1 x:1"),
        ("port-twice", "docker run -p 1:1 -p 1:2 x:1", "docker run -p 1:1 -p 2:2 x:1"),
        ("rm-with-restart", "docker run --rm --restart always x:1", "docker run --restart always x:1"),
        ("outdated-link", "docker run --link db x:1", "docker run --network db x:1"),
        ("host-expansion", "docker run x:1 echo $USER", "docker run x:1 echo '$USER'"),
        ("force-remove", "docker rm -f web", "docker rm web"),
        ("prune-all", "docker image prune -a", "docker image prune"),
        ("volumes-go", "docker compose down -v", "docker compose down"),
        ("too-few-arguments", "docker tag a", "docker tag a b"),
        ("too-many-arguments", "docker pull a b", "docker pull a"),
        ("long-dash", "docker run –name web x:1", "docker run --name web x:1"),
        ("smart-quotes", "docker run x:1 echo “hi”", 'docker run x:1 echo "hi"'),
        ("hard-space", "docker run x:1 a\u00a0b", "docker run x:1 a b"),
    ],
)
def test_advice_is_given_where_it_is_due_and_only_there(id: str, has: str, has_not: str) -> None:
    assert id in advice(has)
    assert id not in advice(has_not)


def test_a_corrected_line_does_not_call_for_the_same_advice_again() -> None:
    for line in ("docker run x -d", "docker run -p 80:80 x", "docker run x echo hi", "docker rm -f web"):
        for each in read(line).advice:
            if each.fix is not None:
                assert each.id not in advice(each.fix)


def test_every_command_that_learners_meet_has_an_explanation() -> None:
    grammar = load_grammar()
    groups = ("container ", "image ", "volume ", "network ")
    silent = [name for name, command in grammar.commands.items() if name.startswith(groups) and not command.text]
    assert silent == ["volume update"]  # for clusters alone


def test_a_flag_without_an_explanation_says_so() -> None:
    (token, *_) = [token for token in read("docker swarm ca --quiet --rotate").tokens if token.flag == "rotate"]
    assert token.text == "A switch; we have no explanation of it yet."


PIECES = st.sampled_from(
    [
        "docker",
        "run",
        "-it",
        "--rm",
        "-v",
        "$(pwd)",
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
    ]
)


@given(st.lists(PIECES | st.text(string.printable, max_size=8), max_size=30).map(" ".join))
def test_any_text_is_read_with_spans_in_order_that_cover_words(text: str) -> None:
    for line in explain("docker " + text).lines:
        end = 0
        for token in line.tokens:
            assert end <= token.span[0] < token.span[1] <= len(text) + 7
            assert token.text
            end = token.span[1]


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_and_every_answer_is_plain_data(text: str) -> None:
    answer = to_json(explain(text), "1")
    assert answer["command"] == text
    assert answer["id"] == "1"
