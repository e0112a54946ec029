"""`python -m sandbox.daemon FOLDER/plan.json`: the supervisor of the Docker host in that folder."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from sandbox.daemon.layout import layout_of
from sandbox.daemon.plan import Plan
from sandbox.daemon.supervisor import supervise


def main() -> None:
    """Serves until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    path = Path(sys.argv[1])
    plan = Plan.read(path)
    if plan is None:
        sys.exit(f"{path} can't be read.")
    supervise(layout_of(path.parent), plan)


main()
