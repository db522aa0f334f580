"""The command ``albumsync``: which commands there are, in the order of need, and what they have in common.

Here: wiring. What a command does is in the module of its subject, and imports what it needs when it is called:
`albumsync --help` and shell completion load neither a client nor Dagster.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from inspect import getdoc
from typing import Annotated, ParamSpec

import typer

from albumsync_dagster.cli import (
    changing,
    checking,
    demonstrating,
    enriching,
    planning,
    pure,
    reading,
    reviewing,
    sandboxing,
    setting_up,
)
from albumsync_dagster.cli.errors import Interrupted
from albumsync_dagster.cli.progress import report_delays
from albumsync_dagster.exit_codes import in_one_line

Parameters = ParamSpec("Parameters")

app = typer.Typer(
    name="albumsync",
    help="Keep the album names in SmugMug and the photo rows in Supabase in step.",
    epilog=f"Exit codes: {in_one_line()}. Try `albumsync demo` first: it needs no account.",
    no_args_is_help=True,
    # Plain help: rich's boxes would cost half of the start-up time.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    # The width of the terminal up to 120 columns; without this, click stops at 80.
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"albumsync {version('albumsync-dagster')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; secrets are masked.")] = False,
) -> None:
    """Keep the album names in SmugMug and the photo rows in Supabase in step."""


def _finishing(command: Callable[Parameters, int], *, writes: bool) -> Callable[Parameters, None]:
    """Turn what a command returns into the exit code, and Ctrl-C into a sentence that says how things stand."""

    @wraps(command)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            with report_delays():
                code = command(*args, **kwargs)
            # The reader of the output may be slow: an interruption then is still one of this command.
            sys.stdout.flush()
        except KeyboardInterrupt:
            raise Interrupted(writes=writes) from None
        raise typer.Exit(code)

    return run


def _add(name: str, command: Callable[Parameters, int], *, writes: bool = False) -> None:
    """Register a command; the examples of its docstring keep their lines and stand below its options."""
    text, _, examples = (getdoc(command) or "").partition("\nExamples:\n")
    # \b keeps the lines of a paragraph as they are.
    epilog = f"\b\nExamples:\n{examples}" if examples else None
    app.command(name, help=text, epilog=epilog)(_finishing(command, writes=writes))


_add("demo", demonstrating.demo)
_add("sandbox", sandboxing.sandbox)

_add("login", setting_up.login)
_add("migrate", setting_up.migrate)
_add("doctor", checking.doctor)
_add("backfill-keys", setting_up.backfill_keys)

_add("pull", reading.pull)
_add("enrich", enriching.enrich)
_add("plan", planning.plan)
_add("review", reviewing.review, writes=True)
_add("decide", reviewing.decide)
_add("apply", changing.apply, writes=True)
_add("verify", checking.verify)
_add("undo", changing.undo, writes=True)
_add("heal", changing.heal, writes=True)

_add("history", reading.history)
_add("health", reading.health)

_add("name", pure.name)
_add("drift", pure.drift)
