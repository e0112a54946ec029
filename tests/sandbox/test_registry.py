"""A registry may say anything. These servers on loopback are mirrors, so that they are asked at all."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from engine.fake_registry import FakeRegistry, answering, serving
from engine.images import CONFIG, INDEX, Image, Step, digest, image, index_of, with_first_layer
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import NotFound, RateLimited, Refused, SandboxError, TimedOut, TooLarge, Unavailable
from sandbox.manifests import Platform, choose_manifest, read_config, read_document, read_manifest
from sandbox.outward import Guard
from sandbox.policy import Policy
from sandbox.references import parse_reference
from sandbox.registry import Question, RemoteImage, look_up

LINUX = Platform("linux", "amd64", zstd=False)
ALPINE = image(Step("ADD f /", {"f": b"content"}), Step("ENV A=b"), Step("COPY g /", {"g": b"more"}))


class Names(AbstractResolver):
    """Knows the names it was given; each name's addresses are used up one lookup at a time, the last one stays."""

    def __init__(self, **names: list[str]) -> None:
        self.names = names
        self.lookups = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.lookups += 1
        known = self.names.get(host.replace(".", "_"))
        if not known:
            raise OSError("unknown name")
        addresses = (known.pop(0) if len(known) > 1 else known[0]).split()
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for each in addresses
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
async def registry() -> AsyncIterator[FakeRegistry]:
    async with serving(ALPINE) as fake:
        yield fake


@pytest.fixture
async def inner() -> AsyncIterator[FakeRegistry]:
    """Something else inside that nobody may be led to."""
    async with serving(ALPINE) as fake:
        yield fake


async def ask(
    *mirrors: FakeRegistry | str, name: str = "alpine", platform: Platform = LINUX, **limits: Any
) -> RemoteImage:
    addresses = tuple(each.url if isinstance(each, FakeRegistry) else each for each in mirrors)
    policy = Policy(**{"request_seconds": 5, **limits})
    return await look_up(Question(parse_reference(name), platform, policy, weigh=True), addresses, Names())


async def test_an_image_is_described_without_its_layers_being_fetched(registry: FakeRegistry) -> None:
    remote = await ask(registry)
    assert (remote.image_id, remote.digest, remote.manifest_digest) == (ALPINE.id, ALPINE.digest, ALPINE.digest)
    assert remote.size == sum(map(len, ALPINE.layers))
    assert [row.created_by for row in remote.described.rows] == ["COPY g /", "ENV A=b", "ADD f /"]
    assert {request.method for request in registry.asked if "layer" in request.path} <= {"HEAD"}


async def test_of_an_index_our_platforms_image_is_taken(registry: FakeRegistry) -> None:
    arm = image(Step("ADD arm /", {"arm": b"x"}), architecture="arm64")
    registry.served = index_of({"linux/arm64": arm, "linux/amd64": ALPINE})
    remote = await ask(registry)
    assert (remote.digest, remote.manifest_digest) == (registry.served.digest, ALPINE.digest)


async def test_a_reference_by_digest_gets_exactly_that(registry: FakeRegistry) -> None:
    assert (await ask(registry, name=f"alpine@{ALPINE.digest}")).digest == ALPINE.digest
    with pytest.raises(Refused, match="something other than what its digest promises"):
        await ask(registry, name="alpine@sha256:" + "0" * 64)


async def test_an_anonymous_token_is_fetched_for_this_repository_only(registry: FakeRegistry) -> None:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != "Bearer open-sesame":
            challenge = f'Bearer realm="{registry.url}/token",service="r",scope="repository:everything:push"'
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        del registry.instead["/v2/"]
        return await registry.answer(request)

    async def token(request: web.Request) -> web.StreamResponse:
        assert dict(request.query) == {"service": "r", "scope": "repository:library/alpine:pull"}
        return web.json_response({"token": "open-sesame"})

    registry.instead = {"/token": token, "/v2/": guarded}
    assert (await ask(registry)).image_id == ALPINE.id


async def test_the_rest_of_the_rate_limit_is_reported(registry: FakeRegistry) -> None:
    headers = {"ratelimit_remaining": "98;w=21600", "Content_Type": ALPINE.kind}
    registry.instead["/manifests/"] = answering(200, ALPINE.manifest, **headers)
    assert (await ask(registry)).pulls_left == 98


