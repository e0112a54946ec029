"""The `shipmate` command. What is slow to import is imported by the command that needs it."""

from __future__ import annotations

import asyncio
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from bot.settings import Settings, SettingsError, data_folder, load_settings

if TYPE_CHECKING:
    from sandbox.daemon.plan import Choices


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("shipmate"), prog_name="shipmate")
def main() -> None:
    """A study-group bot for people who learn containers."""


def _settings(log: TextIO | None = None) -> Settings:
    """Reads the settings and turns on the logs; a setting that can't be used ends the program with a sentence."""
    from bot.logs import configure_logs

    try:
        settings = load_settings()
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None
    configure_logs(settings.log_format, target=log)
    return settings


@main.command()
@click.option("--group", default="home", show_default=True, help="The study group to enter.")
@click.option("--as", "name", default=None, help="Whom to play; your login name by default.")
@click.option("--captain", is_flag=True, help="Play a captain, who may set the group up; you are one in your own name.")
def chat(group: str, name: str | None, captain: bool) -> None:
    """Open the terminal study room: no account anywhere."""
    from bot.app import run_chat

    asyncio.run(run_chat(_settings(_room_log()), group, name, captain=captain or name is None))


def _room_log() -> TextIO | None:
    """Opens a file for the logs where they would be written across the screen that somebody types on."""
    if not sys.stderr.isatty():
        return None
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return (folder / "room.log").open("a", encoding="utf-8")


@main.command()
def run() -> None:
    """Serve Discord and Slack, whichever has tokens."""
    from bot.app import run_bot

    try:
        asyncio.run(run_bot(_settings()))
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None


@main.command()
def attach() -> None:
    """Speak JSON lines on standard input and output."""
    from bot.app import run_attached

    asyncio.run(run_attached(_settings()))


@main.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--jsonl", is_flag=True, help="Read and answer one JSON object a line.")
@click.argument("line", nargs=-1, type=click.UNPROCESSED)
def explain(as_json: bool, jsonl: bool, line: tuple[str, ...]) -> None:
    """Explain a docker command line, token by token."""
    from bot.explain import explain_lines, explain_once

    if jsonl:
        explain_lines(sys.stdin, sys.stdout)
    else:
        explain_once(line, as_json=as_json)


@main.group()
def content() -> None:
    """The bank of questions."""


@content.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", default="", metavar="TOPIC[/ID]", help="Tell of these files alone, such as cleanup/.")
def content_check(folder: Path | None, only: str) -> None:
    """Lint the questions, those shipped or those in FOLDER."""
    from bot.content import check_content

    sys.exit(check_content(folder, only))


@content.command("new")
@click.argument("topic")
@click.argument("id")
@click.option(
    "--kind",
    default="single",
    show_default=True,
    type=click.Choice(["single", "multiple", "truefalse", "order", "short", "number", "command", "hands-on"]),
)
def content_new(topic: str, id: str, kind: str) -> None:  # noqa: A002 - the format's word
    """Begin a question: writes a skeleton to fill in."""
    from bot.content import begin_question

    begin_question(topic, id, kind)


@content.command("preview")
@click.argument("name", metavar="ID|LAB|TOPIC")
@click.option("--json", "as_json", is_flag=True, help="What is sent to Discord and Slack.")
def content_preview(name: str, as_json: bool) -> None:
    """Show a question, a lab or a topic's lesson as the terminal, Discord and Slack will."""
    from bot.content import preview

    preview(name, as_json=as_json)


@content.command("verify")
@click.option("--engine", "address", default="", help="An engine that holds nothing; else one is started for this.")
@click.option("--registry", default="", help="The registry beside it, such as 127.0.0.1:5000.")
@click.option(
    "--only", multiple=True, metavar="ID", help="Check the questions alone whose ids begin so; may be repeated."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16), help="Engines to start.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a question.")
@click.option("--record", "keep", is_flag=True, help="Keep what templates showed: what is confirmed is published.")
def content_verify(address: str, registry: str, only: tuple[str, ...], workers: int, as_json: bool, keep: bool) -> None:
    """Show on a real engine that the keys are right."""
    from bot.verifying import verify_content

    code = verify_content(address=address, registry=registry, only=only, workers=workers, as_json=as_json, keep=keep)
    sys.exit(code)


