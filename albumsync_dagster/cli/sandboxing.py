"""The command ``sandbox``: the outside world on this machine for as long as somebody wants it, with Dagster or without.

Not here: what that world is made of (``albumsync_sandbox``), the guided tour through it (``demonstrating``).
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumsync_dagster.cli.errors import CliError
from albumsync_dagster.cli.options import AsJson, StateFolder
from albumsync_dagster.cli.output import facts, print_json, remark, write_whole

if TYPE_CHECKING:
    from albumsync_sandbox import World

_START_SECONDS = 120.0
_STOP_SECONDS = 30.0


def sandbox(
    state: StateFolder = None,
    env_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write the variables there, for its owner only."),
    ] = None,
    dagster: Annotated[bool, typer.Option("--dagster", help="Also start Dagster's web UI and daemon on it.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web UI; the next free one is taken.")] = 3000,
    as_json: AsJson = False,
) -> int:
    """Run a damaged sample gallery on stand-ins for both systems.

    It runs until Ctrl-C. Prints the environment that makes every other command work on it. Needs no account and no
    network.

    Examples:
        albumsync sandbox --env-file sandbox.env
        albumsync sandbox --dagster

    In another terminal: `set -a; . ./sandbox.env; albumsync pull`.
    """
    from albumsync_sandbox import sandbox as start

    folder = state_folder(state)
    remark("Starting the sandbox ...", style="dim")
    try:
        with start(folder) as world:
            environment = environment_of(world)
            if env_file is not None:
                write_whole(env_file, _lines(environment).encode(), private=True)
            if dagster:
                with _dagster(folder, environment, port) as url:
                    _announce(environment, as_json=as_json, url=url, env_file=env_file)
                    threading.Event().wait()
            _announce(environment, as_json=as_json, url=None, env_file=env_file)
            threading.Event().wait()
    except KeyboardInterrupt:
        # Ctrl-C is how a sandbox ends, not a failure.
        remark("The sandbox ended; nothing of it is running any more.", style="dim")
    finally:
        if env_file is not None:
            env_file.unlink(missing_ok=True)
    return 0


def environment_of(world: World) -> dict[str, str]:
    """What points every command at the sandbox. Nobody has to be spared there, so the pace is the fastest."""
    return {**world.environment(), "ALBUMSYNC_REQUESTS_PER_SECOND": "50"}


def state_folder(wanted: Path | None) -> Path:
    """Where the sandbox keeps its database: the folder that was named, ``.albumsync`` here, or one in the home."""
    if wanted is not None:
        return wanted
    here = Path(".albumsync")
    if os.access(here if here.exists() else ".", os.W_OK):
        return here
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "albumsync"


def _announce(environment: Mapping[str, str], *, as_json: bool, url: str | None, env_file: Path | None) -> None:
    if as_json:
        print_json("sandbox", {"environment": dict(environment), "dagster_url": url})
    else:
        if url is None:
            sys.stdout.write(_lines(environment, export=True))
        else:
            facts().print(f"Dagster's web UI: {url}", soft_wrap=True)
        remark("The sandbox is running; Ctrl-C ends it. `albumsync pull`, then `plan`, with these variables set.")
        if env_file is not None:
            remark(f"They are in {env_file} as well, until it ends.", style="dim")
    sys.stdout.flush()


def _lines(environment: Mapping[str, str], *, export: bool = False) -> str:
    before = "export " if export else ""
    return "".join(f"{before}{name}={shlex.quote(value)}\n" for name, value in environment.items())


@contextmanager
def _dagster(folder: Path, environment: Mapping[str, str], wanted_port: int) -> Iterator[str]:
    """Run Dagster's webserver and daemon for the length of the block and yield the address of the web UI."""
    from albumsync_sandbox import keeper

    home = (folder / "dagster").absolute()
    home.mkdir(parents=True, exist_ok=True)
    for name in ("dagster.yaml", "workspace.yaml"):
        shutil.copyfile(_shipped(name), home / name)
    port = _free_port(wanted_port)
    log = home / "dagster.log"
    command = [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as output, _ctrl_c_not_ignored():
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            # The keeper ends it even where this process is killed; the working folder has no .env of the user's.
            [sys.executable, "-I", "-S", keeper.__file__, *command],
            cwd=home,
            env={
                **os.environ,
                **environment,
                "DAGSTER_HOME": str(home),
                # A picking of albums waits for a code server that is being started anew, as in docs/deploy/systemd.
                "DAGSTER_BACKFILL_RETRY_DEFINITION_CHANGED_ERROR": "1",
            },
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(url, process, log)
        _read_the_gallery(port, log)
        yield url
    finally:
        _stop(process)


@contextmanager
def _ctrl_c_not_ignored() -> Iterator[None]:
    """A shell starts background jobs with SIGINT ignored. Children inherit that, and SIGINT is what ends Dagster."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _shipped(name: str) -> Path:
    """A file beside the package in a checkout, inside it where it was installed from a wheel."""
    package = Path(__file__).parent.parent
    return next(path for path in (package / name, package.parent / name) if path.exists())


def _free_port(wanted: int) -> int:
    for port in (*range(wanted, min(wanted + 20, 65536)), 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as listener:
            return int(listener.getsockname()[1])
    raise CliError("No port is free for the web UI.", "Choose one with --port.")


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import urllib.request

    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/server_info", timeout=5):  # noqa: S310 - our own http address
                return
        except OSError:
            time.sleep(0.2)
    last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
    raise CliError(f"Dagster did not start: {last[0]}.", f"Its log is {log}.")


def _read_the_gallery(port: int, log: Path) -> None:
    """Run the job ``refresh_albums`` once: its albums are what there is to pick in the web UI."""
    from dagster import DagsterRunStatus
    from dagster_graphql import DagsterGraphQLClient

    remark("Reading the sample gallery ...", style="dim")
    dagster = DagsterGraphQLClient("127.0.0.1", port_number=port)
    run = dagster.submit_job_execution("refresh_albums")
    deadline = time.monotonic() + _START_SECONDS
    while (status := dagster.get_run_status(run)) is not DagsterRunStatus.SUCCESS:
        if status is DagsterRunStatus.FAILURE or time.monotonic() > deadline:
            raise CliError("Dagster could not read the sample gallery.", f"Its log is {log}.")
        time.sleep(0.5)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let Dagster end its own children; what is left of its group after a while is killed."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
