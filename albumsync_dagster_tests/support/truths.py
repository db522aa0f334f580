"""What must hold at every step of a schedule, and after one more run: one checker over what really happened.

It reads the simulator's names, the rows and the journal past every client, and the steps as they were carried out; it
knows nothing of how the product decides. Not here: schedules (``exploring``), what the actors do (``scenarios``).

Two races are declared in ``docs/reliability.md``, and counted here instead of reported: a person who renames between
our read and our PATCH, and a name that is sent once more within two seconds after another run finished the same change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from albumsync_dagster.errors import AlbumSyncError
from albumsync_dagster.naming import Decision, NamingOptions
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.journaling import FRESH
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.reading import read_listing
from albumsync_dagster.sync.values import Plan, Report, ResultKind
from albumsync_dagster.sync.verifying import verify
from albumsync_dagster_tests.support.interleaving import Call, Event, Killed
from albumsync_dagster_tests.support.scenarios import World
from albumsync_dagster_tests.support.stage import JournalLine, Truth

EDIT_OVERWRITTEN = "an edit between our read and our PATCH was overwritten"
ASKED_AGAIN = "a name was replaced while a person decided to keep it, and they are asked again"
SECOND_RUN = "a decided name came with the second run, because the first finished an open change of the album"
SENT_ONCE_MORE = "a name was sent once more after another run had finished it"

ASKS = ("albumsync_journal", "albumsync_open_changes")
MOVES = {
    "planned": ("renamed", "conflict", "failed", "abandoned"),
    # Rows are written, and what is left of them is none, in one call.
    "renamed": ("done", "conflict"),
    "done": ("verified",),
    "verified": (),
    "conflict": ("renamed",),
    "abandoned": ("renamed",),
    "failed": ("renamed",),
}
"""The life of a change, as ``docs/reliability.md`` draws it."""
REACHED = ("done", "verified")
UNDOING = ("u", "w")
"""The actors that take changes back, in every scenario."""
RENAMES = ("drift", "decision", "undo")


@dataclass(frozen=True, slots=True)
class Named:
    """A name that SmugMug got, from whomever."""

    step: int
    actor: str
    album_key: str
    before: str
    name: str
    by_a_person: bool


@dataclass(slots=True)
class Truths:
    """The checker of one schedule."""

    world: World
    start: Truth
    found: list[str] = field(default_factory=list)
    races: Counter[str] = field(default_factory=Counter)
    names: list[Named] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    """Album and name of a person's edit that fell into a declared race."""
    sent_once_more: set[str] = field(default_factory=set)
    """Albums of the other declared race whose sender died before it gave the wanted name back: what SmugMug has then
    counts as a name that somebody typed."""
    _senders: list[tuple[str, str]] = field(default_factory=list)
    """Album and actor of each name that was sent once more."""
    _between: dict[str, str] = field(default_factory=dict)
    """Album key -> its name between the first run afterwards and the second, where two were needed."""
    _journal: tuple[JournalLine, ...] = ()
    _events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._journal = self.start.journal

    # At every step

    def note(self, call: Call, execute_changes: Callable[[], Any]) -> tuple[Any, Any]:
        """Carry out a step and check it."""
        self._events = self.world.scheduler.events if self.world.scheduler else []
        if call.server == "smugmug":
            return self._smugmug(call, execute_changes)
        result = execute_changes()
        if call.server == "supabase" and call.writes:
            self._database(call)
        return result, None

    def _smugmug(self, call: Call, execute_changes: Callable[[], Any]) -> tuple[Any, Any]:
        writes = bool(call.writes) and bool(call.payload) and "Name" in call.payload
        if not writes:
            keys = [key for key in call.albums if self.world.simulator.state.find(key)]
            seen = {key: self.world.name(key) for key in keys}
            return execute_changes(), seen
        (key,) = call.albums
        name, before = call.payload["Name"], self.world.name(key)
        by_a_person = call.what == "rename"
        if not by_a_person:
            self._check_patch(call, key, before, name)
        result = execute_changes()
        self.names.append(Named(len(self._events), call.actor, key, before, name, by_a_person))
        return result, {key: self.world.name(key)}

    def _check_patch(self, call: Call, key: str, before: str, name: str) -> None:
        lines = [line for line in self.world.journal() if line.album_key == key and line.reason in RENAMES]
        mine = [line for line in lines if line.new_name == name]
        if not mine:
            self.found.append(f"{key} was renamed to {name!r} before the journal had it")
            return
        own = [(step, event) for step, event in enumerate(self._events) if event.call.actor == call.actor]
        reads = [
            (step, event)
            for step, event in own
            if event.call.what.startswith("GET") and event.call.albums == {key} and event.seen
        ]
        if not reads:
            self.found.append(f"{key} was sent without having been read")
            return
        read_at, read = reads[-1]
        between = [event.call.what for step, event in own if step > read_at]
        if any(what != "albumsync_open_changes" for what in between):
            self.found.append(f"{key} was sent, and not read right before: {between}")
        seen = read.seen[key]
        if seen not in {line.old_name for line in mine}:
            self.found.append(f"{key} was sent although it was seen to be {seen!r}")
        since = [named for named in self.names if named.album_key == key and named.step > read_at]
        if before != seen and not since:
            self.found.append(f"{key} is {before!r} and nobody named it so")
        if any(named.by_a_person for named in since):
            self.races[EDIT_OVERWRITTEN] += 1
            self.lost.append((key, before))
        if not any(line.status in ("planned", "renamed") for line in mine):
            asked = [event for _, event in own if event.call.what in ASKS]
            pending = self._asked_at(call)
            if not asked or (pending - asked[-1].asked_at > FRESH and own[-1][1] is not asked[-1]):
                self.found.append(f"{key} was sent although its change was closed, by a word older than {FRESH} s")
            self.races[SENT_ONCE_MORE] += 1
            self._senders.append((key, call.actor))
            self.lost += [(key, named.name) for named in self.names if named.album_key == key and named.by_a_person]

    def _asked_at(self, call: Call) -> float:
        scheduler = self.world.scheduler
        return scheduler.actors[call.actor].asked_at if scheduler else 0.0

    def _database(self, call: Call) -> None:
        if "journal" not in call.writes and "rows" not in call.writes:
            return
        journal = self.world.journal()
        for at, line in enumerate(journal):
            was = self._journal[at] if at < len(self._journal) else None
            if was is None:
                if line.status not in ("planned", "renamed"):
                    self.found.append(f"a line began as {line.status}: {line}")
            elif was.status != line.status:
                self._check_move(was, line)
        if len(journal) < len(self._journal):
            self.found.append("the journal lost a line")
        self._journal = journal
        if call.what == "albumsync_write_rows":
            for key, album in self.world.truth().albums.items():
                new = set(album.rows) - set(self.start.albums[key].rows) - {"Mistyped"}
                if any(line.album_key == key and line.reason == "restore" for line in journal):
                    # A heal is taken back: the rows get what it had found.
                    continue
                told = {line.new_name for line in journal if line.album_key == key and line.status not in ("planned",)}
                for name in new:
                    if name not in told:
                        self.found.append(f"rows of {key} got {name!r}, which no change gave")

    def _check_move(self, was: JournalLine, line: JournalLine) -> None:
        if line.status in ("renamed", *REACHED) and line.new_name not in self._had(line.album_key):
            self.found.append(f"the journal says {line.status}, and SmugMug never had the name: {line}")
        if line.status not in MOVES[was.status]:
            self.found.append(f"{was.status} became {line.status}: {line}")

    def _had(self, key: str) -> set[str]:
        """Every name that SmugMug has had of an album."""
        return {self.start.albums[key].name} | {named.name for named in self.names if named.album_key == key}

    # In the end

    def ended(self) -> Iterator[str]:
        """What must hold of how the actors ended."""
        scheduler = self.world.scheduler
        assert scheduler is not None
        self.sent_once_more = {key for key, actor in self._senders if scheduler.actors[actor].killed}
        for actor in scheduler.actors.values():
            if actor.error is not None and not isinstance(actor.error, (Killed, AlbumSyncError)):
                yield f"{actor.name} failed: {actor.error!r}"
            if isinstance(actor.result, Report):
                yield from self._restored(actor.name, actor.result)

    def _restored(self, actor: str, report: Report) -> Iterator[str]:
        for result in report.results:
            if result.kind is ResultKind.RENAMED and result.new_name not in self._had(result.album_key):
                yield f"{actor} says that {result.album_key} is {result.new_name!r}, which it never was"
            if result.kind is ResultKind.RENAMED and result.change_id is None:
                yield f"{actor} says that {result.album_key} was renamed, and the journal has no line of it"

    def after_one_more_run(self, *, people: bool = True) -> Iterator[str]:
        """What must hold after one more run: both sides, the journal and every report agree."""
        systems = self.world.systems("judge")
        run = self.world.run("night", unattended=True)
        try:
            read_listing(systems, run)
            report = apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())
            if report.recovered or any(result.kind is ResultKind.REFUSED for result in report.results):
                # It finished an open change of that album first, so its plan was older than the album.
                self.races[SECOND_RUN] += 1
                self._between = {key: album.name for key, album in self.world.truth().albums.items()}
                run = self.world.run("night", unattended=True)
                report = apply_plan(systems, make_plan(systems, run, NamingOptions()), run, Allowed())
            checked = verify(systems, self.world.run("verify"))
            health = systems.supabase.health()
            plan = make_plan(systems, self.world.run("plan"), NamingOptions())
        except AlbumSyncError as error:
            yield f"the next run failed: {error}"
            return
        if report.exit_code == 1:
            yield f"the next run ended with 1: {report.everything}"
        if not checked.in_step:
            yield f"verify says: {checked.differences}"
        if health.open_changes or health.albums_out_of_step or health.photos_without_name:
            yield f"health says: {health}"
        after = self.world.truth()
        yield from self._both_sides(after)
        yield from self._told(after)
        for planned in plan.albums:
            key = planned.proposal.album_key
            if planned.proposal.existing != after.albums[key].name:
                yield f"the plan takes {key} for {planned.proposal.existing!r}"
            if planned.proposal.decision is Decision.RENAME:
                yield f"the plan wants to rename {key} once more, to {planned.proposal.proposed!r}"
        if people:
            yield from self._peoples_words(after, plan)

    def _both_sides(self, after: Truth) -> Iterator[str]:
        for key, album in after.albums.items():
            if set(album.rows) != {album.name}:
                yield f"{key} is apart: SmugMug says {album.name!r}, the rows say {dict(album.rows)}"
            if key.startswith("Kep") and album != self.start.albums[key]:
                yield f"{key} was nobody's business and was touched: {album}"

    def _told(self, after: Truth) -> Iterator[str]:
        for line in after.journal:
            if line.status in ("planned", "renamed"):
                yield f"a change is still open: {line}"
            if line.status in REACHED and line.reason in RENAMES and line.new_name not in self._ever(line, after):
                yield f"the journal tells of a name that never was: {line}"
        for named in self.names:
            # In the declared race, a run that dies after it sent leaves a name that only a heal tells of.
            if named.by_a_person or named.album_key in self.sent_once_more:
                continue
            lines = [line for line in after.journal if line.album_key == named.album_key and line.reason in RENAMES]
            later = any(
                other.by_a_person and other.album_key == named.album_key and other.step > named.step
                for other in self.names
            )
            told = (*REACHED, "conflict") if later else REACHED
            # A name that was sent late is told of by the change that took it away again.
            taken_away = any(
                line.new_name == named.name
                and line.status == "conflict"
                and any(other.old_name == named.name and other.status in REACHED for other in lines[at + 1 :])
                for at, line in enumerate(lines)
            )
            if not taken_away and not any(line.new_name == named.name and line.status in told for line in lines):
                yield f"{named.actor} renamed {named.album_key} to {named.name!r}, and the journal does not tell"
        for key, album in after.albums.items():
            reached = [
                line
                for line in after.journal
                if line.album_key == key and line.status in REACHED and line.reason in RENAMES
            ]
            ours = [named for named in self.names if named.album_key == key]
            if (
                reached
                and reached[-1].new_name != album.name
                and not any(named.by_a_person or (key, named.name) in self.lost for named in ours)
            ) and key not in self.sent_once_more:
                yield f"{key} is {album.name!r}, and the journal's last word is {reached[-1]}"

    def _ever(self, line: JournalLine, after: Truth) -> set[str]:
        key = line.album_key
        return self._had(key) | {after.albums[key].name, self._between.get(key, ""), line.old_name or ""}

    def _peoples_words(self, after: Truth, plan: Plan) -> Iterator[str]:
        asked = {p.proposal.album_key for p in plan.albums if p.proposal.decision is Decision.REVIEW}
        for key in after.albums:
            words = [word for word in self.world.words if word.album_key == key]
            if not words:
                continue
            last = max(words, key=lambda word: word.step)
            # A name typed in SmugMug is known from its first reading on, so a decision beside it may be either's.
            allowed = {last.name} if not any(word.decided for word in words) else {word.name for word in words}
            if last.decided:
                # To take a change back is a person's word as well.
                allowed |= {line.new_name for line in after.journal if (line.album_key, line.reason) == (key, "undo")}
                # An undo stores its word before its journal line, and may die between the two.
                allowed |= self.world.decided_by(UNDOING, key)
            lost = {name for lost_key, name in self.lost if lost_key == key}
            name = after.albums[key].name
            if name not in allowed and key in asked and last.decided:
                self.races[ASKED_AGAIN] += 1
            elif name not in allowed and not allowed & lost and key not in self.sent_once_more:
                yield f"{key}: a person chose {sorted(allowed)}, and SmugMug has {name!r}"
