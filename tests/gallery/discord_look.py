"""Discord's messages as HTML: the payload that goes over the wire, drawn the way Discord's clients draw it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from babel.dates import format_datetime, format_timedelta

_BLOCK = re.compile(r"```([a-z0-9+-]*)\n(.*?)\n```", re.DOTALL)
_INLINE = re.compile(
    r"\\(?P<sign>.)"
    r"|`` (?P<ticks>.+?) ``"
    r"|`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<strong>(?:\\.|[^*\\])+)\*\*"
    r"|\[(?P<words>(?:\\.|[^\]\\])+)\]\(<(?P<url>[^>]+)>\)"
    r"|<t:(?P<at>\d+):(?P<style>[tDRf])>"
    r"|<(?P<who>[@#]\d+)>",
    re.DOTALL,
)
_PATTERNS = {"t": "HH:mm", "D": "d MMMM y", "f": "d MMMM y HH:mm"}


def message(payload: Mapping[str, Any], pictures: Mapping[str, str], now: float) -> str:
    """Returns a message's components; `pictures` has the address of each file that is a picture."""
    return "\n".join(_component(each, pictures, now) for each in payload["components"])


def modal(payload: Mapping[str, Any]) -> str:
    """Returns the window that a form's button opens."""
    fields = "".join(_field(each) for each in payload["components"])
    return f'<div class="modal"><h5>{escape(payload["title"])}</h5>{fields}<p class="row"><span class="button">Cancel</span><span class="button main">Submit</span></p></div>'


def _field(label: Mapping[str, Any]) -> str:
    entry = label["component"]
    long = " long" * (entry.get("style") == 2)
    hint = f"<small>{escape(label['description'])}</small>" if label.get("description") else ""
    shown = "Upload a file" if entry["type"] == 19 else entry.get("value") or ""
    return f'<label>{escape(label["label"])}{hint}<span class="entry{long}">{escape(shown)}&nbsp;</span></label>'


def _component(component: Mapping[str, Any], pictures: Mapping[str, str], now: float) -> str:
    match component["type"]:
        case 1:
            shown = "".join(f'<span class="button">{escape(each["label"])}</span>' for each in component["components"])
            return f'<p class="row">{shown}</p>'
        case 10:
            return f'<div class="text">{"".join(_blocks(component["content"], now))}</div>'
        case 12:
            return "".join(_picture(each, pictures) for each in component["items"])
        case 13:
            return f'<p class="file">📄 {escape(component["file"]["url"].removeprefix("attachment://"))}</p>'
        case unknown:
            raise ValueError(f"the gallery can't draw Discord's component of type {unknown} yet")


def _picture(item: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    name = item["media"]["url"].removeprefix("attachment://")
    alt = escape(item["description"], quote=True)
    return f'<img src="{pictures[name]}" alt="{alt}"><p class="alt">Alternative text: {alt}</p>'


def _blocks(content: str, now: float) -> Iterator[str]:
    """Yields the lines of text, and blocks of code between them."""
    at = 0
    for found in _BLOCK.finditer(content):
        yield from _lines(content[at : found.start()].strip("\n"), now)
        yield f"<pre>{escape(found[2])}</pre>"
        at = found.end()
    yield from _lines(content[at:].strip("\n"), now)


def _lines(text: str, now: float) -> Iterator[str]:
    for line in text.split("\n") if text else ():
        if line.startswith("### "):
            yield f"<h4>{_inline(line[4:], now)}</h4>"
        elif line.startswith("-# "):
            yield f"<small>{_inline(line[3:], now)}</small>"
        else:
            yield f"<div>{_inline(line, now) or '&nbsp;'}</div>"


def _inline(text: str, now: float) -> str:
    shown, at = "", 0
    for found in _INLINE.finditer(text):
        shown += escape(text[at : found.start()]) + _span(found, now)
        at = found.end()
    return shown + escape(text[at:])


def _span(found: re.Match[str], now: float) -> str:
    if found["at"]:
        return f'<span class="time">{_time(int(found["at"]), found["style"], now)}</span>'
    if found["url"]:
        return f'<a href="{escape(found["url"], quote=True)}">{_inline(found["words"], now)}</a>'
    if found["strong"]:
        return f"<b>{_inline(found['strong'], now)}</b>"
    if found["who"]:
        return f'<span class="who">{found["who"]}</span>'
    if code := found["code"] or found["ticks"]:
        return f"<code>{escape(code)}</code>"
    return escape(found["sign"])


def _time(at: int, style: str, now: float) -> str:
    if style == "R":
        return str(format_timedelta(at - int(now), add_direction=True, locale="en"))
    return str(format_datetime(datetime.fromtimestamp(at, UTC), _PATTERNS[style], locale="en"))
