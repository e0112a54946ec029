"""`python tests/engine` starts the engine and registry of the tests, for trying the program by hand."""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path


def main() -> None:
    """Prints the two settings that lead the program there, and ends everything on ctrl-C."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from engine.local import local_engine

    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with contextlib.suppress(KeyboardInterrupt), local_engine() as engine:
        print(f"SHIPMATE_DOCKER_HOSTS={engine.address}")  # noqa: T201 - the lines to copy
        print(f"SHIPMATE_REGISTRY_MIRROR={engine.mirror}", flush=True)  # noqa: T201
        signal.pause()


main()
