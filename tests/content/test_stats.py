"""The numbers on how the bank covers its subject."""

from __future__ import annotations

from writing import read, written

from content.bank import Bank, load_bank
from content.stats import stats
from content.topics import TOPICS


def test_live_questions_are_counted_by_topic_kind_level_and_difficulty() -> None:
    order = written(head={"kind": "order", "difficulty": "4"}, options="1. a\n2. b\n3. c\n")
    old = written(head={"status": "retired"})
    counted = stats(Bank([read(written(), id="a"), read(order, id="b"), read(old, id="c")]))

    assert counted.total == 2
    assert counted.topics == {name: 2 if name == "tags-and-digests" else 0 for name in TOPICS}
    assert counted.kinds == {"order": 1, "single": 1}
    assert counted.difficulties == {"2": 1, "4": 1}
    assert counted.levels == {"apply": 2}
    assert counted.verified == {"docs": 2}


def test_an_empty_bank_can_be_counted() -> None:
    assert "0 questions" in str(stats(Bank([])))


def test_the_table_puts_each_topic_beside_its_share() -> None:
    table = str(stats(load_bank()))
    assert all(name in table for name in TOPICS)
    assert "of 12 % wanted" in table
