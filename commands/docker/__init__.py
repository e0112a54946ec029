"""`/docker LINE`: docker commands that run on the learners' host, answered as docker would answer them."""

from commands.docker.command import docker

__all__ = ["docker"]
