"""The image, built from the Dockerfile as an operator builds it, and run on a real engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from base_image import Docker, make_base
from engine.plain import plain_engine

# The first test makes a Debian and fetches every dependency.
pytestmark = [pytest.mark.timeout(900), pytest.mark.costly_setup]

ROOT = Path(__file__).parents[2]
IMAGE = "shipmate:under-test"
HELP = {"type": "command", "id": "1", "group": "g1", "user": "u1", "name": "Ana", "text": "/ship help"}


@pytest.fixture(scope="module")
def docker() -> Iterator[Docker]:
    """Runs docker commands on an engine of this file's own and returns what they print."""
    running = plain_engine()
    try:
        address = running.__enter__()
    except OSError as trouble:
        pytest.skip(f"no Docker engine can run here: {trouble}")

    def call(*words: str, typed: str | None = None) -> str:
        # The classic builder is what Debian's docker has.
        environment = os.environ | {"DOCKER_HOST": address, "DOCKER_BUILDKIT": "0"}
        command = ["docker", *words]
        done = subprocess.run(command, env=environment, input=typed, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"docker {' '.join(words)}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()

    try:
        yield call
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="module")
def image(docker: Docker, tmp_path_factory: pytest.TempPathFactory) -> str:
    make_base(docker, tmp_path_factory.mktemp("base"))
    # This engine has no bridge, so the build borrows the machine's network.
    docker("build", "--network=host", "--tag", IMAGE, str(ROOT))
    return IMAGE


@pytest.fixture
def volume(docker: Docker) -> Iterator[str]:
    name = docker("volume", "create")
    yield name
    docker("volume", "rm", name)


def shipmate_here(*words: str) -> str:
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def health(docker: Docker, container: str) -> str:
    """Waits until the engine has made up its mind about a container."""
    for _ in range(120):
        found = docker("inspect", "--format={{.State.Health.Status}}", container)
        if found != "starting":
            return found
        time.sleep(0.5)
    return "starting"


def test_the_image_is_the_shipmate_command(docker: Docker, image: str) -> None:
    assert docker("run", "--rm", "--network=none", image, "--version") == f"shipmate, version {version('shipmate')}"


def test_nothing_in_it_runs_as_root(docker: Docker, image: str) -> None:
    run = ("run", "--rm", "--network=none", "--entrypoint=/bin/sh", image, "-c")
    assert docker(*run, "id -u; id -g") == "10001\n10001"
    assert docker(*run, "touch /opt/shipmate/x /usr/x 2>/dev/null || echo refused") == "refused"


def test_it_holds_all_questions_and_explanations(docker: Docker, image: str) -> None:
    run = ("run", "--rm", "--network=none", image)
    line = "docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py"
    assert json.loads(docker(*run, "explain", "--json", line)) == json.loads(shipmate_here("explain", "--json", line))
    assert docker(*run, "content", "stats") == shipmate_here("content", "stats")


def test_what_is_needed_only_to_build_it_stays_behind(docker: Docker, image: str) -> None:
    packages = "/opt/shipmate/lib/python*/site-packages"
    listed = docker("run", "--rm", "--network=none", "--entrypoint=/bin/sh", image, "-c", f"ls {packages}").split()
    assert {"bot", "commands", "content", "sandbox"} <= set(listed)
    assert {"pip", "setuptools", "pytest", "tests"}.isdisjoint(listed)


def test_it_serves_from_a_read_only_root_and_keeps_its_data_in_the_volume(
    docker: Docker, image: str, volume: str
) -> None:
    run = ("run", "--rm", "--network=none", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", f"--volume={volume}:/data")
    said = docker(*run, "--interactive", image, "attach", typed=json.dumps(HELP) + "\n").splitlines()
    assert [json.loads(line)["type"] for line in said] == ["message", "done"]
    assert json.loads(said[-1])["outcome"] == "ok"
    assert "shipmate.db" in docker(*run, "--entrypoint=/bin/ls", image, "/data").split()


def test_the_engine_sees_that_the_bot_is_well_and_can_stop_it_in_order(docker: Docker, image: str) -> None:
    tokens = ("--env=SHIPMATE_SLACK_BOT_TOKEN=xoxb-example", "--env=SHIPMATE_SLACK_SIGNING_SECRET=example")
    container = docker("run", "--detach", "--network=none", "--read-only", "--health-interval=1s", *tokens, image)
    assert health(docker, container) == "healthy", docker("logs", container)
    docker("stop", "--time=20", container)
    assert docker("inspect", "--format={{.State.ExitCode}}", container) == "0"


def test_the_engine_sees_that_nothing_is_served(docker: Docker, image: str) -> None:
    at_once = ("--health-interval=1s", "--health-start-period=1ms", "--health-retries=1")
    asleep = docker("run", "--detach", "--network=none", *at_once, "--entrypoint=sleep", image, "60")
    assert health(docker, asleep) == "unhealthy"
    docker("rm", "--force", asleep)
