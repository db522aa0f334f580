"""Galician. Dates alone. Not here: anything that is not Galician."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="gl",
    abbreviated=False,
    order="dmy",  # CLDR gl: dd/MM/yy
    joiners="a ao – -",
    ands="e &",
    openers="do de dende entre",
    prepositions="o en día",
    articles="de do",
    ordinals="º ª",
)
