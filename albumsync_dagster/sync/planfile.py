"""A plan as a JSON document, written by ``albumsync plan --out`` and read by ``albumsync apply``. Pure.

The shape is versioned; a file of another version or cut short is refused as a whole. A person may edit one: a name that
differs from the one that was proposed is their decision and is stored as one (``deciding``), so far as it is a name at
all; ``applying`` still refuses each album that changed since.
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from albumsync_dagster.smugmug import LONGEST_NAME
from albumsync_dagster.sync.errors import PlanFileError
from albumsync_dagster.sync.values import Plan

VERSION: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class _Document:
    albumsync_plan: Literal[2]
    plan: Plan


_ADAPTER = TypeAdapter(_Document)


def dump_plan(plan: Plan) -> str:
    """The JSON document for a plan, ending in a newline."""
    document = _Document(albumsync_plan=VERSION, plan=plan)
    return _ADAPTER.dump_json(document, indent=2).decode() + "\n"


def load_plan(text: str) -> Plan:
    """Read a plan back.

    Raises:
        PlanFileError: The text is not a complete plan of this version.
    """
    try:
        plan = _ADAPTER.validate_json(text).plan
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise PlanFileError(
            f"This is not a plan that this version can read ({where}: {first['msg'].lower()}).",
            "Make it anew with `albumsync plan --out plan.json`.",
        ) from None
    for album in plan.albums:
        proposal = album.proposal
        if proposal.proposed != proposal.existing and (why := _no_name(proposal.proposed)):
            raise PlanFileError(
                f"The name that the plan proposes for album {proposal.album_key} {why}.",
                "Correct `proposed` of this album, or make the plan anew with `albumsync plan --out plan.json`.",
            )
    return plan


def _no_name(proposed: str) -> str | None:
    """Why this cannot be given to an album, or None."""
    if not proposed.strip():
        return "is empty"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in proposed):
        return "has a control character in it"
    if len(proposed) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    return None
