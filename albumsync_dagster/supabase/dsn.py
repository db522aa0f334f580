"""Connection strings of PostgreSQL: read and checked before anything is looked up, and what a failed connection means.

Here: the string and the reasons. Not here: what is done over a connection (``migrate``).

A password may stand in the string, and where it holds `@` or `/` it is libpq that would take a part of it for the name
of a host. So a string that can be read in two ways is refused before libpq sees it, and no message shows any of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from albumsync_dagster.errors import Kind
from albumsync_dagster.supabase.errors import SupabaseError, SupabaseRefused, SupabaseUnavailable
from albumsync_dagster.supabase.responses import Cause

VARIABLE: Final = "ALBUMSYNC_DATABASE_URL"
CONNECT_SECONDS: Final = 15

_FORM = "It has the form postgresql://USER:PASSWORD@HOST:5432/postgres."
_POOLER = "copy the session pooler's string (Connect, Session pooler, port 5432) from Supabase"

_URL = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_DIRECT = re.compile(r"^db\.[a-z0-9]+\.supabase\.[a-z]+$")
_POOLED = re.compile(r"\.pooler\.supabase\.[a-z]+$")

_UNREACHABLE = ("network is unreachable", "no route to host", "cannot assign requested address")
_UNKNOWN_HOST = (
    "failed to resolve host",
    "could not translate host name",
    "name or service not known",
    "nodename nor servname",
    "no address associated",
    "temporary failure in name resolution",
)

CAUSES: tuple[Cause, ...] = (
    # First: its message may name a database or a role, which the rows of these would take for theirs.
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The server at {address} has no connection left",
        fix="Close other connections to it, or run the command again later; it continues where it stopped.",
        words=("max clients", "too many clients", "remaining connection slots", "too many connections"),
        codes=("53300",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The database at {address} does not accept the user or the password",
        fix="Correct both in {variable}; Supabase sets a new password under Project Settings, Database.",
        words=("password authentication failed", "wrong password", "no password supplied", 'role "'),
        codes=("28P01",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The pooler at {address} does not know the project",
        fix="In {variable} the user of a pooler is postgres.PROJECT, and its host names the region of the project.",
        words=("tenant or user not found", "tenant/user", "unsupported or invalid user"),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database at {address} is starting, stopping or was restarted",
        fix="Run the command again in a minute; it continues where it stopped. {variable} is right.",
        words=(
            "the database system is",
            "terminating connection",
            "closed the connection",
            "closed unexpectedly",
            "connection reset",
        ),
        codes=("57P",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The server at {address} does not accept how the connection is secured",
        fix="Put ?sslmode=require at the end of {variable}, or take sslmode out where the server has no TLS.",
        words=("pg_hba.conf", "ssl", "certificate", "sslmode"),
        codes=("28000",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The database that {variable} names does not exist at {address}",
        fix="On Supabase the database in {variable} is called postgres.",
        words=('database "',),
        codes=("3D000",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database cannot be reached: no server listens at {address}",
        fix="Check host and port in {variable}, and that the server runs.",
        words=("connection refused",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database cannot be reached: {address} did not answer in time",
        fix="Check the host in {variable}, and firewalls and network restrictions on the way.",
        words=("timeout expired", "timed out", "timeout"),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The database cannot be reached: its host name is not known ({address})",
        fix="Correct the host in {variable}, or check this network's DNS.",
        words=_UNKNOWN_HOST,
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The database cannot be reached: there is no route from this network to {address}",
        fix="Check the network; a server with an IPv6 address only needs a network with IPv6, and vice versa.",
        words=_UNREACHABLE,
    ),
)
"""Reasons of connections, found by what the driver's message says anywhere in it. Its first line often says least."""

ONLY_IPV6 = Cause(
    kind=Kind.MISCONFIGURED,
    sentence="The database cannot be reached: {address} has an IPv6 address only, and this network has no IPv6",
    fix=f"In place of the direct connection {_POOLER} to {{variable}}: it has IPv4.",
)
ONLY_IPV4 = Cause(
    kind=Kind.MISCONFIGURED,
    sentence="The database cannot be reached: the pooler at {address} has IPv4 only, and this network has no IPv4",
    fix="Copy the string of the direct connection (Connect, Direct connection) to {variable}: it has IPv6.",
)
UNKNOWN = Cause(
    kind=Kind.TRANSIENT,
    sentence="The database cannot be reached or was interrupted at {address}",
    fix="Check {variable} and run the command again; it continues where it stopped.",
)


@dataclass(frozen=True, slots=True)
class Dsn:
    """A connection string that can be read in one way only.

    Attributes:
        text: The string, with its password.
        host: The host, or the folder of a socket; empty for libpq's default.
        port: The port; empty for libpq's default.
        variable: Where the string comes from.
    """

    text: str = field(repr=False)
    host: str
    port: str
    variable: str = VARIABLE

    @property
    def address(self) -> str:
        """Host and port, for sentences."""
        host = f"[{self.host}]" if ":" in self.host else self.host or "this machine"
        return f"{host}, port {self.port or '5432'}"


