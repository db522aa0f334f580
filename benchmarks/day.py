"""A day of two machines in simulated time: hourly runs, a nightly one, people, enrichment, and an outage every hour.

usage: python -m benchmarks.day [--albums 10000] [--hours 24] [--seed 1]

Both machines begin their run at the full hour, and one request goes on at a time, in an order that the seed decides.
Meanwhile people upload albums, type names in SmugMug, decide on names and edit photo rows, photo rows are enriched, and
SmugMug is away for up to ten minutes, at any moment of the runs. All waits of the clients pass in simulated time; the
database has the machine's clock, so that its last 24 hours hold the whole day.

Prints a line an hour and what is checked in the end: names and rows agree, the journal has no open change and tells
every rename, no name that a person chose was replaced, and no alert stands but those that a person has to answer.
Exits 1 if one of these fails.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import logging
import random
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import NamingOptions
from albumsync_dagster.sync.alerting import alerts_of, news
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.limiting import LargeRun
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.values import Plan, Systems
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.interleaving import ROWS, WORDS, Call, Scheduler
from albumsync_dagster_tests.support.scenarios import Scenario, World, world
from albumsync_dagster_tests.support.stage import DAY, sample_album
from albumsync_sandbox.gallery import GalleryAlbum
from albumsync_sandbox.postgres import postgres

OUTAGES = (20.0, 60.0, 600.0)
"""Seconds for which SmugMug is away, once an hour. The clients' patience outlasts the shorter ones."""

NIGHTLY_HOUR = 2
TEAMS = (
    "Thunder",
    "Comets",
    "Blazers",
    "Quakes",
    "Lions",
    "Waves",
    "Hawks",
    "Storm",
    "Rockets",
    "Bears",
    "Foxes",
    "Owls",
)
WAITS_FOR_A_PERSON = frozenset({"conflicts", "high_drift", "incomplete_reads"})
"""Alerts that may stand in the end: a conflict is over with the album's next change, an incomplete read after a day."""

ENRICH = """
update public.photo_metadata set sport_type = 'volleyball', photo_category = 'action',
  enriched_at = now() - interval '1 hour', updated_at = now() - interval '1 hour'
where album_key = any (%s)
"""


