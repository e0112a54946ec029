"""The rules of source_rules.py hold in every file, and each of them can be broken."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
import source_rules as rules

ROOT = Path(__file__).parents[2]
FILES = rules.repository_files(ROOT)
PROGRAM = ("bot", "commands", "sandbox", "content")

Rule = Callable[[str], list[str]]


def faults(rule: Rule, *, under: tuple[str, ...] = (), suffix: str = "", owners: tuple[str, ...] = ()) -> list[str]:
    """Applies a rule to the files of some folders, but for the one place that owns what is forbidden elsewhere."""
    found = []
    for file in FILES:
        path = file.relative_to(ROOT)
        if path.name.endswith(suffix) and (not under or path.parts[0] in under) and str(path) not in owners:
            found += [f"{path}: {fault}" for fault in rule(file.read_text(errors="replace"))]
    return found


def test_no_file_names_a_package_registry() -> None:
    assert faults(rules.names_of_registries) == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert faults(rules.paths_of_a_machine) == []


def test_no_file_tells_how_it_was_written() -> None:
    assert faults(rules.words_of_its_making) == []


def test_templates_are_written_where_they_are_used() -> None:
    owners = ("commands/errors.py",)  # hands its own callers' templates on
    assert faults(rules.built_templates, under=("bot", "commands"), suffix=".py", owners=owners) == []


def test_only_the_composition_reads_the_clock() -> None:
    assert faults(rules.clocks_read, under=PROGRAM, suffix=".py", owners=("bot/app.py",)) == []


def test_only_the_settings_read_the_environment() -> None:
    assert faults(rules.environments_read, under=PROGRAM, suffix=".py", owners=("bot/settings.py",)) == []


def test_every_file_of_the_tests_has_a_name_of_its_own() -> None:
    tests = [PurePosixPath(file.relative_to(ROOT)) for file in FILES if file.relative_to(ROOT).parts[0] == "tests"]
    assert len(tests) > 20
    assert rules.names_used_twice(tests) == []


def test_the_locks_of_program_and_tools_agree() -> None:
    program, tools = pins("requirements.lock"), pins("requirements-dev.lock")
    assert len(program) > 30
    assert program.items() <= tools.items()


def pins(lock: str) -> dict[str, str]:
    lines = [line.rstrip(" \\") for line in (ROOT / lock).read_text().splitlines() if line[:1].strip()]
    return {name: pinned for name, _, pinned in (line.partition("==") for line in lines)}


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (rules.names_of_registries, "docker.io/library/alpine", "--index-url https://" + "pypi" + ".org/simple"),
        (rules.names_of_registries, "an organisation", "https://files." + "pythonhosted" + ".org/x.whl"),
        (rules.paths_of_a_machine, "docker run -v $PWD:/work alpine", "cd /work" + "/main"),
        (rules.paths_of_a_machine, "shared images", "see .." + "/shared/design.md"),
        (
            rules.built_templates,
            "from commands.text import say\nsay('Hello.')",
            "from commands.text import say\nsay(x)",
        ),
        (
            rules.built_templates,
            "from commands.text import say\nsay('One.' if one else 'Many.')",
            "from commands.text import say\nsay('One.' if one else many)",
        ),
        (
            rules.built_templates,
            "from commands import errors\nerrors.invalid('No {name}.', name=name)",
            "from commands import errors\nerrors.invalid(f'No {name}.')",
        ),
        (rules.built_templates, "say(anything)", "from commands.text import say as tell\ntell('a' + name)"),
        (
            rules.built_templates,
            "from commands.errors import refused",
            "from commands.errors import refused\nrefused()",
        ),
        (rules.clocks_read, "services.now()", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
        (rules.clocks_read, "time.monotonic()", "import datetime as d\nd.datetime.now()"),
        (rules.clocks_read, "from datetime import date", "from datetime import date\ndate.today()"),
        (rules.environments_read, "settings.token", "import os\nos.environ['TOKEN']"),
        (rules.environments_read, "import os\nos.kill(1, 0)", "from os import getenv\ngetenv('TOKEN')"),
    ],
)
def test_a_rule_finds_what_breaks_it_and_nothing_else(rule: Rule, good: str, bad: str) -> None:
    assert rule(good) == []
    assert len(rule(bad)) == 1


def test_two_tests_of_one_name_are_found() -> None:
    twice = [PurePosixPath("tests/bot/test_menu.py"), PurePosixPath("tests/commands/test_menu.py")]
    apart = [PurePosixPath("tests/bot/conftest.py"), PurePosixPath("tests/commands/conftest.py")]
    assert rules.names_used_twice(twice) == ["test_menu.py is there 2 times"]
    assert rules.names_used_twice(apart) == []


def test_ignored_files_are_not_judged_but_new_ones_are(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text(".env\n")
    (tmp_path / ".env").write_text("secret")
    (tmp_path / "new.py").write_text("")
    assert {file.name for file in rules.repository_files(tmp_path)} == {".gitignore", "new.py"}
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    assert {file.name for file in rules.repository_files(tmp_path)} == {".gitignore", "new.py"}
