"""Advice on making images and on carrying them about."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.model import Advice, GivenFlag

_NAMED_ELSEWHERE = ("tag", "output", "push", "iidfile", "quiet", "check", "call", "print")
_BUILDS = ("image build", "buildx build")


def _unnamed(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    if parsed.args and not parsed.shows_help and not any(map(parsed.every, _NAMED_ELSEWHERE)):
        told = "The image gets no name, only an ID; -t gives it one, such as -t app:1."
        yield Advice("unnamed-image", "info", parsed.taken[-1].span, told)


def _context(line: Line) -> Iterator[Advice]:
    for context in line.parsed.args[:1]:
        folder, _, name = context.value.rpartition("/")
        if context.value in {"/", "~", "~/", "{home}", "{home}/"}:
            told = "All that lies in this folder belongs to the build; give it a folder that holds only what it needs."
            yield Advice("wide-context", "warning", context.span, told)
        elif name == "Dockerfile" or name.endswith(".dockerfile"):
            told = "The build wants the folder with its files here, not the Dockerfile, which -f names."
            flag = "" if name == "Dockerfile" else f"-f {line.at(context.span)} "
            fix = line.replaced([(context.span, f"{flag}{folder or '.'}")])
            yield Advice("file-as-context", "danger", context.span, told, fix)


def _only_dockerfile(line: Line) -> Iterator[Advice]:
    for context in line.parsed.args[:1]:
        if context.value == "-" and any(_sends_dockerfile(piece.value) for piece in line.redirections()):
            told = (
                "A Dockerfile sent this way comes without files, so that COPY finds none; -f - . takes those from here."
            )
            yield Advice("no-files", "info", context.span, told, line.replaced([(context.span, "-f - .")]))


def _sends_dockerfile(redirection: str) -> bool:
    return redirection.startswith("<") and redirection.endswith("ockerfile")


def _commit(line: Line) -> Iterator[Advice]:
    if not line.parsed.args:
        return
    told = "Nobody can see later how such an image came about; a Dockerfile says it and builds it again."
    yield Advice("commit-without-recipe", "info", line.parsed.taken[0].span, told)


def _to_terminal(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    leads_away = line.ended_by == "|" or any(line.redirections())
    if parsed.args and not parsed.shows_help and not parsed.last("output") and not leads_away:
        told = "docker refuses to write an archive to the terminal; -o names a file for it."
        yield Advice("archive-to-terminal", "danger", parsed.args[-1].span, told, line.with_flag("-o archive.tar"))


def _load_from_nothing(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    is_fed = line.joined_by == "|" or any(line.redirections())
    if not parsed.shows_help and not parsed.last("input") and not is_fed:
        given = line.at(parsed.args[0].span) if parsed.args else "archive.tar"
        end = parsed.taken[-1].span
        fix = line.with_flag("-i") if parsed.args else line.replaced([((end[1], end[1]), f" -i {given}")])
        told = "Nothing is read here: -i names the archive, or < sends it."
        yield Advice("load-from-nothing", "danger", end, told, fix)


def _copy(line: Line) -> Iterator[Advice]:
    args = line.parsed.args
    if len(args) != 2:
        return
    inside = [argument for argument in args if _is_inside(argument.value)]
    if not inside:
        told = "One of the two has to be in a container: write its name, a colon and the path, as in web:/etc/hosts."
        yield Advice("copy-without-container", "danger", args[0].span, told)
    elif len(inside) == 2:
        told = "docker cp does not copy from container to container; copy to your machine first."
        yield Advice("copy-between-containers", "danger", args[1].span, told)


def _is_inside(value: str) -> bool:
    """Says whether a path is one of a container, or may be: only the reader's shell knows what $NAME is."""
    name, colon, _ = value.partition(":")
    return value[:1] in {"$", "<", "`"} or bool(colon and len(name) > 1 and not name.startswith((".", "/", "{")))


def _password(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "Your shell's history and every user's list of processes show the password; --password-stdin reads it."
    fix = line.replaced([(flag.span, "--password-stdin")])
    yield Advice("password-in-line", "warning", flag.span, brief(told), fix)


RULES: Rules = {
    **for_each(_BUILDS, (_unnamed, _context, _only_dockerfile)),
    "container commit": (_commit,),
    "image save": (_to_terminal,),
    "container export": (_to_terminal,),
    "image load": (_load_from_nothing,),
    "container cp": (_copy,),
}
FLAG_RULES: FlagRules = {"login": {"password": _password}}
