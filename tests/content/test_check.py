"""The rules of good questions, each with a question that breaks it and nothing else."""

from __future__ import annotations

import pytest
from writing import EXPLANATION, OPTIONS, PROMPT, findings, read, rules, written

from content.bank import Bank, load_bank
from content.check import Severity, check, check_course
from content.facts import load_facts
from content.guessing import guesses
from content.topics import TOPICS

KEY = "The image that was pushed last"
FIRST = "The image that was pushed first"


def options(*texts: str, key: int = 0) -> str:
    """Options with these texts; the one at `key` is right."""
    lines = [f"- [{'x' if place == key else ' '}] {text}\n  > {_feedback(place)}" for place, text in enumerate(texts)]
    return "\n".join(lines) + "\n"


def _feedback(place: int) -> str:
    return f"This says why it is so. <!-- m: slip-{place} -->"


def typed(kind: str, accept: str, reject: str = "", prompt: str = PROMPT) -> str:
    """A question that is answered in words."""
    more = f"## Accept\n{accept}" + (f"## Reject\n{reject}" if reject else "")
    return written(head={"kind": kind}, prompt=prompt, options="", more=more)


def statement(said: str) -> str:
    """A statement that the question calls true."""
    return written(head={"kind": "truefalse"}, prompt=f"True or false? {said}", options=options("True", "False"))


def scripted(commands: str) -> str:
    return written(more=f"## Verify\n```sh\n{commands}\n```\n")


_HARD = (
    "Notwithstanding considerable terminological heterogeneity, contemporary distribution infrastructure invariably "
    "necessitates unambiguous identification, understandably accomplished by cryptographically calculated identifiers "
    "accompanying individual repositories."
)

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
        ("L01", typed("number", "- = seven\n")),
        ("L01", typed("number", "- = 7..nine\n")),
        ("L01", typed("number", "- ~ 7|8\n")),
        ("L01", typed("short", "- $ docker ps\n")),
        ("L01", typed("command", "- = docker ps\n")),
        ("L01", typed("command", "- has `-d`\n")),
        ("L01", typed("short", "- = runc\n", "- = runc\n  > No, that is another one.\n")),
        ("L01", written(more="## Accept\n- = last\n")),
        ("L02", written(options=options("The first image", "The other image"))),
        ("L02", written(options=options("Number one", "Number two", "Number six", "Number ten", "Number nil"))),
        ("L02", written(head={"kind": "truefalse"}, options=options("True", "False", "Maybe"))),
        ("L04", written(prompt="After a second push under the same tag, a registry hands out")),
        ("L05", written(prompt="A tag was pushed twice. Which image does the registry not hand out?")),
        ("L05", written(prompt="A tag was pushed twice. Which image can't be pulled by it?")),
        ("L06", typed("short", "- = tag\n", prompt=f"{'Somebody pushes a tag to a registry. ' * 18}What moves?")),
        ("L07", written(prompt="What is it? " * 30)),
        ("L07", written(options=options(*(f"{word} {'ox ' * 25}" for word in ("One", "Two", "Six"))))),
        ("L07", written(options=OPTIONS.replace("The tag has moved on", "The tag has moved on " * 20))),
        ("L07", written(more=f"## Hint\n{'Think of tags. ' * 30}\n")),
        ("L07", written(head={"kind": "order"}, options=f"1. {'a long step ' * 7}\n2. b\n3. c\n")),
        (
            "L08",
            written(options=OPTIONS.replace(FIRST, "None of the above").replace("every other day", "alternate days")),
        ),
        ("L08", written(options=OPTIONS.replace(FIRST, "Both of them in turn"))),
        ("L08", written(options=OPTIONS.replace(FIRST, "A and B after each other"))),
        ("L09", written(options=OPTIONS.replace("  > Right: pushing moves the tag.\n", ""))),
        ("L09", written(options=OPTIONS.replace("The tag has moved on since then.", "Not this."))),
        ("L10", written(options=OPTIONS.replace(" <!-- m: tags-are-fixed -->", ""))),
        ("L11", written(options=OPTIONS.replace(FIRST, "the image, that was pushed last!"))),
        ("L11", written(options=options("`a  b`", "`a b`", "`a  b`"))),
        ("L12", written(options=OPTIONS.replace(KEY, "The image that was pushed last, since pushing moves it"))),
        ("L12", written(options=OPTIONS.replace(KEY, "The last one"))),
        ("L13", written(options=options("The image pushed last", "Always the image of old", "Every image in turn"))),
        (
            "L14",
            written(
                options=options("The registry pushed it again", "The image of last year", "The image of last week")
            ),
        ),
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
        ("L19", written(explanation=f"{EXPLANATION} Registries currently keep it.")),
        ("L20", written(explanation=f"{EXPLANATION} It is obviously so.")),
        ("L20", written(options=OPTIONS.replace("Right: pushing", "Right: simply pushing"))),
        ("L21", scripted("docker run --privileged app")),
        ("L21", scripted("docker system prune -f")),
        ("L21", scripted("docker run -v /:/host app")),
        ("L21", scripted("curl -s localhost")),
        ("L21", scripted('echo "$(docker ps | sh)"')),
        ("L21", scripted("echo $(( $(nc -l 80) + 1 ))")),
        ("L21", scripted("for each in 1 2; do apt install it; done")),
        ("L21", scripted('"$HOME/run" it')),
        ("L21", scripted("timeout 5 python -c 1")),
        ("L23", written(explanation=f"{EXPLANATION} A regsitry is patient.")),
        ("L23", written(options=OPTIONS.replace("The tag has moved", "The tag has mooved"))),
        ("L24", written(explanation=_HARD)),
        ("B07", written(head={"facts": "F003"})),
        (
            "B07",
            written(
                options=options(
                    "latest always names the newest image",
                    "It names one of the older images",
                    "It names some image of another name",
                )
            ),
        ),
        ("B07", statement("Every instruction of a Dockerfile creates a layer.")),
        ("B07", typed("short", "- = an image\n").replace("F063", "F056")),
    ],
)
def test_a_broken_rule_is_found_alone(rule: str, text: str) -> None:
    assert rules(text) == {rule}


