"""What would make a Dockerfile better, rule by rule."""

from __future__ import annotations

from commands.dockerfile.advice import bases, copying, packages, running, starting
from commands.dockerfile.model import Advice, Dockerfile

RULES = (*bases.RULES, *packages.RULES, *running.RULES, *copying.RULES, *starting.RULES)

_ORDER = ("danger", "warning", "info")


def advise(dockerfile: Dockerfile) -> list[Advice]:
    """Returns the advice on a Dockerfile, the gravest first, then by line."""
    found = [advice for rule in RULES for advice in rule(dockerfile)]
    return sorted(found, key=lambda advice: (_ORDER.index(advice.severity), advice.first))
