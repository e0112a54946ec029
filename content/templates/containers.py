"""Templates on containers: where writes go, which are listed, how they end, and what their limits show."""

from __future__ import annotations

from content.questions import Kind
from content.templates.template import Draft, Template, right, typed, wrong

_LAYERS = "https://docs.docker.com/engine/storage/drivers/"
_RUN = "https://docs.docker.com/reference/cli/docker/container/run/"
_RUNNING = "https://docs.docker.com/engine/containers/run/"
_PS = "https://docs.docker.com/reference/cli/docker/container/ls/"
_STOP = "https://docs.docker.com/reference/cli/docker/container/stop/"
_RESTART = "https://docs.docker.com/engine/containers/start-containers-automatically/"


def _writable_layer(file: str, asked: str) -> Draft:
    place = {
        "other": "another running container of the same image",
        "fresh": "a container started from the image afterwards",
        "restarted": "the same container after `docker stop` and `docker start`",
    }[asked]
    there = asked == "restarted"
    return Draft(
        f"A process in a container writes the file `{file}`; no volume is mounted. You look for the file in {place}. What "
        f"do you find?",
        "What a container writes lands in its own writable layer, on top of the read-only layers of the image. That layer "
        "survives stop and start and goes with `docker rm`. Neither the image nor any other container ever sees what is in "
        "it.",
        options=(
            right("The file", "there", "the writable layer outlives a stop.")
            if there
            else wrong(
                "The file", "there", "Each container has a writable layer of its own.", "container-writes-image"
            ),
            wrong("An empty file", "empty", "A file is there with its content, or not at all.", "layers-share-names"),
            right("No file", "missing", "each container has a writable layer of its own.")
            if not there
            else wrong("No file", "missing", "Only `docker rm` removes the writable layer.", "stop-drops-files"),
        ),
    )


def _ps_count(running: str, exited: str, created: str, flag: str) -> Draft:
    everything = int(running) + int(exited) + int(created)
    answer = everything if flag == "all" else int(running)
    command = "docker ps -a" if flag == "all" else "docker ps"
    return Draft(
        f"A fresh host gets these containers: web servers, started with `-d`: {running}; jobs that end at once: {exited}; "
        f"made by `docker create` and never started: {created}. How many does `{command}` list?",
        "Without options the command lists running containers. With `-a` it lists all of them: also those that have "
        "ended and those that were created and never started. They stay until somebody removes them, or go by themselves "
        "with `--rm`.",
        number=answer,
        reject=(
            typed(everything, "Without `-a` only running containers are listed.", "ps-lists-all"),
            typed(int(running), "With `-a` those that don't run are listed as well.", "ended-is-removed"),
            typed(
                int(running) + int(exited),
                "Created ones count as well with `-a`, and without it no ended ones.",
                "created-is-no-container",
            ),
        ),
    )


def _detached_short(command: str) -> Draft:
    lasting = command == "sleep"
    line = "sleep 300" if lasting else command
    return Draft(
        f"What does `docker ps -a` show a few seconds after `docker run -d busybox {line}`?",
        "A container lives as long as its main process. `-d` means that your terminal doesn't wait for it, and nothing "
        "more: a command that is done ends its container in the background as well. A service has to be a process that "
        "stays.",
        options=(
            right("A container that is up", "running", "its process still sleeps.")
            if lasting
            else wrong(
                "A container that is up",
                "running",
                "Its process has ended, and the container with it.",
                "detached-keeps-alive",
            ),
            right("One that has exited", "exited", "its process has ended already.")
            if not lasting
            else wrong(
                "One that has exited", "exited", "Its process sleeps for minutes still.", "detached-ends-at-once"
            ),
            wrong("No such container", "gone", "Without `--rm` a container stays listed.", "ended-is-removed"),
        ),
    )


_CASES = {
    "missing": (127, "docker run --rm busybox serve", "The image has no program `serve`."),
    "folder": (126, "docker run --rm busybox /etc", "`/etc` is a folder in the image."),
    "option": (125, "docker run --memory=1k busybox true", "Docker takes no memory limit as small as this."),
    "own": (3, 'docker run --rm busybox sh -c "exit 3"', "The shell ends with a code of its own."),
    "shell": (127, "docker run --rm busybox sh -c serve", "The shell in the container finds no `serve`."),
}


