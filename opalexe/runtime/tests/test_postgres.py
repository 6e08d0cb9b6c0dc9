"""The embedded PostgreSQL, for real: made, started, killed, started again, as root and as somebody else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from opalexe.runtime import place
from opalexe.runtime.postgres import ENVIRONMENT, Cluster, PostgresError

ROOT = Path(__file__).resolve().parents[3]
as_root = os.geteuid() == 0


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Give a folder that any account may traverse (pytest's own are private)."""
    folder = Path(tempfile.mkdtemp(prefix="opalexe-essai-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster(reachable: Path) -> Iterator[Cluster]:
    cluster = Cluster(reachable / "postgres", durable=False)
    yield cluster
    cluster.stop()


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_the_application_owns_its_database_and_nothing_more(cluster: Cluster) -> None:
    cluster.start()
    url = cluster.url()

    assert (cluster.folder / "url").read_text() == url
    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert ask(url, owner) == "opalexe"
    ask(url, "CREATE DATABASE encore")
    assert ask(cluster.url("encore"), "SELECT lower('ÉŒÀ') || ('É' ~ '\\w')") == "éœàtrue"
    for name in ("url", "secret_opalexe", "secret_postgres", "log"):
        assert (cluster.folder / name).stat().st_mode & 0o777 == 0o600, name
    assert cluster.data.stat().st_mode & 0o077 == 0


def test_a_wrong_password_is_refused_even_by_the_socket(cluster: Cluster) -> None:
    cluster.start()
    password = urlsplit(cluster.url()).password
    assert password
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(cluster.url().replace(password, "faux"), "SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        ask(cluster.url().replace("//opalexe:", "//postgres:"), "SELECT 1")


def test_data_survive_a_restart_and_a_kill_in_the_middle_of_work(cluster: Cluster) -> None:
    cluster.start()
    ask(cluster.url(), "CREATE TABLE actes (i int)")
    ask(cluster.url(), "INSERT INTO actes VALUES (1)")
    cluster.stop()
    cluster.start()
    assert ask(cluster.url(), "SELECT count(*) FROM actes") == 1

    assert cluster.process
    with psycopg.connect(cluster.url()) as busy:
        busy.execute("INSERT INTO actes VALUES (2)")
        cluster.process.kill()
        cluster.process.wait()
        # A new object, as after the death of the whole supervisor: nothing is remembered.
        again = Cluster(cluster.folder, durable=False)
        again.start()
        try:
            assert ask(again.url(), "SELECT count(*) FROM actes") == 1
        finally:
            again.stop()
            cluster.process = None
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")


def test_nothing_is_left_running_after_stop(cluster: Cluster) -> None:
    cluster.start()
    assert cluster._members()
    cluster.stop()
    assert not cluster._members()


def test_a_second_postgres_on_the_same_folder_is_refused(cluster: Cluster) -> None:
    cluster.start()
    assert cluster.process
    with pytest.raises(PostgresError, match=f"déjà en service .processus {cluster.process.pid}."):
        Cluster(cluster.folder).start()
    assert ask(cluster.url(), "SELECT 1") == 1


def test_a_half_made_cluster_is_made_anew(cluster: Cluster) -> None:
    draft = cluster.home / "data.nouveau"
    place.owned_folder(draft, cluster.account)
    (draft / "data").mkdir()
    (draft / "data" / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert ask(cluster.url(), "SELECT 1") == 1
    assert not draft.exists()


def test_lost_passwords_are_made_anew(cluster: Cluster) -> None:
    cluster.start()
    ask(cluster.url(), "CREATE TABLE reste ()")
    cluster.stop()
    (cluster.folder / "secret_opalexe").unlink()
    cluster.start()
    assert ask(cluster.url(), "SELECT to_regclass('reste')::text") == "reste"


def test_data_of_another_version_are_told_and_left_alone(cluster: Cluster) -> None:
    cluster.ensure()
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresError, match="PostgreSQL 17"):
        cluster.start()


def test_a_long_path_puts_the_socket_elsewhere_unless_somebody_was_there_first(reachable: Path) -> None:
    folder = reachable / ("long" * 20) / "postgres"
    cluster = Cluster(folder, durable=False)
    socket_folder = Path(tempfile.gettempdir(), f"opalexe-{place.fingerprint(cluster.home)}")
    socket_folder.symlink_to(reachable)
    try:
        with pytest.raises(PostgresError, match="supprimez-le"):
            cluster.start()
    finally:
        socket_folder.unlink()
    cluster.start()
    try:
        assert cluster.socket_folder == socket_folder
        assert socket_folder.stat().st_mode & 0o777 == 0o700
        assert ask(cluster.url(), "SELECT 1") == 1
    finally:
        cluster.stop()
        shutil.rmtree(socket_folder)


def test_a_private_parent_is_left_private(tmp_path: Path) -> None:
    """As root: data go to /var/lib/opalexe. As anyone else: they stay in the folder."""
    tmp_path.chmod(0o700)
    cluster = Cluster(tmp_path / "postgres", durable=False)
    cluster.start()
    try:
        assert ask(cluster.url(), "SELECT 1") == 1
        assert tmp_path.stat().st_mode & 0o777 == 0o700
        assert (cluster.home == cluster.folder) is not as_root
        if as_root:
            assert cluster.home.parent == place.SHARED
            assert (cluster.folder / "emplacement").read_text().strip() == str(cluster.home)
            assert Cluster(cluster.folder).home == cluster.home
    finally:
        cluster.stop()
        if as_root:
            shutil.rmtree(cluster.home)


def test_binaries_out_of_reach_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel in a folder that the account cannot enter, as in a clone under a private home."""
    copies = Path(tempfile.mkdtemp(prefix="opalexe-essai-"))
    private = tmp_path / "prive"
    private.mkdir(mode=0o700)
    package = Path(place.binaries(None)).parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        (private / folder.name).symlink_to(folder)
    monkeypatch.syspath_prepend(str(private))
    monkeypatch.setattr(place, "SHARED", copies)
    cluster = Cluster(tmp_path / "postgres", durable=False)
    try:
        assert cluster.binaries.is_relative_to(copies) is as_root
        assert cluster.binaries.is_relative_to(private) is not as_root
        made = (cluster.binaries / "postgres").stat().st_mtime_ns
        cluster.start()
        assert ask(cluster.url(), "SELECT 1") == 1
        assert Cluster(cluster.folder).binaries == cluster.binaries
        assert (cluster.binaries / "postgres").stat().st_mtime_ns == made
    finally:
        cluster.stop()
        shutil.rmtree(copies)


def test_an_ordinary_account_runs_it_as_itself(reachable: Path) -> None:
    """From root, in a child that became nobody; from anyone else, it is what all the tests above do."""
    var = reachable / "var"
    var.mkdir()
    if as_root:
        os.chown(var, 65534, 65534)
    cluster = Cluster(reachable / "vu", durable=False)
    program = reachable / "program"
    shutil.copytree(ROOT / "opalexe" / "runtime", program / "opalexe" / "runtime")
    code = (
        "import os, sys, pathlib; from opalexe.runtime import place\n"
        "from opalexe.runtime.postgres import Cluster\n"
        "place.binaries = lambda account: pathlib.Path(sys.argv[2]) if account is None else 1 / 0\n"
        "cluster = Cluster(pathlib.Path(sys.argv[1]) / 'postgres', durable=False); cluster.start()\n"
        "assert cluster.data.stat().st_uid == os.geteuid() != 0; print(cluster.url()); cluster.stop()\n"
        "assert not cluster._members()\n"
    )
    result = subprocess.run(
        [_world_python(), "-c", code, str(var), str(cluster.binaries)],
        cwd=program,
        env=ENVIRONMENT,
        user=65534 if as_root else None,
        group=65534 if as_root else None,
        extra_groups=[] if as_root else None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("postgresql://opalexe:")


def _world_python() -> str:
    """Return a Python that any account may run: ours may be under a private home."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        status = subprocess.run(
            ["/bin/sh", "-c", f"exec {candidate} -c 'import sys; assert sys.version_info >= (3, 11)'"],
            user=65534 if as_root else None,
            check=False,
        )
        if status.returncode == 0:
            return candidate
    pytest.fail("no Python that an ordinary account may run: install python3")


def test_it_stops_when_whoever_started_it_is_killed(reachable: Path) -> None:
    code = (
        "import sys, time, pathlib; from opalexe.runtime.postgres import Cluster\n"
        "cluster = Cluster(pathlib.Path(sys.argv[1]), durable=False); cluster.start()\n"
        "print('pret', flush=True); time.sleep(60)\n"
    )
    folder = reachable / "postgres"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout
        assert starter.stdout.readline() == b"pret\n"
        cluster = Cluster(folder, durable=False)
        assert cluster.is_running()
        starter.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while cluster._members() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not cluster._members()
