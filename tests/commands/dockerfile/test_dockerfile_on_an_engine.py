"""What we say of a Dockerfile is what a real engine makes of it."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from docker import DockerClient
from engine.local import LocalEngine

from commands.dockerfile import read_dockerfile
from commands.dockerfile.effect import image_of
from commands.dockerfile.rewriting import rewrite

DOCKER = "/usr/bin/docker"
"""Debian's client: it asks the engine for BuildKit without a plugin."""


class Builder:
    """Builds Dockerfiles in a folder that has the files f.py and sub/g."""

    def __init__(self, engine: LocalEngine, folder: Path) -> None:
        self.client = DockerClient(base_url=engine.address)
        self.base = self.client.images.pull("busybox", "latest")
        self.address, self.folder = engine.address, folder
        (folder / "sub").mkdir()
        (folder / "f.py").write_text("print()\n")
        (folder / "sub" / "g").write_text("g\n")

    def build(self, text: str) -> str | None:
        """Returns the new image's id; None where the build fails."""
        command = [DOCKER, f"--host={self.address}", "build", "--quiet", "--network=none", "."]
        environment = {"DOCKER_BUILDKIT": "1", "HOME": str(self.folder), "PATH": "/usr/bin:/bin"}
        (self.folder / "Dockerfile").write_text(text)
        ran = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return ran.stdout.strip() if ran.returncode == 0 else None

    def layers(self, image: str) -> int:
        """Returns how many layers an image has above its base."""
        found = self.client.images.get(image)
        return len(found.attrs["RootFS"]["Layers"]) - len(self.base.attrs["RootFS"]["Layers"])

    def files(self, image: str) -> dict[str, tuple[int, int, str]]:
        """Returns mode, owner and content of every file in an image."""
        container = self.client.containers.create(image, "true")
        try:
            packed = io.BytesIO(b"".join(cast("Iterator[bytes]", container.export())))
        finally:
            container.remove()
        with tarfile.open(fileobj=packed) as archive:
            return {each.name: (each.mode, each.uid, _digest(archive, each)) for each in archive}


def _digest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = archive.extractfile(member) if member.isfile() else None
    return hashlib.sha256(content.read()).hexdigest() if content else member.linkname


STAND_IN = """#!/bin/sh
set -e
tool=${0##*/}; verb=$1
case "$tool $verb" in "go mod"|"npm run") verb=$2; shift ;; esac
shift
for word; do case $word in
  --no-cache|--no-cache-dir) tidy=yes ;;
  -r) named=yes ;;
  -*) ;;
  *) if [ "$named" ]; then words="$words $(cat $word)"; named=; else words="$words $word"; fi ;;
esac; done
case "$tool $verb" in
  "pip install"|"apk add") [ $tidy ] || echo kept > /cache/$tool; for word in $words; do echo $word > /installed/$word; done ;;
  "apk update") echo index > /cache/apk ;;
  "apt-get update") mkdir -p /var/lib/apt/lists; echo list > /var/lib/apt/lists/main ;;
  "apt-get install") cat /var/lib/apt/lists/main; for word in $words; do echo $word > /installed/$word; done ;;
  "apt-get remove") for word in $words; do rm /installed/$word; done ;;
  "npm ci"|"npm install") mkdir -p node_modules; cat package.json > node_modules/all ;;
  "npm build") mkdir dist; cat node_modules/all src/main.js > dist/main.js ;;
  "go download") cat go.mod go.sum > /installed/modules ;;
  "go build") cat /installed/modules src/main.go > program ;;
esac
"""
"""Tools that do in little what those of real base images do; what they fetch goes to /cache, as theirs to a cache."""

