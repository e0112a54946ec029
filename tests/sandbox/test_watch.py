from __future__ import annotations

from dataclasses import replace

import pytest
from engine.ledger import MakeSandbox
from engine.local import LocalEngine
from engine.runs import DUCK, GOOSE, detach, order, run, shell

from sandbox.containers.values import Reason
from sandbox.engine.containers import EngineContainer
from sandbox.policy import MEBIBYTE, Policy
from sandbox.watch import Sight, greatest_writer, verdict

CONTAINER = EngineContainer("1", "web", "", "", "", None, "running", "Up", (), (), {}, 0)
POLICY = Policy(run_seconds=60, detached_seconds=900, layer_bytes=100, volume_bytes=50)


def sight(*, age: float = 0, written: int = 0, **volumes: int) -> Sight:
    return Sight(replace(CONTAINER, id=f"{age} {written}", written=written), age, volumes)


def reason(seen: Sight, *, attended: bool = False) -> Reason | None:
    ending = verdict(seen, POLICY, attended=attended)
    return ending.reason if ending else None


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (sight(age=899), None),
        (sight(age=901), Reason.TIMED_OUT),
        (sight(written=100), None),
        (sight(written=101), Reason.DISK_FULL),
        (sight(store=50), None),
        (sight(store=51), Reason.DISK_FULL),
        (sight(one=50, other=50), None),
    ],
)
def test_a_container_ends_over_its_time_or_its_bytes(seen: Sight, expected: Reason | None) -> None:
    assert reason(seen) is expected


def test_one_that_is_followed_is_left_to_its_follower_for_a_moment_longer() -> None:
    assert reason(sight(age=61), attended=True) is None
    assert reason(sight(age=66), attended=True) is Reason.TIMED_OUT


def test_on_a_full_disk_the_greatest_writer_goes_and_none_that_wrote_next_to_nothing() -> None:
    small, middle = sight(written=MEBIBYTE // 2), sight(written=2 * MEBIBYTE)
    great = sight(written=MEBIBYTE, store=5 * MEBIBYTE)
    assert greatest_writer([small, middle, great]) is great
    assert greatest_writer([small]) is None


async def test_on_a_full_disk_the_one_who_fills_it_ends_and_the_others_go_on(
    make_sandbox: MakeSandbox, engine: LocalEngine
) -> None:
    roomy, sandbox = make_sandbox(), make_sandbox(free_bytes=1 << 40)
    for who in (DUCK, GOOSE):
        async for _ in roomy.pull(roomy.reference("alpine"), who):
            pass
    await detach(sandbox, order(sandbox, "sleep", "100", detached=True, name="quiet"), GOOSE)
    ended = await run(sandbox, shell(sandbox, "dd if=/dev/zero of=/f bs=1M count=3 2>/dev/null; sleep 100"), DUCK)
    assert (ended.reason, ended.sentence) == (Reason.DISK_FULL, "The sandbox's disk ran full, so it was stopped.")
    assert [each.name for each in await sandbox.containers.list("geese")] == ["quiet"]
