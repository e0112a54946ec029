"""Asks a registry about an image before the engine hears of it.

Protocol: OCI distribution specification 1.1, docker's token authentication; only anonymous tokens are used.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import structlog
from aiohttp.abc import AbstractResolver
from yarl import URL

from sandbox.errors import NotFound, RateLimited, Refused, SandboxError, TimedOut, Unavailable
from sandbox.manifests import (
    INDEXES,
    MANIFESTS,
    Blob,
    Described,
    Manifest,
    Platform,
    check_digest,
    choose_manifest,
    read_config,
    read_document,
    read_manifest,
)
from sandbox.outward import Answer, Outward, outward
from sandbox.policy import Policy, check_reference, check_size
from sandbox.references import DOCKER_HUB, Reference

_HUB_ADDRESS = "https://registry-1.docker.io"
_ACCEPT = ", ".join(INDEXES + MANIFESTS)
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')
_log = structlog.get_logger(__name__)
_TOKEN_BYTES = 64_000
_LAYERS_AT_A_TIME = 8
_MOST_TELLING: tuple[type[SandboxError], ...] = (NotFound, RateLimited, TimedOut, Unavailable)
"""When several were asked: a mirror that says no tells more than a registry that can't be reached."""


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """An image as its registry describes it.

    `digest` is what the reference names (an index or a manifest), `manifest_digest` the manifest for our platform,
    `described` what its config says; `pulls_left` the registry's rate limit where it told.
    """

    reference: Reference
    digest: str
    manifest_digest: str
    manifest: Manifest
    described: Described
    pulls_left: int | None

    @property
    def image_id(self) -> str:
        return self.manifest.config.digest

    @property
    def size(self) -> int:
        """Compressed bytes of all layers."""
        return sum(layer.size for layer in self.manifest.layers)


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask for. With `weigh`, for a pull, each layer's true size is asked for and the total is limited."""

    reference: Reference
    platform: Platform
    policy: Policy
    weigh: bool


async def look_up(
    question: Question, mirrors: tuple[str, ...], resolver: AbstractResolver | None = None
) -> RemoteImage:
    """Asks the registry, for Docker Hub the operator's mirrors first as dockerd does.

    Raises Refused, NotFound, TooLarge, RateLimited, TimedOut or Unavailable, each with a sentence of ours. What a
    mirror says of the content is final; only where it has or says nothing is the registry itself asked.
    """
    check_reference(question.reference, question.policy)
    trusted = [URL(mirror) for mirror in mirrors]
    addresses = [*trusted, URL(_HUB_ADDRESS)] if question.reference.registry == DOCKER_HUB else []
    addresses = addresses or [URL(f"https://{question.reference.registry}")]
    async with outward(trusted, question.policy.request_seconds, resolver) as way:
        try:
            async with asyncio.timeout(question.policy.lookup_seconds):
                return await _first_answer(question, way, addresses)
        except TimeoutError:
            raise TimedOut("The registry took too long to answer.", "Try again in a few minutes.") from None


async def _first_answer(question: Question, way: Outward, addresses: list[URL]) -> RemoteImage:
    troubles: list[SandboxError] = []
    for address in addresses:
        try:
            return await _Asking(question, way, address).image()
        except (NotFound, Unavailable, TimedOut, RateLimited) as trouble:
            troubles.append(trouble)
    raise min(troubles, key=lambda trouble: _MOST_TELLING.index(type(trouble)))


