"""The values of flags, said in words with the values put in."""

from __future__ import annotations

import pytest
from explained import read, token


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("-p 8080:80", "Port 8080 of your machine leads to port 80 in the container, on all its addresses."),
        ("-p 127.0.0.1:1:2", "Port 1 of your machine leads to port 2 in the container; only your machine itself"),
        (
            "-p 10.0.0.5:1:2/udp",
            "Port 1 of your machine leads to port 2 (udp) in the container, on the address 10.0.0.5.",
        ),
        ("-p 0:80", "A free port of your machine leads to port 80 in the container"),
        ("--platform linux/arm64", "The image for linux/arm64 is taken, also where your machine is another."),
        ("-p 80", "A free port of your machine leads to port 80 in the container"),
        ("-p 8000-8001:80-81", "Ports 8000 to 8001 of your machine lead one by one to ports 80 to 81 in the container"),
        ("-p 8000-8009:80", "The first free port from 8000 to 8009 of your machine leads to port 80"),
        ("-p published=8080,target=80", "Port 8080 of your machine leads to port 80 in the container"),
        ("--expose 80-81/udp", "Notes that the container listens on ports 80 to 81 (udp); nothing is opened"),
        ("-v $(pwd):/app", "The folder you are in appears inside the container as /app; changes go both ways."),
        ("-v $(pwd)/src:/app", "src in the folder you are in appears inside the container as /app"),
        ("-v ./src:/app", "src in the folder you are in appears inside the container as /app"),
        ("-v ~/.ssh:/ssh:ro", ".ssh in your home folder appears inside the container as /ssh; the container can only"),
        ("-v data:/d", "The volume data appears in the container as /d, which stays when the container goes."),
        ("-v /d", "/d in the container lies in a new volume without a name."),
        ("-v /etc:/e:ro", "/etc of your machine appears inside the container as /e; the container can only read it."),
        (r"-v c:\src:c:\app", r"c:\src of your machine appears inside the container as c:\app"),
        ("-v $DATA:/d", "What $DATA stands for appears in"),
        (
            "--mount type=bind,src=/a,dst=/b,ro",
            "/a of your machine appears inside the container as /b; the container can only",
        ),
        ("--mount type=tmpfs,dst=/t", "/t in the container lies in memory and is gone with the container."),
        ("--tmpfs /t:size=1m", "/t in the container lies in memory and is gone with the container."),
        ("-e A=b", "The program sees the variable A with the value b."),
        ("-e A", "The program sees the variable A with the value that it has in your shell."),
        ("-m 512m", "The container may use 512 MiB of memory; a process that needs more is killed."),
        ("--cpus 1.5", "The container may use the time of 1.5 processor cores at most."),
        ("--restart on-failure:3", "starts the container again when it ends with an error, at most 3 times."),
        ("--restart sometimes", "“sometimes” is no policy that the engine knows"),
        ("--network host", "The container uses the network of the host itself"),
        (
            "--network name=mine,alias=db",
            "The container joins the network mine, where others reach it by name. There it",
        ),
        ("--network container:web", "The container shares the network of the container web."),
        ("-u 0", "The command runs as the user 0, the administrator inside the container."),
        ("-w $PWD", "The command starts in the folder you are in."),
        ("--cap-add net_admin", "The container gets the kernel's right NET_ADMIN."),
        ("--cap-drop all", "The container loses every right of the kernel's administrator."),
        (
            "--device /dev/sda:/dev/x:r",
            "The device /dev/sda of your machine appears in the container as /dev/x, to be read",
        ),
        ("--add-host db=10.0.0.2", "Inside the container, the name db leads to 10.0.0.2."),
        ("--add-host up:host-gateway", "Inside the container, the name up leads to the machine that runs the engine."),
        ("--ulimit nofile=1024:2048", "Each process has the limit nofile: 1024, and 2048 at the very most."),
        ("--health-interval 1m30s", "Between two health checks pass 1 minute 30 seconds."),
        ("--pull never", "Nothing is downloaded: the image has to be here already."),
        ("--name web", "The container is called web"),
        ("--entrypoint sh", "The container starts sh instead of the image's own program."),
        ("--log-driver journald", "journald"),
    ],
)
def test_values_are_said_in_words(flag: str, told: str) -> None:
    (first, *_) = [token for token in read(f"docker run {flag} x").tokens if token.role == "flag"]
    assert told in first.text


