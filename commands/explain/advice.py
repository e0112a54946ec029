"""What will surprise a learner: each rule looks at a parsed line and may have something to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from commands.explain.effect import mounts, published
from commands.explain.model import Advice, GivenFlag, Span
from commands.explain.reading import Parsed
from commands.explain.words import Piece

_SECRET = re.compile(r"(?:passw|secret|token|api_?key|private_?key|credential)", re.IGNORECASE)
_ONE_SHOT = frozenset({"echo", "ls", "cat", "env", "date", "id", "whoami", "uname", "pwd", "true", "hostname"})
_SHELLS = frozenset({"sh", "bash", "ash", "zsh", "/bin/sh", "/bin/bash"})
_LONG_DASHES = "–—−‑"
_MAKING = frozenset({"container run", "container create"})

Rule = Callable[[Parsed, str], Iterator[Advice]]


def advice_on(parsed: Parsed, text: str, words: list[Piece]) -> tuple[Advice, ...]:
    """Returns everything worth saying about a line, in the order of the words it concerns."""
    found = [*_look_alikes(words)]
    rules = _RUN_RULES if parsed.command.name in _MAKING else _OTHER_RULES
    if parsed.error is None:
        found += [advice for rule in rules for advice in rule(parsed, text)]
    return tuple(sorted(found, key=lambda advice: advice.span))


def _given(parsed: Parsed, name: str) -> list[GivenFlag]:
    return [flag for flag in parsed.flags if flag.name == name and flag.value != "false"]


def _without(text: str, span: Span) -> str:
    return f"{text[: span[0]].rstrip()} {text[span[1] :].lstrip()}".strip()


def _before_image(parsed: Parsed, text: str, addition: str) -> str:
    at = parsed.args[0].span[0]
    return f"{text[:at]}{addition} {text[at:]}".strip()


def _look_alikes(words: list[Piece]) -> Iterator[Advice]:
    for word in words:
        if word.value[:1] in _LONG_DASHES and len(word.value) > 1:
            meant = f"--{word.value.lstrip(_LONG_DASHES + '-')}"
            told = f"{word.value} was pasted with a long dash; docker needs {meant}."
            yield Advice("long-dash", "warning", word.span, told)
        elif re.search("[“”„‘’]", word.value):
            told = "These are typographic quotes; a shell knows only the straight ones."
            yield Advice("smart-quotes", "warning", word.span, told)
        elif "\u00a0" in word.value:
            told = "This holds a non-breaking space from a web page; the shell does not split there."
            yield Advice("hard-space", "warning", word.span, told)


def _flags_after_image(parsed: Parsed, text: str) -> Iterator[Advice]:
    if len(parsed.args) < 2 or not parsed.args[1].value.startswith("-") or parsed.last("entrypoint"):
        return
    first, last = parsed.args[1].span, parsed.args[-1].span
    image = parsed.args[0].span
    moved = text[first[0] : last[1]]
    fixed = f"{text[: image[0]]}{moved} {text[image[0] : image[1]]}{text[last[1] :]}".strip()
    told = "Options end at the image: this is handed to the container and not read by docker."
    yield Advice("flags-after-image", "warning", (first[0], last[1]), told, fixed)


def _latest_tag(parsed: Parsed, _text: str) -> Iterator[Advice]:
    image = parsed.args[0].value if parsed.args else ""
    tag = image.rpartition("/")[2].partition(":")[2]
    if image and "@" not in image and not image.startswith(("$", "<")) and tag in {"", "latest"}:
        told = "The tag latest may name another image tomorrow; give a version if it has to stay the same."
        yield Advice("latest-tag", "info", parsed.args[0].span, told)


def _no_rm(parsed: Parsed, text: str) -> Iterator[Advice]:
    command = parsed.args[1].value if len(parsed.args) > 1 else ""
    if command in _ONE_SHOT and not parsed.is_on("rm") and not parsed.is_on("detach") and parsed.path.endswith("run"):
        told = "This ends at once and leaves a stopped container behind; --rm removes it."
        yield Advice("no-rm", "info", parsed.args[1].span, told, _before_image(parsed, text, "--rm"))


def _shell_without_it(parsed: Parsed, text: str) -> Iterator[Advice]:
    alone = len(parsed.args) == 2 and parsed.args[1].value in _SHELLS
    if alone and not parsed.is_on("interactive") and not parsed.is_on("detach"):
        told = "A shell without -it has nobody to read from and ends at once."
        yield Advice("shell-without-it", "warning", parsed.args[1].span, told, _before_image(parsed, text, "-it"))


def _all_addresses(parsed: Parsed, text: str) -> Iterator[Advice]:
    for flag in _given(parsed, "publish"):
        value = flag.value
        if re.fullmatch(r"\d+(-\d+)?:\d+(-\d+)?(/\w+)?", value):
            fixed = text[: flag.span[0]] + text[flag.span[0] : flag.span[1]].replace(value, f"127.0.0.1:{value}")
            told = "The port is open on all addresses of the machine, past most firewalls; 127.0.0.1 keeps it to you."
            yield Advice("published-to-all", "info", flag.span, told, (fixed + text[flag.span[1] :]).strip())


def _privileged(parsed: Parsed, text: str) -> Iterator[Advice]:
    for flag in _given(parsed, "privileged"):
        told = "A privileged container can do nearly everything to its host; one --cap-add is mostly enough."
        yield Advice("privileged", "danger", flag.span, told, _without(text, flag.span))


def _dangerous_mounts(parsed: Parsed, _text: str) -> Iterator[Advice]:
    flags = [flag for flag in parsed.flags if flag.name in {"volume", "mount", "tmpfs"}]
    for flag, mount in zip(flags, mounts(parsed), strict=True):
        if mount.source.endswith("docker.sock"):
            told = "Whoever has the engine's socket controls the engine, and with it the machine."
            yield Advice("docker-socket", "danger", flag.span, told)
        elif mount.source == "/" and mount.type == "bind":
            told = "This shows the container every file of the machine."
            yield Advice("root-mount", "danger", flag.span, told)


def _secret_in_env(parsed: Parsed, _text: str) -> Iterator[Advice]:
    for flag in _given(parsed, "env"):
        name, equals, value = flag.value.partition("=")
        if equals and value and _SECRET.search(name):
            told = f"Everybody who may inspect the container can read {name}, and your shell's history keeps it."
            yield Advice("secret-in-env", "warning", flag.span, told)


def _host_network(parsed: Parsed, text: str) -> Iterator[Advice]:
    if "host" in parsed.given("network"):
        for flag in _given(parsed, "publish"):
            told = "With the host's own network there is nothing to publish; -p has no effect."
            yield Advice("host-network-publish", "warning", flag.span, told, _without(text, flag.span))


def _same_port_twice(parsed: Parsed, _text: str) -> Iterator[Advice]:
    taken = [(port.host_ip, port.host_port, port.protocol) for port in published(parsed) if port.host_port]
    if len(taken) != len(set(taken)):
        flag = _given(parsed, "publish")[-1]
        told = "A port of the host can be published once; the second attempt fails."
        yield Advice("port-twice", "warning", flag.span, told)


def _rm_with_restart(parsed: Parsed, _text: str) -> Iterator[Advice]:
    if parsed.is_on("rm") and parsed.last("restart") not in {None, "", "no"}:
        told = "docker refuses --rm together with --restart: a container can't be removed and started again."
        yield Advice("rm-with-restart", "danger", _given(parsed, "restart")[-1].span, told)


def _link(parsed: Parsed, _text: str) -> Iterator[Advice]:
    for flag in _given(parsed, "link"):
        told = "--link is outdated: put both containers into a network of their own, where names are known."
        yield Advice("outdated-link", "warning", flag.span, told)


def _host_expansion(parsed: Parsed, text: str) -> Iterator[Advice]:
    for argument in parsed.args[1:]:
        word = text[argument.span[0] : argument.span[1]]
        found = re.search(r"\$(?:\w+|\{|\()", word)
        if found and not word.startswith("'"):
            told = f"Your own shell replaces {found[0]}… before the container starts; single quotes keep it for inside."
            yield Advice("host-expansion", "info", argument.span, told)


def _force_remove(parsed: Parsed, text: str) -> Iterator[Advice]:
    if parsed.command.name in {"container rm", "image rm"}:
        for flag in _given(parsed, "force"):
            what = "kills a running container" if parsed.command.name == "container rm" else "takes images in use"
            yield Advice(
                "force-remove", "warning", flag.span, f"-f asks nothing and {what}.", _without(text, flag.span)
            )


def _prune_all(parsed: Parsed, _text: str) -> Iterator[Advice]:
    if parsed.command.name in {"image prune", "system prune"}:
        for flag in _given(parsed, "all"):
            told = "-a removes every image that no container uses, also those you will have to pull or build again."
            yield Advice("prune-all", "warning", flag.span, told)


def _volumes_go(parsed: Parsed, _text: str) -> Iterator[Advice]:
    if parsed.command.name in {"system prune", "compose down"}:
        for flag in _given(parsed, "volumes"):
            yield Advice("volumes-go", "danger", flag.span, "The data in the volumes goes too, for good.")


def _number_of_arguments(parsed: Parsed, _text: str) -> Iterator[Advice]:
    if parsed.command.commands or not parsed.path or any(flag.name == "help" for flag in parsed.flags):
        return
    count, least, most = len(parsed.args), parsed.command.least, parsed.command.most
    if count < least:
        span = parsed.taken[-1].span
        yield Advice("too-few-arguments", "danger", span, f"Something is missing: {parsed.command.usage}")
    elif count > most:
        span = parsed.args[most].span
        yield Advice("too-many-arguments", "danger", span, f"From here on it is too much: {parsed.command.usage}")


_RUN_RULES: tuple[Rule, ...] = (
    _number_of_arguments,
    _flags_after_image,
    _latest_tag,
    _no_rm,
    _shell_without_it,
    _all_addresses,
    _privileged,
    _dangerous_mounts,
    _secret_in_env,
    _host_network,
    _same_port_twice,
    _rm_with_restart,
    _link,
    _host_expansion,
)
_OTHER_RULES: tuple[Rule, ...] = (_number_of_arguments, _force_remove, _prune_all, _volumes_go)
