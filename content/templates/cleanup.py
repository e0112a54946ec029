"""Templates on tidying up: what prunes take, and what keeps an image from being removed."""

from __future__ import annotations

from content.questions import Kind
from content.templates.template import Draft, Template, right, typed, wrong

_PRUNE = "https://docs.docker.com/reference/cli/docker/image/prune/"
_CONTAINER_PRUNE = "https://docs.docker.com/reference/cli/docker/container/prune/"
_RMI = "https://docs.docker.com/reference/cli/docker/image/rm/"


def _dangling_count(builds: str) -> Draft:
    return Draft(
        f"With the classic builder you build `shop` {builds} times, each time after a change of a file, always as "
        f"`docker build -t shop .`. No container uses any of them. How many dangling images does this leave?",
        "Each build takes the tag over from the image before, which stays on the disk without a name: it dangles. The last "
        "image keeps the tag. `docker image prune` removes exactly those that dangle, and nothing that has a tag.",
        number=int(builds) - 1,
        reject=(
            typed(int(builds), "The last image has the tag.", "last-build-dangles"),
            typed(0, "A build moves the tag; the old image stays.", "rebuild-overwrites"),
            typed(1, "Every image before the last has lost its tag.", "only-one-old-image-kept"),
        ),
    )


def _image_prune(flag: str, used: str) -> Draft:
    everything = flag == "all"
    command = "docker image prune -a" if everything else "docker image prune"
    names = {"old": "The image without a tag", "shop": "`shop:1`", "bank": "`bank:1`", "farm": "`farm:1`"}
    goes = {"old"} | ({"shop", "bank", "farm"} - {used} if everything else set())
    why = {
        "old": "it has no tag and no container.",
        **dict.fromkeys(("shop", "bank", "farm"), "no container uses it, and `-a` takes such images."),
    }
    kept = {
        "shop": "It has a tag, so it takes `-a` to remove it.",
        "bank": "It has a tag, so it takes `-a` to remove it.",
        "farm": "It has a tag, so it takes `-a` to remove it.",
        used: "A container still uses it, even though that has stopped.",
    }
    slips = dict.fromkeys(names, "prune-takes-all-unused") | {used: "stopped-releases-image"}
    return Draft(
        f"A host has `shop:1`, `bank:1` and `farm:1`, and one image that has lost its tag. A stopped container belongs to "
        f"`{used}:1`. Which of them does `{command}` remove?",
        "Without `-a` the command takes dangling images alone: those without a tag that no container uses. With `-a` it "
        "takes every image without a container, tagged or not. A stopped container still counts, since it can be started "
        "again.",
        options=tuple(
            right(text, name, why[name]) if name in goes else wrong(text, name, kept[name], slips[name])
            for name, text in names.items()
        ),
    )


def _rmi_one_of_two(first: str, second: str) -> Draft:
    return Draft(
        f"One image has the tags `shop:{first}` and `shop:{second}`. You run `docker rmi shop:{first}`. What happens to "
        f"the image?",
        "By tag, `docker rmi` takes away a name. As long as another tag names the image, its data stays; with the last "
        "one it goes, unless a container needs it. By ID the command would be refused here, since two tags share the "
        "image.",
        options=(
            right(f"It stays, as `shop:{second}`", "untagged", "only one of its names has gone."),
            wrong("It goes, with both its tags", "gone", "Another tag still names the image.", "rmi-deletes-always"),
            wrong(
                "Nothing: that is refused",
                "refused",
                "By tag it is carried out; by ID it would be refused.",
                "two-tags-block-rmi",
            ),
        ),
    )


def _rmi_used(state: str, name: str) -> Draft:
    blocked = state != "removed"
    told = {
        "exited": f"`docker run --name {name} shop true` has ended.",
        "created": f"`docker create --name {name} shop true` has made a container that never ran.",
        "removed": f"`docker run --rm --name {name} shop true` has ended.",
    }
    return Draft(
        f"{told[state]} Then you run `docker rmi shop`, the image's single tag. What happens?",
        "An image stays as long as a container refers to it, whether that runs, has ended or never ran: it could be "
        "started again. `docker ps -a` shows which one it is. With `--rm` the container goes as it ends and blocks "
        "nothing.",
        options=(
            right("Docker refuses it", "refused", "a container that doesn't run still holds the image.")
            if blocked
            else wrong(
                "Docker refuses it", "refused", "No container is left that could hold it.", "rm-keeps-container"
            ),
            right("The image is removed", "gone", "`--rm` has left no container that holds it.")
            if not blocked
            else wrong(
                "The image is removed", "gone", "The container needs it to be started again.", "stopped-releases-image"
            ),
            wrong("Both are removed", "both", "`docker rmi` never removes containers.", "rmi-takes-containers"),
        ),
    )


