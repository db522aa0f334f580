"""The values that all layers speak about: an album, what is known of it, and the name proposed for it.

Here: frozen data without behaviour. Not here: rules (the other modules of this package), wire formats (the clients).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

DateStyle = Literal["full", "short"]

_NO_DAYS: Mapping[date, int] = MappingProxyType({})


class Decision(StrEnum):
    """What is to happen with an album. Unattended runs apply ``rename`` only."""

    KEEP = "keep"
    RENAME = "rename"
    REVIEW = "review"
    PROTECTED = "protected"
    EXCLUDED = "excluded"


class DateSource(StrEnum):
    """Where the date in a proposed name comes from."""

    CAPTURE = "capture"
    """The days on which the photos were taken."""
    VIDEO = "video"
    """The days of the videos alone: a container's creation time, which may be a day off."""
    NAME = "name"
    """A date that the present name states, no photo having one."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """An album as SmugMug describes it to its owner.

    ``last_updated`` and ``images_last_updated`` are kept as the vendor wrote them: they are compared for
    difference only, never for order.
    """

    album_key: str
    name: str
    url_name: str | None = None
    keywords: str = ""
    description: str = ""
    node_id: str | None = None
    url_path: str | None = None
    web_uri: str | None = None
    image_count: int | None = None
    last_updated: str | None = None
    images_last_updated: str | None = None
    system: bool = False
    """True for the account's site-files album, which must never be touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDays:
    """On which days, by the camera's own clock, the photos of an album were taken: day -> number of photos."""

    days: Mapping[date, int] = field(default_factory=lambda: _NO_DAYS)
    """Stills."""
    video_days: Mapping[date, int] = field(default_factory=lambda: _NO_DAYS)
    undated: int = 0
    """Stills and videos without any capture date."""

    @property
    def total(self) -> int:
        """Photos and videos read."""
        return sum(self.days.values()) + sum(self.video_days.values()) + self.undated


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """What AI or a person knows of an album."""

    home_team: str | None = None
    away_team: str | None = None
    event_name: str | None = None
    sport_type: str | None = None
    category: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything beside the album itself that bears on its name."""

    capture: CaptureDays | None = None
    """None where the album's photos were never read."""
    enrichment: Enrichment | None = None
    former_names: tuple[str, ...] = ()
    """Older names out of the journal, oldest first; a name that was cut is completed from them."""
    given_name: str | None = None
    """The name that this tool gave last; another present name means that a person chose it since."""
    taken_back: tuple[str, ...] = ()
    """Names that this tool gave and a person undid."""
    pinned_name: str | None = None
    """A person's word: this and no other name."""
    locked: bool = False
    """A person's word: never rename."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingOptions:
    """The settings of an account that bear on names. ``today`` bounds the future; None means no bound."""

    drift_threshold: int = 20
    max_unattended_drift: int = 60
    date_style: DateStyle = "full"
    day_first: bool = False
    """True reads 03-05-2024 as 3 May where both readings are possible."""
    exclude_names: tuple[str, ...] = ()
    """Shell patterns, compared with the album's name without regard to case."""
    exclude_folders: tuple[str, ...] = ()
    """Shell patterns, compared with the album's UrlPath, for instance ``/Private/*``."""
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One reason for drift: a stable identifier, its points and a sentence for a person."""

    part: str
    points: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far two names are apart, 0-100. The points of the parts add up to the score exactly."""

    score: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The canonical name proposed for an album, and what should be done about it."""

    album_key: str
    existing: str
    proposed: str
    drift: int
    parts: tuple[Part, ...]
    decision: Decision
    reasons: tuple[str, ...]
    confidence: float
    """0.0-1.0: the share of proposals like this one that were right on labelled data."""
    date_source: DateSource
