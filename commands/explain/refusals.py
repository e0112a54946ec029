"""Why docker's command line would refuse to make a container, though each flag by itself is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commands.explain.checks import late_objection_to
from commands.explain.model import Span
from commands.explain.parsed import MAKES_CONTAINER, Parsed
from commands.explain.values.images import read_image
from commands.explain.values.limits import read_restart
from commands.explain.values.misfit import Misfit
from commands.explain.values.networks import Attachment, read_network
from commands.explain.words import is_open

Refusal = tuple[str, Span, str]
"""The kind of error, the words it concerns, and the sentence."""


_LONG_DASHES = ("–", "—", "−", "‑")


def object_to_container(parsed: Parsed) -> None:
    """Adds docker's objection to a `run` or `create` line whose flags could all be read."""
    if parsed.command.name not in MAKES_CONTAINER or parsed.error or not parsed.args:
        return
    if parsed.shows_help:
        return
    if refusal := next(_refusals(parsed), None):
        parsed.object(*refusal)


def _refusals(parsed: Parsed) -> Iterator[Refusal]:
    yield from _values(parsed)
    for flags, rule in _RULES:
        if not parsed.named.keys().isdisjoint(flags):
            yield from rule(parsed)
    yield from _image(parsed)


def _values(parsed: Parsed) -> Iterator[Refusal]:
    """Checks the values in docker's order, which is that of the flags' names; of several, the one that counts."""
    for name in sorted(parsed.named):
        known, given = parsed.command.flags.get(name), parsed.named[name]
        for flag in given if known is None or known.repeated else given[-1:]:
            if fault := late_objection_to(name, flag.value):
                yield "bad_value", flag.span, f"docker refuses this --{flag.name}. {fault}"


def _image(parsed: Parsed) -> Iterator[Refusal]:
    image = parsed.args[0]
    if image.value.startswith(_LONG_DASHES):
        told = f"“{image.value}” begins with a long dash and not with --, so docker takes it for the image."
        yield "bad_value", image.span, told
    elif image.value.isspace():
        told = "docker takes a lone blank for the image: a backslash continues a line only as its last sign."
        yield "bad_value", image.span, told
    elif image.value.startswith(("=", ":")):
        told = f"“{image.value}” stands apart, so docker takes it for the image: no blank may be before it."
        yield "bad_value", image.span, told
    elif not is_open(image.value):
        try:
            read_image(image.value)
        except Misfit as misfit:
            yield "bad_value", image.span, str(misfit)


def _attached_and_detached(parsed: Parsed) -> Iterator[Refusal]:
    if parsed.is_on("detach") and parsed.every("attach"):
        yield (
            "conflict",
            parsed.every("attach")[-1].span,
            "-a connects your terminal and -d leaves it free: docker takes only one of them.",
        )


def _removed_and_restarted(parsed: Parsed) -> Iterator[Refusal]:
    policy = parsed.last("restart")
    if parsed.is_on("rm") and policy and not is_open(policy) and not read_restart(policy).is_none:
        told = "--rm removes the container when it ends and --restart starts it again: docker takes only one of them."
        yield "conflict", parsed.every("restart")[-1].span, told


def _health(parsed: Parsed) -> Iterator[Refusal]:
    names = ("cmd", "interval", "timeout", "start-period", "start-interval", "retries")
    last = [flag for name in names for flag in parsed.every(f"health-{name}")[-1:]]
    settings = [flag for flag in last if flag.value not in {"", "0", "0s"}]
    if parsed.is_on("no-healthcheck") and settings:
        told = "--no-healthcheck switches off what the other --health flags set up: docker takes only one of them."
        yield "conflict", settings[0].span, told


def _logging(parsed: Parsed) -> Iterator[Refusal]:
    if parsed.last("log-driver") == "none" and parsed.every("log-opt"):
        told = "With --log-driver none nothing is kept, so there is nothing for --log-opt to set."
        yield "conflict", parsed.every("log-opt")[0].span, told


def _networks(parsed: Parsed) -> Iterator[Refusal]:
    given = [(flag, read_network(flag.value)) for flag in parsed.every("network") if not is_open(flag.value)]
    names = [network.name for _, network in given]
    for position, (flag, network) in enumerate(given):
        if network.name in names[:position]:
            yield "conflict", flag.span, f"The network {network.name} is named twice."
    if len({network.is_own for _, network in given}) > 1:
        told = "A network of docker's own and one that somebody made can't be joined in the same command."
        yield "conflict", given[-1][0].span, told
    if len(given) == len(parsed.every("network")):
        yield from _first_network(parsed, given[0][1] if given else Attachment("default"))


def _first_network(parsed: Parsed, first: Attachment) -> Iterator[Refusal]:
    """Checks the flags that belong to the first network."""
    for flag_name, field in (
        ("network-alias", "alias"),
        ("ip", "ip"),
        ("ip6", "ip6"),
        ("mac-address", "mac-address"),
        ("link-local-ip", "link-local-ip"),
    ):
        if field in first.fields and parsed.every(flag_name):
            told = f"--{flag_name} and {field}= in --network say the same thing twice."
            yield "conflict", parsed.every(flag_name)[0].span, told
    if not first.is_own and (parsed.every("network-alias") or "alias" in first.fields):
        span = (parsed.every("network-alias") or parsed.every("network"))[0].span
        yield (
            "conflict",
            span,
            "A further name works only in a network that you have made: add --network with its name.",
        )


_RULES: tuple[tuple[tuple[str, ...], Callable[[Parsed], Iterator[Refusal]]], ...] = (
    (("attach",), _attached_and_detached),
    (("network", "network-alias"), _networks),
    (("no-healthcheck",), _health),
    (("log-driver",), _logging),
    (("restart",), _removed_and_restarted),
)
"""Rules with the flags that they are about, in docker's order."""
