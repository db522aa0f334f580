"""The REST gateway: what a hosted Supabase project answers under ``/rest/v1``, over any PostgreSQL database.

Here: HTTP. Answers follow PostgREST 14, of which every kind was recorded. Functions are served and nothing else: a
table is refused, after the key and the role were checked. Not here: the API keys that a hosted project checks before
(``front_door``).
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from albumsync_sandbox.gateway.calls import Arguments, Result, Shape, call_function, transaction
from albumsync_sandbox.gateway.catalog import EXPOSED, Catalog, Function, Returns
from albumsync_sandbox.gateway.database import Connection, Database
from albumsync_sandbox.gateway.errors import Refusal, database_problem, unreachable
from albumsync_sandbox.gateway.front_door import FrontDoor
from albumsync_sandbox.gateway.modifiers import Pairs, is_modifier, read_modifiers
from albumsync_sandbox.gateway.tokens import ANONYMOUS, Claims, read_claims

PREFIX = "/rest/v1"
_JSON = "application/json"
_OBJECT = "application/vnd.pgrst.object+json"
_ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_BODY_TYPES = {_JSON: ("json", "jsonb"), "text/plain": ("text",), "application/octet-stream": ("bytea",)}
_FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Gateway:
    """A gateway before one database.

    Args:
        url: Connection URL of the database's ``authenticator`` role.
        secret: The JWT secret that keys are signed with.
        front_door: The API keys of the project. Without it the gateway is PostgREST alone, which reads no ``apikey``.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    front_door: FrontDoor | None = None
    counts: Counter[str] = field(default_factory=Counter)
    """Requests so far, by function name."""

    def app(self) -> ASGIApp:
        """The ASGI app."""
        database = Database(self.url)

        async def rpc(request: Request) -> Response:
            self.counts[request.path_params["name"]] += 1
            return await _answer(request, self.secret, database, _call)

        async def table(request: Request) -> Response:
            return await _answer(request, self.secret, database, _refuse_table)

        app = Starlette(
            routes=[
                Route(f"{PREFIX}/rpc/{{name}}", rpc, methods=_ALL_METHODS),
                Route(f"{PREFIX}/{{name}}", table, methods=_ALL_METHODS),
            ],
            lifespan=lambda _: database.listening(),
        )
        return self.front_door.before(app) if self.front_door else app


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """An authenticated request, with everything read that does not need the database."""

    request: Request
    claims: Claims
    catalog: Catalog
    database: Database
    schema: str
    shape: Shape
    pairs: Pairs

    @asynccontextmanager
    async def transaction(self, *, read_only: bool, function: Function | None = None) -> AsyncIterator[Connection]:
        """A transaction as PostgREST runs a request in: as its role, with what a function can learn of the request."""
        settings: dict[str, str] = {
            "search_path": '"public", "extensions"',
            "role": str(self.claims["role"]),
            "request.jwt.claims": json.dumps(self.claims, ensure_ascii=False),
            "request.method": self.request.method,
            "request.path": self.request.url.path.removeprefix(PREFIX),
            "request.headers": json.dumps(dict(self.request.headers), ensure_ascii=False),
            "request.cookies": json.dumps(self.request.cookies, ensure_ascii=False),
            **self.catalog.role_settings.get(str(self.claims["role"]), {}),
            **(function.settings if function else {}),
        }
        async with self.database.connection() as connection, transaction(connection, settings, read_only=read_only):
            yield connection


async def _answer(
    request: Request, secret: str, database: Database, handle: Callable[[_Ask], Awaitable[Response]]
) -> Response:
    """Reads what all requests share, in PostgREST's order, and turns every failure into PostgREST's answer."""
    role = ANONYMOUS
    try:
        claims = read_claims(request.headers.get("authorization"), secret=secret, now=time.time())
        role = str(claims["role"])
        catalog = await database.catalog()
        ask = _Ask(
            request=request,
            claims=claims,
            catalog=catalog,
            database=database,
            schema=_schema(request),
            shape=_shape(request),
            pairs=parse_qsl(request.url.query, keep_blank_values=True),
        )
        return await handle(ask)
    except Refusal as refusal:
        return refusal.response()
    except psycopg.Error as error:
        lost = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        return (unreachable(error) if lost else database_problem(error, anonymous=role == ANONYMOUS)).response()


