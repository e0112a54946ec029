"""Templates on layers: which steps make one, what two images share, what a pull fetches, what the history shows."""

from __future__ import annotations

from content.questions import Kind
from content.templates.template import Draft, Template, dockerfile, right, typed, wrong

_DRIVERS = "https://docs.docker.com/engine/storage/drivers/"
_CACHE = "https://docs.docker.com/build/cache/"
_HISTORY = "https://docs.docker.com/reference/cli/docker/image/history/"
_PULL = "https://docs.docker.com/reference/cli/docker/image/pull/"

_SETTINGS = ("ENV PORT=8080", "LABEL team=harbour", "EXPOSE 8080", "STOPSIGNAL SIGTERM")


def _layer_count(runs: str, copies: str, settings: str) -> Draft:
    changing = int(runs) + int(copies)
    total = changing + int(settings)
    steps = [f"RUN echo {number} > /file{number}" for number in range(1, int(runs) + 1)]
    steps += [f"COPY page{number}.html /pages/" for number in range(1, int(copies) + 1)]
    return Draft(
        f"How many layers does this Dockerfile add to those of its base image?\n\n"
        f"{dockerfile('FROM debian:12', *_SETTINGS[: int(settings)], *steps)}",
        "A layer records changed files. Every `RUN` and `COPY` here writes one and makes a layer; `ENV`, `LABEL`, "
        "`EXPOSE` and their like change the settings of the image and no file. The layers of the base were there before, "
        "so count the steps that write.",
        number=changing,
        reject=(
            typed(total, "Settings such as `ENV` change no file and make no layer.", "every-step-a-layer"),
            typed(total + 1, "`FROM` brings the base's layers and adds none of its own.", "from-adds-a-layer"),
            typed(int(runs), "`COPY` writes files as well, so it makes layers.", "only-run-makes-layers"),
            typed(1, "A build joins nothing: each step that writes has its layer.", "one-layer-per-build"),
        ),
    )


def _largest_step(first: str, second: str, third: str) -> Draft | None:
    sizes = {"`RUN make-index`": int(first), "`RUN fetch-data`": int(second), "`RUN build-docs`": int(third)}
    if len(set(sizes.values())) < len(sizes):
        return None
    largest = max(sizes, key=lambda step: sizes[step])
    rows = "\n".join(f"{step.strip('`'):<18}{size} MB" for step, size in reversed(sizes.items()))
    return Draft(
        f"An image is built by three steps on a base of 2 MB. They write files of these sizes, and delete none. Which "
        f"step has the largest layer?\n\n```\n{rows}\n```",
        "A layer holds what its own step wrote and nothing of the others, so sizes in `docker history` stand beside the "
        "step that caused them. That is where to look for what makes an image large: the base is often the smaller "
        "part.",
        options=(
            *(
                right(step, step.strip("`"), f"its layer holds {size} MB.")
                if step == largest
                else wrong(step, step.strip("`"), f"Its layer holds {size} MB only.", "last-step-is-largest")
                for step, size in sizes.items()
            ),
            wrong("`FROM busybox`", "base", "The base has 2 MB, as the question says.", "base-is-largest"),
        ),
    )


def _shared_layers(common: str, after: str) -> Draft:
    same = [f"RUN echo {number} > /common{number}" for number in range(1, int(common) + 1)]
    last = [f"RUN date > /built{number}" for number in range(1, int(after) + 1)]
    one = dockerfile("FROM debian:12", *same, "RUN echo shop > /name", *last)
    two = dockerfile("FROM debian:12", *same, "RUN echo bank > /name", *last)
    return Draft(
        f"One machine builds both. How many layers do the images share, not counting those of the base?\n\n{one}\n\n{two}",
        "Two builds share layers from the top of the file as long as every step is the same. From the first difference on "
        "each step is carried out on another state, so even a line that reads the same gives a layer of its own. Put what "
        "images have in common first.",
        number=int(common),
        reject=(
            typed(
                int(common) + int(after),
                "The last lines read the same, but follow a step that differs.",
                "same-line-same-layer",
            ),
            typed(0, "The first steps are the same on the same base.", "images-share-only-base"),
            typed(int(common) + 1, "The step with the name differs, so its layer does.", "same-line-same-layer"),
        ),
    )


def _pull_only_missing(own: str) -> Draft:
    return Draft(
        f"Your host has `python:3.11`, which has one layer here. You pull an image that was built from exactly this one "
        f"by {own} `RUN` steps, each of which writes a file. How many layers are downloaded?",
        "A pull fetches manifest and configuration, and then only those layers whose digests the host lacks. What was "
        "built from the same base shares its layers, however the images are called. So small changes on a common base "
        "travel fast.",
        number=int(own),
        reject=(
            typed(int(own) + 1, "The base's layer is there already.", "pull-downloads-all"),
            typed(0, "The new layers exist only where the image was built.", "pull-rebuilds"),
            typed(1, "Every step that wrote a file has a layer of its own.", "one-layer-per-build"),
        ),
    )


def _history_missing(steps: str) -> Draft:
    return Draft(
        f"An image was built by {steps} `RUN` steps on a base with one row of history, pushed, and pulled by you. "
        f"How many rows of its `docker history` show `<missing>` for the image?",
        "Only the top row stands for the image that you have by its ID. The rows below it are steps of a build on "
        "another machine, whose intermediate images never travelled: `<missing>` says no more than that. Their layers "
        "are all there and the image runs.",
        number=int(steps),
        reject=(
            typed(int(steps) + 1, "The top row carries the ID of the image itself.", "missing-means-damaged"),
            typed(0, "Steps of a build elsewhere have no image on your host.", "missing-means-damaged"),
            typed(1, "All rows below the top one show it, not just the base.", "missing-is-the-base"),
        ),
    )


