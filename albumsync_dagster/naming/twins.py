"""What tells an album from others that would have the same name, as it is printed.

Here: medium, part, venue, level and sport of one album. Not here: finding twins and naming them (``account``).
"""

from __future__ import annotations

from collections.abc import Callable

from albumsync_dagster.naming.enrichment import facts_of, known_of
from albumsync_dagster.naming.lexicon import MEDIA, SPORTS
from albumsync_dagster.naming.parsing import canonical, is_level, parse
from albumsync_dagster.naming.text import clean, words
from albumsync_dagster.naming.values import Album, Evidence


def _hints(album: Album) -> str:
    """What else is written about an album: its UrlName, keywords and the present name's own words."""
    return clean(f"{album.name} - {(album.url_name or '').replace('-', ' ')} - {album.keywords}")


def _medium(album: Album, evidence: Evidence) -> str:
    capture = evidence.capture
    if capture and capture.video_days and not capture.days:
        return MEDIA["video"]
    media = parse(_hints(album)).media
    return MEDIA["video"] if media == {"video"} else MEDIA["photo"] if media == {"photo"} else ""


def _part(album: Album, _: Evidence) -> str:
    parts = parse(_hints(album)).parts
    return ", ".join(f"{kind.title()} {number}" if kind != "#" else f"#{number}" for kind, number in sorted(parts))


def _venue(album: Album, _: Evidence) -> str:
    return parse(_hints(album)).venue.title()


def _level(album: Album, evidence: Evidence) -> str:
    enrichment = known_of(evidence)
    if enrichment and enrichment.level:
        return clean(enrichment.level)
    return _typed(album, lambda word: is_level(word) or word == "school")


def _sport(album: Album, evidence: Evidence) -> str:
    enrichment = known_of(evidence)
    if enrichment and enrichment.sport_type:
        return clean(enrichment.sport_type).title()
    # What is typed is how the person writes it; the sport that the photos show comes after it.
    return _typed(album, lambda word: word in SPORTS) or " ".join(sorted(facts_of(evidence, "").sports)).title()


def _typed(album: Album, wanted: Callable[[str], bool]) -> str:
    """The words of a kind as a person typed them, from the name or else the UrlName or the keywords."""
    for text in (album.name, (album.url_name or "").replace("-", " "), album.keywords):
        found = dict.fromkeys(word for word in words(clean(text)) if any(map(wanted, canonical(word))))
        if found:
            typed = " ".join(found)
            return typed.title() if typed.islower() else typed
    return ""


TELLING: tuple[Callable[[Album, Evidence], str], ...] = (_medium, _part, _venue, _level, _sport)
"""What is tried, in this order; each is empty where it is not known of an album."""
