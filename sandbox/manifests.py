"""Reads manifests, indexes and configs of images; all of it is a stranger's word until its digest is checked.

Formats: OCI image specification 1.1 and docker's distribution manifests, version 2 schema 2.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from sandbox.configs import ImageConfig, read_image_config
from sandbox.errors import Refused
from sandbox.foreign import listing, moment, table, text
from sandbox.policy import Policy, check_count
from sandbox.references import shown
from sandbox.values import MISSING, HistoryRow

INDEXES = ("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json")
MANIFESTS = ("application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json")
_CONFIGS = ("application/vnd.docker.container.image.v1+json", "application/vnd.oci.image.config.v1+json")
_LAYERS = (
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
)
_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd"
_FIRST_WITH_ZSTD = 23
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}")
_ALGORITHMS = ("sha256", "sha384", "sha512")
_OTHER_IMAGE = "Try another image or tag."


@dataclass(frozen=True, slots=True)
class Platform:
    """What the engine runs; `zstd` says whether it can unpack that kind of layer."""

    os: str
    architecture: str
    zstd: bool

    def __str__(self) -> str:
        return f"{self.os}/{self.architecture}"


@dataclass(frozen=True, slots=True)
class Blob:
    """A part of an image, by digest; `size` in compressed bytes as the manifest claims."""

    digest: str
    size: int

    @property
    def short(self) -> str:
        """The 12 digits docker shows."""
        return self.digest.partition(":")[2][:12]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One platform's image: its config and its layers, lowest first."""

    config: Blob
    layers: tuple[Blob, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What an image's config tells: history, newest first, with compressed sizes; diff IDs, lowest first."""

    rows: tuple[HistoryRow, ...]
    layers: tuple[str, ...]
    config: ImageConfig


def platform_of(os: str, architecture: str, engine_version: str) -> Platform:
    """Returns what an engine takes. zstd layers came to moby with version 23."""
    major = engine_version.partition(".")[0]
    return Platform(os, architecture, zstd=major.isdecimal() and int(major) >= _FIRST_WITH_ZSTD)


def check_digest(body: bytes, digest: str) -> None:
    """Raises Refused unless the content has this digest."""
    algorithm, _, expected = digest.partition(":")
    if algorithm not in _ALGORITHMS or hashlib.new(algorithm, body).hexdigest() != expected:
        raise Refused("The registry sent something other than what its digest promises.", _OTHER_IMAGE)


def read_document(body: bytes, content_type: str) -> tuple[str, dict[str, Any]]:
    """Returns the media type and the JSON object. Raises Refused where the two, or header and body, disagree."""
    document = _json(body)
    header, inside = content_type.partition(";")[0].strip().lower(), text(document.get("mediaType"), 200)
    if document.get("schemaVersion") == 1:
        raise Refused("This image is in a format that docker gave up (manifest schema 1).", _OTHER_IMAGE)
    kind = inside or header
    if kind not in INDEXES + MANIFESTS:
        raise Refused("This is not an image in a format that docker knows.", _OTHER_IMAGE)
    # A document that is index and manifest at once means different images to different readers.
    if (header in INDEXES + MANIFESTS and kind != header) or {"manifests", "layers"} <= document.keys():
        raise Refused("This image's manifest contradicts itself.", _OTHER_IMAGE)
    return kind, document


def choose_manifest(index: dict[str, Any], platform: Platform, policy: Policy) -> Blob:
    """Returns the entry for our platform, the first as docker does. Raises Refused where there is none."""
    entries = [table(each) for each in listing(index.get("manifests"))]
    check_count("platforms in its index", len(entries), policy.index_entries)
    fitting = [each for each in entries if _fits(table(each.get("platform")), platform)]
    if not fitting:
        offered = sorted({_platform_name(each) for each in entries} - {"unknown/unknown", "/"})
        listed = f" It is there for {', '.join(offered[:6])}." if offered else ""
        raise Refused(f"This image is not made for {platform}, which the sandbox runs.{listed}", _OTHER_IMAGE)
    plain = [each for each in fitting if not table(each["platform"]).get("variant")]
    return _blob((plain or fitting)[0])


def read_manifest(document: dict[str, Any], platform: Platform, policy: Policy) -> Manifest:
    """Returns config and layers. Raises TooLarge for too many layers, Refused for kinds that docker can't run."""
    entries = [table(each) for each in listing(document.get("layers"))]
    check_count("layers", len(entries), policy.layers)
    config = table(document.get("config"))
    if config.get("mediaType") not in _CONFIGS:
        raise Refused("This is not a container image but something else kept in a registry.", _OTHER_IMAGE)
    for entry in entries:
        _check_layer(entry, platform)
    return Manifest(_blob(config), tuple(_blob(entry) for entry in entries))


def read_config(body: bytes, manifest: Manifest, platform: Platform, policy: Policy) -> Described:
    """Returns the rows docker's history would show, and what the config says beside them.

    Raises Refused where the config does not fit its manifest or our platform, TooLarge for too many rows.
    """
    config = _json(body)
    steps = [table(each) for each in listing(config.get("history"))]
    check_count("steps in its history", len(steps), policy.history_rows)
    _check_platform(config, platform)
    filled = sum(not step.get("empty_layer") for step in steps)
    layers = tuple(text(each, 200) for each in listing(table(config.get("rootfs")).get("diff_ids")))
    if len(layers) != len(manifest.layers) or (steps and filled != len(layers)):
        raise Refused("This image's config and manifest name different layers.", _OTHER_IMAGE)
    sizes = iter(layer.size for layer in manifest.layers)
    rows = [_row(step, 0 if step.get("empty_layer") else next(sizes)) for step in steps]
    rows = rows or [_row({}, layer.size) for layer in manifest.layers]
    return Described(_named(rows, manifest.config.digest), layers, read_image_config(table(config.get("config"))))


def _json(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Refused("The registry's description of this image can't be read.", _OTHER_IMAGE)
    return document


def _blob(entry: dict[str, Any]) -> Blob:
    digest, size = entry.get("digest"), entry.get("size")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest) or type(size) is not int or size < 0:
        raise Refused("This image's manifest has a part without a proper digest or size.", _OTHER_IMAGE)
    return Blob(digest, size)


def _fits(offered: dict[str, Any], platform: Platform) -> bool:
    return offered.get("os") == platform.os and offered.get("architecture") == platform.architecture


def _platform_name(entry: dict[str, Any]) -> str:
    offered = table(entry.get("platform"))
    return shown(f"{text(offered.get('os'), 20)}/{text(offered.get('architecture'), 20)}")


def _check_layer(entry: dict[str, Any], platform: Platform) -> None:
    kind = entry.get("mediaType")
    if entry.get("urls") or "foreign" in str(kind) or "nondistributable" in str(kind):
        raise Refused("This image takes layers from outside its registry, which the sandbox never does.", _OTHER_IMAGE)
    if kind == _ZSTD and not platform.zstd:
        raise Refused("This image is packed with zstd, which the sandbox's engine can't unpack.", _OTHER_IMAGE)
    if kind not in (*_LAYERS, _ZSTD):
        raise Refused("This image has a layer of a kind that docker does not know.", _OTHER_IMAGE)


def _check_platform(config: dict[str, Any], platform: Platform) -> None:
    made_for = _platform_name({"platform": config})
    if made_for not in (str(platform), "/"):
        raise Refused(f"This image is made for {made_for}; the sandbox runs {platform}.", _OTHER_IMAGE)


def _row(step: dict[str, Any], size: int) -> HistoryRow:
    return HistoryRow(
        id=MISSING,
        created=moment(step.get("created")),
        created_by=text(step.get("created_by")),
        size=size,
        comment=text(step.get("comment")),
        empty_layer=bool(step.get("empty_layer")),
    )


def _named(rows: list[HistoryRow], image_id: str) -> tuple[HistoryRow, ...]:
    """Turns oldest-first into newest-first and gives the newest the image's ID, as the engine does."""
    newest_first = rows[::-1]
    return (replace(newest_first[0], id=image_id), *newest_first[1:]) if newest_first else ()
