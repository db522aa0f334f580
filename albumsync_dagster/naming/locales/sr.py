"""Serbian, in both scripts. Dates alone. Not here: anything that is not Serbian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="sr",
    variants=("sr_Latn",),
    abbreviated=False,
    order="dmy",  # CLDR sr: d. M. yy.
    months="januara јануара | februara фебруара | marta марта | aprila априла | maja маја | juna јуна | jula јула | "
    "avgusta августа | septembra септембра | oktobra октобра | novembra новембра | decembra децембра",
    weekdays="| | sredu среду | | | subotu суботу | nedelju недељу",
    ambiguous="maj maja marta jun jul",
    joiners="do до – - na на",
    ands="i и &",
    openers="od од",
    prepositions="dana дана u у na на",
    ordinals=".",
)
