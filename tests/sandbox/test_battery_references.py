"""Hostile references: refused in words of ours, and nobody was asked. What is no name at all is not even looked up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from engine.fake_registry import FakeRegistry, serving
from engine.images import Step, image
from engine.ledger import DictLedger

from sandbox.errors import InvalidReference, Refused
from sandbox.host import Sandbox
from sandbox.policy import Policy
from sandbox.references import Reference, parse_reference
from sandbox.values import Asker

INSIDE = [
    "localhost:5000/x", "127.0.0.1/x", "127.1/x", "0.0.0.0:1/x", "[::1]:5000/x", "2130706433/x", "0x7f000001/x",
    "0x7f.0.0.1/x", "017700000001/x", "[::]/x", "[::]:5000/x",
    "169.254.169.254/latest/meta-data", "metadata.google.internal/x", "[fd00:ec2::254]/x", "host.docker.internal/x",
    "10.0.0.1/x", "172.16.3.4:5000/x", "192.168.1.1/x", "[fc00::1]/x", "[fe80::1%25eth0]/x", "[fe80::1%eth0]/x",
    "[::ffff:127.0.0.1]/x", "[::ffff:127.0.0.1%25lo]/x", "[64:ff9b::a00:1]/x", "[2002:7f00:1::]/x",
    "100.64.0.1/x", "198.18.0.1/x", "224.0.0.1/x", "255.255.255.255/x", "localhost.localdomain/x",
]  # fmt: skip

NOT_LISTED = [
    "evil.example/x", "docker.io.evil.example/x", "evil.example/docker.io/x", "dосker.io/x", "а.example/x",
    "xn--dcker-jye.io/x", "docker.io。evil.example/x", "①②⑦.0.0.1/x", "a@docker.io/x", "user:pw@docker.io/x",
    "https://docker.io/x", "ftp://docker.io/x", "docker://alpine", "file:///etc/passwd", "http://169.254.169.254/latest",
    "docker.io:443/x", "docker.io:/x", "docker.io:99999/x", "docker.io:80@evil.example/x", "docker.io#@evil.example/x",
    "docker.io%2f@evil/x", "docker.io./x", "127.0.0.1:80:80/x", "127.0.0.1.nip.io/x", "localtest.me/x",
    "kubernetes.default.svc/x", "docker.io\t/x", " docker.io/x",
]  # fmt: skip

MALFORMED = [
    "ALPINE", "Library/Alpine", "alpine:", "alpine:" + "t" * 129, ":::", "../../etc/passwd", "alpine\n", "alpine\x00",
    "a" * 5000, "🐳", "--privileged", "-h", "$(id)", "`id`", "docker.io/../x", "docker.io//x", "//docker.io/x",
    "docker．io/x", "ｌocalhost/x", "127。0。0。1/x", "alpine@sha256:", "alpine:latest@", "alpine:\u202elatest", "@everyone",
    "<!channel>", "<@1>", "alpine;id", "alpine && id", "alpine busybox", "docker.io/x?y", "docker.io/x#y",
    "аlpine", "alpine:３.19", "alp\u200bine",
]  # fmt: skip


@pytest.fixture
async def registry() -> AsyncIterator[FakeRegistry]:
    async with serving(image(Step("ADD f /", {"f": b"x"}))) as fake:
        yield fake


@pytest.fixture
async def sandbox(registry: FakeRegistry) -> AsyncIterator[Sandbox]:
    """One whose engine is not there: who comes as far as asking it is told that, and fails the test."""
    made = Sandbox(
        ("unix:///nonexistent/docker.sock",), registry.url, Policy(), DictLedger(), lambda: pytest.fail("the clock")
    )
    yield made
    await made.close()


@pytest.mark.parametrize("typed", INSIDE)
def test_an_address_inside_is_refused(sandbox: Sandbox, registry: FakeRegistry, typed: str) -> None:
    with pytest.raises(Refused, match="names an address inside a network, which the sandbox never asks") as refusal:
        sandbox.reference(typed)
    assert str(refusal.value).isprintable()
    assert registry.asked == []


@pytest.mark.parametrize("typed", NOT_LISTED)
def test_a_registry_that_is_not_listed_is_refused_with_those_that_are(
    sandbox: Sandbox, registry: FakeRegistry, typed: str
) -> None:
    with pytest.raises(Refused, match=r"Allowed registries: docker\.io\.") as refusal:
        sandbox.reference(typed)
    assert str(refusal.value).isprintable()
    assert registry.asked == []


@pytest.mark.parametrize("typed", MALFORMED)
def test_what_is_no_name_is_malformed_and_shown_escaped_and_short(
    sandbox: Sandbox, registry: FakeRegistry, typed: str
) -> None:
    with pytest.raises(InvalidReference) as refusal:
        sandbox.reference(typed)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 300
    assert registry.asked == []


@pytest.mark.parametrize(
    ("typed", "named"), [("dосker.io/x", r"о \(U\+043E\)"), ("аlpine", r"а \(U\+0430\)"), ("al\u200bp", r"U\+200B")]
)
def test_a_letter_that_only_looks_like_another_is_named_with_its_number(
    sandbox: Sandbox, typed: str, named: str
) -> None:
    with pytest.raises((Refused, InvalidReference), match=named):
        sandbox.reference(typed)


Ask = Callable[[Sandbox, Reference], Coroutine[Any, Any, object]]


async def pull(sandbox: Sandbox, reference: Reference) -> None:
    async for _ in sandbox.pull(reference, Asker("ducks", "ana")):
        pass


async def history(sandbox: Sandbox, reference: Reference) -> None:
    await sandbox.history(reference, "ducks")


async def compare(sandbox: Sandbox, reference: Reference) -> None:
    await sandbox.compare(parse_reference("alpine"), reference, "ducks")


async def waste(sandbox: Sandbox, reference: Reference) -> None:
    await sandbox.waste(reference, "ducks")


@pytest.mark.parametrize("ask", [pull, history, compare, waste])
@pytest.mark.parametrize("typed", ["[::]/x", "127.0.0.1/x", "docker.io.evil.example/x", "docker.io/2130706433/x"])
async def test_a_reference_that_was_read_elsewhere_is_checked_again_at_the_door(
    sandbox: Sandbox, registry: FakeRegistry, ask: Ask, typed: str
) -> None:
    with pytest.raises(Refused):
        await ask(sandbox, parse_reference(typed))
    assert registry.asked == []


@pytest.mark.parametrize(
    "typed",
    [
        "alpine", "alpine:latest", "docker.io/alpine", "docker.io/library/alpine:latest", "index.docker.io/library/alpine",
        "index.docker.io/alpine", "library/alpine",
    ],
)  # fmt: skip
def test_every_spelling_of_one_image_is_one_canonical_name(sandbox: Sandbox, typed: str) -> None:
    assert sandbox.reference(typed).canonical == "docker.io/library/alpine:latest"


@pytest.mark.parametrize("typed", ["library/alpine@{}", "alpine@{}", "index.docker.io/alpine@{}"])
def test_a_digest_stays_the_name_of_exactly_one_image(sandbox: Sandbox, typed: str) -> None:
    digest = "sha256:" + "0123456789abcdef" * 4
    assert sandbox.reference(typed.format(digest)).canonical == f"docker.io/library/alpine@{digest}"
    assert sandbox.reference(f"alpine:3.19@{digest}").canonical == f"docker.io/library/alpine:3.19@{digest}"