def read_dsn(text: str, variable: str = VARIABLE) -> Dsn:
    """Check a connection string. Nothing is looked up.

    Raises:
        SupabaseRefused: It cannot be used; the sentence names the variable and shows nothing of the string, except the
            name of a parameter that libpq does not know.
    """
    text = text.strip()
    if _URL.match(text):
        _refuse_two_readings(text, variable)
    try:
        parts = conninfo_to_dict(text)
    except psycopg.ProgrammingError as error:
        raise _unreadable(text, str(error), variable) from None
    host, port = str(parts.get("host") or ""), str(parts.get("port") or "")
    if re.search(r"[@\s]", host) or not all(re.fullmatch(r"\d{0,5}", each) for each in port.split(",")):
        raise SupabaseRefused(f"{variable} has no number as its port, or no name as its host.", _FORM)
    password = str(parts.get("password") or "")
    if re.fullmatch(r"\[.*\]", password):
        raise SupabaseRefused(
            f"The password in {variable} stands in square brackets.",
            "Replace [YOUR-PASSWORD] with the password, brackets included.",
        )
    return Dsn(text, host, port, variable)


def connected(dsn: Dsn, options: str | None = None) -> psycopg.Connection[TupleRow]:
    """A connection in autocommit mode, without prepared statements: behind a pooler they would be another connection's.

    Raises:
        SupabaseError: It could not be made.
    """
    try:
        connection = psycopg.connect(
            dsn.text, autocommit=True, connect_timeout=CONNECT_SECONDS, prepare_threshold=None, options=options
        )
    except (psycopg.OperationalError, UnicodeError) as error:
        raise connection_error(error, dsn) from None
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    return connection


def connection_error(error: Exception, dsn: Dsn) -> SupabaseError:
    """What a failed connection means, by everything that the driver says."""
    text = str(error)
    cause = _cause(text.lower(), getattr(error, "sqlstate", None) or "", dsn.host)
    sentence = cause.sentence.format(address=dsn.address, variable=dsn.variable)
    said = _said(text)
    return raised(cause)(f"{sentence} ({said})." if said else f"{sentence}.", cause.fix.format(variable=dsn.variable))


def raised(cause: Cause) -> type[SupabaseError]:
    """The exception of a row."""
    return SupabaseUnavailable if cause.kind is Kind.TRANSIENT else SupabaseRefused


def rows() -> Iterator[tuple[str, Cause]]:
    """Every row, with what it is found by where that is neither a code nor a word."""
    yield "a direct connection of Supabase that is out of reach", ONLY_IPV6
    yield "a pooler of Supabase that is out of reach", ONLY_IPV4
    yield from (("", cause) for cause in CAUSES)
    yield "anything else", UNKNOWN


def _cause(said: str, sqlstate: str, host: str) -> Cause:
    unreachable = any(piece in said for piece in _UNREACHABLE)
    if _DIRECT.match(host) and (unreachable or any(piece in said for piece in _UNKNOWN_HOST)):
        return ONLY_IPV6
    if _POOLED.search(host) and unreachable:
        return ONLY_IPV4
    for cause in CAUSES:
        if cause.codes and sqlstate.startswith(cause.codes):
            return cause
    for cause in CAUSES:
        if any(piece in said for piece in cause.words):
            return cause
    return UNKNOWN


def _said(text: str) -> str:
    """The reason in the driver's words: the end of the line that says most, without the address, which we show."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [
        line for line in lines if not re.match(r"(Is the server running|This probably means|before or while)", line)
    ]
    line = telling[-1] if telling else ""
    line = re.sub(r"^.*\bfailed: |^connection is bad: |^.*?(?=FATAL:)", "", line)
    line = re.sub(r"^(FATAL|ERROR): *|^failed to resolve host '[^']*': (\[Errno -?\d+\] )?", "", line)
    return " ".join(line.split())[:200].rstrip(".")


def _refuse_two_readings(text: str, variable: str) -> None:
    """An `@` that is not the only one, or behind the first slash, belongs to a password: libpq would not read it so."""
    rest = _URL.sub("", text, count=1)
    authority = rest.partition("/")[0]
    if rest.count("@") > 1 or (rest.count("@") == 1 and "@" not in authority):
        raise SupabaseRefused(
            f"The password in {variable} holds characters that have a meaning in an address.",
            "Write @ as %40, / as %2F, # as %23, : as %3A, ? as %3F and % as %25 in it, or set a password of letters "
            "and digits.",
        )


def _unreadable(text: str, said: str, variable: str) -> SupabaseRefused:
    """The driver's message may quote the password: nothing but the name of a parameter is taken from it."""
    query = text.partition("@")[2].partition("?")[2] if _URL.match(text) else ""
    names = {piece.partition("=")[0] for piece in query.split("&")}
    found = re.search(r'invalid URI query parameter: "([A-Za-z_.-]{1,40})"', said)
    if found and found[1] in names:
        name = found[1]
        if name == "pgbouncer":
            return SupabaseRefused(
                f"{variable} has the parameter pgbouncer, which is meant for Prisma; PostgreSQL's library refuses it.",
                "Remove ?pgbouncer=true.",
            )
        return SupabaseRefused(
            f"{variable} has the parameter {name}, which PostgreSQL's library does not know.",
            f"Remove {name}; it is meant for another program.",
        )
    return SupabaseRefused(
        f"{variable} is not a connection address.",
        f"{_FORM} In a password @ is written %40, / %2F, : %3A and % %25.",
    )
