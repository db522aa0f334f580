"""Latvian. Dates alone. Not here: anything that is not Latvian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="lv",
    abbreviated=False,
    order="dmy",  # CLDR lv: dd.MM.yy
    months="janvāra janvārī | februāra februārī | | aprīļa aprīlī | | jūnija jūnijā | "
    "| | septembra septembrī | oktobra oktobrī | novembra novembrī | decembra decembrī",
    weekdays="pirmdien | otrdien | trešdien | ceturtdien | piektdien | sestdien | svētdien",
    joiners="līdz – -",
    ands="un &",
    openers="no",
    ordinals=".",
    articles="gada",
)
