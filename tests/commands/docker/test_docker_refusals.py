"""What learners can't have is refused before anybody is asked, in every way to write it, with its reason."""

from __future__ import annotations

import pytest
from room import Room

from commands.docker.notes import WITHOUT_EFFECT
from commands.docker.offers import OFFERS
from commands.docker.refusals import PLAINEST, REFUSALS
from commands.plain import plain
from commands.reply import Outcome
from content.docker_cli import load_grammar

WANTED = {
    "rights over the machine": [
        "--privileged",
        "--privileged=true",
        "--cap-add ALL",
        "--cap-add=SYS_ADMIN",
        "--security-opt seccomp=unconfined",
        "--security-opt=apparmor=unconfined",
        "--group-add 0",
        "--use-api-socket",
    ],
    "wall that a container has": [
        "--pid host",
        "--pid=container:web",
        "--ipc host",
        "--uts=host",
        "--userns host",
        "--userns=host",
        "--cgroupns host",
    ],
    "reach no network": [
        "--network host",
        "--network=bridge",
        "--net host",
        "--net=container:web",
        "--network none --network host",
        "--network name=host",
        "--link db",
        "--dns 8.8.8.8",
        "--add-host a:1.2.3.4",
        "--ip 10.0.0.2",
        "--mac-address 02:42:ac:11:00:02",
    ],
    "names a folder of the machine": [
        "-v /:/h",
        "-v=/:/h",
        "-v/:/h",
        "-itv /:/h",
        "-itv/:/h",
        "--volume /:/h",
        "--volume=/:/h",
        "-v /var/run/docker.sock:/var/run/docker.sock",
        "-v ./x:/x",
        "-v ../x:/x",
        "-v ~/x:/x",
        '-v "$(pwd)":/x',
        "-v $PWD:/x",
        "-v data:/data -v /etc:/etc:ro",
        "--mount type=bind,source=/,target=/h",
        "--mount=type=bind,src=/,dst=/h",
        "--mount type=BIND,source=/,target=/h",
        '--mount "type=bind","source=/","target=/h"',
    ],
    "take over whatever another container has": ["--volumes-from web", "--volumes-from=web:ro"],
    "a device of the machine": [
        "--device /dev/sda",
        "--device=/dev/kmsg",
        "--gpus all",
        "--device-cgroup-rule 'c 1:* rwm'",
        "--blkio-weight 900",
        "--device-write-bps /dev/sda:1mb",
    ],
    "limit that is the same for every container": [
        "--ulimit nofile=1048576",
        "--ulimit=nproc=100000",
        "--shm-size 1g",
        "--memory-swap -1",
        "--cpu-shares 2048",
        "-c 2048",
        "--cpuset-cpus 0",
        "--stop-timeout 600",
    ],
    "would lift a limit": ["--pids-limit -1", "--pids-limit=-1"],
    "a file on your own machine": ["--env-file .env", "--env-file=/etc/passwd", "--cidfile /tmp/c", "--label-file l"],
    "start it again and again": ["--restart always", "--restart=unless-stopped", "--restart on-failure:3"],
    "is up to the engine": [
        "--runtime runc",
        "--cgroup-parent /",
        "--sysctl net.core.somaxconn=1024",
        "--log-driver syslog",
        "--log-driver=none",
        "--log-opt max-size=1g",
        "--storage-opt size=100G",
        "--volume-driver nfs",
        "--isolation=hyperv",
        "--mount type=volume,src=d,dst=/d,volume-driver=local,volume-opt=device=/etc",
    ],
    "more of a mount than can be chosen": [
        "--tmpfs /t:size=4g",
        "--mount type=tmpfs,target=/t,tmpfs-size=4g",
        "--mount type=image,source=alpine,target=/i",
    ],
    "runs again and again": ["--health-cmd true", "--health-interval=1s"],
    "keep memory while others lose": ["--oom-kill-disable", "--oom-score-adj -1000"],
}


