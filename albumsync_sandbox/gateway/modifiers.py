"""What a query string asks of a function's rows: columns, comparisons, order, a limit.

Here: the plain part of PostgREST's language. A request that uses more of it is answered with 501, never with
something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from albumsync_sandbox.gateway.errors import Refusal

Pairs = Sequence[tuple[str, str]]

MAX_ROWS = 1000
"""Hosted Supabase's ``db-max-rows``: more rows than that are cut off, with status 200 and no word about it."""

_RESERVED = {"select", "order", "limit"}
_OPERATORS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_FILTER = re.compile(rf"({'|'.join(_OPERATORS)})\.(.*)", re.DOTALL)
_TERM = re.compile(r"(\w+)(?:\.(asc|desc))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifiers:
    """The query string, read; column names are not checked here but by the database."""

    columns: tuple[str, ...] = ()
    """Empty for all."""
    filters: tuple[tuple[str, str, str], ...] = ()
    """Column, SQL operator, value."""
    order: tuple[tuple[str, str], ...] = ()
    """Column, direction."""
    limit: int = MAX_ROWS

    def select(self, source: sql.Composable, alias: str, everything: sql.Composable) -> sql.Composed:
        """``select`` over ``source``, which is named ``alias``; without the limit, so that rows can be counted."""

        def column(name: str) -> sql.Identifier:
            return sql.Identifier(alias, name)

        columns = sql.SQL(", ").join(map(column, self.columns)) if self.columns else everything
        parts: list[sql.Composable] = [sql.SQL("select {} from {}").format(columns, source)]
        if self.filters:
            conditions = [sql.SQL("{} {} %s").format(column(name), sql.SQL(sign)) for name, sign, _ in self.filters]
            parts += [sql.SQL("where"), sql.SQL(" and ").join(conditions)]
        if self.order:
            terms = [sql.SQL("{} {}").format(column(name), sql.SQL(direction)) for name, direction in self.order]
            parts += [sql.SQL("order by"), sql.SQL(", ").join(terms)]
        return sql.SQL(" ").join(parts)


def is_modifier(key: str, value: str) -> bool:
    """Whether a pair of a function's GET is a modifier; all others are arguments."""
    return key in _RESERVED or _FILTER.fullmatch(value) is not None


def read_modifiers(pairs: Pairs) -> Modifiers:
    """Reads a query string without a function's arguments.

    Raises:
        Refusal: 501 for what the sandbox cannot do.
    """
    given = {"select": "*", "limit": str(MAX_ROWS), **dict(pairs)}
    if not (given["limit"].isascii() and given["limit"].isdigit()):
        raise _not_in_the_sandbox(given["limit"])
    return Modifiers(
        columns=tuple(_term(column)[0] for column in given["select"].split(",") if column != "*"),
        filters=tuple(_filter(key, value) for key, value in pairs if key not in _RESERVED),
        order=tuple(_term(term) for term in given["order"].split(",")) if "order" in given else (),
        limit=min(int(given["limit"]), MAX_ROWS),
    )


def _term(text: str) -> tuple[str, str]:
    match = _TERM.fullmatch(text)
    if match is None:
        raise _not_in_the_sandbox(text)
    return match[1], match[2] or "asc"


def _filter(key: str, value: str) -> tuple[str, str, str]:
    match = _FILTER.fullmatch(value)
    if match is None or key in ("and", "or", "not"):
        raise _not_in_the_sandbox(f"{key}={value}")
    return key, _OPERATORS[match[1]], match[2]


def _not_in_the_sandbox(what: str) -> Refusal:
    return Refusal(501, "SANDBOX", f"The sandbox gateway does not understand {what}")