def _exit_code(case: str) -> Draft:
    code, line, fact = _CASES[case]
    return Draft(
        f"{fact} With which exit code does this end?\n\n```sh\n{line}\n```",
        "125 says that docker itself failed, before any container ran. 126: the command was found and can't be executed. "
        "127: it was not found, be it by docker or by a shell inside. Every other code is the one that the process in the "
        "container ended with.",
        number=code,
        reject=(
            typed(
                1,
                "The shell hands on the number behind `exit`."
                if case == "own"
                else "Docker and shells have codes of their own for what they can't start.",
                "docker-fails-with-1",
            ),
            typed(125, "Docker itself did its part; the command is the trouble.", "125-is-any-failure"),
            typed(126, "126 is for what is there and can't be executed.", "126-is-not-found"),
            typed(127, "127 is for what can't be found.", "127-is-any-failure"),
            typed(137, "137 would mean that SIGKILL ended it.", "137-is-docker-error"),
        ),
    )


def _stop_code(process: str, seconds: str) -> Draft:
    init = process == "init"
    how = f"docker run -d --name web {'--init ' if init else ''}busybox sleep 900"
    return Draft(
        f"`sleep` has no handler for signals. After `{how}` you run `docker stop -t {seconds} web`. Which exit code does "
        f"the container show?",
        "`docker stop` sends SIGTERM and, after the grace period, SIGKILL. The kernel doesn't deliver a signal without "
        "handler to process 1 of a PID namespace, so `sleep` alone waits for SIGKILL: 128+9. With `--init` a small program "
        "is process 1 and `sleep` dies of SIGTERM: 128+15.",
        number=143 if init else 137,
        reject=(
            typed(143, "As process 1 without a handler it doesn't get SIGTERM.", "every-stop-is-143"),
            typed(137, "With `--init` it isn't process 1, and SIGTERM ends it.", "stop-is-kill"),
            typed(0, "It did not end by itself: a signal ended it.", "stop-is-success"),
            typed(130, "130 belongs to SIGINT, the signal of a key press.", "stop-is-ctrl-c"),
        ),
    )


def _restart_count(most: str) -> Draft:
    return Draft(
        f"`docker run -d --restart on-failure:{most} busybox false` is run; `false` always fails. How many times is the "
        f"command started in all, until docker gives up?",
        "The number behind `on-failure` counts restarts. The first start is none, so a command that always fails is "
        "started once more than the number says. `docker inspect` shows the restarts as `RestartCount`. A command that "
        "ends with 0 is not started again.",
        number=int(most) + 1,
        reject=(
            typed(int(most), "The number counts restarts; the first start comes on top.", "restart-counts-starts"),
            typed(1, "A failure makes docker start it again.", "on-failure-needs-crash"),
            typed(int(most) + 2, "One first start, and as many restarts as the number says.", "restart-counts-starts"),
        ),
    )


def _logs_streams(first: str, second: str) -> Draft:
    return Draft(
        f'A container ran `sh -c "echo {first}; echo {second} >&2; echo note > /app.log"` and has ended. Which words does '
        f"`docker logs` print?",
        "Docker keeps what the main process writes to standard output and standard error, also after the container has "
        "ended, until it is removed. A file in the container is only a file. That is why programs in containers log to "
        "the standard streams.",
        options=(
            right(f"`{first}`", first, "it went to standard output."),
            wrong("`note`", "note", "It went to a file, which docker doesn't read.", "logs-reads-files"),
            right(f"`{second}`", second, "standard error is kept as well."),
            wrong("`sh`", "sh", "The command itself is not logged.", "logs-shows-commands"),
        ),
    )


def _hostname(given: str, name: str) -> Draft | None:
    if given == "none" and name != "shop":
        return None
    options = {"none": "", "hostname": f"--hostname {name} ", "name": f"--name {name} "}[given]
    answer = "given" if given == "hostname" else "id"
    return Draft(
        f"What does `docker run {options}busybox hostname` print on a machine called `harbour`?",
        "A container has a UTS namespace of its own, and with it a host name of its own: by default the first twelve "
        "digits of its ID. `--hostname` sets another one. `--name` is a name for docker and other containers, not for the "
        "inside.",
        options=(
            wrong(
                "The name `harbour`", "host", "The container has a UTS namespace of its own.", "container-has-host-name"
            ),
            right("Digits of its own ID", "id", "that is the default.")
            if answer == "id"
            else wrong("Digits of its own ID", "id", "`--hostname` replaces this default.", "hostname-can-not-be-set"),
            right(f"The name `{name}`", "given", "`--hostname` sets it.")
            if answer == "given"
            else wrong(
                f"The name `{name}`" if given == "name" else "The name `busybox`",
                "given",
                "That is no host name unless `--hostname` says so.",
                "name-is-hostname",
            ),
        ),
    )


