"""Run a program that reads hostile files, shut in: `python -I confinement.py FOLDER PROGRAM [ARGUMENT…]`.

A launcher that knows nothing of the rest of the house, and replaces itself by the program (exec). The program has
no network (seccomp: no socket but local ones, and no connection even of those), sees nothing of the disk but the
system's programs and its own folder (Landlock, where the kernel has it: Linux 5.13), holds a bounded memory,
processor time and file size. It refuses to start it less shut in than that, but for Landlock.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable

MEMOIRE = 3 * 1024**3
"""Bytes of address space, far above what is really held: LibreOffice maps a whole gigabyte of its own libraries."""

PROCESSEUR = 60
"""Seconds of processor time."""

FICHIER = 512 * 1024**2
"""Bytes of a file written."""

SYSTEME = (
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/opt",
    "/etc",
    "/dev",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
)
"""What the program may read besides its own folder."""

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EACCES, _ECONNREFUSED = 13, 111
_AF_UNIX = 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06

# (identifier of the architecture, socket, connect, bind, listen): their numbers in <asm/unistd.h>.
_ARCHITECTURES = {"x86_64": (0xC000003E, 41, 42, 49, 50), "aarch64": (0xC00000B7, 198, 203, 200, 201)}
_IO_URING_SETUP, _PIDFD_OPEN, _PROCESS_VM_READV = 425, 434, {"x86_64": 310, "aarch64": 270}
_PTRACE = {"x86_64": 101, "aarch64": 117}
_X32 = 0x40000000

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
# <linux/landlock.h>: rights of the first version, which every kernel that has Landlock knows.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TOUT = (1 << 13) - 1
_LIRE = _EXECUTE | _READ_FILE | _READ_DIR

_libc = ctypes.CDLL(None, use_errno=True)


def _exiger(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), what)
    return result


def _borner() -> None:
    for kind, value in (
        (resource.RLIMIT_AS, MEMOIRE),
        (resource.RLIMIT_CPU, PROCESSEUR),
        (resource.RLIMIT_FSIZE, FICHIER),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _regle(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = ctypes.create_string_buffer(struct.pack("=QI", rights, descriptor))
        _exiger(_libc.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), "landlock_add_rule")
    finally:
        os.close(descriptor)


def _cacher_le_disque(folder: str, readable: Iterable[str]) -> None:
    """Leave nothing to read but `readable`, nothing to write but `folder`; nothing happens on an old kernel."""
    attribute = ctypes.create_string_buffer(struct.pack("=Q", _TOUT))
    ruleset = _libc.syscall(_LANDLOCK_CREATE, attribute, 8, 0)
    if ruleset < 0:
        return
    for path in readable:
        _regle(ruleset, path, _LIRE)
    _regle(ruleset, "/dev/null", _READ_FILE | _WRITE_FILE)
    _regle(ruleset, folder, _TOUT)
    _exiger(_libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _filtre(machine: str) -> bytes:
    """Return the seccomp program (classic BPF): everything is allowed but reaching somebody else."""
    identifier, socket, connect, bind, listen = _ARCHITECTURES[machine]
    lines: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, identifier),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
    ]
    if machine == "x86_64":  # the same calls under other numbers
        lines += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for number in (_IO_URING_SETUP, _PIDFD_OPEN, _PROCESS_VM_READV[machine], _PTRACE[machine]):
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EACCES)]
    # LibreOffice wants to be reached by its next instance, in /tmp: it believes that it is, and is not.
    for number in (bind, listen):
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO)]
    lines += [
        (_EQUAL, 0, 1, connect),
        (_RETURN, 0, 0, _ERRNO | _ECONNREFUSED),
        (_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, 16),
        (_EQUAL, 1, 0, _AF_UNIX),
        (_RETURN, 0, 0, _ERRNO | _EACCES),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _couper_le_reseau() -> None:
    """Install the filter. Raises KeyError on a machine whose calls are not known here."""
    program = _filtre(platform.machine())
    instructions = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(instructions))
    )
    _exiger(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0), "seccomp")


def main() -> None:
    """Shut oneself in, then become the program."""
    folder, program, *arguments = sys.argv[1:]
    _exiger(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "pdeathsig")
    _exiger(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _borner()
    os.chdir(folder)
    _cacher_le_disque(folder, (*SYSTEME, os.path.dirname(os.path.realpath(program))))  # noqa: PTH120 - few imports
    _couper_le_reseau()
    os.execv(program, [program, *arguments])  # noqa: S606 - the program that the service names


if __name__ == "__main__":
    main()
