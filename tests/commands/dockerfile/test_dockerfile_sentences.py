"""Each instruction in words, what it makes, and the image at the end."""

from __future__ import annotations

import pytest

from commands.dockerfile import read_dockerfile
from commands.dockerfile.effect import Image, image_of
from commands.dockerfile.keywords import FLAGS
from commands.dockerfile.sentences import Told, tell


def told(line: str) -> Told:
    """Returns the explanation of a line behind FROM."""
    return tell(read_dockerfile(f"FROM alpine:3.20\n{line}"))[1]


def image(text: str) -> Image:
    made = image_of(read_dockerfile(text))
    assert made is not None
    return made


def layers(text: str) -> list[int]:
    """Returns the lines whose instructions make the layers of the finished image."""
    return [each.first for each in image(text).layers]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("RUN apk add curl", "Runs apk add curl and keeps what it leaves on the disk."),
        ("RUN a && b; c", "Runs 3 commands in one shell (a, b and c) and keeps what it leaves on the disk."),
        ('RUN ["a", "b"]', "Runs a b without a shell and keeps what it leaves on the disk."),
        ("RUN <<X\na\nb\nX", "Runs a script of 2 lines (a and b) and keeps what it leaves on the disk."),
        ("RUN <<X\n#!/usr/bin/env python3\nprint()\nX", "Runs a script of 2 lines and keeps what it leaves on the disk."),
        ("RUN --mount=type=cache,target=/c a", "Runs a and keeps what it leaves on the disk. A folder that builds share is at /c meanwhile and stays out of the image."),
        ("RUN --mount=type=secret,id=key a", "Runs a and keeps what it leaves on the disk. The secret key can be read meanwhile and stays out of the image."),
        ("RUN --network=none a", "Runs a and keeps what it leaves on the disk. It has no network."),
        ("COPY a b /c/", "Copies a and b from the build's folder into the image at /c/."),
        ("COPY --from=nginx:1 /a /b", "Copies /a from the image nginx:1 into the image at /b."),
        ("COPY --chown=app --chmod=644 a /b", "Copies a from the build's folder into the image at /b. The files belong to app. They get the permissions 644."),
        ("COPY . .", "Copies everything from the build's folder into the image at the folder that the base image works in."),
        ("COPY a b", "Copies a from the build's folder into the image at b in the folder that the base image works in."),
        ("ADD . /b", "Puts everything from the build's folder at /b."),
        ("COPY <<X /b\na\nX", "Copies the lines down to X into the image at /b."),
        ("ADD a.tar /b", "Puts a.tar from the build's folder at /b; a tar archive is unpacked there."),
        ("ADD https://x.example/a /b", "Downloads https://x.example/a during the build and puts it at /b; archives from the network are not unpacked."),
        ("ENV A=1 B=2", "Sets A to 1 and B to 2, for the steps that follow and for every container."),
        ("LABEL a=b", "Notes on the image: a is b."),
        ("ARG V=1", "Declares V (1 by default) for the build; --build-arg sets it, and a container does not get it."),
        ("WORKDIR /a", "Makes /a the folder for what follows and for the container; it is created if missing."),
        ("USER app", "From here on the steps and the container run as app."),
        ("EXPOSE 80 81/udp", "Notes that the program listens on 80 and 81/udp; only docker run -p opens it to the outside."),
        ("VOLUME /d", "What is written to /d goes to a volume beside the container, a new one if none is named."),
        ("CMD a b", "Starts a b through a shell when a container is run, unless docker run gives another command."),
        ('CMD ["a"]', "Starts a when a container is run, unless docker run gives another command."),
        ('ENTRYPOINT ["a"]', "Every container starts a; words behind the image's name in docker run are added to it."),
        ("ENTRYPOINT a", "Every container starts a through a shell; words behind the image's name in docker run are lost."),
        ("HEALTHCHECK NONE", "Switches off the health check of the base image."),
        ("HEALTHCHECK --interval=5s CMD a", "Runs a in the container every 5s; after 3 failures in a row it counts as unhealthy."),
        ('SHELL ["/bin/bash", "-c"]', "Commands that are written without a list are run by /bin/bash -c from here on."),
        ("STOPSIGNAL SIGINT", "docker stop will send SIGINT first."),
        ("RUN", "Runs nothing, and still makes a layer, an empty one."),
        ("CMD []", "Forgets the command of the base image."),
        ("ENTRYPOINT []", "Forgets the ENTRYPOINT of the base image, so that CMD alone says what starts."),
        ("MAINTAINER Ana", "Notes Ana as the author, in a way that is outdated."),
        ("ONBUILD RUN a", "Held back until another build starts FROM this image. Then: Runs a and keeps what it leaves on the disk."),
    ],
)  # fmt: skip
def test_an_instruction_is_told_with_its_values(line: str, text: str) -> None:
    assert told(line).text == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("WORKDIR /a\nCOPY . .", "Copies everything from the build's folder into the image at /a."),
        ("WORKDIR /a\nWORKDIR b\nCOPY c d/", "Copies c from the build's folder into the image at /a/b/d."),
        ("CMD a\nENTRYPOINT b", "Has no effect: the ENTRYPOINT on line 3 goes through a shell and takes no words."),
        ('CMD ["a"]\nENTRYPOINT ["b"]', "Hands a to the ENTRYPOINT, unless docker run gives other words."),
        ("CMD a\nCMD b", "Has no effect: the CMD on line 3 takes its place."),
        ("COPPY a /b", "Copies a from the build's folder into the image at /b."),
        ("EXPOSE http", "docker build would stop at this line."),
    ],
)
def test_an_instruction_is_told_as_the_others_let_it_be(lines: str, text: str) -> None:
    assert text in [each.text for each in tell(read_dockerfile(f"FROM alpine:3.20\n{lines}"))]


