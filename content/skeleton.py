"""The file that a writer begins with."""

from __future__ import annotations

import re
from pathlib import Path

from content.questions import Kind
from content.topics import TOPICS

_OPTION = "- [{mark}] {text} option {number}\n  > {word} {note}\n"
_RIGHT = ("x", "Right", "Right: say why in four words or more.", "")
_WRONG = (" ", "Wrong", "Say why that is not so.", "<!-- m: name-of-the-slip -->")
_CHOICES = {
    Kind.SINGLE: (_WRONG, _RIGHT, _WRONG),
    Kind.MULTIPLE: (_RIGHT, _WRONG, _RIGHT, _WRONG),
}
_TRUE_FALSE = (
    "- [ ] True\n  > Say why that is not so. <!-- m: name-of-the-slip -->\n"
    "- [x] False\n  > Right: say why in four words or more.\n"
)
_ANSWERS = {
    Kind.TRUEFALSE: _TRUE_FALSE,
    Kind.ORDER: "1. what comes first\n2. what comes next\n3. what comes last\n",
}
_SECTIONS = {
    Kind.SHORT: "## Accept\n- = the answer\n\n## Reject\n- = what many type\n"
    "  > Say why that is not so. <!-- m: name-of-the-slip -->\n\n",
    Kind.NUMBER: "## Accept\n- = 2\n\n## Reject\n- = 3\n  > Say why that is not so. <!-- m: name-of-the-slip -->\n\n",
    Kind.COMMAND: "## Accept\n- $ docker ps -a\n\n## Reject\n- lacks `-a`\n"
    "  > Say why that is not so. <!-- m: name-of-the-slip -->\n\n",
    Kind.HANDS_ON: '## Solution\n```sh\ntrue\n```\n\n## Check\n```sh expect="ok"\necho ok\n```\n\n'
    "## Goal\n- container State.Status=exited State.ExitCode=0\n\n## Hint\nA word for who is not there yet.\n\n",
}
_HEADS = {Kind.HANDS_ON: "try: docker run alpine true\n"}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def skeleton(topic: str, kind: Kind) -> str:
    """Returns a file of this kind that can be read, as a draft, with its parts to be filled in."""
    head = (
        f"---\nkind: {kind}\nobjective: {topic}.1\nbloom: apply\ndifficulty: 2\nfacts: F000\nverified: docs\n"
        f"status: draft\n{_HEADS.get(kind, '')}---\n"
    )
    return (
        f"{head}What is asked, in one or two sentences?\n\n{_answers(kind)}\n{_SECTIONS.get(kind, '')}"
        "## Explanation\nWhy the answer is right, in 20 to 120 words, so that the next case can be predicted as well.\n\n"
        "## References\n- https://docs.docker.com/\n"
    )


def _answers(kind: Kind) -> str:
    choices = _CHOICES.get(kind, ())
    lines = (
        _OPTION.format(mark=mark, text=text, number=number, word=word, note=note).replace(" \n", "\n")
        for number, (mark, text, word, note) in enumerate(choices, 1)
    )
    return _ANSWERS.get(kind) or "".join(lines)


def begin(folder: Path, topic: str, name: str, kind: Kind) -> Path:
    """Writes a skeleton and returns its file; raises ValueError with what to type instead where it can't be there."""
    if topic not in TOPICS:
        raise ValueError(f"“{topic}” is no topic: use one of {', '.join(TOPICS)}.")
    if not _NAME.fullmatch(name) or len(name) > 48:
        raise ValueError(f"“{name}” is no id: write lower-case words joined by hyphens, 48 characters at most.")
    if taken := next(folder.glob(f"*/{name}.md"), None):
        raise ValueError(f"The id “{name}” is taken by {taken}: choose another, ids are never used again.")
    file = folder / topic / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(skeleton(topic, kind), encoding="utf-8")
    return file
