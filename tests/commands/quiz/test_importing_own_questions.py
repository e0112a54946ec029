"""A group's own questions from a file: the good ones are offered, and the others told by their lines."""

from __future__ import annotations

import pytest
from owning import QUESTION, bank, hand_over, keep
from room import BANK, Room, buttons
from writing import written

from commands.plain import plain
from commands.reply import Outcome

SOURCE = "https://docs.docker.com/"
YAML = f"""\
- question: {QUESTION}
  topic: container-lifecycle
  options: |
    * docker ps
    docker images
    docker top
  explanation: {"It lists what runs. " * 5}
"""
GIFT = f"""\
Tell us all about layers. {{}}

{QUESTION} {{=docker ps ~docker images ~docker top####{"It lists what runs. " * 5}}}

Match these. {{=ps -> containers =images -> images}}
"""


async def test_a_file_brings_many_of_which_the_good_ones_can_be_kept(any_room: Room) -> None:
    table = (
        "question,options,explanation,topic\n"
        f'"{QUESTION}","*docker ps\ndocker images\ndocker top",{"It lists what runs. " * 5},cleanup\n'
        f'"Which command removes an image?","docker rm\ndocker kill\ndocker rm -f",{"It removes. " * 9},cleanup\n'
        f'"Which command pulls an image?","*docker pull\ndocker push\ndocker tag",{"It pulls layers. " * 6},cleanup\n'
    )
    reply = await hand_over(any_room, "ours.csv", table, source="https://docs.docker.com/")
    said = plain(reply)
    assert "2 questions to keep" in said
    assert "Line 5: mark exactly one option with [x]; 0 are marked" in said
    assert (await keep(any_room, reply)).startswith("Kept: 2 questions.")
    assert len(await bank(any_room)) == len(BANK) + 2


async def test_a_file_in_the_banks_own_form_can_be_imported(room: Room) -> None:
    reply = await hand_over(room, "ours.md", written(), topic="tags-and-digests")
    assert (await keep(room, reply)).startswith("Kept: 1 question.")


async def test_scripts_and_patterns_are_not_taken(room: Room) -> None:
    script = written(more="## Verify\n```sh\ndocker run --rm app\n```\n")
    pattern = written(head={"kind": "short"}, options="", more="## Accept\n- ~ (a+)+$\n")
    for text in (script, pattern):
        assert (await hand_over(room, "ours.md", text, topic="tags-and-digests")).outcome is Outcome.INVALID
    assert len(await bank(room)) == len(BANK)


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [
        ("ours.zip", "PK", Outcome.INVALID),
        ("ours.csv", "", Outcome.INVALID),
        ("ours.gift", "", Outcome.INVALID),
        ("ours.gift", "Is it so? {T####Yes.}\n\n" * 101, Outcome.TOO_LARGE),
        ("ours.md", "---\nkind: &a [*a,*a]\n---\n", Outcome.INVALID),
        ("ours.yaml", "", Outcome.INVALID),
        ("ours.yaml", "- question: What?\n" * 101, Outcome.TOO_LARGE),
        ("ours.yaml", "- &a [*a, *a]\n- !!python/name:os.system\n", Outcome.INVALID),
    ],
)
async def test_a_file_that_can_not_be_taken_is_refused(room: Room, name: str, text: str, outcome: Outcome) -> None:
    assert (await hand_over(room, name, text)).outcome is outcome


async def test_a_list_in_yaml_is_seen_before_it_is_kept_and_its_slips_are_told(any_room: Room) -> None:
    reply = await hand_over(any_room, "ours.yaml", YAML + YAML.replace("options:", "answers:"), source=SOURCE)
    said = plain(reply)
    assert "This is how it will look." in said
    assert f"Line {YAML.count(chr(10)) + 3}: “answers” is no name here: use topic, difficulty, question" in said
    assert (await keep(any_room, reply)).startswith("Kept: 1 question.")
    assert len(await bank(any_room)) == len(BANK) + 1


async def test_essays_and_pairs_of_gift_are_left_out_in_one_sentence_and_the_rest_goes_on(room: Room) -> None:
    reply = await hand_over(room, "ours.gift", GIFT, source=SOURCE, topic="container-lifecycle")
    said = plain(reply)
    assert (
        "2 questions are left out, since essays and pairs to match are not offered here: lines 1, 5.\n" in f"{said}\n"
    )
    assert "Not taken until it is mended" not in said
    assert (await keep(room, reply)).startswith("Kept: 1 question.")


async def test_where_nothing_but_essays_comes_in_nothing_is_kept(room: Room) -> None:
    reply = await hand_over(room, "ours.gift", "Tell us all about layers. {}\n")
    assert reply.outcome is Outcome.INVALID
    assert plain(reply).startswith("One question is left out, since essays and pairs to match are not offered here")
    assert buttons(reply) == []
