"""What ``albumsync doctor`` looks at, and in which order. Reads only; printing is elsewhere.

What SmugMug says of itself is examined by ``smugmug.doctor``; here is everything else: settings, Supabase, the
migrations, Dagster's own database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from albumsync_dagster.cli import systems
from albumsync_dagster.clients import SMUGMUG_SETTINGS, SUPABASE_SETTINGS, smugmug_client, supabase_client
from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.network import read_network, web_address
from albumsync_dagster.settings import Settings, load_settings, variable

if TYPE_CHECKING:
    from pydantic import SecretStr

    from albumsync_dagster.supabase import KeyCounts

DAGSTER_VARIABLES = ("DAGSTER_PG_HOST", "DAGSTER_PG_PORT", "DAGSTER_PG_USER", "DAGSTER_PG_PASSWORD", "DAGSTER_PG_DB")
_CONNECT_SECONDS = 5
_PATIENCE_SECONDS = 3.0
"""A doctor who waits out an outage is no help."""


class State(StrEnum):
    """How one thing is."""

    OK = "ok"
    BROKEN = "broken"
    NOT_SET_UP = "not set up"
    """Not there, and needed by some commands only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    area: str
    name: str
    state: State
    detail: str
    fix: str = ""

    def document(self) -> dict[str, Any]:
        """As ``--json`` prints it."""
        return {"area": self.area, "name": self.name, "state": self.state, "detail": self.detail, "fix": self.fix}


def examine() -> list[Finding]:
    """Look at everything; what depends on something broken is left out."""
    try:
        settings = load_settings()
    except AlbumSyncError as error:
        return [_broken("Settings", "readable", error)]
    return [
        *_settings(settings),
        *_network(settings),
        *_smugmug(settings),
        *_supabase(settings),
        *_migrations(settings),
        *_dagster(),
    ]


def _settings(settings: Settings) -> Iterator[Finding]:
    for area, names in (("SmugMug", SMUGMUG_SETTINGS), ("Supabase", SUPABASE_SETTINGS)):
        if missing := [variable(name) for name in names if getattr(settings, name) is None]:
            fix = "`albumsync login` writes it." if missing[0].startswith("SMUGMUG_ACCESS") else "See .env.example."
            yield Finding("Settings", area, State.BROKEN, f"Missing: {', '.join(missing)}.", fix)
        else:
            yield Finding("Settings", area, State.OK, f"{len(names)} variables are set.")
    from albumsync_dagster.dagster_values import check_for_dagster

    try:
        check_for_dagster(settings)
    except AlbumSyncError as error:
        yield _broken("Settings", "Dagster", error)


def _network(settings: Settings) -> Iterator[Finding]:
    """Which way leads to either system; a setting that cannot be used is said by every command, so here as well."""
    try:
        network = read_network()
    except AlbumSyncError as error:
        yield _broken("Network", "settings", error)
        return
    for system, url in (("SmugMug", settings.smugmug_api_base), ("Supabase", settings.supabase_url)):
        # An address that is none is a finding of its system, below.
        if url is not None and web_address(url):
            yield Finding("Network", system, State.OK, network.described(url))
    if network.ignored:
        detail = f"NO_PROXY has entries that have no effect: {', '.join(network.ignored)}."
        yield Finding("Network", "NO_PROXY", State.OK, detail, "Name hosts, addresses or networks, without a scheme.")


def _smugmug(settings: Settings) -> Iterator[Finding]:
    from albumsync_dagster.smugmug.doctor import diagnose

    if _lacks(settings, SMUGMUG_SETTINGS):
        return
    try:
        with smugmug_client(_impatient(settings), attended=systems.attended()) as client:
            found = diagnose(client)
    except AlbumSyncError as error:
        yield _broken("SmugMug", "client", error)
        return
    for finding in found:
        # The clock is this computer's, though only SmugMug's answers tell that it is wrong.
        area = "Computer" if finding.name == "clock" else "SmugMug"
        state = State.OK if finding.ok else State.BROKEN
        yield Finding(area, finding.name, state, finding.detail, finding.fix)


def _supabase(settings: Settings) -> Iterator[Finding]:
    from albumsync_dagster.supabase import role_of

    if _lacks(settings, SUPABASE_SETTINGS):
        return
    key = _plain(settings.supabase_secret_key)
    role = role_of(key)
    if role not in (None, "service_role"):
        yield Finding(
            "Supabase",
            "key",
            State.BROKEN,
            "This is the publishable key." if key.startswith("sb_") else f"This is the key of the role {role}.",
            "Put a secret key into SUPABASE_SECRET_KEY (sb_secret_..., Project Settings, API Keys).",
        )
        return
    try:
        with supabase_client(_impatient(settings), attended=systems.attended()) as client:
            missing = client.missing_objects()
            kind = (
                "a secret key" if key.startswith("sb_") else "a legacy key; secret keys (sb_secret_...) replace those"
            )
            yield Finding("Supabase", "key", State.OK, f"Supabase accepts it: {kind}.")
            if missing:
                named = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
                yield Finding("Supabase", "functions", State.BROKEN, f"Missing: {named}.", _fix_of_missing(settings))
                return
            yield Finding("Supabase", "functions", State.OK, "Every table and function is there.")
            yield from _photo_rows(client.album_key_counts())
            if settings.after_sync:
                yield _after_sync(settings.after_sync, found=client.after_sync_is_callable(settings.after_sync))
            if settings.enrichment_view:
                client.check_enrichment_view()
                detail = f"{settings.enrichment_view} can be read."
                yield Finding("Supabase", variable("enrichment_view"), State.OK, detail)
    except AlbumSyncError as error:
        yield _broken("Supabase", "answers", error)


