"""The root of everything that can go wrong and reach a person.

Here: the base class, and the classes into which both clients sort what they are answered. Each client and the protocol
derive their own family from it (``smugmug.errors``, ``supabase.errors``, ``sync.errors``), where permanent and
transient are decided once. Not here: anything that formats or prints; the command line and Dagster do that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import StrEnum

from albumsync_dagster.exit_codes import ExitCode


class AlbumSyncError(Exception):
    """One sentence that says what is wrong, and one that says what to do about it.

    Neither may hold a secret: no key, token, signature, header, database password or signed URL.

    Args:
        sentence: What happened, in words of the person who runs the command.
        fix: What to do next, even where that is only to try again later.
    """

    exit_code = ExitCode.UNFINISHED
    """How the command ends."""

    def __init__(self, sentence: str, fix: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fix = fix
        self.left = ""
        """What the run that ended here left behind, in a sentence; empty where there is nothing to say."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.sentence, self.left, self.fix)))


def without(secrets: Collection[str], text: str) -> str:
    """The text without these secrets: a server may repeat the request that it refuses, and errors show its words.

    Pieces of a secret go too, in whatever case: a server may repeat only a part. What every key begins with is none.

    Args:
        secrets: Those of fewer than eight characters are no secrets, and would be found in ordinary words.
        text: What a server said, before anything is cut from it.
    """
    pieces = {piece for secret in secrets for piece in _pieces(_PUBLIC.sub("", secret).lower())}
    shown: list[str] = []
    hidden = 0
    for i, letter in enumerate(text):
        if text[i : i + _TELLING].lower() in pieces:
            shown += [] if i < hidden else ["***"]
            hidden = i + _TELLING
        if i >= hidden:
            shown.append(letter)
    return "".join(shown)


def _pieces(secret: str) -> Iterator[str]:
    return (secret[i : i + _TELLING] for i in range(len(secret) - _TELLING + 1))


_TELLING = 8
"""Characters of a secret that are not shown in a row."""
_PUBLIC = re.compile(r"^(?:sb_[a-z]+_|eyJ[\w-]+\.)")
"""The kind of a Supabase key, or the head of a token, which says only how it is signed."""


class UsageError(AlbumSyncError):
    """The options of the command contradict each other."""

    exit_code = ExitCode.USAGE


class SettingsError(AlbumSyncError):
    """A setting is missing or cannot be read."""


class Kind(StrEnum):
    """Who can do something about it, and whether asking again may help."""

    TRANSIENT = "transient"
    """Asked again, for as long as patience lasts."""
    PERMANENT = "permanent"
    """This request fails again; others may not."""
    MISCONFIGURED = "misconfigured"
    """A setting here, or the set-up of the project, is wrong."""
    QUOTA = "quota"
    """Something that is paid for, or a disk, is used up."""
    AUTH = "auth"
    """The key or the token is wrong, or may not do this."""
