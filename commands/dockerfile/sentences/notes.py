"""Sentences on what is noted about an image and changes none of its files."""

from __future__ import annotations

from commands.dockerfile.arguments import items, pairs
from commands.dockerfile.model import Dockerfile, Instruction
from commands.dockerfile.sentences.phrases import listed, shown


def arg(instruction: Instruction, dockerfile: Dockerfile) -> str:
    """Returns what ARG declares."""
    given = pairs(instruction, dockerfile.escape)
    named = [f"{shown(name)} ({shown(value)} by default)" if value else shown(name) for name, value in given]
    return f"Declares {listed(named)} for the build; --build-arg sets it, and a container does not get it."


def named_values(instruction: Instruction, escape: str) -> str:
    """Returns what ENV or LABEL sets."""
    given = [(shown(name), shown(value) or "nothing") for name, value in pairs(instruction, escape)]
    if instruction.keyword == "LABEL":
        return f"Notes on the image: {listed(f'{name} is {value}' for name, value in given)}."
    set_ = [f"{name} to {value}" for name, value in given]
    return f"Sets {listed(set_)}, for the steps that follow and for every container."


def health(instruction: Instruction) -> str:
    """Returns what HEALTHCHECK tries, and how often."""
    if instruction.text.upper().startswith("NONE"):
        return "Switches off the health check of the base image."
    command = " ".join(instruction.exec) if instruction.exec else instruction.text[3:].strip()
    every, retries = instruction.flag("interval") or "30s", instruction.flag("retries") or "3"
    return (
        f"Runs {shown(command)} in the container every {shown(every)}; "
        f"after {shown(retries)} failures in a row it counts as unhealthy."
    )


def expose(instruction: Instruction) -> str:
    """Returns which ports EXPOSE notes."""
    return (
        f"Notes that the program listens on {listed(items(instruction))}; only docker run -p opens it to the outside."
    )


def volume(instruction: Instruction) -> str:
    """Returns which folders VOLUME takes out of the container."""
    return f"What is written to {listed(items(instruction))} goes to a volume beside the container, a new one if none is named."


def user(instruction: Instruction) -> str:
    """Returns as whom USER lets things run."""
    return f"From here on the steps and the container run as {shown(instruction.text)}."


def workdir(instruction: Instruction) -> str:
    """Returns which folder WORKDIR goes to."""
    return (
        f"Makes {shown(instruction.text)} the folder for what follows and for the container; it is created if missing."
    )


def signal(instruction: Instruction) -> str:
    """Returns what STOPSIGNAL changes."""
    return f"docker stop will send {shown(instruction.text)} first."


def shell(instruction: Instruction) -> str:
    """Returns what SHELL changes."""
    return (
        f"Commands that are written without a list are run by {shown(' '.join(instruction.exec or ()))} from here on."
    )


def maintainer(instruction: Instruction) -> str:
    """Returns whom MAINTAINER names."""
    return f"Notes {shown(instruction.text)} as the author, in a way that is outdated."
