"""Command lines read as docker's own command line reads them."""

from __future__ import annotations

import pytest
from explained import args, flags, read

from commands.explain import explain

EXAMPLE = "docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py"


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
        ("docker compose -f a.yml logs -f", "compose logs"),
        ("docker --context far system df", "system df"),
        ("docker buildx imagetools inspect alpine", "buildx imagetools inspect"),
        ("docker trust signer add --key k ana repo", "trust signer add"),
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
        ("docker run -w= x", [("workdir", "=")]),
        ("docker run -it=false x", [("interactive", "true"), ("tty", "false")]),
        ("docker run --rm=false x", [("rm", "false")]),
        ("docker run --rm=0 x", [("rm", "false")]),
        ("docker run -dp 80:80 x", [("detach", "true"), ("publish", "80:80")]),
        ("docker run --name -d x", [("name", "-d")]),
        ("docker run -h box x", [("hostname", "box")]),
        ("docker compose down -v", [("volumes", "true")]),
        ("docker logs web -f", [("follow", "true")]),
        ("docker ps -h", [("help", "true")]),
        ("docker ps -ha", [("help", "true"), ("all", "true")]),
        ("docker -- ps -a", [("all", "true")]),
        ("docker build --secret id=a -o out --push .", [("secret", "id=a"), ("output", "out"), ("push", "true")]),
    ],
)
def test_flags_are_read_in_every_spelling(line: str, expected: list[tuple[str, str]]) -> None:
    assert flags(line) == expected


def test_flags_before_the_command_belong_to_docker_itself() -> None:
    reading = read("docker -H ssh://me@far --debug ps -a")
    assert [(flag.name, flag.value) for flag in reading.globals] == [("host", "ssh://me@far"), ("debug", "true")]
    assert [(flag.name, flag.value) for flag in reading.flags] == [("all", "true")]


def test_what_follows_the_image_belongs_to_the_container() -> None:
    assert flags("docker run nginx -p 80:80") == []
    assert args("docker run nginx -p 80:80") == ["nginx", "-p", "80:80"]


def test_a_command_may_have_commands_below_it_and_take_arguments() -> None:
    assert args("docker buildx history inspect --format json ^1") == ["^1"]
    assert read("docker buildx history inspect ^1").error is None
    assert read("docker buildx history inspect attachment ^1").canonical == "buildx history inspect attachment"


def test_two_dashes_end_the_options() -> None:
    assert (flags("docker rm -- -f"), args("docker rm -- -f")) == ([], ["-f"])


def test_a_value_apart_from_a_switch_is_an_argument_as_docker_reads_it() -> None:
    assert args("docker run --rm true alpine") == ["true", "alpine"]


@pytest.mark.parametrize(
    ("line", "kind", "suggestion"),
    [
        ("docker rnu -it x", "unknown_command", "docker run"),
        ("docker image prnue", "unknown_command", "docker image prune"),
        ("docker completely-else", "unknown_command", None),
        ("docker run --rmm x", "unknown_flag", "--rm"),
        ("docker run --netwrok a x", "unknown_flag", "--network"),
        ("docker run -name web x", "unknown_flag", "--name"),
        ("docker run -y x", "unknown_flag", None),
        ("docker ps --debug", "unknown_flag", None),
        ("docker run -d= x", "unknown_flag", None),
        ("docker run --name", "missing_value", None),
        ("docker run -itv", "missing_value", None),
        ("docker run -m lots x", "bad_value", None),
        ("docker run --rm=perhaps x", "bad_value", None),
        ("docker stop --timeout soon x", "bad_value", None),
        ("docker ps --filter running", "bad_value", None),
        ("docker service create -p x y", "bad_value", None),
        ("docker service create -p 127.0.0.1:80:80 y", "bad_value", None),
        ("docker service create --placement-pref spread y", "bad_value", None),
        ("docker service create --dns x y", "bad_value", None),
        ("docker service update --env-add =x y", "bad_value", None),
        ("docker exec -e =x web env", "bad_value", None),
        ("docker network create --label 'a b' mine", "bad_value", None),
        ("docker nonsense -x --help", "unknown_command", None),
        ("docker ps -help", "unknown_flag", "--help"),
        ("docker container -- ls", "unknown_command", "docker container ls"),
        ("docker run 'alpine", "quoting", None),
    ],
)
def test_what_docker_refuses_is_named_with_the_nearest_that_exists(
    line: str, kind: str, suggestion: str | None
) -> None:
    error = read(line).error
    assert error is not None
    assert (error.kind, error.suggestion) == (kind, suggestion)


def test_docker_makes_its_first_objection_alone() -> None:
    error = read("docker run --rm=perhaps --nonsense x").error
    assert error is not None
    assert error.kind == "bad_value"


@pytest.mark.parametrize(
    "flag",
    [
        *("-p 99999:80", "-v /a:/b:ro:z", "--restart on-failure:x", "--expose x", "--pull x", "--pid x"),
        *("--mac-address x", "--memory-swappiness 101", "--network ''", "--security-opt x", "--platform a/b/c/d"),
    ],
)
def test_values_that_docker_checks_in_the_end_come_after_the_options_behind_them(flag: str) -> None:
    error = read(f"docker run {flag} --nonsense x").error
    assert error is not None
    assert error.kind == "unknown_flag"
    assert read(f"docker run {flag}").error is None
    assert read(f"docker run --help {flag} x").error is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("docker run --rm --restart always x", "conflict"),
        ("docker run -d -a stdout x", "conflict"),
        ("docker run --no-healthcheck --health-cmd true x", "conflict"),
        ("docker run --network-alias db x", "conflict"),
        ("docker run --network host --network mine x", "conflict"),
        ("docker run --network mine --network mine x", "conflict"),
        ("docker run --network name=mine,ip=10.0.0.2 --ip 10.0.0.2 x", "conflict"),
        ("docker run --log-driver none --log-opt max-size=1m x", "conflict"),
        ("docker run UBUNTU", "bad_value"),
        ("docker run x@sha256:12", "bad_value"),
        ("docker run x@sha256:" + "A" * 64, "bad_value"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(line: str, kind: str) -> None:
    error = read(line).error
    assert error is not None
    assert error.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "docker run -d --rm x",
        "docker run --rm --restart no x",
        "docker run --network mine --network-alias db x",
        "docker run --network a --network b x",
        "docker run -p $PORT:80 -m $MEMORY $IMAGE",
        "docker run <image>",
        "cat images | xargs -I {} docker run -v {}:/a {}",
        "docker run --help UBUNTU",
        "docker update --memory-swap -1 web",
        "docker nonsense --help",
        "docker --help nonsense",
        "docker run --cgroupns x --cgroupns private x",
        "docker run --no-healthcheck --health-interval 5s --health-interval 0 x",
        "docker run --mount type=volume,src=v,dst=/d,bind-recursive=enabled x",
        "docker node update --label-add '' x",
    ],
)
def test_what_docker_takes_or_only_the_readers_shell_knows_is_not_refused(line: str) -> None:
    assert read(line).error is None


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
