"""`--platform`: only what the sandbox's hosts are can be had."""

from __future__ import annotations

from commands.docker.line import Line
from commands.docker.refusals import PLATFORM, refuse
from commands.services import Services


async def check_platform(line: Line, services: Services) -> None:
    """Raises CommandError where a platform is named that no host has."""
    flag = line.flag("platform")
    if flag is None:
        return
    here = {host.platform for host in await services.sandbox.status() if not host.trouble}
    if here and flag.value.lower() not in here | {each.partition("/")[0] for each in here}:
        raise refuse(line, flag, PLATFORM)
