"""The sentence for each word of a line, with the values in it."""

from __future__ import annotations

from collections.abc import Callable

from commands.explain.reading import Parsed, Taken
from commands.explain.values import Mount, Port, read_bytes, read_mount, read_ports, read_tmpfs, read_volume
from content.docker_cli import Flag

_IMAGE_FIRST = frozenset({"container run", "container create"})
_IMAGES = frozenset(
    {"image pull", "image push", "image history", "image inspect", "image rm", "image tag", "image save"}
)
_CONTAINER_FIRST = frozenset({"container exec"})
_RESTART = {
    "no": "The engine never starts the container again by itself.",
    "always": "The engine starts the container again whenever it ends, also after a restart of the engine.",
    "unless-stopped": "The engine starts the container again whenever it ends, until you stop it.",
    "on-failure": "The engine starts the container again when it ends with an error.",
}
_NETWORKS = {
    "host": "The container uses the network of the host itself; published ports have no meaning then.",
    "none": "The container has no network.",
    "bridge": "The container joins the default network.",
}


def explain_flag(flag: Flag, value: str | None) -> str:
    """Returns what a flag with its value does, to this container."""
    if flag.is_switch:
        return flag.text if value != "false" and flag.text else _switched(flag, value)
    told = _TELLERS.get(flag.same_as or flag.name)
    if told is not None and value is not None:
        return told(value)
    if not flag.text:
        return f"An option that takes a value ({flag.type}); we have no explanation of it yet."
    return flag.text if value is None else f"{flag.text} Here: {value or 'nothing'}."


def _switched(flag: Flag, value: str | None) -> str:
    if not flag.text:
        return "A switch; we have no explanation of it yet."
    return f"Switched off: {flag.text[0].lower()}{flag.text[1:]}" if value == "false" else flag.text


def explain_value(flag: Flag, value: str) -> str:
    """Returns what a value is, where it stands apart from its flag."""
    return f"The value of --{flag.name}." if value else f"An empty value for --{flag.name}."


def role_of_argument(parsed: Parsed, position: int) -> str:
    """Returns the role of an argument by its place."""
    name = parsed.command.name
    if name in _IMAGE_FIRST:
        return "image" if position == 0 else "container-command"
    if name in _CONTAINER_FIRST:
        return "container" if position == 0 else "container-command"
    if name in _IMAGES:
        return "image"
    return "container" if name.startswith("container ") and name != "container cp" else "argument"


def explain_argument(parsed: Parsed, position: int, taken: Taken) -> str:
    """Returns what an argument is."""
    value = taken.value or ""
    match role_of_argument(parsed, position):
        case "image":
            return image_in_words(value)
        case "container":
            return f"The container {value}, by name or ID."
        case "container-command" if position == 1:
            return f"The command to run in the container: {value}."
        case "container-command":
            return "Handed to that command inside the container; docker does not read it."
        case _:
            return f"What the command works on: {value}." if value else "An empty argument."


def image_in_words(reference: str) -> str:
    """Returns where an image comes from and which version, with docker's defaults filled in."""
    name, at, digest = reference.partition("@")
    first, slash, rest = name.partition("/")
    registry = first if slash and ("." in first or ":" in first or first == "localhost") else ""
    path = rest if registry else name
    path, colon, tag = path.rpartition(":") if ":" in path else (path, "", "")
    whence = f"from the registry {registry}" if registry else "from Docker Hub"
    if at:
        return f"The image {path} {whence}, exactly the one with this digest: {digest[:19]}…"
    version = f"in the version tagged {tag}" if colon else "with the tag latest, since none is given"
    return f"The image {path} {whence}, {version}."


def _publish(value: str) -> str:
    ports = read_ports(value)
    if ports is None:
        return f"“{value}” is no port: write host:container, such as 8080:80."
    return (
        _port_in_words(ports[0])
        if len(ports) == 1
        else (f"{len(ports)} ports are opened: {_port_in_words(ports[0])} And so on, up to {ports[-1].container_port}.")
    )