def test_the_first_sentence_says_what_an_instruction_does() -> None:
    line = 'RUN --mount=type=ssh echo "Hi. There."'
    assert told(line).gist == 'Runs echo "Hi. There." and keeps what it leaves on the disk.'


@pytest.mark.parametrize("keyword", sorted(FLAGS))
def test_no_instruction_is_without_words(keyword: str) -> None:
    assert told(f"{keyword} a").text != told("NOSUCH a").text


def test_a_stage_is_told_with_what_it_is_built_on_and_what_becomes_of_it() -> None:
    text = "ARG V=1.23\nFROM golang:${V} AS build\nFROM --platform=linux/arm64 scratch\nFROM build\nCOPY --from=1 /a /b"
    assert [each.text for each in tell(read_dockerfile(text))] == [
        "Declares V (1.23 by default) for the build; --build-arg sets it, and a container does not get it. It stands above FROM, so only the FROM lines see it.",
        "Begins the stage build from the image golang:1.23 and takes over its layers.",
        "Begins the stage number 2 from scratch for the platform linux/arm64: an empty image, without a shell. Of it only what later stages take remains.",
        "Begins the stage number 3 from the stage build. This stage becomes the image.",
        "Copies /a from the stage number 2 into the image at /b.",
    ]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("layer", ["RUN a", "COPY a b", "ADD a b", "WORKDIR /new"]),
        ("metadata", ["ENV a=b", "LABEL a=b", "CMD a", "ENTRYPOINT a", "EXPOSE 1", "USER a", "VOLUME /a", "ONBUILD RUN a"]),
        ("metadata", ["STOPSIGNAL 9", "HEALTHCHECK NONE", 'SHELL ["a"]', "MAINTAINER a", "WORKDIR /"]),
        ("none", ["ARG a"]),
    ],
)  # fmt: skip
def test_what_makes_a_layer_is_told_apart_from_what_is_only_noted(kind: str, lines: list[str]) -> None:
    assert {told(line).kind for line in lines} == {kind}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN b\nENV c=d\nCOPY e /f", [2, 4]),
        ("FROM a\nWORKDIR /x/y\nWORKDIR /x\nWORKDIR y", [2, 3, 4]),
        ("FROM a\nCOPY . /x/y\nWORKDIR /x/y", [2, 3]),
        ("FROM a\nWORKDIR /\nWORKDIR x\nWORKDIR ..", [3]),
        ("FROM a AS b\nRUN c\nFROM d\nCOPY --from=b /e /e", [4]),
        ("FROM a AS b\nRUN c\nWORKDIR /w\nFROM b\nWORKDIR /w\nRUN d", [2, 3, 5, 6]),
        ("FROM a", []),
    ],
)
def test_the_layers_of_the_image_are_those_of_its_last_stage_and_of_stages_that_is_built_on(
    text: str, expected: list[int]
) -> None:
    assert layers(text) == expected


def test_the_finished_image_is_told_with_what_it_starts() -> None:
    made = image(
        "FROM a:1 AS b\nUSER app\nEXPOSE 80\nWORKDIR /x\nFROM b\nWORKDIR y\nEXPOSE 80 81\nVOLUME /d\nENTRYPOINT e\nCMD c"
    )
    assert (made.base, made.user, made.folder, made.ports, made.volumes) == (
        "a:1",
        "app",
        "/x/y",
        ("80", "81"),
        ("/d",),
    )
    assert made.entrypoint is not None
    assert made.command is not None
    assert (made.entrypoint.text, made.command.text) == ("e", "c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('FROM a AS b\nCMD ["c"]\nFROM b\nENTRYPOINT ["e"]', ("e", None)),
        ('FROM a AS b\nENTRYPOINT ["e"]\nFROM b\nCMD ["c"]', ("e", "c")),
        ('FROM a\nCMD ["c"]\nENTRYPOINT ["e"]', ("e", "c")),
        ('FROM a\nCMD ["c"]\nCMD ["d"]', (None, "d")),
    ],
)
def test_an_entrypoint_forgets_the_command_of_what_it_is_built_on(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    made = image(text)
    started = [each.exec[0] if each and each.exec else None for each in (made.entrypoint, made.command)]
    assert tuple(started) == expected


def test_a_step_is_told_with_the_files_whose_change_makes_a_build_do_it_again() -> None:
    text = "FROM a\nRUN b\nCOPY c /d/\nRUN e\nENV f=g\nCOPY h /d/\nWORKDIR /i\nFROM a\nRUN b"
    assert [each.again for each in tell(read_dockerfile(text))] == [
        "",
        "",
        "Done again when these files have changed.",
        "Done again when what line 3 copies has changed.",
        "",
        "Done again when these files have changed.",
        "Done again when what lines 3 and 6 copy has changed.",
        "",
        "",
    ]
