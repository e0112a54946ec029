"""Reads the Markdown of questions and lessons into the parts of a reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from commands.reply import CodeBlock, Paragraph, Part, Steps
from commands.text import Code, Link, Plain, Span, Strong, Text

_reader = MarkdownIt("commonmark")


def parts_of(markdown: str) -> tuple[Part, ...]:
    """Returns paragraphs, code blocks and lists in order; anything else keeps its text."""
    return tuple(_parts(_reader.parse(markdown)))


def text_of(markdown: str) -> Text:
    """Returns one line of Markdown (an option, a sentence of feedback) as inline text."""
    inline = _reader.parseInline(markdown)
    return tuple(_spans(inline[0].children or [])) if inline else ()


def _parts(tokens: Sequence[Token]) -> Iterator[Part]:
    items: list[Text] = []
    depth = 0
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
            if depth == 0:
                yield Steps(tuple(items))
                items = []
        elif token.type in {"fence", "code_block"}:
            yield CodeBlock(token.content.rstrip("\n"), token.info)
        elif token.type == "inline" and depth:
            items.append(tuple(_spans(token.children or [])))
        elif token.type == "inline":
            yield Paragraph(tuple(_spans(token.children or [])))


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    strong = False
    target: str | None = None
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            strong = token.type == "strong_open"
        elif token.type in {"link_open", "link_close"}:
            target = str(token.attrGet("href")) if token.type == "link_open" else None
        elif token.type == "code_inline":
            yield Code(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            yield Plain(" ")
        elif token.content:
            yield _span(token.content, strong=strong, target=target)


def _span(text: str, *, strong: bool, target: str | None) -> Span:
    if target is not None:
        return Link(text, target)
    return Strong(text) if strong else Plain(text)
