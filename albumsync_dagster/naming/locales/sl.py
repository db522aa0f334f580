"""Slovenian. Not here: anything that is not Slovenian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="sl",
    order="dmy",  # CLDR sl: d. MM. yy
    months="januarja | februarja | marca | aprila | maja | junija | julija | avgusta | septembra | oktobra | "
    "novembra | decembra",
    ambiguous="maj julija pet ned",
    joiners="do – - na",
    ands="&",
    openers="od s z",
    prepositions="dne v na",
    ordinals=".",
    counters="krog tekma etapa teden set skupina tek številka serija",
    titles="razred letnik leto let obletnica rojstni dvorana soba matura kategorija generacija",
    labels="razred letnik matura dvorana soba model številka",
    new_year="novo_leto silvestrovo",
    named_days="veliki velika cvetna tihi velikonočni",
    versus="proti vs v",
    genders="moški | ženske dekleta",
    squads="kadeti kadetinje mladinci mladinke člani članice",
    calendar="valentinovo | | | | božič božični",
    seasons="sezona pomlad poletje jesen zima",
    feasts="poroka | krst | obhajilo | birma | | | | | pogreb | | koncert zbor",
    nobody="| nasprotnik | domači | gostje",
    called_off="odpovedano prestavljeno",
    weekdays="ponedeljka | torka | srede | četrtka | petka | sobote | nedelje",
)
