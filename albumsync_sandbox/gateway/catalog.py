"""The schema cache: which functions are exposed, as PostgREST caches them between two reloads.

Here: reading it, and finding the function that a call means. Not here: calling it (``calls``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rapidfuzz.distance import Levenshtein

from albumsync_sandbox.gateway.errors import Refusal
from albumsync_sandbox.gateway.safeupdate import unguarded_write

EXPOSED = ("public", "graphql_public")
"""As hosted Supabase exposes them; the first is meant where a request names none."""

_NEAR = 0.4
"""How alike a name has to be to be suggested; by it the recorded hints come out, and none where none was given."""


class Returns(StrEnum):
    """What a function gives back, before the question how often."""

    NOTHING = "void"
    VALUE = "value"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument that a caller gives; ``name`` is empty where the function does not name it."""

    name: str
    type: str
    required: bool
    variadic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One signature."""

    schema: str
    name: str
    parameters: tuple[Parameter, ...]
    returns: Returns
    many: bool
    volatile: bool
    settings: Mapping[str, str]
    """The function's own ``set`` clauses that PostgREST applies to the whole transaction."""
    unguarded: str | None
    """Why safeupdate would refuse the function's body."""

    def takes(self, names: Collection[str]) -> bool:
        """Whether a call with these arguments could mean this signature."""
        known = {parameter.name for parameter in self.parameters}
        required = {parameter.name for parameter in self.parameters if parameter.required}
        return required <= set(names) <= known

    def takes_body(self, types: Collection[str]) -> bool:
        """Whether its one nameless parameter takes the body of a request as a whole."""
        return [p.type for p in self.parameters if not p.name and p.type in types] != [] and len(self.parameters) == 1

    @property
    def signature(self) -> str:
        """As PostgREST prints it among candidates."""
        arguments = ", ".join(f"{parameter.name} => {parameter.type}" for parameter in self.parameters)
        return f"{self.schema}.{self.name}({arguments})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that a request is checked against before it reaches the database."""

    functions: Mapping[tuple[str, str], Sequence[Function]]
    role_settings: Mapping[str, Mapping[str, str]]

    def find_function(
        self, schema: str, name: str, arguments: Collection[str], *, body_types: tuple[str, ...]
    ) -> Function:
        """The one signature that a call means.

        Args:
            schema: The schema of the request.
            name: The function's name.
            arguments: Names of the arguments given.
            body_types: Types that a single nameless parameter may have to take the whole body; empty for GET.

        Raises:
            Refusal: 404 where no signature fits, 300 where several do.
        """
        named_so = self.functions.get((schema, name), ())
        found = [function for function in named_so if function.takes(arguments)]
        found = found or [function for function in named_so if function.takes_body(body_types)]
        if len(found) > 1:
            candidates = ", ".join(function.signature for function in found)
            raise Refusal(
                300,
                "PGRST203",
                f"Could not choose the best candidate function between: {candidates}",
                hint="Try renaming the parameters or the function itself in the database "
                "so function overloading can be resolved",
            )
        if not found:
            raise self._no_function(schema, name, arguments, body_types)
        return found[0]

    def _no_function(self, schema: str, name: str, arguments: Collection[str], body_types: tuple[str, ...]) -> Refusal:
        full, given = f"{schema}.{name}", ", ".join(sorted(arguments))
        searched = f"with parameter{'s' if len(arguments) > 1 else ''} {given}" if given else "without parameters"
        called = f"{full}({given})" if given else f"{full} without parameters"
        if body_types:
            whole_body = f"with a single unnamed {'/'.join(body_types)} parameter"
            if "json" in body_types:
                searched += f" or {whole_body}"
            else:
                searched, called = whole_body, full
        return Refusal(
            404,
            "PGRST202",
            f"Could not find the function {called} in the schema cache",
            details=f"Searched for the function {full} {searched}, but no matches were found in the schema cache.",
            hint=self._hint(schema, name, given),
        )

    def _hint(self, schema: str, name: str, given: str) -> str | None:
        signatures = self.functions.get((schema, name))
        if signatures is None:
            near = _nearest(name, [other for in_schema, other in self.functions if in_schema == schema])
            return f"Perhaps you meant to call the function {schema}.{near}" if near else None
        near = _nearest(given, [", ".join(p.name for p in signature.parameters) for signature in signatures])
        return f"Perhaps you meant to call the function {schema}.{name}({near})" if near else None


