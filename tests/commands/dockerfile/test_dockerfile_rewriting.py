"""A Dockerfile written anew: fewer and smaller layers, and nothing else is different."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.dockerfile import read_dockerfile
from commands.dockerfile.rewriting import Rewritten, rewrite


def anew(text: str) -> str:
    """Returns the file written anew; the file itself where nothing is to be changed."""
    rewritten = rewrite(text)
    return rewritten.text if rewritten else text


def body(lines: str) -> str:
    """Returns what becomes of lines behind FROM."""
    return anew(f"FROM a:1\n{lines}\n").removeprefix("FROM a:1\n").removesuffix("\n")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RUN a\nRUN b", "RUN a \\\n    && b"),
        ("RUN a && \\\n  b\n# why\nRUN c | d", "# why\nRUN a \\\n    && b \\\n    && c | d"),
        ("RUN a \\\n # inside\n && b\nRUN c", "# inside\nRUN a \\\n    && b \\\n    && c"),
        ("RUN echo 'x  &&  y'\nRUN b", "RUN echo 'x  &&  y' \\\n    && b"),
        ("RUN a\nRUN cd /x && b", "RUN a \\\n    && cd /x \\\n    && b"),
        ("RUN --mount=type=cache,target=/c a\nRUN --mount=type=cache,target=/c b",
         "RUN --mount=type=cache,target=/c a \\\n    && b"),
        ('SHELL ["/bin/bash", "-c"]\nRUN a\nRUN b', 'SHELL ["/bin/bash", "-c"]\nRUN a \\\n    && b'),
        ("COPY a.py b.py /x/\nCOPY c.py /x/", "COPY a.py b.py c.py /x/"),
        ("COPY a.py .\nCOPY b.py .", "COPY a.py b.py ./"),
        ("COPY --chown=1 a /x/\nCOPY --chown=1 b /x/", "COPY --chown=1 a b /x/"),
    ],
)  # fmt: skip
def test_steps_that_follow_each_other_become_one(lines: str, expected: str) -> None:
    assert body(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "RUN cd /a && b\nRUN c",
        "RUN export A=1\nRUN c",
        "RUN A=1\nRUN c",
        "RUN . /venv/bin/activate\nRUN c",
        "RUN set -e && a\nRUN c",
        "RUN a\nRUN b; c",
        "RUN a\nRUN b || c",
        "RUN a || b\nRUN c",
        "RUN a &\nRUN c",
        "RUN (cd /a; b)\nRUN c",
        "RUN if a; then b; fi\nRUN c",
        "RUN a # note\nRUN b",
        "RUN echo `a`\nRUN b",
        'RUN echo "$(echo "a && b")"\nRUN c',
        'RUN ["a"]\nRUN b',
        "RUN <<X\na\nX\nRUN b",
        "RUN --network=none a\nRUN b",
        "RUN a\nENV A=1\nRUN b",
        "RUN a\nUSER x\nRUN b",
        'SHELL ["pwsh", "-c"]\nRUN a\nRUN b',
        "COPY a /x\nCOPY b /x",
        "COPY a /x/\nCOPY --link b /x/",
        "COPY a /x/\nCOPY . /x/",
        "COPY --from=b:1 /a /x/\nCOPY /b /x/",
    ],
)
def test_steps_stay_apart_where_one_would_notice_the_other(lines: str) -> None:
    assert body(lines) == lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("RUN pip install a", "RUN pip install --no-cache-dir a"),
        ("RUN python3 -m pip install -r a", "RUN python3 -m pip install --no-cache-dir -r a"),
        ("RUN A=1 pip3 install a", "RUN A=1 pip3 install --no-cache-dir a"),
        ("RUN apk add a", "RUN apk add --no-cache a"),
        ("RUN apk update && apk add a", "RUN apk add --no-cache a"),
        ("RUN apk update\nRUN apk add a", "RUN apk add --no-cache a"),
        ("RUN apk update\nRUN apk add a\nRUN apk del a", "RUN apk add --no-cache a \\\n    && apk del a"),
        ("RUN apk update\nRUN apk add a\nRUN rm -rf /var/cache/apk/*",
         "RUN apk add --no-cache a \\\n    && rm -rf /var/cache/apk/*"),
        ("RUN apk update && apk upgrade && apk add a",
         "RUN apk update \\\n    && apk upgrade \\\n    && apk add --no-cache a"),
        ("RUN apt-get update\nRUN apt-get install -y a",
         "RUN apt-get update \\\n    && apt-get install -y a \\\n    && rm -rf /var/lib/apt/lists/*"),
        ("MAINTAINER Ana <ana@example.org>", 'LABEL org.opencontainers.image.authors="Ana <ana@example.org>"'),
        ("ADD . /a", "COPY . /a"),
        ("ADD --chown=1 a.py b/ /a/", "COPY --chown=1 a.py b/ /a/"),
        ("CMD python app.py --port=80", 'CMD ["python", "app.py", "--port=80"]'),
        ("ENTRYPOINT exec /bin/app", 'ENTRYPOINT ["/bin/app"]'),
    ],
)  # fmt: skip
def test_steps_leave_less_behind_and_say_what_they_mean(lines: str, expected: str) -> None:
    assert body(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "RUN pip install --no-cache-dir a",
        "ENV PIP_NO_CACHE_DIR=1\nRUN pip install a",
        "RUN --mount=type=cache,target=/home/u/.cache pip install a",
        "RUN echo pip install",
        "RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*",
        "RUN apt-get update && apt-get install -y a\nENV A=1\nRUN apt-get install -y b",
        "RUN apt-get update; apt-get install -y a",
        "ADD a.tar.gz /a/",
        "ADD rootfs /",
        "ADD https://a.example/b.py /a/",
        "CMD a $HOME",
        "CMD a && b",
        "CMD a > /b",
        "CMD cd /a",
        "CMD A=1 b",
        "CMD a 'b c'",
        "CMD a *.py",
        "ENTRYPOINT a\nCMD b",
        'ENTRYPOINT ["a"]\nCMD b',
        'SHELL ["/bin/bash", "-lc"]\nCMD a',
        "RUN ./apt-things && apt-get update",
        "RUN apk update && apk upgrade",
    ],
)
def test_what_is_well_or_might_mean_something_else_stays(lines: str) -> None:
    assert body(lines) == lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("WORKDIR /a\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt",
         "WORKDIR /a\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . ."),
        ("COPY . /a\nWORKDIR /a\nRUN npm ci\nRUN npm run build",
         "COPY package*.json /a/\nWORKDIR /a\nRUN npm ci\nCOPY . /a\nRUN npm run build"),
        ("WORKDIR /a\nCOPY --chown=1 . /a/\nRUN go mod download\nRUN go build",
         "WORKDIR /a\nCOPY --chown=1 go.mod go.sum* ./\nRUN go mod download\nCOPY --chown=1 . /a/\nRUN go build"),
        ("WORKDIR /a\n# all of it\nCOPY . .\nRUN apk add --no-cache curl\nRUN make",
         "WORKDIR /a\nRUN apk add --no-cache curl\n# all of it\nCOPY . .\nRUN make"),
    ],
)  # fmt: skip
def test_what_changes_seldom_comes_first(lines: str, expected: str) -> None:
    assert body(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "WORKDIR /a\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .",
        "WORKDIR /a\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt .",
        "WORKDIR /a\nCOPY . .\nRUN pip install --no-cache-dir -r deps/base.txt",
        "WORKDIR /a\nCOPY . /b\nRUN npm ci",
        "WORKDIR /a\nCOPY . .\nRUN npm ci && npm run build",
        "WORKDIR /a\nCOPY . .\nUSER b\nRUN npm ci",
        "WORKDIR /a\nCOPY --from=b:1 . .\nRUN npm ci",
        "WORKDIR /a\nCOPY . .\nRUN cargo fetch",
        "COPY . /\nRUN apk add --no-cache curl",
        "WORKDIR /a\nCOPY . .\nRUN apk add --no-cache ./b.apk",
        "WORKDIR /a\nCOPY . .\nRUN apk add --no-cache $(cat list)",
    ],
)
def test_the_order_stays_where_a_step_may_need_what_was_copied(lines: str) -> None:
    assert body(lines) == lines


def test_only_stages_that_the_image_keeps_are_joined_since_the_others_have_no_layers_in_it() -> None:
    text = "FROM a:1 AS b\nRUN c\nRUN d\nFROM a:1\nCOPY --from=b /x /x\n"
    assert rewrite(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "FORM a:1\nRUN b\nRUN c\n",
        "# escape=`\nFROM a:1\nRUN b\nRUN c\n",
        "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN a\nRUN b\n",
    ],
)
def test_a_file_that_would_not_build_or_is_for_windows_is_left_alone(text: str) -> None:
    assert rewrite(text) is None


def test_comments_empty_lines_and_what_is_not_changed_stay_as_they_were_written() -> None:
    text = "# syntax=docker/dockerfile:1\n\nFROM a:1 AS x\n\n# keep\nENV  A=1 \\\n     B=2\nRUN a\nRUN b\n# end"
    assert anew(text) == text.replace("RUN a\nRUN b", "RUN a \\\n    && b")


def test_each_change_has_a_reason_and_the_layers_are_counted_before_and_after() -> None:
    made = rewrite("FROM a:1\nMAINTAINER b\nRUN c\nRUN d\nRUN e\n")
    assert made == Rewritten(
        'FROM a:1\nLABEL org.opencontainers.image.authors="b"\nRUN c \\\n    && d \\\n    && e\n',
        (
            "MAINTAINER is outdated: a label says who made the image.",
            "Steps that follow each other are one now: fewer layers, and what one of them removes is really gone.",
        ),
        3,
        1,
    )


_COMMANDS = st.sampled_from(
    """a
