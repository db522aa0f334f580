"""Dutch. Not here: anything that is not Dutch."""

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="nl",
    order="dmy",  # CLDR nl: dd-MM-y
    months="| febr | | | | | | | sept | oct | |",
    weekdays="maa | din dins | woe woens | don dond | vrij vrijd | zat zaterd | zon zond",
    ambiguous="mei april jan din don zon zat vrij",
    joiners="t/m tm tot – - tot_en_met",
    ands="en &",
    alternatives="of",
    leaders="sinds",
    openers="van vanaf tussen",
    prepositions="op de den d.d. dd",
    articles="de der",
    ordinals="e de ste",
    counters="dag deel wedstrijd ronde speelronde week set speeldag etappe groep reeks serie poule manche nr nummer "
    "aflevering avond veld baan heat akte editie",
    parts="dag",
    units="m meter km kilometer kg jaar jaren dagen weken maanden uur uren minuten min foto's punten",
    titles="klas groep leeftijd jaar verjaardag jubileum editie herdenking kamer lokaal lichting generatie sinds "
    "jaargang brugklas onder",
    labels="klas lichting kamer lokaal jaargang bouwjaar route nr nummer",
    new_year="oud_en_nieuw nieuwjaar nieuwjaarsdag nieuwjaarsduik oudjaar oudejaarsavond",
    named_days="goede roze blauwe zwarte witte vette",
    genders="heren mannen jongens | dames vrouwen meisjes",
    squads="beloften jeugd junioren pupillen reserves elftal team thuis uit wedstrijd",
    colours="rood blauw wit zwart geel groen oranje",
    nobody="onbekend winnaar verliezer vrij | ploeg tegenstander | thuis thuisploeg | uit bezoekers",
    called_off="afgelast geannuleerd uitgesteld gestaakt",
    negations="niet nooit",
    moved_from="van",
    default_names="naamloos naamloze | nieuw nieuwe | map album galerie | foto fotos",
    feasts="bruiloft huwelijk trouwerij | doop | communie | vormsel | verjaardag | | | | begrafenis uitvaart | "
    "| concert koor | | | verloving",
    versus="tegen vs v",
    hosts="bij naar",
    calendar="| pasen paasviering | | | kerst kerstmarkt kerstfeest kerstviering kerstconcert sinterklaas",
    seasons="seizoen lente voorjaar zomer herfst najaar winter schooljaar",
    season="/",
)
