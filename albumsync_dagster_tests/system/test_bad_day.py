"""Days on which the database or the network is out of order, for real: crashes, full disks, networks of one kind.

Needs root: a disk of its own, namespaces. ``make test-system`` runs it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from albumsync_dagster_tests.cli.conftest import Said
from albumsync_dagster_tests.support.stage import Stage, stage
from albumsync_dagster_tests.support.trap import Call, Moment, Trap
from albumsync_sandbox.postgres import Postgres, postgres

pytestmark = pytest.mark.system("unshare", "ip", "mount")


def albumsync(environment: dict[str, str], *command: str) -> Said:
    ended = subprocess.run(
        [sys.executable, "-m", "albumsync_dagster.cli", *command],
        env={**os.environ, **environment, "ALBUMSYNC_REQUESTS_PER_SECOND": "50"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    assert "This is a bug" not in ended.stderr
    return Said(ended.returncode, ended.stdout, ended.stderr)


def assert_in_step(servers: Stage) -> None:
    truth = servers.truth()
    assert all(set(album.rows) == {album.name} for album in truth.albums.values())
    assert {line.status for line in truth.journal} <= {"done", "verified", "abandoned"}


def once(function: str, act: object) -> Trap:
    """Do this at the first call of a function, before the server hears of it."""
    done: list[Call] = []

    def meddle(call: Call, moment: Moment) -> None:
        if not done and moment is Moment.BEFORE and call.path.endswith(function):
            done.append(call)
            assert callable(act)
            act()

    return Trap(on_call=meddle)


# Crashes


class Restartable:
    """A server that can be stopped in the hard way and started again, behind an address that stays."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._stack = ExitStack()
        self.server = self._stack.enter_context(postgres(state))
        self._port = self.server.port
        self._starting: threading.Timer | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._forward, daemon=True).start()

    @property
    def address(self) -> Postgres:
        return Postgres(self._listener.getsockname()[1], self.server.password)

    def stop_immediately(self, *, down_for: float = 0.0) -> None:
        """What ``pg_ctl stop -m immediate`` does, and a start so many seconds after it."""
        postmaster = int((self._state / "data/postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGQUIT)
        self._starting = threading.Timer(down_for, self._start_again)
        self._starting.start()

    def close(self) -> None:
        if self._starting is not None:
            self._starting.join()
        self._listener.close()
        self._stack.close()

    def _start_again(self) -> None:
        self._stack.close()
        self._stack = ExitStack()
        self._port = self._stack.enter_context(postgres(self._state)).port

    def _forward(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                threading.Thread(target=self._join, args=(here,), daemon=True).start()

    def _join(self, here: socket.socket) -> None:
        with here, suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as there:
            back = threading.Thread(target=_pump, args=(there, here), daemon=True)
            back.start()
            _pump(here, there)
            back.join()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
    for each in (one, other):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextmanager
def fragile(folder: Path) -> Iterator[tuple[Restartable, Stage]]:
    """A stage over a server of its own, whose commits outlive a crash as those of a hosted project do."""
    database = Restartable(folder / "postgres")
    try:
        with stage(database.address) as servers:
            name = servers.connection.info.dbname
            servers.connection.execute(f"alter database {name} set synchronous_commit = on".encode())
            servers.connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'"
            )
            servers.set_scene(4)
            yield database, servers
            servers.connection.close()
    finally:
        database.close()


def assert_goes_on(database: Restartable, servers: Stage) -> None:
    """The run waits for the database, ends well, and both sides are in step."""
    said = albumsync(servers.environment(), "apply", "--yes")
    servers.connection.close()
    servers.connection = psycopg.connect(database.address.url(servers.database, role="supabase_admin"), autocommit=True)
    assert said.code == 0, f"{said.out}{said.err}"
    assert_in_step(servers)


@pytest.mark.parametrize("function", ["albumsync_journal", "albumsync_record_outcomes", "albumsync_write_rows"])
def test_a_database_that_is_stopped_immediately_is_waited_for_and_the_run_goes_on(
    tmp_path: Path, function: str
) -> None:
    with fragile(tmp_path) as (database, servers):
        servers.set_trap(once(function, database.stop_immediately))
        assert_goes_on(database, servers)


@pytest.mark.parametrize("function", ["albumsync_journal", "albumsync_write_rows", "albumsync_mark_verified"])
def test_a_backend_that_is_killed_is_waited_for_and_the_run_goes_on(tmp_path: Path, function: str) -> None:
    """The others are ended by the server itself, which starts anew."""
    with fragile(tmp_path) as (database, servers):

        def kill() -> None:
            backends = servers.connection.execute(
                "select pid from pg_stat_activity where usename = 'authenticator' and datname = current_database()"
            ).fetchall()
            assert backends
            os.kill(backends[0][0], signal.SIGKILL)

        servers.set_trap(once(function, kill))
        assert_goes_on(database, servers)


# Full, and read-only


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    # As root, the server runs as nobody.
    owner = 65534 if os.geteuid() == 0 else os.geteuid()
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size=2m,mode=0700,uid={owner}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def fill(admin: psycopg.Connection) -> None:
    """To the last page: in large steps, then row by row, then with rows as small as they can be."""
    for rows, size in ((200, 500), (1, 500), (1, 1)):
        with pytest.raises(psycopg.errors.DiskFull):
            insert_for_ever(admin, rows, size)


def insert_for_ever(admin: psycopg.Connection, rows: int, size: int) -> None:
    while True:
        admin.execute(
            "insert into photo_metadata (image_key, album_name)"
            " select md5(random()::text), repeat('x', %s) from generate_series(1, %s)",
            [size, rows],
        )


def test_a_full_disk_is_named_and_the_run_says_what_it_left(servers: Stage) -> None:
    servers.set_scene(3)
    admin = servers.connection
    # Not below the folder of this user's, which nobody else may look into.
    with small_disk(Path(f"/tmp/albumsync-full-{os.getpid()}")) as disk:  # noqa: S108
        admin.execute(f"create tablespace full_disk location '{disk}'".encode())
        try:
            admin.execute("alter table photo_metadata set tablespace full_disk")
            fill(admin)
            said = albumsync(servers.environment(), "apply", "--yes")
            assert said.code == 1
            sentence, left, fix = said.err.splitlines()[-3:]
            assert sentence.startswith("The database's disk is full")
            assert left.startswith("3 albums have their new name in SmugMug")
            assert "enlarge its disk" in fix
        finally:
            admin.execute("alter table photo_metadata set tablespace pg_default")
            admin.execute("delete from photo_metadata where album_key is null")
            admin.execute("drop tablespace full_disk")
    assert albumsync(servers.environment(), "apply", "--yes").code == 0
    assert_in_step(servers)


READ_ONLY = """
create or replace function public.albumsync_journal(payload jsonb) returns jsonb language plpgsql
set search_path = '' as $$
begin
  perform set_config('transaction_read_only', 'on', true);
  update public.smugmug_albums set name = name where true;
  return '[]';
end $$
"""
"""A hosted database becomes read-only between two statements; what PostgreSQL then says is its own."""


def test_a_read_only_database_is_named_and_nothing_is_renamed(servers: Stage) -> None:
    servers.set_scene(2)
    before = servers.truth()
    found = servers.connection.execute(
        "select pg_get_functiondef(oid) from pg_proc where proname = 'albumsync_journal'"
    ).fetchone()
    assert found
    servers.connection.execute(READ_ONLY)
    try:
        said = albumsync(servers.environment(), "apply", "--yes")
    finally:
        servers.connection.execute(found[0].encode())
    assert said.code == 1
    assert said.err.splitlines()[-2].startswith("The database is read-only: cannot execute UPDATE")
    assert "its disk is full" in said.err
    assert servers.truth() == before
    assert albumsync(servers.environment(), "apply", "--yes").code == 0


# Networks

HOSTS = """127.0.0.1 localhost
2001:db8::1 db.abcdefghijklmnopqrst.supabase.co
192.0.2.1 aws-0-eu-central-1.pooler.supabase.com
"""
DIRECT = "postgresql://me:hid%40den@db.abcdefghijklmnopqrst.supabase.co:5432/postgres"
POOLER = "postgresql://postgres.abcdefgh:hid%40den@aws-0-eu-central-1.pooler.supabase.com:5432/postgres"
ONLY_IPV4 = "ip address add 10.99.0.1/24 dev rig; echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"
ONLY_IPV6 = "ip address add fd99::1/64 dev rig nodad; ip route add default dev rig"


def in_network(setup: str, folder: Path, environment: dict[str, str], *command: str) -> Said:
    """A command in a network of its own, with its own list of hosts."""
    (folder / "hosts").write_text(HOSTS)
    script = (
        f"ip link set lo up; ip link add rig type dummy && ip link set rig up; {setup};"
        f' mount --bind {folder}/hosts /etc/hosts; exec "$@"'
    )
    ended = subprocess.run(
        [
            "unshare",
            "--net",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            sys.executable,
            "-m",
            "albumsync_dagster.cli",
            *command,
        ],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        cwd=folder,
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize("command", ["migrate", "doctor"])
def test_on_a_network_without_ipv6_the_session_pooler_is_advised(tmp_path: Path, command: str) -> None:
    said = in_network(ONLY_IPV4, tmp_path, {"ALBUMSYNC_DATABASE_URL": DIRECT, "COLUMNS": "300"}, command)
    assert said.code == 1
    told = " ".join((said.out + said.err).split())
    assert "has an IPv6 address only, and this network has no IPv6" in told
    assert "Session pooler, port 5432" in told
    assert "hid" not in told


def test_on_a_network_without_ipv4_the_direct_connection_is_advised(tmp_path: Path) -> None:
    setup = ONLY_IPV6.replace("; ip route add default dev rig", "")
    said = in_network(setup, tmp_path, {"ALBUMSYNC_DATABASE_URL": POOLER}, "migrate")
    assert said.code == 1
    assert "has IPv4 only, and this network has no IPv4" in said.err
    assert "Direct connection" in said.err
    assert "hid" not in said.err


@pytest.mark.parametrize("setup", [ONLY_IPV4, ONLY_IPV6.partition(";")[0]], ids=["no IPv6", "no IPv4"])
def test_commands_on_such_a_network_end_with_a_sentence(tmp_path: Path, setup: str) -> None:
    environment = {
        "SMUGMUG_API_KEY": "k",
        "SMUGMUG_API_SECRET": "s",
        "SMUGMUG_ACCESS_TOKEN": "t",
        "SMUGMUG_ACCESS_TOKEN_SECRET": "u",
        "SUPABASE_URL": "https://abcdefgh.supabase.co",
        "SUPABASE_SECRET_KEY": "sb_secret_0123456789",
        "ALBUMSYNC_PATIENCE": "0",
    }
    for command in ("pull", "history", "health", "verify"):
        said = in_network(setup, tmp_path, environment, command)
        assert said.code == 1
        assert "Traceback" not in said.err
        assert "cannot be reached" in said.err or "cannot be reached" in said.err
