"""One request as SQL: the transaction PostgREST runs it in, and the statement that calls a function.

Here: SQL. Not here: HTTP (``app``), what may be asked for (``modifiers``), which function is meant (``catalog``).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from psycopg import sql

from albumsync_sandbox.gateway.catalog import Function, Parameter, Returns
from albumsync_sandbox.gateway.database import Connection
from albumsync_sandbox.gateway.errors import Refusal
from albumsync_sandbox.gateway.modifiers import Modifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a call gives: the texts of a query string or a form, or a body, by its fields where it is a JSON object."""

    body: str | bytes | None = None
    """As a function with one nameless parameter takes it."""
    fields: tuple[str, ...] = ()
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By name, because a name may be repeated."""

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments given; none for a body that is no object."""
        return (*self.fields, *self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the request's headers ask for: exactly one row as an object, and the number of all rows."""

    one: bool = False
    count: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came back. ``body`` is JSON text; None where the function returns nothing."""

    body: str | None
    rows: int
    total: int | None
    """Number of rows without the limit, where the request asks for the count."""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """Status and headers that the function set for its answer."""


@asynccontextmanager
async def transaction(connection: Connection, settings: Mapping[str, str], *, read_only: bool) -> AsyncIterator[None]:
    """The transaction of one request, with settings for it alone; rolled back when the block fails."""
    calls = sql.SQL(", ").join([sql.SQL("pg_catalog.set_config(%s, %s, true)")] * len(settings))
    async with connection.transaction():
        mode = "read only" if read_only else "read write"
        await connection.execute(f"set transaction isolation level read committed, {mode}".encode())
        flat = [text for pair in settings.items() for text in pair]
        await connection.execute(sql.SQL("select {}").format(calls), flat)
        yield


async def call_function(
    connection: Connection, function: Function, arguments: Arguments, modifiers: Modifiers, shape: Shape
) -> Result:
    """Calls a function inside the transaction of the request.

    Raises:
        Refusal: The function could not run on a hosted project.
        psycopg.Error: It failed.
    """
    if function.unguarded:
        raise Refusal(400, "21000", function.unguarded)
    payload, given, values = _arguments(function, arguments)
    call = sql.SQL("{}({})").format(sql.Identifier(function.schema, function.name), given)
    if function.returns is Returns.ROW:
        alias = "pgrst_call"
        source = sql.SQL("{}, lateral {} pgrst_call").format(payload, call)
        everything: sql.Composable = sql.SQL("pgrst_call.*")
    else:
        # PostgREST names the function where a column of its value is asked for, so the database's message does too.
        alias = function.name
        source = sql.SQL("(select {} as pgrst_scalar from {}) {}").format(call, payload, sql.Identifier(alias))
        everything = sql.SQL("{}.pgrst_scalar").format(sql.Identifier(alias))
    body: sql.Composable = _BODY[function.returns]
    if function.returns is not Returns.NOTHING and (shape.one or not function.many):
        body = sql.SQL("({} -> 0)").format(body)
    statement = sql.SQL(
        "with pgrst_all as materialized ({rows}), pgrst_row as (select * from pgrst_all limit {most}) "
        "select ({body})::text, pg_catalog.count(*), (select pg_catalog.count(*) from pgrst_all), "
        "pg_catalog.current_setting('response.status', true), pg_catalog.current_setting('response.headers', true) "
        "from pgrst_row"
    ).format(rows=modifiers.select(source, alias, everything), most=sql.Literal(modifiers.limit), body=body)
    values += [value for _, _, value in modifiers.filters]
    row = await (await connection.execute(statement, values)).fetchone()
    if row is None:
        raise AssertionError("an aggregate without GROUP BY returns one row")
    text, sent, total, status, headers = row
    if shape.one and sent != 1:
        details = f"The result contains {sent} rows"
        raise Refusal(406, "PGRST116", "Cannot coerce the result to a single JSON object", details=details)
    return Result(
        body=text,
        rows=sent,
        total=total if shape.count else None,
        status=int(status) if status else None,
        headers=tuple(pair for header in json.loads(headers or "[]") for pair in header.items()),
    )


_BODY = {
    Returns.NOTHING: sql.SQL("null"),
    Returns.VALUE: sql.SQL("coalesce(pg_catalog.json_agg(pgrst_row.pgrst_scalar), '[]')"),
    Returns.ROW: sql.SQL("coalesce(pg_catalog.json_agg(pgrst_row), '[]')"),
}


def _arguments(function: Function, arguments: Arguments) -> tuple[sql.Composable, sql.Composable, list[object]]:
    """A call in pieces: the FROM item that it reads its arguments from, the argument list, the values of both."""
    types = {parameter.name: parameter for parameter in function.parameters}
    nameless = types.get("")
    if nameless is not None and arguments.body is not None:
        return _NO_PAYLOAD, sql.SQL("%s::{}").format(_type(nameless)), [arguments.body]
    if not arguments.names:
        return _NO_PAYLOAD, sql.SQL(""), []
    if arguments.texts:
        given = sql.SQL(", ").join(
            sql.SQL("{} := %s::{}").format(_name(types[name]), _type(types[name])) for name in arguments.texts
        )
        values: list[object] = [
            list(texts) if types[name].variadic else texts[-1] for name, texts in arguments.texts.items()
        ]
        return _NO_PAYLOAD, given, values
    fields = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), _type(types[name])) for name in arguments.fields
    )
    given = sql.SQL(", ").join(
        sql.SQL("{} := pgrst_body.{}").format(_name(types[name]), sql.Identifier(name)) for name in arguments.fields
    )
    payload = sql.SQL("pg_catalog.json_to_record(%s::json) as pgrst_body({})").format(fields)
    return payload, given, [arguments.body]


_NO_PAYLOAD = sql.SQL("(select) pgrst_body")


def _name(parameter: Parameter) -> sql.Composed:
    variadic = sql.SQL("variadic " if parameter.variadic else "")
    return sql.SQL("{}{}").format(variadic, sql.Identifier(parameter.name))


def _type(parameter: Parameter) -> sql.SQL:
    # The text is the catalog's own, from format_type.
    return sql.SQL(parameter.type)
