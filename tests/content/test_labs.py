"""How a lab is read from its file, and what its check finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.labs.proofreading import l_command_lines, l_solution
from content.bank import ContentError
from content.goals import Kind, Thing
from content.lab_bank import Labs, load_labs
from content.lab_form import parse_lab
from content.lab_rules import check_labs
from content.topics import TOPICS

LAB = """\
---
title: Start and stop
topic: container-lifecycle
objective: container-lifecycle.1
difficulty: 1
---
Have a container `web` run, then let it end.

## Steps
1. Start `web` in the background,
   with something that lasts.
2. Press Check.

## Goal
- container web State.Running=true
  + `web` runs.
  > There is no `web` of yours that runs.

## Then
Stop it, and keep it.

- container web State.Status=exited
  + `web` has ended.
  > `web` has not ended yet.
- no volume notes
  + There is no volume.
  > There is still
  > a volume.

## Hints
1. Look at `docker run`.
2. It takes `-d` and `--name`.
3. `docker run -d --name web busybox sleep 300`

## Debrief
A container lives as long as its first process does. When that ends, the container stays: it is listed by
`docker ps -a` with its exit code, and what it wrote and printed can still be read. Only removing it takes these away.

## References
- https://docs.docker.com/reference/cli/docker/container/run/

## Solution
```sh
docker run -d --name web busybox sleep 300
# then
docker build -t app - <<EOF
FROM busybox
# then
EOF
docker stop web
```

## Reset
- container web
- volume notes
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        parse_lab(text, "start-and-stop")
    return [str(fault) for fault in caught.value.faults]


def rules_of(text: str) -> set[str]:
    """The names of the rules that a lab breaks."""
    labs = Labs([parse_lab(text, "start-and-stop")])
    return {finding.rule for finding in check_labs(labs, l_solution, l_command_lines)}


def changed(*changes: tuple[str, str]) -> str:
    text = LAB
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_lab_is_its_head_its_words_and_its_parts() -> None:
    lab = parse_lab(LAB, "start-and-stop")
    assert (lab.title, lab.topic) == ("Start and stop", "container-lifecycle")
    assert (lab.objectives, lab.difficulty) == (("container-lifecycle.1",), 1)
    assert lab.goal == "Have a container `web` run, then let it end."
    assert lab.steps == ("Start `web` in the background, with something that lasts.", "Press Check.")
    assert lab.things == (Thing(Kind.CONTAINER, "web"), Thing(Kind.VOLUME, "notes"))
    first, second = lab.parts
    assert [str(item.goal) for item in second.items] == ["container web State.Status=exited", "no volume notes"]
    assert (second.text, second.items[1].missing) == ("Stop it, and keep it.", "There is still a volume.")
    assert first.solution == ("docker run -d --name web busybox sleep 300",)


def test_a_dockerfile_stays_with_the_line_it_belongs_to() -> None:
    _, second = parse_lab(LAB, "start-and-stop").parts
    assert second.solution == ("docker build -t app - <<EOF\nFROM busybox\n# then\nEOF", "docker stop web")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("title: Start and stop\n", "")], "labs/start-and-stop.md:1: the head lacks “title:”, add it"),
        ([("difficulty: 1", "difficulty: 6")], ":5: “difficulty: 6” is none of 1, 2, 3, 4, 5"),
        ([("topic: container-lifecycle\n", "topic: life\n")], ":3: “life” is no topic: use one of "),
        (
            [("objective: container-lifecycle.1", "objective: cleanup.1")],
            ":4: name an objective of the lab's own topic",
        ),
        ([("lifecycle.1\n", "lifecycle.1, cleanup.9\n")], ":4: “cleanup.9” is no objective: topics.py has them"),
        ([("## Then", "## Afterwards")], "“## Afterwards” is no section of a lab: use Steps, Goal, Then, Finally"),
        ([("## Then", "## Finally")], "“## Finally” comes after “## Then”"),
        ([("## Debrief\n", "")], "the lab lacks “## Debrief”, add it"),
        ([("container web State.Running", "container State.Running")], ": write what is to be there: “- container web"),
        ([("  + `web` runs.\n", "")], ": say it in words below: “  + web runs.” and “  > No `web`"),
        ([("  > There is no `web`", "There is no `web`")], ": below a goal write “  + what is there” and"),
        ([("3. `docker run -d", "   `docker run -d")], ": there are 2 hints: write 3, each telling more"),
        ([("2. Press Check.", "Press Check.")], ": write “1. …”, and indent by three blanks what goes on with it"),
        ([("# then\ndocker build", "docker build")], ": the solution has 1 parts for 2: part them by a line “# then”"),
        ([("docker stop web", "rm web")], ": “rm web” is no docker line: a solution has these alone, one a line"),
        ([("- volume notes", "- notes")], ": name what a reset removes, one a line: “- container web”"),
        ([("- https://docs", "https://docs")], ": write “- https://…”"),
    ],
)
def test_a_fault_is_told_with_file_line_and_remedy(changes: list[tuple[str, str]], told: str) -> None:
    found = faults_of(changed(*changes))
    assert any(told in fault for fault in found), found


def test_a_good_lab_breaks_no_rule() -> None:
    assert rules_of(LAB) == set()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("L/length", [("Start and stop", "Start a container, look at it for a while, and stop it again")]),
        ("L/length", [("2. Press Check.", "\n".join(f"{number}. Press Check." for number in range(2, 10)))]),
        ("L/debrief", [("and what it wrote", "so what it wrote " * 60)]),
        ("L17", [("https://docs.docker.com", "http://docs.docker.com")]),
        ("L/reset", [("- volume notes\n", "")]),
        ("L/beginning", [("container web State.Running=true", "no container web")]),
        ("L/solution", [("docker stop web", "docker stop $(docker ps -q)")]),
        ("L/solution", [("--name web busybox sleep 300\n# then", "--privileged --name web busybox\n# then")]),
        ("L/solution", [("docker stop web", "docker stop web | cat")]),
        ("L/command", [("1. Look at `docker run`.", "1. Look at `docker rum -d busybox`.")]),
        ("L20", [("Have a container", "Simply have a container")]),
        ("L19", [("Have a container", "Have a container that is currently")]),
        ("L23", [("Have a container", "Have a contaner")]),
        (
            "L24",
            [("A container lives as long as", "Notwithstanding considerable administrative complexity, " * 9)],
        ),
    ],
)
def test_each_rule_finds_what_breaks_it(rule: str, changes: list[tuple[str, str]]) -> None:
    assert rule in rules_of(changed(*changes))


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(changed(("title: Start and stop\n", "")))
    (tmp_path / "two.md").write_bytes(b"\xff")
    with pytest.raises(ContentError) as caught:
        load_labs(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["labs/one.md", "labs/two.md"]


def test_labs_come_by_topic_and_the_easier_ones_first(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(changed(("difficulty: 1", "difficulty: 2")))
    (tmp_path / "b.md").write_text(LAB)
    (tmp_path / "c.md").write_text(
        changed(
            ("topic: container-lifecycle", "topic: cleanup"),
            ("objective: container-lifecycle.1", "objective: cleanup.1"),
        )
    )
    labs = load_labs(tmp_path)
    assert [lab.name for lab in labs.labs] == ["b", "a", "c"]
    assert [(topic, [lab.name for lab in its]) for topic, its in labs.by_topic()] == [
        (TOPICS["container-lifecycle"], ["b", "a"]),
        (TOPICS["cleanup"], ["c"]),
    ]


def test_the_shipped_labs_break_no_rule() -> None:
    assert [str(each) for each in check_labs(load_labs(), l_solution, l_command_lines)] == []
