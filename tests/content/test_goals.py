"""What a hands-on question wants is compared with what docker inspect tells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.goals import Kind, Seen, Thing, read_goal

FOUND = {
    "State": {"Status": "exited", "ExitCode": 3, "Running": False},
    "HostConfig": {"Memory": 33554432},
    "Mounts": [
        {"Type": "bind", "Destination": "/src", "RW": True},
        {"Type": "volume", "Name": "notes", "Destination": "/data", "RW": False},
    ],
}


@pytest.mark.parametrize(
    ("line", "reached"),
    [
        ("container State.Status=exited State.ExitCode=3", True),
        ("container State.Status=exited State.ExitCode=0", False),
        ("container State.Running=false", True),
        ("container State.Running=true", False),
        ("container HostConfig.Memory=33554432", True),
        ("container Mounts.*.Name=notes Mounts.*.RW=false", True),
        ("container Mounts.*.Name=other", False),
        ("container HostConfig.Memory.Name=1", False),
        ("container Nothing.Like.It=1", False),
    ],
)
def test_all_facts_have_to_hold_of_one_container(line: str, reached: bool) -> None:
    goal = read_goal(line)
    assert goal is not None
    assert str(goal) == line
    assert goal.is_reached_by(FOUND) is reached


@pytest.mark.parametrize(
    "line",
    [
        *("", "container", "volume Name=notes", "container state=exited", "container State.Status", "no container"),
        *("no container web State.Running=true", "network web", 'container web Log.*="two words'),
    ],
)
def test_what_is_no_goal_is_not_read(line: str) -> None:
    assert read_goal(line) is None


@pytest.mark.parametrize("found", [{}, {"State": None}, {"State": []}, {"State": "exited"}])
def test_an_answer_of_another_shape_reaches_nothing(found: dict[str, Any]) -> None:
    goal = read_goal("container State.Status=exited")
    assert goal is not None
    assert not goal.is_reached_by(found)


V1, V2 = "sha256:" + "1a" * 32, "sha256:" + "2b" * 32

SEEN: Seen = {
    Thing(Kind.CONTAINER, "web"): {
        "Image": V1,
        "Log": ["hello there", "bye"],
        "Config": {"Labels": {"id": "1a1a1a1a1a1a"}},
    },
    Thing(Kind.IMAGE, "app:v1"): {"Id": V1, "Size": 64, "RootFS": {"Layers": ["a", "b"]}, "RepoDigests": [f"app@{V2}"]},
    Thing(Kind.IMAGE, "app:v2"): {"Id": V2, "Size": 6, "RootFS": {"Layers": ["a", "c", "d"]}},
}


@pytest.mark.parametrize(
    ("line", "reached"),
    [
        ("container web", True),
        ("container db", False),
        ("no container db", True),
        ("no image app:v1", False),
        ("container web Image=image(app:v1).Id", True),
        ("container web Image!=image(app:v2).Id", True),
        ("container web Image!=image(app:v3).Id", False),
        ("image app:v2 Id=image(app:v1).Id", False),
        ("image app:v2 RootFS.Layers.0=image(app:v1).RootFS.Layers.0", True),
        ("image app:v2 RootFS.Layers.1=image(app:v1).RootFS.Layers.1", False),
        ("image app:v2 RootFS.Layers.9=image(app:v1).RootFS.Layers.9", False),
        ("image app:v2 RootFS.Layers.#=3", True),
        ("image app:v2 RootFS.Layers.#>=image(app:v1).RootFS.Layers.#", True),
        ("image app:v2 Size<=image(app:v1).Size/10", True),
        ("image app:v2 Size<=image(app:v1).Size/11", False),
        ("image app:v1 Size<=big", False),
        ('container web Log.*="hello there" Log.#=2', True),
        ("container web Log.*!=bye", False),
        ("container web Config.Labels.id~image(app:v1).Id", True),
        ("image app:v1 RepoDigests.*~image(app:v2).Id", True),
        ("container web Config.Labels.id~image(app:v2).Id", False),
        ("container web Log.1~image(app:v1).Id", False),
    ],
)
def test_things_are_compared_with_each_other(line: str, reached: bool) -> None:
    goal = read_goal(line)
    assert goal is not None
    assert str(goal) == line
    assert goal.is_reached(SEEN) is reached


def test_a_goal_knows_what_has_to_be_looked_at_and_what_is_lacking() -> None:
    goal = read_goal("image app:v2 Size<=9 Id=image(app:v1).Id")
    assert goal is not None
    assert goal.things == {Thing(Kind.IMAGE, "app:v1"), Thing(Kind.IMAGE, "app:v2")}
    assert [str(fact) for fact in goal.unmet(SEEN)] == ["Id=image(app:v1).Id"]


_NAMES = st.from_regex(r"[a-z0-9][a-z0-9./:@-]{0,20}", fullmatch=True)
_PATHS = st.from_regex(r"[A-Z][a-zA-Z]{0,9}(\.([a-zA-Z]{1,9}|\*|#|[0-9]{1,2})){0,3}", fullmatch=True)


@given(st.sampled_from(Kind), _NAMES, _PATHS, st.sampled_from(["=", "!=", "<=", ">=", "~"]), _NAMES, _PATHS)
def test_what_is_written_is_read_as_it_was(
    kind: Kind, name: str, path: str, sign: str, other: str, other_path: str
) -> None:
    line = f"{kind} {name} {path}{sign}image({other}).{other_path}/10 {path}{sign}{other}"
    goal = read_goal(line)
    assert goal is not None
    assert str(goal) == line


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    goal = read_goal(text)
    assert goal is None or read_goal(str(goal)) == goal
