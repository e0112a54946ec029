"""Advice on the program that runs in a container: whether it starts, can be typed to, and ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile

from commands.explain.advice.images import official
from commands.explain.advice.line import FlagRule, FlagRules, Line, Rule, Rules
from commands.explain.brevity import brief
from commands.explain.model import Advice, Argument, GivenFlag, Span
from commands.explain.parsed import Parsed
from commands.explain.words import is_open

_ONE_SHOT = frozenset({"echo", "ls", "cat", "env", "date", "id", "whoami", "uname", "pwd", "true", "hostname"})
SHELLS = frozenset({"sh", "bash", "ash", "zsh", "/bin/sh", "/bin/bash", "/bin/ash", "/bin/zsh"})
_KNOWN = _ONE_SHOT | SHELLS | {"cd", "python", "python3", "node", "npm", "pip", "apt", "apt-get", "apk", "yum"}
_OF_SHELLS = frozenset({"cd", "export", "source", "alias", "unset", "."})
SYSTEMS = frozenset(
    {
        *("alpine", "ubuntu", "debian", "busybox", "fedora", "centos", "rockylinux", "almalinux"),
        *("amazonlinux", "archlinux", "oraclelinux"),
    }
)
"""Official images that start a shell when no command is given."""
_SMALL_WITH_ALPINE = frozenset({"nginx", "node", "python", "redis", "memcached"})
"""Official images that have no bash in the variant that is built on Alpine."""
_KEEPS_OR_REMOVES = ("rm", "detach", "restart", "name", "cidfile")
_MEANT_FOR_DOCKER = frozenset({"detach", "interactive", "tty", "publish", "rm", "name", "network", "restart", "env"})

ProgramRule = Callable[[Line, Argument], Iterator[Advice]]
"""Looks at a line and the word in it that names what to run."""


def program(parsed: Parsed) -> Argument | None:
    """Returns the word that names what to run; None where the image or --entrypoint says it."""
    return parsed.args[1] if len(parsed.args) > 1 and parsed.last("entrypoint") is None else None


def with_program(*rules: ProgramRule) -> Rule:
    """Returns a rule that asks others where a line names what to run."""

    def ask(line: Line) -> Iterator[Advice]:
        if found := program(line.parsed):
            for rule in rules:
                yield from rule(line, found)

    return ask


def _flags_after_image(line: Line, first: Argument) -> Iterator[Advice]:
    if not first.value.startswith("-"):
        return
    moved = _flags_among(line.parsed, line.parsed.args[1:])
    if moved:
        told = "Options end at the image: this is handed to the container and not read by docker."
        yield Advice("flags-after-image", "warning", _all_of(moved), told, _moved(line, moved))


def _flags_after_container(line: Line, first: Argument) -> Iterator[Advice]:
    if first.value.startswith("-"):
        moved = _flags_among(line.parsed, line.parsed.args[1:])
        told = "Options end at the container: docker takes this for the program to run, and finds none of that name."
        span = _all_of(moved) if moved else first.span
        rest = line.parsed.args[1 + len(moved) :]
        movable = moved and not any(word.value.startswith("-") for word in rest[:1])
        yield Advice("flags-after-container", "danger", span, told, _moved(line, moved) if movable else None)


def _flags_among(parsed: Parsed, words: list[Argument]) -> list[Argument]:
    """Returns the first words as far as they are flags of the command with their values."""
    taken = 0
    while taken < len(words) and words[taken].value.startswith("-"):
        length = _length(parsed, words[taken].value)
        if not length:
            break
        taken += length
    return words[:taken]


def _length(parsed: Parsed, word: str) -> int:
    """Returns how many words a flag takes with its value; 0 where hardly anybody means docker's flag of that name."""
    command = parsed.command
    if word.startswith("--"):
        name, equals, _ = word[2:].partition("=")
        flag = command.flags.get(name)
        return 0 if flag is None else 1 if equals or flag.is_switch else 2
    letters = word[1:]
    switches = list(takewhile(lambda letter: letter in command.shorts and command.shorts[letter].is_switch, letters))
    rest = letters[len(switches) :]
    last = command.shorts.get(rest[:1] or letters[-1:])
    if last is None or (last.same_as or last.name) not in _MEANT_FOR_DOCKER:
        return 0
    return 2 if len(rest) == 1 else 1


def _all_of(words: list[Argument]) -> Span:
    return words[0].span[0], words[-1].span[1]


def _moved(line: Line, flags: list[Argument]) -> str:
    first, (start, end) = line.parsed.args[0], _all_of(flags)
    kept = line.text[end : line.span[1]].strip()
    before = line.text[line.span[0] : first.span[0]]
    return " ".join(filter(None, [f"{before}{line.text[start:end]}", line.at(first.span), kept]))


def _no_rm(line: Line, found: Argument) -> Iterator[Advice]:
    if found.value in _ONE_SHOT and line.parsed.named.keys().isdisjoint(_KEEPS_OR_REMOVES):
        told = "This ends at once and leaves a stopped container behind; --rm removes it."
        yield Advice("no-rm", "info", found.span, told, line.with_flag("--rm"))


