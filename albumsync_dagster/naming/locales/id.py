"""Indonesian. Dates alone. Not here: anything that is not Indonesian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="id",
    abbreviated=False,
    order="dmy",  # CLDR id: dd/MM/yy
    months="| | | | | | | agst agt | | | | ",
    ambiguous="maret mei minggu",
    joiners="sampai hingga – -",
    ands="&",
    openers="dari",
    prepositions="tanggal tgl",
)
