"""Reading a Dockerfile: what each instruction does, what is made of it, and how it could be smaller."""

from __future__ import annotations

from commands.dockerfile.model import Advice, Dockerfile, Fault, Instruction, Stage
from commands.dockerfile.parsing import read_dockerfile

__all__ = ["Advice", "Dockerfile", "Fault", "Instruction", "Stage", "read_dockerfile"]