def _compose_run_stays(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    if parsed.args and not (parsed.is_on("rm") or parsed.is_on("detach")):
        told = "Each compose run makes a new container and leaves it behind; --rm removes it."
        yield Advice("no-rm", "info", parsed.args[0].span, told, line.with_flag("--rm"))


def _shell_without_it(line: Line, found: Argument) -> Iterator[Advice]:
    parsed = line.parsed
    if len(parsed.args) > 2 or found.value not in SHELLS or parsed.is_on("interactive"):
        return
    if line.joined_by == "|" or parsed.every("attach"):
        return
    told, flag = "A shell without -it has nobody to read from and ends at once.", "-it"
    if parsed.is_on("tty"):
        told, flag = "With -t alone a shell hears nothing of what you type; -i connects your keyboard.", "-i"
    elif any(line.redirections()):
        flag = "-i"
    yield Advice("shell-without-it", "warning", found.span, told, line.with_flag(flag))


def _no_bash(line: Line, found: Argument) -> Iterator[Advice]:
    if found.value not in {"bash", "/bin/bash"}:
        return
    first = line.parsed.args[0].value
    image = line.paste.images.get(first, "") if line.parsed.command.name == "container exec" else first
    name, tag = official(image), image.rpartition(":")[2]
    if name in {"alpine", "busybox"} or (name in _SMALL_WITH_ALPINE and "alpine" in tag):
        told = f"There is no bash in the image {image}; its shell is called sh."
        yield Advice("no-bash", "danger", found.span, brief(told), line.replaced([(found.span, "sh")]))


def _ends_at_once(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    connected = parsed.is_on("interactive") or parsed.is_on("tty") or parsed.every("attach") or line.joined_by == "|"
    if len(parsed.args) != 1 or connected or parsed.last("entrypoint") is not None:
        return
    image = parsed.args[0]
    if official(image.value) in SYSTEMS:
        told = "Without a command this image starts a shell, which has nobody to read from and ends at once."
        yield Advice("ends-at-once", "warning", image.span, told, line.with_flag("-it"))


def _restart_loop(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    found = program(line.parsed)
    if found is not None and found.value in _ONE_SHOT and flag.value in {"always", "unless-stopped"}:
        told = f"{found.value} ends at once, and the engine would start it again and again without end."
        yield Advice("restart-loop", "warning", flag.span, told, line.without(flag.span))


def _of_a_shell(_: Line, found: Argument) -> Iterator[Advice]:
    if found.value in _OF_SHELLS:
        told = f"“{found.value}” is a word of the shell's own and no program; give the command to sh -c '…'."
        if found.value == "cd":
            told = "cd is a word of the shell's own and no program; -w sets the folder to start in."
        yield Advice("no-program", "danger", found.span, told)


def _one_word(line: Line, found: Argument) -> Iterator[Advice]:
    name, blank, _ = found.value.strip().partition(" ")
    if not blank or is_open(found.value):
        return
    is_certain = line.parsed.command.name == "container exec" or name in _KNOWN
    if is_certain and len(line.parsed.args) == 2:
        told = "In quotes this is one word, so docker looks for a program of that whole name; sh -c takes it apart."
        fix = line.replaced([((found.span[0], found.span[0]), "sh -c ")])
        yield Advice("command-in-one-word", "danger", found.span, brief(told), fix)


def _entrypoint_words(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    name, blank, rest = flag.value.partition(" ")
    if not blank or not rest or is_open(flag.value):
        return
    told = f"--entrypoint takes the program alone; its arguments, here {rest}, come after the image."
    image = line.parsed.args[0].span
    fix = line.replaced([(flag.span, f"--entrypoint {name}"), (image, f"{line.at(image)} {rest}")])
    yield Advice("entrypoint-words", "danger", flag.span, brief(told), fix if name else None)


def _logs_go(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    parsed = line.parsed
    if flag is parsed.every("rm")[0] and parsed.is_on("rm") and parsed.is_on("detach"):
        told = "With -d and --rm the container vanishes when it fails, and docker logs with it."
        yield Advice("logs-go", "info", flag.span, told)


RULES: Rules = {
    "container run": (
        _ends_at_once,
        with_program(_flags_after_image, _no_rm, _shell_without_it, _no_bash, _of_a_shell, _one_word),
    ),
    "container create": (with_program(_flags_after_image, _no_bash, _of_a_shell, _one_word),),
    "container exec": (with_program(_flags_after_container, _shell_without_it, _no_bash, _of_a_shell, _one_word),),
    "compose run": (_compose_run_stays,),
}
_OF_FLAGS: dict[str, FlagRule] = {"restart": _restart_loop, "entrypoint": _entrypoint_words}
FLAG_RULES: FlagRules = {"container run": {**_OF_FLAGS, "rm": _logs_go}, "container create": _OF_FLAGS}