EVERYDAY = [
    "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nEXPOSE 3000\nCMD npm start\n",
    (
        "FROM python:3.12\nMAINTAINER ana@example.org\nADD . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\n"
        "RUN pip install gunicorn\nENV A=b\nCMD python app.py\n"
    ),
    (
        "FROM golang:1.23 AS build\nWORKDIR /src\nCOPY . .\nRUN go mod download\nRUN go build\nFROM alpine:3.20\n"
        "RUN apk add tzdata\nRUN apk add ca-certificates\nCOPY --from=build /src/program /program\nCMD /program\n"
    ),
    (
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\nRUN apt-get install -y git gcc\nRUN mkdir /data\n"
        "COPY src /data\nRUN chmod -R 755 /data\nRUN apt-get remove -y gcc && rm -rf /var/lib/apt/lists/*\nVOLUME /data\n"
    ),
    (
        "FROM alpine:3.20\nRUN apk update\nRUN apk add python3 py3-pip\nRUN apk add bash\nCOPY app.py /usr/local/bin/\n"
        "COPY requirements.txt /usr/local/bin/\nRUN chmod +x /usr/local/bin/app.py\nENTRYPOINT /usr/local/bin/app.py\n"
    ),
    (
        "FROM python:3.12\nRUN mkdir /home/app && chown 1000 /home/app\nUSER 1000\nWORKDIR /home/app\nCOPY --chown=1000 . .\n"
        "RUN pip install -r requirements.txt\nRUN echo done > log\nHEALTHCHECK CMD true\nCMD python app.py\n"
    ),
    (
        "ARG VERSION=3.12\nFROM python:${VERSION} AS base\nARG VERSION\nRUN echo $VERSION > /version\nRUN pip install flask\n"
        "FROM base\nCOPY app.py .\nCOPY requirements.txt ./\nRUN cp /version /seen\nCMD python app.py\n"
    ),
]


