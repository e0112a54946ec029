"""A Docker Engine in the machine's own network, for the one thing learners' hosts can't do: build with packages."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.daemon.supervisor import answers


@contextmanager
def plain_engine() -> Iterator[str]:
    """Runs dockerd and yields its address. Raises FileNotFoundError where there is none, OSError if it can't run."""
    with tempfile.TemporaryDirectory(prefix="shipmate-plain-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        settings = {
            "hosts": [f"unix://{folder}/docker.sock"],
            "data-root": f"{folder}/data",
            "exec-root": f"{folder}/run",
            "pidfile": f"{folder}/pid",
            "bridge": "none",
            "iptables": False,
            "ip6tables": False,
            "ip-forward": False,
        }
        (folder / "dockerd.json").write_text(json.dumps(settings))
        command = ["dockerd", f"--config-file={folder}/dockerd.json"]
        with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                _wait_until_serving(folder / "docker.sock", process)
                yield settings["hosts"][0]  # type: ignore[index] # the list above
            finally:
                process.terminate()


def _wait_until_serving(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if answers(socket):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise OSError("dockerd does not start here")
