"""An account, and who does what to it at the same time.

A scene is set once by the real operations, kept beside, and restored before each schedule. Not here: the order of the
steps (``exploring``), what must hold (``truths``).
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import psycopg
import tenacity.nap

from albumsync_dagster import waiting
from albumsync_dagster.naming import NamingOptions, Verdict
from albumsync_dagster.smugmug import Credentials, SmugMugClient
from albumsync_dagster.supabase import HistoryFilter, NewWord, SupabaseClient
from albumsync_dagster.supabase.migrate import apply_migrations
from albumsync_dagster.sync.applying import apply_plan, change_of
from albumsync_dagster.sync.backfilling import backfill_keys
from albumsync_dagster.sync.errors import NothingToUndo
from albumsync_dagster.sync.healing import heal, heal_rows
from albumsync_dagster.sync.journaling import JournalSnapshot, open_changes_for
from albumsync_dagster.sync.planning import Allowed, choose, make_plan
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.recovery import finish_open_changes
from albumsync_dagster.sync.renaming import rename_in_smugmug
from albumsync_dagster.sync.undoing import undo
from albumsync_dagster.sync.values import Plan, Report, Run, Systems
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.interleaving import (
    ROWS,
    WORDS,
    Call,
    Clock,
    Scheduler,
    SmugMugInProcess,
    SupabaseInProcess,
)
from albumsync_dagster_tests.support.stage import AlbumTruth, JournalLine, Truth, kept_album, sample_album
from albumsync_sandbox.gallery import GalleryAlbum
from albumsync_sandbox.gateway import make_token
from albumsync_sandbox.postgres import Postgres
from albumsync_sandbox.smugmug import RateLimit, SmugMugSimulator

SECRET = "a-secret-of-the-world-0123456789abcdef"
FIRST, SECOND, THIRD = "Alb000", "Alb001", "Alb002"
TYPED = "Our first win"

_JUDGE = "judge"

Act = Callable[["World", Systems, str], object]
"""What an actor does, given both sides and its own name."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Who does what at the same time.

    Attributes:
        name: For a schedule's text.
        albums: How many have names that lack their day.
        set_up: Makes the scene; what it returns the actors find in ``World.made``.
        actors: By the short names of a schedule's text.
        seconds_a_call: How much time passes with every step.
    """

    name: str
    albums: int
    set_up: Callable[[World, Systems], object]
    actors: Mapping[str, Act]
    seconds_a_call: float = 0.01

    @property
    def scene(self) -> str:
        """The name of its scene, which it shares with every scenario that begins in the same way."""
        return f"{self.set_up.__name__}-{self.albums}"


@dataclass(slots=True)
class Typed:
    """A person's word, and the step at which it was given."""

    album_key: str
    name: str
    step: int
    decided: bool


