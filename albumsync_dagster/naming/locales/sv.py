"""Swedish. Not here: anything that is not Swedish."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="sv",
    order="ymd",  # CLDR sv: y-MM-dd
    months="| febr | mar | | | jun | jul | | sept | | |",
    weekdays="måndagen månd må | tisdagen tisd | onsdagen onsd | torsdagen torsd tor | fredagen | lördagen lörd lö | "
    "söndagen sönd sö",
    ambiguous="mars maj april jan ons mån tor fre sön lör tis",
    joiners="till tills t.o.m. tom – -",
    ands="och o &",
    alternatives="eller",
    openers="från fr.o.m. from mellan",
    prepositions="den på i",
    articles="den",
    ordinals="e a",
    counters="dag del match omgång runda vecka set etapp grupp heat lopp nr nummer avsnitt akt bana plan deltävling "
    "pass kväll serie",
    parts="dag",
    units="m meter km kilometer kg år dagar veckor månader timmar tim minuter min bilder poäng",
    titles="klass årskurs åk ålder år födelsedag jubileum årgång upplaga minne rum sal sedan f",
    labels="årskurs årgång klass rum sal årsmodell nr nummer",
    new_year="nyår nyårsdagen nyårsafton nyårsfest",
    named_days="svarta vita blå",
    genders="herrar killar pojkar | damer tjejer flickor",
    squads="herr dam juniorer ungdom lag match hemma borta",
    colours="röd blå vit svart gul grön",
    nobody="okänd vinnare förlorare | lag motståndare | hemma hemmalag | borta bortalag gäster",
    called_off="inställd inställt uppskjuten",
    negations="inte ej",
    moved_from="från",
    default_names="namnlös | ny nytt | mapp album galleri galleriet | foto bilder skrivbord",
    feasts="bröllop | dop | | konfirmation | födelsedag | examen studenten | | | begravning | | konsert kör",
    versus="mot vs v",
    hosts="hos",
    calendar="| påsk | | | julmarknad julkonsert julfest luciatåg",
    seasons="säsong säsongen vår våren sommar sommaren höst hösten vinter vintern läsår läsåret",
    season="/",
)
