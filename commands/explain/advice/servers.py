"""Advice on well-known servers: what they need to start, and to be reached."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.images import official
from commands.explain.advice.line import FlagRules, Line, Rules
from commands.explain.model import Advice

_WEB = {
    **dict.fromkeys(("nginx", "httpd", "caddy", "wordpress", "nextcloud", "drupal", "joomla", "phpmyadmin"), 80),
    **dict.fromkeys(("adminer", "tomcat"), 8080),
    "ghost": 2368,
}
"""The port on which an official image answers a browser."""
_MYSQL = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
_PASSWORDS = {
    "postgres": ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"),
    "mysql": _MYSQL,
    "mariadb": (
        *("MARIADB_ROOT_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "MARIADB_RANDOM_ROOT_PASSWORD"),
        *_MYSQL,
    ),
}
"""The variables of which an official image of a database wants one; the first is the usual one."""
_MAY_HOLD_DATA = ("env-file", "volume", "mount", "volumes-from", "entrypoint")
_REACHED = ("publish", "publish-all", "network", "expose")


def _server(line: Line) -> Iterator[Advice]:
    if len(line.parsed.args) == 1:
        name = official(line.parsed.args[0].value)
        if name in _PASSWORDS:
            yield from _password(line, _PASSWORDS[name])
        elif name in _WEB:
            yield from _port(line, _WEB[name])


def _password(line: Line, variables: tuple[str, ...]) -> Iterator[Advice]:
    parsed = line.parsed
    if any(map(parsed.every, _MAY_HOLD_DATA)) or any(value.startswith(variables) for value in parsed.given("env")):
        return
    told = f"Without a password in -e {variables[0]} this image ends at once; docker logs says so."
    fix = line.with_flag(f"-e {variables[0]}=change-me")
    yield Advice("password-needed", "warning", parsed.args[0].span, told, fix)


def _port(line: Line, port: int) -> Iterator[Advice]:
    parsed = line.parsed
    if parsed.is_on("detach") and not any(map(parsed.every, _REACHED)):
        told = f"No port of your machine leads to it, as a browser needs; the image listens on {port}."
        fix = line.with_flag(f"-p 127.0.0.1:8080:{port}")
        yield Advice("nothing-published", "info", parsed.args[0].span, told, fix)


RULES: Rules = {"container run": (_server,)}
FLAG_RULES: FlagRules = {}
