"""The seeded generator: from the recipe to an account with every photo, and the rows that a gallery site has of it.

Pure: the same seed makes the same gallery, and an album does not change when another is added. Not here: the albums'
names and days (``sandbox/data/albums.toml``), databases (``loading``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from itertools import cycle
from uuid import UUID
from zoneinfo import ZoneInfo

from albumsync_sandbox.gallery.recipe import AlbumRecipe, RowNames, album_recipes
from albumsync_sandbox.gallery.values import (
    GalleryAlbum,
    GalleryEnrichment,
    GalleryImage,
    GalleryRow,
    SampleGallery,
    image_url,
)

HOME_ZONE = ZoneInfo("America/Chicago")
"""The photographer's time zone; SmugMug does not have it."""

EARLIER_TOOL_RAN = datetime(2025, 10, 28, 15, 0, tzinfo=UTC)
"""When an earlier script gave the albums the names that they have today."""

_KEY_LETTERS = "bcdfghjkmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ23456789"
_RESET_CLOCK = datetime(2000, 1, 1, 0, 0, 11)  # noqa: DTZ001 - a camera's wall clock
_UNDATED_UPLOAD = datetime(2024, 3, 1)  # noqa: DTZ001 - for its day
_URL_NAME_LENGTH = 60


def sample_gallery(seed: int = 7, *, left_behind: bool = False) -> SampleGallery:
    """Makes the account: about 60 albums and 5,500 photos.

    Args:
        seed: Another one gives other keys, times and scores; names and days stay.
        left_behind: With the photo rows of an album that was deleted in SmugMug; nothing can put them in step.
    """
    recipes = album_recipes()
    albums = {recipe.typed: _album(recipe, seed) for recipe in recipes}
    for recipe in recipes:
        collected = tuple(
            replace(image, origin="Collected", collected_from=albums[source].album_key)
            for source, count in recipe.collects.items()
            for image in albums[source].images[:count]
        )
        albums[recipe.typed] = replace(albums[recipe.typed], images=albums[recipe.typed].images + collected)
    left = _left_behind(next(a for a in albums.values() if 10 < len(a.images) < 40), seed) if left_behind else ()
    return SampleGallery(
        nickname="courtside",
        full_name="Sam Sample",
        albums=tuple(sorted(albums.values(), key=lambda album: album.created)),
        rows=(*(row for recipe in recipes for row in _rows(recipe, albums[recipe.typed], seed)), *left),
        enrichments=tuple(
            GalleryEnrichment(album_key=album.album_key, completed_at=_completed(recipe, album), **recipe.known)
            for recipe, album in zip(recipes, albums.values(), strict=True)
            if recipe.known
        ),
    )


def url_name(name: str) -> str:
    """The UrlName that SmugMug makes from a name when an album is made.

    Punctuation goes, blanks become dashes, and it ends at a word before 60 characters.
    """
    words = re.sub(r"[^\w\s-]", "", name)
    dashed = re.sub(r"[\s_-]+", "-", words).strip("-")
    dashed = dashed[:1].upper() + dashed[1:]
    if len(dashed) >= _URL_NAME_LENGTH:
        dashed = dashed[:_URL_NAME_LENGTH].rpartition("-")[0]
    return dashed


def _album(recipe: AlbumRecipe, seed: int) -> GalleryAlbum:
    chance = _chance(seed, recipe.typed)
    last_day = max((*recipe.days, *recipe.videos), default=_UNDATED_UPLOAD)
    created = datetime.combine(last_day + timedelta(days=chance.randint(1, 3)), time(16, chance.randrange(60)), UTC)
    images = tuple(_images(recipe, created, chance))
    return GalleryAlbum(
        album_key=_key(6, seed, recipe.typed),
        node_id=_key(6, seed, "node", recipe.typed),
        name=recipe.now,
        original_name=recipe.typed,
        url_name=url_name(recipe.typed),
        url_path="/" + "/".join(part for part in (recipe.folder, url_name(recipe.typed)) if part),
        created=created,
        last_updated=max(created, EARLIER_TOOL_RAN) if recipe.now != recipe.typed else created,
        images_last_updated=max((image.uploaded for image in images), default=created),
        images=images,
        **recipe.settings,
    )


