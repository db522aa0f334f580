"""Two promises as properties: no unattended run replaces a name that a person chose and did not withdraw, and every
night leaves both sides in step.

People and runs act in any order: names are typed in SmugMug, photo rows are edited, decisions are stored and withdrawn,
photos arrive, runs and undos die after the journal or after the PATCH, and the next run reads, verifies, heals,
recovers or undoes. `pytest --hypothesis-profile=thorough` tries many more orders.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from albumsync_dagster.naming import Decision, NamingOptions
from albumsync_dagster.supabase import WITHDRAW, HistoryFilter, NewWord
from albumsync_dagster.sync.applying import apply_plan, change_of
from albumsync_dagster.sync.deciding import keep_restored
from albumsync_dagster.sync.errors import NothingToUndo
from albumsync_dagster.sync.healing import heal_rows
from albumsync_dagster.sync.journaling import REACHED, open_changes_for
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.undoing import plan_undo, undo
from albumsync_dagster.sync.values import Systems
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.operations import accept, new_run
from albumsync_dagster_tests.support.stage import DAY, Stage

ALBUMS = ("Alb000", "Alb001")
TYPED = ("Our first win", "Rain at the harbor", "Stars on tour", "The long final")

albums = st.sampled_from(ALBUMS)
names = st.sampled_from(TYPED)


class People(RuleBasedStateMachine):
    """Two albums, one photographer, and runs that nobody watches."""

    servers: ClassVar[Stage]

    @initialize()
    def the_account_was_read_once(self) -> None:
        self.servers.set_scene(2)
        self.stack = ExitStack()
        self.systems: Systems = self.stack.enter_context(self.servers.systems())
        self.chosen: dict[str, str] = {}
        """Album -> the name that a person chose last, as SmugMug had it when a run began."""
        self.run_ids: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def name(self, key: str) -> str:
        return self.servers.simulator.state.album(key).name

    @rule(key=albums, name=names)
    def somebody_types_a_name_in_smugmug(self, key: str, name: str) -> None:
        if self.name(key) == name:
            return
        self.servers.simulator.state.rename(key, name)
        (stored,) = self.systems.supabase.states([key])
        if stored.album.name != name:
            self.chosen[key] = name
        elif self.chosen.get(key) != name:
            # They typed another name and then the old one again between two readings, which no reading can see.
            self.chosen.pop(key, None)

    @rule(key=albums, name=names, verdict=st.sampled_from(["edit", "keep", "lock", WITHDRAW]))
    def somebody_decides(self, key: str, name: str, verdict: str) -> None:
        pull(self.systems, new_run("pull"))
        (state,) = self.systems.supabase.states([key])
        chosen = {"edit": name, "keep": state.album.name}.get(verdict)
        after = state.word.id if state.word else None
        word = NewWord(album_key=key, verdict=verdict, name=chosen, decided_by="Kim", after=after)
        assert self.systems.supabase.decide([word]).stored
        if verdict == WITHDRAW:
            self.chosen.pop(key, None)
        elif chosen:
            self.chosen[key] = chosen
        else:
            self.chosen[key] = state.album.name

    @rule(key=albums)
    def somebody_accepts_the_proposal(self, key: str) -> None:
        pull(self.systems, new_run("pull"))
        (planned,) = make_plan(self.systems, new_run("plan"), NamingOptions(), album_keys=[key]).albums
        proposal = planned.proposal
        if proposal.decision is Decision.KEEP or planned.decided_by:
            return
        if accept(self.systems, planned):
            self.chosen[key] = proposal.proposed

    @rule(key=albums, days=st.integers(0, 3))
    def photos_of_other_days_arrive(self, key: str, days: int) -> None:
        capture = {"days": {(DAY + timedelta(days=days)).date().isoformat(): 3}, "video_days": {}, "undated": 0}
        self.servers.connection.execute(
            "update smugmug_albums set capture_days = %s::jsonb where album_key = %s", [json.dumps(capture), key]
        )

    @rule(observer=st.sampled_from(["pull", "verify", "heal", "recovery"]))
    def somebody_reads_smugmug(self, observer: str) -> None:
        run = new_run(observer)
        match observer:
            case "pull":
                pull(self.systems, run)
            case "verify":
                verify(self.systems, run)
            case "heal":
                heal_rows(self.systems, run)
            case _:
                self.unattended(lambda: finish_open_changes(self.systems, run))

    @rule(key=albums, photo=st.integers(0, 2), name=st.sampled_from(["Mistyped", None]))
    def somebody_edits_a_photo_row(self, key: str, photo: int, name: str | None) -> None:
        self.servers.connection.execute(
            "update photo_metadata set album_name = %s where image_key = %s", [name, f"{key}{photo}"]
        )

    @rule()
    def a_night_passes(self) -> None:
        self.unattended(self.night)
        truth = self.servers.truth()
        assert [line for line in truth.journal if line.status in ("planned", "renamed")] == []
        assert {key: set(album.rows) for key, album in truth.albums.items()} == {
            key: {album.name} for key, album in truth.albums.items()
        }

    @rule(sent=st.booleans())
    def a_run_dies_on_the_way(self, sent: bool) -> None:
        """After the journal, or after the PATCH of the first album and before anybody wrote that down."""
        run = new_run("dies", unattended=True)

        def die() -> None:
            plan = make_plan(self.systems, run, NamingOptions())
            chosen, _ = choose(plan, Allowed())
            opened, _ = open_changes_for(self.systems, [change_of(album) for album in chosen], run)
            if sent and opened and self.name(opened[0].album_key) == opened[0].old_name:
                self.servers.simulator.state.rename(opened[0].album_key, opened[0].new_name)

        self.unattended(die)

    @rule(key=albums, sent=st.booleans())
    def an_undo_dies_on_the_way(self, key: str, sent: bool) -> None:
        lines = self.systems.supabase.history(HistoryFilter(album_keys=(key,), statuses=REACHED))
        changes = plan_undo(lines, {key: self.name(key)}).changes
        run = new_run("undo")
        keep_restored(self.systems, {change.album_key: change.new_name for change in changes}, run, decided=[key])
        opened, _ = open_changes_for(self.systems, changes, run)
        for change in opened:
            # The old name or the restored one is right until a person says more.
            self.chosen.pop(key, None)
            if sent:
                self.servers.simulator.state.rename(key, change.new_name)

    @precondition(lambda self: self.run_ids)
    @rule()
    def somebody_takes_the_last_night_back(self) -> None:
        try:
            undo(self.systems, HistoryFilter(run_id=self.run_ids[-1]), new_run("undo"))
        except NothingToUndo:
            return
        # What a person takes back is their word; which name comes back, the tests of undo say.
        self.chosen = {key: name for key, name in self.chosen.items() if name == self.name(key)}

    def night(self) -> None:
        run = new_run("night", unattended=True)
        pull(self.systems, run)
        apply_plan(self.systems, make_plan(self.systems, run, NamingOptions()), run, Allowed())
        self.run_ids.append(run.id)

    def unattended(self, act: object) -> None:
        before = {key: self.name(key) for key in ALBUMS}
        assert callable(act)
        act()
        for key, chosen in self.chosen.items():
            if before[key] == chosen:
                assert self.name(key) == chosen, f"{key}: a person chose {chosen!r}"

    @invariant()
    def nothing_is_said_twice(self) -> None:
        if not hasattr(self, "systems"):
            return
        lines = self.servers.truth().journal
        assert len([line for line in lines if line.status in ("planned", "renamed")]) <= len(ALBUMS)


def test_no_unattended_run_replaces_a_name_that_a_person_chose(servers: Stage) -> None:
    People.servers = servers
    thorough = settings.get_current_profile_name() == "thorough"
    few = settings(
        max_examples=500 if thorough else 12,
        stateful_step_count=30 if thorough else 12,
        deadline=None,
        derandomize=not thorough,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(People, settings=few)
