"""What the compose file promises an operator, read from the file itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BOT, SANDBOX = SERVICES["bot"], SERVICES["sandbox"]


def mounts(service: dict[str, Any]) -> dict[str, str]:
    """Which volume or host path lies where in the container, without the mode."""
    return {where: what for what, where, *_ in (each.split(":") for each in service.get("volumes", []))}


def named_settings(text: str) -> set[str]:
    return set(re.findall(r"\bSHIPMATE_(\w+)", text))


def test_no_container_holds_anything_of_the_host() -> None:
    for service in SERVICES.values():
        assert set(mounts(service).values()) <= set(COMPOSE["volumes"])
        assert {"network_mode", "pid", "ipc", "devices"}.isdisjoint(service)


def test_only_the_engine_is_privileged() -> None:
    assert [name for name, service in SERVICES.items() if service.get("privileged")] == ["sandbox"]


def test_the_bot_can_change_nothing_but_its_data() -> None:
    assert BOT["read_only"] is True
    assert BOT["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in BOT["security_opt"]
    assert "user" not in BOT  # the image's own, which is not root
    writable = [each for each in BOT["volumes"] if not each.endswith(":ro")]
    assert writable == ["data:/data"]


def test_bot_and_engine_speak_over_tls_with_certificates_of_their_own() -> None:
    assert BOT["environment"]["SHIPMATE_DOCKER_HOSTS"] == f"tcp://{SANDBOX['hostname']}:2376"
    certificates = SANDBOX["environment"]["DOCKER_TLS_CERTDIR"]
    clients = mounts(SANDBOX)[f"{certificates}/client"]
    assert mounts(BOT)[BOT["environment"]["SHIPMATE_DOCKER_CERTIFICATES"]] == clients
    assert mounts(SANDBOX)[certificates] not in mounts(BOT).values()


def test_the_engine_has_no_way_out_but_the_mirror() -> None:
    assert all(COMPOSE["networks"][name]["internal"] for name in SANDBOX["networks"])
    assert "ports" not in SANDBOX
    mirror = f"--registry-mirror={BOT['environment']['SHIPMATE_REGISTRY_MIRROR']}"
    assert {mirror, "--bridge=none", "--iptables=false", "--ip-forward=false"} <= set(SANDBOX["command"])


def test_root_in_a_learners_container_is_nobody_in_the_engines() -> None:
    assert "--userns-remap=default" in SANDBOX["command"]


def test_the_engine_can_not_reach_the_database() -> None:
    assert set(SANDBOX["networks"]).isdisjoint(SERVICES["postgres"]["networks"])
    assert set(SERVICES["postgres"]["networks"]) <= set(BOT["networks"])
    assert set(mounts(SANDBOX).values()).isdisjoint([mounts(BOT)["/data"], *mounts(SERVICES["postgres"]).values()])


def test_no_container_can_use_up_the_host() -> None:
    for service in SERVICES.values():
        assert {"mem_limit", "pids_limit", "logging"} <= set(service)
    assert "cpus" in SANDBOX


def test_only_the_bot_listens_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"bot": ["127.0.0.1:8080:8080"]}


def test_every_setting_named_for_operators_exists() -> None:
    for file in ("compose.yaml", ".env.example", "Dockerfile", "Makefile"):
        assert named_settings((ROOT / file).read_text()) <= {field.upper() for field in Settings.model_fields}
    assert "TYPO" in named_settings("SHIPMATE_TYPO=1")
