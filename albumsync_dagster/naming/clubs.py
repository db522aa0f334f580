"""Words of clubs and schools: their forms, the sides that they send, and what makes another one of one.

Here: general vocabulary. Not here: whether two writings are one team (``same_team``); anybody's teams.
"""

from __future__ import annotations

import re

from albumsync_dagster.naming.lexicon import word_set
from albumsync_dagster.naming.locales import groups
from albumsync_dagster.naming.text import loose

CLUBS = word_set(
    "fc sc sv ac afc as asd bc bk bv ca cb cd cf cr djk fsv hc hsg hv fv if ik kk kks mtv rc rk sd sg spvgg ssv svg tc "
    "tsg tsv tus tv ud us vbc vc vfb vfl vfr ce cp clg gaa rfc cfc bi ff bsc bsv esv usk ssd hk kv vv mks lks uks "
    "gks ks il oc gd gif cs csm vsc cc"
)


def is_club_form(word: str) -> bool:
    """True for the form of a club as clubs write it: "SV", "VfB", but not "us" or "As"."""
    return word[1:] != word[1:].lower() and word.lower() in CLUBS


CLUB_FORMS = CLUBS | word_set(
    "club hs ms high middle school schools team teams the of colegio college lycee escola escuela instituto liceo "
    "scuola schule gymnasium hoerskool skole skola koulu szkola okulu lisesi"
)
"""Words of a club's or a school's form: with or without them it is the same team."""

SQUADS = frozenset(map(loose, *groups("squads")))
"""Words, without accents, that say which of a club's sides played: "Bantam A", "1st XV", "mA-Jugend"."""

YEAR_OF_BIRTH = re.compile(r"20\d\d")
"""In which the players of a club's team were born: "Rush 07" is Rush 2007."""
AGE = re.compile(r"1\d")
"""Of the players of a club's team: "Madfrog 17"."""

_ENDS_OF_IT = frozenset("abcd0123456789")
_WITH_ITS_LETTER = re.compile(r"([a-z]{4,})[a-d]{1,2}\d?")


def squad_in(word: str) -> str:
    """The squad in a word that has its letter behind it ("peeweeb1", "bantamaa"); empty where there is none."""
    m = _WITH_ITS_LETTER.fullmatch(word) if word[-1:] in _ENDS_OF_IT else None
    return m[1] if m and m[1] in SQUADS else ""


OTHER_SCHOOL = word_set(
    "north south east west central state academy prep tech christian catholic lutheran city county valley northern "
    "southern eastern western northeast northwest southeast southwest institute am"
)
"""A word of these added to an opponent makes another one ("Lincoln Way", "Lincoln-Way East")."""