def _memory_limit(megabytes: str, processes: str) -> Draft:
    return Draft(
        f"`docker run -d --memory {megabytes}m app` starts a server with {processes} worker processes. How many megabytes "
        f"may all of them use together?",
        "The limit belongs to the container's cgroup and counts all its processes together. Over it the kernel kills one of "
        "them; if that is the main process, the container ends with 137. Who adds workers has to raise the limit, or give "
        "each of them less.",
        number=int(megabytes),
        reject=(
            typed(int(megabytes) * int(processes), "The limit is one for all of them.", "limit-is-per-process"),
            typed(
                int(megabytes) // int(processes), "All of them share the limit; nothing divides it.", "limit-is-divided"
            ),
        ),
    )


def _first_pid(given: str) -> Draft:
    line = (
        "docker run --rm busybox sh -c 'echo $$'"
        if given == "alone"
        else "docker run --rm --init busybox sh -c 'sleep 0; echo $$'"
    )
    first = given == "alone"
    return Draft(
        f"A host has run for weeks. A shell prints its own process number with `echo $$`. What does this line print?\n\n"
        f"```sh\n{line}\n```",
        "A container has a PID namespace of its own, in which numbers begin at 1. Its main process is number 1 there, and "
        "has another, higher number on the host. With `--init` a small program takes number 1, and the command gets "
        "one of the next.",
        options=(
            right("Exactly 1", "1", "the command is the container's first process.")
            if first
            else wrong("Exactly 1", "1", "With `--init` another program is process 1.", "command-is-always-1"),
            wrong("Over 1000", "host", "That is how the host counts it.", "pids-same-inside"),
            right("From 2 to 9", "small", "process 1 is the program of `--init`.")
            if not first
            else wrong("From 2 to 9", "small", "Nothing else runs before it.", "shell-comes-after-init"),
        ),
    )


