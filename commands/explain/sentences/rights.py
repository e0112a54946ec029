"""What a container may do to its host, and what the two share."""

from __future__ import annotations

from commands.explain.values.limits import capabilities

_RIGHTS = {
    "AUDIT_WRITE": "to write to the kernel's record of events",
    "BPF": "to load programs into the kernel",
    "CHOWN": "to give files to other users",
    "DAC_OVERRIDE": "to read and write every file, whoever owns it",
    "FOWNER": "to change rights and times of files that others own",
    "IPC_LOCK": "to keep memory from being swapped out",
    "KILL": "to send signals to the processes of other users",
    "MKNOD": "to make device files",
    "NET_ADMIN": "to set up networks, addresses and firewalls",
    "NET_BIND_SERVICE": "to listen on ports below 1024",
    "NET_RAW": "to send packets of its own making, as ping does",
    "SETFCAP": "to give rights to files",
    "SETGID": "to change to other groups",
    "SETPCAP": "to pass rights on",
    "SETUID": "to change to other users",
    "SYSLOG": "to read the kernel's messages",
    "SYS_ADMIN": "to mount file systems and much else",
    "SYS_BOOT": "to restart the machine",
    "SYS_CHROOT": "to take another folder for the root of all files",
    "SYS_MODULE": "to load parts of the kernel",
    "SYS_NICE": "to put processes before others",
    "SYS_PTRACE": "to watch and change other processes, as debuggers do",
    "SYS_RAWIO": "to reach the hardware past the kernel",
    "SYS_RESOURCE": "to go beyond limits",
    "SYS_TIME": "to set the clock of the machine",
}
"""What the kernel's rights are for (capabilities(7) of Linux)."""
_HOST = {
    "pid": "The container sees all processes of the host.",
    "ipc": "The container shares memory areas with the programs of the host.",
    "uts": "The container has the host's own name, and may change it.",
    "userns": "The users of the container are the same as the host's.",
    "cgroupns": "The container sees the control groups of the whole host.",
}
_PRIVATE = {
    "ipc": "The container shares its memory areas with nobody.",
    "cgroupns": "The container sees only its own control groups.",
}
_SECURITY = {
    "no-new-privileges": "A program in the container can't gain rights that its caller does not have.",
    "seccomp=unconfined": "The filter on what programs may ask the kernel for is switched off.",
    "apparmor=unconfined": "AppArmor's rules for containers are switched off.",
    "label=disable": "SELinux's rules for containers are switched off.",
    "systempaths=unconfined": "Parts of the kernel's own folders that are mostly hidden from containers are shown.",
}


def capability(value: str, verb: str) -> str:
    """Tells one `--cap-add` or `--cap-drop`."""
    (name,) = capabilities([value])
    name = name.removeprefix("CAP_")
    if name == "ALL":
        return f"The container {verb} every right of the kernel's administrator."
    use = f", {_RIGHTS[name]}" if name in _RIGHTS else ""
    return f"The container {verb} the kernel's right {name}{use}."


def shared(flag: str, value: str) -> str:
    """Tells `--pid`, `--ipc` and their like; empty for what has no sentence of its own."""
    whose, _, name = value.partition(":")
    if whose == "container" and name:
        what = "the processes" if flag == "pid" else "the memory areas"
        return f"The container shares {what} of the container {name}."
    if flag == "ipc" and value == "shareable":
        return "Other containers may share the memory areas of this one."
    return (_HOST if value == "host" else _PRIVATE if value == "private" else {}).get(flag, "")


def security(value: str) -> str:
    """Tells one `--security-opt`; empty for what has no sentence of its own."""
    option = value.replace(":", "=", 1) if "=" not in value else value
    name, _, profile = option.partition("=")
    if option in _SECURITY:
        return _SECURITY[option]
    if name == "seccomp":
        return f"What programs may ask the kernel for is read from {profile}."
    if name == "apparmor":
        return f"The container follows the rules that AppArmor has under the name {profile}."
    return f"SELinux treats the container by the label {profile}." if name == "label" else ""
