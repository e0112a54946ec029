"""Debian with Python under the name of the Dockerfile's base, for machines that can't pull it."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

NAME = "python:3.11-slim-bookworm"

_PACKAGES = "ca-certificates,python3,python3-pip,python3-venv"
_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LEFT_OUT = ("./var/cache/apt", "./var/lib/apt/lists", "./usr/share/doc", "./usr/share/man")

Docker = Callable[..., str]


def make_base(docker: Docker, folder: Path) -> None:
    """Gives the engine an image called NAME; `folder` is for what is needed on the way.

    How this machine reaches its package index (authorities, pip's settings) is part of the base, so that the
    Dockerfile need not know.
    """
    docker("import", f"--change=ENV PATH={_PATH}", str(_debian()), "debian-with-python")
    trusted = os.environ.get("PIP_CERT") or ssl.get_default_verify_paths().cafile or _AUTHORITIES
    shutil.copy(trusted, folder / "ca-certificates.crt")
    settings = {"PIP_CERT": _AUTHORITIES} | {
        name: os.environ[name]
        for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT")
        if name in os.environ
    }
    lines = [f"ENV {name}={value}" for name, value in settings.items()]
    (folder / "Dockerfile").write_text(
        "\n".join(["FROM debian-with-python", f"COPY ca-certificates.crt {_AUTHORITIES}", *lines, ""])
    )
    docker("build", "--tag", NAME, str(folder))


def _debian() -> Path:
    """Makes the root file system once, which takes a minute, and keeps it for later runs."""
    kept = Path(platformdirs.user_cache_dir("shipmate-tests")) / "bookworm-with-python.tar"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="shipmate-base-") as root:
            _call("debootstrap", "--variant=minbase", f"--include={_PACKAGES}", "bookworm", root)
            fresh = Path(root, "base.tar")
            left_out = [f"--exclude={each}/*" for each in _LEFT_OUT]
            _call("tar", "--create", f"--file={fresh}", "--exclude=./base.tar", *left_out, f"--directory={root}", ".")
            shutil.copy(fresh, kept.with_suffix(".part"))
        kept.with_suffix(".part").rename(kept)
    return kept


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
