"""A fixed gallery of 300 albums about whose names a person is asked, 20 of whose proposals are wrong.

The wrong ones are what their capture days cannot tell: a camera's clock was off by days or years and the person's own
date is right, or a name was cut within a word. What the photographer would recognise stands on a sign in the middle
photo of every album, the sound ones too. Albums with a wrong proposal hold few photos; nothing else sets them apart.
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
    day: date
    """On which the cameras say that the photos were taken."""
    sign: tuple[str, ...]
    """What the middle photo shows: who played, and when."""
    right: str | None = None
    """The name that is right, where the proposal is not."""
    teams: tuple[str, str] | None = None
    """What the enrichment says who played."""

    @property
    def photos(self) -> int:
        """How many the album holds."""
        return 3 if self.right else 12


def planted() -> list[Planted]:
    """The albums, in an order that tells nothing about them; of two twins only the second is a question."""
    albums = [*_days(), *_years(), *_cut(), *_teams(), *_twins()]
    random.Random(QUESTIONS).shuffle(albums)  # noqa: S311 - a gallery, no secret
    return albums


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


def _full(day: date) -> str:
    return f"{_shown(day)}, {day.year}"


def _games(kind: str, count: int) -> Iterator[tuple[str, date]]:
    """Games that no other kind has, in the order of their names, each with a day of 2025."""
    draw = random.Random(kind)  # noqa: S311
    games = sorted({" vs ".join(draw.sample(_TEAMS, 2)) for _ in range(900)})
    for game in games[:count]:
        yield game, date(2025, 1, 12) + timedelta(days=draw.randrange(330))


def _days() -> Iterator[Planted]:
    """The name gives one day, the photos were taken on another; nine times the clock is wrong."""
    for number, (game, day) in enumerate(_games("JV", 120)):
        stated = day - timedelta(days=2 + number % 6)
        wrong = number % 13 == 4
        true = stated if wrong else day
        right = f"JV {game} - {_full(stated)}" if wrong else None
        yield Planted(f"JV {game} - {_shown(stated)}", day, (game, _full(true)), right)


def _years() -> Iterator[Planted]:
    """The name gives a year in which no photo was taken; five times the clock is wrong."""
    for number, (game, day) in enumerate(_games("Varsity", 80)):
        if number % 16 == 7:
            sign = (game, _full(day.replace(year=2023)))
            yield Planted(f"Varsity {game} 2023", day, sign, f"Varsity {game} - 2023")
        else:
            event = "2023 Champions Night"
            yield Planted(f"Varsity {game} - {event}", day, (game, event, _full(day)))


def _cut() -> Iterator[Planted]:
    """The name was cut, and nothing tells how it went on; three times it was cut within a word."""
    for number, (game, day) in enumerate(_games("Senior", 50)):
        wrong = number % 17 == 11
        right = f"Senior {game} - Halftime - {_full(day)}" if wrong else None
        cut = "Halfti" if wrong else "Halftime"
        yield Planted(f"Senior {game} - {cut}...", day, (game, "Halftime", _full(day)), right)


def _teams() -> Iterator[Planted]:
    """The enrichment names another team and is wrong; three times the clock is wrong too, by a year."""
    for number, (game, day) in enumerate(_games("Cup", 30)):
        wrong = number % 10 == 6
        true = day.replace(year=2024) if wrong else day
        name = f"Cup {game}"
        teams = ("Riverside", game.rpartition(" vs ")[2])
        yield Planted(name, day, (game, _full(true)), name if wrong else None, teams=teams)


def _twins() -> Iterator[Planted]:
    """Two albums of one name and one day."""
    for game, day in _games("Gym", 20):
        yield from (Planted(f"Gym {game}", day, (game, half, _full(day))) for half in ("1st half", "2nd half"))


def _key(number: int) -> str:
    return f"Qu{number:04}"


def _album(number: int, each: Planted) -> GalleryAlbum:
    key = _key(number)
    url_name = f"Album-{number}"
    images = tuple(
        GalleryImage(
            image_key=f"{key[2:]}{place:03}",
            serial=0,
            file_name=f"IMG_{place:04}.JPG",
            taken=datetime.combine(each.day, time(14 + place % 6, place)),
            uploaded=_UPLOADED,
            caption="" if place in (0, each.photos - 1) else "\n".join(each.sign),
            digest=f"{number:020}{place:021}",
        )
        for place in range(each.photos)
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
        photo_date=image.taken,
        upload_date=_UPLOADED.replace(tzinfo=None),
    )