def _container_prune(running: str, exited: str, created: str) -> Draft:
    return Draft(
        f"A host has {running} running, {exited} exited, {created} created and one paused container. How many does "
        f"`docker container prune` remove?",
        "The command removes what doesn't run: containers that have exited and those that were only created. A paused one "
        "counts as running, since its processes are frozen and still there. What lay in the writable layers goes with "
        "them.",
        number=int(exited) + int(created),
        reject=(
            typed(int(exited), "Those that were only created go as well.", "created-is-not-stopped"),
            typed(int(exited) + int(created) + 1, "A paused container still has its processes.", "paused-is-stopped"),
            typed(int(exited) + 1, "Created ones go, the paused one stays.", "paused-is-stopped"),
        ),
    )


TEMPLATES = (
    Template(
        "dangling-count",
        "cleanup.2",
        Kind.NUMBER,
        "apply",
        2,
        ("F139",),
        (_PRUNE,),
        {"builds": ("2", "3", "4", "5")},
        _dangling_count,
        """
for n in $(seq "$builds"); do echo $n > file; printf 'FROM %s\\nCOPY file /\\n' "$BASE" > Dockerfile; quiet docker build -t shop .; done
docker images -q -f dangling=true | wc -l
""",
        applies="the classic builder",
    ),
    Template(
        "image-prune",
        "cleanup.2",
        Kind.MULTIPLE,
        "analyse",
        4,
        ("F139", "F138"),
        (_PRUNE,),
        {"flag": ("all",), "used": ("shop", "bank", "farm")},
        _image_prune,
        """
make() { printf 'FROM %s\\nRUN echo %s > /name\\n' "$BASE" "$2" | docker build -q -t "$1" -; }
old=$(make shop:1 old); for each in shop bank farm; do quiet make $each:1 $each; done
quiet docker run --name job "$used:1" true; quiet docker image prune -f $([ $flag = all ] && echo -a)
for each in shop bank farm; do quiet docker image inspect $each:1 || echo $each; done
quiet docker image inspect "$old" || echo old
""",
    ),
    Template(
        "rmi-one-of-two-tags",
        "cleanup.1",
        Kind.SINGLE,
        "apply",
        2,
        ("F138",),
        (_RMI,),
        {"first": ("1", "old"), "second": ("2", "stable")},
        _rmi_one_of_two,
        """
printf 'FROM %s\\nRUN echo 1 > /v\\n' "$BASE" | build "shop:$first"; docker tag "shop:$first" "shop:$second"
quiet docker rmi "shop:$first" || echo refused
quiet docker image inspect "shop:$second" || echo gone
[ -z "$(docker images -q "shop:$first")" ] && [ "$(docker run --rm "shop:$second" cat /v)" = 1 ] && echo untagged; true
""",
    ),
    Template(
        "rmi-used-by-stopped",
        "cleanup.1",
        Kind.SINGLE,
        "apply",
        2,
        ("F138",),
        (_RMI,),
        {"state": ("exited", "created", "removed"), "name": ("job", "report")},
        _rmi_used,
        """
printf 'FROM %s\\nRUN echo 1 > /v\\n' "$BASE" | build shop
case $state in
  exited) docker run --name "$name" shop true;;
  created) quiet docker create --name "$name" shop true;;
  removed) docker run --rm --name "$name" shop true;;
esac
held=$(docker ps -aq); quiet docker rmi shop && gone=yes || gone=no
[ $gone = no ] && echo refused; [ $gone = yes ] && echo gone
[ -n "$held" ] && [ -z "$(docker ps -aq)" ] && echo both; true
""",
    ),
    Template(
        "container-prune",
        "cleanup.3",
        Kind.NUMBER,
        "apply",
        3,
        ("F136",),
        (_CONTAINER_PRUNE,),
        {"running": ("1", "2"), "exited": ("1", "2", "3"), "created": ("1", "2")},
        _container_prune,
        """
for n in $(seq "$running"); do quiet docker run -d --init "$BASE" sleep 60; done
for n in $(seq "$exited"); do quiet docker run "$BASE" true; done
for n in $(seq "$created"); do quiet docker create "$BASE" true; done
quiet docker run -d --init --name frozen "$BASE" sleep 60; quiet docker pause frozen
before=$(docker ps -aq | wc -l); quiet docker container prune -f; echo $(( $before - $(docker ps -aq | wc -l) ))
quiet docker unpause frozen
""",
    ),
)
