"""What operators are told where the database can't be opened: one sentence, on every way in."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

AWAY = "postgresql://ship:secret@127.0.0.1:1/mate"


def run(words: str, url: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("SHIPMATE_DATABASE_URL", url)
    return CliRunner().invoke(main, words.split())


@pytest.mark.parametrize(
    "words",
    ["db check", "db upgrade", "content stats --answers", "content flag any", "sandbox status", "chat", "attach"],
)
def test_a_database_that_does_not_answer_is_told_in_one_sentence(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(words, AWAY, monkeypatch)
    assert told.exit_code == 1
    assert told.stderr.startswith("Error: The database can't be opened: connection failed: ")
    assert told.stderr.endswith("Connection refused. Check that it runs, and SHIPMATE_DATABASE_URL.\n")
    assert "secret" not in told.output


def test_the_doctor_tells_of_it_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("doctor", AWAY, monkeypatch)
    assert told.exit_code == 1
    first, remedy, *others = told.stdout.splitlines()
    assert first == "✗ database: no answer"
    assert "Check that it runs, and SHIPMATE_DATABASE_URL." in remedy
    assert [line for line in others if "chat" in line]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ship.db", "write sqlite:////path/file.db or postgresql://user@host/name"),
        ("mysql://ship@host/mate", "write sqlite:////path/file.db or postgresql://user@host/name"),
        ("sqlite://", "SQLite needs a file here"),
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/letter.txt", "file is not a database"),
    ],
)
def test_an_address_that_leads_to_no_database_says_why(
    url: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("Dear database, this is a letter.")
    said = run("db check", url.format(folder=tmp_path), monkeypatch)
    assert said.exit_code == 1
    assert said.stderr.startswith(f"Error: The database can't be opened: {told}")
