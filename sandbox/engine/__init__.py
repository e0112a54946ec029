"""The Docker Engine, through the docker SDK; nothing else in the program imports it."""

from sandbox.engine.engine import Engine

__all__ = ["Engine"]