class World:
    """Both sides in this process, with one pair of clients for each actor.

    Args:
        server: Where the database is made.
        install: Makes the tables and functions of the database at this address.
        albums: How many albums the account has whose names lack their day; three more need nothing.
        gallery: All albums of the account, instead of those.
    """

    def __init__(
        self,
        server: Postgres,
        *,
        install: Callable[[str], object] = apply_migrations,
        albums: int = 3,
        gallery: Sequence[GalleryAlbum] = (),
    ) -> None:
        self._server = server
        self.database = f"schedules_{uuid.uuid4().hex[:8]}"
        server.create_database(self.database)
        self.url = server.url(self.database)
        install(self.url)
        self.admin = psycopg.connect(server.url(self.database, role="supabase_admin"), autocommit=True)
        self.editor = psycopg.connect(server.url(self.database, role="supabase_admin"), options="-c lock_timeout=15ms")
        """Of the person who edits rows and commits later."""
        self.clock = Clock(0.01)
        self.scheduler: Scheduler | None = None
        self.made: object = None
        self.words: list[Typed] = []
        self._tables = [name for name in self._tables_of("public") if self._is_empty(name)]
        self._albums_of: dict[str, str] = {}
        self._clients: dict[str, Systems] = {}
        self._scenes: dict[str, tuple[object, dict[str, Any], Truth, dict[str, str]]] = {}
        gallery = gallery or [*map(sample_album, range(albums)), *map(kept_album, range(3))]
        self._gallery = {album.album_key: album for album in gallery}
        self.simulator = SmugMugSimulator(gallery, rate_limit=RateLimit(10**9))

    def close(self) -> None:
        """Close everything and drop the database."""
        for systems in self._clients.values():
            systems.smugmug.close()
            systems.supabase.close()
        self.editor.close()
        self.admin.close()
        self._server.drop_database(self.database)

    def systems(self, actor: str) -> Systems:
        """The clients of an actor: the real ones, over carriers of this process."""
        if actor not in self._clients:
            given = self.simulator.credentials
            credentials = Credentials(
                api_key=given.consumer_key,
                api_secret=given.consumer_secret,
                access_token=given.token,
                access_token_secret=given.token_secret,
            )
            app = self.simulator.app
            smugmug = SmugMugClient(
                credentials,
                base_url="http://smugmug.invalid",
                requests_per_second=1e6,
                threads=1,
                clock=lambda: self.clock(),
                sleep=lambda seconds: self.clock.sleep(seconds),
                adapter=lambda: SmugMugInProcess(actor, app, lambda: self.scheduler),
            )
            supabase = SupabaseClient("http://127.0.0.1:1", make_token(SECRET, "service_role"), retry_seconds=5.0)
            url = self._server.url(self.database, role="authenticator")
            # The one seam: httpx has no way to exchange the carrier of a client that is there already.
            supabase._transport._http._transport = SupabaseInProcess(
                actor, url, lambda: self.scheduler, self._albums_of
            )
            # A client asks once whose token it is.
            before, self.scheduler = self.scheduler, None
            smugmug.account()
            self.scheduler = before
            self._clients[actor] = Systems(smugmug, supabase, lambda: self.clock())
        return self._clients[actor]

    # Scenes

    def set_scene(self, scenario: Scenario) -> Truth:
        """The scene of a scenario: made once for all scenarios that begin with it, then restored."""
        self.scheduler = None
        # The clients' pace goes by it, so it never goes back.
        self.clock.step = scenario.seconds_a_call
        self.words = []
        if scenario.scene not in self._scenes:
            self._make(scenario)
        self.made, albums, truth, changes = self._scenes[scenario.scene]
        self._albums_of.clear()
        self._albums_of.update(changes)
        state = self.simulator.state
        for record in state.albums():
            if record.key not in albums:
                state.delete_album(record.key)
        for key, album in albums.items():
            if record_there := state.find(key):
                record_there.album = album
            else:
                state.add_album(album)
        self.admin.execute(f'select scenes."{scenario.scene}"()'.encode())
        return truth

    def _make(self, scenario: Scenario) -> None:
        gallery = list(self._gallery.values())
        gallery = [*gallery[: scenario.albums], *gallery[3:]]
        shown = {album.album_key for album in gallery}
        for album in self._gallery.values():
            record = self.simulator.state.find(album.album_key)
            if record is not None:
                self.simulator.state.delete_album(album.album_key)
            if album.album_key in shown:
                self.simulator.state.add_album(album)
        with self.admin.transaction():
            self.admin.execute("set local session_replication_role = replica")
            for table in self._tables:
                self.admin.execute(f"delete from public.{table} where true")  # noqa: S608 - a table of ours
        with self.admin.cursor().copy(
            "copy public.photo_metadata (photo_id, image_key, album_key, album_name) from stdin"
        ) as copy:
            for album in gallery:
                for number in range(2):
                    copy.write_row((uuid.uuid4(), f"{album.album_key}{number}", album.album_key, album.name))
        systems = self.systems(_JUDGE)
        pull(systems, self.run("pull"))
        made = scenario.set_up(self, systems)
        schema = f"scene_{len(self._scenes)}"
        self.admin.execute(f"create schema {schema}".encode())
        self.admin.execute("create schema if not exists scenes")
        body = ["set local session_replication_role = replica;"]
        for table in self._tables:
            self.admin.execute(f"create table {schema}.{table} as table public.{table}".encode())
            body.append(f"delete from public.{table} where true;")  # noqa: S608 - of ours
            if not self._is_empty(table):
                columns = self._columns(table)
                body.append(
                    f"insert into public.{table} ({columns}) overriding system value"  # noqa: S608 - of ours
                    f" select {columns} from {schema}.{table};"
                )
        self.admin.execute(
            f'create function scenes."{scenario.scene}"() returns void language plpgsql as $$ begin\n'
            f"{chr(10).join(body)}\nend $$".encode()
        )
        albums = {record.key: record.album for record in self.simulator.state.albums()}
        changes: dict[str, str] = dict(
            self.admin.execute("select id::text, album_key from public.album_name_changes").fetchall()
        )
        self._scenes[scenario.scene] = (made, albums, self.truth(), changes)

    def vacuum(self) -> None:
        """Take away what thousands of restored scenes leave behind."""
        for table in self._tables:
            self.admin.execute(f"vacuum public.{table}".encode())

    # What the model reads

    def truth(self) -> Truth:
        """Both sides and the journal, past every client."""
        rows: dict[str, dict[str | None, int]] = {}
        for key, name, count in self.admin.execute(
            "select album_key, album_name, count(*) from public.photo_metadata group by 1, 2", prepare=True
        ):
            rows.setdefault(key, {})[name] = count
        albums = {
            record.key: AlbumTruth(record.album.name, rows.get(record.key, {}))
            for record in self.simulator.state.albums()
        }
        return Truth(albums, self.journal())

    def journal(self) -> tuple[JournalLine, ...]:
        """The journal as it is now."""
        return tuple(
            JournalLine(*line)
            for line in self.admin.execute(
                "select album_key, old_name, new_name, status, reason, run_id"
                " from public.album_name_changes order by sequence",
                prepare=True,
            )
        )

    def decided_by(self, actors: Sequence[str], album_key: str) -> set[str]:
        """The names of an album that these actors stored as a person's decision."""
        found = self.admin.execute(
            "select name from public.album_name_decisions where album_key = %s and decided_by = any (%s)"
            " and name is not null",
            [album_key, list(actors)],
            prepare=True,
        )
        return {name for (name,) in found}

    def name(self, album_key: str) -> str:
        """The name that SmugMug has."""
        return self.simulator.state.album(album_key).name

    def state_key(self) -> str:
        """Everything from which a further run could act, without the ids and times that no run compares."""
        row = self.admin.execute(_STATE, prepare=True).fetchone()
        assert row is not None
        names = [(record.key, record.album.name) for record in self.simulator.state.albums()]
        words = [(word.album_key, word.name, word.decided) for word in self.words]
        return f"{row[0]}{names}{words}"

    # What actors do

    def run(self, name: str, *, unattended: bool = False) -> Run:
        """A run of this actor's."""
        return Run(id=f"{name}-{next(_NUMBERS)}", changed_by=name, started_at=datetime.now(UTC), unattended=unattended)

    def at(self, call: Call, act: Callable[[], Any]) -> Any:
        """A step of a person's."""
        assert self.scheduler is not None
        return self.scheduler.at(call, act)

    def word(self, album_key: str, name: str, *, decided: bool = False) -> None:
        """Remember what a person said."""
        step = len(self.scheduler.events) if self.scheduler else 0
        self.words.append(Typed(album_key, name, step, decided))

    def _tables_of(self, schema: str) -> list[str]:
        found = self.admin.execute("select tablename from pg_tables where schemaname = %s", [schema])
        return [f'"{name}"' for (name,) in found]

    def _is_empty(self, table: str) -> bool:
        return self.admin.execute(f"select from public.{table} limit 1".encode()).fetchone() is None

    def _columns(self, table: str) -> str:
        found = self.admin.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
            " and attgenerated = ''",
            [f"public.{table}"],
        )
        return ", ".join(f'"{name}"' for (name,) in found)


