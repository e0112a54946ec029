"""How a `docker run` or `docker exec` line is read into an order for the sandbox."""

from __future__ import annotations

import pytest

from commands.docker.line import read_line
from commands.docker.orders import exec_order, run_order
from commands.errors import CommandError
from sandbox.containers.values import ExecOrder, RunOrder, VolumeMount
from sandbox.references import parse_reference

ALPINE = parse_reference("alpine")


def ordered(line: str) -> RunOrder:
    return run_order(read_line(line), ALPINE)


def test_a_plain_run_leaves_everything_to_the_image_and_the_policy() -> None:
    assert ordered("run alpine") == RunOrder(ALPINE, called="alpine")


def test_every_flag_that_counts_reaches_the_order() -> None:
    line = (
        "run -d --rm --name web -e A=1 --env=B=2 -w /srv -u 1000:1000 --entrypoint /bin/sh -h box -m 64m --cpus=0.25"
        " --pids-limit 16 --read-only --init --tmpfs /run --label a=b -l c --stop-signal SIGINT --pull never"
        " alpine -c 'ls -l'"
    )
    assert ordered(line) == RunOrder(
        image=ALPINE,
        command=("-c", "ls -l"),
        name="web",
        detached=True,
        remove=True,
        environment=("A=1", "B=2"),
        folder="/srv",
        user="1000:1000",
        entrypoint="/bin/sh",
        hostname="box",
        memory=64 * 1024 * 1024,
        cpus=0.25,
        pids=16,
        read_only=True,
        init=True,
        tmpfs=("/run",),
        labels={"a": "b", "c": ""},
        stop_signal="SIGINT",
        pull="never",
        called="alpine",
    )


@pytest.mark.parametrize(
    ("flags", "volume"),
    [
        ("-v data:/d", VolumeMount("data", "/d")),
        ("-v data:/d:ro", VolumeMount("data", "/d", read_only=True)),
        ("-v=data:/d", VolumeMount("data", "/d")),
        ("-v /d", VolumeMount(None, "/d")),
        ("--mount source=data,target=/d", VolumeMount("data", "/d")),
        ("--mount type=volume,src=data,dst=/d,readonly", VolumeMount("data", "/d", read_only=True)),
        ("--mount type=volume,target=/d", VolumeMount(None, "/d")),
    ],
)
def test_volumes_are_read_in_every_spelling(flags: str, volume: VolumeMount) -> None:
    assert ordered(f"run {flags} alpine").volumes == (volume,)


def test_a_memory_disk_may_be_written_as_a_mount() -> None:
    assert ordered("run --mount type=tmpfs,target=/t --tmpfs /u alpine").tmpfs == ("/t", "/u")


@pytest.mark.parametrize("flags", ["-m 0", "--cpus 0", "--pids-limit 0"])
def test_nought_is_docker_s_word_for_the_usual_limit(flags: str) -> None:
    assert ordered(f"run {flags} alpine") == RunOrder(ALPINE, called="alpine")


@pytest.mark.parametrize(("flags", "detached"), [("-d -d=false", False), ("-d=false -d", True), ("-it", False)])
def test_of_a_switch_the_last_word_counts(flags: str, detached: bool) -> None:
    assert ordered(f"run {flags} alpine").detached is detached


def test_flags_behind_the_image_belong_to_the_command() -> None:
    assert ordered("run alpine ls --privileged -v /:/h").command == ("ls", "--privileged", "-v", "/:/h")


@pytest.mark.parametrize("flags", ["-e HOME", "--pull sometimes"])
def test_a_value_that_means_nothing_here_is_answered(flags: str) -> None:
    with pytest.raises(CommandError):
        ordered(f"run {flags} alpine")


def test_an_exec_is_read_into_an_order_of_its_own() -> None:
    line = read_line("exec -it -e A=1 -w /srv -u nobody web sh -c 'echo hi'")
    assert exec_order(line) == ExecOrder(("sh", "-c", "echo hi"), ("A=1",), "/srv", "nobody")
