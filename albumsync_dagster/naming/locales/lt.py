"""Lithuanian. Dates alone. Not here: anything that is not Lithuanian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="lt",
    abbreviated=False,
    order="ymd",  # CLDR lt: y-MM-dd
    months="sausį | vasarį | | balandį | gegužę | birželį | liepą | rugpjūtį | rugsėjį | | lapkritį | gruodį",
    weekdays="pirmadienį | antradienį | trečiadienį | ketvirtadienį | penktadienį | šeštadienį | sekmadienį",
    ambiguous="liepa liepos sausis vasaris kovas kovo balandis spalis spalio",
    joiners="iki – -",
    ands="ir &",
    openers="nuo",
    day_marks="d m",  # of the day and of the year: "2022 m. rugpjūčio 20 d."
)