def _zero_rows(settings: str, runs: str) -> Draft:
    steps = [*_SETTINGS[: int(settings)], *(f"RUN echo {n} > /file{n}" for n in range(1, int(runs) + 1))]
    return Draft(
        f"How many of the rows that this build adds to `docker history` show a size of 0B?\n\n"
        f"{dockerfile('FROM debian:12', *steps)}",
        "The history has a row for every instruction, layer or not. Steps that only change settings write nothing, so "
        "they show 0B; a `RUN` that writes a file shows that file's size. The converse doesn't hold: in the classic "
        "image store a step that deletes shows 0B too, and has a layer.",
        number=int(settings),
        reject=(
            typed(0, "Settings have rows as well, and no files.", "history-lists-layers-only"),
            typed(int(settings) + int(runs), "A `RUN` that writes a file shows its size.", "zero-row-per-step"),
            typed(int(runs), "Those write files; it is the settings that write none.", "run-rows-are-empty"),
        ),
    )


TEMPLATES = (
    Template(
        "layer-count",
        "image-layers.1",
        Kind.NUMBER,
        "apply",
        3,
        ("F078", "F145"),
        (_DRIVERS,),
        {"runs": ("1", "2", "3", "4"), "copies": ("1", "2"), "settings": ("1", "2", "3", "4")},
        _layer_count,
        """
{ echo "FROM $BASE"
  printf 'ENV PORT=8080\\nLABEL team=harbour\\nEXPOSE 8080\\nSTOPSIGNAL SIGTERM\\n' | head -n "$settings"
  for n in $(seq "$runs"); do echo "RUN echo $n > /file$n"; done
  for n in $(seq "$copies"); do echo $n > page$n.html; echo "COPY page$n.html /pages/"; done; } > Dockerfile
for kit in 0 1; do
  DOCKER_BUILDKIT=$kit docker build -q -t "app$kit" . >/dev/null 2>&1
  echo $(( $(layers "app$kit") - $(layers "$BASE") ))
done | uniq
""",
    ),
    Template(
        "largest-step",
        "image-layers.2",
        Kind.SINGLE,
        "analyse",
        1,
        ("F076", "F147"),
        (_HISTORY,),
        {"first": ("3", "5", "8"), "second": ("4", "6", "9"), "third": ("3", "7", "9")},
        _largest_step,
        """
write() { echo "RUN dd if=/dev/zero of=/$1 bs=1M count=$2 # $3"; }
{ echo "FROM $BASE"; write one $first make-index; write two $second fetch-data; write three $third build-docs; } | build app
docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' app | sort -rn | head -n 1 |
  sed -n 's/.*# \\(.*\\)/RUN \\1/p;t;s/.*/base/p'
""",
    ),
    Template(
        "shared-layers",
        "image-layers.3",
        Kind.NUMBER,
        "analyse",
        4,
        ("F080", "F053"),
        (_CACHE, _DRIVERS),
        {"common": ("1", "2", "3"), "after": ("1", "2")},
        _shared_layers,
        """
write() { echo "FROM $BASE"; for n in $(seq "$common"); do echo "RUN echo $n > /common$n"; done; echo "RUN echo $1 > /name"
  for n in $(seq "$after"); do echo "RUN cat /proc/uptime > /built$n"; done; }
for each in shop bank; do
  write $each | build $each; docker inspect -f '{{join .RootFS.Layers "\\n"}}' $each | sort > layers.$each
done
echo $(( $(comm -12 layers.shop layers.bank | wc -l) - $(layers "$BASE") ))
""",
    ),
    Template(
        "pull-only-missing",
        "image-layers.3",
        Kind.NUMBER,
        "apply",
        2,
        ("F073", "F072"),
        (_PULL,),
        {"own": ("2", "3", "4", "5")},
        _pull_only_missing,
        """
python="$REGISTRY/python:3.11"; docker tag "$BASE" "$python"; quiet docker push "$python"; quiet docker pull "$python"
{ echo "FROM $python"; for n in $(seq "$own"); do echo "RUN echo $n > /file$n"; done; } | build "$REGISTRY/app"
quiet docker push "$REGISTRY/app"; quiet docker rmi "$REGISTRY/app"; docker pull "$REGISTRY/app" | grep -c 'Pull complete'
""",
    ),
    Template(
        "history-missing",
        "image-layers.2",
        Kind.NUMBER,
        "understand",
        4,
        ("F086",),
        (_HISTORY,),
        {"steps": ("2", "3", "4")},
        _history_missing,
        """
{ echo "FROM $BASE"; for n in $(seq "$steps"); do echo "RUN echo $n > /file$n"; done; } | build "$REGISTRY/app"
quiet docker push "$REGISTRY/app"; quiet docker rmi -f "$REGISTRY/app"; quiet docker image prune -f
quiet docker pull "$REGISTRY/app"; docker history -q "$REGISTRY/app" | grep -c missing
""",
    ),
    Template(
        "empty-history-rows",
        "image-layers.2",
        Kind.NUMBER,
        "apply",
        3,
        ("F079", "F076"),
        (_HISTORY,),
        {"settings": ("1", "2", "3"), "runs": ("1", "2", "3")},
        _zero_rows,
        """
{ echo "FROM $BASE"; printf 'ENV PORT=8080\\nLABEL team=harbour\\nEXPOSE 8080\\n' | head -n "$settings"
  for n in $(seq "$runs"); do echo "RUN echo $n > /file$n"; done; } | build app
added=$(( $(docker history -q app | wc -l) - $(docker history -q "$BASE" | wc -l) ))
docker history --human=false --format '{{.Size}}' app | head -n "$added" | grep -cx 0
""",
    ),
)
