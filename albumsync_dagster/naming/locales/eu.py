"""Basque. Dates alone. Not here: anything that is not Basque."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="eu",
    abbreviated=False,
    order="ymd",  # CLDR eu: yy/M/d
    month_endings="ren k n ko",
    months="urtarrilaren urtarrilak urtarrilean | otsailaren otsailak otsailean | martxoaren martxoak martxoan | "
    "apirilaren apirilak apirilean | maiatzaren maiatzak maiatzean | ekainaren ekainak ekainean | "
    "uztailaren uztailak uztailean | abuztuaren abuztuak abuztuan | irailaren irailak irailean | "
    "urriaren urriak urrian | azaroaren azaroak azaroan | abenduaren abenduak abenduan",
    joiners="– -",
    ands="&",
)
