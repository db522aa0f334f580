"""Facts of a file become facts of albums: first what would be stored, then, when a person says so, the storing.

Here: which album each row is of, and the report. Not here: reading files (``fact_files``), the rules of a schedule
(``schedule``), printing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from albumsync_dagster.errors import UsageError
from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.naming.enrichment import says_something, sports_shown
from albumsync_dagster.supabase import AlbumFacts, AlbumState, FactsImported
from albumsync_dagster.sync.errors import NothingMatched, NothingRead
from albumsync_dagster.sync.events import Event
from albumsync_dagster.sync.fact_files import FactFile, FactRow
from albumsync_dagster.sync.schedule import AlbumMatch, MatchKind, match_schedule

if TYPE_CHECKING:
    from albumsync_dagster.supabase import SupabaseClient

_NAMED_KEYS = 5
"""Albums of one name that a sentence lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLeft:
    """A row of which nothing is stored, and why."""

    row: int
    what: str
    """What the row is about, for a person."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichReport:
    """What a file says of the account's albums, and what was stored of it."""

    source: str
    is_schedule: bool
    facts: tuple[AlbumFacts, ...]
    """What is to be stored: at most one an album."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Album key -> present name, of the albums in ``facts``."""
    matches: tuple[AlbumMatch, ...] = ()
    """Of a schedule: one an album, in the order of the keys."""
    ambiguous: tuple[RowLeft, ...] = ()
    """Rows or events that fit several albums, or several rows of one album."""
    unmatched: tuple[RowLeft, ...] = ()
    """Rows or events of no album."""
    unknown_columns: tuple[str, ...] = ()
    """Headings of columns that are not read."""
    imported: FactsImported | None = None
    """None for a dry run."""

    @property
    def offered(self) -> int:
        """Albums that are to be asked about."""
        return sum(fact.offered for fact in self.facts)

    @property
    def exit_code(self) -> ExitCode:
        """3 where rows about albums were left out; a schedule has events without photos, which are no error."""
        left = not self.is_schedule and (self.ambiguous or self.unmatched)
        return ExitCode.DIFFERS if left else ExitCode.DONE


def check_source(source: str, own_view: str | None) -> None:
    """Refuse a name that a fact from elsewhere already has: a person could not tell where it came from.

    Args:
        source: What to call a file.
        own_view: The user's own table or view, if there is one.

    Raises:
        UsageError: It is one of these.
    """
    if source.casefold() in {"album_enrichment", "photo_metadata", (own_view or "").casefold()}:
        raise UsageError(f"{source} is a table that albumsync reads itself.", "Give the file another name: --source.")


def prepare_facts(supabase: SupabaseClient, file: FactFile, *, source: str, day_first: bool = False) -> EnrichReport:
    """What a file says of the albums that were read; writes nothing.

    Args:
        supabase: The database.
        file: As it was read.
        source: What to call it wherever a fact is shown.
        day_first: How to read 03-05-2024 in a name, where both readings are possible.

    Raises:
        NothingRead: The account was never pulled.
    """
    states = [state for state in supabase.states() if state.missing_since is None and not state.album.system]
    if not states:
        raise NothingRead
    report = (
        _of_schedule(states, file.events, source, day_first)
        if file.is_schedule
        else _of_rows(states, file.rows, source)
    )
    about = {fact.album_key for fact in report.facts}
    names = {state.album.album_key: state.album.name for state in states if state.album.album_key in about}
    return replace(report, unknown_columns=file.unknown, names=names)


def store_facts(supabase: SupabaseClient, report: EnrichReport, *, imported_by: str) -> EnrichReport:
    """Store what was prepared, in place of everything that this source said before.

    Raises:
        NothingMatched: There is nothing to store.
    """
    if not report.facts:
        raise NothingMatched(report.source)
    imported = supabase.import_facts(report.facts, source=report.source, imported_by=imported_by)
    return replace(report, imported=imported)


def remove_facts(supabase: SupabaseClient, source: str, *, imported_by: str) -> FactsImported:
    """Remove everything that files of this name said.

    Raises:
        UsageError: No file of this name said anything.
    """
    removed = supabase.import_facts((), source=source, imported_by=imported_by)
    if not removed.removed:
        raise _never_imported(source)
    return removed


