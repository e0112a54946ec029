from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
from build_orders import order
from engine.ledger import MakeSandbox

from sandbox.builds.values import Broken, Building, Built
from sandbox.containers.values import Ended, RunOrder
from sandbox.engine import Engine
from sandbox.errors import NotFound, Refused
from sandbox.host import Sandbox
from sandbox.policy import MEGABYTE
from sandbox.references import parse_reference
from sandbox.values import Asker

ANA, GUS = Asker("ducks", "ana"), Asker("geese", "gus")


async def build(sandbox: Sandbox, *lines: str, who: Asker = ANA) -> Built | Broken:
    versions = [version async for version in sandbox.builds.build(order(*lines), who)]
    assert isinstance(versions[-1], Built | Broken)
    return versions[-1]


async def built(sandbox: Sandbox, *lines: str) -> Built:
    done = await build(sandbox, *lines)
    assert isinstance(done, Built), done
    return done


async def broken(sandbox: Sandbox, *lines: str) -> Broken:
    done = await build(sandbox, *lines)
    assert isinstance(done, Broken), done
    return done


async def output(sandbox: Sandbox, image: str, who: Asker = ANA) -> str:
    run = sandbox.containers.run(RunOrder(parse_reference(image), remove=True, pull="never"), who)
    ended = [version async for version in run][-1]
    assert isinstance(ended, Ended)
    return ended.text


async def running(docker: Engine) -> list[str]:
    return [each.name for each in await docker.containers.list({}, running=True)]


async def test_what_was_built_runs_under_its_name_for_its_group_alone(sandbox: Sandbox) -> None:
    done = await built(sandbox, "FROM busybox", "RUN echo hello > /hello.txt", 'CMD ["cat", "/hello.txt"]')
    assert await output(sandbox, "hello") == "hello\n"
    assert [each.reference.familiar for each in await sandbox.images("ducks")] == ["hello:latest", "busybox:latest"]
    assert done.printed.text.startswith("Step 1/3 : FROM busybox\n")
    assert "Step 2/3 : RUN echo hello > /hello.txt" in done.printed.text
    with pytest.raises(NotFound):
        await output(sandbox, "hello", GUS)


async def test_a_name_that_is_built_again_means_the_new_image(sandbox: Sandbox) -> None:
    await built(sandbox, "FROM busybox", "CMD echo one")
    await built(sandbox, "FROM busybox", "CMD echo two")
    assert await output(sandbox, "hello") == "two\n"


async def test_stages_hand_their_files_on(sandbox: Sandbox) -> None:
    await built(
        sandbox,
        "FROM busybox AS build",
        "ARG NAME=ana",
        "RUN echo $NAME > /name",
        "FROM busybox",
        "COPY --from=build /name /who",
        "CMD cat /who",
    )
    assert await output(sandbox, "hello") == "ana\n"


async def test_a_command_that_fails_breaks_the_build_at_its_step(sandbox: Sandbox, docker: Engine) -> None:
    done = await broken(sandbox, "FROM busybox", "RUN echo so far; exit 3", "RUN echo never")
    assert (done.step, done.exit_code) == (2, 3)
    assert done.sentence == "The command ended with exit code 3, and a build goes on only after 0."
    assert "so far" in done.printed.text
    assert [each.reference.familiar for each in await sandbox.images("ducks")] == ["busybox:latest"]
    assert await docker.containers.list({}) == []


async def test_a_step_reaches_no_network_and_sees_nothing_of_the_host(sandbox: Sandbox) -> None:
    done = await built(sandbox, "FROM busybox", "RUN ls /sys/class/net; ls -A /var/run 2>/dev/null; env | wc -l")
    assert "\nlo\n" in done.printed.text
    assert "eth0" not in done.printed.text
    assert "docker.sock" not in done.printed.text


async def test_a_step_that_goes_on_for_ever_is_stopped(make_sandbox: MakeSandbox, docker: Engine) -> None:
    sandbox = make_sandbox(build_seconds=2)
    done = await broken(sandbox, "FROM busybox", "RUN while true; do :; done")
    assert done.sentence == "The build took longer than 2 seconds and was stopped."
    assert await running(docker) == []


async def test_a_step_that_wants_too_much_memory_is_killed(sandbox: Sandbox) -> None:
    done = await broken(sandbox, "FROM busybox", "RUN head -c 400m /dev/zero | tail")
    assert "memory" in done.sentence or done.exit_code is not None


async def test_a_fork_bomb_is_held_and_stopped(make_sandbox: MakeSandbox, docker: Engine) -> None:
    sandbox = make_sandbox(build_seconds=4)
    bomb = asyncio.create_task(broken(sandbox, "FROM busybox", "RUN b() { b | b & }; b; sleep 60"))
    await asyncio.sleep(2.5)
    (container,) = await docker.containers.list({}, running=True)
    processes = len((await docker.containers.top(container.id))["Processes"])
    assert processes <= 80
    await bomb
    assert await running(docker) == []


async def test_a_step_that_fills_the_disk_is_stopped(make_sandbox: MakeSandbox, docker: Engine) -> None:
    sandbox = make_sandbox(build_bytes=30 * MEGABYTE)
    fill = "RUN i=0; while true; do i=$((i+1)); dd if=/dev/zero of=/f$i bs=1M count=5 2>/dev/null; sleep 0.1; done"
    done = await broken(sandbox, "FROM busybox", fill)
    assert done.sentence == "A step wrote more than 30 MB and was stopped."
    assert await running(docker) == []


async def test_a_flood_of_output_is_cut(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(build_seconds=3, output_bytes=10_000)
    done = await broken(sandbox, "FROM busybox", "RUN yes")
    assert done.printed.cut
    assert len(done.printed.output) == 10_000


async def test_whoever_leaves_stops_the_build(sandbox: Sandbox, docker: Engine) -> None:
    async with aclosing(sandbox.builds.build(order("FROM busybox", "RUN sleep 60"), ANA)) as versions:
        async for version in versions:
            if isinstance(version, Building) and version.step == 2:
                break
    await asyncio.sleep(1)
    assert await running(docker) == []


async def test_a_base_that_may_not_be_asked_for_is_refused_before_anything_runs(sandbox: Sandbox) -> None:
    with pytest.raises(Refused):
        await build(sandbox, "FROM localhost:5000/x", "RUN id")
