"""The terminal study room: the embedded default, without an account anywhere."""

from bot.adapters.terminal.room import TerminalRoom

__all__ = ["TerminalRoom"]
