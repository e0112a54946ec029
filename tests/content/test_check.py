"""The rules of good questions, each with a question that breaks it and nothing else."""

from __future__ import annotations

import pytest
from writing import EXPLANATION, OPTIONS, findings, read, rules, written

from content.bank import Bank, load_bank
from content.check import Severity, check
from content.guessing import guesses

KEY = "The image that was pushed last"
FIRST = "The image that was pushed first"


def options(*texts: str, key: int = 0) -> str:
    """Options with these texts; the one at `key` is right."""
    lines = [f"- [{'x' if place == key else ' '}] {text}\n  > {_feedback(place)}" for place, text in enumerate(texts)]
    return "\n".join(lines) + "\n"


def _feedback(place: int) -> str:
    return f"This says why it is so. <!-- m: slip-{place} -->"


ENGINE = {"verified": "engine", "engine": "docker>=20.10"}
VERIFY = "## Verify\n```sh\ndocker run --rm app\n```\n"


def test_a_good_question_breaks_no_rule() -> None:
    assert findings(written()) == []
    assert findings(written(head=ENGINE, more=VERIFY)) == []


def test_the_shipped_bank_breaks_no_rule() -> None:
    assert [str(finding) for finding in check(load_bank())] == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("L00", written(prompt="Which tag?")),
        ("L00", written(head={"facts": "56"})),
        ("L00", written(options=OPTIONS.replace("m: tags-are-fixed", "m: Tags are fixed"))),
        ("L00", written(options=OPTIONS.replace("= first", f"= {'x' * 101}"))),
        ("L00", written(head={"kind": "short"}, options="", more="## Accept\n- ~ (runc\n")),
        ("L00", written(head={"kind": "short"}, options="", more=f"## Accept\n- = {'x' * 301}\n")),
        ("L00", written(head={"kind": "order"}, options="".join(f"{n}. Step {n}\n" for n in range(1, 8)))),
        ("L02", written(options=options("The first image", "The other image"))),
        ("L02", written(options=options("Number one", "Number two", "Number six", "Number ten", "Number nil"))),
        ("L02", written(head={"kind": "truefalse"}, options=options("True", "False", "Maybe"))),
        ("L05", written(prompt="A tag was pushed twice. Which image does the registry not hand out?")),
        ("L05", written(prompt="A tag was pushed twice. Which image can't be pulled by it?")),
        ("L07", written(prompt="What is it? " * 30)),
        ("L07", written(options=options(*(f"{word} {'x' * 75}" for word in ("One", "Two", "Six"))))),
        ("L07", written(options=OPTIONS.replace("The tag has moved on", "The tag has moved on " * 20))),
        ("L07", written(more=f"## Hint\n{'Think of tags. ' * 30}\n")),
        ("L07", written(head={"kind": "order"}, options=f"1. {'a long step ' * 7}\n2. b\n3. c\n")),
        ("L08", written(options=OPTIONS.replace(FIRST, "None of the above"))),
        ("L08", written(options=OPTIONS.replace(FIRST, "Both of them in turn"))),
        ("L08", written(options=OPTIONS.replace(FIRST, "A and B after each other"))),
        ("L09", written(options=OPTIONS.replace("The tag has moved on since then.", "Not this."))),
        ("L10", written(options=OPTIONS.replace(" <!-- m: tags-are-fixed -->", ""))),
        ("L11", written(options=OPTIONS.replace(FIRST, "the image, that was pushed last!"))),
        ("L11", written(options=options("`a  b`", "`a b`", "`a  b`"))),
        ("L12", written(options=OPTIONS.replace(KEY, "The image that was pushed last, since pushing moves it"))),
        ("L12", written(options=OPTIONS.replace(KEY, "The last one"))),
        ("L15", written(explanation=f"{EXPLANATION} So option B is right.")),
        ("L15", written(explanation=f"{EXPLANATION} The last answer is a joke.")),
        ("L15", written(options=OPTIONS.replace("The tag has moved on since then.", "No, compare it with (C)."))),
        ("L16", written(explanation="A tag is a pointer, and pushing moves it to the new image.")),
        ("L16", written(explanation="A tag is a pointer. " * 31)),
        ("L17", written(references="- the manual")),
        ("L17", written(references="- http://docs.docker.com/")),
        ("L17", written(references="- https://docs/")),
        ("L17", written(references="- https://[docs.docker.com/")),
        ("L18", written(head=ENGINE)),
        ("L18", written(head={"verified": "engine"}, more=VERIFY)),
        ("L18", written(head=ENGINE, options=OPTIONS.replace(" <!-- = first -->", ""), more=VERIFY)),
        ("L18", written(head=ENGINE, options=OPTIONS.replace("= first", "= last"), more=VERIFY)),
        ("L21", written(more="## Verify\n```sh\ndocker run --privileged app\n```\n")),
        ("L21", written(more="## Verify\n```sh\ndocker system prune -f\n```\n")),
    ],
)
def test_a_broken_rule_is_found_alone(rule: str, text: str) -> None:
    assert rules(text) == {rule}