def _images(recipe: AlbumRecipe, created: datetime, chance: random.Random) -> Iterator[GalleryImage]:
    number = chance.randint(100, 8_000)
    taken: list[tuple[datetime | None, bool]] = [
        *((_RESET_CLOCK + timedelta(seconds=17 * shot), False) for shot in range(recipe.reset)),
        *((moment, False) for moment in _shots(recipe.days, chance)),
        # A video's container says UTC, without saying so.
        *(
            (moment.replace(tzinfo=HOME_ZONE).astimezone(UTC).replace(tzinfo=None), True)
            for moment in _shots(recipe.videos, chance)
        ),
        *((None, False) for _ in range(recipe.undated)),
    ]
    for position, (moment, is_video) in enumerate(taken):
        prefix, ending = ("MVI", "MP4") if is_video else ("DSC", "JPG")
        yield GalleryImage(
            image_key=_key(7, created, recipe.typed, position),
            serial=chance.choices((0, 1), weights=(19, 1))[0],
            # Cameras count to 9999 and start over, so a name can come twice.
            file_name=f"{prefix}_{(number + position) % 10_000:04d}.{ending}",
            taken=moment,
            uploaded=created + timedelta(seconds=2 * position),
            is_video=is_video,
            digest="".join(chance.choices(_KEY_LETTERS, k=41)),
        )


def _shots(days: Mapping[datetime, int], chance: random.Random) -> Iterator[datetime]:
    """Moments of each day on the photographer's clock, in order; a few seconds to half a minute apart."""
    for moment, count in days.items():
        for _ in range(count):
            yield moment
            moment += timedelta(seconds=chance.randint(3, 35))


def _completed(recipe: AlbumRecipe, album: GalleryAlbum) -> datetime | None:
    return album.images_last_updated + timedelta(days=1) if recipe.known and recipe.enriched else None


def _rows(recipe: AlbumRecipe, album: GalleryAlbum, seed: int) -> Iterator[GalleryRow]:
    names: dict[RowNames, tuple[str | None, ...]] = {
        "now": (recipe.now,),
        "typed": (recipe.typed,),
        "mixed": (recipe.now, recipe.typed, None),
        "null": (None,),
        "unkeyed": (recipe.now,),
        "none": (),
    }
    chance = _chance(seed, "rows", recipe.typed)
    own = [image for image in album.images if image.origin == "Album"]
    completed = _completed(recipe, album)
    when = completed or (album.images_last_updated + timedelta(days=2) if recipe.vision else None)
    for position, (image, name) in enumerate(zip(own, cycle(names[recipe.rows]), strict=False)):
        # A model's run over an album was interrupted, and some photos are missing.
        seen = when if completed or position % 9 != 4 else None
        yield GalleryRow(
            photo_id=UUID(bytes=chance.randbytes(16), version=4),
            image_key=image.image_key,
            album_key=None if recipe.rows == "unkeyed" else album.album_key,
            album_name=name,
            image_url=image_url(album, image, "XL"),
            thumbnail_url=image_url(album, image, "Th"),
            original_url=image_url(album, image, "O"),
            sport_type=_sport(recipe, chance) if seen else recipe.known.get("sport_type"),
            photo_category=_label(_CATEGORIES, chance) if seen else None,
            emotion=_label(_EMOTIONS, chance) if seen else None,
            quality_score=Decimal(chance.randint(10, 100)) / 10 if seen else None,
            # The earlier tool took the time of upload for that of capture; the dates that it added to names say so.
            photo_date=image.uploaded.replace(tzinfo=None),
            upload_date=image.uploaded.replace(tzinfo=None),
            enriched_at=seen.replace(tzinfo=None) if seen else None,
            updated_at=seen,
        )


_SPORTS = ("volleyball", "basketball", "beach volleyball", "soccer", "football")
_CATEGORIES = (("action", "celebration", "candid", "portrait"), ("warmup", "ceremony"))
_EMOTIONS = (("triumph", "focus", "intensity", "joy"), ("determination", "serenity"))
"""The labels that the gallery site uses, and new ones of a later model."""


def _sport(recipe: AlbumRecipe, chance: random.Random) -> str | None:
    """What a vision model calls the sport of one photo: wrong in one of twenty."""
    sport = recipe.vision or recipe.known.get("sport_type")
    return chance.choice([other for other in _SPORTS if other != sport]) if chance.random() < 0.05 else sport


def _label(labels: tuple[tuple[str, ...], tuple[str, ...]], chance: random.Random) -> str:
    known, new = labels
    return chance.choice(new if chance.random() < 0.04 else known)


def _left_behind(album: GalleryAlbum, seed: int) -> Iterator[GalleryRow]:
    """Rows of an album that was deleted in SmugMug: copies of an album's rows, under keys that are there no longer."""
    key = _key(6, seed, "deleted")
    recipe = AlbumRecipe(typed="Deleted Scrimmage 2024", now="Deleted Scrimmage - Jan 1", folder="")
    for row in _rows(recipe, replace(album, album_key=key), seed):
        yield replace(row, image_key=_key(7, seed, "deleted", row.image_key))


def _chance(*of: object) -> random.Random:
    return random.Random(repr(of))  # noqa: S311 - a sample, no secret


def _key(length: int, *of: object) -> str:
    """A key as SmugMug gives them out, for one thing of the gallery."""
    number = int.from_bytes(blake2b(repr(of).encode()).digest())
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(_KEY_LETTERS))
        letters.append(_KEY_LETTERS[letter])
    return "".join(letters)
