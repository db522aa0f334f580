"""Alerts: which figures of a gallery's health somebody should look at, and which of that is news. Pure.

An alert is sent once when it begins and once when it is resolved; changes of its figure in between send nothing.
Not here: reading the figures (``supabase``), printing them (``cli``), posting them (``defs``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from albumsync_dagster.supabase import Change, Health

OPEN_TOO_LONG = timedelta(hours=1)
"""An active run leaves a change open for seconds only; after this time the run has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that somebody should look at. Holds no secret."""

    key: str
    """Identifies the problem; it does not depend on its extent."""
    sentence: str
    fix: str
    """The command, or the place, that helps."""

    def __str__(self) -> str:
        return f"{self.sentence} ({self.fix})."


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed since alerts were last sent."""

    begun: tuple[Alert, ...]
    resolved: tuple[str, ...]
    """Keys of alerts that are over."""


def alerts_of(health: Health, open_changes: Sequence[Change] | None = None) -> tuple[Alert, ...]:
    """An alert for every figure that is not as it should be; the worst come first.

    Args:
        health: The figures.
        open_changes: The changes that ``health.open_changes`` counts. Where they are given, changes of a run that may
            still be active are not counted: a sensor that evaluates every minute would report every sync otherwise.
    """
    unfinished = health.open_changes if open_changes is None else len(open_too_long(open_changes, health.at))
    told = (
        ("conflicts", health.conflicts, "Albums that somebody else renamed during a run", "history --status conflict"),
        ("failed_changes", health.failed_changes, "Albums that could not be renamed", "history --status failed"),
        ("open_changes", unfinished, "Changes that are not finished", "apply"),
        ("missing_names", health.photos_without_name, "Photo rows without album name", "heal"),
        (
            "out_of_step",
            health.albums_out_of_step,
            "Albums with photo rows under another name than SmugMug's",
            "heal",
        ),
        ("incomplete_reads", health.incomplete_reads_last_day, "Incomplete reads of SmugMug within a day", "pull"),
        ("rows_without_key", health.photos_without_album_key, "Photo rows without album key", "backfill-keys"),
        (
            "rows_of_unknown_albums",
            health.photos_of_unknown_albums,
            "Photo rows of albums that SmugMug does not list",
            "verify --acknowledge all",
        ),
        ("high_drift", health.high_drift, "Albums far from their canonical name", "plan"),
        ("stale_verification", health.verification_stale, "Albums last verified more than 7 days ago", "verify"),
        ("never_verified", health.never_verified, "Albums that were never verified", "verify"),
    )
    return tuple(
        Alert(key=key, sentence=f"{what}: {count:,}", fix=f"albumsync {command}")
        for key, count, what, command in told
        if count
    )


def news(told: Collection[str], now: Iterable[Alert]) -> News:
    """Compare with the keys of the alerts that were sent and are not yet resolved."""
    standing = {alert.key: alert for alert in now}
    return News(
        begun=tuple(alert for key, alert in standing.items() if key not in told),
        resolved=tuple(sorted(set(told) - set(standing))),
    )


def open_too_long(changes: Iterable[Change], now: datetime) -> list[Change]:
    """The open changes that no run can still be at work on."""
    return [change for change in changes if now - change.changed_at > OPEN_TOO_LONG]
