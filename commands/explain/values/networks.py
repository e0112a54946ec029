"""Networks that a container joins, and names and addresses in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from commands.explain.values.fields import split_fields
from commands.explain.values.misfit import Misfit
from commands.explain.values.numbers import read_integer
from commands.explain.values.ports import check_address

_LONG_FORM = re.compile(r"\w=\w")
_MAC = r"[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})+|[0-9a-f]{4}(?:\.[0-9a-f]{4})+"
_MAC_DIGITS = frozenset({12, 16, 40})
_DOMAIN = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?"
_BUILT_IN = frozenset({"default", "bridge", "host", "none"})
_FIELDS = frozenset({"name", "alias", "ip", "ip6", "mac-address", "link-local-ip", "driver-opt", "gw-priority"})


class Attachment(NamedTuple):
    """A network that the container joins, with what is particular to it there."""

    name: str
    fields: Mapping[str, Sequence[str]] = MappingProxyType({})

    @property
    def is_own(self) -> bool:
        """Says whether somebody made the network, and docker does not bring it along."""
        return self.name not in _BUILT_IN and not self.name.startswith("container:")


def read_network(value: str) -> Attachment:
    """Reads one `--network`: a name, or fields between commas."""
    if not _LONG_FORM.search(value):
        return Attachment(value)
    fields: dict[str, list[str]] = {}
    for each in split_fields(value.lower()):
        name, equals, text = (part.strip() for part in each.partition("="))
        if not equals or name not in _FIELDS:
            raise Misfit(f"A network has no field “{name}”; there are name, alias, ip and a few more.")
        fields.setdefault(name, []).append(text)
    _check(fields)
    return Attachment(fields["name"][-1], fields)


def _check(fields: dict[str, list[str]]) -> None:
    if not fields.get("name", [""])[-1]:
        raise Misfit("The long form of --network needs name= with the name of a network.")
    for text in fields.get("gw-priority", ()):
        read_integer(text)
    for text in fields.get("driver-opt", ()):
        if "=" not in text:
            raise Misfit("driver-opt is of the form name=value.")


def check_network(value: str) -> None:
    """Raises Misfit where a network could be read and can't be joined."""
    network = read_network(value)
    if not network.name.strip():
        raise Misfit("The network has no name.")
    for text in network.fields.get("mac-address", ()):
        check_mac_address(text)


def check_mac_address(value: str) -> None:
    """Raises Misfit where a text is no hardware address; docker leaves out an empty one."""
    if not value:
        return
    if not re.fullmatch(_MAC, value, re.IGNORECASE) or len(re.sub("[:.-]", "", value)) not in _MAC_DIGITS:
        raise Misfit(f"“{value}” is no hardware address, which looks like 92:d0:c6:0a:29:33.")


def check_domain(value: str) -> None:
    """Raises Misfit where a text is no domain to search in; a lone dot means none."""
    if value.strip() != "." and not (
        re.fullmatch(_DOMAIN, value.strip(), re.IGNORECASE) and re.search("[a-zA-Z]", value)
    ):
        raise Misfit(f"“{value}” is no domain name.")


def read_host(value: str) -> tuple[str, str]:
    """Reads one `--add-host`: a name and its address, with a colon or an equals sign between."""
    sign = min((sign for sign in "=:" if sign in value), key=value.index, default="")
    name, _, address = value.partition(sign) if sign else (value, "", "")
    if not sign or not name:
        raise Misfit(f"“{value}” is not of the form name:address.")
    if address.startswith("[") and address.endswith("]"):
        address = address[1:-1]
    if address != "host-gateway":
        check_address(address.strip())
    return name, address


def check_link(value: str) -> None:
    """Raises Misfit where a text is no `--link`: a container, with or without another name for it."""
    if not value or value.count(":") > 1:
        raise Misfit(f"“{value}” is no link: write container or container:name.")
