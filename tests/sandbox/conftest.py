"""A sandbox on the real engine, empty at the start of each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from engine.ledger import DictLedger, MakeSandbox
from engine.local import LocalEngine

from sandbox.engine import Engine
from sandbox.host import Sandbox
from sandbox.policy import Policy


def now() -> datetime:
    return datetime.now(UTC)  # noqa: DTZ005, RUF100 - the tests' clock


@pytest.fixture
def ledger() -> DictLedger:
    return DictLedger()


@pytest.fixture
async def docker(engine: LocalEngine) -> AsyncIterator[Engine]:
    """The engine itself, without any image, container or volume."""
    direct = Engine(engine.address)
    for container in await direct.containers.list({}):
        await direct.containers.remove(container.id)
    for volume in await direct.volumes.list({}):
        await direct.volumes.remove(volume.name)
    while images := await direct.images():  # one that another is built on goes after that
        for image in images:
            await direct.remove(image)
    yield direct
    await direct.close()


@pytest.fixture
async def make_sandbox(engine: LocalEngine, docker: Engine, ledger: DictLedger) -> AsyncIterator[MakeSandbox]:
    """Makes sandboxes on the empty engine; `limits` are the policy's, `mirror` and `hosts` may be others."""
    made: list[Sandbox] = []

    def make(
        *,
        mirror: str | None = engine.mirror,
        hosts: tuple[str, ...] = (engine.address,),
        clock: Callable[[], datetime] = now,
        installation: str = "local",
        **limits: object,
    ) -> Sandbox:
        policy = Policy(**limits)  # type: ignore[arg-type] # fields by name
        made.append(Sandbox(hosts, mirror, policy, ledger, clock, installation=installation))
        return made[-1]

    yield make
    for each in made:
        await each.close()


@pytest.fixture
def sandbox(make_sandbox: MakeSandbox) -> Sandbox:
    return make_sandbox()