@content.command("stats")
@click.option("--answers", is_flag=True, help="Show how good they are, judged from the answers of all groups.")
@click.option("--write", is_flag=True, help="Write content/COVERAGE.md: objectives, facts, slips, gaps.")
def content_stats(answers: bool, write: bool) -> None:
    """Show how the questions cover topics, kinds and difficulties."""
    from bot.content import show_quality, show_stats

    if answers:
        asyncio.run(show_quality(_settings()))
    else:
        show_stats(write=write)


@content.command("export")
@click.argument("form", type=click.Choice(["gift", "csv", "yaml"]))
def content_export(form: str) -> None:
    """Write the questions that FORM can hold to standard output; the others are named on standard error."""
    from bot.exchange import export_content

    export_content(form)


@content.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--topic", default="", help="The topic of questions that name none.")
@click.option("--source", default="", help="The source of questions that name none, https://…")
def content_import(file: Path, folder: Path, topic: str, source: str) -> None:
    """Write the questions of FILE (.yaml, .gift, .csv or .md) into FOLDER in the bank's form, to be worked on there."""
    from bot.exchange import import_content

    sys.exit(import_content(file, folder, topic, source))


@content.command("flag")
@click.argument("question")
def content_flag(question: str) -> None:
    """Take QUESTION, by its id, out of the rotation of all groups."""
    from bot.content import set_out

    asyncio.run(set_out(_settings(), question, out=True))


@content.command("release")
@click.argument("question")
def content_release(question: str) -> None:
    """Let QUESTION, by its id, into the rotation again."""
    from bot.content import set_out

    asyncio.run(set_out(_settings(), question, out=False))


@main.group()
def db() -> None:
    """The store."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to date."""
    from bot.maintenance import upgrade_database

    asyncio.run(upgrade_database(_settings()))


@db.command("check")
def db_check() -> None:
    """Add up all points anew; say where a total differs."""
    from bot.maintenance import check_database

    raise SystemExit(asyncio.run(check_database(_settings())))


class _Size(click.ParamType[int]):
    """Bytes, as docker writes them."""

    name = "size"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from sandbox.daemon.plan import read_size

        try:
            return value if isinstance(value, int) else read_size(value)
        except ValueError as fault:
            self.fail(f"{fault}.", param, ctx)


@main.group()
def sandbox() -> None:
    """The learners' Docker host."""


@sandbox.command("up")
@click.option("--mirror", default=None, help="The registry cache that it may reach, such as http://127.0.0.1:5000.")
@click.option("--disk", type=_Size(), default=None, help="Its own disk for images and containers, such as 20G.")
@click.option("--no-disk-cap", is_flag=True, help="Let it fill this machine's disk.")
@click.option("--memory", type=_Size(), default=None, help="What all containers may take together, such as 2G.")
@click.option("--cpus", type=float, default=None, help="Cores that all containers may use together, such as 1.5.")
def sandbox_up(mirror: str | None, disk: int | None, no_disk_cap: bool, memory: int | None, cpus: float | None) -> None:
    """Start the private engine. What isn't given stays as it was."""
    from bot.maintenance import sandbox_up

    settings = _settings()
    choices: Choices = {"disk": None} if no_disk_cap else {} if disk is None else {"disk": disk}
    if memory is not None:
        choices["memory"] = memory
    if cpus is not None:
        choices["cpus"] = cpus
    if settings.sandbox_runtime is not None:
        choices["runtime"] = settings.sandbox_runtime
    sandbox_up(mirror or settings.registry_mirror, choices)


@sandbox.command("down")
def sandbox_down() -> None:
    """Stop the private engine."""
    from bot.maintenance import sandbox_down

    sandbox_down()


@sandbox.command("reset")
@click.confirmation_option(prompt="All images and containers of the private engine go. Begin anew?")
def sandbox_reset() -> None:
    """Throw away everything on the private engine; the next up begins anew."""
    from bot.maintenance import sandbox_reset

    sandbox_reset()


@sandbox.command("status")
def sandbox_status() -> None:
    """Show what the engines hold."""
    from bot.maintenance import sandbox_status

    asyncio.run(sandbox_status(_settings()))


@sandbox.command("prune")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def sandbox_prune(dry_run: bool) -> None:
    """Remove the images used longest ago until there is room."""
    from bot.maintenance import sandbox_prune

    asyncio.run(sandbox_prune(_settings(), dry_run=dry_run))


@main.command()
def doctor() -> None:
    """Check settings, database, engine, registry and tokens, and say how to mend each."""
    from bot.doctor import diagnose

    sys.exit(asyncio.run(diagnose(_settings())))
