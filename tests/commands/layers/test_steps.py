"""Steps of a history in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.layers.steps import adds, brief, explain_step, name_of
from commands.plain import plain_text
from sandbox.values import HistoryRow


def row(created_by: str, comment: str = "", size: int = 0, *, empty: bool = False) -> HistoryRow:
    return HistoryRow("<missing>", None, created_by, size, comment, empty)


@pytest.mark.parametrize(
    ("created_by", "comment", "told"),
    [
        ("/bin/sh -c #(nop) COPY file:8b1a in /app/run.py ", "",
         "Puts one file of the build's folder at /app/run.py; of the name only a checksum is left."),
        ("/bin/sh -c #(nop) COPY --chown=app:app dir:8b1a in /app ", "",
         "Puts a folder of the build's folder at /app; of the name only a checksum is left."),
        ("RUN /bin/sh -c apk add curl # buildkit", "buildkit.dockerfile.v0",
         "Runs apk add curl and keeps what it leaves on the disk."),
        ("/bin/sh -c #(nop)  EXPOSE 80/tcp", "", ("Notes that the program listens on 80/tcp; only docker run -p opens it "
         "to the outside.")),
        ("EXPOSE map[443/tcp:{} 80/tcp:{}]", "buildkit.dockerfile.v0", ("Notes that the program listens on 443/tcp and "
         "80/tcp; only docker run -p opens it to the outside.")),
        ("VOLUME [/data]", "", ("What is written to /data goes to a volume beside the container, a new one if none is "
         "named.")),
        ('/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]', "", ("Starts nginx -g daemon off; when a container is "
         "run, unless docker run gives another command.")),
        ("SHELL [/bin/bash -o pipefail -c]", "", ("Commands that are written without a list are run by /bin/bash -o "
         "pipefail -c from here on.")),
        ('HEALTHCHECK &{["CMD-SHELL" "curl -f http://localhost/"] "30s" "3s" "0s" "0s" \'\\x03\'}', "",
         "Runs curl -f http://localhost/ in the container every 30s; after 3 failures in a row it counts as unhealthy."),
        ("# debian.sh --arch 'amd64' out/ 'bookworm'", "debuerreotype 0.15",
         "The root file system of a Debian, made with debuerreotype."),
        ("bash", "by hand", ("What a container of bash had changed, kept by docker commit; how it came to that nobody can "
         "see.")),
        ("", "Imported from -", "A whole file system, taken in by docker import."),
        ("BusyBox 1.36.1 (glibc), Debian 12", "", "The builder noted only BusyBox 1.36.1 (glibc), Debian 12."),
        ("", "", "The builder left no word about this step."),
    ],
)  # fmt: skip
def test_a_step_is_told_by_what_its_instruction_does(created_by: str, comment: str, told: str) -> None:
    assert plain_text(explain_step(row(created_by, comment))) == told


def test_a_command_is_handed_to_the_entrypoint_where_there_is_one() -> None:
    told = plain_text(explain_step(row('CMD ["--help"]'), with_entrypoint=True))
    assert told == "Hands --help to the ENTRYPOINT, unless docker run gives other words."


def test_what_a_step_added_is_a_size_an_empty_layer_or_no_layer() -> None:
    told = [plain_text(adds(each, 1000)) for each in (row("", size=250), row("", size=2), row(""), row("", empty=True))]
    assert told == [
        "Adds 250B, 25 % of the image.",
        "Adds 2B, under 1 % of the image.",
        "An empty layer.",
        "Settings only: no layer.",
    ]


def test_in_brief_a_step_has_no_checksum_and_no_shell() -> None:
    assert brief(row("/bin/sh -c #(nop) ADD file:37a76ec18f in / ")) == "ADD one file to /"
    assert brief(row("RUN |1 A=b /bin/sh -c make\tall # buildkit")) == "RUN make all"
    assert brief(row("bash")) == "docker commit bash"
    assert name_of(row("")) == "step"


@given(st.text(max_size=150) | st.builds("{} {}".format, st.sampled_from(["RUN", "CMD", "HEALTHCHECK", "COPY", "ONBUILD",
       "SHELL", "EXPOSE", "ENV", "VOLUME", "ADD"]), st.text(max_size=60)), st.text(max_size=30))  # fmt: skip
def test_any_row_is_told_in_a_sentence_of_one_line(created_by: str, comment: str) -> None:
    told = plain_text(explain_step(row(created_by, comment)))
    assert told.strip()
    assert len(told) < 700
    assert "\n" not in told
