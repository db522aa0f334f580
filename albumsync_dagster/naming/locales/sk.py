"""Slovak. Not here: anything that is not Slovak."""

from albumsync_dagster.naming.locales.base import NAMED_MONTHS, Locale

LOCALE = Locale(
    code="sk",
    order="dmy",  # CLDR sk: d. M. y
    months="januári | februári febr | marci | apríli | máji | júni | júli | auguste | septembri sept | októbri | "
    "novembri | decembri",
    weekdays="pon pondelka | uto utorka | stredu stredy | štv štvrtka | piat piatku piatka | sobotu sob soboty | "
    "nedeľu ned nedele",
    ambiguous="augusta ne po ut st št pi so pon sob ned",
    joiners="až do – - na",
    ands="a i &",
    alternatives="alebo",
    openers="od z zo medzi",
    prepositions="dňa dňoch v vo na",
    ordinals=".",
    counters="deň časť diel kolo kole zápas hra etapa týždeň set skupina preteky číslo č séria turnus lekcia akt "
    "stretnutie dráha ročník beh tretina",
    units="m metrov km kilometrov kg rokov rok roku roky dní týždňov mesiacov hodín hod h minút min fotiek "
    "fotografií bodov",
    titles="trieda triedy ročník vek rokov rok výročie narodeniny jubileum memoriál miestnosť sála izba od maturita "
    "kategória generácia",
    labels="ročník trieda maturita miestnosť sála izba model číslo",
    new_year="nový_rok nového_roka silvester silvestra novoročný novoročná",
    named_days="veľký veľká zelený biela škaredá popolcová tučný kvetná veľkonočný adventná",
    genders="muži chlapci | ženy dievčatá",
    squads="dorast žiaci žiačky prípravka juniori juniorky mladší starší tím",
    nobody="neznámy neznáma víťaz porazený | | domáci | hostia",
    called_off="zrušené zrušený odložené",
    default_names="bez_názvu | nový nová nové | priečinok album galéria | foto fotky",
    versus="proti vs v",
    hosts="u s",
    calendar="| veľkonočné | | | vianoce vianočný vianočné",
    seasons="sezóna sezóny jar leto jeseň zima školský rok",
    printed=NAMED_MONTHS,
    season="/",
    feasts="svadba | krst krstiny | prijímanie | birmovka | narodeniny | promócie | | | pohreb | | koncert zbor",
)
