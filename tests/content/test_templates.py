"""Questions whose numbers and names vary, and what has to be so before one is published."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from writing import OPTIONS, read, written

from bot.verifying import DRAWS
from commands.proofreading import l22_command_lines, l25_line_to_try
from commands.quiz.selection import Past, choose
from content import records
from content.bank import Bank, ContentError, load_bank
from content.check import check
from content.model import to_model
from content.questions import Kind, Question
from content.records import Engine, Shown, digest_of, engines, published, record
from content.templates import TEMPLATES, Template
from content.templates import read as find
from content.templates.template import Draft, right, wrong
from content.topics import TOPICS
from content.verification import confirms

DRAWN = [template.question(values) for template in TEMPLATES.values() for values in template.draws(1000)]
ENGINE = Engine("20.10.24", "overlay2", "2026-11-25")
EXIT_CODE = TEMPLATES["exit-code"]


def test_there_are_templates_for_most_topics() -> None:
    assert len(TEMPLATES) >= 30
    assert len({template.topic for template in TEMPLATES.values()}) >= 9
    assert all(template.objective in TOPICS[template.topic].objectives for template in TEMPLATES.values())


def test_every_draw_is_a_question_of_its_own() -> None:
    assert len({question.id for question in DRAWN}) == len(DRAWN)
    assert len({(question.prompt, question.options, question.accept) for question in DRAWN}) == len(DRAWN)


def test_every_draw_keeps_all_rules_of_good_questions() -> None:
    assert [str(finding) for finding in check(Bank(DRAWN), more=(l22_command_lines, l25_line_to_try))] == []


def test_a_draw_predicts_an_answer_that_no_slip_gives_as_well() -> None:
    for question in DRAWN:
        answers = [option.value for option in question.options] or [
            match.value for match in (*question.accept, *question.reject)
        ]
        assert len(set(answers)) == len(answers) > 1, question.template


def test_draws_are_the_same_each_time_and_no_more_than_there_are() -> None:
    assert EXIT_CODE.draws(3) == EXIT_CODE.draws(3)
    assert len(EXIT_CODE.draws(1000)) == len(EXIT_CODE.values["case"])


def test_a_draw_is_found_again_by_its_name() -> None:
    for template in TEMPLATES.values():
        for values in template.draws(1000):
            assert find(template.named(values)) == (template, values)


def test_a_draw_in_which_two_answers_agree_makes_no_question() -> None:
    largest = TEMPLATES["largest-step"]
    assert all(len(set(values.values())) == 3 for values in largest.draws(1000))
    with pytest.raises(ValueError, match="largest-step makes no question of"):
        largest.question({"first": "3", "second": "4", "third": "3"})


def coin(says: str = "echo $side") -> Template:
    """A template of one drawn side that predicts what the script prints."""

    def write(side: str) -> Draft:
        return Draft(
            f"Which side is {side}?",
            "Because.",
            options=(right("This", side, "it is."), wrong("That", "edge", "No.", "x")),
        )

    return Template("coin", "cleanup.1", Kind.SINGLE, "apply", 1, (), (), {"side": ("head", "tail")}, write, says)


@pytest.fixture
def one_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Template:
    """A repository with this template alone and no record yet."""
    monkeypatch.setattr(records, "FOLDER", tmp_path)
    monkeypatch.setattr("content.templates.TEMPLATES", {"coin": coin()})
    return coin()


def shown(template: Template, side: str, printed: str) -> dict[str, Shown]:
    question = template.question({"side": side})
    return {question.template: Shown(printed, digest_of(question))}


def test_a_template_that_no_engine_was_asked_about_is_not_published(one_template: Template) -> None:
    assert list(published()) == []


def test_what_was_predicted_and_shown_is_published(one_template: Template) -> None:
    record(ENGINE, shown(one_template, "head", "head"))
    assert list(published()) == [one_template.question({"side": "head"})]
    assert engines() == [ENGINE]


def test_what_an_engine_contradicts_is_not_published(one_template: Template) -> None:
    record(ENGINE, shown(one_template, "head", "edge") | shown(one_template, "tail", "tail"))
    assert [question.template for question in published()] == ["coin side=tail"]


def test_what_two_engines_answer_differently_is_not_published(one_template: Template) -> None:
    record(ENGINE, shown(one_template, "head", "head"))
    record(Engine("29.0.1", "containerd", "2026-11-26"), shown(one_template, "head", "edge"))
    assert list(published()) == []


def test_a_script_that_changed_has_to_be_run_again(one_template: Template) -> None:
    record(ENGINE, shown(coin("echo another"), "head", "head"))
    assert list(published()) == []


def test_values_that_are_not_drawn_any_more_are_left_out(one_template: Template) -> None:
    record(ENGINE, {"coin side=edge": Shown("edge", ""), "dice eyes=6": Shown("6", "")})
    assert list(published()) == []


def test_the_record_in_the_repository_is_that_of_todays_templates() -> None:
    drawn = [template.question(values) for template in TEMPLATES.values() for values in template.draws(DRAWS)]
    missing = {question.template for question in drawn} - {question.template for question in published()}
    assert not missing, f"run: shipmate content verify --record ({missing})"


def test_of_a_template_the_bank_counts_one_question_and_knows_all() -> None:
    bank = Bank([EXIT_CODE.question(values) for values in EXIT_CODE.draws(3)])
    assert len(bank) == 1
    assert len(bank.entries) == 3
    assert all(question.id in bank for question in bank.entries)


def _asked(bank: Bank, past: list[str], seed: int) -> Question:
    chosen = choose(bank, [Past(each) for each in past], 3, Random(seed))
    assert chosen
    return chosen


def test_numbers_and_names_vary_from_round_to_round() -> None:
    bank = Bank([EXIT_CODE.question(values) for values in EXIT_CODE.draws(5)])
    assert len({_asked(bank, [], seed).id for seed in range(50)}) == 5


def test_a_group_that_had_a_template_gets_another_question_first() -> None:
    made = [EXIT_CODE.question(values) for values in EXIT_CODE.draws(5)]
    bank = Bank([*made, read(written(), id="written")])
    assert {_asked(bank, [made[3].id], seed).id for seed in range(20)} == {"written"}
    assert {_asked(bank, [made[3].id, "written"], seed).family for seed in range(20)} == {"exit-code"}


def contributed(template: str) -> str:
    """A question whose check is a template, by somebody who may add no scripts."""
    options = OPTIONS.replace("= first", "= 125").replace("= last", "= 127").replace("= turns", "= 1")
    return written(head={"verified": "engine", "engine": "docker>=20.10", "template": template}, options=options)


def test_a_question_may_name_a_template_as_its_check() -> None:
    question = read(contributed("exit-code case=missing"))
    assert question.verify == EXIT_CODE.check({"case": "missing"})
    assert confirms(question, "127")
    assert check(Bank([question]), reviewed=False) == []
    assert to_model(question)["verify"] == {"template": "exit-code", "params": {"case": "missing"}}


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("exit-kode case=missing", "there is no template “exit-kode”: use one of layer-count"),
        ("exit-code", "write “template: exit-code case=missing|folder"),
        ("exit-code case=$(reboot)", "write “template: exit-code case=missing|folder"),
        ("exit-code case=missing other=1", "the template takes other values"),
    ],
)
def test_a_template_or_value_that_is_not_known_is_a_fault(template: str, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(contributed(template))
    assert told in str(caught.value)


def test_a_question_has_one_check_and_not_two() -> None:
    with pytest.raises(ContentError, match="the check stands in “## Verify” already: keep one of the two"):
        read(contributed("exit-code case=missing") + "## Verify\n```sh\necho 127\n```\n")


def test_the_bank_that_is_shipped_has_what_templates_make() -> None:
    families = {question.family for question in load_bank().questions if "@" in question.id}
    assert families == set(TEMPLATES)
