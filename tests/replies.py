"""Replies for testing renderers: one of every part, and any that hypothesis can think of."""

from __future__ import annotations

from hypothesis import strategies as st
from room import MONDAY

from commands.reply import (
    Choice,
    Choices,
    CodeBlock,
    Facts,
    Field,
    File,
    Form,
    Heading,
    LinkOut,
    Paragraph,
    Picture,
    Progress,
    Reply,
    Steps,
    Table,
)
from commands.text import Channel, Code, Link, Mention, Moment, Plain, Span, Strong, say

PNG = b"\x89PNG\r\n\x1a\n"

EVERY_PART = Reply(
    (
        Heading(say("A heading")),
        Paragraph(
            say(
                "Type {code}, {strong} and {link}.",
                code=Code("ls"),
                strong=Strong("now"),
                link=Link("d", "https://d.example/a"),
            )
        ),
        CodeBlock("docker ps", "sh"),
        Facts((("Size", say("7 MB")), ("By", (Mention("123", "Ana"),)))),
        Table(("#", "Name", "Points"), (("1", "Ana", "10"), ("2", "Ben", "8")), right=frozenset({0, 2})),
        Steps((say("first"), say("second"))),
        Progress("layer", 50, 100),
        Progress("unknown", 5, None),
        LinkOut("Source", "https://docs.example/"),
        Picture("A picture of layers", PNG),
        File("notes.txt", b"hello"),
        Paragraph(say("At {when}", when=Moment(MONDAY, "both"))),
        Choices((Choice("A", "answer 1 A"), Choice("B", "answer 1 B"))),
        Form(
            "setup",
            "Daily question",
            "Change",
            (Field("time", "Time of day", "09:00", "09:00"), Field("plan", "Plan", file=True)),
        ),
    )
)

HOSTILE_TEXTS = st.text(max_size=400) | st.sampled_from(
    [
        "@everyone @here <@1> <@&2> <#3> <!channel> <!here> <@U1>",
        "``` ```` ` `` code",
        "[click](https://evil.example) <https://evil.example|bank>",
        "*bold* _it_ ~~no~~ ||spoiler|| > quote # big\n- list\n1. one",
        "\x1b[31m\x1b]0;x\x07\u202e\u2066",
        "&lt;!channel&gt; &amp;",
        "x" * 5000,
        "",
        "   ",
        "\n\n",
    ]
)

_SPANS: st.SearchStrategy[Span] = st.one_of(
    HOSTILE_TEXTS.map(Plain),
    HOSTILE_TEXTS.map(Strong),
    HOSTILE_TEXTS.map(Code),
    st.builds(Link, HOSTILE_TEXTS, HOSTILE_TEXTS),
    st.builds(Mention, HOSTILE_TEXTS, HOSTILE_TEXTS),
    st.builds(Channel, HOSTILE_TEXTS.filter(lambda text: not text.isdigit())),  # digits are a channel that is meant
)
_TEXTS = st.lists(_SPANS, max_size=4).map(tuple)

HOSTILE_REPLIES = st.lists(
    st.one_of(
        st.builds(Heading, _TEXTS),
        st.builds(Paragraph, _TEXTS),
        st.builds(CodeBlock, HOSTILE_TEXTS, HOSTILE_TEXTS),
        st.lists(st.tuples(HOSTILE_TEXTS, _TEXTS), max_size=5).map(lambda items: Facts(tuple(items))),
        st.lists(st.tuples(HOSTILE_TEXTS, HOSTILE_TEXTS), max_size=5).map(lambda rows: Table(("a", "b"), tuple(rows))),
        st.lists(_TEXTS, max_size=5).map(lambda items: Steps(tuple(items))),
        st.builds(Progress, HOSTILE_TEXTS, st.integers(0, 10**12), st.none() | st.integers(0, 10**12)),
        st.builds(LinkOut, HOSTILE_TEXTS, HOSTILE_TEXTS),
    ),
    max_size=8,
).map(lambda parts: Reply(tuple(parts)))
"""Replies whose every value came from somebody hostile."""