@pytest.mark.parametrize(
    "text",
    [
        written(prompt="A tag was not moved for a year. Which image does it name?"),
        written(prompt="A tag was pushed twice. Which image does the registry **NOT** hand out?"),
        written(prompt=f"What does it print?\n\n```sh\n{'docker run app echo hello' * 14}\n```"),
        written(options=options("`1..5`", "`1.5`", "`15..`")),
        written(options=options("`(A)`", "`(B)`", "`(C)`")),
        written(references='- chroot(2)\n- https://man7.org/linux/man-pages/man2/chroot.2.html ("DESCRIPTION")'),
    ],
)
def test_what_only_looks_like_a_broken_rule_is_let_pass(text: str) -> None:
    assert rules(text) == set()


def test_a_finding_says_where_it_is_and_what_to_do() -> None:
    text = written(options=OPTIONS.replace("The tag has moved on since then.", "Not this."))
    line = text.split("\n").index(f"- [ ] {FIRST} <!-- = first -->") + 1
    assert [str(finding) for finding in findings(text)] == [
        f"tags-and-digests/q0.md:{line}: L09 warning: the feedback on “{FIRST}” has fewer than four words: say why"
    ]


def test_what_breaks_a_platform_or_a_reader_is_an_error() -> None:
    [finding] = findings(written(references="- the manual"))
    assert finding.severity is Severity.ERROR


def test_retired_questions_are_left_in_peace() -> None:
    assert rules(written(head={"status": "retired"}, references="- the manual")) == set()


def _different(number: int, *, options: str) -> str:
    """A question that shares no word with those of other numbers."""
    names = ["harbour", "anchor", "rudder", "sail", "mast", "keel", "hull", "deck", "bow", "stern", "cabin", "galley"]
    return written(prompt=f"{names[number]} {number} {names[number][::-1]}, {number}{names[number]}?", options=options)


def test_b01_a_bank_solved_by_its_longest_options_is_found() -> None:
    given = options("It names the image pushed last", "It names another image", "It names a lower image")
    told = [finding.message for finding in findings(*(_different(n, options=given) for n in range(12)))]
    assert "taking the longest option scores 100% (chance 33%): even the options out" in told
    assert "taking always the first in the file scores 100% (chance 33%): even the options out" in told


def test_b01_a_guesser_in_an_even_bank_scores_chance() -> None:
    bank = [
        read(_different(n, options=options("The red", "The tan", "The dun", key=n % 3)), id=f"q{n}") for n in range(12)
    ]
    assert {round(guess.score, 2) for guess in guesses(bank)} == {0.33}


def test_b02_a_bank_in_which_true_is_always_right_is_found() -> None:
    given = options("True", "False")
    texts = [_different(n, options=given).replace("kind: single", "kind: truefalse") for n in range(10)]
    assert rules(*texts) == {"B02"}


def test_b03_the_same_question_in_other_words_is_found() -> None:
    again = written(prompt="After somebody pushed again under the same tag, what does a registry hand out?")
    assert rules(written(), again) == {"B03"}


@pytest.mark.parametrize("name", ["After-A-Push", "after_a_push", "after--push", "x" * 49])
def test_b04_an_id_that_does_not_fit_a_button_is_found(name: str) -> None:
    assert [finding.rule for finding in check(Bank([read(written(), id=name)]))] == ["B04"]


def test_b04_the_id_of_a_retired_question_can_not_be_taken_again() -> None:
    old = read(written(head={"status": "retired", "objective": "cleanup.1"}), topic="cleanup")
    assert [finding.rule for finding in check(Bank([old, read(written())]))] == ["B04"]
