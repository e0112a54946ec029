"""What each argument of a command is, by the word that the command's usage has in its place."""

from __future__ import annotations

from commands.explain.parsed import Parsed
from commands.explain.values.images import Image, read_image
from commands.explain.values.misfit import Misfit

_IMAGES = ("IMAGE", "SOURCE_IMAGE")
_PROGRAM = frozenset({"COMMAND", "ARG", "ARGS"})
_TELLS = {
    "CONTAINER": "The container {value}, by name or ID.",
    "CONTAINERS": "The container {value}, by name or ID.",
    "NEW_NAME": "The new name: {value}.",
    "TARGET_IMAGE": "The further name that the image gets: {value}.",
    "REPOSITORY": "The name of the image: {value}.",
    "NETWORK": "The network {value}.",
    "VOLUME": "The volume {value}.",
    "SERVICE": "The service {value}, as it is called in its file or by the swarm.",
    "SERVICES": "The service {value}, as it is called in its file or by the swarm.",
    "STACK": "The stack {value}: services of a swarm that were set up together.",
    "NODE": "The machine {value} of the swarm.",
    "self": "A machine of the swarm; the word self is the one you talk to.",
    "SECRET": "The secret {value}.",
    "CONFIG": "The config {value}.",
    "PLUGIN": "The plugin {value}.",
    "CONTEXT": "The context {value}: a saved way to reach an engine.",
    "CHECKPOINT": "The checkpoint {value}: a running container's frozen state.",
    "NAME": "What is called {value}, by name or ID.",
    "ps_OPTIONS": "Handed to ps, which lists the processes: {value}.",
    "SOURCE": "The image {value}, which the list is made from.",
    "DIGEST": "The document with the digest {value}.",
    "TERM": "What to search for: {value}.",
    "SERVER": "The registry {value}.",
    "TARGET": "The target {value} of the bake file.",
    "MANIFEST_LIST": "The list {value}, which names one image for each platform.",
    "MANIFEST": "The image {value}, which the list names for its platform.",
    "FILE": "The file {value}.",
    "file": "The file {value}; a lone dash is standard input.",
    "KEYFILE": "The file with the key: {value}.",
    "PRIVATE_PORT": "The port {value} of the container.",
    "REF": "The build {value}, by its ID or, as ^1, counted back from the newest.",
    "HOST": "The address of a manager of the swarm: {value}.",
    "KEY=VALUE": "A setting of the plugin: {value}.",
    "SERVICE=REPLICAS": "How many containers a service gets: {value}.",
    "DEST_PATH": "Where to copy to: {value}.",
}
_HOMES = (("{cwd}", "in the folder you are in"), (".", "in the folder you are in"), ("{home}", "in your home folder"))
_COPIES = frozenset({"container cp", "compose cp"})


def role_of(parsed: Parsed, position: int) -> str:
    """Returns the role of an argument by its place: image, container, container-command or argument."""
    word = parsed.command.place(position)
    if word in _PROGRAM:
        return "container-command"
    if word in _IMAGES or (word == "NAME" and parsed.command.name in {"image pull", "image push"}):
        return "image"
    return "container" if word in {"CONTAINER", "CONTAINERS"} and parsed.command.name not in _COPIES else "argument"


def argument_in_words(parsed: Parsed, position: int, role: str, value: str) -> str:
    """Returns what an argument is, whose role is known."""
    if not value:
        return "An empty argument."
    word = parsed.command.place(position)
    match role:
        case "image":
            return image_in_words(value)
        case "container-command" if word == "COMMAND" and (entrypoint := parsed.last("entrypoint")):
            return f"Handed to {entrypoint}, the program that --entrypoint names; docker does not read it."
        case "container-command" if word == "COMMAND":
            return f"The command to run in the container: {value}."
        case "container-command":
            return "Handed to that command inside the container; docker does not read it."
    if parsed.command.name in _COPIES:
        return _copied(value, "Copies from" if position == 0 else "Copies to")
    if word == "PATH":
        return _build_context(value)
    return _TELLS.get(word, "What the command works on: {value}.").format(value=value)


def _copied(value: str, way: str) -> str:
    whose, colon, path = value.partition(":")
    if value == "-":
        return f"{way} a stream of a tar archive."
    if colon and not whose.startswith((".", "/")) and len(whose) > 1:
        return f"{way} {path} in the container {whose}."
    told = inside(value)
    return f"{way} {told}." if told != value else f"{way} {value} on your machine."


def _build_context(value: str) -> str:
    if value == "-":
        return "The build reads its files, or a Dockerfile alone, from standard input."
    if value.startswith(("http://", "https://", "git://", "git@", "ssh://", "github.com/")):
        return _remote_context(value)
    told = inside(value)
    whence = told if told.startswith("the folder") else f"the folder {told}"
    return f"The build's files come from {whence}: only what lies there can be copied into the image."


def _remote_context(value: str) -> str:
    place, _, fragment = value.partition("#")
    version, _, folder = fragment.partition(":")
    if not place.startswith("http") or place.endswith(".git") or fragment:
        at = f" at {version}" if version else ""
        return f"The build takes its files from the Git repository {place}{at}{f', there from {folder}' if folder else ''}."
    return f"The build takes its files from {value}: an archive of them, or a Dockerfile alone."


def image_in_words(reference: str) -> str:
    """Returns where an image comes from and which version, with docker's defaults filled in."""
    try:
        image = read_image(reference)
    except Misfit:
        return f"docker takes this for the image, and no image has such a name: {reference}."
    if not image.path:
        return f"The image with the ID {image.digest[:19]}…"
    told = f"The image {image.path} from {_registry(image)}, {_version(image)}."
    if image.registry or image.tag or image.digest:
        return told
    return f"{told} In full: docker.io/{'' if '/' in image.path else 'library/'}{image.path}:latest."


def _registry(image: Image) -> str:
    return f"the registry {image.registry}" if image.registry else "Docker Hub"


def _version(image: Image) -> str:
    if image.digest:
        return f"exactly the one with the digest {image.digest[:19]}…"
    return f"in the version tagged {image.tag}" if image.tag else "with the tag latest, since none is given"


def inside(path: str) -> str:
    """Returns a path in words where it begins in the reader's own folders."""
    if path in {"{cwd}", ".", "./"}:
        return "the folder you are in"
    if path in {"{cwd}/..", "..", "../"}:
        return "the folder above the one you are in"
    if path == "{home}":
        return "your home folder"
    for known, words in _HOMES:
        if path.startswith(f"{known}/"):
            below = path[len(known) :].strip("/")
            return f"{below}, seen from {words.removeprefix('in ')}" if below.startswith("../") else f"{below} {words}"
    return path
