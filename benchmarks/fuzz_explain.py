"""Explains broken command lines for a while, and says whether any crashed or took long.

    .venv/bin/python benchmarks/fuzz_explain.py --minutes 60

Lines are built from the grammar of the docker command line and taken from the questions, then broken: words and signs
are put in, cut out, swapped, doubled and repeated, up to sixteen kilobytes. One in a thousand is a flood instead: one
or two words or signs over and over, up to a hundred kilobytes, which finds what takes longer than in proportion. A
seed gives the same lines in the same order. Each explanation is checked as the tests check it: spans are in order and cover every word, and every corrected
line can be read again. Time is that of the processor, so that a busy machine makes no false alarm, in microseconds a kilobyte; a shorter
text counts as one kilobyte. What crashes, or takes more than the limit three times in a row, is printed, and the run ends with status 1.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commands.explain import Explanation, explain, to_json
from content.docker_cli import Command, Flag, load_grammar

ROOT = Path(__file__).parents[1]

LIMIT = 50_000
"""Microseconds a kilobyte."""
LONGEST = 16 * 1024
KILOBYTE = 1024

SIGNS = (
    *("'", '"', "\\", "\n", "|", ";", "&&", "||", "&", "<", ">", ">>", "<<a\n", "#", " ", "\t", "\r\n", "=", ":", ","),
    *("$(pwd)", "$(", "${", "$HOME", "`", "~", "*", "{a,b}", "{", "}", "(", ")", "[", "]", "--", "-", "–", "“", "’"),
    *(
        "\u00a0",
        "\u202e",
        "\x1b[31m",
        "\0",
        "é",
        "漢",
        "😀",
        "$ ",
        "PS> ",
        "> ",
        "^\n",
        "`\n",
        "\\\n",
        "%cd%",
        "@",
        "/",
    ),
)
VALUES: dict[str, Sequence[str]] = {
    "bool": ("true", "false", "maybe"),
    "bytes": ("512m", "1.5g", "0", "-1", "9" * 30, "1e400"),
    "duration": ("30s", "1m30s", "0", "5", "1h1h"),
    "int": ("0", "-1", "7", "0x10", "1" * 50),
    "decimal": ("0.5", "1/3", "1e99"),
    "mount": ("type=bind,src=.,dst=/a", "type=tmpfs,dst=/t,tmpfs-size=1m", "src=a", '"a'),
    "network": ("host", "none", "container:a", "name=a,alias=b,ip=10.0.0.2", "name="),
    "ulimit": ("nofile=1024:2048", "core=-1", "x"),
    "gpu-request": ("all", "2", '"device=0,1"', "x=y"),
}
"""Values by the type that the grammar gives a flag; other types take any of TEXTS."""
TEXTS = (
    *(
        "80:80",
        "127.0.0.1:8080-8090:80/udp",
        "[::1]:1:1",
        ".:/app",
        "$(pwd):/app:ro,z",
        "a/b:/c",
        "/:/h",
        "~:/r",
        "data:/d",
    ),
    *("A=b", "A_TOKEN=x", "A=", "=x", "DB_HOST=localhost", "web", "alpine:3.20", "ghcr.io/a/b@sha256:" + "0" * 64),
    *("UPPER", "unless-stopped", "on-failure:3", "always:1", "0:0", "NET_ADMIN", "/dev/sda:/dev/x:r", "linux/amd64"),
    *("key=value", "<name>", "x" * 300, "1:2:3:4", "-", ""),
)
RUN = (
    *(
        "-d",
        "-it",
        "--rm",
        "-P",
        "--init",
        "--privileged",
        "-p 80:80",
        "-p 80:8080",
        "-p 127.0.0.1::80",
        "-v $(pwd):/app",
    ),
    *(
        "-v src:/app",
        "-v a/b:/c",
        "-v /:/h",
        "-v data:/",
        "-v d:e",
        "-v /var/run/docker.sock:/s",
        "-v /x:/etc",
        "-w app",
    ),
    *("-e A=b", "-e DB_HOST=localhost", "-e TOKEN=x", "-m 512", "-m 1g --memory-swap 512m", "--memory-reservation 2g"),
    *("--cpus 1 --cpu-quota 5", "--restart always", "--restart onfailure", "--network host", "--network container:a"),
    *("--name web", "--name a/b", "--link a", "--expose 80", "-u 0", "--cap-add SYS_ADMIN", "--device /dev/sda"),
    *("--pid host", "--security-opt seccomp=unconfined", "--entrypoint 'sh -c'", "--mount type=bind,src=$PWD,dst=/a"),
)
"""Flags of `run` as learners write them, good and bad."""
IMAGES = ("alpine", "ubuntu:24.04", "nginx", "<image>", "true", "ghcr.io/a/b:1", "$IMAGE")
COMMANDS = (
    "",
    "",
    "sh",
    "bash",
    "ls -l",
    "'ls -l'",
    "echo $HOME",
    "cd /a && ls",
    "-p 80:80",
    "find . -name *.py",
    "-it sh",
)
PROGRAMS = (
    "docker",
    "docker",
    "docker",
    "docker-compose",
    "sudo docker",
    "$ docker",
    "A=1 docker",
    "x | docker",
    "xargs docker",
)
BEGINNINGS = (
    *(
        "",
        "docker ",
        "docker run ",
        "docker run alpine ",
        "docker run -",
        "docker exec web ",
        "docker rm ",
        "docker build . ",
    ),
    *(
        f"docker run {sign}"
        for sign in ("'", '"', "`", "$(", "${", "{", "<a", "--name=", "-e A=", "-v ", "-p ", "--mount ")
    ),
    *("docker compose up ", "$ docker run ", "x | docker run -it alpine ", "docker run x %", "A=1 ", "a@", "PS "),
)
ENDS = ("", "", " alpine", " docker run alpine sh", "'", '"', "`", "}", ")", "\\", "\n")
WORDS = (
    "a",
    "1",
    ".",
    "é",
    "sudo ",
    "docker ps;",
    "docker runn;",
    "docker run -p 1-999 a;",
    "docker run a\n",
    "--x ",
    "-it ",
)
"""What a flood is made of, beside the signs, texts and flags of other lines."""


@dataclass(slots=True)
class Run:
    """What a run has come to. `slowest` is in microseconds a kilobyte."""

    lines: int = 0
    characters: int = 0
    microseconds: float = 0.0
    slowest: float = 0.0
    slowest_text: str = ""
    faults: list[str] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=1)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    run = fuzz(random.Random(given.seed), given.minutes * 60)
    print(f"{run.lines} lines, {run.characters / KILOBYTE:.0f} kilobytes, seed {given.seed}, {given.minutes:g} minutes")
    print(f"mean {run.microseconds / max(run.lines, 1):.0f} µs a line; slowest {run.slowest:.0f} µs a kilobyte")
    print(f"  slowest line, {len(run.slowest_text)} characters: {run.slowest_text[:100]!r}")
    print(f"{len(run.faults)} faults")
    for fault in run.faults:
        print(f"  {fault}")
    return 1 if run.faults else 0


def fuzz(chance: random.Random, seconds: float) -> Run:
    lines, run = seeds(chance), Run()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and len(run.faults) < 20:
        take(run, flood(chance) if chance.random() < 0.001 else broken(chance, lines))
        if chance.random() < 0.01:
            lines[chance.randrange(len(lines))] = built(chance)
    return run


def take(run: Run, text: str) -> None:
    try:
        taken, explanation = timed(text)
        check(explanation)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is what we look for
        run.faults.append(f"{type(fault).__name__}: {fault} on {text[:2000]!r}")
        return
    if taken > LIMIT:
        taken = min(taken, timed(text)[0], timed(text)[0])
    if taken > LIMIT:
        run.faults.append(f"{taken:.0f} µs a kilobyte on {len(text)} characters: {text[:2000]!r}")
    run.lines += 1
    run.characters += len(text)
    run.microseconds += taken * kilobytes(text)
    if taken > run.slowest:
        run.slowest, run.slowest_text = taken, text


def timed(text: str) -> tuple[float, Explanation]:
    """Returns microseconds a kilobyte and the explanation."""
    begun = time.process_time_ns()
    explanation = explain(text)
    return (time.process_time_ns() - begun) / 1000 / kilobytes(text), explanation


def kilobytes(text: str) -> float:
    return max(len(text.encode("utf-8", "surrogatepass")) / KILOBYTE, 1.0)


def check(explanation: Explanation) -> None:
    text = explanation.command
    json.dumps(to_json(explanation))
    for reading in explanation.lines:
        at = reading.tokens[0].span[0]
        for token in reading.tokens:
            start, end = token.span
            assert at <= start < end <= len(text), f"span {token.span} after {at}"
            assert not re.search(r"[^\s\\`^]", text[at:start]), f"no token for {text[at:start]!r}"
            assert token.text, f"nothing said of {text[start:end]!r}"
            at = end
        for advice in reading.advice:
            assert 0 <= advice.span[0] < advice.span[1] <= len(text), f"span of {advice.id}"
            if advice.fix is not None:
                explain(advice.fix)


def seeds(chance: random.Random) -> list[str]:
    """Returns the lines to begin with: those of the questions, and as many from the grammar."""
    sources = sorted((ROOT / "content" / "questions").rglob("*.md"))
    found = re.findall(r"docker [a-z][^`\n]{3,200}", "\n".join(path.read_text(encoding="utf-8") for path in sources))
    return [*found, *(built(chance) for _ in range(1000))]


def run_line(chance: random.Random) -> str:
    words = [chance.choice(PROGRAMS), "run", *chance.sample(RUN, chance.randint(0, 5))]
    return " ".join([*words, chance.choice(IMAGES), chance.choice(COMMANDS)])


def built(chance: random.Random) -> str:
    """Returns a line of `run`, or of any command of the grammar with some of its flags and some arguments."""
    if chance.random() < 0.4:
        return run_line(chance)
    command = chance.choice(commands())
    words = [chance.choice(PROGRAMS), chance.choice([command.name, *command.also])]
    flags = list(command.flags.values())
    words += [flag_of(chance, chance.choice(flags)) for _ in range(chance.randint(0, 6)) if flags]
    words += [chance.choice(TEXTS) for _ in range(chance.randint(0, 4))]
    return " ".join(words)


def commands() -> list[Command]:
    """Returns every command, and those that learners type most a good many times."""
    often = [load_grammar().command(name) for name in ("container run", "container exec", "image build", "compose up")]
    return load_grammar().commands() + often * 25


def flag_of(chance: random.Random, flag: Flag) -> str:
    value = chance.choice(VALUES.get(flag.type, TEXTS) if chance.random() < 0.8 else TEXTS)
    if flag.is_switch:
        return chance.choice([f"--{flag.name}", f"-{flag.short or 'it'}", f"--{flag.name}={value}"])
    if flag.short and chance.random() < 0.5:
        return f"-{flag.short}{chance.choice(['', ' ', '='])}{value}"
    return f"--{flag.name}{chance.choice([' ', '='])}{value}"


def broken(chance: random.Random, lines: Sequence[str]) -> str:
    text = chance.choice(lines)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8))):
        text = chance.choice(WAYS)(chance, text, lines)
        if len(text) > LONGEST:
            break
    return text[:LONGEST]


def flood(chance: random.Random) -> str:
    """Returns a beginning, then the same again and again, and an end that may close or use it."""
    start, end = chance.choice(BEGINNINGS), chance.choice(ENDS)
    words = chance.choices((*SIGNS, *TEXTS, *RUN, *WORDS), k=chance.choice((1, 1, 2)))
    again = chance.choice(("", " ")).join([*words, ""]) or " "
    size = chance.choice((1, 10, 100)) * KILOBYTE
    return start + again * (size // len(again)) + end


def put_in(chance: random.Random, text: str, _: Sequence[str]) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(SIGNS) + text[at:]


def cut_out(chance: random.Random, text: str, _: Sequence[str]) -> str:
    start, end = part(chance, text)
    return text[:start] + text[end:]


def repeat(chance: random.Random, text: str, _: Sequence[str]) -> str:
    start, end = part(chance, text)
    return text[:end] + text[start:end] * chance.choice((1, 2, 10, 100, 2000)) + text[end:]


def swap_words(chance: random.Random, text: str, _: Sequence[str]) -> str:
    words = text.split(" ")
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def join(chance: random.Random, text: str, lines: Sequence[str]) -> str:
    return text + chance.choice(("\n", " && ", "; ", " | ", " ", "\n$ ")) + chance.choice(lines)


def change_sign(chance: random.Random, text: str, _: Sequence[str]) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chr(chance.choice((chance.randint(0, 127), chance.randint(0, 0xD7FF)))) + text[at + 1 :]


def part(chance: random.Random, text: str) -> tuple[int, int]:
    start = chance.randint(0, len(text))
    return start, min(len(text), start + chance.choice((1, 2, 5, 20, 200)))


WAYS: Sequence[Callable[[random.Random, str, Sequence[str]], str]] = (
    *(put_in, put_in, cut_out, repeat),
    *(swap_words, join, change_sign),
)

if __name__ == "__main__":
    sys.exit(main())
