"""`python -m bot.adapters.slack` prints the app manifest."""

from __future__ import annotations

import sys

from bot.adapters.slack.manifest import as_yaml
from commands.catalogue import REGISTRY

sys.stdout.write(as_yaml(REGISTRY))
