"""The gallery: one page with every scene as Discord, Slack and a terminal show it, and the pictures beside it."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from discord.http import handle_message_parameters
from gallery import discord_look, slack_look
from gallery.stage import Scene, Shown
from rich.console import Console
from rich.terminal_theme import MONOKAI

from bot.adapters.discord.forms import modal as discord_modal
from bot.adapters.discord.render import render as for_discord
from bot.adapters.discord.sending import arguments
from bot.adapters.slack.forms import view as slack_view
from bot.adapters.slack.render import render as for_slack
from bot.adapters.terminal.render import render as for_terminal
from commands.reply import Form, Reply

COLUMNS = 80
_STYLE = Path(__file__).with_name("style.css")
_EYES = Path(__file__).with_name("eyes.svg")


@dataclass
class Gallery:
    """The page, and each picture by its file's name."""

    page: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)


async def gallery(scenes: Sequence[Scene]) -> Gallery:
    """Plays every scene and draws what is seen."""
    made = Gallery()
    sections = []
    for scene in scenes:
        figures = [_figures(each, f"{scene.name}-{at}", made) for at, each in enumerate(await scene.shown(), 1)]
        sections.append(f'<section id="{scene.name}">\n<h2>{escape(scene.title)}</h2>\n{"".join(figures)}</section>')
    contents = "".join(f'<li><a href="#{each.name}">{escape(each.title)}</a></li>' for each in scenes)
    made.page = _PAGE.format(
        style=_STYLE.read_text(), eyes=_EYES.read_text(), contents=contents, scenes="\n".join(sections)
    )
    return made


def _figures(shown: Shown, name: str, made: Gallery) -> str:
    forms = [part for part in shown.reply.parts if isinstance(part, Form)]
    seen = "only whom it answers" if shown.private else "everyone"
    return (
        f'<h3>{escape(shown.caption)} <small>seen by {seen}</small></h3>\n<div class="screens">\n'
        f"{_discord(shown, forms, name, made)}{_slack(shown, forms, name, made)}{_terminal(shown.reply)}</div>\n"
    )


def _discord(shown: Shown, forms: Sequence[Form], name: str, made: Gallery) -> str:
    files = for_discord(shown.reply).files
    pictures = {each.name: _kept(made, f"{name}-{each.name}", each.data) for each in files if each.alt}
    drawn = discord_look.message(discord_payload(shown.reply), pictures, shown.at)
    windows = "".join(discord_look.modal(discord_modal(form).to_dict()) for form in forms)
    note = '<p class="only">Only you can see this</p>' * shown.private
    return _screen("discord", f'<p class="name">Shipmate <span class="app">APP</span></p>{drawn}{note}', windows)


def _slack(shown: Shown, forms: Sequence[Form], name: str, made: Gallery) -> str:
    message = for_slack(shown.reply)
    pictures = {each.name: _kept(made, f"{name}-{each.name}", each.data) for each in message.files if each.alt}
    drawn = slack_look.message(message.blocks, message.files, pictures)
    windows = "".join(slack_look.modal(slack_view(form, "C1")) for form in forms)
    note = '<p class="only">Only visible to you</p>' * shown.private
    return _screen("slack", f'{note}<p class="name">Shipmate <span class="app">APP</span></p>{drawn}', windows)


def _screen(platform: str, message: str, windows: str) -> str:
    return f'<div class="screen {platform}"><div class="message">{message}</div>{windows}</div>\n'


def _terminal(reply: Reply) -> str:
    console = Console(record=True, file=io.StringIO(), width=COLUMNS, force_terminal=True, color_system="standard")
    console.print(for_terminal(reply))
    drawn = console.export_html(theme=MONOKAI, inline_styles=True, code_format="{code}")
    return f'<div class="screen terminal"><pre>{drawn.rstrip()}</pre></div>\n'


def discord_payload(reply: Reply) -> dict[str, Any]:
    """Returns what discord.py puts on the wire."""
    with handle_message_parameters(**arguments(reply)) as sent:
        if sent.multipart:
            loaded: dict[str, Any] = json.loads(sent.multipart[0]["value"])
            return loaded
        assert sent.payload is not None
        return sent.payload


def _kept(made: Gallery, name: str, png: bytes) -> str:
    """Keeps a picture once, also where both platforms have it, and returns its address."""
    same = next((known for known, data in made.pictures.items() if data == png), name)
    made.pictures[same] = png
    return f"pictures/{same}"


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shipmate: the gallery</title>
<style>
{style}</style>
{eyes}<h1>What learners and captains see</h1>
<p>Drawn by <code>make gallery</code> from what the bot sends; the fonts are not the platforms' own.</p>
<fieldset><legend>Width</legend>
<label><input type="radio" name="width" id="phone" checked> phone, 360 px</label>
<label><input type="radio" name="width" id="desktop"> desktop, 700 px</label></fieldset>
<fieldset><legend>Eyes</legend>
<label><input type="radio" name="eyes" id="all" checked> all colours</label>
<label><input type="radio" name="eyes" id="deuteranopia"> deuteranopia</label>
<label><input type="radio" name="eyes" id="protanopia"> protanopia</label>
<label><input type="radio" name="eyes" id="none"> none</label></fieldset>
<ol class="contents">{contents}</ol>
{scenes}
</html>
"""