_NUMBERS = itertools.count(1)

_STATE = """
select concat_ws('|',
  (select jsonb_agg(jsonb_build_array(c.album_key, c.old_name, c.new_name, c.status, c.reason, c.undoes is null,
     c.changed_by, c.unattended) order by c.sequence) from public.album_name_changes c),
  (select jsonb_agg(jsonb_build_array(p.album_key, p.image_key, p.album_name) order by p.image_key)
     from public.photo_metadata p),
  (select jsonb_agg(jsonb_build_array(a.album_key, a.name, a.person_names,
     (select count(*) from public.album_name_changes c where c.sequence <= a.name_sequence)) order by a.album_key)
     from public.smugmug_albums a),
  (select jsonb_agg(jsonb_build_array(d.album_key, d.verdict, d.name, d.decided_by,
     (select count(*) from public.album_name_changes c where c.changed_at < d.decided_at)) order by d.sequence)
     from public.album_name_decisions d),
  (select jsonb_agg(jsonb_build_array(b.image_key, b.old_name, b.new_name, c.sequence - (
     select min(sequence) from public.album_name_changes)) order by c.sequence, b.image_key)
     from public.album_rows_before b join public.album_name_changes c on c.id = b.change_id))
"""


@contextmanager
def world(
    server: Postgres,
    *,
    install: Callable[[str], object] = apply_migrations,
    albums: int = 3,
    gallery: Sequence[GalleryAlbum] = (),
) -> Iterator[World]:
    """A world for any number of schedules; the waits between repeated calls pass at once in it."""
    made = World(server, install=install, albums=albums, gallery=gallery)
    # Neither the waits between repeated calls nor the warning of a slow answer belong to real time here.
    sleeps = SimpleNamespace(sleep=lambda seconds: made.clock.sleep(seconds))
    with (
        patch.object(tenacity.nap, "time", sleeps),
        patch.object(waiting, "threading", SimpleNamespace(Timer=_NoTimer)),
        closing(made),
    ):
        yield made


