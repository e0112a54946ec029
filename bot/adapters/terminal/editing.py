"""The line that is being typed: history, completion, a toolbar, and room for what others say meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import Completer
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout

from bot.settings import data_folder


class LineEditor:
    """Asks for one line after the other. `toolbar` returns what stands below the line."""

    def __init__(self, completer: Completer, toolbar: Callable[[], str]) -> None:
        self._session: PromptSession[str] = PromptSession(
            history=FileHistory(str(_history_file())),
            completer=completer,
            complete_while_typing=False,
            bottom_toolbar=lambda: FormattedText([("", toolbar())]),
        )

    async def line(self, name: str, draft: str) -> str | None:
        """Returns the next line, begun with `draft`; empty after Ctrl-C, None after Ctrl-D.

        A pasted text of several lines waits for Enter as one. Ctrl-C is the room's to handle while a command runs,
        so the prompt takes only the key, not the signal.
        """
        prompt = FormattedText([("bold", f"{name} › ")])
        try:
            with patch_stdout(raw=True):
                return await self._session.prompt_async(prompt, default=draft, handle_sigint=False)
        except KeyboardInterrupt:
            return ""
        except EOFError:
            return None


def _history_file() -> Path:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "history"
