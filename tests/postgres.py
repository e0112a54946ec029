"""A real PostgreSQL server for the tests that hold on both databases."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def _binaries() -> Path:
    """Returns Debian's folder of server programs; without one the test is skipped, except in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        reason = "no PostgreSQL server here: apt-get install postgresql"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_postgres() -> Iterator[str]:
    """Runs a new server while the block runs; yields its URL, without a database name."""
    binaries, port = _binaries(), _free_port()
    # Not below pytest's own folder, which is closed to the user that the server runs as.
    with TemporaryDirectory(prefix="shipmate-postgres-") as folder:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if as_postgres:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"

        def call(*command: str) -> None:
            subprocess.run([*as_postgres, *command], check=True, capture_output=True, cwd=folder)

        call(str(binaries / "initdb"), "-D", data, "-U", "shipmate", "--auth=trust", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        call(str(binaries / "pg_ctl"), "-D", data, "-o", options, "-w", "-l", f"{folder}/log", "start")
        try:
            yield f"postgresql://shipmate@127.0.0.1:{port}"
        finally:
            call(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
