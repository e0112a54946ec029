"""How many places the leaderboard shows."""

from __future__ import annotations

from commands.reply import Reply, reply
from commands.request import Request
from commands.services import Services
from commands.store import groups
from commands.text import Code, say

FEWEST, MOST = 3, 10
"""Only the first places are shown to all: who is far behind should not be put on display."""


def read_rows(typed: str) -> int:
    """Reads how many rows a captain wants; raises ValueError saying which numbers there are."""
    if not typed.isascii() or not typed.isdigit() or not FEWEST <= int(typed[:4]) <= MOST:
        raise ValueError(f"Choose from {FEWEST} to {MOST} rows, for example rows:5.")
    return int(typed)


async def set_rows(request: Request, services: Services, rows: int | None) -> Reply:
    """Changes the number, or says what it is."""
    if rows is None:
        told = say(
            "The leaderboard shows {rows} places. To change it: {example}",
            rows=request.group.board_rows,
            example=Code("/ship admin board rows:7"),
        )
        return reply(told)
    async with services.store.begin() as transaction:
        await groups.set_board_rows(transaction, request.group, rows)
    return reply(say("The leaderboard shows {rows} places from its next change on.", rows=rows))
