"""What an operator asks the real program about the sandbox."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from attached import PROGRAM, attached
from engine.local import LocalEngine


def test_the_status_tells_who_uses_the_engines_and_what_the_caps_are(engine: LocalEngine, tmp_path: Path) -> None:
    settings = {"SHIPMATE_DOCKER_HOSTS": engine.address, "SHIPMATE_REGISTRY_MIRROR": engine.mirror}
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with attached(tmp_path, **settings) as bot:
        assert bot.ask("/docker run --name web alpine true", timeout=60)[-1]["outcome"] == "ok"
        done = subprocess.run(
            [PROGRAM, "sandbox", "status"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**own, **settings},
            timeout=60,
            check=True,
        )
        assert bot.ask("/docker rm web")[-1]["outcome"] == "ok"
    assert f"{engine.address}: engine " in done.stdout
    assert "a group 10 containers (3 running), 5 volumes" in done.stdout
    assert "group 1 g1: 1 images (1.98MB), 1 containers (0B)" in done.stdout
    assert f"{engine.address}: the next prune would remove 0 images" in done.stdout
