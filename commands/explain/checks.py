"""What docker's command line checks about a single value before it asks the engine.

Most values are checked when they are read, so that an option behind them is not even seen. Some are checked in the
end: when the whole line could be read, and names an image.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.values.devices import (
    check_device_rule,
    names_device,
    read_byte_rate,
    read_device,
    read_gpus,
    read_operation_rate,
    read_weight,
)
from commands.explain.values.limits import check_kernel_setting, read_restart, read_ulimit
from commands.explain.values.misfit import Misfit
from commands.explain.values.mounts import read_mount, read_volume
from commands.explain.values.networks import (
    check_domain,
    check_link,
    check_mac_address,
    check_network,
    read_host,
    read_network,
)
from commands.explain.values.numbers import (
    read_bytes,
    read_cores,
    read_float,
    read_integer,
    read_natural,
    read_seconds,
    read_swap,
)
from commands.explain.values.platforms import read_platform
from commands.explain.values.ports import check_address, read_exposed, read_published
from commands.explain.words import is_open
from content.docker_cli import Flag

Check = Callable[[str], object]

_TRUTH = frozenset({"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"})


def objection_to(command: str, flag: Flag, value: str) -> str:
    """Returns why docker refuses this value when it reads it; empty where it fits or can't be known from the text."""
    check = (command in _CHECKING and _AT_ONCE.get(flag.name)) or _BY_TYPE.get(flag.type)
    if flag.name == "memory-swap" and flag.type == "bytes":  # the one size that may be -1
        check = read_swap
    return _fault(check, value)


def late_objection_to(name: str, value: str) -> str:
    """Returns why docker refuses a value of a container when all of the line is read; empty as for the others."""
    return _fault(_IN_THE_END[name], value) if name in _IN_THE_END else ""


def _fault(check: Check | None, value: str) -> str:
    if check is None or is_open(value):
        return ""
    try:
        check(value)
    except Misfit as misfit:
        return str(misfit)
    return ""


def _switch(value: str) -> None:
    if value not in _TRUTH:
        raise Misfit(f"“{value}” does not fit a switch: it is true or false.")


def _variable(value: str) -> None:
    if not value or value.startswith("="):
        raise Misfit(f"“{value}” names no variable; write NAME=value, or NAME alone.")


def _label(value: str) -> None:
    name = value.partition("=")[0].lstrip()
    if not name:
        raise Misfit(f"“{value}” names no label; write name=value.")
    if re.search(r"\s", name):
        raise Misfit(f"The label “{name}” has a blank in its name.")


def _name_server(value: str) -> None:
    check_address(value.strip())


def _filter(value: str) -> None:
    if value and "=" not in value:
        raise Misfit(f"“{value}” is no condition: write name=value.")


def _service_port(value: str) -> None:
    if "=" not in value and read_published(value).host_ip:
        raise Misfit(f"“{value}” has an address: a service is published on all addresses of its machines.")


def _pair(value: str) -> None:
    if "=" not in value:
        raise Misfit(f"“{value}” has to be of the form name=value.")


def _one_of(*words: str, container: bool = False) -> Check:
    def check(value: str) -> None:
        shared = container and value.startswith("container:") and len(value) > len("container:")
        if value and value not in words and not shared:
            raise Misfit(f"“{value}” can't be chosen here: there is {', '.join(words)}.")

    return check


def _stream(value: str) -> None:
    if value.lower() not in {"stdin", "stdout", "stderr"}:
        raise Misfit(f"“{value}” is no stream: there are stdin, stdout and stderr.")


def _swappiness(value: str) -> None:
    if not -1 <= read_integer(value) <= 100:
        raise Misfit(f"{value} is out of range: it goes from 0 to 100.")


def _not_negative(read: Callable[[str], float]) -> Check:
    def check(value: str) -> None:
        if read(value) < 0:
            raise Misfit(f"{value} is below zero.")

    return check


def _platform(value: str) -> None:
    if value:
        read_platform(value)


def _security(value: str) -> None:
    name, _, text = value.partition("=" if "=" in value else ":")
    if not text and name != "no-new-privileges":
        raise Misfit(f"“{value}” is no security option, which looks like seccomp=unconfined.")


def _device(value: str) -> None:
    if not names_device(value):
        read_device(value)


_BY_TYPE: dict[str, Check] = {
    "bool": _switch,
    "int": read_integer,
    "uint": read_natural,
    "uint16": lambda value: read_natural(value, 16),
    "uint32": lambda value: read_natural(value, 32),
    "float": read_float,
    "decimal": read_cores,
    "bytes": read_bytes,
    "duration": read_seconds,
    "ulimit": read_ulimit,
    "mount": read_mount,
    "network": read_network,
    "gpu-request": read_gpus,
    "filter": _filter,
    "port": _service_port,
    "pref": _pair,
    "stringToString": _pair,
}
_CHECKING = MAKES_CONTAINER | {
    *("container exec", "network connect", "network create", "volume create", "config create", "secret create"),
    *("service create", "service update"),
}
"""Commands that look into the text of a value; others hand it on."""
_AT_ONCE: dict[str, Check] = {
    **dict.fromkeys(("add-host", "host", "host-add"), read_host),
    "attach": _stream,
    "blkio-weight-device": read_weight,
    "device-cgroup-rule": check_device_rule,
    "device-read-bps": read_byte_rate,
    "device-read-iops": read_operation_rate,
    "device-write-bps": read_byte_rate,
    "device-write-iops": read_operation_rate,
    **dict.fromkeys(("dns", "dns-add"), _name_server),
    **dict.fromkeys(("dns-search", "dns-search-add"), check_domain),
    **dict.fromkeys(("env", "env-add"), _variable),
    **dict.fromkeys(("label", "label-add", "container-label", "container-label-add"), _label),
    "link": check_link,
    "sysctl": check_kernel_setting,
}
_IN_THE_END: dict[str, Check] = {
    "cgroupns": _one_of("host", "private"),
    "device": _device,
    "expose": read_exposed,
    "health-interval": _not_negative(read_seconds),
    "health-retries": _not_negative(read_integer),
    "health-start-interval": _not_negative(read_seconds),
    "health-start-period": _not_negative(read_seconds),
    "health-timeout": _not_negative(read_seconds),
    "mac-address": check_mac_address,
    "memory-swappiness": _swappiness,
    "network": check_network,
    "pid": _one_of("host", container=True),
    "platform": _platform,
    "publish": read_published,
    "pull": _one_of("always", "missing", "never"),
    "restart": read_restart,
    "security-opt": _security,
    "storage-opt": _pair,
    "userns": _one_of("host"),
    "uts": _one_of("host"),
    "volume": read_volume,
}