def _port_in_words(port: Port) -> str:
    outer = f"Port {port.host_port} of your machine" if port.host_port else "A free port of your machine"
    inner = f"port {port.container_port}{'' if port.protocol == 'tcp' else f' ({port.protocol})'} in the container"
    if port.host_ip in {"127.0.0.1", "::1", "localhost"}:
        return f"{outer} leads to {inner}; only your machine itself can use it."
    reach = f"on the address {port.host_ip}" if port.host_ip not in {"", "0.0.0.0", "::"} else "on all its addresses"  # noqa: S104
    return f"{outer} leads to {inner}, {reach}."


def _mounted(mount: Mount) -> str:
    ways = "the container can only read it" if mount.readonly else "changes go both ways"
    match mount.type:
        case "tmpfs":
            return f"{mount.target} in the container lies in memory and is gone with the container."
        case "volume" if not mount.source:
            return f"{mount.target} in the container lies in a new volume without a name."
        case "volume":
            kept = "which the container can only read" if mount.readonly else "which stays when the container goes"
            return f"The volume {mount.source} appears in the container as {mount.target}, {kept}."
        case _:
            return f"{_folder(mount.source)} appears inside the container as {mount.target}; {ways}."


def _folder(source: str) -> str:
    if source == "{cwd}":
        return "The folder you are in"
    if source.startswith("{cwd}"):
        return f"{source.removeprefix('{cwd}')[1:]} in the folder you are in"
    if source == "{home}":
        return "Your home folder"
    return source.replace("{home}", "~") + " of your machine"


def _environment(value: str) -> str:
    name, equals, set_to = value.partition("=")
    if not equals:
        return f"The program sees the variable {name} with the value that it has in your shell."
    return f"The program sees the variable {name} with the value {set_to or 'nothing'}."


def _memory(value: str) -> str:
    amount = read_bytes(value)
    if amount is None:
        return f"“{value}” is no size: write a number with a unit, such as 512m."
    return f"The container may use {amount:,} bytes of memory ({value}); a process that needs more is killed."


def _restart(value: str) -> str:
    policy, _, times = value.partition(":")
    if policy not in _RESTART:
        return f"“{value}” is no restart policy: write no, always, unless-stopped or on-failure."
    return f"{_RESTART[policy][:-1]}, at most {times} times." if times else _RESTART[policy]


def _network(value: str) -> str:
    if value.startswith("container:"):
        return f"The container shares the network of the container {value.partition(':')[2]}."
    return _NETWORKS.get(value, f"The container joins the network {value}, where others reach it by name.")


def _user(value: str) -> str:
    root = value.split(":", maxsplit=1)[0] in {"root", "0"}
    return f"The command runs as the user {value}{', the administrator inside the container' if root else ''}."


def _platform(value: str) -> str:
    return f"The image for {value} is used, also where your machine is another."


_TELLERS: dict[str, Callable[[str], str]] = {
    "publish": _publish,
    "volume": lambda value: _mounted(read_volume(value)),
    "mount": lambda value: _mounted(read_mount(value)),
    "tmpfs": lambda value: _mounted(read_tmpfs(value)),
    "env": _environment,
    "memory": _memory,
    "restart": _restart,
    "network": _network,
    "user": _user,
    "platform": _platform,
    "name": lambda value: f"It is called {value}, so that you need not use its ID.",
    "workdir": lambda value: f"The command starts in the folder {_inside(value)}.",
    "entrypoint": lambda value: (
        f"The container starts {value or 'nothing of the image'} instead of the image's own program."
    ),
    "cpus": lambda value: f"The container may use the time of {value} processor cores.",
    "tag": lambda value: (
        f"The result is named {value}{'' if ':' in value.rsplit('/')[-1] else ', with the tag latest'}."
    ),
    "file": lambda value: f"Reads {_inside(value)} instead of the usual file.",
    "hostname": lambda value: f"Inside, the machine is called {value}.",
    "cap-add": lambda value: f"The container gets the right {value}, which it does not have otherwise.",
    "cap-drop": lambda value: (
        f"The container loses {'all special rights' if value.upper() == 'ALL' else f'the right {value}'}."
    ),
    "tail": lambda value: f"Only the last {value} lines are shown.",
}


def _inside(path: str) -> str:
    return path.replace("{cwd}", "your current folder").replace("{home}", "your home folder")
