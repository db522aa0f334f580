"""Finnish. Not here: anything that is not Finnish."""

from albumsync_dagster.naming.locales.base import NAMED_MONTHS, Locale

LOCALE = Locale(
    code="fi",
    order="dmy",  # CLDR fi: d.M.y
    months="tammik | helmik | maalisk | huhtik | toukok | kesäk | heinäk | elok | syysk | lokak | marrask | jouluk",
    month_endings="n ta ssa sta hun lla lle ksi na",
    weekdays="maan | tiis | keskiviikon keskiv | torst | perj | lauant | sunnunt",
    weekday_endings="na n sta ta hin ksi sin",
    ambiguous="kesä helmi tammi elo syys joulu loka heinä su ma ti ke to pe la",
    joiners="– -",
    ands="ja & sekä",
    alternatives="tai",
    ordinals=". s nä",
    counters="päivä osa ottelu peli kierros viikko erä sarja ryhmä lähtö kilpailu nro numero jakso kenttä "
    "osakilpailu ilta rata luokka näytös",
    units="m metriä km kilometriä kg vuotta vuoden päivää viikkoa kuukautta tuntia t minuuttia min kuvaa pistettä",
    titles="luokka luokan ikä vuotta vuosi vuotias juhlavuosi syntymäpäivät vuosikurssi muisto huone sali vuodesta "
    "kerta ikäluokka alle",
    labels="luokka vuosikurssi ikäluokka vuosimalli huone sali nro numero",
    new_year="uusivuosi uudenvuoden uusi_vuosi uudenvuodenpäivä uudenvuodenaatto",
    named_days="musta",
    genders="miehet miesten poikien pojat | naiset naisten tyttöjen tytöt",
    squads="juniorit joukkue",
    colours="punainen sininen valkoinen musta keltainen vihreä",
    nobody="tuntematon voittaja häviäjä | vastustaja | koti kotijoukkue | vieras vierasjoukkue vieraat",
    called_off="peruttu peruutettu siirretty",
    negations="ei",
    default_names="nimetön | uusi | kansio albumi galleria | kuvat",
    versus="vastaan vs v",
    printed=NAMED_MONTHS,
    calendar="| pääsiäinen | | | joulu joulujuhla joulumarkkinat",
    seasons="kausi kaudella kevät kesä syksy talvi lukuvuosi",
    feasts="häät | kastejuhla ristiäiset | | rippijuhla konfirmaatio | syntymäpäivä | valmistujaiset | | | "
    "hautajaiset | | konsertti kuoro",
)
