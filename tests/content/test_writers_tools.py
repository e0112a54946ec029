"""What writers are given: the guide, a file to begin with, and a look at the question as learners will see it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from writing import findings, read

import content
from bot.cli import main
from bot.preview import replies_of, show_preview
from commands.markdown import text_of
from commands.plain import plain, plain_text
from commands.quiz.preview import preview
from content.bank import load_bank
from content.lab_bank import load_labs
from content.labs import Lab
from content.lessons import load_lessons
from content.questions import Kind
from content.skeleton import begin, skeleton

GUIDE = (Path(content.__file__).parent / "README.md").read_text()


def run(*words: str) -> str:
    return CliRunner().invoke(main, ["content", *words]).output


def test_the_question_in_the_guide_is_a_good_one() -> None:
    example, *_ = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.DOTALL | re.MULTILINE)
    assert read(example, topic="volumes-and-mounts").kind is Kind.SINGLE
    assert findings(example, topic="volumes-and-mounts") == []


def test_the_guide_tells_of_every_kind() -> None:
    assert [kind for kind in Kind if f"`{kind}`" not in GUIDE] == []


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("topic", ["cleanup", "image-layers"])
def test_a_skeleton_can_be_read_and_is_not_asked_before_it_is_done(kind: Kind, topic: str) -> None:
    question = read(skeleton(topic, kind), topic=topic)
    assert (question.kind, question.status) == (kind, "draft")


def test_a_new_question_is_put_where_its_topic_is(tmp_path: Path) -> None:
    file = begin(tmp_path, "cleanup", "what-stays", Kind.NUMBER)
    assert file == tmp_path / "cleanup" / "what-stays.md"
    assert [question.id for question in load_bank(tmp_path).entries] == ["what-stays"]


@pytest.mark.parametrize(
    ("topic", "name", "told"),
    [
        ("clean", "what-stays", "“clean” is no topic: use one of container-history"),
        ("cleanup", "What stays", "“What stays” is no id: write lower-case words joined by hyphens"),
        ("cleanup", "../what-stays", "is no id"),
        ("cleanup", "x" * 49, "48 characters at most"),
    ],
)
def test_what_can_not_begin_says_what_to_type_instead(tmp_path: Path, topic: str, name: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        begin(tmp_path, topic, name, Kind.SINGLE)
    assert list(tmp_path.iterdir()) == []


def test_an_id_that_is_in_use_is_not_taken_again() -> None:
    taken = load_bank().entries[0]
    assert f"The id “{taken.id}” is taken by" in run("new", "cleanup", taken.id)


def test_a_preview_shows_card_and_reveal_in_three_shapes() -> None:
    told = run("preview", "volume-or-bind")
    assert re.findall(r"─ (\w+) ─", told) == ["Terminal", "Discord", "Slack"] * 2
    assert told.count("[A]  [B]  [C]") == 3
    assert "In `docker run -v cache:/var/cache app`, what is `cache`?" in told
    assert "Answer to question 1" in told
    assert "Source: https://docs.docker.com/engine/storage/volumes/" in told


def test_every_question_has_a_preview(capsys: pytest.CaptureFixture[str]) -> None:
    for question in load_bank().entries:
        show_preview(preview(question), as_json=False)
        assert "Answer to question 1" in capsys.readouterr().out, question.id


def test_a_preview_can_be_had_as_the_platforms_get_it() -> None:
    card = json.loads(run("preview", "volume-or-bind", "--json").split("\n}\n")[0] + "}")
    assert [block["type"] for block in card["slack"]] == ["header", "rich_text", "rich_text", "actions"]


def test_a_preview_of_nothing_says_how_things_are_named() -> None:
    told = "There is no question, lab or topic “volume.md”: its name is that of its file, without .md."
    assert told in run("preview", "volume.md")


def test_a_preview_of_a_lab_goes_from_its_card_to_its_debrief() -> None:
    told = run("preview", "two-from-one")
    card, vain, done, hints, debrief = told.split("─ Terminal ─")[1:]
    assert all(re.findall(r"─ (\w+) ─", each) == ["Discord", "Slack"] for each in (card, vain, done, hints, debrief))
    assert card.count("1. ") == 3
    assert card.count("[Check]  [Hint]  [Reset]") == 3
    assert vain.count("2 things are missing: go on, and check again.") == 2  # and Discord's colon is escaped
    assert done.count("[Debrief]  [Reset]") == 3
    assert hints.count("These are all hints there are.") == 3
    assert "An image is a stack of" in debrief
    assert debrief.count("[Reset]  [Next: ") == 3


@pytest.mark.parametrize("lab", load_labs().labs, ids=lambda lab: lab.name)
def test_the_preview_of_a_lab_has_every_sentence_that_it_can_say(lab: Lab) -> None:
    told = "\n".join(plain(reply) for reply in replies_of(lab.name))
    sentences = [each for part in lab.parts for item in part.items for each in (item.there, item.missing)]
    assert [each for each in (*lab.steps, *sentences, *lab.hints) if plain_text(text_of(each)) not in told] == []


def test_a_preview_of_a_topic_shows_every_card_of_its_lesson_with_its_picture_in_words() -> None:
    lesson = load_lessons()["image-layers"]
    told = run("preview", "image-layers")
    assert re.findall(r"─ (\w+) ─", told) == ["Terminal", "Discord", "Slack"] * len(lesson.cards)
    for number, card in enumerate(lesson.cards, 1):
        assert told.count(f"{number}/{len(lesson.cards)} · ") == 3
        assert card.diagram is None or told.count(card.diagram.alt) == 2


def test_a_numbered_list_keeps_its_lines_on_slack() -> None:
    slack = run("preview", "two-from-one").split("─ Slack ─")[1]
    assert "1. Start web1 in the background.\n2. " in slack


def test_the_check_can_tell_of_some_files_alone() -> None:
    told = run("check", "--only", "cleanup/")
    assert [line for line in told.splitlines()[:-1] if not line.startswith("cleanup/")] == []
    assert told.splitlines()[-1].startswith(f"{len(load_bank().questions)} questions, 0 errors")


@pytest.mark.parametrize("only", ["lessons/cleanup", "facts"])
def test_a_part_of_the_bank_may_have_nothing_to_be_said_of(only: str) -> None:
    assert CliRunner().invoke(main, ["content", "check", "--only", only]).exit_code == 0


def test_a_check_of_files_that_are_not_there_is_no_success(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["content", "check", "--only", "clean-up"])
    assert told.exit_code == 2
    assert (
        "Error: No file's name begins with “clean-up”: type TOPIC, TOPIC/ID, glossary, lessons or labs.\n"
        in told.stderr
    )
    told = CliRunner().invoke(main, ["content", "check", str(tmp_path), "--only", "labs"])
    assert told.exit_code == 2
    assert "Error: No file's name begins with “labs”: type TOPIC, TOPIC/ID.\n" in told.stderr


@pytest.mark.parametrize(
    ("only", "near"),
    [
        ("tags-can-mvoe", "tags-can-move"),
        ("tags-and-digests/tags-can-move.md", "tags-can-move"),
    ],
)
def test_a_check_on_an_engine_of_nothing_is_no_success(only: str, near: str) -> None:
    told = CliRunner().invoke(main, ["content", "verify", "--only", "detached", "--only", only])
    assert told.exit_code == 2
    said = f"Error: No question that an engine can check has an id that begins with “{only}”: try {near}."
    assert said in told.stderr


def test_a_folder_of_somebody_else_may_hold_no_scripts(tmp_path: Path) -> None:
    (tmp_path / "volumes-and-mounts").mkdir()
    example, *_ = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.DOTALL | re.MULTILINE)
    (tmp_path / "volumes-and-mounts" / "filled.md").write_text(example)
    told = run("check", str(tmp_path))
    assert "L21 error: only maintainers add scripts, in content/questions: name a template in the head instead" in told
    assert told.splitlines()[-1] == "1 questions, 1 errors, 0 warnings"
