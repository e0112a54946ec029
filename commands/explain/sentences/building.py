"""What an image is called, built for and built with."""

from __future__ import annotations

from commands.explain.arguments import inside
from commands.explain.values.fields import split_fields

_PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"})
"""Build arguments that no Dockerfile has to declare (BuildKit's predefined ones)."""
_OUTPUTS = {
    "local": "The files of the result are written to {dest}; no image is kept.",
    "tar": "The files of the result are written to {dest} as a tar archive; no image is kept.",
    "oci": "The image is written to {dest} as an archive in OCI's format.",
    "docker": "The image is put among those of the engine.",
    "image": "The image is kept by the builder.",
    "registry": "The image is sent to its registry.",
    "cacheonly": "Nothing is kept but the build cache.",
}
_CACHES = {
    "registry": "the image {place} of a registry",
    "local": "the folder {place}",
    "inline": "the image itself",
    "gha": "the cache of GitHub Actions",
    "s3": "Amazon's S3",
    "azblob": "Azure's blob storage",
}
_PROGRESS = {
    "auto": "Progress is shown as suits the terminal, as is usual.",
    "plain": "Progress is printed line by line, with all that the steps print.",
    "tty": "Progress is shown in a few lines that are drawn again and again.",
    "quiet": "No progress is shown.",
    "json": "Progress is printed as JSON, for other programs to read.",
    "rawjson": "Progress is printed as JSON, for other programs to read.",
    "none": "No progress is shown.",
}
_NETWORKS = {
    "default": "Build steps have the usual network.",
    "host": "Build steps use the network of the machine that builds.",
    "none": "Build steps have no network.",
}
_CALLS = {
    "build": "The image is built, as is usual.",
    "check": "The Dockerfile is checked for mistakes, and nothing is built.",
    "outline": "The arguments and secrets of the Dockerfile are listed, and nothing is built.",
    "targets": "The stages of the Dockerfile are listed, and nothing is built.",
}
_PERMITS = {
    "network.host": "The build may use the network of the machine that builds.",
    "security.insecure": "The build may run steps with nearly all rights over the machine.",
}
_DRIVERS = {
    "docker": "The builder is the one that the engine has built in.",
    "docker-container": "The builder runs in a container of its own.",
    "kubernetes": "The builder runs in a Kubernetes cluster.",
    "remote": "The builder runs elsewhere already, and is only connected to.",
}


def platforms(value: str) -> str:
    """Tells `--platform` of a build."""
    several = value.split(",")
    told = value if len(several) == 1 else f"{len(several)} platforms: {', '.join(several)}"
    return f"The image is built for {told}."


def tag(value: str) -> str:
    """Tells one `-t` of a build."""
    tagged = ":" in value.rpartition("/")[2]
    return f"The image is named {value}{'' if tagged else ', with the tag latest'}."


def file(value: str) -> str:
    """Tells `-f` of a build."""
    source = "standard input" if value == "-" else inside(value)
    return f"The build's instructions are read from {source}, and not from ./Dockerfile."


def build_argument(value: str) -> str:
    """Tells one `--build-arg`."""
    name, equals, set_to = value.partition("=")
    if equals and name.upper() in _PROXIES:
        return f"Build steps see the variable {name} as {set_to or 'empty'}; the Dockerfile needs no ARG for it."
    return (
        f"The Dockerfile's ARG {name} is {set_to or 'empty'}."
        if equals
        else f"The Dockerfile's ARG {name} gets the value it has in your shell."
    )


def secret(value: str) -> str:
    """Tells one `--secret` of a build."""
    fields = _fields(value)
    name = fields.get("id", "")
    source = f"from {inside(path)}" if (path := fields.get("src") or fields.get("source")) else ""
    if variable := fields.get("env"):
        source = f"from your variable {variable}"
    source = source or "from your variable or your file of that name"
    return f"Build steps that ask for the secret {name} get it {source}; it is not stored in the image."


def ssh(value: str) -> str:
    """Tells one `--ssh` of a build."""
    name, _, key = value.partition("=")
    which = f"the key {inside(key)}" if key else "the keys of your SSH agent"
    called = "" if name == "default" else f", under the name {name}"
    return f"Build steps that ask for it may sign in elsewhere with {which}{called}; no key is stored in the image."


def output(value: str) -> str:
    """Tells one `-o` of a build; empty for what has no sentence of its own."""
    fields = _fields(value) if "=" in value else {"type": "tar" if value == "-" else "local", "dest": value}
    kind, dest = fields.get("type", ""), fields.get("dest", "-")
    if kind == "image" and fields.get("push") == "true":
        kind = "registry"
    if kind == "docker" and "dest" in fields:
        return f"The image is written to {inside(dest)} as an archive that docker load reads."
    return _OUTPUTS.get(kind, "").replace("{dest}", "standard output" if dest == "-" else inside(dest))


def cache_from(value: str) -> str:
    """Tells one `--cache-from`."""
    return f"Steps that were run before are taken from {_cache(value)}."


def cache_to(value: str) -> str:
    """Tells one `--cache-to`."""
    steps = "all steps" if _fields(value).get("mode") == "max" else "the steps of the result"
    return f"The build cache with {steps} is stored in {_cache(value)}."


def _cache(value: str) -> str:
    fields = _fields(value) if "=" in value else {"type": "registry", "ref": value}
    kind = fields.get("type", "registry")
    place = fields.get("ref") or fields.get("src") or fields.get("dest") or ""
    return _CACHES.get(kind, f"a cache of the kind {kind}").replace("{place}", inside(place))


def _fields(value: str) -> dict[str, str]:
    return dict(field.partition("=")[::2] for field in split_fields(value))


def context(value: str) -> str:
    """Tells one `--build-context`."""
    name, _, source = value.partition("=")
    scheme, _, rest = source.partition("://")
    what = f"the image {rest}" if scheme == "docker-image" else f"{inside(source)}"
    return f"The Dockerfile can also copy from {name}, which stands for {what}."


def progress(value: str) -> str:
    """Tells `--progress`; empty for what has no sentence of its own."""
    return _PROGRESS.get(value, "")


def network(value: str) -> str:
    """Tells `--network` of a build."""
    return _NETWORKS.get(value, f"Build steps use the network {value}; today's builder, BuildKit, can't do that.")


def call(value: str) -> str:
    """Tells `--call`; empty for what has no sentence of its own."""
    return _CALLS.get(value.partition(",")[0], "")


def permit(value: str) -> str:
    """Tells one `--allow`; empty for what has no sentence of its own."""
    name, _, path = value.partition("=")
    if name in {"fs", "fs.read", "fs.write"}:
        ways = {"fs.read": "read", "fs.write": "write"}.get(name, "read and write")
        return f"The build may {ways} in {inside(path)}."
    return _PERMITS.get(value, "")


def provenance(value: str) -> str:
    """Tells `--provenance`; empty for what has no sentence of its own."""
    if value == "false":
        return "No statement on how the image was built is added to it."
    most = {"mode=max": ", with all details,", "true": "", "mode=min": ""}.get(value)
    return "" if most is None else f"A statement on how the image was built{most} is added to it."


def contents(value: str) -> str:
    """Tells `--sbom`; empty for what has no sentence of its own."""
    told = {
        "true": "The image's list of contents is added to it.",
        "false": "No list of contents is added to the image.",
    }
    return told.get(value, "")


def driver(value: str) -> str:
    """Tells `--driver` of a builder; empty for what has no sentence of its own."""
    return _DRIVERS.get(value, "")
