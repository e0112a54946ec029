"""The engine behind a real TLS door that asks for a client certificate, as in a compose file."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from engine.local import LocalEngine

from sandbox.engine import Engine
from sandbox.errors import Unavailable


def issue_certificates(folder: Path, *, days: int = 2) -> Path:
    """Makes ca.pem, cert.pem and key.pem for 127.0.0.1, good for server and client for so many days."""
    folder.mkdir()
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca-key.pem -out ca.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=engine -keyout key.pem -out request.pem",
        f"x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days {days} -extfile names -out cert.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue_certificates(tmp_path_factory.mktemp("tls") / "own")


@pytest.fixture(scope="module")
def strange_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue_certificates(tmp_path_factory.mktemp("tls") / "strange")


@pytest.fixture
async def door(engine: LocalEngine, certificates: Path) -> AsyncIterator[str]:
    """A tcp:// address that leads to the engine for whoever shows a certificate of the right authority."""
    async with opened_door(engine, certificates) as address:
        yield address


@contextlib.asynccontextmanager
async def opened_door(engine: LocalEngine, certificates: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "cert.pem", certificates / "key.pem")
    context.load_verify_locations(certificates / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(1 << 16):
                writer.write(chunk)
                await writer.drain()
        writer.close()

    async def open_door(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner = await asyncio.open_unix_connection(engine.address.removeprefix("unix://"))
        await asyncio.gather(pass_on(reader, inner[1]), pass_on(inner[0], writer))

    server = await asyncio.start_server(open_door, "127.0.0.1", 0, ssl=context)
    yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_with_the_right_certificates_the_engine_answers(door: str, certificates: Path) -> None:
    engine = Engine(door, certificates)
    assert (await engine.facts()).os == "linux"
    await engine.close()


async def test_an_engine_of_another_authority_is_not_trusted(door: str, strange_certificates: Path) -> None:
    engine = Engine(door, strange_certificates)
    with pytest.raises(Unavailable, match="could not prove to be itself"):
        await engine.facts()
    await engine.close()


async def test_a_certificate_that_has_expired_is_told(engine: LocalEngine, tmp_path: Path) -> None:
    expired = issue_certificates(tmp_path / "expired", days=-1)
    async with opened_door(engine, expired) as address:
        asked = Engine(address, expired)
        with pytest.raises(Unavailable, match="has expired"):
            await asked.facts()
        await asked.close()


async def test_without_a_certificate_the_door_stays_shut(door: str) -> None:
    engine = Engine(door)
    with pytest.raises(Unavailable, match="does not answer"):
        await engine.facts()
    await engine.close()


async def test_certificates_that_are_not_there_are_told(door: str, tmp_path: Path) -> None:
    engine = Engine(door, tmp_path)
    with pytest.raises(Unavailable, match=r"ca\.pem, cert\.pem and key\.pem"):
        await engine.facts()
    await engine.close()


@pytest.mark.parametrize("address", ["http://127.0.0.1:2375", "npipe:////./pipe/docker_engine", "localhost", ""])
async def test_what_is_no_engine_address_is_told_with_what_one_looks_like(address: str) -> None:
    engine = Engine(address)
    with pytest.raises(Unavailable, match="Write unix:///path, tcp://host:2376 or ssh://user@host"):
        await engine.facts()
    await engine.close()