def _after_sync(function: str, *, found: bool) -> Finding:
    name = variable("after_sync")
    if found:
        return Finding("Supabase", name, State.OK, f"{function} can be called.")
    detail = f"public has no function {function} without arguments that service_role may call."
    fix = f"Correct {name}, make the function, or `grant execute on function public.{function} to service_role`."
    return Finding("Supabase", name, State.BROKEN, detail, fix)


def _fix_of_missing(settings: Settings) -> str:
    """Where the database itself has every function, `albumsync migrate` has nothing to do: then it is another one."""
    import psycopg

    from albumsync_dagster.supabase.client import FUNCTIONS
    from albumsync_dagster.supabase.dsn import read_dsn

    if settings.database_url is None:
        return "Run `albumsync migrate`."
    try:
        with psycopg.connect(read_dsn(_plain(settings.database_url)).text, connect_timeout=_CONNECT_SECONDS) as there:
            found = there.execute(
                "select count(distinct proname) from pg_proc where proname = any (%s)", [list(FUNCTIONS)]
            )
            complete = found.fetchone() == (len(FUNCTIONS),)
    except (AlbumSyncError, psycopg.Error, UnicodeError):
        # That it is out of reach is a finding of its own.
        complete = False
    if not complete:
        return "Run `albumsync migrate`."
    return (
        "ALBUMSYNC_DATABASE_URL leads to a database that has all of them: SUPABASE_URL is of another project, or its "
        "API has not read the schema again (run `notify pgrst, 'reload schema';`)."
    )


def _photo_rows(counts: KeyCounts) -> Iterator[Finding]:
    """Photo rows that belong to no album are no defect of the set-up, but no rename reaches them."""
    lost = counts.without_key + counts.unknown_key
    if not lost:
        yield Finding("Supabase", "photo rows", State.OK, f"{counts.photos:,}, every one with the key of an album.")
        return
    detail = f"{counts.photos:,}, of which {lost:,} name no album that was read."
    fix = "`albumsync pull` reads the albums, then `albumsync backfill-keys` fills the keys."
    yield Finding("Supabase", "photo rows", State.OK, detail, fix)


def _migrations(settings: Settings) -> Iterator[Finding]:
    import psycopg

    from albumsync_dagster.supabase.dsn import connection_error, read_dsn

    if settings.database_url is None:
        yield Finding(
            "Database", variable("database_url"), State.NOT_SET_UP, "Not set; only `albumsync migrate` needs it."
        )
        return
    try:
        dsn = read_dsn(_plain(settings.database_url))
    except AlbumSyncError as error:
        yield _broken("Database", "connection", error)
        return
    try:
        with psycopg.connect(dsn.text, connect_timeout=_CONNECT_SECONDS) as connection:
            owner = connection.execute("select current_user").fetchone()
    except (psycopg.Error, UnicodeError) as error:
        yield _broken("Database", "connection", connection_error(error, dsn))
        return
    yield Finding("Database", "connection", State.OK, f"Connected as {owner[0] if owner else 'an unknown role'}.")


def _dagster() -> Iterator[Finding]:
    import psycopg

    from albumsync_dagster.supabase.dsn import Dsn, connection_error

    missing = [name for name in DAGSTER_VARIABLES if not os.environ.get(name)]
    if missing == list(DAGSTER_VARIABLES):
        yield Finding("Dagster", "DAGSTER_PG_*", State.NOT_SET_UP, "Not set; only Dagster needs them.")
        return
    if missing:
        yield Finding("Dagster", "settings", State.BROKEN, f"Missing: {', '.join(missing)}.", "See .env.example.")
        return
    host, port, user, password, database = (os.environ[name] for name in DAGSTER_VARIABLES)
    try:
        psycopg.connect(
            host=host, port=port, user=user, password=password, dbname=database, connect_timeout=_CONNECT_SECONDS
        ).close()
    except (psycopg.Error, UnicodeError) as error:
        yield _broken("Dagster", "database", connection_error(error, Dsn("", host, port, "DAGSTER_PG_*")))
        return
    yield Finding("Dagster", "database", State.OK, f"{database} on {host} answers.")


def _impatient(settings: Settings) -> Settings:
    return settings.model_copy(update={"patience": _PATIENCE_SECONDS})


def _lacks(settings: Settings, names: tuple[str, ...]) -> bool:
    return any(getattr(settings, name) is None for name in names)


def _broken(area: str, name: str, error: AlbumSyncError) -> Finding:
    return Finding(area, name, State.BROKEN, error.sentence, error.fix)


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
