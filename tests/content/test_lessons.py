"""Lessons: their form, their rules, each with a page that breaks it, and the diagrams as writers type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.proofreading import proofread_lessons
from content.bank import load_bank
from content.diagrams import Cell, Shape
from content.facts import load_facts
from content.faults import ContentError
from content.lesson_rules import check_lessons
from content.lessons import load_lessons, parse_lesson
from content.topics import TOPICS

TOPIC = "image-layers"
BANK = load_bank()
TEXT = "A layer holds the files that one step of a build has changed. Images share layers that are the same."
LISTED = "ls\n" * 9
HARD = (
    "Notwithstanding considerable terminological heterogeneity, contemporary distribution infrastructure invariably "
    "necessitates unambiguous identification, understandably accomplished cryptographically."
)
ALT = "alt: Two containers stand on one layer of an image.\n"

SUBJECTS = {
    "layers": (TOPIC, "An image is a stack of layers"),
    "copy-on-write": ("images-and-containers", "Where does a write go?"),
    "namespaces and cgroups": ("namespaces-and-cgroups", "Seeing and using"),
    "image and container": ("images-and-containers", "Image and container"),
    "port mapping": ("ports-and-networks", "Publishing a port"),
    "mounts": ("volumes-and-mounts", "Bind mount or volume"),
    "the chain of the engine": ("oci-and-runtimes", "Who starts a container?"),
    "virtual machine and container": ("containers-vs-vms", "Whose kernel?"),
    "build cache": ("building-images", "The cache and the order"),
    "stages": ("building-images", "Stages"),
    "tag and digest": ("tags-and-digests", "A tag is a pointer"),
}


def card(title: str = "A card", text: str = TEXT, **values: str) -> str:
    head = {"facts": "F053", "try": "docker history alpine"} | values
    return f"## {title}\n" + "".join(f"{key}: {value}\n" for key, value in head.items() if value) + f"\n{text}\n\n"


def diagram(rows: str, alt: str = ALT) -> str:
    return f"{TEXT}\n\n```diagram\n{alt}{rows}\n```\n"


def page(*first: str, cards: int = 5, questions: str = "which-steps-make-layers, what-a-pull-downloads") -> str:
    others = [card(f"Card {number}") for number in range(len(first), cards)]
    return f"# Image layers\nquestions: {questions}\n\n" + "".join([*first, *others])


def rules(text: str) -> set[str]:
    lesson = parse_lesson(text, TOPIC)
    missing = dict.fromkeys(TOPICS, lesson)
    return {finding.rule for finding in (*check_lessons(missing, BANK), *proofread_lessons([lesson]))}


def test_a_good_lesson_breaks_no_rule() -> None:
    assert rules(page(card(text=diagram("own A | own B\nfixed layer")))) == set()


def test_the_shipped_lessons_break_no_rule() -> None:
    lessons = load_lessons()
    assert list(lessons) == list(TOPICS)
    assert [str(each) for each in (*check_lessons(lessons, BANK), *proofread_lessons(lessons.values()))] == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_better_seen_than_told_has_a_diagram(subject: str) -> None:
    topic, title = SUBJECTS[subject]
    [found] = [each for each in load_lessons()[topic].cards if each.title == title]
    assert found.diagram is not None


def test_every_fact_of_a_topic_stands_on_a_card_of_some_lesson() -> None:
    told = {fact for lesson in load_lessons().values() for each in lesson.cards for fact in each.facts}
    assert sorted(load_facts().keys() - told) == []


def test_a_topic_without_a_lesson_is_missed() -> None:
    found = check_lessons({TOPIC: parse_lesson(page(), TOPIC)}, BANK)
    assert {finding.file for finding in found if finding.rule == "K01"} == {
        f"lessons/{topic}.md" for topic in TOPICS if topic != TOPIC
    }


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("K01", page(cards=4)),
        ("K01", page(cards=10)),
        ("K01", page(card("Twice"), card("Twice"))),
        ("K02", page(card("A title that is " + "long " * 10))),
        ("K02", page(card(text=f"{TEXT} " * 6))),
        ("K02", page(card(text=f"{TEXT} " * 5 + diagram("own A")))),
        ("K02", page(card(text=f"{TEXT}\n\n```sh\n{'x' * 41}\n```"))),
        ("K02", page(card(text=f"{TEXT}\n\n```sh\n{LISTED}```"))),
        ("K03", page(card(facts=""))),
        ("K04", page(questions="which-steps-make-layers")),
        ("K04", page(questions="which-steps-make-layers, no-such-question")),
        ("K04", page(questions="which-steps-make-layers, kernel-on-a-mac")),
        ("K05", page(card("a", **{"try": ""}), card("b", **{"try": ""}), card("c", **{"try": ""}))),
        ("K05", page(card(**{"try": f"docker pull {'a' * 100}"}))),
        ("K06", page(card(text=diagram("own A", alt="alt: short\n")))),
        ("K06", page(card(text=diagram("own A\n" * 11)))),
        ("K06", page(card(text=diagram("own A | own B | own C | own D")))),
        ("K06", page(card(text=diagram(f"own {'word ' * 20}")))),
        ("K06", page(card(text=diagram("own | own B")))),
        ("K07", page(card(**{"try": "docker run --privileged alpine"}))),
        ("K07", page(card(**{"try": "docker ps -q | wc -l"}))),
        ("L19", page(card(text=f"{TEXT} That is so today."))),
        ("L20", page(card(text=f"{TEXT} That is obviously so."))),
        ("L22", page(card(text=f"{TEXT} Try `docker run --detatch nginx`."))),
        ("L23", page(card(text=f"{TEXT} An imgage."))),
        ("L24", page(card(text=HARD))),
        ("B07", page(card(facts="F999"))),
        ("B07", page(card(text="Each layer represents one step of the Dockerfile."))),
    ],
)
def test_each_rule_finds_what_breaks_it(rule: str, text: str) -> None:
    assert rules(text) == {rule}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("Image layers\n", 1, "begin the file with its title"),
        (page(card(text="")), 4, "“A card” has no text"),
        (page().replace("\n\n##", "\n\nA text of its own.\n\n##", 1), 4, "what stands here is shown nowhere"),
        (page(card(text=diagram("own A") + diagram("own A"))), 4, "“A card” has 2 diagrams: a card takes one"),
        (page(card(text=diagram("own A", alt=""))), 11, "say in words what the diagram shows"),
        (page(card(text=diagram(""))), 11, "the diagram has no row"),
        (page(card(text=diagram("own A\nround B"))), 13, "“round” is no shape: begin each cell with one of box, fixed"),
        (page(card(text=f"{TEXT}\n\n```sh\nls\n")), 10, "this block of code is not closed"),
        (page(card(level="3")), 7, "“level:” is not known here: use facts, try"),
    ],
)
def test_a_page_that_can_not_be_read_names_line_and_remedy(text: str, line: int, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_lesson(text, TOPIC)
    assert any(fault.line == line and fault.message.startswith(told) for fault in caught.value.faults)


def test_every_page_with_a_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "layers.md").write_text(page())
    (tmp_path / "cleanup.md").write_text("no title")
    with pytest.raises(ContentError) as caught:
        load_lessons(tmp_path)
    assert {fault.file for fault in caught.value.faults} == {"lessons/layers.md", "lessons/cleanup.md"}


def test_a_diagram_is_read_as_rows_of_cells_and_leaves_the_text() -> None:
    [first, *_] = parse_lesson(page(card(text=diagram("own A | both | box B b\ndown starts"))), TOPIC).cards
    assert first.text == TEXT
    assert first.diagram is not None
    assert first.diagram.alt == "Two containers stand on one layer of an image."
    assert first.diagram.rows == (
        (Cell(Shape.OWN, "A"), Cell(Shape.BOTH), Cell(Shape.BOX, "B b")),
        (Cell(Shape.DOWN, "starts"),),
    )
