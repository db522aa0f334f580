"""A fixed gallery of 300 albums about whose names a person is asked, 20 of whose proposals are wrong.

The wrong ones are what their photos cannot tell: a camera's clock was off by a day or a year, and the person's own date
is right. Their albums hold few photos.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from albumsync_sandbox.gallery import (
    GalleryAlbum,
    GalleryEnrichment,
    GalleryImage,
    GalleryRow,
    SampleGallery,
    image_url,
)

QUESTIONS = 300
WRONG = 20

_TEAMS = (
    "Lakeside", "Hillcrest", "Mercer", "Harbour", "Farmdale", "Stanton", "Trinity", "Dover", "Weston", "Benedict",
    "Rovers", "Northgate", "Hillboro", "Breeze", "Frost", "Elmwood",
)  # fmt: skip
_FOLDERS = ("Sports", "Events", "High-School", "College")
_UPLOADED = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planted:
    """An album of the gallery before it is one."""

    name: str
    days: tuple[date, ...]
    """One photo was taken on each."""
    right: str | None = None
    """The name that is right, where the proposal is not."""
    teams: tuple[str, str] | None = None
    """What the enrichment says who played."""


def planted() -> list[Planted]:
    """The 300 albums; those with a wrong proposal come first among their kind."""
    return [*_days(), *_years(), *_cut(), *_teams(), *_twins()]


def gallery() -> SampleGallery:
    """Both sides at the start: every photo has a row, and rows and albums agree."""
    albums = [_album(number, each) for number, each in enumerate(planted())]
    rows = [_row(album, image) for album in albums for image in album.images]
    return SampleGallery(
        nickname="courtside",
        full_name="Courtside Photos",
        albums=tuple(albums),
        rows=tuple(rows),
        enrichments=tuple(
            GalleryEnrichment(
                album_key=_key(number), home_team=each.teams[0], away_team=each.teams[1], completed_at=_UPLOADED
            )
            for number, each in enumerate(planted())
            if each.teams is not None
        ),
    )


def right_names() -> dict[str, str]:
    """Album key -> the right name, for the albums whose proposal is wrong."""
    return {_key(number): each.right for number, each in enumerate(planted()) if each.right is not None}


def _shown(day: date) -> str:
    return f"{day:%b} {day.day}"


def _matches(kind: str) -> Iterator[str]:
    """Games that no other kind has, in the order of their names."""
    draw = random.Random(kind)  # noqa: S311 - a gallery, no secret
    games = sorted({" vs ".join(draw.sample(_TEAMS, 2)) for _ in range(900)})
    return iter(f"{kind} {game}" for game in games)


def _some_days(kind: str) -> Iterator[date]:
    draw = random.Random(kind + "days")  # noqa: S311
    while True:
        yield date(2025, 1, 12) + timedelta(days=draw.randrange(330))


def _days() -> Iterator[Planted]:
    """The name gives one day, the photos were taken on another."""
    for number, (game, day) in enumerate(zip(_matches("JV"), _some_days("JV"), strict=False)):
        if number == 120:
            return
        stated = day - timedelta(days=2 + number % 6)
        right = f"{game} - {_shown(stated)}, {stated.year}" if number < 9 else None
        yield Planted(f"{game} - {_shown(stated)}", (day,) * (3 if right else 12), right)


def _years() -> Iterator[Planted]:
    """The name gives a year in which no photo was taken."""
    for number, (game, day) in enumerate(zip(_matches("Varsity"), _some_days("Varsity"), strict=False)):
        if number == 80:
            return
        name = f"{game} 2023"
        yield Planted(name, (day,) * (3 if number < 5 else 12), f"{game} - 2023" if number < 5 else None)


def _cut() -> Iterator[Planted]:
    """The name was cut, and nothing tells how it went on."""
    for number, (game, day) in enumerate(zip(_matches("Senior"), _some_days("Senior"), strict=False)):
        if number == 50:
            return
        right = f"{game} - Halftime - {_shown(day)}, {day.year}" if number < 3 else None
        yield Planted(f"{game} - Halfti...", (day,) * (3 if number < 3 else 12), right)


def _teams() -> Iterator[Planted]:
    """The enrichment names another team; three times it is wrong."""
    for number, (game, day) in enumerate(zip(_matches("Cup"), _some_days("Cup"), strict=False)):
        if number == 30:
            return
        right = f"{game} - {_shown(day)}, {day.year}" if number < 3 else None
        name = right or game
        home, away = "Riverside", game.rpartition(" vs ")[2]
        yield Planted(name, (day,) * (3 if number < 3 else 12), right, teams=(home, away))


def _twins() -> Iterator[Planted]:
    """Two albums of one name and one day."""
    for number, (game, day) in enumerate(zip(_matches("Gym"), _some_days("Gym"), strict=False)):
        if number == 20:
            return
        yield from (Planted(game, (day,) * 12) for _ in range(2))


def _key(number: int) -> str:
    return f"Qu{number:04}"


def _album(number: int, each: Planted) -> GalleryAlbum:
    key = _key(number)
    url_name = f"Album-{number}"
    days: tuple[date | None, ...] = each.days or (None,) * 6
    images = tuple(
        GalleryImage(
            image_key=f"{key[2:]}{place:03}",
            serial=0,
            file_name=f"IMG_{place:04}.JPG",
            taken=datetime.combine(day, time(18, place % 60)) if day else None,
            uploaded=_UPLOADED,
            size=1000,
            digest=f"{number:020}{place:021}",
        )
        for place, day in enumerate(days)
    )
    return GalleryAlbum(
        album_key=key,
        node_id=f"n{key}",
        name=each.name,
        original_name=each.name,
        url_name=url_name,
        url_path=f"/{_FOLDERS[number % len(_FOLDERS)]}/{url_name}",
        created=_UPLOADED,
        last_updated=_UPLOADED,
        images_last_updated=_UPLOADED,
        images=images,
    )


def _row(album: GalleryAlbum, image: GalleryImage) -> GalleryRow:
    return GalleryRow(
        photo_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{album.album_key}/{image.image_key}"),
        image_key=image.image_key,
        album_key=album.album_key,
        album_name=album.name,
        image_url=image_url(album, image, "L"),
        thumbnail_url=image_url(album, image, "Th"),
        original_url=image_url(album, image, "O"),
        sport_type=None,
        photo_category=None,
        emotion=None,
        quality_score=None,
        photo_date=image.taken,
        upload_date=_UPLOADED.replace(tzinfo=None),
        enriched_at=None,
        updated_at=None,
    )
