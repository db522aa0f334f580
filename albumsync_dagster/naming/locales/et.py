"""Estonian. Dates alone. Not here: anything that is not Estonian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="et",
    abbreviated=False,
    order="dmy",  # CLDR et: dd.MM.yy
    months="| | | | | | | | septembri septembril septembris | oktoobri oktoobril oktoobris | "
    "novembri novembril novembris | detsembri detsembril detsembris",
    month_endings="i il is l s",
    weekday_endings="l al",
    ambiguous="mai märts august",
    joiners="kuni – -",
    ands="ja &",
    ordinals=".",
)