@dataclass(slots=True)
class _Asking:
    """One conversation with one registry about one image."""

    question: Question
    way: Outward
    address: URL
    token: str | None = None
    pulls_left: int | None = None

    async def image(self) -> RemoteImage:
        reference, platform, policy = self.question.reference, self.question.platform, self.question.policy
        kind, body, digest = await self._manifest(reference.digest or reference.tag or "latest", reference.digest)
        chosen = digest
        if kind in INDEXES:
            entry = choose_manifest(read_document(body, kind)[1], platform, policy)
            chosen = entry.digest
            kind, body, _ = await self._manifest(entry.digest, entry.digest)
        if kind in INDEXES:
            raise Refused("This image's index leads to another index.", "Try another image or tag.")
        manifest = read_manifest(read_document(body, kind)[1], platform, policy)
        described = read_config(await self._config(manifest.config), manifest, platform, policy)
        if self.question.weigh:
            self._check_total(manifest.layers)
            await self._weigh(manifest)
        return RemoteImage(reference, digest, chosen, manifest, described, self.pulls_left)

    async def _manifest(self, name: str, digest: str | None) -> tuple[str, bytes, str]:
        """Returns media type, body and digest; the body has been checked against the digest."""
        answer = await self._get(
            f"manifests/{name}", self.question.policy.manifest_bytes, "This image's manifest", accept=_ACCEPT
        )
        self.pulls_left = _remaining(answer.headers) if self.pulls_left is None else self.pulls_left
        actual = digest or answer.headers.get("Docker-Content-Digest") or f"sha256:{sha256(answer.body).hexdigest()}"
        check_digest(answer.body, actual)
        kind, _ = read_document(answer.body, answer.headers.get("Content-Type", ""))
        return kind, answer.body, actual

    async def _config(self, config: Blob) -> bytes:
        limit = self.question.policy.config_bytes
        check_size("This image's config", config.size, limit)
        answer = await self._get(f"blobs/{config.digest}", limit, "This image's config")
        check_digest(answer.body, config.digest)
        return answer.body

    async def _weigh(self, manifest: Manifest) -> None:
        """Asks for each layer's size at the place where the engine will fetch it: manifests may lie."""
        gate = asyncio.Semaphore(_LAYERS_AT_A_TIME)

        async def weigh(layer: Blob) -> Blob:
            async with gate:
                answer = await self._ask("HEAD", f"blobs/{layer.digest}", limit=0, what="A layer")
            if answer.status == 404:
                raise NotFound("The registry has lost a layer of this image.", "Try another tag.")
            return Blob(layer.digest, max(layer.size, _length(answer)))

        actual = await _all(weigh(layer) for layer in dict.fromkeys(manifest.layers))
        self._check_total(actual)
        if sum(layer.size for layer in actual) > sum(layer.size for layer in dict.fromkeys(manifest.layers)):
            raise Refused("This image's layers are larger than its manifest says.", "Try another image.")

    def _check_total(self, layers: Iterable[Blob]) -> None:
        total = sum(layer.size for layer in dict.fromkeys(layers))
        check_size(f"{self.question.reference.familiar} (compressed)", total, self.question.policy.pull_bytes)

    async def _get(self, path: str, limit: int, what: str, accept: str = "*/*") -> Answer:
        answer = await self._ask("GET", path, limit=limit, what=what, accept=accept)
        if answer.status != 200:
            raise _failure(answer, self.question.reference, self.address)
        return answer

    async def _ask(self, method: str, path: str, *, limit: int, what: str, accept: str = "*/*") -> Answer:
        url = URL(f"{str(self.address).rstrip('/')}/v2/{self.question.reference.repository}/{path}")
        answer = await self.way.ask(method, url, self._headers(accept), limit=limit, what=what)
        if answer.status == 401 and self.token is None:
            self.token = await self._fetch_token(answer.headers.get("WWW-Authenticate", ""))
            answer = await self.way.ask(method, url, self._headers(accept), limit=limit, what=what)
        return answer

    def _headers(self, accept: str) -> dict[str, str]:
        return {"Accept": accept, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}

    async def _fetch_token(self, challenge: str) -> str:
        """Fetches an anonymous token, as the answer's WWW-Authenticate says; the realm is checked like any address."""
        scheme, _, rest = challenge.partition(" ")
        asked = dict(_CHALLENGE.findall(rest))
        if scheme.lower() != "bearer" or "realm" not in asked:
            raise _private(self.question.reference)
        query = {"service": asked.get("service", ""), "scope": f"repository:{self.question.reference.repository}:pull"}
        answer = await self.way.ask("GET", _realm(asked["realm"]) % query, {}, limit=_TOKEN_BYTES, what="A token")
        if answer.status != 200:
            raise _failure(answer, self.question.reference, self.address)
        return _token(answer.body)


async def _all(work: Iterable[Coroutine[None, None, Blob]]) -> list[Blob]:
    tasks = [asyncio.create_task(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _realm(address: str) -> URL:
    try:
        return URL(address).with_user(None).with_fragment(None)
    except ValueError:
        raise Refused("The registry points to an address that can't be read.", "Try another image.") from None


def _token(body: bytes) -> str:
    try:
        document = json.loads(body)
        token = document.get("token") or document["access_token"]
    except (ValueError, RecursionError, LookupError, AttributeError):
        token = None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Unavailable("The registry's answer can't be read.", "Try again in a few minutes.")
    return token


def _failure(answer: Answer, reference: Reference, address: URL) -> SandboxError:
    _log.info("registry refused", registry=address.host, image=reference.canonical, status=answer.status)
    if answer.status == 404:
        return NotFound(
            f"There is no {reference.familiar} in {_named(reference)}.",
            "Check the name and the tag; hub.docker.com lists what Docker Hub has.",
        )
    if answer.status in (401, 403):
        return _private(reference)
    if answer.status == 429:
        return _rate_limited(answer.headers.get("Retry-After", ""), reference)
    return Unavailable(f"{_named(reference)} has trouble (HTTP {answer.status}).", "Try again in a few minutes.")


def _private(reference: Reference) -> NotFound:
    return NotFound(
        f"{reference.familiar} is private or does not exist in {_named(reference)}.",
        "Check the name; the sandbox pulls public images only.",
    )


def _rate_limited(retry_after: str, reference: Reference) -> RateLimited:
    seconds = int(retry_after) if retry_after.isdecimal() and len(retry_after) < 7 else None
    wait = f"in {max(1, round(seconds / 60))} min" if seconds else "later"
    sentence = f"{_named(reference)} wants a pause: its rate limit for this sandbox is used up."
    return RateLimited(sentence, f"Try again {wait}.", retry_after=seconds)


def _named(reference: Reference) -> str:
    return "Docker Hub" if reference.registry == DOCKER_HUB else reference.registry


def _length(answer: Answer) -> int:
    declared = answer.headers.get("Content-Length", "")
    return int(declared) if answer.status == 200 and declared.isdecimal() else 0


def _remaining(headers: Mapping[str, str]) -> int | None:
    """Docker Hub's header is `ratelimit-remaining: 98;w=21600`."""
    remaining = headers.get("RateLimit-Remaining", "").partition(";")[0].strip()
    return int(remaining) if remaining.isdecimal() and len(remaining) < 10 else None