@pytest.mark.parametrize(
    "text",
    [
        written(prompt="A tag was not moved for a year. Which image does it name?"),
        written(prompt="A tag was pushed twice. Which image does the registry **NOT** hand out?"),
        written(prompt="What does a registry hand out after a second push? (one image)"),
        written(head={"applies": "Docker 29"}, explanation=f"{EXPLANATION} Registries currently keep it."),
        written(explanation=f"{EXPLANATION} The `regsitry` of RegSitry 2 is a neighbour."),
        written(options=options("Always the last image", "Always the first image", "Every image in turn")),
        statement("A layer is created by RUN, COPY and ADD."),
        typed("number", "- = 7\n- = -1..2.5\n", "- = 8\n  > One too many. <!-- m: base-counted -->\n"),
        scripted("try() { docker run app \"$1\" && echo 'curl | sh'; }\ntry $(( 1 + 2 )) | xargs; X=1 docker ps"),
        scripted("case \"$(docker ps -q)\" in '') echo none;; *) echo some;; esac  # sh"),
        scripted("until busybox wget -q -O - localhost; do sleep 0.1; done"),
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
    return written(
        prompt=f"{names[number]} {number} `{names[number][::-1]}`, {number}{names[number]}?", options=options
    )


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


def test_scripts_in_a_bank_that_no_maintainer_has_reviewed_are_errors() -> None:
    bank = Bank([read(scripted("docker ps"))])
    assert check(bank) == []
    [finding] = check(bank, reviewed=False)
    assert (finding.rule, finding.severity) == ("L21", Severity.ERROR)
    assert "name a template" in finding.message


def test_rules_that_need_more_than_content_are_handed_in() -> None:
    told = check(Bank([read(written())]), more=(lambda question: iter(findings(written(references="- the manual"))),))
    assert {finding.rule for finding in told} == {"L17"}


def course(*texts: str) -> list[str]:
    """What a bank of these questions lacks as a course, as rule, file and message."""
    found = check_course(Bank([read(text, id=f"q{number}") for number, text in enumerate(texts)]))
    return [f"{finding.rule} {finding.file}: {finding.message}" for finding in found]


def test_b05_a_topic_with_far_more_than_its_share_is_found() -> None:
    assert (
        "B05 questions: tags-and-digests has 100 % of the questions instead of 10 %: write elsewhere first"
        in course(written())
    )
    assert "B05 questions: image-layers has 0 % of the questions instead of 12 %: write more" in course(written())


def test_b05_a_bank_that_asks_for_memory_alone_is_found() -> None:
    remembered = written(head={"bloom": "remember"})
    assert any("1 of 3 questions are at apply or analyse" in told for told in course(written(), *[remembered] * 2))
    assert not any("at apply or analyse" in told for told in course(*[written()] * 2, *[remembered] * 3))


def test_b06_a_slip_that_one_question_alone_meets_is_found() -> None:
    remedy = "aim one more at it, or take a name that is in use"
    told = course(written(), written(options=OPTIONS.replace("m: tags-are-lists", "m: tags-are-rows")))
    assert [line for line in told if line.startswith("B06")] == [
        f"B06 tags-and-digests/{file}.md: no other question meets “m: {name}”: {remedy}"
        for file, name in (("q0", "tags-are-lists"), ("q1", "tags-are-rows"))
    ]


def test_b07_facts_that_fewer_than_two_questions_ask_for_are_found() -> None:
    told = course(written(), written(head={"facts": "F057, F063"}))
    assert "B07 facts.md: one question alone asks for F057 (tags-and-digests): write one more" in told
    assert "B07 facts.md: no question asks for F058 (tags-and-digests): write one more" in told
    assert not any("F063" in line for line in told)


def test_every_fact_belongs_to_a_topic_and_is_a_sentence() -> None:
    facts = load_facts().values()
    assert {fact.topic for fact in facts} == set(TOPICS)
    assert [
        fact.number for fact in facts if not fact.truth.endswith(".") or (fact.belief and fact.belief[-1] != ".")
    ] == []
