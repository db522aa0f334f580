"""Estonian. Dates alone. Not here: anything that is not Estonian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="et",
    abbreviated=False,
    order="dmy",  # CLDR et: dd.MM.yy
    months="| | | | | juunil | juulil | | septembri septembril septembris | oktoobri oktoobril oktoobris | "
    "novembri novembril novembris | detsembri detsembril detsembris",
    month_endings="i il",
    weekday_endings="l al",
    ambiguous="mai aprill august",
    joiners="kuni – -",
    ands="ja &",
    ordinals=".",
)
