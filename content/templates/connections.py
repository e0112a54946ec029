"""Templates on what leads out of a container: mounts, volumes and ports."""

from __future__ import annotations

from content.questions import Kind
from content.templates.template import Draft, Template, dockerfile, right, typed, wrong

_BINDS = "https://docs.docker.com/engine/storage/bind-mounts/"
_VOLUMES = "https://docs.docker.com/engine/storage/volumes/"
_PORTS = "https://docs.docker.com/engine/network/port-publishing/"
_RUN = "https://docs.docker.com/reference/cli/docker/container/run/"
_RM = "https://docs.docker.com/reference/cli/docker/container/rm/"


def _bind_hides(kind: str, file: str) -> Draft:
    volume = kind == "volume"
    option = "-v pages:/html" if volume else '-v "$(pwd)/pages":/html'
    what = "`pages` is a new volume" if volume else "`pages` is an empty folder"
    return Draft(
        f"An image has the file `/html/{file}`. You start it with `{option}`, where {what}. What does `ls /html` show in "
        f"the container?",
        "A bind mount lays the host's folder over what the image has at that place and hides it, even where the folder is "
        "empty. A new named volume is different: docker fills it once from the image before it is mounted.",
        options=(
            right(f"`{file}` alone", "filled", "a new volume is filled from the image.")
            if volume
            else wrong(f"`{file}` alone", "filled", "That happens with new volumes only.", "bind-mount-is-filled"),
            right("Nothing at all", "hidden", "the empty folder hides what the image has.")
            if not volume
            else wrong(
                "Nothing at all", "hidden", "Docker fills a new volume before it is mounted.", "volume-hides-like-bind"
            ),
            wrong("An error message", "error", "Both kinds of mount are fine here.", "mount-needs-empty-target"),
        ),
    )


def _path_missing(way: str, folder: str) -> Draft:
    option = f'-v "$(pwd)/{folder}":/data' if way == "v" else f'--mount type=bind,src="$(pwd)/{folder}",dst=/data'
    makes = way == "v"
    return Draft(
        f"The host has no folder `{folder}`. What does this do?\n\n```sh\ndocker run --rm {option} busybox ls /data\n```",
        "`-v` makes a folder that is missing on the host, owned by root, and goes on: a typing error gives an empty mount "
        "without a word. `--mount` asks for a folder that is there and ends with an error, exit code 125. That makes it "
        "the safer spelling.",
        options=(
            right("It makes the folder", "made", "`-v` makes what is missing and says nothing.")
            if makes
            else wrong("It makes the folder", "made", "`--mount` makes nothing on the host.", "mount-creates-path"),
            right("It fails with an error", "error", "`--mount` wants a folder that exists.")
            if not makes
            else wrong("It fails with an error", "error", "`-v` is silent about what is missing.", "v-checks-path"),
            wrong("It makes a volume", "volume", "A path is a bind mount, never a volume.", "path-becomes-volume"),
        ),
    )


def _anonymous_left(command: str, named: str) -> Draft:
    line = {"rm": "docker rm app", "rm-v": "docker rm -v app"}[command]
    left = int(named) + (1 if command == "rm" else 0)
    mounts = " ".join(f"-v data{n}:/data{n}" for n in range(1, int(named) + 1))
    return Draft(
        f"On a host without volumes, a container was started with `docker run --name app {mounts} -v /cache busybox true`. "
        f"It has ended and you run `{line}`. How many volumes are left?",
        "A `-v` with a single path makes an anonymous volume. `docker rm` leaves every volume behind; with `-v`, as with "
        "`--rm` at the start, the anonymous ones go along. Named volumes always stay until somebody removes "
        "or prunes volumes.",
        number=left,
        reject=(
            typed(int(named) + 1, "With `-v` the anonymous volume goes along.", "all-volumes-stay"),
            typed(int(named), "Without `-v` the anonymous volume stays as well.", "rm-deletes-anonymous"),
            typed(0, "Named volumes never go with their container.", "rm-deletes-volumes"),
        ),
    )


def _port_direction(host: str, inside: str) -> Draft:
    return Draft(
        f"A web server listens on port {inside} in its container, which was started with `-p {host}:{inside}`. Which "
        f"address answers in a browser on the host?",
        "In `-p` the host's port comes first, the container's second. The number behind the colon is where the program "
        "listens; the one before it is where the host takes connections for it. They may be equal, and often are not.",
        options=(
            wrong(f"`http://localhost:{inside}`", "inside", "That port is the container's own.", "port-order-reversed"),
            right(f"`http://localhost:{host}`", "host", "the host's port comes first."),
            wrong("`http://localhost`", "default", "Port 80 of the host has not been published.", "port-80-by-default"),
        ),
    )