def albums_told_by(supabase: SupabaseClient, source: str) -> int:
    """Of how many albums ``remove_facts`` would remove what a file of this name said.

    Raises:
        UsageError: No file of this name said anything.
    """
    albums = supabase.albums_of_source(source)
    if not albums:
        raise _never_imported(source)
    return albums


def _never_imported(source: str) -> UsageError:
    return UsageError(
        f"Nothing that a file of the name {source} said is stored, so there is nothing to remove.",
        "Give the name or --source under which it was stored; `albumsync plan --json` has the source of each fact.",
    )


def _of_rows(states: list[AlbumState], rows: tuple[FactRow, ...], source: str) -> EnrichReport:
    keys = {state.album.album_key for state in states}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for state in states:
        by_name[state.album.name].append(state.album.album_key)
    found: defaultdict[str, list[FactRow]] = defaultdict(list)
    ambiguous, unmatched = [], []
    for row in rows:
        what = row.album_key or row.name or ""
        albums = ([row.album_key] if row.album_key in keys else []) if row.album_key else by_name[row.name or ""]
        if not albums:
            why = "No album has this key." if row.album_key else "No album has exactly this name."
            unmatched.append(RowLeft(row=row.row, what=what, why=why))
        elif not any(map(says_something, row.facts.values())):
            unmatched.append(RowLeft(row=row.row, what=what, why="It says nothing of the album."))
        elif len(albums) > 1:
            keys_of_all = ", ".join(sorted(albums)[:_NAMED_KEYS])
            why = f"{len(albums)} albums have this name; write the key of one into a column album_key: {keys_of_all}."
            ambiguous.append(RowLeft(row=row.row, what=what, why=why))
        else:
            found[albums[0]].append(row)
    facts = []
    for key, of_album in sorted(found.items()):
        if any(row.facts != of_album[0].facts for row in of_album):
            ambiguous += [
                RowLeft(row=row.row, what=row.album_key or row.name or "", why="Other rows of this album differ.")
                for row in of_album
            ]
        else:
            said = of_album[0].facts
            facts.append(
                AlbumFacts(
                    album_key=key,
                    home_team=said.get("home_team"),
                    away_team=said.get("away_team"),
                    event_name=said.get("event_name"),
                    sport_type=said.get("sport_type"),
                    category=said.get("category"),
                    level=said.get("level"),
                )
            )
    return EnrichReport(
        source=source,
        is_schedule=False,
        facts=tuple(facts),
        ambiguous=tuple(sorted(ambiguous, key=lambda left: left.row)),
        unmatched=tuple(sorted(unmatched, key=lambda left: left.row)),
    )


def _of_schedule(states: list[AlbumState], events: tuple[Event, ...], source: str, day_first: bool) -> EnrichReport:
    matches = match_schedule(
        events,
        [(state.album, state.capture) for state in states],
        source=source,
        sports={state.album.album_key: sports_shown(state.photo_facts) for state in states},
        day_first=day_first,
    )
    facts = tuple(
        AlbumFacts(
            album_key=match.album_key,
            home_team=match.facts.home_team,
            away_team=match.facts.away_team,
            event_name=match.facts.event_name,
            sport_type=match.facts.sport_type,
            level=match.facts.level,
            offered=match.facts.offered,
        )
        for match in matches
        if match.facts is not None
    )
    shown = Counter(event for match in matches if match.facts is not None for event in match.events)
    several = Counter(
        event for match in matches if match.kind is MatchKind.AMBIGUOUS for event in match.events if not shown[event]
    )
    photographed = {
        day for state in states if state.capture for day in (state.capture.days or state.capture.video_days)
    }
    ambiguous, unmatched = [], []
    for event in events:
        if shown[event]:
            continue
        left = RowLeft(row=event.row, what=event.label, why="")
        if several[event]:
            ambiguous.append(replace(left, why="Albums of its day fit other events as well."))
        elif event.off:
            unmatched.append(replace(left, why="It was cancelled or moved to another day."))
        elif not any(event.first <= day <= event.last for day in photographed):
            unmatched.append(replace(left, why="No album has photos of its day."))
        else:
            unmatched.append(replace(left, why="No album of its day fits."))
    return EnrichReport(
        source=source,
        is_schedule=True,
        facts=facts,
        matches=matches,
        ambiguous=tuple(ambiguous),
        unmatched=tuple(unmatched),
    )
