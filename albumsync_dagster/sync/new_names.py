"""Names as people write them: as they are stored, and why one cannot be given to an album. Pure.

Every way in which a person can write a name uses this: the review, a spreadsheet, an edited plan. Not here: what a good
name is (``naming``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from albumsync_dagster.smugmug import LONGEST_NAME


def tidied(name: str) -> str:
    """A name as systems store it that tidy names up: composed letters, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def same_name(name: str) -> str:
    """A name as it is compared with others: case, dashes, blanks and apostrophes do not count.

    Of two names that compare as equal, a plan gives only one.
    """
    # What only names need is not loaded by every process of Dagster.
    from albumsync_dagster.naming.text import key

    return key(tidied(name))


def name_trouble(name: str, album_key: str, taken: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Why an album cannot be given this name, in one sentence, or None.

    Args:
        name: As it was written.
        album_key: The album.
        taken: A name, as ``same_name`` gives it, -> key of an album that has or gets it.
    """
    written = tidied(name)
    if not any(letter.isalnum() for letter in written):
        return "A name needs at least one letter or digit."
    if len(written) > LONGEST_NAME:
        return f"The name has {len(written)} characters; SmugMug stores at most {LONGEST_NAME}."
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in written):
        return "The name contains a control character."
    holder = taken.get(same_name(written), album_key)
    return None if holder == album_key else f"Another album ({holder}) has the name “{written}”."
