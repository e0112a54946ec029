"""The values of flags, said in words with the values put in."""

from __future__ import annotations

import pytest
from explained import read, token


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("-p 8080:80", "Port 8080 of your machine, on all its addresses, leads to port 80 in the container."),
        ("-p 127.0.0.1:1:2", "Port 1 of your machine leads to port 2 in the container; only your machine itself"),
        (
            "-p 10.0.0.5:1:2/udp",
            "Port 1 of your machine, on its address 10.0.0.5, leads to port 2 (udp) in the container.",
        ),
        ("-p 0:80", "A free port of your machine, on all its addresses, leads to port 80 in the container"),
        ("--platform linux/arm64", "The image for linux/arm64 is taken, even where your machine is of another kind."),
        ("-p 80", "A free port of your machine, on all its addresses, leads to port 80 in the container"),
        (
            "-p 8000-8001:80-81",
            "Ports 8000 to 8001 of your machine, on all its addresses, lead one by one to ports 80 to 81",
        ),
        (
            "-p 8000-8009:80",
            "The first free port from 8000 to 8009 of your machine, on all its addresses, leads to port 80",
        ),
        (
            "-p published=8080,target=80",
            "Port 8080 of your machine, on all its addresses, leads to port 80 in the container",
        ),
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
        (
            "--tmpfs /t:size=1m",
            "/t in the container lies in memory, with room for 1 MiB, and is gone with the container.",
        ),
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
        ("--cap-add net_admin", "The container gets the kernel's right NET_ADMIN, to set up networks"),
        ("--cap-drop all", "The container loses every right of the kernel's administrator."),
        (
            "--device /dev/sda:/dev/x:r",
            "The device /dev/sda of your machine appears in the container as /dev/x, to be read",
        ),
        ("--add-host db=10.0.0.2", "Inside the container, the name db leads to 10.0.0.2."),
        ("--add-host up:host-gateway", "Inside the container, the name up leads to the machine that runs the engine."),
        (
            "--ulimit nofile=1024:2048",
            "Each process has the limit nofile (open files): 1024; a process may raise it to 2048 itself.",
        ),
        ("--health-interval 1m30s", "The health check is repeated after 1 minute 30 seconds."),
        ("--pull never", "Nothing is downloaded: the image has to be here already."),
        ("--name web", "The container is called web"),
        ("--entrypoint sh", "The container starts sh instead of the image's own program."),
        ("--log-driver journald", "What the program prints goes to the system's journal."),
        (
            "-p [::1]:8080:80",
            "Port 8080 of your machine leads to port 80 in the container; only your machine itself can use it.",
        ),
        (
            "-p 127.0.0.1::80",
            "A free port of your machine leads to port 80 in the container; only your machine itself can use it.",
        ),
        ("-p 53:53/udp", "Port 53 of your machine, on all its addresses, leads to port 53 (udp) in the container."),
        (
            "-p 8000-8010",
            "11 free ports of your machine, on all its addresses, lead one by one to ports 8000 to 8010 in the container.",
        ),
        ("-p $PORT:80", "Port $PORT of your machine, on all its addresses, leads to port 80 in the container."),
        ("-v data:/d:ro", "The volume data appears in the container as /d, which the container can only read."),
        (
            "-v data:/d:nocopy",
            "The volume data appears in the container as /d, which stays when the container goes. What the image has there is not copied into it.",
        ),
        (
            "-v /a:/b:Z",
            "/a of your machine appears inside the container as /b; changes go both ways. On a system with SELinux, this container alone gets the right to it.",
        ),
        (
            "-v /a:/b:ro,z",
            "/a of your machine appears inside the container as /b; the container can only read it. On a system with SELinux, all containers get the right to it.",
        ),
        ("-v ..:/b", "The folder above the one you are in appears inside the container as /b; changes go both ways."),
        ("-v $HOME/x:/b", "x in your home folder appears inside the container as /b; changes go both ways."),
        (
            "-v $(pwd)/../x:/b",
            "../x, seen from the folder you are in appears inside the container as /b; changes go both ways.",
        ),
        (
            "--mount type=bind,src=.,dst=/b",
            "The folder you are in appears inside the container as /b; changes go both ways.",
        ),
        ("--mount type=volume,dst=/b", "/b in the container lies in a new volume without a name."),
        (
            "--mount type=tmpfs,dst=/b,tmpfs-size=64m",
            "/b in the container lies in memory, with room for 64 MiB, and is gone with the container.",
        ),
        (
            "--mount type=image,src=alpine,dst=/b",
            "The files of the image alpine appear in the container as /b, to be read.",
        ),
        (
            "--tmpfs /t:ro",
            "/t in the container lies in memory and is gone with the container; the container can only read it.",
        ),
        (
            "--volumes-from web:ro",
            "The volumes of the container web appear here too, in the same places, to be read only.",
        ),
        ("-e A=", "The program sees the variable A, which is empty."),
        ("-e A=$B", "The program sees the variable A with what your shell puts in for $B."),
        (
            "--env-file .env",
            "Variables for the program are read from the file .env, one a line; quotes there belong to the value.",
        ),
        ("-m 1.5g", "The container may use 1.5 GiB of memory; a process that needs more is killed."),
        ("-m 0", "The container may use any amount of memory."),
        ("--memory-swap -1", "The container may swap out as much as it likes."),
        ("--memory-swap 1g", "Memory and what is swapped out of it may come to 1 GiB together."),
        ("--memory-swap 0", "Zero is as if the flag were left out."),
        ("--memory-reservation 256m", "When the host runs short, the container is pressed towards 256 MiB of memory."),
        ("--shm-size 1g", "The memory that processes share (/dev/shm) has room for 1 GiB."),
        ("--cpus 1", "The container may use the time of 1 processor core at most."),
        ("--cpus 0", "The container may use all processor cores."),
        ("--cpuset-cpus 0-2,4", "The container runs on the processor cores 0 to 2 and 4 alone, counted from 0."),
        ("--restart no", "The engine never starts the container again by itself."),
        ("--restart unless-stopped", "The engine starts the container again whenever it ends, until you stop it."),
        ("--restart on-failure:1", "The engine starts the container again when it ends with an error, at most once."),
        ("--network none", "The container has no network."),
        (
            "--network name=mine,ip=10.0.0.2,alias=a,alias=b",
            "The container joins the network mine, where others reach it by name. There it is also called a and b. Its address there is 10.0.0.2.",
        ),
        ("--ip 10.0.0.2", "The container has the address 10.0.0.2 in its network."),
        ("--dns 1.1.1.1", "The container asks the name server 1.1.1.1."),
        ("-u 1000:1000", "The command runs as the user 1000 with the group 1000."),
        ("-u 0:0", "The command runs as the user 0, the administrator inside the container, with the group 0."),
        ("-u :1000", "The command runs as the image's own user with the group 1000."),
        ("--cap-add ALL", "The container gets every right of the kernel's administrator."),
        ("--cap-drop chown", "The container loses the kernel's right CHOWN, to give files to other users."),
        (
            "--device /dev/ttyUSB0:rw",
            "The device /dev/ttyUSB0 of your machine appears in the container as /dev/ttyUSB0.",
        ),
        ("--gpus all", "The container may use all graphics processors."),
        ("--gpus 2", "The container may use 2 graphics processors."),
        ("--gpus '\"device=0,2\"'", "The container may use the graphics processors 0 and 2."),
        ("--gpus 'all,capabilities=utility'", "The container may use all graphics processors, for utility."),
        ("--health-timeout 3s", "A health check has failed when it takes more than 3 seconds."),
        ("--health-retries 3", "After 3 failed checks in a row the container counts as unhealthy."),
        ("--health-interval 0", "The time between two health checks is as the image or docker has it."),
        ("--platform linux/arm/v7", "The image for linux/arm/v7 is taken, even where your machine is of another kind."),
        ("--log-driver none", "What the program prints is kept nowhere, so docker logs has nothing to show."),
        ("--log-opt max-size=10m", "When a file of logs has grown to 10m, the next one is begun."),
        ("--pull always", "The registry is asked for a newer image, even when there is one here."),
        ("--entrypoint ''", "The image's own program is set aside: the words behind the image say what runs."),
        ("--label-file l", "Labels are read from the file l."),
        (
            "--ulimit core=-1",
            "Each process has the limit core (the memory dump that it leaves when it crashes): no limit.",
        ),
        ("--sysctl net.core.somaxconn=1024", "Inside the container, the kernel's setting net.core.somaxconn is 1024."),
        (
            "--security-opt no-new-privileges",
            "A program in the container can't gain rights that its caller does not have.",
        ),
        ("--security-opt seccomp=unconfined", "The filter on what programs may ask the kernel for is switched off."),
        ("--pid host", "The container sees all processes of the host."),
        ("--ipc container:web", "The container shares the memory areas of the container web."),
        ("--userns host", "The users of the container are the same as the host's."),
        ("--stop-timeout 5", "docker stop waits 5 seconds for this container to end, then kills it."),
        ("--pids-limit 100", "The container may have at most 100 processes and threads at a time."),
        ("--pids-limit -1", "The container may have any number of processes."),
        ("-a stdin", "What you type goes to the program in the container (stdin)."),
        (
            "--cpu-quota 50000",
            "The container may use half a processor core at most: 50,000 microseconds of processor time in every 100,000.",
        ),
        (
            "--cpu-quota 30000 --cpu-period 20000",
            "The container may use 1.5 processor cores at most: 30,000 microseconds of processor time in every 20,000.",
        ),
        (
            "--cpu-period 20000",
            "The processor limit is counted in rounds of 20,000 microseconds; without --cpu-quota this limits nothing.",
        ),
        ("--cpu-quota -1", "The container may use all processor cores."),
        (
            "--cpu-shares 512",
            "When the processors are busy, the container's share has the weight 512, where 1024 is usual; otherwise it may use all.",
        ),
        ("--cpuset-cpus 3", "The container runs on the processor core 3 alone, counted from 0."),
        ("--cpuset-mems 0,1", "The container uses memory of the nodes 0 and 1 alone; most machines have only node 0."),
        ("--blkio-weight 300", "When the disk is busy, the container's share has the weight 300, where 500 is usual."),
        ("--device-read-bps /dev/sda:1mb", "The container reads at most 1 MiB a second from /dev/sda."),
        ("--device-write-iops /dev/sda:1", "/dev/sda does at most 1 write a second for the container."),
        (
            "--device-cgroup-rule 'c 1:3 mr'",
            "The container may read and make the character device with the number 1:3.",
        ),
        (
            "--device-cgroup-rule 'b 8:* rwm'",
            "The container may read, write and make all block devices with the major number 8.",
        ),
        ("--memory-swappiness 0", "Memory is swapped out only when nothing else helps."),
        (
            "--memory-swap 1g -m 300m",
            "Memory and what is swapped out of it may come to 1 GiB together: beyond -m, 724 MiB may be swapped out.",
        ),
        ("--memory-swap 300m -m 300m", "This is no more than -m allows, so nothing is swapped out."),
        (
            "--oom-score-adj 500",
            "When memory runs out, the kernel kills this container's processes before others: 500 on a scale from -1000 to 1000.",
        ),
        ("--oom-score-adj -1000", "When memory runs out, the kernel spares this container's processes."),
        ("--ulimit stack=67108864", "Each process has the limit stack (the memory for its stack): 64 MiB."),
        ("--shm-size 0", "Zero is as if the flag were left out: the memory that processes share has room for 64 MiB."),
        ("--stop-timeout 1", "docker stop waits 1 second for this container to end, then kills it."),
        ("--stop-timeout 0", "docker stop kills this container at once, with no time to put its work away."),
        (
            "--stop-signal 9",
            "To end, the main process is sent SIGKILL, which ends it at once, without a chance to put its work away.",
        ),
        ("--stop-signal sigint", "To end, the main process is sent SIGINT, which Ctrl+C sends too."),
        ("--log-driver gelf", "What the program prints goes to a log server that reads GELF, such as Graylog."),
        ("--log-driver x/y", "What the program prints goes to the logging driver x/y."),
        (
            "--log-opt mode=non-blocking",
            "The program does not wait until its lines are logged, so that some may get lost.",
        ),
        ("--log-opt syslog-address=udp://10.0.0.1", "What the program prints is sent to udp://10.0.0.1."),
        ("--log-opt x=y", "The logging driver's option x is y."),
        ("--dns-search example.com", "A short name such as db is looked up as db.example.com, too."),
        ("--dns-opt ndots:2", "Name lookups in the container follow the resolver's option ndots:2."),
        (
            "--network name=n,ip6=fe80::1,gw-priority=1",
            "The container joins the network n, where others reach it by name. Its IPv6 address there is fe80::1. Of several networks, the one with the highest number leads outside; this one has 1.",
        ),
        ("--gpus device=0", "The container may use the graphics processor 0."),
        (
            "--runtime runsc",
            "The container is started by the program runsc, which puts a kernel of its own between the container and the host (gVisor).",
        ),
        ("--isolation hyperv", "A Windows container runs in a small virtual machine of its own."),
        ("--ipc none", "The container has no memory areas that programs could share (/dev/shm)."),
        (
            "--security-opt no-new-privileges:true",
            "A program in the container can't gain rights that its caller does not have.",
        ),
        ("--security-opt label=type:t", "The container's SELinux label has the type t."),
        (
            "--cap-add CHOWN",
            "The container gets the kernel's right CHOWN, to give files to other users; it has this without asking, unless --cap-drop takes it.",
        ),
        (
            "--cap-drop SYS_TIME",
            "The container loses the kernel's right SYS_TIME, to set the clock of the machine; it does not have this unless it is given.",
        ),
        ("--health-start-interval 1s", "While the program starts, the health check is repeated after 1 second."),
        (
            "--detach-keys ctrl-a,b",
            "Pressing Ctrl+A and then “b” disconnects your terminal, and the container runs on.",
        ),
        ("--cidfile x.cid", "The container's ID is written to the file x.cid, which must not exist yet."),
        ("--group-add video", "The container's user belongs to the group video as well."),
        ("--link db:database", "The container db is known here as database; outdated, networks do it better."),
        (
            "--tmpfs /t:exec,mode=1777",
            "/t in the container lies in memory and is gone with the container. Programs in it may be started. Its permissions are 1777.",
        ),
        (
            "-v /a:/b:cached",
            "/a of your machine appears inside the container as /b; changes go both ways. The word cached was for older versions of Docker Desktop and does nothing now.",
        ),
        (
            "-v /a:/b:rshared",
            "/a of your machine appears inside the container as /b; changes go both ways. What is mounted below it later, on either side, appears on the other side too.",
        ),
        (
            "-v /var/run/docker.sock:/s",
            "The engine's own socket appears as /s: programs in the container can command the engine.",
        ),
        (
            "--mount type=bind,src=/a,dst=/b,bind-recursive=disabled",
            "/a of your machine appears inside the container as /b; changes go both ways. What the host has mounted below it is left out.",
        ),
        (
            "--mount type=volume,src=vo,dst=/b,volume-subpath=a,volume-opt=x=y,volume-opt=z=1",
            "The volume vo appears in the container as /b, which stays when the container goes. Of its files, only those in a appear. The driver gets x=y and z=1 with a new volume.",
        ),
        ("--sig-proxy=false", "Ctrl+C is not passed on: it disconnects your terminal, and the program goes on."),
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
        (
            "docker build https://example.com/a.git",
            "https://example.com/a.git",
            "The build takes its files from the Git repository https://example.com/a.git.",
        ),
        (
            "docker buildx build --platform linux/amd64,linux/arm64 .",
            "--platform",
            "for 2 platforms: linux/amd64, linux",
        ),
        ("docker compose -f dev.yaml up", "-f", "The services are read from dev.yaml"),
        ("docker exec -e A=b web sh", "-e", "The program sees the variable A with the value b."),
        ("docker cp web:/etc/hosts .", "web:/etc/hosts", "Copies from /etc/hosts in the container web."),
        ("docker cp web:/etc/hosts ./x", "./x", "Copies to x in the folder you are in."),
        ("docker tag a b:2", "b:2", "The further name that the image gets: b:2."),
        ("docker network connect mine web", "mine", "The network mine."),
        ("docker network connect mine web", "web", "The container web, by name or ID."),
        (
            "docker build --secret id=npm,src=~/x .",
            "--secret",
            "Build steps that ask for the secret npm get it from ~/x; it is not stored in the image.",
        ),
        (
            "docker build --secret id=a,env=B .",
            "--secret",
            "Build steps that ask for the secret a get it from your variable B; it is not stored in the image.",
        ),
        (
            "docker build --ssh default .",
            "--ssh",
            "Build steps that ask for it may sign in elsewhere with the keys of your SSH agent; no key is stored in the image.",
        ),
        ("docker build -o out .", "-o", "The files of the result are written to out; no image is kept."),
        ("docker build -o type=image,push=true .", "-o", "The image is sent to its registry."),
        (
            "docker build --cache-from me/app .",
            "--cache-from",
            "Steps that were run before are taken from the image me/app of a registry.",
        ),
        (
            "docker build --cache-to type=gha,mode=max .",
            "--cache-to",
            "The build cache with all steps is stored in the cache of GitHub Actions.",
        ),
        (
            "docker build --build-context base=docker-image://alpine .",
            "--build-context",
            "The Dockerfile can also copy from base, which stands for the image alpine.",
        ),
        ("docker build --network none .", "--network", "Build steps have no network."),
        (
            "docker build --progress plain .",
            "--progress",
            "Progress is printed line by line, with all that the steps print.",
        ),
        (
            "docker build --build-arg HTTP_PROXY=http://x .",
            "--build-arg",
            "Build steps see the variable HTTP_PROXY as http://x; the Dockerfile needs no ARG for it.",
        ),
        (
            "docker build -f - .",
            "-f",
            "The build's instructions are read from standard input, and not from ./Dockerfile.",
        ),
        ("docker build -m 1g .", "-m", "Build steps may use 1g of memory; today's builder, BuildKit, ignores that."),
        (
            "docker build ..",
            "..",
            "The build's files come from the folder above the one you are in: only what lies there can be copied into the image.",
        ),
        (
            "docker build https://example.com/a.git#v1:sub",
            "https://example.com/a.git#v1:sub",
            "The build takes its files from the Git repository https://example.com/a.git at v1, there from sub.",
        ),
        ("docker ps -f status=exited", "-f", "Lists only the containers whose state is exited."),
        (
            "docker ps -f ancestor=nginx",
            "-f",
            "Lists only the containers made from the image nginx, or from one that is built on it.",
        ),
        ("docker images -f dangling=true", "-f", "Lists only the images without a name."),
        ("docker volume ls -f dangling=1", "-f", "Lists only the volumes that no container uses."),
        ("docker image prune --filter until=24h", "--filter", "Removes only images made more than 24 hours ago."),
        ("docker image prune --filter label!=keep", "--filter", "Removes only images without the label keep."),
        ("docker ps --format '{{.Names}}'", "--format", "Prints only what this template asks for: {{.Names}}."),
        (
            "docker ps --format 'table {{.ID}}\\t{{.Names}}'",
            "--format",
            "Prints a table with the columns {{.ID}} and {{.Names}}.",
        ),
        ("docker ps --format json", "--format", "Prints JSON, for other programs to read."),
        ("docker ps -n 1", "-n", "Lists only the newest container."),
        ("docker logs --since 1h web", "--since", "Shows only what came in the last hour."),
        ("docker logs --since 1700000000 web", "--since", "Shows only what came after 2023-11-14 22:13:20 UTC."),
        ("docker logs --until 2024-01-01 web", "--until", "Shows only what came before 2024-01-01."),
        ("docker logs --tail 1 web", "--tail", "Shows only the last line."),
        ("docker logs --tail all web", "--tail", "Shows all lines from the start, as is usual."),
        ("docker events --until 10m", "--until", "Shows nothing newer than 10 minutes, and ends."),
        ("docker stop -t 1 web", "-t", "docker waits 1 second for each container to end, then kills it."),
        (
            "docker kill -s HUP web",
            "-s",
            "In place of SIGKILL, the main process is sent SIGHUP, for many programs the sign to read their settings again.",
        ),
        (
            "docker update --cpu-quota 25000 web",
            "--cpu-quota",
            "The container may use a quarter of a processor core at most: 25,000 microseconds of processor time in every 100,000.",
        ),
        ("docker top web aux", "aux", "Handed to ps, which lists the processes: aux."),
        (
            "docker network create -d macvlan mine",
            "-d",
            "Containers appear in the machine's own network with hardware addresses of their own.",
        ),
        ("docker -c far ps", "-c", "docker talks to the engine that is saved under the name far."),
        ("docker compose up --scale web=1", "--scale", "The service web gets 1 container."),
        ("docker compose -f - up", "-f", "The services are read from standard input, and not from ./compose.yaml."),
        ("docker compose --profile debug up", "--profile", "Services of the profile debug are included."),
        ("docker compose down --rmi all", "--rmi", "The images of all services are removed, too."),
        (
            "docker buildx create --driver remote tcp://a:1",
            "--driver",
            "The builder runs elsewhere already, and is only connected to.",
        ),
        (
            "docker buildx bake --allow fs.read=..",
            "--allow",
            "The build may read in the folder above the one you are in.",
        ),
    ],
)
def test_flags_and_arguments_of_other_commands_are_told_with_their_values(line: str, words: str, told: str) -> None:
    assert told in token(line, words).text


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        (
            "me/app",
            "The image me/app from Docker Hub, with the tag latest, since none is given. In full: docker.io/me/app",
        ),
        (
            "x",
            "The image x from Docker Hub, with the tag latest, since none is given. In full: docker.io/library/x:latest.",
        ),
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
        *("--cpu-shares 1_", "--cpu-shares 1__0", "--cpu-shares 08", "--cpus 1.5/2", "--cpus 1e400", "--platform foo"),
        *("--ulimit nofile=0x10", "--device-read-iops /dev/a:0x10", "--restart on-failure:0x1", "--gpus 1_0"),
        *("--gpus 1,1", "--gpus 2,count=1", "--health-interval 9999999h", "--security-opt seccomp="),
        *("--mac-address 92:d0-c6:0a:29:33", "--network name=a,mac-address=x", "-p [::1:80:80"),
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
        *("-m 1_000", "--cpu-shares 0x_10", "--cpus 1_0", "--blkio-weight-device /dev/a:010", "--gpus all,1"),
        *("--platform arm64", "--platform 'windows(10.0)/amd64'", "--mac-address ''", "--dns ' 1.1.1.1'"),
        *("--security-opt no-new-privileges=", "--mac-address 0200.5e10.0000.0001", "--add-host 'a: 1.2.3.4'"),
    ],
)
def test_a_value_that_docker_takes_is_taken(flag: str) -> None:
    assert read(f"docker run {flag} x").error is None


