"""Every command and flag of the docker command line has an explanation of ours."""

from __future__ import annotations

import re

from commands.explain.sentences import sentence
from content.docker_cli import load_grammar

GRAMMAR = load_grammar()
COMMANDS = GRAMMAR.commands()
TEXTS = {f"docker {command.name}": command.text for command in COMMANDS} | {
    f"docker {command.name} --{flag.name}": flag.text for command in COMMANDS for flag in command.flags.values()
}


def test_the_grammar_has_every_command_and_flag() -> None:
    groups = {name.split(" ")[0] for name in GRAMMAR.names}
    assert {"", "container", "image", "volume", "network", "compose", "buildx", "swarm", "trust"} <= groups
    assert len(GRAMMAR.names) >= 194 + 42 + 28  # Docker CLI 28.2.2, Compose, Buildx; with their other names
    assert sum(len(command.flags) for command in COMMANDS) > 1200


def test_every_command_and_flag_is_explained() -> None:
    assert [where for where, text in TEXTS.items() if not text] == []


def test_explanations_are_one_or_two_plain_sentences() -> None:
    unlike = [where for where, text in TEXTS.items() if not re.fullmatch(r"[A-Z][^\n]{8,138}[.]", text)]
    assert unlike == []


def test_every_name_leads_to_a_command() -> None:
    assert all(GRAMMAR.find(name) for name in GRAMMAR.names)
    assert GRAMMAR.find("nonsense") is None


def test_an_old_spelling_stands_for_a_flag_that_exists() -> None:
    for command in COMMANDS:
        assert all(flag.same_as in command.flags for flag in command.flags.values() if flag.same_as)


def test_a_letter_stands_for_one_flag() -> None:
    for command in COMMANDS:
        letters = [flag.short for flag in command.flags.values() if flag.short]
        assert len(letters) == len(set(letters)), command.name


def test_values_of_common_commands_are_told_in_sentences_of_their_own() -> None:
    common = ("container run", "container create", "container update", "container ls", "container logs", "image build")
    general = [
        f"docker {command.name} --{flag.name}"
        for command in map(GRAMMAR.command, common)
        for flag in command.flags.values()
        if not (flag.is_switch or flag.same_as or flag.told or sentence(command.name, flag.name, lambda _: []))
    ]
    assert general == []


def test_a_sentence_with_the_value_put_in_is_plain_too() -> None:
    told = [flag.told or flag.off for command in COMMANDS for flag in command.flags.values() if flag.told or flag.off]
    assert [text for text in told if not re.fullmatch(r"[A-Zd{][^\n]{8,138}[.]", text)] == []
