"""Czech. Not here: anything that is not Czech."""

from albumsync_dagster.naming.locales.base import NAMED_MONTHS, Locale

LOCALE = Locale(
    code="cs",
    order="dmy",  # CLDR cs: dd.MM.yy
    months="lednu led | únoru | březnu břez | dubnu dub | květnu květ | červnu červ | červenci červce | srpnu srp | "
    "září zářijový | říjnu | listopadu list | prosinci pros",
    weekdays="pon pondělka | úte úterka | středu středy | čtv čtvrtka | pát pátku | sobotu sob soboty | neděli "
    "ned neděle",
    ambiguous="led lis list pro srp dub ne po út st čt pá so pon sob ned pát",
    joiners="až do – - na",
    ands="a i &",
    alternatives="nebo",
    openers="od z ze mezi",
    prepositions="dne dnech ve v na",
    ordinals=".",
    counters="den dne část díl kolo kole zápas hra etapa týden set skupina závod rozjížďka číslo č série turnus "
    "lekce akt utkání dráha pole ročník běh třetina",
    units="m metrů km kilometrů kg let rok roku roky dní týdnů měsíců hodin hod h minut min fotek fotografií bodů",
    titles="třída třídy ročník věk let rok výročí narozeniny jubileum memoriál místnost sál pokoj od maturita "
    "kategorie generace",
    labels="ročník třída maturita místnost sál pokoj model číslo",
    new_year="nový_rok nového_roku silvestr silvestra novoroční",
    named_days="velký velká zelený bílá škaredá popeleční tučný květná velikonoční adventní",
    genders="muži mužů chlapců chlapci | ženy žen dívek dívky | smíšené",
    squads="dorost dorostenci žáci žačky přípravka junioři juniorky mladší starší tým",
    nobody="neznámý neznámá vítěz poražený | soupeř | domácí | hosté",
    called_off="zrušeno zrušen odloženo odložen",
    negations="není",
    moved_from="z",
    default_names="bez_názvu | nový nová nové | složka album galerie | fotky",
    versus="proti vs v",
    hosts="u s",
    calendar="| velikonoce | | | vánoce vánoční",
    seasons="sezóna sezona sezony sezóny jaro léto podzim zima školní rok",
    printed=NAMED_MONTHS,
    season="/",
    feasts="svatba | křest křtiny | přijímání | biřmování | narozeniny | promoce | | | pohřeb | | koncert sbor",
)
