"""Slack's messages as HTML: the blocks that go over the wire, drawn the way Slack's clients draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bot.adapters.slack.draft import Upload


def message(blocks: Sequence[Mapping[str, Any]], files: Sequence[Upload], pictures: Mapping[str, str]) -> str:
    """Returns a message's blocks, and the files that come after it; `pictures` has the address of each picture."""
    shown = [_block(each) for each in blocks]
    return "\n".join([*shown, *(_file(each, pictures) for each in files)])


def modal(view: Mapping[str, Any]) -> str:
    """Returns the window that a form's button opens."""
    fields = "".join(_field(each) for each in view["blocks"])
    buttons = f'<span class="button">{escape(view["close"]["text"])}</span><span class="button main">{escape(view["submit"]["text"])}</span>'
    return f'<div class="modal"><h5>{escape(view["title"]["text"])}</h5>{fields}<p class="row">{buttons}</p></div>'


def _field(block: Mapping[str, Any]) -> str:
    entry = block["element"]
    hint = f"<small>{escape(block['hint']['text'])}</small>" if "hint" in block else ""
    shown = "Upload a file" if entry["type"] == "file_input" else entry.get("initial_value", "")
    long = " long" * bool(entry.get("multiline"))
    optional = " <small>(optional)</small>" if block["optional"] else ""
    label = f"{escape(block['label']['text'])}{optional}"
    return f'<label>{label}<span class="entry{long}">{escape(shown)}&nbsp;</span>{hint}</label>'


def _block(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"<h4>{escape(block['text']['text'])}</h4>"
        case "rich_text":
            return "".join(_part(each) for each in block["elements"])
        case "actions":
            shown = "".join(f'<span class="button">{escape(each["text"]["text"])}</span>' for each in block["elements"])
            return f'<p class="row">{shown}</p>'
        case unknown:
            raise ValueError(f"the gallery can't draw Slack's block of type {unknown} yet")


def _part(part: Mapping[str, Any]) -> str:
    match part["type"]:
        case "rich_text_section":
            return f'<div class="text">{_inline(part)}</div>'
        case "rich_text_preformatted":
            return f"<pre>{_inline(part)}</pre>"
        case "rich_text_list":
            return f"<ol>{''.join(f'<li>{_inline(each)}</li>' for each in part['elements'])}</ol>"
        case unknown:
            raise ValueError(f"the gallery can't draw Slack's {unknown} yet")


def _inline(part: Mapping[str, Any]) -> str:
    return "".join(_span(each) for each in part["elements"])


def _span(element: Mapping[str, Any]) -> str:
    match element["type"]:
        case "link":
            return f'<a href="{escape(element["url"], quote=True)}">{escape(element["text"])}</a>'
        case "date":
            return f'<span class="time">{escape(element["fallback"])}</span>'
        case "user":
            return f'<span class="who">@{escape(element["user_id"])}</span>'
        case "channel":
            return f'<span class="who">#{escape(element["channel_id"])}</span>'
        case "text":
            return _styled(escape(element["text"]), element.get("style", {}))
        case unknown:
            raise ValueError(f"the gallery can't draw Slack's {unknown} yet")


def _styled(text: str, style: Mapping[str, bool]) -> str:
    for name, tag in (("code", "code"), ("bold", "b"), ("italic", "i")):
        if style.get(name):
            text = f"<{tag}>{text}</{tag}>"
    return text


def _file(file: Upload, pictures: Mapping[str, str]) -> str:
    if file.name not in pictures:
        return f'<p class="file">📄 {escape(file.name)}</p>'
    alt = escape(file.alt, quote=True)
    return f'<img src="{pictures[file.name]}" alt="{alt}"><p class="alt">Alternative text: {alt}</p>'
