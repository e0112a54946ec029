"""What keeps a group's own question from being asked, and what is advice."""

from __future__ import annotations

import pytest
from writing import OPTIONS, read, written

from content.faults import ContentError
from content.findings import Severity
from content.own import check_own


def errors(text: str) -> set[str]:
    return {finding.rule for finding in check_own(read(text)) if finding.severity is Severity.ERROR}


def advice(text: str) -> set[str]:
    return {finding.rule for finding in check_own(read(text)) if finding.severity is Severity.WARNING}


def test_a_good_question_is_taken_without_a_word() -> None:
    assert check_own(read(written())) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("O01", written(head={"kind": "short"}, options="", more="## Accept\n- ~ (a+)+$\n")),
        ("L21", written(more="## Verify\n```sh\ndocker run --rm app\n```\n")),
        ("O02", written(head={"kind": "short"}, options="", more="## Accept\n" + "- = word\n" * 21)),
        ("O02", written(prompt="What is it? " * 800)),
        ("L01", written(head={"kind": "number"}, options="", more="## Accept\n- = seven\n")),
        ("L17", written(references="- javascript:alert(1)")),
        ("L11", written(options=OPTIONS.replace("The image that was pushed first", "The image that was pushed last"))),
        ("L08", written(options=OPTIONS.replace("The image that was pushed first", "All of the above"))),
    ],
)
def test_what_would_spoil_a_question_blocks_it(rule: str, text: str) -> None:
    assert rule in errors(text)


def test_a_missing_word_on_an_option_and_a_short_explanation_are_advice() -> None:
    text = written(options="- [x] One image\n- [ ] Two of them\n- [ ] No image\n", explanation="It is so.")
    assert errors(text) == set()
    assert advice(text) == {"L09", "L16"}


def test_a_goal_without_a_word_is_a_fault_and_no_accident() -> None:
    with pytest.raises(ContentError, match="write what docker inspect tells"):
        read(written(more="## Goal\n- \n"))
