"""What a query string asks for beyond the source itself: columns, filters, order, a slice.

Here: the plain part of PostgREST's language, on one table or one function's rows. Not here: embedding, casts, aliases,
JSON paths, logic trees. A request that uses them is told so with 501, never answered with something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from albumsync_sandbox.gateway.errors import Refusal, refuse

Pairs = Sequence[tuple[str, str]]

_RESERVED = {"select", "order", "limit", "offset"}
_OPERATORS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "like": "like", "ilike": "ilike"}
_FILTER = re.compile(rf"(?P<negated>not\.)?(?P<operator>{'|'.join(_OPERATORS)}|is|in)\.(?P<value>.*)", re.DOTALL)
_IS = {"null": "null", "not_null": "not null", "true": "true", "false": "false", "unknown": "unknown"}
_NAME = re.compile(r"[^\s(),.:!>\"-]+")
_DIRECTIONS = {
    "asc": sql.SQL("asc"),
    "desc": sql.SQL("desc"),
    "nullsfirst": sql.SQL("nulls first"),
    "nullslast": sql.SQL("nulls last"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifiers:
    """The query string, read; column names are not checked here but by the database."""

    columns: tuple[str, ...] = ()
    """Empty for all."""
    filters: tuple[tuple[str, str], ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    limit: int | None = None
    offset: int = 0

    @property
    def values(self) -> list[object]:
        """The parameters of ``select``'s conditions, in their order."""
        return [value for _, text in self.filters for value in _operands(text)]

    def select(self, source: sql.Composable, alias: str, everything: sql.Composable) -> sql.Composed:
        """``select`` over ``source``, which is named ``alias``; without the slice, so that rows can be counted."""
        name = sql.Identifier(alias)
        columns = sql.SQL(", ").join(sql.SQL("{}.{}").format(name, sql.Identifier(c)) for c in self.columns)
        parts = [sql.SQL("select {} from {}").format(columns if self.columns else everything, source)]
        if self.filters:
            conditions = sql.SQL(" and ").join(_condition(name, column, text) for column, text in self.filters)
            parts.append(sql.SQL("where {}").format(conditions))
        if self.order:
            terms = sql.SQL(", ").join(
                sql.SQL(" ").join([sql.SQL("{}.{}").format(name, sql.Identifier(column)), *map(_direction, directions)])
                for column, *directions in self.order
            )
            parts.append(sql.SQL("order by {}").format(terms))
        return sql.SQL(" ").join(parts)

    def slice(self, most: int) -> sql.Composed:
        """``limit`` and ``offset``; never more than ``most`` rows."""
        limit = most if self.limit is None else min(self.limit, most)
        return sql.SQL("limit {} offset {}").format(sql.Literal(limit), sql.Literal(self.offset))


def is_filter(key: str, value: str) -> bool:
    """Whether a pair of the query string is a filter; on a function's GET all others are arguments."""
    return key not in _RESERVED and _FILTER.fullmatch(value) is not None


def without_modifiers(pairs: Pairs) -> list[tuple[str, str]]:
    """The pairs that are arguments of a function."""
    return [(key, value) for key, value in pairs if key not in _RESERVED and not is_filter(key, value)]


def read_modifiers(pairs: Pairs) -> Modifiers:
    """Reads a query string without a function's arguments.

    Raises:
        Refusal: 400 for what PostgREST can not read either, 501 for what only the sandbox can not.
    """
    given = dict(pairs)
    return Modifiers(
        columns=_columns(given.get("select", "*")),
        filters=tuple(_checked_filter(key, value) for key, value in pairs if key not in _RESERVED),
        order=tuple(_order_term(term) for term in given["order"].split(",")) if given.get("order") else (),
        limit=_whole("limit", given["limit"]) if "limit" in given else None,
        offset=_whole("offset", given.get("offset", "0")),
    )


def _columns(select: str) -> tuple[str, ...]:
    columns = tuple(column.strip() for column in select.split(","))
    if columns == ("*",) or columns == ("",):
        return ()
    for column in columns:
        if not _NAME.fullmatch(column) or column == "*":
            raise _not_in_the_sandbox(f"select={select}")
    return columns


def _checked_filter(key: str, value: str) -> tuple[str, str]:
    if not _NAME.fullmatch(key) or key in ("and", "or", "not"):
        raise _not_in_the_sandbox(f"{key}={value}")
    _parts(value)
    return key, value


def _order_term(term: str) -> tuple[str, ...]:
    column, *directions = term.split(".")
    if not _NAME.fullmatch(column) or not set(directions) <= _DIRECTIONS.keys():
        raise _not_in_the_sandbox(f"order={term}")
    return (column, *directions)


def _direction(word: str) -> sql.SQL:
    return _DIRECTIONS[word]


def _whole(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise _not_in_the_sandbox(f"{name}={value}")
    return int(value)


def _condition(alias: sql.Identifier, column: str, text: str) -> sql.Composed:
    negated, operator, value = _parts(text)
    name = sql.SQL("{}.{}").format(alias, sql.Identifier(column))
    if operator == "is":
        condition = sql.SQL("{} is {}").format(name, sql.SQL(_IS[value.lower()]))
    elif operator == "in":
        condition = sql.SQL("{} in ({})").format(name, sql.SQL(", ").join([sql.Placeholder()] * len(_operands(text))))
    else:
        condition = sql.SQL("{} {} {}").format(name, sql.SQL(_OPERATORS[operator]), sql.Placeholder())
    return sql.SQL("not ({})" if negated else "({})").format(condition)


def _operands(text: str) -> list[object]:
    _, operator, value = _parts(text)
    if operator == "is":
        return []
    if operator == "in":
        return _list(value) or [None]
    return [value.replace("*", "%") if operator in ("like", "ilike") else value]


def _parts(text: str) -> tuple[bool, str, str]:
    match = _FILTER.fullmatch(text)
    if match is None:
        raise refuse(
            400,
            "PGRST100",
            f'"failed to parse filter ({text})" (line 1, column 1)',
            details=f'unexpected "{text[:1]}" expecting "not" or operator (eq, gt, ...)',
        )
    if match["operator"] == "is" and match["value"].lower() not in _IS:
        raise _not_in_the_sandbox(text)
    return bool(match["negated"]), match["operator"], match["value"]


def _list(value: str) -> list[object]:
    """``(a,"b,c")`` as a list."""
    if not (value.startswith("(") and value.endswith(")")):
        raise _not_in_the_sandbox(f"in.{value}")
    items = re.findall(r'"((?:[^"\\]|\\.)*)"|([^,]+)', value[1:-1])
    return [re.sub(r"\\(.)", r"\1", quoted) if quoted else plain for quoted, plain in items]


def _not_in_the_sandbox(what: str) -> Refusal:
    return refuse(
        501,
        "SANDBOX",
        f"The sandbox gateway does not understand {what}",
        hint="It answers functions, and plain selects of tables; a real PostgREST would answer this.",
    )
