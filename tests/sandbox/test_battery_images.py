"""Hostile images and registries beside those of test_registry: what is asked before a pull, and what the engine fetches."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from engine.catalogue import MEGABYTE
from engine.fake_registry import FakeRegistry, Handler, answering, serving
from engine.images import Image, Step, digest, image, index_of, manifest_of, noise
from engine.ledger import MakeSandbox
from engine.local import LocalEngine

from sandbox.daemon import down, up
from sandbox.engine import Engine
from sandbox.errors import NotFound, RateLimited, Refused, SandboxError, TimedOut, TooLarge, Unavailable
from sandbox.host import Sandbox
from sandbox.manifests import Platform
from sandbox.policy import Policy
from sandbox.references import parse_reference
from sandbox.registry import Question, RemoteImage, look_up
from sandbox.values import Asker, Pulled

MADE = image(Step("ADD blob /", {"blob": noise(2 * MEGABYTE, 19)}), Step("ENV A=b"), Step("COPY f /", {"f": b"x"}))
LAYER = MADE.layers[0]
OCI = "application/vnd.oci.image"


@pytest.fixture
async def registry() -> AsyncIterator[FakeRegistry]:
    async with serving(MADE) as fake:
        yield fake


async def ask(registry: FakeRegistry, name: str = "alpine", **limits: Any) -> RemoteImage:
    question = Question(parse_reference(name), Platform("linux", "amd64", zstd=False), Policy(**limits), weigh=True)
    return await look_up(question, (registry.url,))


def as_oci(made: Image) -> Image:
    """The same image in the media types of the OCI specification."""
    document = json.loads(made.manifest)
    document["mediaType"] = f"{OCI}.manifest.v1+json"
    document["config"]["mediaType"] = f"{OCI}.config.v1+json"
    for each in document["layers"]:
        each["mediaType"] = f"{OCI}.layer.v1.tar+gzip"
    return replace(made, manifest=json.dumps(document).encode(), kind=document["mediaType"])


def as_oci_index(made: Image, *more: dict[str, Any]) -> Image:
    """An OCI index of the image and of further entries, which come first."""
    entry = {
        "mediaType": made.kind,
        "digest": made.digest,
        "size": len(made.manifest),
        "platform": {"os": "linux", "architecture": "amd64"},
    }
    kind = f"{OCI}.index.v1+json"
    document = {"schemaVersion": 2, "mediaType": kind, "manifests": [*more, entry]}
    return Image(b"", (), json.dumps(document).encode(), kind, (made,))


async def test_new_media_types_are_read_like_old_ones(registry: FakeRegistry) -> None:
    registry.served = as_oci(MADE)
    assert (await ask(registry)).image_id == MADE.id
    registry.served = as_oci_index(as_oci(MADE))
    assert (await ask(registry)).image_id == MADE.id


async def test_attestations_in_an_index_are_passed_over(registry: FakeRegistry) -> None:
    attestation = {
        "mediaType": f"{OCI}.manifest.v1+json",
        "digest": "sha256:" + "a" * 64,
        "size": 800,
        "platform": {"os": "unknown", "architecture": "unknown"},
        "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
    }
    registry.served = as_oci_index(as_oci(MADE), attestation)
    assert (await ask(registry)).image_id == MADE.id
    arm = image(Step("ADD arm /", {"arm": b"x"}), architecture="arm64")
    registry.served = index_of({"linux/arm64": arm, "unknown/unknown": arm})
    with pytest.raises(Refused, match=r"not made for linux/amd64.*It is there for linux/arm64\.$|linux/arm64\. Try"):
        await ask(registry)


async def test_an_index_that_leads_to_an_index_is_refused(registry: FakeRegistry) -> None:
    registry.served = index_of({"linux/amd64": index_of({"linux/amd64": MADE})})
    with pytest.raises(Refused, match="leads to another index"):
        await ask(registry)


async def test_a_manifest_other_than_its_index_promised_is_refused(registry: FakeRegistry) -> None:
    registry.served = index_of({"linux/amd64": MADE})
    registry.instead[f"/manifests/{MADE.digest}"] = answering(200, MADE.manifest + b" ", Content_Type=MADE.kind)
    with pytest.raises(Refused, match="something other than what its digest promises"):
        await ask(registry)


async def test_a_config_that_is_larger_than_declared_is_cut_off(registry: FakeRegistry) -> None:
    big = MADE.config[:-1] + b" " * 8_000_000 + b"}"
    document = json.loads(manifest_of(big, MADE.layers))
    document["config"]["size"] = 10
    registry.served = Image(big, MADE.layers, json.dumps(document).encode())
    with pytest.raises(TooLarge, match=r"config is 8 MB; the sandbox reads at most 1 MB\."):
        await ask(registry)


async def test_a_blob_that_is_not_there_is_told(registry: FakeRegistry) -> None:
    for lost in (MADE.config, *MADE.layers):
        registry.instead = {digest(lost): answering(404)}
        with pytest.raises(NotFound):
            await ask(registry)


@pytest.mark.parametrize("part", ["/manifests/", MADE.id])
@pytest.mark.parametrize(
    ("status", "kind"), [(401, NotFound), (403, NotFound), (429, RateLimited), (500, Unavailable), (503, Unavailable)]
)
async def test_a_no_is_told_the_same_wherever_it_comes(
    registry: FakeRegistry, part: str, status: int, kind: type[SandboxError]
) -> None:
    registry.instead[part] = answering(status, b"@everyone", Retry_After="60")
    with pytest.raises(kind) as refusal:
        await ask(registry)
    assert "@everyone" not in str(refusal.value)


async def test_a_limit_at_the_token_server_is_told_as_a_limit(registry: FakeRegistry) -> None:
    registry.instead = {
        "/token": answering(429, Retry_After="60"),
        "/v2/": answering(401, WWW_Authenticate=f'Bearer realm="{registry.url}/token"'),
    }
    with pytest.raises(RateLimited, match=r"Try again in 1 min\."):
        await ask(registry)


async def test_a_token_server_that_leads_inside_is_not_followed(registry: FakeRegistry) -> None:
    async with serving(MADE) as inner:
        registry.instead = {
            "/token": answering(302, Location=f"{inner.url}/token"),
            "/v2/": answering(401, WWW_Authenticate=f'Bearer realm="{registry.url}/token"'),
        }
        with pytest.raises(Refused, match="points to an address inside a network"):
            await ask(registry)
        assert inner.asked == []


@pytest.mark.parametrize("realm", ["", "not an address", "//", "http://[", "file:///etc/passwd", "gopher://x/"])
async def test_a_realm_that_is_no_address_is_refused_in_words(registry: FakeRegistry, realm: str) -> None:
    registry.instead["/v2/"] = answering(401, WWW_Authenticate=f'Bearer realm="{realm}"')
    with pytest.raises(SandboxError) as refusal:
        await ask(registry)
    assert refusal.value.sentence.isprintable()


@pytest.mark.parametrize("part", ["/manifests/", MADE.id, digest(LAYER)])
async def test_silence_after_the_headers_is_given_up_in_time_wherever_it_comes(
    registry: FakeRegistry, part: str
) -> None:
    registry.instead[part] = silent
    with pytest.raises(TimedOut, match="took too long to answer"):
        await ask(registry, request_seconds=0.3)


async def silent(request: web.Request) -> web.StreamResponse:
    if request.method == "HEAD":
        await asyncio.sleep(2)
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await asyncio.sleep(2)
    return response


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="shipmate-images-"))
    yield made
    down(made)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
async def host(folder: Path, registry: FakeRegistry) -> AsyncIterator[Engine]:
    """An engine that pulls through the hostile registry."""
    address = await asyncio.to_thread(up, folder, registry.url, disk=1 << 30)
    direct = Engine(address)
    yield direct
    await direct.close()


async def pull(sandbox: Sandbox) -> Pulled:
    versions = [version async for version in sandbox.pull(sandbox.reference("alpine"), Asker("ducks", "ana"))]
    assert isinstance(versions[-1], Pulled)
    return versions[-1]


def to_the_engine(handler: Handler, body: bytes) -> Handler:
    """Answers our own question for the size honestly, and the engine's for the layer otherwise."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body) if request.method == "HEAD" else await handler(request)

    return answer


