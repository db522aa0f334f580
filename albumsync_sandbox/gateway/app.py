"""The REST gateway: what a hosted Supabase project answers under ``/rest/v1``, over any PostgreSQL database.

Here: HTTP. Answers follow PostgREST 14, of which every kind was recorded; functions are answered fully, tables may be
read (plain selects) and not written. Not here: Supabase's own front door (missing ``apikey``, size limits), of which
there is no recording.
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
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from albumsync_sandbox.gateway.calls import (
    Arguments,
    Context,
    JsonObject,
    Result,
    Shape,
    Texts,
    Whole,
    call_function,
    read_table,
    transaction,
)
from albumsync_sandbox.gateway.catalog import EXPOSED, Catalog, Function, Returns
from albumsync_sandbox.gateway.database import Database
from albumsync_sandbox.gateway.errors import Refusal, database_problem, refuse, unreachable
from albumsync_sandbox.gateway.modifiers import Pairs, read_modifiers, without_modifiers
from albumsync_sandbox.gateway.tokens import ANONYMOUS, Claims, read_claims

PREFIX = "/rest/v1"
_JSON = "application/json"
_OBJECT = "application/vnd.pgrst.object+json"
_ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_BODY_TYPES = {_JSON: ("json", "jsonb"), "text/plain": ("text",), "application/octet-stream": ("bytea",)}
_FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Gateway:
    """A gateway before one database.

    Args:
        url: Connection URL of the database's ``authenticator`` role.
        secret: The JWT secret that keys are signed with.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    counts: Counter[str] = field(default_factory=Counter)
    """Requests so far: by function name, or by ``table NAME``."""

    def app(self) -> Starlette:
        """The ASGI app; ``GET /sandbox/counts`` answers the counts."""
        return _app(self)