def test_what_a_second_compose_file_says_is_added_to_the_first() -> None:
    told = [each.text for each in read("docker compose -f a.yml -f b.yml up").tokens if each.role == "flag"]
    assert told == [
        "The services are read from a.yml, and not from ./compose.yaml.",
        "What b.yml says is added to the files before it, or takes the place of what they say.",
    ]


def test_every_right_of_the_kernel_has_its_use_told() -> None:
    rights = [
        "SYS_PACCT",
        "WAKE_ALARM",
        "LEASE",
        "AUDIT_READ",
        "NET_BROADCAST",
        "CHECKPOINT_RESTORE",
        "MAC_ADMIN",
        "DAC_READ_SEARCH",
    ]
    assert all(f"{right}, " in token(f"docker run --cap-add {right} x", "--cap-add").text for right in rights)


@pytest.mark.parametrize(
    ("line", "words", "told"),
    [
        ("docker run -m $M --memory-swap 1g x", "--memory-swap", "Memory and what is swapped out of it may come to 1"),
        ("docker run --cpu-period $P --cpu-quota 50000 x", "--cpu-quota", "The container may use half a processor"),
        (
            "docker run --stop-signal $S x",
            "--stop-signal",
            "Sets the signal that asks the main process to end. Here: $S.",
        ),
        ("docker run --detach-keys '' x", "--detach-keys", "Sets the keys that leave the container running"),
        ("docker ps -f $F", "-f", "Lists only the containers that fit $F."),
        ("docker compose up --scale web=$N", "--scale", "Sets how many containers a service has"),
    ],
)
def test_what_only_the_readers_shell_knows_is_repeated_and_not_judged(line: str, words: str, told: str) -> None:
    assert token(line, words).text.startswith(told)
