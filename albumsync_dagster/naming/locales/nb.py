"""Norwegian, Bokmål and Nynorsk. Not here: anything that is not Norwegian."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="nb",
    variants=("nn",),
    order="dmy",  # CLDR nb: dd.MM.y
    months="| febr | | | | | | | sept | | |",
    weekdays="| tirs tys | | tors | | |",
    ambiguous="mars mai april jan des man ons tor fre tir tys søn lør",
    joiners="til t.o.m. – -",
    ands="og &",
    alternatives="eller",
    openers="fra f.o.m. mellom",
    prepositions="den d. på i",
    articles="den",
    ordinals=".",
    counters="dag del kamp runde uke sett etappe gruppe heat løp nr nummer episode akt bane omgang kveld serie "
    "serierunde",
    parts="dag",
    units="m meter km kilometer kg år dager uker måneder timer minutter min bilder poeng",
    titles="klasse trinn årgang årskull alder år bursdag jubileum utgave minneløp rom sal siden kull",
    labels="årgang årskull kull klasse rom sal årsmodell russ nr nummer",
    new_year="nyttår nyttårsdag nyttårsaften nyttårsfest",
    named_days="hvite blå",
    genders="herrer menn gutter | damer kvinner jenter",
    squads="juniorer ungdom lag kamp hjemme borte hjemmekamp bortekamp",
    colours="rød blå hvit sort gul grønn",
    nobody="ukjent vinner taper | lag motstander | hjemme hjemmelag | borte bortelag gjester",
    called_off="avlyst utsatt",
    negations="ikke",
    moved_from="fra",
    default_names="uten_tittel uten_navn | ny nytt nye | mappe album galleri galleriet | foto bilder",
    feasts="bryllup | dåp | | konfirmasjon | bursdag | | | | begravelse bisettelse | | konsert kor",
    versus="mot vs v",
    hosts="hos",
    calendar="| påske | | | julemarked julebord julekonsert juletrefest",
    seasons="sesong sesongen vår våren sommer sommeren høst høsten vinter vinteren skoleår skoleåret",
    season="/",
)
