from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from albumsync_sandbox import keeper
from albumsync_sandbox import postgres as module
from albumsync_sandbox.postgres import Postgres, SandboxError, postgres


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a server of its own ran in before."""
    folder = tmp_path_factory.mktemp("state")
    with postgres(folder):
        return folder


def test_databases_survive_a_restart_and_nothing_runs_in_between(state: Path) -> None:
    with postgres(state) as first:
        first.create_database("gallery")
        with psycopg.connect(first.url("gallery")) as connection:
            connection.execute("create table kept as select 42 as answer")
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(first.url("gallery"))
    with postgres(state) as second, psycopg.connect(second.url("gallery")) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)


def test_the_server_ends_when_its_parent_is_killed(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import pathlib, sys, time\n"
        "from albumsync_sandbox.postgres import postgres\n"
        "with postgres(pathlib.Path(sys.argv[1])) as server:\n"
        "    print(server.port, flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(state)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        postmaster = int((state / "data" / "postmaster.pid").read_text().split()[0])
        parent.kill()
    assert port > 0
    # Every process of the server holds the folder's lock: to get it means that none is left, however long that takes.
    monkeypatch.setattr(module, "_LOCK_SECONDS", 120.0)
    with postgres(state), pytest.raises(ProcessLookupError):
        os.kill(postmaster, 0)


def test_a_stale_pid_file_does_not_stop_the_next_start(state: Path) -> None:
    # What a power cut leaves, the number being taken by another process since (here: by this one).
    (state / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{state}/data\n0\n5432\n\n127.0.0.1\n0 0\nready\n")
    with postgres(state) as server:
        psycopg.connect(server.url("postgres")).close()


def test_an_interrupted_first_start_is_started_over(tmp_path: Path) -> None:
    (tmp_path / "data.part" / "base").mkdir(parents=True)
    (tmp_path / "password.part").write_text("half a pass")
    with postgres(tmp_path) as server:
        psycopg.connect(server.url("postgres")).close()


def test_a_folder_in_use_is_refused_in_one_sentence(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOCK_SECONDS", 0.0)
    with postgres(state), pytest.raises(SandboxError, match="Another sandbox uses the folder"), postgres(state):
        raise AssertionError("the block must not be entered")


def test_two_servers_run_beside_each_other(server: Postgres, state: Path) -> None:
    with postgres(state) as other:
        assert other.port != server.port
        assert other.password != server.password


def test_a_server_that_can_not_start_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    with postgres(tmp_path):
        pass
    with (tmp_path / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = on\n")
    with pytest.raises(SandboxError, match="PostgreSQL did not start: configuration file"), postgres(tmp_path):
        raise AssertionError("the block must not be entered")


def test_the_password_is_private_and_needed(server: Postgres, state: Path) -> None:
    with postgres(state) as own:
        mode = stat.S_IMODE((state / "password").stat().st_mode)
        assert mode == stat.S_IRUSR | stat.S_IWUSR
        assert own.password not in repr(own)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("postgres").replace(server.password, "guessed"))


def test_the_project_owner_is_no_superuser_as_on_hosted_supabase(server: Postgres) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
    assert row == (False, True, True, True)


@pytest.mark.parametrize(("role", "timeout"), [("anon", "3s"), ("authenticated", "8s")])
def test_api_roles_carry_the_statement_time_outs_of_hosted_supabase(server: Postgres, role: str, timeout: str) -> None:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute("select rolconfig from pg_roles where rolname = %s", [role]).fetchone()
    assert row == ([f"statement_timeout={timeout}"],)


def test_new_tables_are_granted_to_the_api_roles_and_service_role_passes_row_level_security(server: Postgres) -> None:
    server.create_database("grants")
    with psycopg.connect(server.url("grants")) as connection:
        connection.execute("create table public.hidden as select 1 as a")
        connection.execute("alter table public.hidden enable row level security")
    with psycopg.connect(server.url("grants", role="authenticator")) as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("8s",)
        counts = {}
        for role in ("anon", "authenticated", "service_role"):
            connection.execute(f"set role {role}".encode())
            counts[role] = connection.execute("select count(*) from public.hidden").fetchone()
    assert counts == {"anon": (0,), "authenticated": (0,), "service_role": (1,)}


def test_a_database_can_be_copied_and_dropped_while_it_is_in_use(server: Postgres) -> None:
    server.create_database("original")
    with psycopg.connect(server.url("original")) as connection:
        connection.execute("create table copied as select 1 as a")
    server.create_database("copy", template="original")
    with psycopg.connect(server.url("copy"), autocommit=True) as connection:
        assert connection.execute("select a from copied").fetchone() == (1,)
        server.drop_database("copy")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.url("copy"))


def test_the_keeper_interrupts_its_command_at_the_end_of_input_and_exits_as_it_does() -> None:
    program = """
import sys, time
try:
    print("ready", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    sys.exit(7)
"""
    command = [sys.executable, "-I", "-S", keeper.__file__, sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait() == 7


def test_a_keeper_whose_command_ends_first_exits_as_it_did_and_says_nothing() -> None:
    """It aborted in Python's shutdown, and what it wrote stood in the place of the server's reason."""
    command = [sys.executable, "-I", "-S", keeper.__file__, sys.executable, "-c", "raise SystemExit(7)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        assert (process.wait(60), said) == (7, b"")
