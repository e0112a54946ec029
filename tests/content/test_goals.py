"""What a hands-on question wants is compared with what docker inspect tells."""

from __future__ import annotations

from typing import Any

import pytest

from content.goals import Goal, read_goal

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


@pytest.mark.parametrize("line", ["container", "volume Name=notes", "container state=exited", "container State.Status"])
def test_what_is_no_goal_is_not_read(line: str) -> None:
    assert read_goal(line) is None


@pytest.mark.parametrize("found", [{}, {"State": None}, {"State": []}, {"State": "exited"}])
def test_an_answer_of_another_shape_reaches_nothing(found: dict[str, Any]) -> None:
    assert not Goal((("State.Status", "exited"),)).is_reached_by(found)