async def truncated(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(LAYER))})
    await response.prepare(request)
    await response.write(LAYER[: len(LAYER) // 2])
    assert request.transport is not None
    request.transport.close()
    return response


async def dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(LAYER))})
    await response.prepare(request)
    for at in range(0, len(LAYER), 1):
        await response.write(LAYER[at : at + 1])
        await asyncio.sleep(0.2)
    return response


@pytest.mark.parametrize(
    "handler",
    [
        truncated,
        answering(200, LAYER[: len(LAYER) // 2]),
        answering(404),
        answering(403),
        answering(429, Retry_After="60"),
        answering(500),
        answering(302, Location="http://169.254.169.254/latest"),
        dripping,
    ],
    ids=["closed midway", "truncated", "lost", "forbidden", "limited", "broken", "led inside", "a byte at a time"],
)
async def test_what_goes_wrong_while_the_engine_fetches_is_told_and_leaves_nothing(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox, handler: Handler
) -> None:
    registry.instead[digest(LAYER)] = to_the_engine(handler, LAYER)
    sandbox = make_sandbox(mirror=registry.url, hosts=(host.address,), pull_seconds=8)
    with pytest.raises(SandboxError) as refusal:
        await pull(sandbox)
    assert refusal.value.sentence.isprintable()
    assert "169.254" not in str(refusal.value)
    await asyncio.sleep(0.5)
    store = await host.store()
    assert (store.images, store.used) == ((), 0)
    assert await sandbox.images("ducks") == []


async def test_what_the_registry_says_of_its_limit_is_told_with_the_pull(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox
) -> None:
    headers = {"ratelimit_limit": "100;w=21600", "ratelimit_remaining": "76;w=21600", "Content_Type": MADE.kind}
    registry.instead["/manifests/"] = answering(200, MADE.manifest, **headers)
    assert (await pull(make_sandbox(mirror=registry.url, hosts=(host.address,)))).pulls_left == 76