TEMPLATES = (
    Template(
        "writable-layer",
        "images-and-containers.2",
        Kind.SINGLE,
        "apply",
        2,
        ("F055", "F081", "F114"),
        (_LAYERS,),
        {"file": ("/report", "/notes"), "asked": ("other", "fresh", "restarted")},
        _writable_layer,
        """
quiet docker run -d --init --name one "$BASE" sleep 60; quiet docker run -d --init --name two "$BASE" sleep 60
docker exec one sh -c "echo text > $file"
case $asked in
  other) found=$(docker exec two cat "$file" 2>/dev/null) || found=missing;;
  fresh) found=$(docker run --rm "$BASE" cat "$file" 2>/dev/null) || found=missing;;
  restarted) quiet docker restart one; found=$(docker exec one cat "$file" 2>/dev/null) || found=missing;;
esac
case "$found" in text) echo there;; '') echo empty;; *) echo "$found";; esac
""",
    ),
    Template(
        "ps-vs-ps-a",
        "container-lifecycle.1",
        Kind.NUMBER,
        "apply",
        2,
        ("F126", "F127", "F042"),
        (_PS,),
        {"running": ("1", "2"), "exited": ("1", "2"), "created": ("1", "2"), "flag": ("none", "all")},
        _ps_count,
        """
for n in $(seq "$running"); do quiet docker run -d --init "$BASE" sleep 60; done
for n in $(seq "$exited"); do docker run "$BASE" true; done
for n in $(seq "$created"); do quiet docker create "$BASE" true; done
docker ps -q $([ $flag = all ] && echo -a) | wc -l
""",
    ),
    Template(
        "detached-short",
        "running-containers.1",
        Kind.SINGLE,
        "understand",
        2,
        ("F106", "F105"),
        (_RUNNING,),
        {"command": ("date", "ls", "sleep")},
        _detached_short,
        """
case $command in sleep) line="sleep 300";; *) line=$command;; esac
id=$(docker run -d --init "$BASE" $line); [ $command = sleep ] || quiet timeout 10 docker wait "$id"
docker inspect -f '{{.State.Status}}' "$id" 2>/dev/null || echo gone
""",
    ),
    Template(
        "exit-code",
        "container-lifecycle.2",
        Kind.NUMBER,
        "apply",
        3,
        ("F130",),
        ("https://docs.docker.com/engine/containers/run/#exit-status",),
        {"case": tuple(_CASES)},
        _exit_code,
        """
case $case in
  missing) quiet docker run --rm "$BASE" serve;;
  folder) quiet docker run --rm "$BASE" /etc;;
  option) quiet docker run --memory=1k "$BASE" true;;
  own) quiet docker run --rm "$BASE" sh -c "exit 3";;
  shell) quiet docker run --rm "$BASE" sh -c serve;;
esac
echo $?
""",
    ),
    Template(
        "stop-signal",
        "container-lifecycle.3",
        Kind.NUMBER,
        "analyse",
        4,
        ("F128", "F129", "F130"),
        (_STOP,),
        {"process": ("alone", "init"), "seconds": ("1", "2")},
        _stop_code,
        """
quiet docker run -d --name web $([ $process = init ] && echo --init) "$BASE" sleep 900
until docker top web | grep -q 'sleep 900$'; do sleep 0.1; done
quiet docker stop -t "$seconds" web; docker inspect -f '{{.State.ExitCode}}' web
""",
    ),
    Template(
        "restart-policy",
        "container-lifecycle.5",
        Kind.NUMBER,
        "apply",
        3,
        (),
        (_RESTART,),
        {"most": ("1", "2", "3")},
        _restart_count,
        """
docker run -d --name job --restart "on-failure:$most" "$BASE" sh -c 'echo start; false' >/dev/null
until [ "$(docker inspect -f '{{.State.Status}} {{.RestartCount}}' job)" = "exited $most" ]; do sleep 0.1; done
docker logs job | grep -c start
""",
    ),
    Template(
        "logs-streams",
        "container-lifecycle.4",
        Kind.MULTIPLE,
        "apply",
        2,
        ("F123", "F125"),
        ("https://docs.docker.com/reference/cli/docker/container/logs/",),
        {"first": ("hello", "ready"), "second": ("warning", "failed")},
        _logs_streams,
        """
docker run --name app "$BASE" sh -c "echo $first; echo $second >&2; echo note > /app.log" >/dev/null 2>&1
docker logs app 2>&1
""",
    ),
    Template(
        "uts-namespace",
        "namespaces-and-cgroups.1",
        Kind.SINGLE,
        "apply",
        3,
        ("F022",),
        (_RUN, "https://man7.org/linux/man-pages/man7/uts_namespaces.7.html"),
        {"given": ("none", "hostname", "name"), "name": ("shop", "ledger")},
        _hostname,
        """
case $given in none) option=;; *) option="--$given $name";; esac
inside=$(docker run $option "$BASE" hostname); id=$(docker ps -aql | cut -c 1-12)
[ "$inside" = "$id" ] && echo id; [ "$inside" = "$name" ] && echo given; [ "$inside" = "$(cat /proc/sys/kernel/hostname)" ] && echo host; true
""",
    ),
    Template(
        "memory-limit-read",
        "namespaces-and-cgroups.3",
        Kind.NUMBER,
        "apply",
        2,
        ("F025",),
        ("https://docs.docker.com/engine/containers/resource_constraints/",),
        {"megabytes": ("64", "96", "128"), "processes": ("2", "4")},
        _memory_limit,
        """
bytes=$(docker run --rm --memory "${megabytes}m" "$BASE" sh -c 'cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes')
echo $(( $bytes / 1048576 ))
""",
    ),
    Template(
        "pid-namespace",
        "namespaces-and-cgroups.1",
        Kind.SINGLE,
        "apply",
        3,
        ("F022", "F023"),
        (_RUNNING, "https://man7.org/linux/man-pages/man7/pid_namespaces.7.html"),
        {"given": ("alone", "init")},
        _first_pid,
        """
[ $given = alone ] && pid=$(docker run --rm "$BASE" sh -c 'echo $$') || pid=$(docker run --rm --init "$BASE" sh -c 'sleep 0; echo $$')
[ $pid = 1 ] && echo 1; [ $pid -gt 1 ] && [ $pid -lt 10 ] && echo small; [ $pid -ge 10 ] && echo host; true
""",
    ),
)
