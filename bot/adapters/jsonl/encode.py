"""Replies as JSON objects, in the outward form."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, assert_never

from commands.plain import plain, plain_text
from commands.reply import (
    Choices,
    CodeBlock,
    Facts,
    File,
    Form,
    Heading,
    LinkOut,
    Paragraph,
    Part,
    Picture,
    Progress,
    Reply,
    Steps,
    Table,
)
from commands.request import Audience


def message(reply: Reply, *, to: str | None, message_id: str, version: int, audience: Audience) -> dict[str, Any]:
    """Returns one version of a message; a higher version replaces the earlier one."""
    return {
        "type": "message",
        "to": to,
        "message": message_id,
        "version": version,
        "audience": audience.value,
        "text": plain(reply),
        "parts": [encode_part(part) for part in reply.parts],
    }


def encode_part(part: Part) -> Mapping[str, Any]:
    """Returns one part of a reply; inline text loses its styles."""
    match part:
        case Heading(text):
            return {"kind": "heading", "text": plain_text(text)}
        case Paragraph(text):
            return {"kind": "text", "text": plain_text(text)}
        case CodeBlock(text, _):
            return {"kind": "code", "text": text}
        case Facts(items):
            return {"kind": "facts", "items": [[name, plain_text(value)] for name, value in items]}
        case Table(header, rows):
            return {"kind": "table", "header": list(header), "rows": [list(row) for row in rows]}
        case Steps(items):
            return {"kind": "steps", "items": [plain_text(item) for item in items]}
        case Progress(label, done, total):
            return {"kind": "progress", "label": label, "done": done, "total": total}
        case Choices(items):
            return {"kind": "choices", "items": [{"label": each.label, "line": each.line} for each in items]}
        case Form():
            return _form(part)
        case LinkOut(text, url):
            return {"kind": "link", "text": text, "url": url}
        case Picture(alt, png):
            return {"kind": "picture", "alt": alt, "png": b64encode(png).decode()}
        case File(name, data):
            return {"kind": "file", "name": name, "base64": b64encode(data).decode()}
        case _:
            assert_never(part)


def _form(form: Form) -> Mapping[str, Any]:
    """A form's id is the command that it fills in: `submit` sends it back with the fields.

    A field that is a `file` comes back among the files.
    """
    fields = [
        {"name": each.name, "label": each.label, "value": each.value, "hint": each.hint, "long": each.long}
        | ({"file": True} if each.file else {})
        for each in form.fields
    ]
    return {"kind": "form", "id": form.command, "title": form.title, "label": form.label, "fields": fields}
