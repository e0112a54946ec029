"""Slack: platform events become requests, replies become messages."""

from bot.adapters.slack.adapter import SlackAdapter

__all__ = ["SlackAdapter"]
