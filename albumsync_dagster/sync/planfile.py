"""A plan as a JSON document, written by ``albumsync plan --out`` and read by ``albumsync apply``. Pure.

The shape is versioned; a file of another version or cut short is refused as a whole. A person may edit one: a name that
differs from the one that was proposed is their decision and is stored as one (``deciding``), so far as it is a name at
all; ``applying`` still refuses each album that changed since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from albumsync_dagster.sync.errors import PlanFileError
from albumsync_dagster.sync.new_names import name_trouble, same_name, tidied
from albumsync_dagster.sync.values import Plan, PlannedAlbum

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
        PlanFileError: The text is not a complete plan of this version, or a name that was edited cannot be one.
    """
    try:
        plan = _ADAPTER.validate_json(text).plan
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        raise _unreadable(f"{where}: {first['msg'].lower()}") from None
    if any(at is not None and at.tzinfo is None for at in (plan.made_at, plan.listed_at)):
        raise _unreadable("plan: a time has no time zone")
    if twice := sorted(key for key, n in Counter(each.proposal.album_key for each in plan.albums).items() if n > 1):
        raise _unreadable(f"plan.albums: {twice[0]} is there more than once")
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for album in plan.albums:
        for name in (album.proposal.existing, album.proposal.proposed):
            holders[same_name(name)].add(album.proposal.album_key)
    return replace(plan, albums=tuple(_with_a_name(album, holders) if album.edited else album for album in plan.albums))


def _unreadable(why: str) -> PlanFileError:
    return PlanFileError(
        f"This is not a plan that this version can read ({why}).",
        "Make it anew with `albumsync plan --out plan.json`.",
    )


def _with_a_name(album: PlannedAlbum, holders: Mapping[str, set[str]]) -> PlannedAlbum:
    """The album with the name that a person wrote, as every way of writing one stores it.

    Args:
        album: As it stands in the file.
        holders: A name, as ``same_name`` gives it, -> keys of the albums of this plan that have or get it.
    """
    proposal = album.proposal
    name = tidied(proposal.proposed)
    if name == tidied(proposal.existing):
        return replace(album, proposal=replace(proposal, proposed=proposal.existing))
    others = sorted(holders[same_name(name)] - {proposal.album_key})
    if why := name_trouble(name, proposal.album_key, {same_name(name): others[0]} if others else {}):
        raise PlanFileError(
            f"Album {proposal.album_key} cannot get the name that the plan proposes: {why[0].lower()}{why[1:]}",
            "Correct `proposed` of this album, or make the plan anew with `albumsync plan --out plan.json`.",
        )
    return replace(album, proposal=replace(proposal, proposed=name))