@pytest.mark.parametrize(("reason", "flags"), [(reason, flags) for reason, every in WANTED.items() for flags in every])
async def test_a_flag_that_cannot_be_had_is_refused_with_its_reason(room: Room, reason: str, flags: str) -> None:
    answered = await room.ask(f"/docker run {flags} alpine")
    assert answered.outcome is Outcome.REFUSED
    assert reason in plain(answered)


@pytest.mark.parametrize(
    "flags",
    [
        "-H tcp://10.0.0.1:2375",
        "-H=unix:///var/run/docker.sock",
        "--host=ssh://root@host",
        "--context prod",
        "-c prod",
        "--config /home/ana/.docker",
        "--tls",
        "--tlsverify",
        "--tlscacert=ca.pem",
    ],
)
@pytest.mark.parametrize("command", ["ps", "run alpine", "pull alpine"])
async def test_another_engine_cannot_be_chosen(room: Room, flags: str, command: str) -> None:
    answered = await room.ask(f"/docker {flags} {command}")
    assert answered.outcome is Outcome.REFUSED
    assert "it is always the sandbox of your group" in plain(answered)


async def test_a_refusal_repeats_the_flag_and_says_what_it_does_elsewhere(room: Room) -> None:
    assert await room.say("/docker run -dv /srv/www:/www:ro nginx") == (
        "--volume /srv/www:/www:ro names a folder of the machine that docker runs on, and that machine isn't yours here."
        " A volume works: -v NAME:/path."
        " On your own machine: /srv/www of your machine appears inside the container as /www; the container can only read it."
    )


async def test_a_switch_that_is_switched_off_is_no_reason_to_refuse(room: Room) -> None:
    assert await room.outcome("/docker run --privileged=false alpine") is not Outcome.REFUSED


@pytest.mark.parametrize("command", ["exec --privileged web id", "exec --env-file .env web env", "pull -a alpine"])
async def test_other_commands_refuse_their_own_flags(room: Room, command: str) -> None:
    assert await room.outcome(f"/docker {command}") is Outcome.REFUSED


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("push alpine", "keeps no passwords"),
        ("login -u ana -p secret", "keeps no passwords"),
        ("cp web:/etc/passwd .", "only a line reaches the sandbox"),
        ("export web", "only a line reaches the sandbox"),
        ("save alpine", "only a line reaches the sandbox"),
        ("commit web evil", "write a Dockerfile instead"),
        ("network create shared", "containers here reach none"),
        ("swarm init", "the sandbox is one"),
        ("compose up -d", "only a line reaches the sandbox"),
        ("plugin install evil", "set up the same for everybody"),
        ("context use prod", "set up the same for everybody"),
        ("system events", "other groups work on it too"),
        ("update --memory 10g web", "fixed here once it runs"),
    ],
)
async def test_a_command_that_cannot_be_had_is_refused_with_its_reason(room: Room, command: str, reason: str) -> None:
    answered = await room.ask(f"/docker {command}")
    assert answered.outcome is Outcome.REFUSED
    assert reason in plain(answered)


def test_every_flag_of_docker_run_is_honoured_or_noted_or_refused_with_a_reason_of_its_own() -> None:
    with_reason = {flag for refusal in REFUSALS for flag in refusal.flags}
    known = {flag.same_as or name for name, flag in load_grammar().command("container run").flags.items()}
    assert known - OFFERS["container run"].flags - WITHOUT_EFFECT - with_reason - {"help"} == set()


def test_no_flag_has_two_reasons() -> None:
    flags = [flag for refusal in (*REFUSALS, PLAINEST) for flag in refusal.flags]
    assert len(flags) == len(set(flags))


def test_what_is_honoured_are_flags_that_docker_knows() -> None:
    for name, offer in OFFERS.items():
        known = load_grammar().command(name).flags
        assert {flag for flag in offer.flags if flag not in known} == set(), name


@pytest.mark.parametrize(
    "line",
    ["run --label @everyone=1 --privileged alpine", "run --privileged '```\x1b[31m'", "run -v '/```:/x' alpine"],
)
async def test_a_refusal_shows_nothing_that_could_steer(room: Room, line: str) -> None:
    told = await room.say(f"/docker {line}")
    assert "\x1b" not in told
