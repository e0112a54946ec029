"""Only an engine that holds its containers to their limits may serve."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from engine.ledger import MakeSandbox
from engine.local import LocalEngine

from sandbox.engine.answers import engine_facts
from sandbox.errors import Unavailable
from sandbox.fitness import check_limits, unfit

FIT = {
    "CgroupDriver": "systemd",
    "MemoryLimit": True,
    "CpuCfsQuota": True,
    "PidsLimit": True,
    "SecurityOptions": ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"],
}
"""What Docker 28 says of itself on a machine with control groups of the second kind."""


def reasons(**changes: object) -> list[str]:
    return unfit(engine_facts({}, FIT | changes).limits)


def test_an_engine_with_all_limits_is_fit() -> None:
    assert reasons() == []
    check_limits(engine_facts({}, FIT).limits)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"MemoryLimit": False}, "can't limit memory"),
        ({"CpuCfsQuota": False}, "can't limit processor time"),
        ({"PidsLimit": False}, "can't limit processes"),
        ({"SecurityOptions": []}, "filters no system calls"),
        ({"SecurityOptions": ["name=seccomp,profile=unconfined"]}, "filters no system calls"),
    ],
)
def test_each_limit_that_is_missing_has_a_sentence(changes: dict[str, object], sentence: str) -> None:
    (reason,) = reasons(**changes)
    assert sentence in reason


def test_a_rootless_engine_that_only_says_it_has_limits_is_unfit() -> None:
    assert len(reasons(CgroupDriver="none")) == 3


def test_an_engine_that_says_nothing_of_itself_is_unfit() -> None:
    assert len(unfit(engine_facts({}, {}).limits)) == 4


@pytest.fixture
async def unlimited() -> AsyncIterator[str]:
    """The address of something that answers as an engine without control groups does."""

    async def answer(request: web.Request) -> web.Response:
        said = {
            "_ping": "OK",
            "version": {"ApiVersion": "1.41", "Version": "20.10"},
            "info": FIT | {"CgroupDriver": "none"},
        }
        return web.Response(text=json.dumps(said[request.path.rpartition("/")[2]]), content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docker.sock"
        await web.UnixSite(runner, str(path)).start()
        yield f"unix://{path}"
        await runner.cleanup()


async def test_the_sandbox_serves_nothing_on_an_unfit_engine(unlimited: str, make_sandbox: MakeSandbox) -> None:
    with pytest.raises(Unavailable, match=r"can't limit memory.*shipmate sandbox up"):
        await make_sandbox(hosts=(unlimited,)).images("ducks")


async def test_where_another_host_is_fit_that_one_serves(
    unlimited: str, engine: LocalEngine, make_sandbox: MakeSandbox
) -> None:
    sandbox = make_sandbox(hosts=(unlimited, engine.address))
    for group in ("ducks", "geese", "swans", "herons"):
        assert await sandbox.images(group) == []
