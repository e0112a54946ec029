"""Settings from the environment: what may be left out, and what is said of what can't be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _no_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings_with(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"SHIPMATE_{name}", value)
    return load_settings()


def test_an_empty_variable_counts_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, DISCORD_TOKEN="", HTTP_ADDRESS="", ALLOWED_REGISTRIES="")
    assert settings.discord_token is None
    assert settings.http_address == "127.0.0.1:8080"
    assert settings.allowed_registries == ("docker.io",)


def test_lists_are_words_between_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, DOCKER_HOSTS="unix:///a.sock, tcp://b:2376")
    assert settings.docker_hosts == ("unix:///a.sock", "tcp://b:2376")


def test_every_setting_that_cannot_be_used_is_named_with_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_with(monkeypatch, DOCKER_HOSTS="localhost:2375", HTTP_ADDRESS="8080")
    docker_hosts, http_address = sorted(str(caught.value).splitlines())
    assert docker_hosts.startswith("SHIPMATE_DOCKER_HOSTS: localhost:2375 is no engine address: write unix:///path")
    assert http_address == "SHIPMATE_HTTP_ADDRESS: write host:port, for example 127.0.0.1:8080"


def test_secrets_are_not_in_a_printed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, DISCORD_TOKEN="hush-discord", SLACK_SIGNING_SECRET="hush-slack")
    assert "hush" not in repr(settings)
    assert "hush" not in str(settings.model_dump())


def test_a_refused_value_is_not_repeated_where_it_may_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_with(monkeypatch, LOG_FORMAT="xoxb-pasted-in-the-wrong-line")
    assert "xoxb" not in str(caught.value)
