"""Verify: SmugMug's complete list against all photo rows, without writing either.

The reading proves itself complete on both sides or raises: an outage is never "in step".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.naming import Album
from albumsync_dagster.supabase import RowCheck
from albumsync_dagster.sync.errors import UnknownAlbum
from albumsync_dagster.sync.observing import observe
from albumsync_dagster.sync.reading import read_listing
from albumsync_dagster.sync.values import Run, Systems

ALL: Final = "all"
"""In the place of album keys: every album that photo rows name and SmugMug no longer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An album whose rows do not all carry SmugMug's name."""

    album_key: str
    name: str
    """SmugMug's."""
    rows: int
    differing: int
    missing: int
    """Rows without any name."""
    found: Mapping[str, int]
    """The most common other names."""
    web_uri: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """Whether both sides agree."""

    albums: int
    rows: int
    differences: tuple[Difference, ...]
    rows_without_album_key: int
    unknown_albums: Mapping[str, int]
    """Albums that photo rows name and SmugMug does not list, with their rows."""
    acknowledged_albums: Mapping[str, int]
    """More such albums, whose rows somebody decided to leave as they are: they do not count as a difference."""

    @property
    def rows_differing(self) -> int:
        """Photo rows that do not carry SmugMug's name."""
        return sum(difference.differing for difference in self.differences)

    @property
    def in_step(self) -> bool:
        """True where every photo row that belongs to an album carries the name that SmugMug has.

        Rows without an album key do not differ, but where no row has one nothing was compared, which is no agreement.
        """
        nothing_compared = self.rows == 0 and self.rows_without_album_key > 0
        return not (self.differences or self.unknown_albums or nothing_compared)

    @property
    def exit_code(self) -> ExitCode:
        """Whether something differs."""
        return ExitCode.DONE if self.in_step else ExitCode.DIFFERS


def verify(
    systems: Systems, run: Run, *, album_keys: Collection[str] | None = None, record: bool = True
) -> VerifyReport:
    """Compare both sides.

    Args:
        systems: Both sides.
        run: The time that is recorded as the time of verification.
        album_keys: Only these albums; None means the whole account.
        record: Store what SmugMug says, and the time of verification for albums in step.

    Raises:
        SmugMugError: SmugMug could not be read whole.
        SupabaseError: The rows could not be read.
        UnknownAlbum: One of ``album_keys`` is not in SmugMug.
    """
    albums = read_names(systems, run, album_keys, record=record)
    if album_keys is not None and (unknown := sorted(set(album_keys) - set(albums))):
        raise UnknownAlbum(unknown)
    names = {key: album.name for key, album in albums.items()}
    found = systems.supabase.verify(names, at=run.started_at, whole_account=album_keys is None, record=record)
    return VerifyReport(
        albums=len(albums),
        rows=sum(check.total for check in found.checks),
        differences=tuple(_difference(albums[check.album_key], check) for check in found.checks if check.differing),
        rows_without_album_key=found.rows_without_album_key,
        unknown_albums=found.unknown_albums,
        acknowledged_albums=found.acknowledged_albums,
    )


def acknowledge(
    systems: Systems, report: VerifyReport, album_keys: Collection[str], *, acknowledged_by: str
) -> VerifyReport:
    """Store that somebody leaves the rows of deleted albums as they are.

    Args:
        systems: Both sides; only the database is written.
        report: Of the whole account: it says which albums SmugMug no longer has.
        album_keys: Some of these albums, or ``all``.
        acknowledged_by: Who.

    Returns:
        The report with these albums among the acknowledged ones.

    Raises:
        UnknownAlbum: A key is none of an album that has photo rows and that SmugMug no longer has.
    """
    wanted = _named(album_keys, {*report.unknown_albums, *report.acknowledged_albums})
    systems.supabase.acknowledge(wanted, acknowledged_by=acknowledged_by)
    return without(report, wanted)


def forget(systems: Systems, report: VerifyReport, album_keys: Collection[str]) -> VerifyReport:
    """Take back that somebody left the rows of deleted albums as they are.

    Args:
        systems: Both sides; only the database is written.
        report: Of the whole account: it says which albums are acknowledged.
        album_keys: Some of these albums, or ``all``.

    Returns:
        The report with these albums among those that SmugMug does not list.

    Raises:
        UnknownAlbum: A key is none of an acknowledged album.
    """
    wanted = _named(album_keys, set(report.acknowledged_albums))
    systems.supabase.acknowledge(wanted, acknowledged_by=None)
    acknowledged = dict(report.acknowledged_albums)
    again = {key: acknowledged.pop(key) for key in sorted(wanted)}
    return replace(report, unknown_albums={**report.unknown_albums, **again}, acknowledged_albums=acknowledged)


def _named(album_keys: Collection[str], known: set[str]) -> set[str]:
    wanted = known if ALL in album_keys else set(album_keys)
    if unknown := sorted(wanted - known):
        raise UnknownAlbum(unknown)
    return wanted


def without(report: VerifyReport, album_keys: Collection[str]) -> VerifyReport:
    """The report with the rows of these deleted albums taken as acknowledged. Pure."""
    known = {key: rows for key, rows in report.unknown_albums.items() if key in album_keys}
    return replace(
        report,
        unknown_albums={key: rows for key, rows in report.unknown_albums.items() if key not in known},
        acknowledged_albums={**report.acknowledged_albums, **known},
    )


def read_names(
    systems: Systems, run: Run, album_keys: Collection[str] | None, *, record: bool = True
) -> dict[str, Album]:
    """The albums as SmugMug has them now, by key; with ``record`` the observer stores what was read.

    Args:
        systems: Both sides.
        run: The time that is recorded.
        album_keys: Only these albums; None means the whole account. An album that SmugMug does not have is left out.
        record: Store what was read.
    """
    if album_keys is None:
        albums = read_listing(systems, run)[1] if record else systems.smugmug.albums()
        return {album.album_key: album for album in albums}
    found = systems.smugmug.albums_by_key(sorted(album_keys))
    return observe(systems, list(found.values())) if record else found


def _difference(album: Album, check: RowCheck) -> Difference:
    return Difference(
        album_key=album.album_key,
        name=album.name,
        rows=check.total,
        differing=check.differing,
        missing=check.rows.missing,
        found={name: count for name, count in check.rows.names.items() if name != album.name},
        web_uri=album.web_uri,
    )
