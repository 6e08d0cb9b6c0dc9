"""Under which account a child process runs, and that it never outlives its parent.

Linux only (prctl). Nothing here depends on the rest of the program.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1

# Loaded once, before any fork: nothing may be loaded between fork and exec.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """A Unix account to which a root process lowers its children."""

    name: str
    uid: int
    gid: int


def unprivileged() -> Account | None:
    """Return the account that runs PostgreSQL when we are root, None when we are not (children run as us).

    PostgreSQL refuses root. The account is `nobody`, which every system has: none is created on the machine.
    """
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _before_exec(parent: int, death_signal: int) -> Callable[[], None]:
    def prepare() -> None:
        # The supervisor blocks the signals it waits for; a child must not inherit that.
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        # After the change of account, which clears it (prctl(2)): subprocess calls us after setuid.
        if _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
            os._exit(71)
        # The parent may have died before the line above.
        if os.getppid() != parent:
            os._exit(71)

    return prepare


def start(
    command: Sequence[str],
    *,
    account: Account | None = None,
    death_signal: int = signal.SIGKILL,
    folder: Path | str = "/",
    environment: Mapping[str, str] | None = None,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, under `account` (None: ours), from `folder`.

    The kernel sends it `death_signal` when the calling thread ends, however it ends: call from the main one.
    Its own session keeps a terminal's Ctrl-C from it, so that its parent decides the order of stopping, and
    makes it the leader of a process group. Raises OSError when it cannot be executed.
    """
    with warnings.catch_warnings():
        # Python 3.12 warns of what runs between fork and exec beside threads: ours takes no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(  # noqa: S603 - commands are lists, made by this package
            command,
            cwd=folder,
            env=environment,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=_before_exec(os.getpid(), death_signal),
        )


def run(
    command: Sequence[str],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    text: str = "",
) -> tuple[int, str]:
    """Run `command` to its end under `account`, giving it `text`; return its status and all it wrote."""
    process = start(
        command,
        account=account,
        environment=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = process.communicate(text.encode())
    return process.returncode, output.decode(errors="replace")


def processes() -> list[tuple[int, int, str]]:
    """List (process, process group, name) of every living process; zombies are left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # ended meanwhile
            continue
        # The name, between the first "(" and the last ")", may hold anything.
        name = stat[stat.index("(") + 1 : stat.rindex(")")]
        state, _parent, group = stat[stat.rindex(")") + 2 :].split()[:3]
        if state not in "ZX":
            found.append((int(entry.name), int(group), name))
    return found


def group_members(group: int) -> list[int]:
    """List the living processes of a process group."""
    return [process for process, its_group, _name in processes() if its_group == group]


def reap_group(group: int) -> None:
    """Collect the ended processes of a group: orphans are ours when we are process 1, in a container."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass


def send(process: int, number: int) -> None:
    """Send a signal to a process that may have ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
