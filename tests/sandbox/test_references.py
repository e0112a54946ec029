from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.errors import InvalidReference
from sandbox.references import Reference, parse_reference, shown

DIGEST = "sha256:" + "0123456789abcdef" * 4

PARTS = st.from_regex(r"[a-z0-9]{1,12}(?:(?:[._]|__|-{1,3})[a-z0-9]{1,6}){0,2}", fullmatch=True)
TAGS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", fullmatch=True)
REGISTRIES = st.sampled_from(["", "docker.io/", "index.docker.io/", "localhost/", "ghcr.io/", "r.example:5000/"])


def answer(typed: str) -> Reference | str:
    try:
        return parse_reference(typed)
    except InvalidReference as refusal:
        return refusal.sentence


@pytest.mark.parametrize(
    ("typed", "canonical", "familiar"),
    [
        ("alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("alpine:latest", "docker.io/library/alpine:latest", "alpine:latest"),
        ("docker.io/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("index.docker.io/library/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        ("library/alpine", "docker.io/library/alpine:latest", "alpine:latest"),
        (f"library/alpine@{DIGEST}", f"docker.io/library/alpine@{DIGEST}", f"alpine@{DIGEST}"),
        (f"alpine:3.19@{DIGEST}", f"docker.io/library/alpine:3.19@{DIGEST}", f"alpine:3.19@{DIGEST}"),
        ("someone/tool:1.0", "docker.io/someone/tool:1.0", "someone/tool:1.0"),
        ("library/some/tool", "docker.io/library/some/tool:latest", "library/some/tool:latest"),
        ("localhost/x", "localhost/x:latest", "localhost/x:latest"),
        ("localhost", "docker.io/library/localhost:latest", "localhost:latest"),
        (DIGEST, f"docker.io/library/{DIGEST}", DIGEST),
        ("docker.io", "docker.io/library/docker.io:latest", "docker.io:latest"),
        ("LOCALHOST:5000/x", "LOCALHOST:5000/x:latest", "LOCALHOST:5000/x:latest"),
        ("Foo/bar", "Foo/bar:latest", "Foo/bar:latest"),
        ("[::1]:5000/x", "[::1]:5000/x:latest", "[::1]:5000/x:latest"),
        ("127.0.0.1", "docker.io/library/127.0.0.1:latest", "127.0.0.1:latest"),
        ("a" * 247, f"docker.io/library/{'a' * 247}:latest", f"{'a' * 247}:latest"),
        ("alpine:" + "t" * 128, "docker.io/library/alpine:" + "t" * 128, "alpine:" + "t" * 128),
    ],
)
def test_a_name_is_read_as_docker_reads_it(typed: str, canonical: str, familiar: str) -> None:
    reference = parse_reference(typed)
    assert (reference.canonical, reference.familiar) == (canonical, familiar)


@pytest.mark.parametrize(
    "typed",
    [
        "", ":", ":::", "alpine:", "alpine@", "alpine:a:b", "../../etc/passwd", "alpine\n", "alpine\x00", "-h",
        "--privileged", "$(id)", "`id`", "🐳", "al pine", "a//b", "/alpine", "alpine/", "a..b", "a___b", ".a", "a-",
        "alpine:" + "t" * 129, "alpine:-x", "alpine:ü", "alpine@sha256:abc", f"alpine@{DIGEST.upper()}",
        f"alpine@md5:{'a' * 32}", "0" * 64, "b" * 256, "x" * 5000, "https://docker.io/x", "a@docker.io/x",
        "[::1/x", "[fe80::1%25eth0]/x", "docker.io/", "dосker.io/x",
    ],
)  # fmt: skip
def test_what_docker_calls_invalid_is_refused_with_one_line(typed: str) -> None:
    with pytest.raises(InvalidReference) as refusal:
        parse_reference(typed)
    assert len(str(refusal.value)) < 300
    assert str(refusal.value).isprintable()


def test_capitals_are_answered_with_the_name_in_lower_case() -> None:
    with pytest.raises(InvalidReference, match=r"image names are lower case\. Write docker\.io/alpine:3 instead\."):
        parse_reference("docker.io/Alpine:3")


def test_an_image_id_is_not_taken_for_a_name() -> None:
    with pytest.raises(InvalidReference, match="64 hexadecimal digits are an image ID"):
        parse_reference("0" * 64)


@given(REGISTRIES, st.lists(PARTS, min_size=1, max_size=4), st.none() | TAGS, st.booleans())
def test_canonical_and_familiar_names_mean_the_same_image(
    registry: str, parts: list[str], tag: str | None, pinned: bool
) -> None:
    typed = registry + "/".join(parts) + (f":{tag}" if tag else "") + (f"@{DIGEST}" if pinned else "")
    reference = parse_reference(typed)
    assert parse_reference(reference.canonical) == reference
    assert parse_reference(reference.familiar) == reference
    assert reference.tag or reference.digest


@given(st.text(max_size=300) | st.from_regex(r"[a-zA-Z0-9./:@\[\]_-]{0,80}", fullmatch=True))
def test_any_text_is_either_a_reference_or_one_sentence(text: str) -> None:
    told = answer(text)
    assert told.canonical.isascii() if isinstance(told, Reference) else told.isprintable()


def test_control_characters_and_bidi_overrides_are_shown_as_escapes() -> None:
    assert shown("a\x1b[31m\u202eb\n") == "a\\x1b[31m\\u202eb\\n"
    assert len(shown("x" * 5000)) == 61
