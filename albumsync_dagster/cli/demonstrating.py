"""The command ``demo``: the whole path on the sandbox, told to a photographer. It ends by itself.

Every step is a real command on a real database and a SmugMug that checks signatures; only the vendor is a stand-in.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from albumsync_dagster.cli.options import StateFolder
from albumsync_dagster.cli.output import facts

if TYPE_CHECKING:
    from albumsync_dagster.naming import Decision
    from albumsync_dagster.settings import Settings
    from albumsync_dagster.supabase import Change
    from albumsync_dagster.sync.values import Plan, Run, Systems


def demo(state: StateFolder = None) -> int:
    """Watch the whole path on a sample gallery of its own.

    Reads, plans, renames, verifies, and takes one rename back. Needs no account and no network, touches nothing of
    yours, and ends by itself.

    Examples:
        albumsync demo
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.sandboxing import environment_of, state_folder
    from albumsync_sandbox import sandbox

    _tell(
        "albumsync demo",
        "A photographer's gallery is set up on this machine: albums in a stand-in for SmugMug, photo rows in a real "
        "PostgreSQL behind a stand-in for Supabase. Nothing of yours is touched. One moment ...",
    )
    with (
        sandbox(state_folder(state)) as world,
        _environment(environment_of(world)),
        systems.both_sides() as (settings, both),
    ):
        in_step = _tour(both, settings)
    called = _as_called()
    _tell(
        "Two ways on from here",
        Text(f"{called} sandbox --dagster", style="cyan"),
        Padding("this gallery in Dagster's web UI: pick albums, materialize", (0, 0, 0, 2)),
        Text(f"{called} login", style="cyan"),
        Padding("your own account; README.md has every step, one album first", (0, 0, 0, 2)),
    )
    return 0 if in_step else 1


def _tour(systems: Systems, settings: Settings) -> bool:
    """Every step with the words for it; true where both sides agreed whenever they were compared."""
    from albumsync_dagster.cli import changing, checking, reading, setting_up, tables
    from albumsync_dagster.cli.systems import new_run
    from albumsync_dagster.naming import Decision
    from albumsync_dagster.sync.planning import Allowed

    _step("1. Read the gallery", "pull", "SmugMug lists every album, and says when its photos were taken.")
    reading.pull()
    _step("   and find each photo's album", "backfill-keys", "Some photo rows do not say which album they belong to.")
    setting_up.backfill_keys()
    _step(
        "2. Look before renaming",
        "plan",
        "Every album with the name it has. Drift is how far that is from the name it should have: 0 equal, over 20 "
        "rename, over 60 a person looks first.",
    )
    before = _plan(systems, settings)
    order = [album.proposal.album_key for album in tables.furthest_first(before)]
    _show(before, order)
    _step(
        "3. Rename, in SmugMug and in the photo rows",
        "apply --yes",
        "Each change is written into a journal before anything is sent, and compared on both sides after it.",
    )
    run = new_run(settings)
    changing.carry_out(systems, before, run, Allowed(), settings, as_json=False)
    waiting = next(key for key in order if _decision(before, key) is Decision.REVIEW)
    _step(
        "4. What waits for a person, one by one",
        f"apply --yes --album-key {waiting} --approve-review",
        "Where a name says something else than its photos, you decide.",
    )
    changing.apply(album_key=[waiting], approve_review=True, yes=True)
    _step("5. The albums after it", "plan", "The same albums in the same order; a tick says renamed.")
    after = _plan(systems, settings)
    _show(after, order, ticked=dict(_names(after) - _names(before)))
    _step("6. Prove it", "verify", "All photo rows are compared with all names of SmugMug.")
    in_step = checking.verify() == 0
    change = _largest_rename(systems, run)
    _step(
        "7. Take one rename back",
        f"undo --change {change.id}",
        "On both sides again; an album that somebody renamed since would be refused.",
    )
    changing.undo(change=change.id)
    _step("   and prove that too", "verify", "Both sides have the old name of that album.")
    return checking.verify() == 0 and in_step


def _as_called() -> str:
    """What to type for this command: its path where the name alone is not found, as after `make demo`."""
    if shutil.which("albumsync") or Path(sys.argv[0]).name != "albumsync":
        return "albumsync"
    return os.path.relpath(sys.argv[0])


@contextmanager
def _environment(sandbox: Mapping[str, str]) -> Iterator[None]:
    """Let this process see the sandbox alone: a variable of the user's own, or of their .env, counts for nothing."""
    from albumsync_dagster.settings import Settings, variable

    # An empty variable means unset, and comes before the .env file.
    own = {variable(name): "" for name in Settings.model_fields}
    before = dict(os.environ)
    os.environ.update(own | dict(sandbox))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _plan(systems: Systems, settings: Settings) -> Plan:
    from albumsync_dagster.cli.systems import new_run, today
    from albumsync_dagster.sync.planning import make_plan

    return make_plan(systems, new_run(settings), settings.naming_options(today()))


def _names(plan: Plan) -> set[tuple[str, str]]:
    return {(album.proposal.album_key, album.proposal.existing) for album in plan.albums}


def _decision(plan: Plan, album_key: str) -> Decision:
    return next(album.proposal.decision for album in plan.albums if album.proposal.album_key == album_key)


def _largest_rename(systems: Systems, run: Run) -> Change:
    """The rename of this run that wrote the most photo rows: a heal is no rename, and few rows prove little."""
    from albumsync_dagster.supabase import HistoryFilter, Reason

    changes = systems.supabase.history(HistoryFilter(run_id=run.id))
    return max((change for change in changes if change.reason is Reason.DRIFT), key=lambda change: change.photo_rows)


def _show(plan: Plan, order: Sequence[str], *, ticked: Collection[str] = ()) -> None:
    from albumsync_dagster.cli import tables

    albums = {album.proposal.album_key: album for album in plan.albums}
    screen = facts()
    screen.print(tables.albums_table([albums[key] for key in order], ticked=ticked))
    screen.print()
    screen.print(tables.plan_counts(plan), soft_wrap=True)


def _step(title: str, command: str, meaning: str) -> None:
    _tell(title, meaning, Text(f"$ albumsync {command}", style="cyan"))


def _tell(title: str, *parts: str | Text | Padding) -> None:
    screen = facts()
    screen.print()
    screen.print(Text(title, style="bold"))
    for part in parts:
        screen.print(Padding(part, (0, 0, 0, 2)))
    screen.print()
