"""Hungarian. Not here: anything that is not Hungarian."""

from types import MappingProxyType

from albumsync_dagster.naming.locales.base import Locale

LOCALE = Locale(
    code="hu",
    order="ymd",  # CLDR hu: y. MM. dd.
    months="| feb | már | | | | | augusz | szep | | |",
    month_endings="i ban ben ba be tól től ig ra re",
    weekdays="hétfőn hét | kedden ked | szerdán sze | csütörtökön csüt | pénteken | szombaton szo szomb | vasárnapi "
    "vas",
    weekday_endings="i",
    ambiguous="már sze szo ked hét vas cs",
    joiners="– - től tól",
    ands="és s &",
    alternatives="vagy",
    ordinals=". i án én jén ján a e ig re ra",
    counters="nap rész forduló mérkőzés kör hét szett csoport futam szám sorozat szakasz etap lecke felvonás évad "
    "évfolyam pálya helyszín verseny kötet este",
    units="m méter km kilométer kg év éves évig nap hét hónap óra perc kép pont",
    titles="osztály évfolyam éves év kor évforduló jubileum születésnap emlékverseny emléktorna terem szoba óta "
    "korosztály ballagás",
    labels="évfolyam osztály terem szoba korosztály sz szám",
    new_year="újév újévi szilveszter szilveszteri",
    named_days="nagy fekete fehér",
    genders="férfi fiúk | női lányok",
    squads="ifi ifjúsági serdülő felnőtt utánpótlás csapat",
    nobody="ismeretlen | ellenfél | hazai | vendég",
    called_off="elmarad törölve elhalasztva",
    negations="nem",
    default_names="cím_nélkül | új | mappa album galéria",
    versus="ellen vs v",
    calendar="| húsvét húsvéti | | | karácsony karácsonyi",
    seasons="szezon idény bajnokság tavasz nyár ősz tél tavaszi nyári őszi téli tanév",
    year_marks=". év évi",
    printed=MappingProxyType({"y": "y"}),  # CLDR's stop stands for an ending, which a name does not take
    season="/",
    feasts="esküvő lakodalom | keresztelő | elsőáldozás | bérmálás konfirmáció | születésnap | ballagás "
    "diplomaosztó | szalagavató | | temetés | | koncert kórus",
    closers="között",
)