class _NoTimer:
    daemon = True

    def __init__(self, *args: object) -> None:
        """Nothing is slow."""

    def start(self) -> None:
        """Nothing is waited for."""

    def cancel(self) -> None:
        """Nothing was waited for."""


# Actors


def applies(world: World, systems: Systems, name: str) -> Report:
    """A person applies the plan that was made before."""
    assert isinstance(world.made, Plan)
    return apply_plan(systems, world.made, world.run(name), Allowed())


def applies_unattended(world: World, systems: Systems, name: str) -> Report:
    """A schedule plans and applies."""
    run = world.run(name, unattended=True)
    return apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())


def undoes(world: World, systems: Systems, name: str) -> Report | None:
    """Somebody takes back whatever was done by the runs of the scene and of the actors."""
    try:
        return undo(systems, HistoryFilter(album_keys=(FIRST,)), world.run(name))
    except NothingToUndo:
        return None


def heals(world: World, systems: Systems, name: str) -> Report:
    """The rows follow SmugMug."""
    return heal(systems, world.run(name))


def recovers(world: World, systems: Systems, name: str) -> Report:
    """Open changes are finished."""
    run = world.run(name)
    return Report(run_id=run.id, recovered=finish_open_changes(systems, run))


def fills_keys(world: World, systems: Systems, name: str) -> object:
    """Album keys are filled from the listings."""
    return backfill_keys(systems, world.run(name))


def verifies(world: World, systems: Systems, name: str) -> object:
    """Both sides are compared, and what was read is stored."""
    return verify(systems, world.run(name))


def renames(name_given: str = TYPED, album_key: str = FIRST) -> Act:
    """A person types a name in SmugMug."""

    def act(world: World, systems: Systems, name: str) -> None:
        def rename() -> None:
            world.word(album_key, name_given)
            world.simulator.state.rename(album_key, name_given)

        touched = frozenset({"name"})
        call = Call(name, "smugmug", "rename", frozenset({album_key}), touched, touched, {"Name": name_given})
        world.at(call, rename)

    return act


def edits_rows(album_key: str = FIRST) -> Act:
    """A person edits a photo row, and takes their time before they commit."""

    def act(world: World, systems: Systems, name: str) -> None:
        rows = frozenset({ROWS})
        own = world.editor

        def edit() -> None:
            own.execute(
                "update public.photo_metadata set album_name = 'Mistyped' where image_key = %s", [f"{album_key}0"]
            )

        try:
            world.at(Call(name, "supabase", "edit", frozenset({album_key}), rows, rows), edit)
            world.at(Call(name, "supabase", "commit", frozenset({album_key}), rows, rows), own.commit)
        except BaseException:
            own.rollback()
            raise

    return act


