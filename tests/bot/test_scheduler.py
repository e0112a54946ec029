"""What the scheduler does to the sandbox; the steps of a round are specified beside them."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.ledger import DictLedger
from engine.local import LocalEngine
from structlog.testing import capture_logs

from bot.scheduler import prune
from sandbox.host import Sandbox
from sandbox.policy import Policy
from sandbox.values import Asker


async def test_what_is_above_the_mark_goes_and_is_logged_with_the_reason(engine: LocalEngine) -> None:
    engine.forget_images()
    policy = Policy(high_mark=1, low_mark=0, recent_seconds=0)
    sandbox = Sandbox((engine.address,), engine.mirror, policy, DictLedger(), lambda: datetime(2026, 3, 2, tzinfo=UTC))
    async for _ in sandbox.pull(sandbox.reference("alpine"), Asker("ducks", "ana")):
        pass
    with capture_logs() as logs:
        await prune(sandbox)
    assert [(line["event"], line["why"]) for line in logs] == [("pruned image", "not used since 2026-03-02 00:00 UTC")]
    assert await sandbox.images("ducks") == []
    await sandbox.close()


async def test_a_host_that_does_not_answer_is_left_for_the_next_time() -> None:
    gone = Sandbox(
        ("unix:///nonexistent/docker.sock",), None, Policy(), DictLedger(), lambda: datetime(2026, 3, 2, tzinfo=UTC)
    )
    with capture_logs() as logs:
        await prune(gone)
    assert not [line for line in logs if line["event"] == "pruned image"]
    await gone.close()
