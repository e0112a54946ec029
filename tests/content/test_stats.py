"""The numbers on how the bank covers its subject."""

from __future__ import annotations

from writing import read, written

from content.bank import Bank, load_bank
from content.coverage import FILE, coverage
from content.glossary import load_glossary
from content.lab_bank import load_labs
from content.lessons import load_lessons
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


def test_what_is_there_beside_questions_is_counted_too() -> None:
    cards = sum(len(lesson.cards) for lesson in load_lessons().values())
    assert str(stats(Bank([]))).splitlines()[-1] == (
        f"beside      lessons {len(load_lessons())} · cards {cards} · terms {len(load_glossary().terms)} · "
        f"labs {len(load_labs().labs)}"
    )


def section(page: str, title: str) -> str:
    """The part of the coverage page below a heading."""
    return page.split(f"## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def test_the_coverage_page_is_up_to_date() -> None:
    assert FILE.read_text() == coverage(load_bank()), "run: shipmate content stats --write"


def test_the_coverage_page_counts_topics_and_shows_gaps() -> None:
    page = coverage(Bank([read(written(), id="a"), read(written(head={"difficulty": "4"}), id="b")]))

    assert "| tags-and-digests | 2 | 100% of 10 % | 0 (0%) | 0 | 1 | 0 | 1 | 0 |" in section(page, "Topics")
    assert "| tags-and-digests.2 | predict what latest and moved tags give | 2 |" in section(page, "Objectives")
    assert "| tags-and-digests.1 | read an image reference with its defaults | 0 **gap** |" in section(
        page, "Objectives"
    )
    assert "| tags-and-digests | 2 | 0 |" in section(page, "Kinds")
    assert "`tags-are-fixed` 2, `tags-are-lists` 2" in section(page, "Misconceptions")
    assert "| tags-and-digests | 1 of 16 |  | F056, F057" in section(page, "Facts")
    assert "| 2 |" in section(page, "KCNA competencies").splitlines()[4]


def test_every_topic_leads_up_to_one_competency() -> None:
    rows = section(coverage(load_bank()), "KCNA competencies").splitlines()[4:]
    topics = [topic for row in rows if row for topic in row.split(" | ")[1].split(", ")]
    assert sorted(topics) == sorted(TOPICS)


def test_the_coverage_of_an_empty_bank_is_all_gaps() -> None:
    assert coverage(Bank([])).count("**gap**") == sum(len(topic.objectives) for topic in TOPICS.values())


def test_the_page_counts_cards_and_terms_of_every_topic() -> None:
    rows = section(coverage(load_bank()), "Lessons and glossary").splitlines()[4:]
    counted = {row.split(" | ")[0].removeprefix("| "): row.split(" | ")[1] for row in rows if row.startswith("| ")}
    assert counted == {topic: str(len(lesson.cards)) for topic, lesson in load_lessons().items()}


def test_the_page_names_the_labs_of_every_topic_and_the_objectives_that_none_practises() -> None:
    rows = section(coverage(load_bank()), "Labs").splitlines()[2:]
    told = {topic: (int(count), names, set(without.split(", "))) for topic, count, names, without in map(cells, rows)}
    assert list(told) == list(TOPICS)
    assert sum(count for count, _, _ in told.values()) == len(load_labs().labs)
    for lab in load_labs().labs:
        assert f"{lab.name} ({lab.difficulty})" in told[lab.topic][1]
    practised = {objective for lab in load_labs().labs for objective in lab.objectives}
    assert all(without - {""} == set(TOPICS[topic].objectives) - practised for topic, (_, _, without) in told.items())


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]