def edits_rows_at_once(album_key: str = FIRST) -> Act:
    """A person edits a photo row in one statement."""

    def act(world: World, systems: Systems, name: str) -> None:
        rows = frozenset({ROWS})

        def edit() -> None:
            world.admin.execute(
                "update public.photo_metadata set album_name = 'Mistyped' where image_key = %s", [f"{album_key}0"]
            )

        world.at(Call(name, "supabase", "edit", frozenset({album_key}), rows, rows), edit)

    return act


def decides(verdict: Verdict, name_given: str | None = None, album_key: str = FIRST) -> Act:
    """A person looks at an album in a review and stores a decision, as the review does."""

    def act(world: World, systems: Systems, name: str) -> bool:
        (state,) = systems.supabase.states([album_key])
        chosen = name_given or state.album.name
        word = NewWord(
            album_key=album_key,
            verdict=verdict,
            name=None if verdict is Verdict.LOCK else chosen,
            decided_by=name,
            after=state.word.id if state.word else None,
        )
        stored = systems.supabase.decide([word]).stored
        if stored:
            world.word(album_key, stored[0].name or chosen, decided=True)
        return bool(stored)

    return act


def writes_a_decision(album_key: str = FIRST) -> Act:
    """A person writes a decision into the table itself."""

    def act(world: World, systems: Systems, name: str) -> None:
        words = frozenset({WORDS})

        def write() -> None:
            world.admin.execute(
                "insert into public.album_name_decisions (album_key, verdict, name) values (%s, 'edit', %s)",
                [album_key, "Chosen in the table"],
            )
            world.word(album_key, "Chosen in the table", decided=True)

        world.at(Call(name, "supabase", "decision", frozenset({album_key}), words, words), write)

    return act


def dies(victim: str) -> Act:
    """The process of another actor is killed."""

    def act(world: World, systems: Systems, name: str) -> None:
        scheduler = world.scheduler
        assert scheduler is not None
        nothing = frozenset[str]()
        scheduler.at(
            Call(name, "process", f"kill {victim}", frozenset({victim}), nothing, nothing),
            lambda: None,
        )
        if scheduler.actors[victim].pending is not None:
            scheduler.kill(victim)

    return act


# Scenes


def planned(world: World, systems: Systems) -> Plan:
    """A plan was made and not applied."""
    return make_plan(systems, world.run("plan"), NamingOptions())


def applied(world: World, systems: Systems) -> Plan:
    """The plan was applied."""
    plan = planned(world, systems)
    assert apply_plan(systems, plan, world.run("before"), Allowed()).exit_code == 0
    return plan


def half_applied(world: World, systems: Systems) -> Plan:
    """A run died after the journal."""
    plan = planned(world, systems)
    chosen, _ = choose(plan, Allowed())
    open_changes_for(systems, [change_of(album) for album in chosen], world.run("dead"))
    return plan


def sent(world: World, systems: Systems) -> Plan:
    """A run died after SmugMug had the new name, and before anybody wrote that down."""
    plan = planned(world, systems)
    chosen, _ = choose(plan, Allowed())
    changes, _ = open_changes_for(systems, [change_of(album) for album in chosen], world.run("dead"))
    for change in changes:
        rename_in_smugmug(systems, change, JournalSnapshot(systems, [change], as_of=None))
    return plan


def rows_apart(world: World, systems: Systems) -> Plan:
    """A plan was made, then the rows of the first album lost their name; a row of the second has no key."""
    plan = planned(world, systems)
    world.admin.execute("update public.photo_metadata set album_name = 'Stale' where album_key = %s", [FIRST])
    world.admin.execute("update public.photo_metadata set album_key = null where image_key = %s", [f"{SECOND}0"])
    return plan


