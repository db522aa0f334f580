"""Icelandic. Dates alone. Not here: anything that is not Icelandic."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="is",
    abbreviated=False,
    order="dmy",  # CLDR is: d.M.y
    months="jan | feb | | | | jún | júl | ágú | sept | okt | nóv | des",
    weekdays="mánudag mánudaginn | þriðjudag þriðjudaginn | miðvikudag miðvikudaginn | fimmtudag fimmtudaginn | "
    "föstudag föstudaginn | laugardag laugardaginn | sunnudag sunnudaginn",
    ambiguous="mars maí ágúst",
    joiners="til – -",
    ands="og &",
    openers="frá",
    ordinals=".",
)
