"""Rules of this repository that no linter knows. Each returns the faults it finds, as sentences with their line."""

from __future__ import annotations

import ast
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

_REGISTRIES = [
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("snapshot", "debian", "org"),
    )
]
"""Where packages come from is the machine's business: a lock or a script that names a host ties us to it."""

_MACHINE_PATHS = [
    "/".join(parts)
    for parts in (
        ("", "work", "main"),
        ("", "work", "shared"),
        ("..", "shared"),
        ("", "root", ""),
        ("", "tmp", "brief"),
        ("file:", "", "", "opt"),
    )
]
"""Folders of one person's machine; what a test needs lies in its own temporary folder."""

_MAKING = ["".join(parts) for parts in (("Cla", "ude"), ("Chat", "GPT"), ("language ", "model"), ("issues ", "show"))]
"""The repository speaks of Shipmate, not of the tools it was written with."""

_TRUSTED = {"commands.text": {"say"}, "commands.errors": {"invalid", "refused", "not_found", "unavailable"}}
_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
_ENVIRONMENT = {"os.environ", "os.getenv", "os.environb"}


def repository_files(root: Path) -> list[Path]:
    """Returns all files that git would keep, also in a copy that is no clone."""
    with tempfile.TemporaryDirectory() as empty:
        subprocess.run(["git", "init", "--quiet", empty], check=True)
        git = ["git", f"--git-dir={empty}/.git", f"--work-tree={root}"]
        listed = subprocess.run(
            [*git, "ls-files", "-z", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    return [root / name for name in listed.stdout.split("\0") if name]


def names_of_registries(text: str) -> list[str]:
    """A file names no host of a package registry."""
    return _mentions(text, _REGISTRIES, "names the package registry")


def paths_of_a_machine(text: str) -> list[str]:
    """A file names no folder of the machine it was written on."""
    return _mentions(text, _MACHINE_PATHS, "names the folder")


def words_of_its_making(text: str) -> list[str]:
    """A file doesn't tell how it was written."""
    return _mentions(text, _MAKING, "speaks of")


def built_templates(source: str) -> list[str]:
    """A template of `say` and its kin is trusted text: it is written where it is used, never put together."""
    tree = ast.parse(source)
    trusted = _imported(tree)
    return [
        f"line {call.lineno}: the template of {name} is not written here"
        for call in _calls(tree)
        if (name := ast.unparse(call.func)) in trusted and not (call.args and _is_literal(call.args[0]))
    ]


def clocks_read(source: str) -> list[str]:
    """Time comes from the clock that is passed along."""
    return _uses(source, _CLOCKS, "reads the clock")


def environments_read(source: str) -> list[str]:
    """What differs between installations comes from the settings."""
    return _uses(source, _ENVIRONMENT, "reads the environment")


def names_used_twice(paths: Iterable[PurePosixPath]) -> list[str]:
    """Tests lie in no packages, so two files of one name would be one module."""
    counts = Counter(path.name for path in paths if path.suffix == ".py" and path.name != "conftest.py")
    return [f"{name} is there {count} times" for name, count in counts.items() if count > 1]


def _mentions(text: str, words: list[str], what: str) -> list[str]:
    pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}" for word in words), re.IGNORECASE)
    return [
        f"line {number}: {what} {found[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for found in pattern.finditer(line)
    ]


def _imported(tree: ast.Module) -> set[str]:
    """The names under which this module can call the trusted functions."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        for alias in node.names:
            known = alias.asname or alias.name
            if alias.name in _TRUSTED.get(node.module, ()):
                names.add(known)
            names |= {f"{known}.{function}" for function in _TRUSTED.get(f"{node.module}.{alias.name}", ())}
    return names


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_literal(node.body) and _is_literal(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _uses(source: str, forbidden: set[str], what: str) -> list[str]:
    """Finds `module.name` however it was imported: `import os`, `import os as o`, `from os import environ`."""
    tree = ast.parse(source)
    origin = _origins(tree)
    faults = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute | ast.Name):
            continue
        first, _, rest = ast.unparse(node).partition(".")
        full = f"{origin.get(first, first)}.{rest}".rstrip(".")
        if full in forbidden or full.removeprefix("datetime.") in forbidden:
            faults.append(f"line {node.lineno}: {what} with {full}")
    return faults


def _origins(tree: ast.Module) -> dict[str, str]:
    origins: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            origins |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origins |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return origins