@pytest.mark.parametrize(
    ("line", "words", "told"),
    [
        ("docker build -t me/app .", "-t", "The image is named me/app, with the tag latest."),
        ("docker build -f dev/Dockerfile .", "-f", "The build's instructions are read from dev/Dockerfile"),
        ("docker build .", ".", "The build's files come from the folder you are in"),
        ("docker build https://example.com/a.git", "https://example.com/a.git", "The build takes its files from https"),
        (
            "docker buildx build --platform linux/amd64,linux/arm64 .",
            "--platform",
            "for 2 platforms: linux/amd64, linux",
        ),
        ("docker compose -f dev.yaml up", "-f", "The services are read from dev.yaml"),
        ("docker exec -e A=b web sh", "-e", "The program sees the variable A with the value b."),
        ("docker cp web:/etc/hosts .", "web:/etc/hosts", "Copies from /etc/hosts in the container web."),
        ("docker cp web:/etc/hosts ./x", "./x", "Copies to ./x on your machine."),
        ("docker tag a b:2", "b:2", "The further name that the image gets: b:2."),
        ("docker network connect mine web", "mine", "The network mine."),
        ("docker network connect mine web", "web", "The container web, by name or ID."),
    ],
)
def test_flags_and_arguments_of_other_commands_are_told_with_their_values(line: str, words: str, told: str) -> None:
    assert told in token(line, words).text


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("alpine", "The image alpine from Docker Hub, with the tag latest, since none is given."),
        ("docker.io/library/alpine:3", "The image alpine from Docker Hub, in the version tagged 3."),
        ("ghcr.io/a/b:2", "The image a/b from the registry ghcr.io, in the version tagged 2."),
        ("localhost:5000/a", "The image a from the registry localhost:5000, with the tag latest"),
        ("a@sha256:" + "0" * 64, "The image a from Docker Hub, exactly the one with the digest sha256:000000000000…"),
        ("0" * 64, "The image with the ID 0000000000000000000…"),
    ],
)
def test_an_image_is_told_with_dockers_defaults(reference: str, told: str) -> None:
    assert token(f"docker run {reference}", reference).text.startswith(told)


@pytest.mark.parametrize(
    "flag",
    [
        *("-p 99999:80", "-p 80:", "-p host:80:80", "-p 80:80/foo", "-p 8000-8002:80-81", "-p 82-80", "-p target"),
        *("--expose 80:81", "--expose x", "-v /a:/b:ro:z", "-v :/x", "-v /a:", "-v ''"),
        *("--mount type=bind,src=/a", "--mount src=a,dst=/b,color=red", "--mount dst", "--mount ''"),
        *("--mount type=bind,src=/a,dst=/b,tmpfs-size=1", "--mount type=bind,src=/a,dst=/b,ro=maybe"),
        *("-e =x", "-l =x", "-m -1", "-m 1gg", "--memory-swappiness 101", "--cpus 1/3", "--cpus many"),
        *("--restart on-failure:x", "--restart :3", "--network ''", "--network name=n,foo=bar", "--mac-address x"),
        *("--add-host a", "--add-host a:1.2.3", "--dns 1.2.3", "--dns-search -x", "--link a:b:c"),
        *("--device sda", "--device /dev/a:/dev/b:z", "--gpus x", "--gpus foo=bar", "--device-cgroup-rule x"),
        *("--device-read-bps x", "--device-read-iops /dev/a:1m", "--blkio-weight-device /dev/a:5"),
        *("--ulimit x", "--ulimit nofile=2:1", "--ulimit foo=1", "--sysctl a=b", "--security-opt x"),
        *("--health-interval 5", "--health-retries -1", "--pid x", "--pull x", "--platform a/b/c/d", "-a x"),
    ],
)
def test_a_value_that_docker_refuses_is_refused_with_a_reason(flag: str) -> None:
    reading = read(f"docker run {flag} x")
    assert reading.error is not None
    assert reading.error.kind == "bad_value"
    assert reading.error.message.endswith(".")


@pytest.mark.parametrize(
    "flag",
    [
        *("-p 127.0.0.1::80", "-p [::1]:80:80", "-p 80/sctp", "-p 08:080", "-v a:/b:nocopy", "-v ..:/x"),
        *("-m .5g", "-m 1e3", "-m 1KiB", "-m 0", "--memory-swap -1", "--cpus 1/2", "--cpu-shares 0x10"),
        *("--restart always:3", "--network container:x", "--add-host a:::1", "--device vendor.com/class=dev"),
        *(
            "--gpus device=0",
            "--ulimit nproc=-1",
            "--sysctl net.a.b=1",
            "--health-interval 1h2m3s",
            "--pid container:x",
        ),
        *("--mount type=volume,src=v,dst=/d,volume-opt=a=b", "--mount TYPE=bind,SRC=/a,DST=/b"),
    ],
)
def test_a_value_that_docker_takes_is_taken(flag: str) -> None:
    assert read(f"docker run {flag} x").error is None
