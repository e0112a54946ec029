"""Structured logs, on standard error unless told otherwise: readable lines for people, JSON for machines."""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO

import structlog


def configure_logs(
    form: Literal["console", "json"], level: int = logging.INFO, *, target: TextIO | None = None
) -> None:
    """Sends everything that is logged, by us and by libraries, to one place in one form."""
    target = target or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    readable = structlog.dev.ConsoleRenderer(
        colors=target.isatty(),
        exception_formatter=structlog.dev.plain_traceback,  # Rich's shows local variables, and tokens are among them
    )
    last: structlog.typing.Processor = structlog.processors.JSONRenderer() if form == "json" else readable
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, last] if form == "json" else [*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(target),
    )
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=last)
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