def album(number: int, *, dated: bool = False) -> GalleryAlbum:
    """One album of many: no two have the same teams and day."""
    day = DAY - timedelta(days=number // len(TEAMS))
    name = f"HS VB - Stars vs {TEAMS[number % len(TEAMS)]}"
    if dated:
        name += f" - {day:%b} {day.day}, {day.year}"
    made = sample_album(number)
    key = f"A{number:05}"
    images = tuple(
        dataclasses.replace(image, image_key=f"{key}{place}", taken=day.replace(tzinfo=None), uploaded=day)
        for place, image in enumerate(made.images)
    )
    url_name = f"album-{number}"
    return dataclasses.replace(
        made, album_key=key, node_id=f"n{key}", name=name, original_name=name, url_name=url_name,
        url_path=f"/Sports/{url_name}", created=day, last_updated=day, images_last_updated=day, images=images,
    )  # fmt: skip


@dataclass(slots=True)
class Day:
    """What happened so far, and what has to hold of it."""

    made: World
    dice: random.Random
    numbers: int
    """Albums that were made; the next one gets this number."""
    down_until: float = 0.0
    down_at: int = 0
    """The step of this hour at which SmugMug goes away."""
    requests: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    chosen: dict[str, str] = field(default_factory=dict)
    """Album -> the name that a person chose last."""
    read_at: dict[tuple[str, str], int] = field(default_factory=dict)
    chosen_at: dict[str, int] = field(default_factory=dict)
    step: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)
    races: int = 0
    """Edits between the read before a PATCH and that PATCH: the declared race."""
    broken: list[str] = field(default_factory=list)
    told: tuple[str, ...] = ()
    alerts: Counter[str] = field(default_factory=Counter)

    def note(self, call: Call, execute_changes: Callable[[], Any]) -> tuple[Any, Any]:
        """One step: SmugMug answers, is away, or does what it was asked and its answer is lost."""
        self.step += 1
        if call.server != "smugmug" or call.what == "rename":
            self.requests["database" if call.server == "supabase" else "people"] += 1
            return execute_changes(), None
        self.requests["SmugMug"] += 1
        scheduler = self.made.scheduler
        assert scheduler is not None
        just_gone = 0 < self.down_at <= len(scheduler.events)
        if just_gone:
            self.down_at, self.down_until = 0, self.made.clock() + self.dice.choice(OUTAGES)
        if just_gone or self.made.clock() >= self.down_until:
            (key,) = call.albums if len(call.albums) == 1 else ("",)
            if call.payload and "Name" in call.payload:
                self._check(call, key)
            answer = execute_changes()
            self.read_at[call.actor, key] = self.step
            if not just_gone:
                return answer, None
        raise requests.ConnectionError("SmugMug is away.")

    def _check(self, call: Call, key: str) -> None:
        before, name = self.made.name(key), call.payload["Name"]
        self.sent.append((key, name))
        if before != name and self.chosen.get(key) == before:
            if self.chosen_at[key] > self.read_at.get((call.actor, key), 0):
                self.races += 1
            else:
                self.broken.append(f"{key}: {before!r} was chosen by a person, and {name!r} was sent")
            del self.chosen[key]

    def hour(self, number: int) -> None:
        """Both machines and people at the same time."""
        self.people_upload()
        clock = self.made.clock
        scheduler = Scheduler(clock, self.note)
        self.down_at = self.dice.randrange(1, 120)
        nightly = number == NIGHTLY_HOUR
        acts = {
            "a": lambda: self.machine("a", nightly),
            "b": lambda: self.machine("b", nightly),
            "p": self.person,
        }
        self.made.scheduler = scheduler
        begun = clock()
        scheduler.run(acts, lambda able: self.dice.choice(sorted(able)))
        self.made.scheduler = None
        for actor in scheduler.actors.values():
            if actor.error is not None and not isinstance(actor.error, AlbumSyncError):
                raise actor.error
            self.ended[type(actor.error).__name__ if actor.error else "ended well"] += actor.name != "p"
        clock.now = max(clock.now, begun + 3600)
        self.look()

    def machine(self, name: str, nightly: bool) -> None:
        """A scheduled run: read, plan, rename, and at night compare both sides."""
        systems, run = self.made.systems(name), self.made.run(name, unattended=True)
        pull(systems, run)
        plan = make_plan(systems, run, NamingOptions())
        apply_plan(systems, plan, run, Allowed(large_run=LargeRun(albums=25, share=0.10)))
        if nightly:
            verify(systems, run)

    def people_upload(self) -> None:
        """New albums without their day, and enrichment for some of the old ones."""
        count = max(1, self.numbers // 1000)
        with self.made.admin.cursor() as cursor:
            for _ in range(count):
                new = album(self.numbers)
                self.numbers += 1
                self.made.simulator.state.add_album(new)
                for image in new.images:
                    cursor.execute(
                        "insert into public.photo_metadata (photo_id, image_key, album_key, album_name)"
                        " values (gen_random_uuid(), %s, %s, %s)",
                        [image.image_key, new.album_key, new.name],
                    )
        self.made.admin.execute(ENRICH, [[f"A{self.dice.randrange(self.numbers):05}" for _ in range(count)]])

    def person(self) -> None:
        """Somebody types names, decides and edits rows while the machines are at work."""
        for what, server, touched, act in (
            ("rename", "smugmug", "name", self._types),
            ("rename", "smugmug", "name", self._types),
            ("decide", "supabase", WORDS, self._decides),
            ("edit", "supabase", ROWS, self._edits),
        ):
            key, things = f"A{self.dice.randrange(self.numbers):05}", frozenset({touched})
            call = Call("p", server, what, frozenset({key}), things, things)
            self.made.at(call, lambda key=key, act=act: act(key))

    def _types(self, key: str) -> None:
        # A name typed before its album was read for the first time is raw input, and one that was decided on stays so.
        if key in self.chosen or not self._is_known(key):
            return
        self.chosen[key] = f"Our win number {self.step}"
        self.chosen_at[key] = self.step
        self.made.simulator.state.rename(key, self.chosen[key])

    def _decides(self, key: str) -> None:
        if key in self.chosen or not self._is_known(key):
            return
        self.chosen[key], self.chosen_at[key] = f"The final number {self.step}", self.step
        self.made.admin.execute(
            "insert into public.album_name_decisions (album_key, verdict, name) values (%s, 'edit', %s)",
            [key, self.chosen[key]],
        )

    def _edits(self, key: str) -> None:
        self.made.admin.execute(
            "update public.photo_metadata set album_name = 'Mistyped' where image_key = %s", [f"{key}0"]
        )

    def _is_known(self, key: str) -> bool:
        found = self.made.admin.execute("select from public.smugmug_albums where album_key = %s", [key])
        return found.fetchone() is not None

    def look(self) -> None:
        """What the alerts would say now."""
        new = news(self.told, now := alerts_of(self.made.systems("judge").supabase.health(alert_over=60)))
        self.alerts["begun"] += len(new.begun)
        self.alerts["resolved"] += len(new.resolved)
        self.told = tuple(alert.key for alert in now)

    def judged(self) -> Sequence[str]:
        """What does not hold in the end, after a quiet hour."""
        systems = self.made.systems("judge")
        run = self.made.run("quiet", unattended=True)
        pull(systems, run)
        report = apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())
        checked = verify(systems, run)
        self.look()
        truth = self.made.truth()
        found = list(self.broken)
        found += [f"{key} is apart" for key, album in truth.albums.items() if set(album.rows) != {album.name}]
        found += [f"open: {line}" for line in truth.journal if line.status in ("planned", "renamed")]
        told = {(line.album_key, line.new_name) for line in truth.journal}
        found += [
            f"{key} was sent {name!r}, and the journal does not tell"
            for key, name in self.sent
            if (key, name) not in told
        ]
        found += [f"{key}: {name!r} was chosen" for key, name in self.chosen.items() if truth.albums[key].name != name]
        found += [f"alert {key}" for key in self.told if key not in WAITS_FOR_A_PERSON]
        if report.exit_code == 1 or not checked.in_step:
            found.append(f"the quiet run ended with {report.exit_code}, verify: {checked.differences}")
        return found