def _schema(request: Request) -> str:
    header = "accept-profile" if request.method in ("GET", "HEAD") else "content-profile"
    schema = request.headers.get(header, EXPOSED[0])
    if schema not in EXPOSED:
        hint = f"Only the following schemas are exposed: {', '.join(EXPOSED)}"
        raise Refusal(406, "PGRST106", f"Invalid schema: {schema}", hint=hint)
    return schema


def _shape(request: Request) -> Shape:
    accepted = request.headers.get("accept", "*/*")
    kinds = [kind.partition(";")[0].strip() for kind in accepted.split(",")]
    for kind in kinds:
        if kind in (_OBJECT, _JSON, "*/*", "application/*"):
            return Shape(one=kind == _OBJECT, count="count=exact" in request.headers.get("prefer", ""))
    raise Refusal(406, "PGRST107", f"None of these media types are available: {accepted}")


async def _call(ask: _Ask) -> Response:
    method = ask.request.method
    if method in ("PATCH", "PUT", "DELETE"):
        raise Refusal(405, "PGRST101", f"Cannot use the {method} method on RPC")
    reading = method in ("GET", "HEAD")
    pairs = ask.pairs
    if reading:
        arguments = _texts([pair for pair in pairs if not is_modifier(*pair)])
        body_types: tuple[str, ...] = ()
        pairs = [pair for pair in pairs if is_modifier(*pair)]
    else:
        arguments, body_types = await _read_body(ask.request)
    name = ask.request.path_params["name"]
    function = ask.catalog.find_function(ask.schema, name, arguments.names, body_types=body_types)
    modifiers = read_modifiers(pairs)
    while True:
        try:
            async with ask.transaction(read_only=reading or not function.volatile, function=function) as connection:
                result = await call_function(connection, function, arguments, modifiers, ask.shape)
            break
        except psycopg.errors.SerializationFailure:
            # PostgREST tries again without end, which is why a function must never raise 40001.
            if await ask.request.is_disconnected():
                raise
    return _response(ask, result, empty=function.returns is Returns.NOTHING)


async def _refuse_table(ask: _Ask) -> Response:
    async with ask.transaction(read_only=True):
        raise Refusal(501, "SANDBOX", "The sandbox gateway serves functions, no tables.")


async def _read_body(request: Request) -> tuple[Arguments, tuple[str, ...]]:
    """The arguments in a body, and which types a nameless parameter may have to take it whole."""
    raw = await request.body()
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip()
    if kind == _FORM:
        return _texts(parse_qsl(raw.decode(), keep_blank_values=True)), ()
    if kind in _BODY_TYPES and kind != _JSON:
        return Arguments(body=raw.decode() if kind == "text/plain" else raw), _BODY_TYPES[kind]
    return _json_arguments(raw), _BODY_TYPES[_JSON]


def _json_arguments(raw: bytes) -> Arguments:
    try:
        text = raw.decode() or "{}"
        value: Any = json.loads(text)
    except ValueError:
        raise Refusal(400, "PGRST102", "Empty or invalid json") from None
    if isinstance(value, list) and value and isinstance(value[0], dict):
        # A list of rows is taken for a call with the first of them.
        value = value[0]
        text = json.dumps(value, ensure_ascii=False)
    return Arguments(body=text, fields=tuple(value) if isinstance(value, dict) else ())


def _texts(pairs: Pairs) -> Arguments:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Arguments(texts=values)


def _response(ask: _Ask, result: Result, *, empty: bool) -> Response:
    total = "*" if result.total is None else str(result.total)
    headers = {"content-range": f"0-{result.rows - 1}/{total}" if result.rows else f"*/{total}"}
    if ask.shape.count:
        headers["preference-applied"] = "count=exact"
    if empty:
        return Response(status_code=204, headers=headers)
    headers["content-type"] = f"{_OBJECT if ask.shape.one else _JSON}; charset=utf-8"
    headers["content-profile"] = ask.schema
    partial = result.total is not None and result.rows < result.total
    response = Response(result.body, status_code=result.status or (206 if partial else 200), headers=headers)
    for name, value in result.headers:
        response.headers[name] = value
    return response
