"""The app manifest to paste."""

from __future__ import annotations

from pathlib import Path

import yaml
from payloads import check_slack_manifest

import bot.adapters.slack
from bot.adapters.slack.manifest import as_yaml, manifest
from commands.catalogue import REGISTRY

FILE = Path(bot.adapters.slack.__file__).parent / "manifest.yaml"


def test_the_manifest_to_paste_is_the_one_the_registry_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == as_yaml(REGISTRY), "run python -m bot.adapters.slack"


def test_the_manifest_is_one_that_slack_takes() -> None:
    check_slack_manifest(yaml.safe_load(as_yaml(REGISTRY)))


def test_each_root_is_a_slash_command_that_says_what_may_follow() -> None:
    hints = {each["command"]: each["usage_hint"] for each in manifest(REGISTRY)["features"]["slash_commands"]}
    assert hints.keys() == {"/ship", "/docker"}
    shown = [each.name for each in REGISTRY if each.root == "ship" and not each.hidden]
    assert [hint.split()[0] for hint in hints["/ship"].split(" | ")] == shown
    assert hints["/docker"] == "pull alpine:latest"
