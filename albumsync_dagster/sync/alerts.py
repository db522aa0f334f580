"""Alerts: what of the health figures a person should act on, and which of it is news. Pure.

An alert is told once when it begins and once when it is over; in between it is silent, however the figures move.
Not here: reading the figures (``supabase``), posting (``defs``), printing (``cli``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from albumsync_dagster.supabase import Change, Health

OPEN_TOO_LONG = timedelta(hours=1)
"""A change is open for seconds while a run is at work on it; after this time the run is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that a person should act on. Holds no secret."""

    key: str
    """What the alert is about: the same trouble has the same key, whatever its extent."""
    sentence: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed since alerts were told last."""

    begun: tuple[Alert, ...]
    resolved: tuple[str, ...]
    """Keys of alerts that are over."""


def alerts_of(health: Health, open_changes: Iterable[Change] = ()) -> list[Alert]:
    """What the figures say that needs a person.

    Args:
        health: The figures.
        open_changes: The changes counted in ``health.open_changes``; only those that no run can be at work on count.
    """
    return list(_alerts(health, len(open_too_long(open_changes, health.at))))


def news(told: Collection[str], alerts: Iterable[Alert]) -> News:
    """Compare with the keys of the alerts that were told and are not yet resolved."""
    now = {alert.key: alert for alert in alerts}
    return News(
        begun=tuple(alert for key, alert in now.items() if key not in told),
        resolved=tuple(sorted(set(told) - set(now))),
    )


def open_too_long(changes: Iterable[Change], now: datetime) -> list[Change]:
    """The open changes that no run can still be at work on."""
    return [change for change in changes if now - change.changed_at > OPEN_TOO_LONG]


def _alerts(health: Health, stuck: int) -> Iterator[Alert]:
    if health.photos_without_name:
        yield Alert(
            key="missing_names",
            sentence=f"{health.photos_without_name} photo rows of {health.albums_without_name} albums have no name.",
            fix="Run `albumsync heal`: the rows take SmugMug's names.",
        )
    if health.high_drift:
        yield Alert(
            key="high_drift",
            sentence=f"The names of {health.high_drift} albums are far from what their photos say.",
            fix="Look at `albumsync plan`; `albumsync apply --album-key K --approve-review` renames one of them.",
        )
    if health.failed_changes:
        yield Alert(
            key="failed_changes",
            sentence=f"SmugMug refused the new names of {health.failed_changes} albums.",
            fix="`albumsync history` says why; give the albums other names with an override.",
        )
    if stuck:
        yield Alert(
            key="open_changes",
            sentence=f"{stuck} renames were begun more than an hour ago and not finished.",
            fix="Run `albumsync apply --yes`: it finishes open renames first.",
        )
    if health.conflicts:
        yield Alert(
            key="conflicts",
            sentence=f"{health.conflicts} albums were renamed by somebody else while they were being renamed.",
            fix="Look at them in SmugMug; `albumsync heal` lets the photo rows follow.",
        )
    if health.verification_stale:
        yield Alert(
            key="stale_verification",
            sentence=f"{health.verification_stale} albums were last verified more than 7 days ago.",
            fix="Run `albumsync verify`, or switch on the schedule `hourly_verify`.",
        )
    if health.incomplete_reads_last_day:
        yield Alert(
            key="incomplete_reads",
            sentence=f"{health.incomplete_reads_last_day} readings of SmugMug came back incomplete in the last day.",
            fix="Nothing was concluded from them. If it goes on, see status.smugmug.com.",
        )