@pytest.mark.parametrize("part", ["/manifests/", ALPINE.id, digest(ALPINE.layers[1])])
async def test_a_redirect_to_an_address_inside_is_not_followed(
    registry: FakeRegistry, inner: FakeRegistry, part: str
) -> None:
    registry.instead[part] = answering(307, Location=f"{inner.url}/secret")
    with pytest.raises(Refused, match="points to an address inside a network"):
        await ask(registry)
    assert inner.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "https://127.1/x", "https://0x7f000001/x", "https://[::1]/x",
        "https://metadata.google.internal/x", "//2130706433/x", "https://localhost/x",
        "https://127。0。0。1/", "https://①27.0.0.1/", "https://ⓛocalhost/", "https://127.0.0.1./", "https://a:b@127.0.0.1/",
    ],
)  # fmt: skip
async def test_no_spelling_of_an_inner_address_is_followed(registry: FakeRegistry, location: str) -> None:
    registry.instead["/manifests/"] = answering(302, Location=location)
    with pytest.raises(Refused, match="points to an address inside a network"):
        await ask(registry)


async def test_a_redirect_within_the_mirror_is_followed(registry: FakeRegistry) -> None:
    registry.instead["/blobs/" + ALPINE.id] = answering(307, Location="/elsewhere")
    registry.instead["/elsewhere"] = answering(200, ALPINE.config)
    assert (await ask(registry)).image_id == ALPINE.id


async def test_a_redirect_to_an_address_without_tls_is_not_followed(registry: FakeRegistry) -> None:
    registry.instead["/manifests/"] = answering(302, Location="http://cdn.example/x")
    with pytest.raises(Refused, match="without TLS"):
        await ask(registry)


async def test_redirects_without_end_are_given_up(registry: FakeRegistry) -> None:
    registry.instead["/manifests/"] = answering(302, Location="/v2/library/alpine/manifests/latest")
    with pytest.raises(Refused, match="without end"):
        await ask(registry)
    assert len(registry.asked) == 5


@pytest.mark.parametrize("realm", ["http://169.254.169.254/token", "https://10.0.0.1/token", "INNER/token"])
async def test_a_token_realm_inside_is_not_asked(registry: FakeRegistry, inner: FakeRegistry, realm: str) -> None:
    realm = realm.replace("INNER", inner.url)
    registry.instead["/v2/"] = answering(401, WWW_Authenticate=f'Bearer realm="{realm}",service="x"')
    with pytest.raises(Refused, match="points to an address inside a network"):
        await ask(registry)
    assert inner.asked == []


async def test_a_token_does_not_travel_to_another_origin(registry: FakeRegistry, inner: FakeRegistry) -> None:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if "Authorization" not in request.headers:
            return web.Response(status=401, headers={"WWW-Authenticate": f'Bearer realm="{registry.url}/token"'})
        return web.Response(status=307, headers={"Location": f"{inner.url}{request.path}"})

    registry.instead = {"/token": answering(200, b'{"access_token": "secret"}'), "/v2/": guarded}
    assert (await ask(registry, inner)).image_id == ALPINE.id
    assert inner.asked
    assert not any("Authorization" in request.headers for request in inner.asked)


async def test_a_permitted_name_that_resolves_inside_is_refused() -> None:
    question = Question(parse_reference("r.example/x"), LINUX, Policy(registries=("r.example",)), weigh=False)
    for addresses in ("127.0.0.1", "8.8.8.8 127.0.0.1", "10.1.2.3", "::1", "fd00::1"):
        with pytest.raises(Refused, match="points to an address inside a network"):
            await look_up(question, (), Names(r_example=[addresses]))


async def test_a_name_is_checked_again_each_time_it_is_resolved() -> None:
    guard = Guard(Names(r_example=["8.8.8.8", "127.0.0.1"]), frozenset())
    assert [each["host"] for each in await guard.resolve("r.example", 443)] == ["8.8.8.8"]
    with pytest.raises(Refused):
        await guard.resolve("r.example", 443)


async def test_the_address_that_was_checked_is_the_one_connected_to(registry: FakeRegistry) -> None:
    names = Names(mirror_example=["127.0.0.1"])
    port = registry.url.rpartition(":")[2]
    question = Question(parse_reference("alpine"), LINUX, Policy(), weigh=False)
    remote = await look_up(question, (f"http://mirror.example:{port}",), names)
    assert remote.image_id == ALPINE.id
    connections = {request.transport for request in registry.asked}
    assert names.lookups == len(connections) == 1


@pytest.mark.parametrize(
    ("status", "headers", "kind", "words"),
    [
        (404, {}, NotFound, "There is no alpine:latest in Docker Hub"),
        (401, {}, NotFound, "private or does not exist"),
        (401, {"WWW_Authenticate": 'Basic realm="r"'}, NotFound, "private or does not exist"),
        (403, {}, NotFound, "private or does not exist"),
        (429, {"Retry_After": "120"}, RateLimited, r"Docker Hub wants a pause.*\. Try again in 2 min\."),
        (429, {"Retry_After": "soon"}, RateLimited, r"Try again later\."),
        (500, {}, Unavailable, r"has trouble \(HTTP 500\)"),
        (418, {}, Unavailable, r"has trouble \(HTTP 418\)"),
    ],
)
async def test_each_way_a_registry_says_no_has_its_own_words(
    registry: FakeRegistry, status: int, headers: dict[str, str], kind: type[SandboxError], words: str
) -> None:
    registry.instead["/v2/"] = answering(status, b"<html>nonsense", **headers)
    with pytest.raises(kind, match=words):
        await ask(registry)


