"""Writes questions for tests: a good one, with the part in question replaced."""

from __future__ import annotations

from content.bank import Bank, Question
from content.check import Finding, check
from content.parse import parse_question

HEAD = {
    "kind": "single",
    "objective": "tags-and-digests.2",
    "bloom": "apply",
    "difficulty": "2",
    "facts": "F063",
    "verified": "docs",
}
PROMPT = "What does a registry hand out after somebody has pushed once more under the same tag?"
OPTIONS = """\
- [ ] The image that was pushed first <!-- = first -->
  > The tag has moved on since then. <!-- m: tags-are-fixed -->
- [x] The image that was pushed last <!-- = last -->
  > Right: pushing moves the tag.
- [ ] Each of them on every other day <!-- = turns -->
  > A tag names one image at a time. <!-- m: tags-are-lists -->
"""
EXPLANATION = (
    "A tag is a pointer in one repository. Whoever may push there can move it to another image, and the old image "
    "keeps its digest, under which it can still be pulled."
)


def written(
    *,
    head: dict[str, str] | None = None,
    prompt: str = PROMPT,
    options: str = OPTIONS,
    explanation: str = EXPLANATION,
    references: str = "- https://docs.docker.com/reference/cli/docker/image/push/",
    more: str = "",
) -> str:
    """The file of a good question, but for what is given."""
    lines = "\n".join(f"{name}: {value}" for name, value in (HEAD | (head or {})).items())
    return (
        f"---\n{lines}\n---\n{prompt}\n\n{options}\n"
        f"## Explanation\n{explanation}\n\n## References\n{references}\n{more}"
    )


def read(text: str, *, id: str = "after-a-push", topic: str = "tags-and-digests") -> Question:
    return parse_question(text, id=id, topic=topic, file=f"{topic}/{id}.md")


def findings(*texts: str, topic: str = "tags-and-digests") -> list[Finding]:
    """What the checks say about a bank of these questions."""
    return check(Bank([read(text, id=f"q{number}", topic=topic) for number, text in enumerate(texts)]))


def rules(*texts: str) -> set[str]:
    """The names of the rules that these questions break."""
    return {finding.rule for finding in findings(*texts)}