def _app(gateway: Gateway) -> Starlette:
    database = Database(gateway.url)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with database.listening():
            yield

    async def rpc(request: Request) -> Response:
        gateway.counts[request.path_params["name"]] += 1
        return await _answer(request, gateway.secret, database, _call)

    async def table(request: Request) -> Response:
        gateway.counts[f"table {request.path_params['name']}"] += 1
        return await _answer(request, gateway.secret, database, _select)

    async def counts(_: Request) -> Response:
        return JSONResponse(dict(gateway.counts))

    return Starlette(
        routes=[
            Route("/sandbox/counts", counts),
            Route(f"{PREFIX}/rpc/{{name}}", rpc, methods=_ALL_METHODS),
            Route(f"{PREFIX}/{{name}}", table, methods=_ALL_METHODS),
        ],
        lifespan=lifespan,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """A request of somebody known, with everything read that does not need the database."""

    request: Request
    claims: Claims
    catalog: Catalog
    database: Database
    schema: str
    shape: Shape
    pairs: Pairs

    @property
    def name(self) -> str:
        return str(self.request.path_params["name"])

    @property
    def role(self) -> str:
        return str(self.claims["role"])

    def context(self, *, read_only: bool, function: Function | None = None) -> Context:
        settings = self.catalog.role_settings.get(self.role, {})
        return Context(
            role=self.role,
            claims=self.claims,
            method=self.request.method,
            path=self.request.url.path.removeprefix(PREFIX),
            headers=dict(self.request.headers),
            cookies=self.request.cookies,
            read_only=read_only,
            settings={**settings, **(function.settings if function else {})},
        )


async def _answer(
    request: Request, secret: str, database: Database, handle: Callable[[_Ask], Awaitable[Response]]
) -> Response:
    """Reads what all requests share, in PostgREST's order, and turns whatever goes wrong into its answer."""
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
        problem = refusal.problem
    except psycopg.Error as error:
        lost = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        problem = unreachable(error) if lost else database_problem(error, anonymous=role == ANONYMOUS)
    return problem.response()


def _schema(request: Request) -> str:
    header = "accept-profile" if request.method in ("GET", "HEAD") else "content-profile"
    schema = request.headers.get(header, EXPOSED[0])
    if schema not in EXPOSED:
        raise refuse(
            406,
            "PGRST106",
            f"Invalid schema: {schema}",
            hint=f"Only the following schemas are exposed: {', '.join(EXPOSED)}",
        )
    return schema


def _shape(request: Request) -> Shape:
    accepted = request.headers.get("accept", "*/*")
    kinds = [kind.partition(";")[0].strip() for kind in accepted.split(",")]
    for kind in kinds:
        if kind in (_OBJECT, _JSON, "*/*", "application/*"):
            return Shape(one=kind == _OBJECT, count="count=exact" in request.headers.get("prefer", ""))
    raise refuse(406, "PGRST107", f"None of these media types are available: {accepted}")


async def _call(ask: _Ask) -> Response:
    method = ask.request.method
    if method in ("PATCH", "PUT", "DELETE"):
        raise refuse(405, "PGRST101", f"Cannot use the {method} method on RPC")
    reading = method in ("GET", "HEAD")
    if method == "OPTIONS":
        signatures = ask.catalog.functions.get((ask.schema, ask.name), ())
        writes = any(function.volatile for function in signatures)
        return Response(headers={"allow": "OPTIONS,POST" if writes else "OPTIONS,GET,HEAD,POST"})
    if reading:
        arguments: Arguments = _texts(without_modifiers(ask.pairs))
        body_types: tuple[str, ...] = ()
    else:
        arguments, body_types = await _read_body(ask.request)
    function = ask.catalog.find_function(ask.schema, ask.name, arguments.names, body_types=body_types)
    own = {key for key, _ in without_modifiers(ask.pairs)} if reading else set()
    modifiers = read_modifiers([pair for pair in ask.pairs if pair[0] not in own])
    context = ask.context(read_only=reading or not function.volatile, function=function)
    while True:
        try:
            async with ask.database.connection() as connection, transaction(connection, context):
                result = await call_function(connection, function, arguments, modifiers, ask.shape)
            break
        except psycopg.errors.SerializationFailure:
            # PostgREST tries again without end, which is why a function must never raise 40001.
            if await ask.request.is_disconnected():
                raise
    return _response(ask, result, first=modifiers.offset, empty=function.returns is Returns.NOTHING)


async def _select(ask: _Ask) -> Response:
    ask.catalog.check_table(ask.schema, ask.name)
    if ask.request.method not in ("GET", "HEAD"):
        raise refuse(
            501,
            "SANDBOX",
            f"The sandbox gateway does not {ask.request.method} tables",
            hint="Call a function; a real PostgREST would do it, as far as the role's grants and policies allow.",
        )
    modifiers = read_modifiers(ask.pairs)
    context = ask.context(read_only=True)
    async with ask.database.connection() as connection, transaction(connection, context):
        result = await read_table(connection, ask.schema, ask.name, modifiers, ask.shape)
    return _response(ask, result, first=modifiers.offset)


async def _read_body(request: Request) -> tuple[Arguments, tuple[str, ...]]:
    """The arguments in a body, and which types a nameless parameter may have to take it whole."""
    raw = await request.body()
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip()
    if kind == _FORM:
        return _texts(parse_qsl(raw.decode(), keep_blank_values=True)), ()
    if kind in _BODY_TYPES and kind != _JSON:
        return Whole(raw.decode() if kind == "text/plain" else raw), _BODY_TYPES[kind]
    return _json_arguments(raw), _BODY_TYPES[_JSON]


def _json_arguments(raw: bytes) -> JsonObject:
    try:
        text = raw.decode() or "{}"
        value: Any = json.loads(text)
    except ValueError:
        raise refuse(400, "PGRST102", "Empty or invalid json") from None
    if isinstance(value, list) and value and isinstance(value[0], dict):
        # A list of rows is taken for a call with the first of them.
        value = value[0]
        text = json.dumps(value, ensure_ascii=False)
    return JsonObject(text, tuple(value) if isinstance(value, dict) else ())


def _texts(pairs: Pairs) -> Texts:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return Texts(values)


def _response(ask: _Ask, result: Result, *, first: int = 0, empty: bool = False) -> Response:
    total = "*" if result.total is None else str(result.total)
    headers = {"content-range": f"{first}-{first + result.rows - 1}/{total}" if result.rows else f"*/{total}"}
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
