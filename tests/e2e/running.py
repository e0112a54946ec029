"""The real `shipmate run` process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loopback import wait_for

PROGRAM = Path(sys.executable).parent / "shipmate"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(url: str) -> bool:
    """Says whether the process answers that it is well."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Runs the process while the block runs; yields it and its HTTP address once it answers."""
    url = f"http://127.0.0.1:{free_port()}"
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "SHIPMATE_HTTP_ADDRESS": url.removeprefix("http://")}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [PROGRAM, "run"], stdout=log, stderr=log, cwd=folder, env={**kept, **own, **environment}
        )
    try:
        wait_for(lambda: healthy(url) or process.poll() is not None)
        assert process.poll() is None, (folder / "log").read_text()
        yield process, url
    finally:
        process.terminate()
        try:
            assert process.wait(timeout=15) in {0, -signal.SIGKILL}, (folder / "log").read_text()[-3000:]
        finally:
            process.kill()
