"""Small real images, written byte by byte, so that a test can give any image any content and any history."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import tarfile
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"

_CREATED = "2024-01-27T00:30:56.000000000Z"
_APPLETS = [
    "sh",
    "ls",
    "cat",
    "echo",
    "sleep",
    "true",
    "false",
    "id",
    "uname",
    "ps",
    "top",
    "env",
    "mkdir",
    "rm",
    "touch",
    "head",
    "tail",
    "wc",
    "grep",
    "seq",
    "yes",
    "dd",
    "date",
]


@dataclass(frozen=True)
class Step:
    """One instruction. `files` (path to content, or to `-> target` for a link) make a layer; None changes metadata."""

    created_by: str
    files: Mapping[str, bytes | str] | None = None
    comment: str = ""


@dataclass(frozen=True)
class Image:
    """An image in parts, as a registry keeps it."""

    config: bytes
    layers: tuple[bytes, ...]
    manifest: bytes
    kind: str = MANIFEST
    others: tuple[Image, ...] = ()

    @property
    def digest(self) -> str:
        return digest(self.manifest)

    @property
    def id(self) -> str:
        return digest(self.config)


def image(
    *steps: Step, config: Mapping[str, Any] | None = None, architecture: str = "amd64", os: str = "linux"
) -> Image:
    """Builds an image from its steps, oldest first. `config` is the part that docker inspect shows as Config."""
    archives = [_archive(step.files) for step in steps if step.files is not None]
    layers = tuple(gzip.compress(archive, compresslevel=1, mtime=0) for archive in archives)
    written = json.dumps(
        {
            "architecture": architecture,
            "os": os,
            "created": _CREATED,
            "config": dict(config or {"Cmd": ["/bin/sh"], "Env": ["PATH=/bin:/usr/bin"]}),
            "rootfs": {"type": "layers", "diff_ids": [digest(archive) for archive in archives]},
            "history": [_history(step) for step in steps],
        }
    ).encode()
    return Image(written, layers, manifest_of(written, layers))


def manifest_of(config: bytes, layers: tuple[bytes, ...]) -> bytes:
    """Writes the manifest of these parts."""
    document = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"mediaType": CONFIG, "size": len(config), "digest": digest(config)},
        "layers": [{"mediaType": LAYER, "size": len(each), "digest": digest(each)} for each in layers],
    }
    return json.dumps(document).encode()


def with_first_layer(honest: Image, **changes: Any) -> Image:
    """The same image, but its manifest says something else of the first layer."""
    document = json.loads(honest.manifest)
    document["layers"][0] |= changes
    return replace(honest, manifest=json.dumps(document).encode())


def index_of(platforms: Mapping[str, Image]) -> Image:
    """Writes an index of images by platform (`linux/amd64`)."""
    entries = [
        {
            "mediaType": MANIFEST,
            "digest": each.digest,
            "size": len(each.manifest),
            "platform": dict(zip(("os", "architecture"), name.split("/"), strict=True)),
        }
        for name, each in platforms.items()
    ]
    document = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    return Image(b"", (), json.dumps(document).encode(), INDEX, tuple(platforms.values()))


def push(registry: str, repository: str, tag: str, pushed: Image) -> None:
    """Puts an image into a registry (`http://127.0.0.1:5000`), with everything it refers to."""
    for other in pushed.others:
        push(registry, repository, other.digest, other)
    for blob in (pushed.config, *pushed.layers):
        if blob:
            _put_blob(registry, repository, blob)
    _send("PUT", f"{registry}/v2/{repository}/manifests/{tag}", pushed.manifest, pushed.kind)


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def noise(size: int, seed: int = 1) -> bytes:
    """Bytes that don't compress, the same ones each time."""
    return random.Random(seed).randbytes(size)


@cache
def busybox() -> dict[str, bytes | str]:
    """A root file system that runs: Debian's busybox-static with the applets learners try first."""
    files: dict[str, bytes | str] = {"bin/busybox": Path("/bin/busybox").read_bytes()}
    return files | {f"bin/{applet}": "-> busybox" for applet in _APPLETS}


def _archive(files: Mapping[str, bytes | str]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.mode = 0o755
            if isinstance(content, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, content.removeprefix("-> ")
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def _history(step: Step) -> dict[str, Any]:
    row: dict[str, Any] = {"created": _CREATED, "created_by": step.created_by}
    if step.comment:
        row["comment"] = step.comment
    return row if step.files is not None else row | {"empty_layer": True}


def _put_blob(registry: str, repository: str, blob: bytes) -> None:
    started = _send("POST", f"{registry}/v2/{repository}/blobs/uploads/", b"", "application/octet-stream")
    place = urljoin(registry, started)
    joiner = "&" if "?" in place else "?"
    _send("PUT", f"{place}{joiner}digest={digest(blob)}", blob, "application/octet-stream")


def _send(method: str, url: str, body: bytes, kind: str) -> str:
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(response.headers.get("Location", ""))
