"""Templates on building: what later steps save or cost, what the cache keeps, what reaches the image and its process."""

from __future__ import annotations

from content.questions import Kind
from content.templates.template import Draft, Template, dockerfile, right, typed, wrong

_PRACTICES = "https://docs.docker.com/build/building/best-practices/"
_CACHE = "https://docs.docker.com/build/cache/"
_STAGES = "https://docs.docker.com/build/building/multi-stage/"
_CONTEXT = "https://docs.docker.com/build/concepts/context/"
_DOCKERFILE = "https://docs.docker.com/reference/dockerfile/"


def _rm_in_later_layer(size: str, step: str) -> Draft:
    fetch, remove = f"dd if=/dev/zero of=/archive bs=1M count={size}", "rm /archive"
    lines = [f"RUN {fetch} && {remove}"] if step == "same" else [f"RUN {fetch}", f"RUN {remove}"]
    joined = step == "same"
    small, large, half = "About 0 MB", f"About {size} MB", f"About {int(size) // 2} MB"
    return Draft(
        f"By how much is the finished image larger than its base?\n\n{dockerfile('FROM debian:12', *lines)}",
        "A layer holds the difference that its whole step makes. A file that comes and goes within one `RUN` is in no "
        "layer. One that an earlier step has left behind stays in the layer below; a later `rm` only hides it, and the "
        "image keeps every byte.",
        options=(
            right(large, size, "the layer below still holds the archive.")
            if not joined
            else wrong(large, size, "Both commands are one step, which leaves no archive.", "rm-never-frees"),
            wrong(
                half, str(int(size) // 2), "A file is stored whole or not at all; no step halves it.", "rm-frees-half"
            ),
            right(small, "0", "the archive comes and goes within one step.")
            if joined
            else wrong(small, "0", "A later step can only hide the file below it.", "rm-frees-space"),
        ),
    )


def _merge_run_size(one: str, two: str) -> Draft:
    return Draft(
        f"A Dockerfile writes {one} MB in one `RUN` and {two} MB to other files in the next. You join both into a single "
        f"`RUN` with `&&`. What becomes of the image?",
        "Every byte that the commands write is stored once, in one layer or in two. Joining saves a layer, which is next "
        "to nothing; it saves space only where a later command deletes or rewrites what an earlier one wrote. The price: "
        "a change to one half repeats both.",
        options=(
            wrong(
                f"It shrinks by about {two} MB and a layer",
                "second",
                "No byte is written twice here.",
                "merge-always-shrinks",
            ),
            wrong(
                "It keeps size and number of layers",
                "layers",
                "Two steps made two layers; one makes one.",
                "joining-keeps-layers",
            ),
            right("It keeps its size, with one layer fewer", "same", "the same bytes lie in one layer."),
        ),
    )


def _chmod_doubles(size: str, change: str) -> Draft:
    command = {"mode": "chmod +x /tool", "owner": "chown nobody /tool"}[change]
    lines = ("FROM debian:12", f"RUN dd if=/dev/zero of=/tool bs=1M count={size}", f"RUN {command}")
    return Draft(
        f"About how many megabytes do these steps add to the base?\n\n{dockerfile(*lines)}",
        "Layers hold whole files. A change of owner or rights in a later step copies the file up into the new layer, with "
        "all its bytes, while the old copy stays below. Set both in the step that brings the file, with `COPY --chmod` or "
        "`COPY --chown`.",
        number=2 * int(size),
        reject=(
            typed(int(size), "The second step stores the whole file again.", "metadata-change-is-free"),
            typed(0, "What a step writes is stored in its layer.", "rm-frees-space"),
        ),
    )


def _cache_order(before: str, after: str) -> Draft:
    steps = [*(f"RUN prepare-{n}" for n in range(1, int(before) + 1)), "COPY app.py /app/"]
    steps += [f"RUN finish-{n}" for n in range(1, int(after) + 1)]
    return Draft(
        f"This image was built before. You change one line of `app.py` and build again. How many steps after `FROM` are "
        f"carried out anew?\n\n{dockerfile('FROM debian:12', *steps)}",
        "The cache serves steps from the top until the first one whose text or files have changed; everything after that "
        "step is carried out anew. So what changes often belongs near the end, and slow steps that don't need it belong "
        "before it.",
        number=1 + int(after),
        reject=(
            typed(1, "What follows a changed step can't come from the cache.", "only-changed-step-rebuilt"),
            typed(
                int(before) + 1 + int(after), "Steps above the change come from the cache.", "any-change-rebuilds-all"
            ),
            typed(int(after), "The `COPY` itself is carried out as well.", "copy-is-not-cached"),
            typed(0, "The cache looks at the content of copied files.", "cache-by-text-only"),
        ),
    )


def _multi_stage(tools: str, program: str) -> Draft:
    lines = (
        "FROM debian:12 AS build",
        f"RUN dd if=/dev/zero of=/tools bs=1M count={tools}",
        f"RUN dd if=/dev/zero of=/program bs=1M count={program}",
        "FROM debian:12",
        "COPY --from=build /program /program",
    )
    return Draft(
        f"About how many megabytes larger than `debian:12` is the image that this gives?\n\n{dockerfile(*lines)}",
        "The last stage is the image. It starts from its own `FROM` and gets from other stages only what `COPY --from` "
        "names; their layers, tools and caches stay behind. So compilers can be had while building without being "
        "shipped.",
        number=int(program),
        reject=(
            typed(int(tools) + int(program), "The first stage is left behind but for one file.", "stages-add-up"),
            typed(int(tools) + 2 * int(program), "The first stage is left behind but for one file.", "stages-add-up"),
            typed(0, "The copied program is stored in the last stage.", "copy-from-is-a-link"),
        ),
    )


def _dockerignore(ignored: str) -> Draft:
    names = {"notes.md": "`notes.md`", "app.py": "`app.py`", "secret.env": "`secret.env`", "data.csv": "`data.csv`"}
    left_out = ignored.split(",")
    return Draft(
        "A folder holds the four files below, and a `.dockerignore` with these lines. Which files does `COPY . /app` "
        "bring into the image?\n\n```\n" + "\n".join(left_out) + "\n```",
        "What `.dockerignore` lists is left out of the context that is sent to the builder, so no `COPY` can see it. A "
        "`.gitignore` plays no part. The file keeps secrets out of images, and contexts small, but takes nothing out of "
        "an image afterwards.",
        options=tuple(
            right(shown, name, "no line of the list names it.")
            if name not in left_out
            else wrong(shown, name, "The list leaves it out of the context.", "dockerignore-is-ignored")
            for name, shown in names.items()
        ),
    )


def _cmd_override(entry: str, words: str) -> Draft:
    start = 'ENTRYPOINT ["echo", "hello"]' if entry == "yes" else 'CMD ["echo", "hello"]'
    rest = 'CMD ["world"]' if entry == "yes" else "LABEL note=greeting"
    image = dockerfile("FROM busybox", start, rest)
    given = f"echo {words}"
    answer = f"hello echo {words}" if entry == "yes" else words
    candidates = {
        f"hello echo {words}": ("The words after the image come behind `ENTRYPOINT`.", "args-append-to-cmd"),
        words: ("The words after the image take the place of `CMD` only.", "args-replace-entrypoint"),
        "hello world": ("Words after the image count, whatever the Dockerfile says.", "dockerfile-wins"),
        f"hello world echo {words}": (
            "The words take the place of `CMD`; they don't follow it.",
            "args-append-to-cmd",
        ),
    }
    if entry == "no":
        candidates = {
            f"hello echo {words}": ("Words take the place of `CMD`; they don't follow it.", "args-append-to-cmd"),
            words: ("Words after the image are the command itself.", "dockerfile-wins"),
            "hello": ("Words after the image count, whatever the Dockerfile says.", "dockerfile-wins"),
        }
    return Draft(
        f"The image `greet` was built from this. What does `docker run --rm greet {given}` print?\n\n{image}",
        "Words after the image replace `CMD` as a whole. Where there is an `ENTRYPOINT`, they become its arguments, as "
        "`CMD` would have been; without one they are the command itself. Only `--entrypoint` replaces the rest.",
        options=tuple(
            right(f"`{text}`", text, "that is how the words are put together.")
            if text == answer
            else wrong(f"`{text}`", text, *why)
            for text, why in candidates.items()
        ),
    )


def _exec_form_var(form: str, name: str) -> Draft:
    command = 'CMD ["echo", "$NAME"]' if form == "exec" else "CMD echo $NAME"
    image = dockerfile("FROM busybox", f"ENV NAME={name}", command)
    literal, expanded = "`$NAME`", f"`{name}`"
    return Draft(
        f"An image is built from this and run. Which word comes out?\n\n{image}",
        "The exec form, a list in brackets, starts the program directly: there is no shell, and nobody replaces "
        "variables. The shell form runs the line by `/bin/sh -c`, which does. `ENV` gives both of them the variable all "
        "the same.",
        options=(
            right(literal, "$NAME", "no shell runs, so nothing is replaced.")
            if form == "exec"
            else wrong(literal, "$NAME", "The shell form runs a shell, which replaces it.", "no-form-expands"),
            right(expanded, name, "the shell form runs a shell, which replaces it.")
            if form == "shell"
            else wrong(expanded, name, "No shell runs here that could replace it.", "exec-form-expands"),
            wrong("`NAME`", "word", "The dollar sign makes it more than a word.", "dollar-is-dropped"),
        ),
    )


def _arg_vs_env(kind: str, version: str) -> Draft:
    line = f"{kind.upper()} RELEASE={version}"
    image = dockerfile("FROM busybox", line, "RUN echo $RELEASE > /release")
    gone = kind == "arg"
    return Draft(
        f"`docker run --rm app sh -c 'echo [$RELEASE] $(cat /release)'` is run on an image built from this. What does it "
        f"print?\n\n{image}",
        "Both `ARG` and `ENV` can be used by the steps of a build, so the file has the value either way. Only `ENV` is "
        "kept in the image's settings and set in containers; an `ARG` ends with the build, though `docker history` may "
        "still show it.",
        options=(
            right(f"`[] {version}`", f"[] {version}", "the value of `ARG` ends with the build.")
            if gone
            else wrong(f"`[] {version}`", f"[] {version}", "`ENV` is set in containers as well.", "env-only-at-build"),
            right(f"`[{version}] {version}`", f"[{version}] {version}", "`ENV` holds in build and container.")
            if not gone
            else wrong(
                f"`[{version}] {version}`",
                f"[{version}] {version}",
                "An `ARG` is gone after the build.",
                "arg-is-env",
            ),
            wrong(
                f"`[{version}]` alone",
                f"[{version}]",
                "The step has the value as well, so the file isn't empty.",
                "variables-not-in-run",
            ),
        ),
    )


TEMPLATES = (
    Template(
        "rm-in-later-layer",
        "building-images.3",
        Kind.SINGLE,
        "apply",
        3,
        ("F096", "F093"),
        (_PRACTICES,),
        {"size": ("4", "6", "8"), "step": ("same", "later")},
        _rm_in_later_layer,
        """
fetch="dd if=/dev/zero of=/archive bs=1M count=$size"
[ $step = same ] && printf 'FROM %s\\nRUN %s && rm /archive\\n' "$BASE" "$fetch" | build app
[ $step = later ] && printf 'FROM %s\\nRUN %s\\nRUN rm /archive\\n' "$BASE" "$fetch" | build app
megabytes app
""",
    ),
    Template(
        "merge-run-size",
        "building-images.3",
        Kind.SINGLE,
        "analyse",
        3,
        ("F092", "F093", "F095"),
        (_PRACTICES,),
        {"one": ("2", "3"), "two": ("1", "4")},
        _merge_run_size,
        """
a="dd if=/dev/zero of=/one bs=1M count=$one"; b="dd if=/dev/zero of=/two bs=1M count=$two"
printf 'FROM %s\\nRUN %s\\nRUN %s\\n' "$BASE" "$a" "$b" | build apart
printf 'FROM %s\\nRUN %s && %s\\n' "$BASE" "$a" "$b" | build joined
[ $(layers apart) = $(layers joined) ] && echo layers
[ $(( $(layers apart) - 1 )) = $(layers joined) ] && [ $(megabytes apart) = $(megabytes joined) ] && echo same
[ $(( $(megabytes apart) - $(megabytes joined) )) = $two ] && echo second; true
""",
    ),
    Template(
        "chmod-doubles",
        "building-images.3",
        Kind.NUMBER,
        "apply",
        4,
        ("F096",),
        (_PRACTICES, "https://docs.docker.com/engine/storage/drivers/overlayfs-driver/"),
        {"size": ("3", "5", "7"), "change": ("mode", "owner")},
        _chmod_doubles,
        """
case $change in mode) command="chmod +x /tool";; owner) command="chown 65534 /tool";; esac
printf 'FROM %s\\nRUN dd if=/dev/zero of=/tool bs=1M count=%s\\nRUN %s\\n' "$BASE" "$size" "$command" | build app
megabytes app
""",
        applies="images built by docker on Linux, classic image store",
    ),
    Template(
        "cache-order",
        "building-images.2",
        Kind.NUMBER,
        "apply",
        3,
        ("F047", "F095"),
        (_CACHE,),
        {"before": ("1", "2", "3"), "after": ("0", "1", "2", "3")},
        _cache_order,
        """
{ echo "FROM $BASE"; for n in $(seq "$before"); do echo "RUN echo $n > /before$n"; done; echo "COPY app.py /app/"
  for n in $(seq "$after"); do echo "RUN echo $n > /after$n"; done; } > Dockerfile
echo one > app.py; quiet docker build -t app .; echo two > app.py
echo $(( $before + 1 + $after - $(docker build -t app . | grep -c 'Using cache') ))
""",
    ),
    Template(
        "multi-stage",
        "building-images.4",
        Kind.NUMBER,
        "apply",
        2,
        ("F097",),
        (_STAGES,),
        {"tools": ("5", "8", "12"), "program": ("1", "2", "3")},
        _multi_stage,
        """
write() { echo "RUN dd if=/dev/zero of=/$1 bs=1M count=$2"; }
{ echo "FROM $BASE AS build"; write tools $tools; write program $program
  echo "FROM $BASE"; echo "COPY --from=build /program /program"; } | build app
megabytes app
""",
    ),
    Template(
        "dockerignore",
        "building-images.4",
        Kind.MULTIPLE,
        "apply",
        2,
        ("F097",),
        (_CONTEXT,),
        {"ignored": ("notes.md", "secret.env", "data.csv,notes.md", "secret.env,data.csv")},
        _dockerignore,
        """
touch notes.md app.py secret.env data.csv; echo "$ignored" | tr , '\\n' > .dockerignore
printf 'FROM %s\\nCOPY . /app\\n' "$BASE" > Dockerfile; quiet docker build -t app .
docker run --rm app ls /app | grep -v Dockerfile
""",
    ),
    Template(
        "cmd-override",
        "building-images.4",
        Kind.SINGLE,
        "apply",
        3,
        ("F049",),
        (_DOCKERFILE,),
        {"entry": ("yes", "no"), "words": ("there", "evening")},
        _cmd_override,
        """
[ $entry = yes ] && printf 'FROM %s\\nENTRYPOINT ["echo", "hello"]\\nCMD ["world"]\\n' "$BASE" | build greet
[ $entry = no ] && printf 'FROM %s\\nCMD ["echo", "hello"]\\n' "$BASE" | build greet
docker run --rm greet echo "$words"
""",
    ),
    Template(
        "exec-form-var",
        "building-images.4",
        Kind.SINGLE,
        "understand",
        3,
        ("F048",),
        (_DOCKERFILE,),
        {"form": ("exec", "shell"), "name": ("Ada", "Linus")},
        _exec_form_var,
        """
[ $form = exec ] && printf 'FROM %s\\nENV NAME=%s\\nCMD ["echo", "$NAME"]\\n' "$BASE" "$name" | build app
[ $form = shell ] && printf 'FROM %s\\nENV NAME=%s\\nCMD echo $NAME\\n' "$BASE" "$name" | build app
docker run --rm app
""",
    ),
    Template(
        "arg-vs-env",
        "building-images.4",
        Kind.SINGLE,
        "apply",
        3,
        (),
        (_DOCKERFILE,),
        {"kind": ("arg", "env"), "version": ("7", "2.1")},
        _arg_vs_env,
        """
printf 'FROM %s\\n%s RELEASE=%s\\nRUN echo $RELEASE > /release\\n' "$BASE" "$kind" "$version" | build app
docker run --rm app sh -c 'echo [$RELEASE] $(cat /release)'
""",
    ),
)
