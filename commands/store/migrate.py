"""Bringing a database up to date with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Runs every migration that this database has not had yet."""
    command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Returns what Alembic has to know to work on this database."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
