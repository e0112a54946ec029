"""Archives as `docker save` writes them, of the old and the new kind, with any files in their layers."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping

Content = bytes | str | None
"""What a path holds: a file, `-> target` for a symbolic link, `= path` for a hard link, None for a folder."""


def saved(*layers: bytes, oci: bool = False) -> bytes:
    """An archive of these layers, each a tar file; `oci` as engines write it since version 25."""
    names = [f"blobs/sha256/{number:064x}" if oci else f"{number:064x}/layer.tar" for number in range(len(layers))]
    config = b'{"config": {}}' * 50
    manifest = json.dumps([{"Config": "config.json", "RepoTags": None, "Layers": names}]).encode()
    files: dict[str, Content] = dict(zip(names, layers, strict=True))
    return layer(files | {"blobs/sha256/" + "c" * 64 if oci else "config.json": config, "manifest.json": manifest})


def layer(files: Mapping[str, Content]) -> bytes:
    """A tar file of these paths."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            if content is None:
                entry.type = tarfile.DIRTYPE
            elif isinstance(content, str):
                kind, _, entry.linkname = content.partition(" ")
                entry.type = tarfile.LNKTYPE if kind == "=" else tarfile.SYMTYPE
            else:
                entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content) if isinstance(content, bytes) else None)
    return written.getvalue()


def pieces(archive: bytes, size: int = 700) -> list[bytes]:
    """The archive in chunks that end anywhere."""
    return [archive[start : start + size] for start in range(0, len(archive), size)]
