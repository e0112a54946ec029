"""Rules on scripts: what drives a real engine comes from maintainers, and keeps to a small part of the shell.

The rules catch slips, not malice: what keeps a script from doing harm is the engine that `content verify` runs it on,
which has its own network and storage and is thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding, error
from content.questions import Question, Script

PROGRAMS = frozenset(
    [
        "docker",
        "echo",
        "printf",
        "test",
        "[",
        "true",
        "false",
        ":",
        "sleep",
        "wait",
        "read",
        "set",
        "shift",
        "local",
        "return",
        "exit",
        "cd",
        "pwd",
        "wc",
        "awk",
        "sed",
        "grep",
        "cut",
        "tr",
        "sort",
        "uniq",
        "comm",
        "cmp",
        "diff",
        "head",
        "tail",
        "tee",
        "cat",
        "ls",
        "mkdir",
        "rm",
        "cp",
        "mv",
        "touch",
        "chmod",
        "dd",
        "seq",
        "basename",
        "dirname",
        "readlink",
        "uname",
        "tar",
        "date",
        "expr",
        "id",
    ]
)
"""What a script may call, beside its own functions and `busybox wget`."""

_SCRIPTS = ("verify", "setup", "solution", "check")
_FORBIDDEN = re.compile(
    r"--privileged|docker\.sock|system prune|rm -r?f \$\(|(?:-v|--volume)[= ]/:|--(?:pid|ipc|userns)[= ]host|"
    r"--net(?:work)?[= ]host|--device\b|--cap-add\b|--security-opt\b|\bDOCKER_HOST\b|docker (?:-H|--host|context)\b"
)
_KEYWORDS = frozenset(["if", "then", "else", "elif", "fi", "do", "done", "while", "until", "!", "esac"])
_RUNNERS = re.compile(r"^(?:timeout(?: -\w+)* [\d.]+|xargs(?: -\w+(?: \d+)?)*)(?: |$)")
_CASE = re.compile(r"(?:\bin|;;)\s*[^;()\n]*\)")
_SIGNS = ("$((", "$(", "))")
_QUOTED = "“…”"
_RESULT = "…"
"""What stands for a quoted word, and for what a command in the line gave, once their text is left out."""

_FUNCTION = re.compile(r"([A-Za-z_]\w*)\(\)")
_HERE_TEXT = re.compile(r"<<-?\s*(['\"]?)(\w+)\1[^\n]*\n.*?^\s*\2$", re.DOTALL | re.MULTILINE)


def l21_script_safety(question: Question) -> Iterator[Finding]:
    """A check runs commands, so it keeps away from the machine it runs on."""
    for name, script in _scripts(question):
        line = question.line_of(name)
        if found := _FORBIDDEN.search(script.text):
            yield error("L21", question, line, f"“{found[0]}” may not stand in a script: do without it")
        for program in sorted(strange_programs(script.text)):
            told = f"a script may not call “{program}”: keep to {', '.join(sorted(PROGRAMS - {'[', ':'}))}"
            yield error("L21", question, line, told)


def l21_no_scripts(question: Question) -> Iterator[Finding]:
    """A script is code that drives an engine; whoever is no maintainer names a template, which has been reviewed."""
    for name, _ in _scripts(question):
        if name == "verify" and question.template:
            continue
        told = "only maintainers add scripts, in content/questions: name a template in the head instead"
        yield error("L21", question, question.line_of(name), told)


def _scripts(question: Question) -> Iterator[tuple[str, Script]]:
    for name in _SCRIPTS:
        if script := getattr(question, name):
            yield name, script


def strange_programs(script: str) -> set[str]:
    """Returns the programs that a script calls and may not."""
    script = _HERE_TEXT.sub("", script.replace("\\\n", " ")).replace('"$@"', "")
    code = _CASE.sub("\n", _without_texts(script))
    known = PROGRAMS | set(_FUNCTION.findall(code))
    called = {_program(piece) for piece in re.split(r"[\n;|&(){}`]", re.sub(r"\d*>&\d|&>", ">", code))}
    return {program for program in called - known if program}


def _program(piece: str) -> str:
    """Returns the word that a piece of a script calls; empty where it calls none."""
    words = re.sub(r"[<>]+\s*\S*", " ", piece).split()
    while words and (words[0] in _KEYWORDS or re.match(r"\w+=", words[0])):
        words = words[1:]
    words = _RUNNERS.sub("", " ".join(words)).split()
    if not words or words[0] in {"for", "case", _RESULT}:
        return ""
    return "" if words[0] == "busybox" and words[1:2] in (["nc"], ["wget"]) else words[0]


def _without_texts(code: str) -> str:
    """Leaves out quoted text, sums and comments, but keeps the commands in `"$(…)"`, which the shell runs."""
    kept: list[str] = []
    inside = [""]  # the quotes and brackets around the place that is read, innermost last
    rest = code
    while rest:
        sign = next((each for each in _SIGNS if rest.startswith(each)), rest[0])
        rest = rest[len(sign) :]
        match inside[-1], sign:
            case ("'", "'") | ('"', '"') | ("$((", "))"):
                inside.pop()
            case ("'", _):
                pass
            case (_, "\\"):
                rest = rest[1:]
            case (_, "$((" | "$("):
                inside.append(sign)
                kept.append("\n" if sign == "$(" else _RESULT)
            case ("$((", _):
                pass
            case (_, '"'):
                inside.append(sign)
                kept.append(_QUOTED)
            case ('"', _):
                pass
            case (_, "'"):
                inside.append(sign)
                kept.append(_QUOTED)
            case (_, "("):
                inside.append(sign)
                kept.append(sign)
            case ("$(", ")" | "))"):
                inside.pop()
                kept.append(f"\n{_RESULT} ")
                rest = sign[1:] + rest
            case ("(", ")" | "))"):
                inside.pop()
                kept.append(")")
                rest = sign[1:] + rest
            case (_, "#") if not kept or kept[-1].isspace():
                rest = rest[rest.find("\n") :] if "\n" in rest else ""
            case _:
                kept.append(sign)
    return "".join(kept)