async def test_retry_after_is_passed_on_in_seconds(registry: FakeRegistry) -> None:
    registry.instead["/v2/"] = answering(429, Retry_After="120")
    with pytest.raises(RateLimited) as refusal:
        await ask(registry)
    assert refusal.value.retry_after == 120


async def test_a_registry_that_hangs_is_given_up_in_time(registry: FakeRegistry) -> None:
    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await asyncio.sleep(5)
        return response

    registry.instead["/manifests/"] = hang
    await given_up_in_time(registry)


async def test_a_registry_that_sends_a_byte_now_and_then_is_given_up_in_time(registry: FakeRegistry) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(50):
            await response.write(b" ")
            await asyncio.sleep(0.1)
        return response

    registry.instead["/manifests/"] = drip
    await given_up_in_time(registry)


async def given_up_in_time(registry: FakeRegistry) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut, match="took too long to answer"):
        await ask(registry, request_seconds=0.3)
    assert time.monotonic() - started < 1


async def test_all_questions_together_have_a_time_limit(registry: FakeRegistry) -> None:
    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.3)
        return web.Response(status=302, headers={"Location": "/v2/library/alpine/manifests/latest"})

    registry.instead["/manifests/"] = slow
    with pytest.raises(TimedOut, match="The registry took too long"):
        await ask(registry, lookup_seconds=0.5)


async def test_an_answer_that_breaks_off_is_told_as_unreachable(registry: FakeRegistry) -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"{")
        assert request.transport is not None
        request.transport.abort()
        return response

    registry.instead["/manifests/"] = break_off
    with pytest.raises(Unavailable, match="can't be reached"):
        await ask(registry)


async def test_a_mirror_that_is_gone_is_passed_over(registry: FakeRegistry) -> None:
    assert (await ask("http://127.0.0.1:1", registry)).image_id == ALPINE.id


async def test_a_manifest_over_the_limit_is_not_read(registry: FakeRegistry) -> None:
    registry.instead["/manifests/"] = answering(200, b" " * 5_000_000)
    with pytest.raises(TooLarge, match=r"manifest is 5 MB; the sandbox reads at most 1 MB\."):
        await ask(registry)


async def test_a_manifest_that_does_not_tell_its_size_is_cut_off(registry: FakeRegistry) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b" " * 100_000)
        return response

    registry.instead["/manifests/"] = endless
    with pytest.raises(TooLarge, match="manifest has more than 1 MB"):
        await ask(registry)


def declaring(**config: Any) -> bytes:
    document = json.loads(ALPINE.manifest)
    document["config"] |= config
    return json.dumps(document).encode()


async def test_a_config_over_the_limit_is_refused_unread(registry: FakeRegistry) -> None:
    registry.instead["/manifests/"] = answering(200, declaring(size=8_000_000), Content_Type=ALPINE.kind)
    with pytest.raises(TooLarge, match=r"config is 8 MB; the sandbox takes at most 1 MB\."):
        await ask(registry)
    assert not any("/blobs/" in request.path for request in registry.asked)


async def test_a_config_other_than_promised_is_refused(registry: FakeRegistry) -> None:
    registry.instead["/blobs/"] = answering(200, b"{}")
    with pytest.raises(Refused, match="something other than what its digest promises"):
        await ask(registry)


async def test_a_layer_that_the_registry_lost_is_not_found(registry: FakeRegistry) -> None:
    registry.instead[digest(ALPINE.layers[1])] = answering(404)
    with pytest.raises(NotFound, match="has lost a layer"):
        await ask(registry)


async def test_layers_larger_than_declared_are_weighed_and_refused(registry: FakeRegistry) -> None:
    registry.served = with_first_layer(ALPINE, size=1)
    with pytest.raises(Refused, match="larger than its manifest says"):
        await ask(registry)


async def test_a_registry_that_answers_no_head_requests_is_taken_at_its_word(registry: FakeRegistry) -> None:
    registry.instead[digest(ALPINE.layers[0])] = answering(405)
    assert (await ask(registry)).image_id == ALPINE.id


def with_layers(count: int) -> bytes:
    document = json.loads(ALPINE.manifest)
    document["layers"] = document["layers"][:1] * count
    return json.dumps(document).encode()


