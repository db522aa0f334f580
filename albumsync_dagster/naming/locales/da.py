"""Danish. Not here: anything that is not Danish."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="da",
    order="dmy",  # CLDR da: dd.MM.y
    months="| febr | | | | | | | sept | | |",
    weekdays="man | tir tirsd | onsd | tor torsd | fred | lørd | sønd",
    ambiguous="april jan man ons tor fre tir søn lør fred",
    joiners="til – -",
    ands="og &",
    alternatives="eller",
    openers="fra mellem",
    prepositions="den d. på i",
    articles="den",
    ordinals=".",
    counters="dag del kamp runde uge sæt etape gruppe heat løb nr nummer afsnit akt bane afdeling aften serie "
    "spillerunde",
    parts="dag",
    units="m meter km kilometer kg år dage uger måneder timer minutter min billeder point",
    titles="klasse klasser årgang alder år fødselsdag jubilæum udgave mindeløb lokale sal siden kl",
    labels="årgang klasse lokale sal studenter model nr nummer",
    new_year="nytår nytårsdag nytårsaften nytårsfest",
    named_days="hvid blå fede",
    genders="herrer mænd drenge | damer kvinder piger | mix",
    squads="juniorer ungdom hold kamp hjemme ude hjemmekamp udekamp",
    colours="rød blå hvid sort gul grøn",
    nobody="ukendt vinder taber | hold modstander | hjemme hjemmehold | ude udehold gæster",
    called_off="aflyst udsat",
    negations="ikke",
    moved_from="fra",
    default_names="uden_titel uden_navn | ny nyt nye | mappe album galleri galleriet | foto billeder",
    feasts="bryllup | dåb barnedåb | | konfirmation | fødselsdag | dimission | | | begravelse bisættelse | | "
    "koncert kor",
    versus="mod vs v",
    hosts="hos",
    calendar="| påske | | | julemarked julefrokost julekoncert",
    seasons="sæson sæsonen forår sommer efterår vinter skoleår skoleåret",
    season="/",
)
