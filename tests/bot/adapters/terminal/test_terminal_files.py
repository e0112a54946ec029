"""Files of one's own machine, named in the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters.terminal.files import with_file
from commands.attachment import LARGEST, Attachment
from commands.catalogue import REGISTRY
from commands.errors import CommandError
from commands.plain import plain_text
from commands.registry import Call

CONTENT = b"FROM alpine:3.20\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder and the person's own."""
    (tmp_path / "my app").mkdir()
    for name in ("Dockerfile", "my app/web.Dockerfile"):
        (tmp_path / name).write_bytes(CONTENT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def handed_over(line: str) -> Attachment | None:
    """Returns the file that a typed line stands for; None where it is a line like others."""
    read = with_file(line, REGISTRY)
    return read.values["file"] if isinstance(read, Call) else None


def refusal(line: str) -> str:
    with pytest.raises(CommandError) as refused:
        with_file(line, REGISTRY)
    return plain_text(refused.value.sentence)


@pytest.mark.parametrize(
    "typed",
    ["Dockerfile", "./Dockerfile", "file:Dockerfile", "file: ./Dockerfile", "~/Dockerfile", "../{here}/Dockerfile"],
)
def test_a_file_is_named_with_or_without_its_option(typed: str, here: Path) -> None:
    for command in ("dockerfile", "/ship dockerfile"):
        assert handed_over(f"{command} {typed.format(here=here.name)}") == Attachment("Dockerfile", CONTENT)


@pytest.mark.parametrize(
    "typed", ["file:my app/web.Dockerfile", "./my app/web.Dockerfile", 'file:"my app/web.Dockerfile"']
)
def test_a_name_may_have_spaces(typed: str) -> None:
    assert handed_over(f"dockerfile {typed}") == Attachment("web.Dockerfile", CONTENT)


@pytest.mark.parametrize(
    "line",
    [
        "dockerfile",
        "dockerfile FROM alpine",
        "dockerfile\nFROM alpine\n",
        "dockerfile ./a\nb",
        "rank week",
        "nosuch ./Dockerfile",
        "",
    ],
)
def test_any_other_line_is_left_as_it_is(line: str) -> None:
    assert with_file(line, REGISTRY) == line


def test_what_cannot_be_handed_over_is_said_in_a_sentence(here: Path) -> None:
    (here / "large").write_bytes(b"x" * (LARGEST + 1))
    os.mkfifo(here / "pipe")
    assert refusal("dockerfile ./Dokerfile") == f"There is no file ./Dokerfile in {here}."
    assert refusal("dockerfile ./my app") == "./my app is a folder: name the file in it."
    assert refusal("dockerfile ./large") == "large is too large: a file may have 64 KiB here."
    assert refusal("dockerfile ./pipe") == "./pipe is no ordinary file."
    assert refusal("dockerfile file:") == "Name the file behind file:, such as ./Dockerfile."
    assert refusal("dockerfile ./a\0b").startswith("There is no file")
    assert refusal(f"dockerfile ./{'a' * 3000}").startswith("There is no file ./aaa")


def test_a_file_that_may_not_be_read_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: Path, mode: str) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal("dockerfile ./Dockerfile") == "You may not read ./Dockerfile: look at its permissions with ls -l."


def test_a_command_that_needs_more_than_a_file_takes_it_at_its_end(here: Path) -> None:
    read = with_file("docker build -t hello . file:my app/web.Dockerfile", REGISTRY)
    assert isinstance(read, Call)
    assert read.values == {"line": "build -t hello .", "file": Attachment("web.Dockerfile", CONTENT)}


@pytest.mark.parametrize("line", ["docker ps", "docker images", "docker build -t hello .", "docker rm ./x"])
def test_a_word_behind_such_a_command_is_no_file(here: Path, line: str) -> None:
    assert with_file(line, REGISTRY) == line


def test_a_file_may_stand_among_the_options_of_a_command_that_reads_words(here: Path) -> None:
    (here / "ours.csv").write_text("question,options\n")
    read = with_file("/ship own import file:ours.csv topic:cleanup", REGISTRY)
    assert isinstance(read, Call)
    assert (read.values["file"].name, read.values["topic"]) == ("ours.csv", "cleanup")
    assert with_file("/ship own new", REGISTRY) == "/ship own new"
    assert with_file("/ship today file:ours.csv", REGISTRY) == "/ship today file:ours.csv"
