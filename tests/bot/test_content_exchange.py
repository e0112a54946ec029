"""The bank goes out for other programs, and their questions come in, from the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from content.bank import load_bank


def test_what_is_exported_can_be_imported_and_what_a_form_can_not_hold_is_named(tmp_path: Path) -> None:
    for form in ("gift", "csv", "yaml"):
        sent = CliRunner().invoke(main, ["content", "export", form])
        file = tmp_path / f"bank.{form}"
        file.write_text(sent.stdout, encoding="utf-8")
        left = sent.stderr.count("is left out")
        result = CliRunner().invoke(main, ["content", "import", str(file), str(tmp_path / form)])
        assert result.exit_code == 0
        assert len(list((tmp_path / form).glob("*/*.md"))) == len(load_bank().questions) - left


def test_faults_are_told_with_their_lines_and_the_rest_is_written(tmp_path: Path) -> None:
    file = tmp_path / "ours.gift"
    file.write_text(
        "Tell me all about layers. {}\n\nIs a tag a name? {T####It is one.\\nSource\\: https\\://docs.docker.com/}\n"
    )
    result = CliRunner().invoke(main, ["content", "import", str(file), str(tmp_path / "new"), "--topic", "cleanup"])
    assert result.exit_code == 1
    assert "ours.gift:1: there is nothing to choose from" in result.stderr
    assert (tmp_path / "new" / "cleanup" / "ours-1.md").exists()


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "ours.gift"
    file.write_text("Is a tag a name? {T####It is one.\\nSource\\: https\\://docs.docker.com/}\n")
    lines = ["content", "import", str(file), str(tmp_path / "new"), "--topic", "cleanup"]
    assert CliRunner().invoke(main, lines).exit_code == 0
    again = CliRunner().invoke(main, lines)
    assert again.exit_code == 1
    assert "is there already" in again.stderr
