"""Files that go with a message."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.draft import Upload
from bot.adapters.slack.refusals import TROUBLE, code

_log = structlog.get_logger(__name__)


async def upload(client: AsyncWebClient, files: Sequence[Upload], channel: str, thread: str | None) -> bool:
    """Shares files in a channel or thread; says whether they arrived. Their message stands either way."""
    if not files:
        return True
    wanted = [{"file": each.data, "filename": each.name, "title": each.name, "alt_txt": each.alt} for each in files]
    try:
        await client.files_upload_v2(file_uploads=wanted, channel=channel, thread_ts=thread)
    except TROUBLE as trouble:
        _log.warning("files not delivered", channel=channel, code=code(trouble), trouble=type(trouble).__name__)
        return False
    return True
