"""The bank that is shipped, and how a folder of questions becomes one."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from writing import read, written

import content
from content.bank import Bank, ContentError, load_bank
from content.model import to_model
from content.topics import TOPICS

SHIPPED = load_bank()
SCHEMA = json.loads((Path(content.__file__).parent / "schema" / "question.schema.json").read_text())


def put(folder: Path, topic: str, name: str, text: str) -> None:
    (folder / topic).mkdir(parents=True, exist_ok=True)
    (folder / topic / name).write_text(text, encoding="utf-8")


def test_every_topic_has_questions() -> None:
    assert [topic.name for topic in SHIPPED.topics] == list(TOPICS)


def test_the_daily_round_can_ask_for_two_months_without_repeating_itself() -> None:
    assert sum(question.kind in {"single", "truefalse"} for question in SHIPPED.questions) >= 60


def test_every_shipped_question_has_the_shape_of_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for question in SHIPPED.entries:
        assert not list(validator.iter_errors(to_model(question))), question.file


def test_every_objective_belongs_to_its_topic_and_shares_add_up() -> None:
    assert all(name.startswith(f"{topic.name}.") for topic in TOPICS.values() for name in topic.objectives)
    assert sum(topic.share for topic in TOPICS.values()) == 100


def test_a_question_is_found_by_its_id(tmp_path: Path) -> None:
    put(tmp_path, "tags-and-digests", "after-a-push.md", written())
    bank = load_bank(tmp_path)
    assert bank.get("after-a-push") == read(written())
    assert "after-a-push" in bank
    assert "another" not in bank


def test_a_retired_question_is_kept_but_not_asked() -> None:
    bank = Bank([read(written(head={"status": "retired"}), id="old"), read(written(), id="new")])
    assert [question.id for question in bank.questions] == ["new"]
    assert bank.get("old").status == "retired"
    assert len(bank) == 1


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    put(tmp_path, "cleanup", "one.md", "no head")
    put(tmp_path, "tags-and-digests", "two.md", written(references=""))
    with pytest.raises(ContentError) as caught:
        load_bank(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["cleanup/one.md", "tags-and-digests/two.md"]


def test_an_id_that_two_files_share_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "cleanup", "same.md", written(head={"objective": "cleanup.1"}))
    put(tmp_path, "tags-and-digests", "same.md", written())
    with pytest.raises(ContentError, match=r"tags-and-digests/same\.md:1: the id is taken by cleanup/same\.md"):
        load_bank(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cleanup").mkdir()
    (tmp_path / "cleanup" / "latin.md").write_bytes("---\nkind: é".encode("latin-1"))
    with pytest.raises(ContentError, match="not UTF-8 text"):
        load_bank(tmp_path)
