"""What commands work with, built once at start and passed along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commands.store import Store
from content.bank import Bank
from sandbox.host import Sandbox

if TYPE_CHECKING:
    from commands.registry import Registry


@dataclass(frozen=True, slots=True)
class Services:
    """`now` returns the current time with its zone; nothing else here may ask the clock."""

    store: Store
    sandbox: Sandbox
    bank: Bank
    registry: Registry
    now: Callable[[], datetime]
