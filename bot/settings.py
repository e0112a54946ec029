"""Settings from the environment (`SHIPMATE_*`, and an optional `.env`), checked once at start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SettingsError(Exception):
    """One or more settings can't be used; the text names each and says what to write instead."""


def data_folder() -> Path:
    """The user's own data folder for Shipmate: database, history, the private engine."""
    return Path(platformdirs.user_data_dir("shipmate"))


class Settings(BaseSettings):
    """Everything that differs between installations. Secrets never appear in a printed form."""

    model_config = SettingsConfigDict(
        env_prefix="SHIPMATE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = Field(default_factory=lambda: f"sqlite:///{data_folder() / 'shipmate.db'}")
    docker_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    docker_certificates: Path | None = None
    registry_mirror: str | None = None
    sandbox_runtime: str | None = None
    allowed_registries: Annotated[tuple[str, ...], NoDecode] = ("docker.io",)

    discord_token: SecretStr | None = None
    discord_api_url: str = "https://discord.com/api/v10"
    discord_gateway_url: str | None = None

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"

    http_address: str = "127.0.0.1:8080"
    log_format: Literal["console", "json"] = "console"

    @field_validator("docker_hosts", "allowed_registries", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Reads a list written as words between commas or spaces."""
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("docker_hosts")
    @classmethod
    def _engine_addresses(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not host.startswith(("unix://", "tcp://", "ssh://")):
                raise ValueError(f"{host} is no engine address: write unix:///path, tcp://host:2376 or ssh://user@host")
        return hosts

    @field_validator("http_address")
    @classmethod
    def _host_and_port(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise ValueError("write host:port, for example 127.0.0.1:8080")
        return address

    @property
    def http_host(self) -> str:
        return self.http_address.rpartition(":")[0].strip("[]")

    @property
    def http_port(self) -> int:
        return int(self.http_address.rpartition(":")[2])


def load_settings() -> Settings:
    """Reads the environment; raises SettingsError naming every setting that can't be used."""
    try:
        return Settings()
    except ValidationError as faults:
        lines = [_fault_line(str(fault["loc"][0]), fault["msg"]) for fault in faults.errors(include_input=False)]
        raise SettingsError("\n".join(lines)) from None


def _fault_line(name: str, message: str) -> str:
    return f"SHIPMATE_{name.upper()}: {message.removeprefix('Value error, ')}"