def applied(made: World, systems: Systems) -> Plan:
    """The account before the day: every name is canonical."""
    plan = make_plan(systems, made.run("before"), NamingOptions())
    apply_plan(systems, plan, made.run("before"), Allowed())
    return plan


def main() -> int:
    """Runs the day and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--albums", type=int, default=10_000)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    # A client warns of each retry, and here it retries by the hundred.
    logging.getLogger("albumsync_dagster").setLevel(logging.ERROR)
    gallery = [album(number, dated=True) for number in range(wanted.albums)]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        postgres(Path(folder) / "postgres") as server,
        world(server, gallery=gallery) as made,
    ):
        made.set_scene(Scenario("day", 3, applied, {}, 0.2))
        day = Day(made, random.Random(wanted.seed), wanted.albums)  # noqa: S311 - a schedule, no secret
        print(
            f"{'hour':>4} {'SmugMug':>8} {'database':>8} {'renamed':>8} {'failed runs':>11} {'open':>5} {'peak MB':>8}"
        )
        for number in range(wanted.hours):
            before, failed, sent = Counter(day.requests), day.ended.total() - day.ended["ended well"], len(day.sent)
            day.hour(number)
            gc.collect()
            used, failed = day.requests - before, day.ended.total() - day.ended["ended well"] - failed
            left = len([line for line in made.journal() if line.status in ("planned", "renamed")])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            line = f"{number:4} {used['SmugMug']:8,} {used['database']:8,} {len(day.sent) - sent:8,} {failed:11}"
            print(f"{line} {left:5} {peak:8.0f}", flush=True)
        found = day.judged()
        print(
            f"{day.numbers:,} albums; {day.requests['SmugMug']:,} requests, {day.requests['database']:,} database"
            f" calls; {len(day.sent):,} names sent, {len(day.chosen)} names of people kept, {day.races} in the declared"
            f" race; runs: {dict(day.ended)}; alerts: {dict(day.alerts)}, standing: {list(day.told)};"
            f" {len(found)} violations"
        )
        for each in found[:20]:
            print("   ", each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
