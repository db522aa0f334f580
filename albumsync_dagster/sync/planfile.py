"""A plan as a JSON document, written by ``albumsync plan --out`` and read by ``albumsync apply``. Pure.

The shape is versioned; a file of another version or cut short is refused as a whole. A person may edit one: what it
says is then their word, and ``applying`` still refuses each album that changed since.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from albumsync_dagster.sync.errors import PlanFileError
from albumsync_dagster.sync.values import Plan

VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class _Document:
    albumsync_plan: Literal[1]
    account: str | None
    plan: Plan


_ADAPTER = TypeAdapter(_Document)


def dump_plan(plan: Plan, *, account: str | None = None) -> str:
    """The JSON document for a plan, ending in a newline."""
    document = _Document(albumsync_plan=VERSION, account=account, plan=plan)
    return _ADAPTER.dump_json(document, indent=2).decode() + "\n"


def load_plan(text: str) -> Plan:
    """Read a plan back.

    Raises:
        PlanFileError: The text is not a complete plan of this version.
    """
    try:
        return _ADAPTER.validate_json(text).plan
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise PlanFileError(
            f"This is not a plan that this version can read ({where}: {first['msg'].lower()}).",
            "Make it anew with `albumsync plan --out plan.json`.",
        ) from None