class Everyday(Builder):
    """Builds in the folder of a small project, on bases that have the tools of the real ones."""

    def __init__(self, engine: LocalEngine, folder: Path) -> None:
        super().__init__(engine, folder)
        for name in ("app.py", "package.json", "package-lock.json", "go.mod", "go.sum", "src/main.js", "src/main.go"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(f"{name}\n")
        (folder / "requirements.txt").write_text("flask\nredis\n")
        (folder / ".dockerignore").write_text("Dockerfile\n.dockerignore\ntool\n")
        bases = folder.parent / "bases"
        bases.mkdir()
        (bases / "tool").write_text(STAND_IN)
        links = " && ".join(f"ln -s /bin/tool /bin/{each}" for each in ("pip", "apk", "apt-get", "npm", "go"))
        (bases / "Dockerfile").write_text(
            "FROM busybox\nCOPY tool /bin/tool\n"
            f"RUN chmod 755 /bin/tool && mkdir -m 777 -p /cache /installed /home && mkdir -p /etc && {links}\n"
            "RUN echo app:x:1000:1000::/home/app:/bin/sh > /etc/passwd && echo app:x:1000: > /etc/group\n"
        )
        for tag in ("node:22", "python:3.12", "golang:1.23", "alpine:3.20", "debian:12"):
            self.base, _ = self.client.images.build(path=str(bases), tag=tag)

    def kept(self, image: str) -> dict[str, tuple[int, int, str]]:
        """Returns the files of an image but for what the tools fetched, which is there for nothing."""
        fetched = ("cache/", "var/lib/apt")
        return {name: told for name, told in self.files(image).items() if not name.startswith(fetched)}


@pytest.fixture(scope="module")
def everyday(engine: LocalEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyday]:
    made = Everyday(engine, tmp_path_factory.mktemp("project"))
    yield made
    made.client.close()


@pytest.fixture(scope="module")
def builder(engine: LocalEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    made = Builder(engine, tmp_path_factory.mktemp("context"))
    yield made
    made.client.close()


@pytest.mark.parametrize(
    "lines",
    [
        "RUN echo a > /a\nENV A=1\nCOPY f.py /f",
        "WORKDIR /x/y\nWORKDIR /x\nWORKDIR y",
        "COPY f.py /x/y/\nWORKDIR /x/y\nADD sub /z/",
        "USER 1\nEXPOSE 80\nVOLUME /d\nLABEL a=b\nHEALTHCHECK NONE\nSTOPSIGNAL INT\nONBUILD RUN a\nCMD a",
        "WORKDIR /\nARG A=1\nRUN echo $A > /a\nENTRYPOINT a",
        "RUN echo a > /a\nFROM busybox\nCOPY --from=0 /a /b",
        "RUN mkdir /x\nWORKDIR /x\nRUN true",
    ],
)
def test_an_image_has_the_layers_that_we_count(builder: Builder, lines: str) -> None:
    text = f"FROM busybox\n{lines}\n"
    made, expected = builder.build(text), image_of(read_dockerfile(text))
    assert made is not None
    assert expected is not None
    assert builder.layers(made) == len(expected.layers)


GOOD = ["ENV A = 1", "CMD", "ENTRYPOINT []", "CMD ['a']", "EXPOSE 80 81-82/udp", "HEALTHCHECK --interval=1m30s CMD a",
        "STOPSIGNAL int", "VOLUME /a b", "COPY f.py sub /x/", "ONBUILD RNU a", "ARG A B=1", "copy --chown=1 f.py /"]  # fmt: skip
BAD = ["LABEL a=b c", "WORKDIR", "COPY f.py", "COPY f.py sub x", "RNU a", "ENV A", "ENV A=1 B", "CMD [1]", "SHELL a", "EXPOSE 70000", "EXPOSE 9-8",
       "EXPOSE 80/http", "HEALTHCHECK a", "HEALTHCHECK NONE a", "HEALTHCHECK --interval=3 CMD a", "HEALTHCHECK CMD []", "ONBUILD FROM a",
       "COPY --form=a f.py /", "COPY --from f.py /", "COPY --from=7 f.py /", "COPY --from=0 f.py /", "CMD --a", "LABEL =a", "ARG =a",
       'VOLUME [""]', "VOLUME []", "RUN []", "STOPSIGNAL SIGFOO", "COPY --chown=1 --chown=2 f.py /", "FROM a b", "FROM a AS 1b"]  # fmt: skip


@pytest.mark.parametrize("line", GOOD + BAD)
def test_buildkit_refuses_what_we_call_a_fault_and_nothing_else(builder: Builder, line: str) -> None:
    text = f"FROM busybox\n{line}\n"
    refused = builder.build(text) is None
    assert refused == (line in BAD)
    assert bool(read_dockerfile(text).faults) == refused


def test_a_file_written_anew_makes_the_same_files_in_fewer_layers(builder: Builder) -> None:
    text = (
        "FROM busybox\nMAINTAINER a\nRUN mkdir /d\nRUN echo 'x  y' > /d/h\nWORKDIR /app\nADD f.py /app/\nADD . .\n"
        "RUN rm -f Dockerfile\nRUN cp f.py e | cat\nRUN chmod 600 e\nRUN cd sub && rm g\nRUN pwd > p\nUSER 1\nCMD cat /d/h\n"
    )
    rewritten = rewrite(text)
    assert rewritten is not None
    before, after = builder.build(text), builder.build(rewritten.text)
    assert before is not None
    assert after is not None
    assert builder.files(before) == builder.files(after)
    assert (builder.layers(before), builder.layers(after)) == (rewritten.layers_before, rewritten.layers_after)
    assert rewritten.layers_after < rewritten.layers_before


@pytest.mark.parametrize("text", EVERYDAY, ids=lambda text: text.partition("\n")[0])
def test_an_everyday_file_written_anew_makes_the_same_image_without_what_was_only_fetched(
    everyday: Everyday, text: str
) -> None:
    rewritten = rewrite(text)
    assert rewritten is not None
    before, after = everyday.build(text), everyday.build(rewritten.text)
    assert before is not None
    assert after is not None
    assert everyday.kept(before) == everyday.kept(after)
    assert (everyday.layers(before), everyday.layers(after)) == (rewritten.layers_before, rewritten.layers_after)
    assert "cache/" not in {name[:6] for name in everyday.files(after) if name != "cache/"}
