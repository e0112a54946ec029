"""The glossary: its form, its rules, each with a page that breaks it, and how a term is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.proofreading import proofread_glossary
from content.faults import ContentError
from content.glossary import Glossary, load_glossary, parse_terms
from content.glossary_rules import check_glossary

TEXT = "A name that points to an image. It can be moved to another image at any time."
SOURCE = "https://docs.docker.com/reference/cli/docker/image/tag/"
HARD = (
    "Notwithstanding considerable terminological heterogeneity, contemporary distribution infrastructure invariably "
    "necessitates unambiguous identification, understandably accomplished cryptographically."
)


def entry(name: str = "tag", text: str = TEXT, **values: str) -> str:
    head = {"see": "digest", "facts": "F056", "source": SOURCE} | values
    return f"## {name}\n" + "".join(f"{key}: {value}\n" for key, value in head.items()) + f"\n{text}\n\n"


def page(*entries: str) -> str:
    return "# Tags\n\n" + "".join(entries)


OTHER = entry("digest", "A hash of content: equal content, equal digest.", see="tag")


def glossary(*entries: str) -> Glossary:
    return Glossary(parse_terms(page(*entries), "tags-and-digests"))


def rules(*entries: str) -> set[str]:
    read = glossary(*entries)
    return {finding.rule for finding in (*check_glossary(read), *proofread_glossary(read))}


def test_a_good_page_breaks_no_rule() -> None:
    assert rules(entry(), OTHER) == set()


def test_the_shipped_glossary_breaks_no_rule() -> None:
    shipped = load_glossary()
    assert len(shipped.terms) >= 120
    assert [str(each) for each in (*check_glossary(shipped), *proofread_glossary(shipped))] == []


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("G01", entry(also="Digest")),
        ("G01", entry(also="label, label")),
        ("G02", entry(see="tag")),
        ("G02", entry(see="digests")),
        ("G02", entry(see="whatever")),
        ("G03", entry(also="x" * 41)),
        ("G03", entry(text=f"A name. {'It points to one image. ' * 20}")),
        ("G03", entry(text="A name. It points. It can be moved. It is no proof.")),
        ("G03", entry(text="A name without an end")),
        ("G03", entry(see="digest, digest, digest, digest, digest, digest")),
        ("G04", entry(also="docker volume")),
        ("L17", entry(source="docs.docker.com")),
        ("L19", entry(text="A name that currently points to an image.")),
        ("L20", entry(text="A name that obviously points to an image.")),
        ("L22", entry(text="A name that `docker run --detatch nginx` resolves.")),
        ("L23", entry(text="A name that points to an imgage.")),
        ("L24", entry(text=HARD)),
        ("B07", entry(facts="F999")),
        ("B07", entry(text="A tag always names the same image.")),
    ],
)
def test_each_rule_finds_what_breaks_it(rule: str, broken: str) -> None:
    assert rules(broken, OTHER) == {rule}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (entry(), 1, "begin the file with its title"),
        (page("## tag\nsee: digest\n\nA name.\n"), 3, "“tag” lacks “source: …”"),
        (page(f"## tag\nsource: {SOURCE}\n\nA name.\n"), 3, "“tag” lacks “see: …”"),
        (page(entry(text="")), 3, "“tag” is not explained"),
        (page(entry(alias="name")), 7, "“alias:” is not known here: use also, see, facts, source"),
        (page("## tag\nsee: a\nsee: b\n\nA name.\n"), 5, "“see:” stands here twice"),
        (page(entry(text="A name.\n```\nnever closed")), 9, "this block of code is not closed"),
    ],
)
def test_a_page_that_can_not_be_read_names_line_and_remedy(text: str, line: int, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_terms(text, "tags-and-digests")
    assert any(fault.line == line and fault.message.startswith(told) for fault in caught.value.faults)


def test_every_page_with_a_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "tags.md").write_text(page(entry(), OTHER))
    (tmp_path / "cleanup.md").write_text("no title")
    with pytest.raises(ContentError) as caught:
        load_glossary(tmp_path)
    assert {fault.file for fault in caught.value.faults} == {"glossary/tags.md", "glossary/cleanup.md"}


@pytest.mark.parametrize(
    "typed", ["digest", "DIGESTS", " digest? ", "what is a digest?", "What does digest mean?", "`digest`", "sha256"]
)
def test_a_term_is_found_however_it_is_typed(typed: str) -> None:
    found = load_glossary().find(typed)
    assert found is not None
    assert found.name == "digest"


def test_words_of_one_name_alone_mean_that_term_and_of_several_none_of_them() -> None:
    shipped = load_glossary()
    assert [term.name for term in shipped.meant("mapping")] == ["published port"]
    assert {term.name for term in shipped.meant("id")} == {"container ID", "image ID", "diff ID"}
    assert shipped.find("id") is None


def test_a_slip_of_the_pen_is_near_its_term() -> None:
    assert load_glossary().near("digset")[0].name == "digest"


def test_suggestions_begin_with_what_begins_so() -> None:
    suggested = load_glossary().beginning("image")
    assert suggested[0] == "image"
    assert suggested.index("image prune") < suggested.index("base image")
