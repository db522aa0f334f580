"""Commands of the first hour: ``login`` to SmugMug, ``migrate`` the database, ``backfill-keys`` of the photo rows."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from albumsync_dagster.cli.errors import FileError
from albumsync_dagster.cli.options import AsJson, DryRun, Overwriting
from albumsync_dagster.cli.output import facts, print_json
from albumsync_dagster.cli.progress import counting, waiting
from albumsync_dagster.exit_codes import ExitCode


def login(
    env_file: Annotated[
        Path, typer.Option(metavar="FILE", dir_okay=False, help="File for the tokens; only you can read it.")
    ] = Path(".env"),
    browser: Annotated[bool, typer.Option(help="Open the consent page in a browser.")] = True,
) -> int:
    """Give albumsync access to your SmugMug account.

    Opens SmugMug's page in the browser, and asks for the code of six digits that it shows. Needs SMUGMUG_API_KEY and
    SMUGMUG_API_SECRET. The tokens are written to .env and never printed.

    Examples:
        albumsync login
        albumsync login --no-browser --env-file /etc/albumsync.env
    """
    from albumsync_dagster.network import read_network
    from albumsync_dagster.settings import load_settings
    from albumsync_dagster.smugmug.login import Login, write_tokens

    settings = load_settings()
    settings.require("smugmug_api_key", "smugmug_api_secret")
    try:
        # Now, while no code has been used up for tokens that could not be kept.
        tempfile.TemporaryFile(dir=env_file.resolve().parent).close()
    except OSError as error:
        raise FileError(env_file, error, writing=True) from None
    secret = settings.smugmug_api_secret
    with Login(
        settings.smugmug_api_key or "",
        secret.get_secret_value() if secret else "",
        base_url=settings.smugmug_api_base,
        network=read_network(),
    ) as session:
        screen = facts()
        with waiting("Waiting for SmugMug ...", screen):
            url = session.begin()
        screen.print("Open this page, allow albumsync, and come back with the six digits:")
        screen.print(url, soft_wrap=True)
        if browser and _has_screen():
            typer.launch(url)
        tokens = session.finish(typer.prompt("Six digits", value_proc=_six_digits, err=True))
    try:
        write_tokens(env_file, tokens)
    except OSError as error:
        raise FileError(env_file, error, writing=True) from None
    screen.print(f"The tokens are in {env_file}, readable for you only. Next: albumsync doctor")
    return ExitCode.DONE


def migrate(as_json: AsJson = False) -> int:
    """Create or update albumsync's tables and functions.

    Needs ALBUMSYNC_DATABASE_URL, a connection as the owner of the tables (Supabase: Project Settings, Database,
    Connection string). Nothing of yours is dropped or renamed. It is safe to run again, and to run several times
    at once. Where SUPABASE_URL and its key are set, it checks afterwards that the REST API has every table and
    function.

    Examples:
        albumsync migrate
    """
    from albumsync_dagster import clients
    from albumsync_dagster.cli import systems
    from albumsync_dagster.settings import load_settings
    from albumsync_dagster.supabase import apply_migrations, check_visible

    settings = load_settings()
    settings.require("database_url")
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    with ExitStack() as stack:
        client = None
        if settings.supabase_url and settings.supabase_secret_key:
            # A setting that it cannot use is said before the database is changed.
            client = stack.enter_context(clients.supabase_client(settings, attended=systems.attended()))
        with waiting("Reading the database ...", facts(), quiet=as_json):
            applied = apply_migrations(url)
        if not as_json:
            for name in applied:
                facts().print(f"✔ {name}")
        if client:
            with waiting("Checking through the REST API ...", facts(), quiet=as_json):
                check_visible(client, url)
    if as_json:
        print_json("migrate", {"applied": applied})
    elif not applied:
        facts().print("Up to date: every table and function exists.")
    return ExitCode.DONE


def backfill_keys(
    dry_run: DryRun = False,
    overwrite: Annotated[
        Overwriting,
        typer.Option(
            metavar="WHICH", help="Which album keys may be replaced: nothing, damaged (keys of no album), or all."
        ),
    ] = Overwriting.NOTHING,
    as_json: AsJson = False,
) -> int:
    """Find the album of every photo row.

    A photo row says in album_key which album it belongs to. Rows of older uploads often lack it, and then no rename
    can reach them. This asks SmugMug which photos each album has, and fills the keys that are missing. A photo that
    is in several albums belongs to the one that it was uploaded to. Ends with 3 where rows are left without a key.

    Examples:
        albumsync backfill-keys --dry-run
        albumsync backfill-keys --overwrite damaged
    """
    from albumsync_dagster.cli import figures, shapes, systems
    from albumsync_dagster.supabase import Overwrite
    from albumsync_dagster.sync import backfilling

    with systems.both_sides() as (settings, both), counting("Reading albums", quiet=as_json) as progress:
        report = backfilling.backfill_keys(
            both,
            systems.new_run(settings),
            overwrite=Overwrite(overwrite.value),
            dry_run=dry_run,
            progress=progress,
        )
    if as_json:
        print_json("backfill-keys", shapes.of_backfill(report))
    else:
        screen = facts()
        screen.print(figures.backfill_table(report))
        for failure in report.failures:
            screen.print(figures.failure_line(failure))
    return report.exit_code


def _has_screen() -> bool:
    """Whether a browser can show itself: over SSH, a text browser would take the terminal away."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _six_digits(text: str) -> str:
    """What a person typed, if it can be the code; a slip of the finger is asked for again."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise typer.BadParameter("These are not six digits.")
    return digits
