"""JSON lines: the core for any other chat system, and for scripting."""

from bot.adapters.jsonl.adapter import JsonLines

__all__ = ["JsonLines"]
