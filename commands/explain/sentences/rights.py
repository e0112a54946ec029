"""What a container may do to its host, and what the two share."""

from __future__ import annotations

from commands.explain.values.limits import capabilities

_RIGHTS = {
    "AUDIT_CONTROL": "to switch the kernel's record of events on and off",
    "AUDIT_READ": "to read the kernel's record of events",
    "AUDIT_WRITE": "to write to the kernel's record of events",
    "BLOCK_SUSPEND": "to keep the machine from going to sleep",
    "BPF": "to load programs into the kernel",
    "CHECKPOINT_RESTORE": "to freeze processes and to revive them",
    "CHOWN": "to give files to other users",
    "DAC_OVERRIDE": "to read and write every file, whoever owns it",
    "DAC_READ_SEARCH": "to read every file and folder, whoever owns it",
    "FOWNER": "to change rights and times of files that others own",
    "FSETID": "to keep the marks by which a program runs as its owner, when it changes the file",
    "IPC_LOCK": "to keep memory from being swapped out",
    "IPC_OWNER": "to use memory that other programs share, whoever owns it",
    "KILL": "to send signals to the processes of other users",
    "LEASE": "to be told when others open a file",
    "LINUX_IMMUTABLE": "to mark files as unchangeable",
    "MAC_ADMIN": "to change the rules of a security module",
    "MAC_OVERRIDE": "to go past the rules of a security module",
    "MKNOD": "to make device files",
    "NET_ADMIN": "to set up networks, addresses and firewalls",
    "NET_BIND_SERVICE": "to listen on ports below 1024",
    "NET_BROADCAST": "which Linux does not use",
    "NET_RAW": "to send packets of its own making, as ping does",
    "PERFMON": "to measure what programs and the kernel do",
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
    "SYS_PACCT": "to switch the kernel's accounts of processes on and off",
    "SYS_PTRACE": "to watch and change other processes, as debuggers do",
    "SYS_RAWIO": "to reach the hardware past the kernel",
    "SYS_RESOURCE": "to go beyond limits",
    "SYS_TIME": "to set the clock of the machine",
    "SYS_TTY_CONFIG": "to set up terminals of the machine",
    "WAKE_ALARM": "to set alarms that wake the machine",
}
"""What the kernel's rights are for (capabilities(7) of Linux)."""
_USUAL = frozenset(
    {
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW"),
        *("SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    }
)
"""What a container has unless it is taken away (oci/caps/defaults.go of Moby)."""
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
_NONE = {"ipc": "The container has no memory areas that programs could share (/dev/shm)."}
_SECURITY = {
    "no-new-privileges": "A program in the container can't gain rights that its caller does not have.",
    "no-new-privileges=false": "A program in the container may gain rights that its caller does not have, as is usual.",
    "seccomp=builtin": "The engine's own filter says what programs may ask the kernel for.",
    "seccomp=unconfined": "The filter on what programs may ask the kernel for is switched off.",
    "apparmor=unconfined": "AppArmor's rules for containers are switched off.",
    "label=disable": "SELinux's rules for containers are switched off.",
    "label=nested": "Containers inside the container may have SELinux labels of their own.",
    "writable-cgroups=true": "Programs in the container may set up control groups of their own.",
    "writable-cgroups=false": "Programs in the container can't set up control groups of their own, as is usual.",
    "systempaths=unconfined": "Parts of the kernel's own folders that are mostly hidden from containers are shown.",
}


def capability(value: str, verb: str) -> str:
    """Tells one `--cap-add` or `--cap-drop`."""
    (name,) = capabilities([value])
    name = name.removeprefix("CAP_")
    if name == "ALL":
        return f"The container {verb} every right of the kernel's administrator."
    use = f", {_RIGHTS[name]}" if name in _RIGHTS else ""
    told = f"The container {verb} the kernel's right {name}{use}"
    if verb == "gets" and name in _USUAL:
        return f"{told}; it has this without asking, unless --cap-drop takes it."
    return (
        f"{told}; it does not have this unless it is given." if verb == "loses" and name not in _USUAL else f"{told}."
    )


def shared(flag: str, value: str) -> str:
    """Tells `--pid`, `--ipc` and their like; empty for what has no sentence of its own."""
    whose, _, name = value.partition(":")
    if whose == "container" and name:
        what = "the processes" if flag == "pid" else "the memory areas"
        return f"The container shares {what} of the container {name}."
    if flag == "ipc" and value == "shareable":
        return "Other containers may share the memory areas of this one."
    if not value:
        return "An empty value is as if the flag were left out."
    return {"host": _HOST, "private": _PRIVATE, "none": _NONE}.get(value, {}).get(flag, "")


def security(value: str) -> str:
    """Tells one `--security-opt`; empty for what has no sentence of its own."""
    option = value.replace(":", "=", 1) if "=" not in value else value
    name, _, profile = option.partition("=")
    option = option.removesuffix("=true") if name == "no-new-privileges" else option
    if option in _SECURITY:
        return _SECURITY[option]
    if name == "seccomp":
        return f"What programs may ask the kernel for is read from {profile}."
    if name == "apparmor":
        return f"The container follows the rules that AppArmor has under the name {profile}."
    if name == "label":
        part, _, label = profile.partition(":")
        return f"The container's SELinux label has the {part} {label}." if label else ""
    return ""
