"""The values that all layers speak about: an album, what is known of it, and the name proposed for it.

Here: frozen data without behaviour. Not here: rules (the other modules of this package), wire formats (the clients).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

DateStyle = Literal["full", "short", "iso"]


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
    ROWS = "rows"
    """``photo_date`` of the photo rows, SmugMug having no day; its time zone is unknown."""
    NAME = "name"
    """A date that the present name states, no photo having one."""
    NONE = "none"


class DoubtCode(StrEnum):
    """Why a proposed name is not certain. The codes are stable: they stand in JSON, in the database and in digests."""

    DAY_CONTRADICTED = "day_contradicted"
    """The photos contradict a day or month that a person wrote."""
    YEAR_CONTRADICTED = "year_contradicted"
    """The name states a year, season or decade that the photos do not contain."""
    CAPTURE_UNRELIABLE = "capture_unreliable"
    """The clock was never set, or a scan carries a placeholder."""
    VIDEO_DATE = "video_date"
    """The day comes from videos alone and may be one day off.

    It is off where the video was taken near midnight UTC. Capture days hold no hours, so every such day is doubted.
    """
    ROW_DATE = "row_date"
    """The day comes from ``photo_date`` of the photo rows, near midnight on a clock whose time zone is unknown."""
    NO_DATE = "no_date"
    TRUNCATED = "truncated"
    """The name was cut, and neither an older name nor the UrlName completes it."""
    NOT_WELL_FORMED = "not_well_formed"
    TOO_LONG = "too_long"
    NUMBERED_TWIN = "numbered_twin"
    """Only a number distinguishes the name from another album's."""
    ONLY_A_DATE = "only_a_date"
    ENRICHMENT_TEAM = "enrichment_team"
    ENRICHMENT_LEVEL = "enrichment_level"
    ENRICHMENT_GENDER = "enrichment_gender"
    ENRICHMENT_SPORT = "enrichment_sport"
    ENRICHMENT_EVENT = "enrichment_event"
    SOURCES_DISAGREE = "sources_disagree"
    MARKUP = "markup"
    PHOTOS_UNREAD = "photos_unread"
    TAKEN_BACK = "taken_back"
    REFUSED_BY_SMUGMUG = "refused_by_smugmug"
    NAME_TAKEN = "name_taken"
    """Another album still has this name."""
    SCHEDULE_OFFER = "schedule_offer"
    """Only the day matches an event of a schedule."""
    NO_SUBJECT = "no_subject"
    """The name says neither who nor what."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason why a proposed name is not certain: a code and a sentence that shows the evidence."""

    code: DoubtCode
    why: str


class Verdict(StrEnum):
    """What a person decided about an album's name."""

    ACCEPT = "accept"
    EDIT = "edit"
    KEEP = "keep"
    LOCK = "lock"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsWord:
    """The newest decision of a person on one album."""

    verdict: Verdict
    name: str | None = None
    """The accepted, edited or kept name."""
    digest: str | None = None
    """``proposal_digest`` of the proposal that was accepted."""
    decided_by: str = ""
    decided_at: datetime | None = None


def proposal_digest(existing: str, proposed: str, codes: Iterable[str]) -> str:
    """The digest to which an acceptance is bound: SHA-256 in hex over present name, proposed name and doubt codes.

    The bytes are the JSON array ``[existing, proposed, [codes, sorted]]`` in UTF-8, without blanks and without escapes
    of characters outside ASCII.
    """
    entry = json.dumps([existing, proposed, sorted(codes)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(entry.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """An album as SmugMug describes it to its owner.

    ``last_updated`` and ``images_last_updated`` are as the vendor wrote them: compared for difference, not for order.
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
class Thumbnail:
    """A small picture of a photo and the day on which it was taken."""

    url: str
    day: date
    best: bool = False
    """It is the best rated photo of the album."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDays:
    """On which days, by the camera's own clock, the photos of an album were taken: day -> number of photos."""

    days: Mapping[date, int] = field(default_factory=dict)
    """Stills."""
    video_days: Mapping[date, int] = field(default_factory=dict)
    undated: int = 0
    """Stills and videos without any capture date."""
    thumbnails: tuple[Thumbnail, ...] = ()
    """The first still by capture time, the best rated or else the middle one, and the last: are the days true?"""

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
    source: str = "album_enrichment"
    """Where this is stored or was imported from, for instance ``schedule.ics``."""
    offered: bool = False
    """True where only the day matches this event of a schedule: the name is made of it, and somebody is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """What the photo rows of an album say of themselves: counts over its rows."""

    sports: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    enriched: int = 0
    """Rows whose enrichment is complete."""
    rows: int = 0
    days: Mapping[date, int] = field(default_factory=dict)
    """Days of ``photo_date``, as they are stored; the time zone is unknown."""
    near_midnight: int = 0
    """Rows with a day whose time is within six hours of midnight, or that have no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is known of an album beside its name and its capture days, and who says so."""

    fact: str
    """``home_team``, ``away_team``, ``event_name``, ``sport_type``, ``category`` or ``level``."""
    value: str
    source: str
    """For instance ``album_enrichment``, ``schedule.csv`` or ``412 of 430 photos``."""

    def __str__(self) -> str:
        return f"{self.fact.replace('_', ' ')} {self.value} (from {self.source})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything beside the album itself that bears on its name."""

    capture: CaptureDays | None = None
    """None where the album's photos were never read."""
    enrichments: tuple[Enrichment, ...] = ()
    """Facts about the album, each with its source; the first that states a fact counts."""
    photo_facts: PhotoFacts | None = None
    former_names: tuple[str, ...] = ()
    """Older names out of the journal, oldest first; a name that was cut is completed from them."""
    taken_back: tuple[str, ...] = ()
    """Names that this tool gave and a person undid."""
    refused: tuple[str, ...] = ()
    """Names that SmugMug refused or altered."""
    word: PersonsWord | None = None
    """A person's newest decision."""
    person_named_at: datetime | None = None
    """When a reading first saw that a person had chosen the present name; None where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingOptions:
    """The settings of an account that bear on names. ``today`` bounds the future; None means no bound."""

    drift_threshold: int = 20
    date_style: DateStyle = "full"
    language: str = "en"
    """The language in which dates are printed."""
    restyle: bool = False
    """True renames albums for the style or language of their date alone, which a person must ask for."""
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
    """Sentences: the doubts, or why the decision is what it is, and notes."""
    confidence: float
    """0.0-1.0; orders a review. At most 0.9 where a doubt stands."""
    date_source: DateSource
    doubts: tuple[Doubt, ...] = ()
    facts: tuple[Fact, ...] = ()
    """What it was made from, each with its source; an acceptance is not bound to them."""

    @property
    def digest(self) -> str:
        """What an acceptance of this proposal is bound to."""
        return proposal_digest(self.existing, self.proposed, [doubt.code for doubt in self.doubts])
