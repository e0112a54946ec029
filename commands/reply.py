"""What a command answers: intent in parts, never markup. Each adapter renders it for its platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from commands.text import Text, visible


class Outcome(StrEnum):
    """How a command ended, for programs; people read the reply."""

    OK = "ok"
    INVALID = "invalid"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CANCELLED = "cancelled"
    UNAVAILABLE = "unavailable"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Heading:
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Several lines shown literally. `language` is a hint for colouring."""

    text: str
    language: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, a pair a line."""

    items: tuple[tuple[str, Text], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple((visible(name), value) for name, value in self.items))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length. `right` holds the indexes of the columns that align right (numbers)."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        cells = tuple(tuple(" ".join(visible(cell).split()) for cell in row) for row in self.rows)
        object.__setattr__(self, "rows", cells)


@dataclass(frozen=True, slots=True)
class Steps:
    """Things in order, numbered where the platform can."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Work under way: `done` of `total` units (bytes, for a download); `total` None while it is not known."""

    label: str
    done: int
    total: int | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", visible(self.label))


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. Pressing it is the same as typing `line`, so it needs no memory. At most 100 characters."""

    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Choices:
    items: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a form, filled with `value`; `hint` says what belongs there. A `file` is attached, not typed.

    A `bare` one is typed without its name: it is the rest of the command's line.
    """

    name: str
    label: str
    value: str = ""
    hint: str = ""
    long: bool = False
    file: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Entries for the options of `command`; submitting it is the same as typing the command with them.

    At most five fields (Discord's modal rows; see the component reference).
    """

    command: str
    title: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A page to open."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG image with the text that stands for it; `sketch` draws it in letters, for screens without pictures."""

    alt: str
    png: bytes
    sketch: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt", visible(self.alt))
        object.__setattr__(self, "sketch", visible(self.sketch))


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over whole."""

    name: str
    data: bytes


Part = Heading | Paragraph | CodeBlock | Facts | Table | Steps | Progress | Choices | Form | LinkOut | Picture | File


@dataclass(frozen=True, slots=True)
class Reply:
    """One version of an answer. A command that yields several replaces each by the next."""

    parts: tuple[Part, ...]
    outcome: Outcome = field(default=Outcome.OK)


def reply(*parts: Part | Text, outcome: Outcome = Outcome.OK) -> Reply:
    """Builds a reply; bare inline text becomes a paragraph."""
    return Reply(tuple(Paragraph(part) if isinstance(part, tuple) else part for part in parts), outcome)