def healed(world: World, systems: Systems) -> Plan:
    """Rows of the first album were healed."""
    world.admin.execute("update public.photo_metadata set album_name = 'Stale' where album_key = %s", [FIRST])
    heal_rows(systems, world.run("before"))
    return planned(world, systems)


def _scenarios(seconds: float) -> Iterator[Scenario]:
    def each(name: str, albums: int, set_up: Callable[[World, Systems], object], **actors: Act) -> Iterator[Scenario]:
        slow = "-slow" if seconds > 1 else ""
        yield Scenario(f"{name}{slow}", albums, set_up, actors, seconds)

    yield from each("apply-person", 1, planned, a=applies, p=renames())
    yield from each("apply-rows", 1, planned, a=applies, r=edits_rows_at_once())
    yield from each("apply-keep", 1, planned, a=applies, k=decides(Verdict.KEEP))
    yield from each("apply-edit", 1, planned, a=applies, k=decides(Verdict.EDIT, "Chosen"))
    yield from each("apply-table", 1, planned, a=applies, t=writes_a_decision())
    yield from each("apply-death", 1, planned, a=applies, d=dies("a"))
    yield from each("recovery-person", 1, half_applied, o=recovers, p=renames())
    yield from each("recovery-keep", 1, half_applied, o=recovers, k=decides(Verdict.KEEP))
    yield from each("recovery-twice", 1, half_applied, o=recovers, q=recovers)
    yield from each("recovery-sent-twice", 1, sent, o=recovers, q=recovers)
    yield from each("undo-person", 1, applied, u=undoes, p=renames())
    yield from each("undo-keep", 1, applied, u=undoes, k=decides(Verdict.KEEP))
    yield from each("undo-death", 1, applied, u=undoes, d=dies("u"))
    yield from each("heal-person", 1, rows_apart, h=heals, p=renames())
    yield from each("heal-undo-heal", 1, healed, h=heals, u=undoes)
    yield from each("apply-apply", 1, planned, a=applies, b=applies)
    yield from each("apply-recovery", 1, planned, a=applies, o=recovers)
    yield from each("apply-heal", 1, planned, a=applies, h=heals)
    yield from each("apply-undo", 1, planned, a=applies, u=undoes)
    yield from each("apply-verify", 1, planned, a=applies, v=verifies)
    yield from each("undo-undo", 1, applied, u=undoes, w=undoes)
    yield from each("undo-apply", 1, applied, u=undoes, a=applies_unattended)
    yield from each("undo-heal", 1, applied, u=undoes, h=heals)
    yield from each("backfill-apply", 2, rows_apart, f=fills_keys, a=applies)
    yield from each("backfill-heal", 2, rows_apart, f=fills_keys, h=heals)


TWO: tuple[Scenario, ...] = (*_scenarios(0.01), *_scenarios(3.0))
"""Two actors; once within the two seconds for which the journal's word is good, once outside."""


def _crowds(seconds: float) -> Iterator[Scenario]:
    slow = "-slow" if seconds > 1 else ""
    everybody: dict[str, Act] = {
        "a": applies,
        "b": applies_unattended,
        "u": undoes,
        "h": heals,
        "o": recovers,
        "f": fills_keys,
        "v": verifies,
        "p": renames(),
        "r": edits_rows(),
        "k": decides(Verdict.KEEP),
    }
    people = ("p", "r", "k")
    number = 0
    for scene in (planned, applied, half_applied, sent, rows_apart):
        for pair in itertools.combinations(("a", "b", "u", "h", "o", "f", "v"), 2):
            for person in people:
                number += 1
                chosen = {name: everybody[name] for name in (*pair, person)}
                chosen["d"] = dies(pair[number % 2])
                yield Scenario(f"{scene.__name__}-{''.join(chosen)}{slow}", 1 + number % 3, scene, chosen, seconds)


CROWDS: tuple[Scenario, ...] = tuple(
    scenario for pair in zip(_crowds(0.01), _crowds(3.0), strict=True) for scenario in pair
)
"""Two runs, a person and a death, over up to three albums."""


def named(name: str) -> Scenario:
    """The scenario of a schedule's text."""
    return next(scenario for scenario in (*TWO, *CROWDS) if scenario.name == name)
