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
"""Debian's client: it can ask the engine for its older builder as well as for BuildKit."""


class Builder:
    """Builds Dockerfiles in a folder that has the files f.py and sub/g."""

    def __init__(self, engine: LocalEngine, folder: Path) -> None:
        self.client = DockerClient(base_url=engine.address)
        self.base = self.client.images.pull("busybox", "latest")
        self.address, self.folder = engine.address, folder
        (folder / "sub").mkdir()
        (folder / "f.py").write_text("print()\n")
        (folder / "sub" / "g").write_text("g\n")

    def build(self, text: str, *, buildkit: bool = False) -> str | None:
        """Returns the new image's id; None where the build fails."""
        command = [DOCKER, f"--host={self.address}", "build", "--quiet", "--network=none", "."]
        environment = {"DOCKER_BUILDKIT": str(int(buildkit)), "HOME": str(self.folder), "PATH": "/usr/bin:/bin"}
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
    refused = builder.build(text, buildkit=True) is None
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
