"""The command ``demo``: the whole path on the sandbox, told to a photographer. It ends by itself.

Every step is a real command on a real database and a SmugMug that checks signatures; only the vendor is a stand-in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from albumsync_dagster.cli.options import StateFolder
from albumsync_dagster.cli.output import facts

if TYPE_CHECKING:
    from albumsync_dagster.settings import Settings
    from albumsync_dagster.supabase import Change
    from albumsync_dagster.sync.values import Plan, Systems


def demo(state: StateFolder = None) -> int:
    """Watch the whole path on a sample gallery of its own.

    Reads, plans, renames, verifies, and takes one rename back. Needs no account and no network, touches nothing of
    yours, and ends by itself.

    Examples:
        albumsync demo
    """
    from albumsync_dagster.cli import checking, reading, systems
    from albumsync_dagster.cli.sandboxing import state_folder
    from albumsync_dagster.sandbox import sandbox

    _tell(
        "albumsync demo",
        "A photographer's gallery is set up on this machine: albums in a stand-in for SmugMug, photo rows in a real "
        "PostgreSQL behind a stand-in for Supabase. Nothing of yours is touched. One moment ...",
    )
    with sandbox(state_folder(state)) as world, _environment(world.environment()):
        _step(
            "1. Read the gallery",
            "albumsync pull",
            "SmugMug is asked for every album, and for when its photos were taken.",
        )
        reading.pull()
        with systems.both_sides() as (settings, both):
            _step(
                "2. Look before renaming",
                "albumsync plan",
                "Every album with the name it has. Drift says how far that is from the name it should have: "
                "0 equal, over 20 rename, over 60 a person looks first.",
            )
            plan = _plan(both, settings)
            _show_albums(plan)
            _step(
                "3. Rename, in SmugMug and in the photo rows",
                "albumsync apply --yes",
                "Each change is written into a journal before anything is sent, and compared on both sides after it.",
            )
            _apply(both, settings, plan)
            _step("4. The albums after it", "albumsync plan", "The same albums; what is left waits for a person.")
            _show_albums(_plan(both, settings))
            _step("5. Prove it", "albumsync verify", "All photo rows are compared with all names of SmugMug.")
            verified = checking.verify()
            change = _newest_rename(both)
            _step(
                "6. Take one rename back",
                f"albumsync undo --change {change.id}",
                "On both sides again; albums that somebody renamed since would be refused.",
            )
            _undo(change)
            verified_again = checking.verify()
    _tell(
        "Two ways on from here",
        "make dev               this gallery in Dagster's web UI: pick albums, materialize, watch\n"
        "albumsync login        your own account: README.md, from the API key to the first album in ten steps",
    )
    return int(bool(verified or verified_again))


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


def _apply(systems: Systems, settings: Settings, plan: Plan) -> None:
    from albumsync_dagster.cli.changing import carry_out
    from albumsync_dagster.cli.systems import new_run
    from albumsync_dagster.sync.planning import Allowed

    carry_out(systems, plan, new_run(settings), Allowed(), settings, as_json=False)


def _newest_rename(systems: Systems) -> Change:
    from albumsync_dagster.supabase import ChangeStatus, HistoryFilter

    return systems.supabase.history(HistoryFilter(statuses=(ChangeStatus.VERIFIED,), limit=1))[0]


def _undo(change: Change) -> None:
    from albumsync_dagster.cli import changing

    changing.undo(change=change.id)


def _show_albums(plan: Plan) -> None:
    from albumsync_dagster.cli import tables

    screen = facts()
    screen.print(tables.albums_table(plan))
    screen.print()
    screen.print(tables.plan_counts(plan))


def _step(title: str, command: str, meaning: str) -> None:
    _tell(title, meaning, Text(f"$ {command}", style="cyan"))


def _tell(title: str, text: str, *more: RenderableType) -> None:
    screen = facts()
    screen.print()
    screen.print(Text(title, style="bold"))
    for part in (Text(text), *more):
        screen.print(Padding(part, (0, 0, 0, 2)))
    screen.print()
