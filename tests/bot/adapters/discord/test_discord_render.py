"""Replies as Discord messages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from payloads import check_discord_message
from replies import EVERY_PART, HOSTILE_REPLIES

from bot.adapters.discord.markdown import code, escape
from bot.adapters.discord.menu import fingerprint, menu
from bot.adapters.discord.render import DESCRIPTION, Button, render
from bot.adapters.discord.sending import arguments
from commands.catalogue import REGISTRY
from commands.reply import Choice, Choices, CodeBlock, Paragraph, Reply
from commands.text import say


def test_every_part_has_its_form() -> None:
    message = render(EVERY_PART)
    assert message.description == (
        "### A heading\n\n"
        "Type `ls`, **now** and [d](<https://d.example/a>).\n\n"
        "```sh\ndocker ps\n```\n\n"
        "**Size**  7 MB\n**By**  <@123>\n\n"
        "```\n#  Name  Points\n1  Ana       10\n2  Ben        8\n```\n\n"
        "1. first\n2. second\n\n"
        "`████████░░░░░░░░` 50 % layer\n\n"
        "unknown …\n\n"
        "[Source](<https://docs.example/>)\n\n"
        "A picture of layers\n\n"
        "At <t:1795420800:f>"
    )
    assert message.buttons == (Button("A", "answer 1 A"), Button("B", "answer 1 B"), Button("Change", "form setup"))
    assert [file.name for file in message.files] == ["picture0.png", "notes.txt"]


def test_a_long_reply_is_cut_between_parts_and_comes_whole_as_a_file() -> None:
    message = render(Reply(tuple(Paragraph(say("{x}", x=f"{n} " + "y" * 1000)) for n in range(6))))
    assert message.description.endswith("*The rest is in the file.*")
    assert [file.name for file in message.files] == ["answer.txt"]
    assert b"5 yyy" in message.files[0].data


def test_a_part_too_long_for_any_message_comes_as_a_file() -> None:
    message = render(Reply((CodeBlock("z" * 5000),)))
    assert message.description == "The answer is in the file."
    assert message.files[0].data == b"z" * 5000


def test_a_choice_too_long_for_a_button_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="Discord takes 100"):
        render(Reply((Choices((Choice("A", "x" * 101),)),)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone", "\\@everyone"),
        ("<@1> <#2>", "\\<\\@1\\> \\<#2\\>"),
        ("[a](https://x.example)", "\\[a\\]\\(https\\://x.example\\)"),
        ("**b** ||s||", "\\*\\*b\\*\\* \\|\\|s\\|\\|"),
        ("# big\n- list", "\\# big\n\\- list"),
    ],
)
def test_text_of_others_is_shown_as_it_stands(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_backticks_do_not_end_inline_code() -> None:
    assert code("a`b") == "`` a`b ``"
    assert "``" not in code("a``b").replace("\\`", "")


@given(HOSTILE_REPLIES)
def test_no_text_breaks_out_mentions_anybody_or_passes_a_limit(reply: Reply) -> None:
    message = render(reply)
    assert len(message.description) <= DESCRIPTION
    assert message.description.count("```") % 2 == 0
    outside = re.sub(r"```.*?```|`[^`]*`", "", message.description, flags=re.DOTALL)
    assert not re.search(r"(?<!\\)@(everyone|here)", outside)
    assert not re.search(r"(?<!\\)<@&|(?<!\\)<#", outside)


@given(HOSTILE_REPLIES)
def test_any_reply_is_a_message_that_discord_takes(reply: Reply) -> None:
    sent = arguments(reply)
    payload = {"embeds": [sent["embed"].to_dict()], "allowed_mentions": sent["allowed_mentions"].to_dict()}
    if "view" in sent:
        payload["components"] = sent["view"].to_components()
    check_discord_message(payload)


def test_the_menus_fingerprint_changes_with_the_menu() -> None:
    shown = menu(REGISTRY)
    assert fingerprint(shown) == fingerprint(menu(REGISTRY))
    assert fingerprint(shown) != fingerprint(shown[:1])


def test_the_menu_keeps_to_discords_size() -> None:
    for command in menu(REGISTRY):
        assert len(str(command)) <= 8000
        assert len(command.get("options", [])) <= 25
