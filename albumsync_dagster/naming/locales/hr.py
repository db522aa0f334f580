"""Croatian. Not here: anything that is not Croatian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="hr",
    order="dmy",  # CLDR hr: dd. MM. y.
    months="siječnju | veljači | ožujku | travnju | svibnju | lipnju | srpnju | kolovozu | rujnu | listopadu | "
    "studenome studenom | prosincu",
    ambiguous="sij velj ožu tra svi lip srp kol ruj lis stu pro pon uto sri čet pet sub ned",
    joiners="do – - na",
    ands="i &",
    openers="od s sa",
    prepositions="dana u na",
    ordinals=".",
    counters="kolo utakmica etapa tjedan set grupa utrka broj serija",
    titles="razred godina godište obljetnica rođendan dvorana soba matura kategorija generacija",
    labels="razred godište matura dvorana soba model broj",
    new_year="nova_godina silvestrovo",
    named_days="veliki velika čista cvjetna uskrsni",
    versus="protiv vs v",
    genders="muškarci | žene djevojke",
    squads="kadeti kadetkinje juniori juniorke pioniri seniori seniorke",
    calendar="valentinovo | uskrs | | | božić božićni",
    seasons="sezona proljeće ljeto jesen zima",
    feasts="vjenčanje svadba | krštenje | pričest | krizma potvrda | rođendan | | | | sprovod | | koncert zbor",
    nobody="nepoznato nepoznat | protivnik | domaći domaćin | gosti gost",
    called_off="otkazano odgođeno",
    weekdays="ponedjeljka | utorka | srijede | četvrtka | petka | subote | nedjelje",
)
