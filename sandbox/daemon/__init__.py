"""How the learners' Docker host is set up on a machine that has dockerd."""

from sandbox.daemon.private import DaemonStatus, down, status, up

__all__ = ["DaemonStatus", "down", "status", "up"]
