from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.addresses import as_address, is_inner, names_inside
from sandbox.errors import InvalidReference, Refused, SandboxError, TooLarge
from sandbox.policy import Policy, admit, check_size, megabytes

POLICY = Policy()


def answer(typed: str) -> str:
    """The registry that would be asked, or what the learner is told instead."""
    try:
        return admit(typed, POLICY).registry
    except SandboxError as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    "typed",
    [
        "localhost:5000/x", "localhost/x", "LOCALHOST:5000/x", "localhost./x", "x.localhost/x", "127.0.0.1/x",
        "127.1/x", "0.0.0.0:1/x", "[::1]:5000/x", "2130706433/x", "0x7f000001/x", "0x7f.1/x", "0177.0.0.1/x",
        "169.254.169.254/latest/meta-data", "metadata.google.internal/x", "[fd00:ec2::254]/x", "100.100.100.200/x",
        "168.63.129.16/x", "10.0.0.1/x", "172.16.3.4:5000/x", "192.168.1.1/x", "[fc00::1]/x", "[fe80::1]/x",
        "[fe80::1%25eth0]/x", "[::ffff:127.0.0.1]/x", "[::ffff:7f00:1]/x", "[64:ff9b::7f00:1]/x", "printer.local/x",
        "docker.io/2130706433/x", "registry:5000/x",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_in_every_spelling(typed: str) -> None:
    with pytest.raises(Refused, match="names an address inside a network"):
        admit(typed, POLICY)


@pytest.mark.parametrize(
    "typed",
    [
        "evil.example/x", "docker.io.evil.example/x", "dосker.io/x", "a@docker.io/x", "user:pw@docker.io/x",
        "https://docker.io/x", "http://127.0.0.1/x", "docker.io:443/x", "registry-1.docker.io/library/alpine",
        "DOCKER.IO/x", "8.8.8.8/x", "docker.io\\evil/x",
    ],
)  # fmt: skip
def test_another_registry_is_refused_with_the_list_of_what_is_allowed(typed: str) -> None:
    with pytest.raises(Refused, match=r"Allowed registries: docker\.io"):
        admit(typed, POLICY)


@pytest.mark.parametrize("typed", ["../../etc/passwd", ":::", "--privileged", "Foo/bar", "Alpine", "-h/x", "x" * 5000])
def test_what_is_no_name_at_all_is_malformed_rather_than_forbidden(typed: str) -> None:
    with pytest.raises(InvalidReference):
        admit(typed, POLICY)


@pytest.mark.parametrize("typed", ["alpine", "local/x", "corp/tool", "1234/x", "library/127.0.0.1", "20210101/app"])
def test_names_on_docker_hub_pass(typed: str) -> None:
    assert admit(typed, POLICY).registry == "docker.io"


def test_a_registry_on_the_operators_list_passes() -> None:
    policy = Policy(registries=("docker.io", "ghcr.io"))
    assert admit("ghcr.io/someone/tool", policy).canonical == "ghcr.io/someone/tool:latest"


def test_docker_hub_can_be_taken_off_the_list() -> None:
    with pytest.raises(Refused, match=r"Allowed registries: ghcr\.io"):
        admit("alpine", Policy(registries=("ghcr.io",)))


@given(st.text(max_size=200) | st.from_regex(r"[a-zA-Z0-9./:@%\[\]_-]{0,60}", fullmatch=True))
def test_whatever_is_typed_only_docker_hub_is_ever_asked(text: str) -> None:
    told = answer(text)
    assert told == "docker.io" or (" " in told and told.isprintable())


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_inner_as_its_ipv6_forms(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    forms = [f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"]
    if is_inner(str(address)):
        assert all(is_inner(form) for form in forms)


@given(st.ip_addresses(v=4))
def test_a_numeric_spelling_names_the_same_address(address: ipaddress.IPv4Address) -> None:
    assert as_address(f"0x{int(address):08x}") == str(address)
    assert as_address(f"{address}:5000") == str(address)


@pytest.mark.parametrize(
    "network", ["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10", "fc00::/7", "ff00::/8"]
)
@given(data=st.data())
def test_every_address_of_an_inner_network_is_inner(network: str, data: st.DataObject) -> None:
    address = data.draw(st.ip_addresses(network=network))
    assert is_inner(str(address))


def test_public_addresses_and_names_are_not_inner() -> None:
    assert not any(is_inner(each) for each in ["8.8.8.8", "44.205.64.79", "2600:1f18:2148:bc02::1"])
    assert not any(names_inside(each) for each in ["registry-1.docker.io", "auth.docker.io:443", "8.8.8.8"])


def test_a_size_over_the_limit_is_refused_with_both_figures() -> None:
    with pytest.raises(TooLarge, match=r"big:1 is 4 GB; the sandbox takes at most 300 MB\."):
        check_size("big:1", 4_000_000_000, POLICY.pull_bytes)


def test_sizes_are_written_as_docker_writes_them() -> None:
    assert [megabytes(each) for each in (0, 999, 7_380_000, 999_900_000, 1_500_000_000)] == [
        "0 B", "999 B", "7.38 MB", "1 GB", "1.5 GB",
    ]  # fmt: skip