cd /x
apt-get update
apt-get install -y b
apk update
apk add c
pip install d
pip install -r requirements.txt
npm ci
echo 'e  f'
export G=1
go mod download
h "$I"
rm -rf /x
j \\;""".splitlines()
)
_SCRIPTS = st.lists(_COMMANDS, min_size=1, max_size=3).flatmap(
    lambda commands: st.sampled_from([" && ", " \\\n && ", "; ", " || ", " | "]).map(lambda sign: sign.join(commands))
)
_INSTRUCTIONS = st.one_of(
    _SCRIPTS.map("RUN {}".format),
    _SCRIPTS.map("RUN --mount=type=cache,target=/c {}".format),
    st.sampled_from(["COPY . .", "COPY . /app", "COPY a.py /app/", "COPY b.py /app/", "ADD . /app", "ADD a.tgz /", "COPY . /"]),
    st.sampled_from(["WORKDIR /app", "WORKDIR sub", "ENV A=1", "USER b", "MAINTAINER c", "# comment", "", "ARG D", "EXPOSE 80"]),
    st.sampled_from(["CMD python app.py", "ENTRYPOINT a", 'CMD ["x"]', "FROM b:1 AS c", "FROM c", "RUN <<X\na\nX"]),
    st.sampled_from(['SHELL ["/bin/bash", "-c"]', "ONBUILD RUN apt-get install x", "VOLUME /app", "COPY --from=c /a /b"]),
)  # fmt: skip
_FILES = st.lists(_INSTRUCTIONS, max_size=14).map(lambda lines: "\n".join(["FROM a:1", *lines]) + "\n")


@given(_FILES)
def test_what_is_written_anew_has_no_faults_and_nothing_left_to_change(text: str) -> None:
    made = rewrite(text)
    if made is not None:
        assert read_dockerfile(made.text).faults == ()
        assert rewrite(made.text) is None


_CHANGED = re.compile(r" --no-cache(?:-dir)?(?= )")


def commands_of(text: str) -> list[str]:
    """Returns every command of the build, without what a new version may add or leave out."""
    runs = [each for each in read_dockerfile(text).instructions if each.keyword == "RUN" and not each.heredocs]
    found = [each.text for run in runs for each in run.script.commands]
    kept = [_CHANGED.sub("", each) for each in found]
    return sorted(each for each in kept if each not in {"apk update", "rm -rf /var/lib/apt/lists/*"})


@given(_FILES)
def test_every_command_of_the_build_is_still_given_once(text: str) -> None:
    assert commands_of(anew(text)) == commands_of(text)


@given(_FILES)
def test_a_step_is_never_run_in_another_stage(text: str) -> None:
    before, after = read_dockerfile(text), read_dockerfile(anew(text))
    assert [stage.base for stage in after.stages] == [stage.base for stage in before.stages]


@given(
    st.text(max_size=200) | st.text(alphabet="RUN \\\n&|;'\"`$()#<aE[],=-", max_size=200).map("FROM a\nRUN ".__add__)
)
def test_no_text_breaks_the_rewriting(text: str) -> None:
    made = rewrite(text)
    if made is not None:
        assert read_dockerfile(made.text).faults == ()
