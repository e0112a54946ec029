"""The buttons on the screen, pressed by typing their labels."""

from __future__ import annotations

from collections.abc import Iterable

from commands.reply import Choice, Choices, Reply


class OpenChoices:
    """Remembers what was offered last of each kind, so that a question can be answered after other things were shown."""

    def __init__(self) -> None:
        self._offered: dict[str, dict[str, str]] = {}

    def remember(self, shown: Reply) -> None:
        """Takes up the choices of a reply; together they replace earlier ones that stand for the same command."""
        self._remember(choice for part in shown.parts if isinstance(part, Choices) for choice in part.items)

    def _remember(self, choices: Iterable[Choice]) -> None:
        fresh: dict[str, dict[str, str]] = {}
        for choice in choices:
            fresh.setdefault(choice.line.partition(" ")[0], {})[choice.label.casefold()] = choice.line
        for command, lines in fresh.items():
            self._offered.pop(command, None)
            self._offered[command] = lines

    def forget(self) -> None:
        """Drops everything, for somebody else to whom nothing was offered yet."""
        self._offered.clear()

    def letters(self) -> str:
        """Returns the letters that answer the latest question: "ABC"; empty where none was asked."""
        lettered = self._lettered()
        return "".join(lettered).upper() if lettered else ""

    def line(self, typed: str) -> str | None:
        """Returns the line that a typed label stands for, or several letters: `b`, `AC`, `A, C`; None for no label."""
        label = " ".join(typed.split()).casefold()
        for lines in reversed(self._offered.values()):
            if label in lines:
                return lines[label]
        return self._several(label.replace(",", "").replace(" ", ""))

    def _several(self, letters: str) -> str | None:
        """One letter that isn't there is passed on, too: the command knows best what to say about it."""
        lettered = self._lettered()
        if not lettered or not letters.isalpha() or (len(letters) > 1 and not set(letters) <= set(lettered)):
            return None
        command, _, _ = next(iter(lettered.values())).rpartition(" ")
        return f"{command} {letters.upper()}"

    def _lettered(self) -> dict[str, str] | None:
        lettered = (lines for lines in reversed(self._offered.values()) if all(len(label) == 1 for label in lines))
        return next(lettered, None)
