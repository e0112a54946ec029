"""The commands and how a typed line becomes a call: the one source of every platform's menu.

A command is an async function `(request, services, *, option: Annotated[type, Option(...)] = default)` that
returns a Reply, or an async generator that yields successive versions of it. Its keyword parameters are its
options, so a command declared in one file appears in Discord's tree, Slack's grammar, the terminal and help.
An option called like a word of Python's is written with an underscore behind it: `from_`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from commands.attachment import Attachment
from commands.errors import invalid
from commands.reply import Reply
from commands.request import Audience, Request
from commands.text import Code, shorten

if TYPE_CHECKING:
    from commands.services import Services

LONGEST_LINE = 4000
"""Characters a line may have: what a Slack command or a Discord text input can carry."""

Handler = Callable[..., Awaitable[Reply] | AsyncIterator[Reply]]
Completer = Callable[..., Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Option:
    """What a keyword parameter of a command means to the people who type it.

    `parse` turns the typed text into the value or raises ValueError with one sentence for the learner.
    `rest` takes the remaining line as typed. `positional` options may be given without their name.
    `complete` is an async function `(request, services, typed)` that returns suggestions.
    An option of type Attachment is a file: it can't be typed, each platform has a way of its own to hand one over.
    """

    summary: str
    example: str = ""
    parse: Callable[[str], Any] | None = None
    rest: bool = False
    positional: bool = True
    complete: Completer | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option as read from a command's signature."""

    name: str
    option: Option
    type: Any
    required: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """The values to pick from; empty where any text goes."""
        return tuple(self.type) if inspect.isclass(self.type) and issubclass(self.type, StrEnum) else ()

    @property
    def is_file(self) -> bool:
        """Whether a file is wanted, which no text can stand for."""
        return self.type is Attachment

    def read(self, typed: str) -> Any:
        """Turns typed text into the parameter's value; raises CommandError saying what to type."""
        if self.is_file:
            raise invalid("{name} is a file: attach it instead of typing it.", name=self.name)
        try:
            if self.option.parse is not None:
                return self.option.parse(typed)
            if self.choices:
                return self.type(typed.strip().lower())
            return int(typed) if self.type is int else typed
        except ValueError as fault:
            raise self._misread(typed, fault) from None

    def _misread(self, typed: str, fault: ValueError) -> Exception:
        shown = Code(shorten(typed, 60))
        if self.option.parse is not None:
            return invalid("{fault}", fault=str(fault))
        if self.choices:
            return invalid(
                "{typed} is none of the choices for {name}: type one of {choices}.",
                typed=shown,
                name=self.name,
                choices=", ".join(self.choices),
            )
        return invalid("{typed} is not a whole number: type {name} as digits.", typed=shown, name=self.name)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a study group can do. `root` is the word after the slash: ship or docker.

    `brief` says of the values of a call whether all of it is one short unit of work on the store, which is then
    carried out together with finding out who asks.
    """

    name: str
    summary: str
    audience: Audience
    handler: Handler
    parameters: tuple[Parameter, ...]
    root: str = "ship"
    captain: bool = False
    hidden: bool = False
    brief: Callable[[Mapping[str, Any]], bool] | None = None

    @property
    def file(self) -> Parameter | None:
        """The option that takes a file, where the command has one."""
        return next((each for each in self.parameters if each.is_file), None)

    @property
    def typed(self) -> str:
        """How the command begins when typed in chat."""
        return f"/{self.root}" if self.root == self.name else f"/{self.root} {self.name}"

    @property
    def usage(self) -> str:
        """The command with its options, as help shows it."""
        return " ".join([self.typed, *map(_usage, self.parameters)])


def _usage(parameter: Parameter) -> str:
    word = "|".join(parameter.choices) or parameter.name.upper()
    word = word if parameter.option.positional else f"{parameter.name}:{parameter.option.example or word}"
    return word if parameter.required else f"[{word}]"


def command(
    name: str,
    summary: str,
    *,
    audience: Audience,
    root: str = "ship",
    captain: bool = False,
    hidden: bool = False,
    brief: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Callable[[Handler], Command]:
    """Declares the decorated function as a command; `summary` is one sentence of at most 100 characters."""

    def declare(handler: Handler) -> Command:
        return Command(name, summary, audience, handler, tuple(_parameters(handler)), root, captain, hidden, brief)

    return declare


def _parameters(handler: Handler) -> Iterator[Parameter]:
    hints = get_type_hints(handler, include_extras=True)
    for name, parameter in inspect.signature(handler).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        hint = hints[name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"option {name} of {handler} needs Annotated[type, Option(...)]")
        kind, option = get_args(hint)
        read = Parameter(name.rstrip("_"), option, _bare(kind), parameter.default is inspect.Parameter.empty)
        if read.is_file and (read.required or option.positional):
            raise TypeError(f"option {name} of {handler} is a file, which a typed line can't give")
        yield read


def _bare(kind: Any) -> Any:
    """Returns X for `X | None`."""
    kinds = [each for each in get_args(kind) if each is not type(None)]
    return kinds[0] if len(kinds) == 1 and type(None) in get_args(kind) else kind


@dataclass(frozen=True, slots=True)
class Call:
    """A command with the values for its options, ready to run. `line` types the same again."""

    command: Command
    values: Mapping[str, Any] = field(default_factory=dict)
    line: str = ""

    @property
    def is_brief(self) -> bool:
        """Whether it waits for nothing but the store, and for that once."""
        return self.command.brief is not None and self.command.brief(self.values)

    def handing_over(self, files: Mapping[str, Attachment]) -> Call:
        """Returns the call with files for its options, by their names; raises CommandError where it takes no such file."""
        taken = {each.name for each in self.command.parameters if each.is_file}
        if not files.keys() <= taken:
            raise invalid("{command} takes no such file.", command=Code(self.command.typed))
        return replace(self, values={**self.values, **files})

    async def run(self, request: Request, services: Services) -> AsyncIterator[Reply]:
        """Carries the command out and yields each version of its reply."""
        values = {f"{name}_" if iskeyword(name) else name: value for name, value in self.values.items()}
        result = self.command.handler(request, services, **values)
        if isinstance(result, AsyncIterator):
            async for version in result:
                yield version
        else:
            yield await result


class Registry:
    """Finds commands by what is typed."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands = tuple(commands)
        self._by_name = {each.name: each for each in self.commands}
        if len(self._by_name) != len(self.commands):
            raise ValueError("two commands share a name")

    def __iter__(self) -> Iterator[Command]:
        return iter(self.commands)

    def get(self, name: str) -> Command:
        """Returns the command called `name`; raises CommandError naming the nearest ones."""
        try:
            return self._by_name[name.lower()]
        except KeyError:
            raise self._unknown(name) from None

    def read(self, line: str) -> Call:
        """Reads a typed line or a pressed choice: `/ship rank week`, `/docker pull alpine`, `answer 41 B`."""
        if len(line) > LONGEST_LINE:
            raise invalid("That is too long to read: keep a line under {limit} characters.", limit=LONGEST_LINE)
        return self.read_kept(line)

    def read_kept(self, line: str) -> Call:
        """Reads a line of ours, however long it is: what a file held may be part of it."""
        words = re.match(r"\s*/?(?P<first>\S*)\s*(?P<rest>.*)", line, re.DOTALL)
        first, rest = (words["first"], words["rest"]) if words else ("", "")
        if first.lower() == "ship":
            first, rest = [*rest.split(maxsplit=1), "", ""][:2]
        if not first:
            return self.call("help", {})
        found = self.get(first)
        return Call(found, dict(_read_options(found, rest.strip())), f"{found.typed} {rest.strip()}".strip())

    def call(self, name: str, typed: Mapping[str, str]) -> Call:
        """Builds a call from options that the platform already told apart, each as typed text.

        `name` is a command, or the beginning of a line that a form goes on with: `answer 41`.
        """
        first, _, given = name.partition(" ")
        found = self.get(first)
        typed = {**dict(_typed_options(found, given)), **typed}
        values = {each.name: each.read(typed[each.name]) for each in found.parameters if typed.get(each.name)}
        _require(found, values)
        return Call(found, values, _line(found, typed))

    def _unknown(self, name: str) -> Exception:
        near = get_close_matches(name.lower(), [each.name for each in self.commands if not each.hidden], n=1)
        shown = Code(shorten(name, 40))
        if near:
            return invalid(
                "There is no command {name}. Did you mean {near}?", name=shown, near=Code(self._by_name[near[0]].typed)
            )
        return invalid("There is no command {name}. Type {help} for all of them.", name=shown, help=Code("/ship help"))


