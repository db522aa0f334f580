"""What stands in a field of an enrichment where nothing is known.

Here: words that say nothing as a team or an event. Not here: which field holds them (``enrichment``), words that name
something (``lexicon``).
"""

from __future__ import annotations

from albumsync_dagster.naming.lexicon import word_set

_UNKNOWN = word_set(
    "unknown unbekannt unbekannte inconnu inconnue desconocido desconocida desconhecido desconhecida sconosciuto "
    "sconosciuta onbekend okand ukendt ukjent nieznany nieznana neznamy neznama tuntematon ismeretlen necunoscut "
    "bilinmiyor неизвестно неизвестный невідомо άγνωστο 不明 未知"
)
"""The same in every language; without accents, as are all words here."""

NOBODY = _UNKNOWN | word_set(
    "team home away tbd tba tbc opponent opponents unknown none visitor visitors na bye not visible unidentified "
    "unclear jersey jerseys uniform uniforms shirts in the "
    "heim gast gaste mannschaft domicile exterieur visiteur visiteurs equipe local visitante equipo casa fora ospite "
    "ospiti squadra thuis uit ploeg hemma borta lag hjemme ude borte hold koti vieras druzyna"
)
"""What stands in a team's place while the team is not known."""

COLOURS = word_set(
    "red blue white black green yellow orange purple gold silver grey gray maroon navy pink teal brown dark light"
)
"""Beside a word of those they say what a team wears, not which it is: "Team in white", "Blue Team"."""

NOTHING_SAID = (
    _UNKNOWN
    | word_set(
        "null none na nil nan undefined unspecified other others misc miscellaneous tbd tba tbc no not n test "
        "default sample example placeholder event sport sports team teams game match photo photos album gallery "
        "untitled any all various multiple general empty blank x yes true false home away opponent"
    )
    | {*("not available", "not applicable", "not specified", "no event", "no data", "home team", "away team", "n a")}
)
"""What stands in a field of the enrichment where nothing is known."""

UNSEEN = _UNKNOWN | word_set(
    "not no none unidentified unclear undetermined indeterminate unspecified unavailable cannot"
)

UNSEEN_HOW = UNSEEN | word_set(
    "visible shown available provided applicable specified given clear identifiable identified determined detected "
    "found known determine tell be in the this image photo event name team teams sport"
)
"""Of a witness who saw nothing: "not visible", "unidentified", "cannot be determined"; one of ``UNSEEN`` is there."""
