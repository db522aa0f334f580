"""The command ``demo``: the whole path on the sandbox, on one page of a terminal. It ends by itself.

Every step runs the real command against a real database and a SmugMug simulator; long lists are cut.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.text import Text

from albumsync_dagster.cli.options import StateFolder
from albumsync_dagster.cli.output import facts
from albumsync_dagster.exit_codes import ExitCode

_SHOWN: Final = {"rename": 1, "review": 1}
"""Decision -> proposals that are shown of it; the command itself shows more."""

_LINES: Final = 1
"""Albums that are shown as renamed, one by one."""

if TYPE_CHECKING:
    from albumsync_dagster.settings import Settings
    from albumsync_dagster.supabase import Change
    from albumsync_dagster.sync.values import Run, Systems


def demo(state: StateFolder = None) -> int:
    """Watch the whole path on a sample gallery.

    Reads, plans, renames, verifies, and takes one rename back, in less than a minute. Needs no account and no network,
    and changes nothing of yours.

    Examples:
        albumsync demo
    """
    from albumsync_dagster.cli import systems
    from albumsync_dagster.cli.sandboxing import environment_of, installed_sandbox, state_folder

    sandbox = installed_sandbox()
    from albumsync_sandbox.gallery import sample_gallery

    folder = state_folder(state)
    screen = facts()
    screen.print("A sample gallery starts on this machine; nothing of yours is changed ...")
    with (
        # With the rows of an album that was deleted in SmugMug, so that what is done about them can be shown.
        sandbox(folder.absolute(), gallery=sample_gallery(left_behind=True)) as world,
        only_environment(environment_of(world), folder),
        systems.both_sides() as (settings, both),
    ):
        in_step = _tour(both, settings)
    called = _as_called()
    _step("What next")
    _show_command(f"{called} sandbox --review", "the questions, on a page in the browser")
    _show_command(f"{called} sandbox --dagster", "the same gallery in Dagster's web UI")
    _show_command(f"{called} login", "your own account; see README.md")
    return ExitCode.DONE if in_step else ExitCode.UNFINISHED


def _tour(systems: Systems, settings: Settings) -> bool:
    """Every step with its command; true where both sides agreed whenever they were compared."""
    from albumsync_dagster.cli import changing, checking, reading, setting_up, tables
    from albumsync_dagster.cli.systems import new_run, today
    from albumsync_dagster.sync.planning import Allowed, make_plan

    _step("1. Read the gallery", "pull", "backfill-keys")
    reading.pull()
    setting_up.backfill_keys()
    _step("2. Look at the proposals: nothing is renamed yet", "plan")
    run = new_run(settings)
    plan = make_plan(systems, run, settings.naming_options(today()))
    screen = facts()
    for part in tables.plan_groups(plan, few=_SHOWN):
        screen.print(part)
    screen.print(tables.plan_counts(plan), soft_wrap=True)
    _step("3. Rename, in SmugMug and in the photo rows", "apply --yes --allow-large")
    changing.carry_out(systems, plan, run, Allowed(), settings, as_json=False, few=_LINES)
    _step("4. Compare all names and photo rows", "verify --acknowledge all")
    in_step = checking.verify(acknowledge=["all"]) == ExitCode.DONE
    album_key = _largest_rename(systems, run).album_key
    _step("5. Take one rename back", f"undo --album-key {album_key} --yes")
    return changing.undo(album_key=[album_key], yes=True) == ExitCode.DONE and in_step


def _as_called() -> str:
    """What to type for this command: its path where the name alone is not found, as after `make demo`."""
    if shutil.which("albumsync") or Path(sys.argv[0]).name != "albumsync":
        return "albumsync"
    return os.path.relpath(sys.argv[0])


@contextmanager
def only_environment(sandbox: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Let this process see the sandbox alone: no variable of the user's own, and no .env, has an effect.

    Args:
        sandbox: The variables of the sandbox.
        folder: The working folder meanwhile, one without a .env.
    """
    from albumsync_dagster.settings import Settings, variable

    own = {variable(name): "" for name in Settings.model_fields}
    before = dict(os.environ)
    os.environ.update(own | dict(sandbox))
    try:
        with chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _largest_rename(systems: Systems, run: Run) -> Change:
    """The rename of this run that wrote the most photo rows: a heal is no rename, and few rows prove little."""
    from albumsync_dagster.supabase import HistoryFilter, Reason

    changes = systems.supabase.history(HistoryFilter(run_id=run.id))
    return max((change for change in changes if change.reason is Reason.DRIFT), key=lambda change: change.photo_rows)


def _step(title: str, *commands: str) -> None:
    screen = facts()
    screen.print()
    screen.print(Text(title, style="bold"))
    for command in commands:
        _show_command(f"$ albumsync {command}")


def _show_command(command: str, meaning: str = "") -> None:
    line = Text(f"  {command}", style="cyan")
    facts().print(line.append(f"  {meaning}", style="not bold default") if meaning else line, soft_wrap=True)