async def test_too_many_layers_steps_or_platforms_are_refused_with_the_figure(registry: FakeRegistry) -> None:
    registry.served = Image(ALPINE.config, ALPINE.layers, with_layers(128))
    with pytest.raises(TooLarge, match="has 128 layers; the sandbox takes at most 125"):
        await ask(registry)
    registry.served = image(Step("ADD f /", {"f": b""}), *[Step("ENV A=b")] * 10_000)
    with pytest.raises(TooLarge, match="has 10,001 steps in its history; the sandbox takes at most 500"):
        await ask(registry)
    registry.served = index_of({f"linux/arch{number}": ALPINE for number in range(2000)})
    with pytest.raises(TooLarge, match="has 2,000 platforms in its index; the sandbox takes at most 200"):
        await ask(registry)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"schemaVersion": 1, "fsLayers": []}', "manifest schema 1"),
        (b"not json", "can't be read"),
        (b"[]", "can't be read"),
        (b"[" * 100_000, "can't be read"),
        (b'{"a":' * 100_000, "can't be read"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "can't be read"),
        (json.dumps({"mediaType": "application/x-unheard-of"}).encode(), "not an image in a format that docker knows"),
        (json.dumps({"mediaType": INDEX, "layers": [], "manifests": []}).encode(), "contradicts itself"),
        (json.dumps({"mediaType": INDEX, "manifests": []}).encode(), "contradicts itself"),
        (declaring(mediaType="application/vnd.cncf.helm.config.v1+json"), "something else kept in a registry"),
        (declaring(digest="sha256:../../../x"), "without a proper digest or size"),
        (declaring(size=-1), "without a proper digest or size"),
        (declaring(size=True), "without a proper digest or size"),
        (with_first_layer(ALPINE, mediaType="application/x-tar").manifest, "of a kind that docker does not know"),
        (with_first_layer(ALPINE, urls=["http://10.0.0.1/"]).manifest, "from outside its registry"),
        (with_layers(1), "name different layers"),
    ],
)
async def test_a_description_that_makes_no_image_is_refused_in_words(
    registry: FakeRegistry, body: bytes, words: str
) -> None:
    registry.instead["/manifests/"] = answering(200, body, Content_Type=ALPINE.kind)
    with pytest.raises(Refused, match=words):
        await ask(registry)


async def test_zstd_layers_are_for_engines_that_can_unpack_them(registry: FakeRegistry) -> None:
    registry.served = with_first_layer(ALPINE, mediaType="application/vnd.oci.image.layer.v1.tar+zstd")
    with pytest.raises(Refused, match="packed with zstd"):
        await ask(registry)
    assert (await ask(registry, platform=Platform("linux", "amd64", zstd=True))).image_id == ALPINE.id


async def test_an_image_of_another_platform_is_refused_with_what_there_is(registry: FakeRegistry) -> None:
    registry.served = image(Step("ADD f /", {"f": b"x"}), os="windows")
    with pytest.raises(Refused, match=r"made for windows/amd64; the sandbox runs linux/amd64\."):
        await ask(registry)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["schemaVersion", "mediaType", "manifests", "layers", "config", "platform", "digest", "size", "urls", "history",
          "rootfs", "diff_ids", "os", "architecture", "created", "created_by", "empty_layer", "comment"]  # fmt: skip


def changed(document: Any, path: int, value: Any) -> Any:
    """Puts the value somewhere into the document; `path` decides where."""
    if isinstance(document, dict) and document:
        key = sorted(document)[path % len(document)]
        deeper = path // len(document)
        return document | {key: changed(document[key], deeper, value) if deeper else value}
    if isinstance(document, list) and document:
        return [changed(document[0], path, value), *document[1:]]
    return value


@given(path=st.integers(0, 5000), value=JSON | st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_any_mangled_manifest_index_or_config_is_read_or_refused_in_words(path: int, value: Any) -> None:
    manifest = read_manifest(json.loads(ALPINE.manifest), LINUX, Policy())
    index = index_of({"linux/amd64": ALPINE})
    for work in (
        lambda: read_manifest(changed(json.loads(ALPINE.manifest), path, value), LINUX, Policy()),
        lambda: choose_manifest(changed(json.loads(index.manifest), path, value), LINUX, Policy()),
        lambda: read_document(json.dumps(changed(json.loads(ALPINE.manifest), path, value)).encode(), CONFIG),
        lambda: read_config(
            json.dumps(changed(json.loads(ALPINE.config), path, value)).encode(), manifest, LINUX, Policy()
        ),
    ):
        try:
            work()
        except SandboxError as refusal:
            assert refusal.sentence
