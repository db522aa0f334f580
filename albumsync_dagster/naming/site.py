"""Albums whose pictures are made for the site itself and show no event.

Here: whether a name says so. Not here: what follows from it (``draft``), site files by their folder (``decision``).
"""

from __future__ import annotations

from albumsync_dagster.naming.lexicon import word_set
from albumsync_dagster.naming.text import fold, words

_SITE = word_set(
    "homepage frontpage website site slideshow portfolio header headers banner banners logo logos background "
    "backgrounds watermark watermarks cover covers thumbnail thumbnails favicon landing featured favorites favourites"
)
"""What an album holds that is made for the site and shows no event of its own."""

_NEUTRAL = word_set(
    "home page image images photo photos pics pictures gallery galleries album albums file files slide show my our the "
    "of for and main top new"
)
"""Words beside them that name no event either."""


def for_the_site(name: str) -> bool:
    """True for a name that says what its pictures are for and names no event ("Homepage Images")."""
    said = {fold(word) for word in words(name)}
    return bool(said & _SITE) and said <= _SITE | _NEUTRAL
