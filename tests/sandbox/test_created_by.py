from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.created_by import FILES, SETTINGS, Maker, Step, read_step


@pytest.mark.parametrize(
    ("created_by", "comment", "line", "maker"),
    [
        ('/bin/sh -c #(nop)  CMD ["bash"]', "", 'CMD ["bash"]', Maker.CLASSIC),
        ("/bin/sh -c #(nop) ADD file:37a76e in / ", "", "ADD file:37a76e in /", Maker.CLASSIC),
        ("/bin/sh -c #(nop) WORKDIR /app", "", "WORKDIR /app", Maker.CLASSIC),
        ("/bin/sh -c apt-get update && apt-get install -y curl", "", "RUN apt-get update && apt-get install -y curl",
         Maker.CLASSIC),
        ("/bin/bash -o pipefail -c curl x | tar xz", "", "RUN curl x | tar xz", Maker.CLASSIC),
        ("/bin/sh -ec make", "", "RUN make", Maker.CLASSIC),
        ("|1 VERSION=3 /bin/sh -c make $VERSION", "", "RUN make $VERSION", Maker.CLASSIC),
        ("/bin/sh -c #(nop) COPY dir:8b1 in /app ", "FROM docker.io/library/alpine:latest", "COPY dir:8b1 in /app",
         Maker.BUILDAH),
        ("/bin/sh -c apk add curl", "FROM alpine", "RUN apk add curl", Maker.BUILDAH),
        ("RUN /bin/sh -c pip install flask # buildkit", "buildkit.dockerfile.v0", "RUN pip install flask",
         Maker.BUILDKIT),
        ("RUN |2 A=1 B=two /bin/sh -c make # buildkit", "buildkit.dockerfile.v0", "RUN make", Maker.BUILDKIT),
        ("RUN go version # buildkit", "buildkit.dockerfile.v0", "RUN go version", Maker.BUILDKIT),
        ("COPY --chown=app:app . /app # buildkit", "buildkit.dockerfile.v0", "COPY --chown=app:app . /app",
         Maker.BUILDKIT),
        ("ENV PATH=/bin", "buildkit.dockerfile.v0", "ENV PATH=/bin", Maker.BUILDKIT),
        ("EXPOSE map[80/tcp:{}]", "buildkit.dockerfile.v0", "EXPOSE map[80/tcp:{}]", Maker.BUILDKIT),
        ("RUN apk add curl", "", "RUN apk add curl", Maker.AS_WRITTEN),
        ("COPY . /app", "", "COPY . /app", Maker.AS_WRITTEN),
        ("# debian.sh --arch 'amd64' out/ 'bookworm' '@1721606400'", "debuerreotype 0.15",
         "# debian.sh --arch 'amd64' out/ 'bookworm' '@1721606400'", Maker.DEBUERREOTYPE),
        ("bazel build //cmd:image", "", "bazel build //cmd:image", Maker.BAZEL),
        ("jib-maven-plugin:3.4.0", "classes", "jib-maven-plugin:3.4.0", Maker.JIB),
        ("ko build ko://example.org/cmd", "go build output, at /ko-app/cmd", "ko build ko://example.org/cmd", Maker.KO),
        ("apko", "This is an apko single-layer image", "apko", Maker.APKO),
        ("Buildpacks Launcher Config", "", "Buildpacks Launcher Config", Maker.BUILDPACKS),
        ("", "store paths: ['/nix/store/abc-bash']", "", Maker.NIX),
        ("", "Imported from -", "", Maker.IMPORT),
        ("bash", "added vim by hand", "bash", Maker.COMMIT),
        ("/bin/sh", "", "/bin/sh", Maker.COMMIT),
        ("BusyBox 1.36.1 (glibc), Debian 12", "", "BusyBox 1.36.1 (glibc), Debian 12", Maker.UNKNOWN),
        ("", "", "", Maker.UNKNOWN),
        ("   ", "", "", Maker.UNKNOWN),
    ],
)  # fmt: skip
def test_each_builders_row_is_read_as_the_line_it_stood_for(
    created_by: str, comment: str, line: str, maker: Maker
) -> None:
    step = read_step(created_by, comment)
    assert (step.line, step.maker) == (line, maker)


def test_build_arguments_are_named_even_where_their_values_have_spaces() -> None:
    step = read_step("RUN |2 GREETING=hello world MODE=x /bin/bash -euxo pipefail -c echo A=1 # buildkit")
    assert step == Step(Maker.BUILDKIT, "RUN", "echo A=1", "/bin/bash -euxo pipefail -c", ("GREETING", "MODE"))


def test_a_comment_in_a_command_is_not_taken_for_the_builders_mark() -> None:
    assert read_step("/bin/sh -c make # buildkit is fun").text == "make # buildkit is fun"


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_gives_a_step_that_says_no_more_than_the_row(created_by: str, comment: str) -> None:
    step = read_step(created_by, comment)
    assert step.instruction in FILES | SETTINGS | {"WORKDIR", ""}
    assert step.text in created_by


@given(st.sampled_from(sorted(FILES | SETTINGS | {"WORKDIR"})), st.from_regex(r"[a-z/=\"\[\]]{1,20}", fullmatch=True))
def test_classic_buildkit_and_written_forms_of_one_line_are_the_same_step(instruction: str, text: str) -> None:
    run = instruction == "RUN"
    classic = f"/bin/sh -c {text}" if run else f"/bin/sh -c #(nop) {instruction} {text}"
    buildkit = f"{instruction} {'/bin/sh -c ' if run else ''}{text} # buildkit"
    forms = [read_step(each) for each in (classic, buildkit, f"{instruction} {text}")]
    assert {(form.instruction, form.text) for form in forms} == {(instruction, text)}
