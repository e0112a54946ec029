"""hadolint itself looks at a Dockerfile; its findings are told in our words, and once."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from commands.dockerfile import Advice, read_dockerfile
from commands.dockerfile.advice import advise
from commands.dockerfile.lint import NoLint, joined, lint, page
from commands.dockerfile.lint_rules import SAME_AS, SENTENCES


async def found(text: str) -> list[tuple[str, int]]:
    return [(each.id, each.first) for each in await lint(text)]


async def test_findings_come_with_their_lines() -> None:
    assert await found("FROM debian\nRUN apt-get install -y a\n") == [("DL3006", 1), ("DL3008", 2), ("DL3015", 2)]


async def test_a_finding_is_told_in_our_words() -> None:
    (given,) = [each for each in await lint("FROM a:1\nRUN echo $A | cat\n") if each.id == "DL4006"]
    assert given == Advice("DL4006", "warning", 2, 2, SENTENCES["DL4006"])


async def test_a_finding_that_we_have_no_words_for_leads_to_its_page() -> None:
    (given,) = [each for each in await lint("FROM a:1\nRUN [ a == b ]\n") if each.id not in SENTENCES]
    assert (given.text, given.instead) == ("", page(given.id))
    assert page("SC1") == "https://www.shellcheck.net/wiki/SC1"
    assert page("DL1") == "https://github.com/hadolint/hadolint/wiki/DL1"


async def test_what_our_own_advice_says_already_is_not_said_twice() -> None:
    text = "FROM debian\nMAINTAINER a\nRUN apt-get update\nRUN apt-get install b=1\nCMD c\n"
    own = advise(read_dockerfile(text))
    extra = joined(own, await lint(text))[len(own) :]
    assert {each.id for each in await lint(text)} >= {"DL3006", "DL3014", "DL3015", "DL3025", "DL4000"}
    assert extra == []


@pytest.mark.parametrize(
    ("line", "codes"),
    [("RUN cd /a", []), ("ENV API_KEY=a", []), ("HEALTHCHECK CMD a || exit 1", []), ("USER app", ["DL3066"])],
)
async def test_what_hadolint_adds_on_everyday_lines_is_new_and_in_our_words(line: str, codes: list[str]) -> None:
    text = f"FROM a:1\n{line}\n"
    own = advise(read_dockerfile(text))
    extra = joined(own, await lint(text))[len(own) :]
    assert [each.id for each in extra] == codes
    assert all(each.text for each in extra)


async def test_settings_and_pragmas_of_others_have_no_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".hadolint.yaml").write_text("ignored: [DL3006]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3006")
    assert await found("# hadolint global ignore=DL3006\n# hadolint ignore=DL3006\nFROM debian\n") == [("DL3006", 3)]


@pytest.mark.parametrize("text", ["", "NONSENSE", "FROM a:1\nRUN <<X\n", "\x00\ud800", "FROM"])
async def test_what_hadolint_can_not_read_has_no_findings(text: str) -> None:
    assert [each for each in await lint(text) if not each.id.startswith("SC")] == []


async def test_without_the_program_there_are_no_findings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(NoLint):
        await lint("FROM a")


async def test_a_file_that_takes_too_long_is_given_up_and_no_process_stays() -> None:
    began = time.monotonic()
    with pytest.raises(NoLint):
        await lint("FROM a:1\nRUN " + "a && " * 3000 + "b")
    assert time.monotonic() - began < 10
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert "hadolint" not in [Path(f"/proc/{child}/comm").read_text().strip() for child in children]


def test_every_rule_that_ours_stands_for_has_a_sentence_too() -> None:
    assert SAME_AS.keys() <= SENTENCES.keys()
    assert all(text.endswith(".") for text in SENTENCES.values())
