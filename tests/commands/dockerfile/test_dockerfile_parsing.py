"""A Dockerfile is read as BuildKit reads it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.dockerfile import Dockerfile, Instruction, read_dockerfile
from commands.dockerfile.arguments import pairs


def only(text: str) -> Instruction:
    """Returns the one instruction of a text."""
    (found,) = read_dockerfile(text).instructions
    return found


def after_from(line: str) -> Instruction:
    """Returns the instruction that follows a FROM."""
    return read_dockerfile(f"FROM alpine:3.20\n{line}\n").instructions[1]


def told(text: str) -> list[str]:
    """Returns the faults of a text with their lines."""
    return [f"{fault.first}: {fault.text}" for fault in read_dockerfile(text).faults]


def fault(line: str) -> str:
    """Returns the one fault of a line behind FROM."""
    (found,) = read_dockerfile(f"FROM alpine:3.20\n{line}\n").faults
    assert found.first == 2
    return found.text


@pytest.mark.parametrize(
    ("text", "directives"),
    [
        ("# syntax=docker/dockerfile:1\nFROM a", {"syntax": "docker/dockerfile:1"}),
        ("#escape = `\nFROM a", {"escape": "`"}),
        ("# syntax=a\n# escape=`\n# check=skip=all\nFROM a", {"syntax": "a", "escape": "`", "check": "skip=all"}),
        ("# SYNTAX=a\nFROM a", {"syntax": "a"}),
        ("# unknown=1\n# syntax=a\nFROM a", {"syntax": "a"}),
        ("# a comment\n# syntax=a\nFROM a", {}),
        ("\n# syntax=a\nFROM a", {}),
        ("FROM a\n# syntax=a", {}),
        ("\ufeff# syntax=a\r\nFROM a\r\n", {"syntax": "a"}),
    ],
)
def test_directives_stand_at_the_top_and_nowhere_else(text: str, directives: dict[str, str]) -> None:
    assert read_dockerfile(text).directives == directives


@pytest.mark.parametrize(
    ("text", "joined", "lines"),
    [
        ("RUN a \\\n b", "a  b", (1, 2)),
        ("RUN a \\   \n b", "a  b", (1, 2)),
        ("RUN a \\\n# between\n b", "a  b", (1, 3)),
        ("RUN a \\\n\n b", "a  b", (1, 3)),
        ("RUN a \\\r\n b\r\n", "a  b", (1, 2)),
        ("RUN a \\\\", "a \\\\", (1, 1)),
        ("RUN a \\", "a", (1, 1)),
        ("RUN \\\n a", "a", (1, 2)),
        ("run a # b", "a # b", (1, 1)),
        ("   RUN\ta", "a", (1, 1)),
        ("# escape=`\nRUN a `\n b", "a  b", (2, 3)),
        ("# escape=`\nRUN c:\\", "c:\\", (2, 2)),
    ],
)
def test_lines_are_joined_where_one_says_that_it_goes_on(text: str, joined: str, lines: tuple[int, int]) -> None:
    found = only(text)
    assert (found.keyword, found.text, (found.first, found.last)) == ("RUN", joined, lines)


@pytest.mark.parametrize(
    ("line", "flags", "text"),
    [
        ("COPY --from=build --chown=1:1 a b", [("from", "build"), ("chown", "1:1")], "a b"),
        ("COPY --link a b", [("link", None)], "a b"),
        ("RUN --mount=type=cache,target=/c --network=none a", [("mount", "type=cache,target=/c"), ("network", "none")], "a"),
        ("HEALTHCHECK --start-period=5s CMD a", [("start-period", "5s")], "CMD a"),
        ("RUN --mount='type=secret,id=a b' c", [("mount", "type=secret,id=a b")], "c"),
        ("RUN a --flag", [], "a --flag"),
    ],
)  # fmt: skip
def test_flags_stand_before_the_arguments(line: str, flags: list[tuple[str, str | None]], text: str) -> None:
    found = after_from(line)
    assert [(flag.name, flag.value) for flag in found.flags] == flags
    assert found.text == text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('CMD ["a", "b c"]', ("a", "b c")),
        ('COPY ["a b", "/c"]', ("a b", "/c")),
        ('HEALTHCHECK CMD ["a"]', ("a",)),
        ('VOLUME ["/a"]', ("/a",)),
        ("CMD ['a']", None),
        ('CMD ["a",]', None),
        ('CMD ["a"] b', None),
        ("CMD a", None),
        ('EXPOSE ["80"]', None),
    ],
)
def test_a_list_is_json_with_double_quotes_and_anything_else_goes_to_a_shell(
    line: str, words: tuple[str, ...] | None
) -> None:
    assert after_from(line).exec == words


@pytest.mark.parametrize(
    ("text", "contents", "last"),
    [
        ("RUN <<EOF\na\nb\nEOF", [("EOF", "a\nb\n")], 4),
        ("RUN <<-EOF\n\ta\n\tEOF", [("EOF", "a\n")], 3),
        ("RUN <<'EOF' cat\n# kept\nEOF", [("EOF", "# kept\n")], 3),
        ("COPY <<one <<two /x/\n1\none\n2\ntwo", [("one", "1\n"), ("two", "2\n")], 5),
        ("ONBUILD RUN <<EOF\na\nEOF", [("EOF", "a\n")], 3),
        ("RUN echo $((1<<2))", [], 1),
        ("RUN cat <<< word", [], 1),
        ('RUN echo "<<EOF"', [], 1),
        ("ENV A=<<EOF", [], 1),
        ('RUN ["echo", "<<EOF"]', [], 1),
    ],
)
def test_here_documents_belong_to_their_instruction(text: str, contents: list[tuple[str, str]], last: int) -> None:
    found = only(text)
    assert [(heredoc.name, heredoc.content) for heredoc in found.heredocs] == contents
    assert found.last == last


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ENV A=1 B=2", [("A", "1"), ("B", "2")]),
        ("ENV A the whole rest", [("A", "the whole rest")]),
        ('ENV A="x y" B=p\\ q', [("A", "x y"), ("B", "p q")]),
        ("LABEL a.b=c", [("a.b", "c")]),
        ("ARG A", [("A", "")]),
        ("ARG A=1 B", [("A", "1"), ("B", "")]),
    ],
)
def test_names_and_values_are_told_apart(line: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(after_from(line), "\\") == expected


def stages(dockerfile: Dockerfile) -> list[tuple[str, str, int | None]]:
    return [(stage.name, stage.base, stage.parent) for stage in dockerfile.stages]


def test_stages_know_what_they_are_built_on_with_the_values_of_arguments_put_in() -> None:
    text = "ARG V=3.20\nFROM alpine:${V} AS Build\nRUN a\nFROM build\nFROM ${X:-busybox}\nFROM $Y"
    assert stages(read_dockerfile(text)) == [
        ("build", "alpine:3.20", None),
        ("", "build", 0),
        ("", "busybox", None),
        ("", "$Y", None),
    ]


def test_arguments_may_be_made_of_earlier_ones_but_not_grow_without_end() -> None:
    text = "ARG A=1.23\nARG B=golang:${A}\nARG C=base\nFROM $B AS go-base\nFROM go-$C"
    assert stages(read_dockerfile(text)) == [("go-base", "golang:1.23", None), ("", "go-base", 0)]
    doubling = "".join(f"ARG A{at + 1}=$A{at}$A{at}\n" for at in range(200))
    (last,) = read_dockerfile(f"ARG A0=xx\n{doubling}FROM $A200").stages
    assert len(last.base) == 500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: There is no instruction in this file: a Dockerfile begins with FROM, such as FROM alpine:3.20."]),
        ("RUN a", ["1: RUN stands before any FROM: begin with the image to build on, such as FROM alpine:3.20."]),
        ("ARG A=1", ["1: No FROM says what to build on: begin with one, such as FROM alpine:3.20."]),
        ("FORM alpine", ["1: There is no instruction FORM: did you mean FROM?"]),
        ("# escape=x\nFROM a", ["1: The escape character can only be \\ or `: write “# escape=`” or leave the line out."]),
        ("# syntax=a\n# syntax=b\nFROM a", ["2: The directive syntax may be given only once: keep one of them."]),
        ("FROM a AS 1b", ["1: 1b can't name a stage: begin with a letter, then letters, digits, - _ and . may follow."]),
        ("FROM a b", ["1: FROM takes an image, and AS with a name if you want one: FROM python:3.12-slim AS build."]),
        ("ARG A\nFROM ${A:+x}", ["2: Nothing is left of ${A:+x} when its variables are put in: give the ARG above it a value."]),
        ("FROM a\nRUN <<X\nb", ["2: The lines that <<X begins never end: write a line that has X and nothing else."]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole_file_is_told_with_its_line(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RNU a", "There is no instruction RNU: did you mean RUN?"),
        ("&& a", "There is no instruction &&: it seems to go on from the line above, which then has to end in a backslash."),
        ("COPY a", "COPY needs a source and a target: COPY a /app/"),
        ("COPY a b c", "COPY has more than one source, so its target is a folder and ends in a slash: c/"),
        ("COPY --form=x a b", "COPY has no flag --form: did you mean --from?"),
        ("COPY --from a b", "--from needs a value behind an equals sign: --from=VALUE, without a space."),
        ("COPY --from=7 a b", "There is no stage 7: they are counted from 0, and the last is 0."),
        ("COPY --from=0 a b", "A stage can't copy from itself: name an earlier stage or an image behind --from=."),
        ("COPY --chown=1 --chown=2 a b", "--chown is given twice: keep one of them."),
        ("COPY --link=maybe a b", "--link is a switch: write it alone, or with =true or =false."),
        ("COPY a <<EOF\nx\nEOF", "The last word of COPY is the target, which can't be a here-document: write a path behind it."),
        ("CMD --port=80", "CMD has no flag --port: it takes none; put the word in quotes or in a JSON list if it belongs to the command."),
        ("CMD [1]", "Every element of the list behind CMD has to be a text: put numbers in double quotes too."),
        ("RUN []", "RUN has nothing behind it: write for example RUN pip install flask"),
        ("VOLUME []", "VOLUME has nothing behind it: write for example VOLUME /data"),
        ("STOPSIGNAL SIGFOO", "There is no signal SIGFOO: write a name such as SIGTERM or SIGINT."),
        ("STOPSIGNAL int", None),
        ("STOPSIGNAL 9", None),
        ("ENTRYPOINT []", None),
        ("EXPOSE 9-8", "9-8 is no port: write a number up to 65535, and /udp behind it for UDP: EXPOSE 8080"),
        ("WORKDIR", "WORKDIR has nothing behind it: write for example WORKDIR /app"),
        ("ENV A", "ENV needs a value: ENV A=VALUE"),
        ("ENV A=1 B", "B has no equals sign: write NAME=VALUE, and quotes around a value with spaces."),
        ("ENV A = 1", None),
        ("LABEL =x", "=x has no name before the equals sign: write NAME=VALUE, without spaces around it."),
        ("ARG =x", "=x has no name: write ARG NAME=VALUE, without spaces around the equals sign."),
        ("SHELL bash -c", 'SHELL is written as a JSON list with double quotes: SHELL ["/bin/bash", "-c"]'),
        ("EXPOSE 70000", "70000 is no port: write a number up to 65535, and /udp behind it for UDP: EXPOSE 8080"),
        ("EXPOSE 80/http", "80/http is no port: write a number up to 65535, and /udp behind it for UDP: EXPOSE 8080"),
        ("EXPOSE 80 8000-8010/udp $PORT", None),
        ('VOLUME [""]', "A volume needs a path: VOLUME /data"),
        ("HEALTHCHECK NONE", None),
        ("HEALTHCHECK NONE now", "HEALTHCHECK NONE takes nothing more: remove what follows it."),
        ("HEALTHCHECK CMD", "HEALTHCHECK CMD needs a command: HEALTHCHECK CMD curl -f http://localhost/"),
        ("HEALTHCHECK curl x", "HEALTHCHECK needs CMD before its command, or NONE: HEALTHCHECK CMD curl x"),
        ("HEALTHCHECK --interval=30 CMD a", "--interval is a time with its unit, not 30: write --interval=30s"),
        ("HEALTHCHECK --retries=x CMD a", "--retries is a whole number, not x: write --retries=3"),
        ("HEALTHCHECK --interval=1m30s --retries=2 CMD a", None),
        ("ONBUILD FROM x", "ONBUILD can't hold back FROM: name an instruction such as COPY or RUN."),
        ("ONBUILD RUN x", None),
        ("COPY --from=nginx:1.27 a b", None),
        ("CMD", None),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_instruction_is_one_sentence_with_what_to_write(line: str, expected: str | None) -> None:
    if expected is None:
        assert told(f"FROM alpine:3.20\n{line}\n") == []
    else:
        assert fault(line) == expected


_LINES = st.lists(
    st.sampled_from(
        ["FROM a", "RUN b \\", "  c", "", "# d", "COPY e f", "RUN <<X", "X", "\t# g", "CMD [", 'ENV a="b', "\\", "x \\\\"]
    )
    | st.text(max_size=30),
    max_size=12,
)  # fmt: skip


@given(_LINES)
def test_any_lines_are_read_and_none_belongs_to_two_instructions_or_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    read = read_dockerfile(text)
    spans = [(each.first, each.last) for each in read.instructions]
    assert all(first <= last for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    kept = "".join(f"{each.before}{each.source}\n" for each in read.instructions) + read.after
    visible = [line for line in text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n") if line.strip()]
    assert [line for line in kept.split("\n") if line.strip()] == visible
