"""hadolint's findings, told in our words. The program comes with its Python package and lies beside the interpreter."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from commands.dockerfile.lint_rules import ALSO_SAYS, COMPLETE, MINOR, SAME_AS, SENTENCES
from commands.dockerfile.model import Advice

_SECONDS = 3.0
"""Time that hadolint gets; an everyday file takes it a twentieth of a second."""

_LONGEST = 16_000
"""Characters of a file that hadolint is asked about; its shell parser is slow on long ones that mean harm."""

_MOST_OUTPUT = 1_000_000
_AT_ONCE = asyncio.Semaphore(2)
_SEVERITIES = {"error": "warning", "warning": "warning", "info": "info", "style": "info"}
_UNREADABLE = "DL1000"
"""hadolint's word for a file that it can't read: our own reading tells that better."""


class NoLint(Exception):
    """hadolint isn't there, or didn't end in time."""


async def lint(text: str) -> list[Advice]:
    """Returns what hadolint finds in a Dockerfile. Raises NoLint where it can't be asked.

    It reads the text from its standard input, in an empty folder and environment, so that no settings are found.
    """
    program = Path(sys.executable).parent / "hadolint"
    if len(text) > _LONGEST or not program.exists():
        raise NoLint
    async with _AT_ONCE:
        findings = json.loads(await _output(program, text) or "[]")
    return [_advice(each) for each in findings if each["code"] != _UNREADABLE]


async def _output(program: Path, text: str) -> bytes:
    with tempfile.TemporaryDirectory() as empty:
        process = await asyncio.create_subprocess_exec(
            program,
            *("--format", "json", "--no-fail", "--no-color", "--disable-ignore-pragma", "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=empty,
            env={"HOME": empty, "LC_ALL": "C.UTF-8"},
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(text.encode(errors="replace")), _SECONDS)
        except TimeoutError:
            raise NoLint from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode or len(output) > _MOST_OUTPUT:
        raise NoLint
    return output


def _advice(finding: dict[str, Any]) -> Advice:
    code, line = str(finding["code"]), int(finding["line"])
    told = SENTENCES.get(code, "")
    severity = "info" if code in MINOR else _SEVERITIES.get(str(finding["level"]), "info")
    return Advice(code, severity, line, line, told, "" if told else page(code))


def page(code: str) -> str:
    """Returns the address of the page on one of hadolint's rules; those with SC are ShellCheck's."""
    if code.startswith("SC"):
        return f"https://www.shellcheck.net/wiki/{code}"
    return f"https://github.com/hadolint/hadolint/wiki/{code}"


def joined(own: list[Advice], found: list[Advice]) -> list[Advice]:
    """Returns our advice with what hadolint adds to it; what both say of a line is said once."""
    said = {(ALSO_SAYS.get(each.id, each.id), line) for each in own for line in range(each.first, each.last + 1)}
    everywhere = {each.id for each in own}
    new: dict[tuple[str, int], Advice] = {}
    for each in found:
        same = SAME_AS.get(each.id)
        if same is None or (same not in {*everywhere, *COMPLETE} and (same, each.first) not in said):
            new.setdefault((each.id, each.first), each)
    return [*own, *new.values()]
