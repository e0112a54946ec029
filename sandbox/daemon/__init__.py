"""How the learners' Docker host is set up on a machine that has dockerd."""

from sandbox.daemon.disk import free_space
from sandbox.daemon.host import DaemonStatus, address_of, down, folder_of, reset, status, up

__all__ = ["DaemonStatus", "address_of", "down", "folder_of", "free_space", "reset", "status", "up"]