def _exposed(ports: str, flag: str) -> Draft:
    listed = ("80", "443", "9090")[: int(ports)]
    option = {"none": "", "one": "-p 8080:80 ", "all": "-P "}[flag]
    answer = {"none": 0, "one": 1, "all": int(ports)}[flag]
    return Draft(
        f"How many ports of the host lead into a container that is started from this image by "
        f"`docker run -d {option}web`?\n\n{dockerfile('FROM nginx', f'EXPOSE {chr(32).join(listed)}')}",
        "`EXPOSE` writes down which ports the program uses, and opens none. `-p` publishes the one port that it names, "
        "exposed or not. `-P` publishes every exposed port, each at a free port of the host that `docker port` shows.",
        number=answer,
        reject=(
            typed(int(ports), "`EXPOSE` alone publishes nothing.", "expose-publishes"),
            typed(0, "The option publishes what it is told to.", "publish-needs-both"),
            typed(1, "`-P` publishes each exposed port; `EXPOSE` alone none.", "big-p-publishes-one"),
            typed(int(ports) + 1, "Only the port named by `-p` is published.", "expose-publishes"),
        ),
    )


def _publish_address(given: str, port: str) -> Draft:
    local = given == "local"
    option = f"-p 127.0.0.1:{port}:80" if local else f"-p {port}:80"
    return Draft(
        f"A laptop on the network of a hotel runs `docker run -d {option} nginx`. Who can reach the web server?",
        "Without an address docker binds the port on all interfaces of the host, so the whole network gets in, often past "
        "the firewall's own rules. With `127.0.0.1` in front only programs on the host do. For development that is "
        "the better habit.",
        options=(
            right("Programs on the laptop alone", "local", "the address binds it to the loopback.")
            if local
            else wrong(
                "Programs on the laptop alone", "local", "No address limits it to the laptop.", "publish-is-local"
            ),
            right("Everybody on that network", "all", "without an address it is open on all interfaces.")
            if not local
            else wrong(
                "Everybody on that network", "all", "The address limits it to the laptop.", "publish-is-always-open"
            ),
            wrong("Other containers alone", "none", "Publishing is for the host's side.", "publish-for-containers"),
        ),
    )


def _port_conflict(port: str) -> Draft:
    return Draft(
        f"`docker run -d --name one -p {port}:80 nginx` runs. What becomes of `docker run -d --name two -p {port}:80 "
        f"nginx`?",
        "A port of the host belongs to one program at a time. Docker has made the container before it finds the port "
        "taken, so the line ends with 125 and `two` stays behind as created. Remove it before you try again with another "
        "port of the host.",
        options=(
            wrong("It runs; they take turns at the port", "shares", "A port can't be bound twice.", "ports-are-shared"),
            wrong(
                "It fails and leaves no container",
                "nothing",
                "The container had been created before.",
                "failed-run-leaves-nothing",
            ),
            right("It fails; `two` stays as created", "created", "only starting it has failed."),
        ),
    )


def _same_container_port(count: str, port: str) -> Draft:
    return Draft(
        f"You start {count} containers of one image. In each a server listens on port {port}, and none is published. How "
        f"many of them run?",
        "Every container has a network namespace of its own, with its own address and its own ports. So any number of "
        "them can listen on the same port inside. A conflict arises only at the host, where a published port can be given "
        "away once.",
        number=int(count),
        reject=(
            typed(1, "Each has ports of its own, so none is in the way.", "container-ports-conflict"),
            typed(0, "Nobody has to publish a port in order to listen.", "listening-needs-publishing"),
        ),
    )