def _nearest(word: str, candidates: Iterable[str]) -> str | None:
    scored = [(Levenshtein.normalized_similarity(word, other), other) for other in candidates if other]
    score, other = max(scored, default=(0.0, ""))
    return other if score > _NEAR else None


_FUNCTIONS = """
select n.nspname as schema, p.proname as name, p.proargnames as names, p.proargmodes::text[] as modes,
       array(select pg_catalog.format_type(t.oid, null)
               from pg_catalog.unnest(p.proargtypes) with ordinality as a(oid, position)
               join pg_catalog.pg_type t using (oid) order by a.position) as types,
       p.pronargdefaults as defaults, p.provariadic <> 0 as variadic,
       p.proretset as many, p.provolatile = 'v' as volatile, p.proconfig as config,
       p.prorettype = 'pg_catalog.void'::pg_catalog.regtype as nothing,
       r.typtype = 'c' or p.prorettype = 'pg_catalog.record'::pg_catalog.regtype
         or coalesce(p.proargmodes::text[] && '{t,b,o}', false) as row,
       coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) as body
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  join pg_catalog.pg_type r on r.oid = p.prorettype
 where n.nspname = any(%s) and p.prokind = 'f' and p.prorettype <> 'pg_catalog.trigger'::pg_catalog.regtype
 order by 1, 2, 5
"""
_ROLES = "select rolname as role, rolconfig as config from pg_catalog.pg_roles where rolconfig is not null"


async def read_catalog(connection: psycopg.AsyncConnection[Any]) -> Catalog:
    """Reads the schema cache in one read-only transaction."""
    async with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        # With nothing on the path, type names come out as any session can read them.
        await cursor.execute("select pg_catalog.set_config('search_path', '', true)")
        functions: dict[tuple[str, str], list[Function]] = {}
        for function in map(_function, await (await cursor.execute(_FUNCTIONS, [list(EXPOSED)])).fetchall()):
            functions.setdefault((function.schema, function.name), []).append(function)
        roles = await (await cursor.execute(_ROLES)).fetchall()
    return Catalog(functions=functions, role_settings={row["role"]: _settings(row["config"]) for row in roles})


def _settings(config: list[str] | None) -> dict[str, str]:
    return {name: value for name, _, value in (setting.partition("=") for setting in config or ())}


def _function(row: Mapping[str, Any]) -> Function:
    types: list[str] = row["types"]
    names: list[str] = row["names"] or [""] * len(types)
    modes: list[str] = row["modes"] or ["i"] * len(types)
    inputs = [name for name, mode in zip(names, modes, strict=True) if mode in ("i", "b", "v")]
    optional_from = len(types) - row["defaults"]
    parameters = tuple(
        Parameter(
            name=name,
            type=type_,
            required=position < optional_from,
            variadic=row["variadic"] and position == len(types) - 1,
        )
        for position, (name, type_) in enumerate(zip(inputs, types, strict=True))
    )
    hoisted = {name: value for name, value in _settings(row["config"]).items() if name == "statement_timeout"}
    return Function(
        schema=row["schema"],
        name=row["name"],
        parameters=parameters,
        returns=Returns.NOTHING if row["nothing"] else Returns.ROW if row["row"] else Returns.VALUE,
        many=row["many"],
        volatile=row["volatile"],
        settings=hoisted,
        unguarded=unguarded_write(row["body"]),
    )