def _line(found: Command, typed: Mapping[str, str]) -> str:
    given = [(each, typed[each.name]) for each in found.parameters if typed.get(each.name)]
    words = [value if each.option.positional else f"{each.name}:{value}" for each, value in given]
    return " ".join([found.typed, *words])


def _read_options(found: Command, rest: str) -> Iterator[tuple[str, Any]]:
    values = dict(_typed_options(found, rest))
    _require(found, values)
    yield from ((each.name, each.read(values[each.name])) for each in found.parameters if each.name in values)


def _typed_options(found: Command, rest: str) -> Iterator[tuple[str, str]]:
    """Yields the options by name; one that takes the rest of the line takes what is left when its turn comes."""
    named = {each.name for each in found.parameters}
    waiting = [each for each in found.parameters if each.option.positional]
    while rest := rest.strip():
        if waiting and waiting[0].option.rest:
            yield waiting[0].name, rest
            return
        word, rest = [*rest.split(maxsplit=1), ""][:2]
        name, colon, value = word.partition(":")
        if colon and name.lower() in named:
            waiting = [each for each in waiting if each.name != name.lower()]
            yield name.lower(), value
        elif waiting:
            yield waiting.pop(0).name, word
        else:
            raise invalid(
                "{word} is one word too many here: type {usage}.", word=Code(shorten(word, 60)), usage=Code(found.usage)
            )


def _require(found: Command, values: Mapping[str, Any]) -> None:
    if any(each.required and each.name not in values for each in found.parameters):
        raise _missing(found)


def _missing(found: Command) -> Exception:
    examples = " ".join(each.option.example for each in found.parameters if each.required)
    return invalid(
        "Something is missing: type {usage}, for example {example}.",
        usage=Code(found.usage),
        example=Code(f"{found.typed} {examples}"),
    )