TEMPLATES = (
    Template(
        "bind-hides",
        "volumes-and-mounts.2",
        Kind.SINGLE,
        "apply",
        3,
        ("F111",),
        (_BINDS, _VOLUMES),
        {"kind": ("bind", "volume"), "file": ("index.html", "start.css")},
        _bind_hides,
        """
mkdir pages; printf 'FROM %s\\nRUN mkdir /html && touch /html/%s\\n' "$BASE" "$file" | build site
[ $kind = volume ] && mount=pages || mount="$PWD/pages"
shown=$(docker run --rm -v "$mount:/html" site ls /html) || echo error
[ "$shown" = "$file" ] && echo filled; [ -z "$shown" ] && echo hidden; true
""",
    ),
    Template(
        "v-typo-creates",
        "volumes-and-mounts.1",
        Kind.SINGLE,
        "apply",
        3,
        ("F113",),
        (_BINDS,),
        {"way": ("v", "mount"), "folder": ("dta", "confg")},
        _path_missing,
        """
[ $way = v ] && { docker run --rm -v "$PWD/$folder:/data" "$BASE" ls /data || echo error; }
[ $way = mount ] && { docker run --rm --mount "type=bind,src=$PWD/$folder,dst=/data" "$BASE" ls /data 2>/dev/null || echo error; }
[ -d "$folder" ] && echo made; [ -n "$(docker volume ls -q)" ] && echo volume; true
""",
    ),
    Template(
        "anon-volume-after-rm",
        "volumes-and-mounts.3",
        Kind.NUMBER,
        "analyse",
        4,
        ("F114", "F120"),
        (_RM, _VOLUMES),
        {"command": ("rm", "rm-v"), "named": ("1", "2")},
        _anonymous_left,
        """
docker run --name app $(for n in $(seq "$named"); do echo "-v data$n:/data$n"; done) -v /cache "$BASE" true
quiet docker rm $([ $command = rm-v ] && echo -v) app; docker volume ls -q | wc -l
""",
    ),
    Template(
        "port-direction",
        "ports-and-networks.2",
        Kind.SINGLE,
        "apply",
        1,
        ("F116",),
        (_PORTS,),
        {"host": ("8081", "9000", "3210"), "inside": ("8080", "5000")},
        _port_direction,
        """
docker run -d --init --name web -p "$host:$inside" "$BASE" sh -c "while :; do echo hello | nc -l -p $inside; done" >/dev/null
until docker exec web netstat -ltn | grep -q ":$inside "; do sleep 0.1; done
try() { busybox nc -w 1 127.0.0.1 "$2" </dev/null 2>/dev/null | grep -q hello && echo "$1"; }
try host "$host"; try inside "$inside"; try default 80; true
""",
    ),
    Template(
        "expose-vs-publish",
        "ports-and-networks.1",
        Kind.NUMBER,
        "apply",
        2,
        ("F115",),
        (_PORTS,),
        {"ports": ("2", "3"), "flag": ("none", "one", "all")},
        _exposed,
        """
printf 'FROM %s\\nEXPOSE %s\\n' "$BASE" "$(echo 80 443 9090 | cut -d ' ' -f "1-$ports")" | build web
case $flag in none) option=;; one) option="-p 8080:80";; all) option=-P;; esac
quiet docker run -d --init --name web $option web sleep 60; docker port web | grep -c '0\\.0\\.0\\.0:'
""",
    ),
    Template(
        "publish-address",
        "ports-and-networks.2",
        Kind.SINGLE,
        "apply",
        3,
        ("F117",),
        (_PORTS,),
        {"given": ("local", "none"), "port": ("8080", "3000")},
        _publish_address,
        """
[ $given = local ] && at=127.0.0.1: || at=
quiet docker run -d --init --name web -p "$at$port:80" "$BASE" sleep 60
case "$(docker port web 80 | head -n 1)" in "127.0.0.1:$port") echo local;; "0.0.0.0:$port") echo all;; *) echo none;; esac
""",
    ),
    Template(
        "port-conflict",
        "ports-and-networks.2",
        Kind.SINGLE,
        "apply",
        3,
        ("F118",),
        (_RUN,),
        {"port": ("8080", "5000", "3000")},
        _port_conflict,
        """
quiet docker run -d --init --name one -p "$port:80" "$BASE" sleep 60
quiet docker run -d --init --name two -p "$port:80" "$BASE" sleep 60; code=$?
case "$code $(docker inspect -f '{{.State.Status}}' two 2>/dev/null)" in
  "125 created") echo created;; "0 running") echo shares;; *) echo nothing;;
esac
""",
    ),
    Template(
        "same-container-port",
        "ports-and-networks.3",
        Kind.NUMBER,
        "understand",
        1,
        ("F052", "F119"),
        (_PORTS,),
        {"count": ("2", "3", "4"), "port": ("80", "5000")},
        _same_container_port,
        """
for n in $(seq "$count"); do
  docker run -d --init --name "web$n" "$BASE" sh -c "while :; do echo hello | nc -l -p $port; done" >/dev/null
  until docker exec "web$n" netstat -ltn | grep -q ":$port "; do sleep 0.1; done
done
docker ps -q | wc -l
""",
    ),
)
