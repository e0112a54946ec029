"""Fixtures for every test that needs the real engine; pytest loads them through tests/conftest.py."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from engine.local import LocalEngine, local_engine

from sandbox.errors import SandboxError


@pytest.fixture(scope="session")
def engine() -> Iterator[LocalEngine]:
    """A running engine with its registry, shared by the whole run. Skips where none can run, but fails in CI."""
    running = local_engine()
    try:
        started = running.__enter__()
    except (SandboxError, FileNotFoundError) as trouble:
        reason = f"no Docker engine can run here: {trouble}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    try:
        yield started
    finally:
        running.__exit__(None, None, None)
