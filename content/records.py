"""What engines have shown of templates: kept in the repository, so that serving a question needs no engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from content.questions import Question
from content.templates import read
from content.verification import confirms, script_of

FOLDER = Path(__file__).parent / "verified"
"""One file for each engine and image store: `docker-20.10.24-overlay2.json`."""


@dataclass(frozen=True, slots=True)
class Engine:
    """On what was checked and when: the engine's version, its image store, the date as YYYY-MM-DD."""

    version: str
    store: str
    checked: str

    @property
    def file(self) -> Path:
        return FOLDER / f"docker-{self.version}-{self.store}.json"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a check printed, and which script it was, by a digest of its text."""

    printed: str
    script: str


def published() -> Iterator[Question]:
    """Yields the questions of templates that every engine on record has confirmed, by today's scripts."""
    records = [_items(file) for file in sorted(FOLDER.glob("*.json"))]
    for named in dict.fromkeys(name for record in records for name in record):
        try:
            template, values = read(named)
            question = template.question(values)
        except ValueError:  # the template draws other values by now
            continue
        shown = [record[named] for record in records if named in record]
        current = [each for each in shown if each.script == digest_of(question)]
        if current and all(confirms(question, each.printed) for each in current):
            yield question


def record(engine: Engine, shown: Mapping[str, Shown]) -> None:
    """Writes what an engine showed, by template and values, in place of its record."""
    items = {named: asdict(each) for named, each in sorted(shown.items())}
    text = json.dumps({**asdict(engine), "items": items}, indent=1, ensure_ascii=False)
    FOLDER.mkdir(exist_ok=True)
    engine.file.write_text(f"{text}\n", encoding="utf-8")


def recorded(engine: Engine) -> Mapping[str, Shown]:
    """Returns what an engine has shown before, by template and values."""
    return _items(engine.file) if engine.file.exists() else {}


def engines() -> list[Engine]:
    """Returns the engines on record."""
    files = (json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json")))
    return [Engine(each["version"], each["store"], each["checked"]) for each in files]


def digest_of(question: Question) -> str:
    """Returns the digest of a question's script, by which a record is known to be out of date."""
    return hashlib.sha256(script_of(question).encode()).hexdigest()[:12]


def _items(file: Path) -> dict[str, Shown]:
    items: Mapping[str, Mapping[str, str]] = json.loads(file.read_text(encoding="utf-8"))["items"]
    return {named: Shown(each["printed"], each["script"]) for named, each in items.items()}
