"""English, as written in the United States and elsewhere. Not here: anything that is not English."""

from albumsync_dagster.naming.locales.base import Locale

_PARTS = (
    "day part game match week event round set heat session leg vol volume chapter stage act pool court field wave "
    "group team race run lap quarter half inning period meet pt mat rink bout"
)

LOCALE = Locale(
    code="en",
    variants=("en_GB", "en_AU", "en_CA"),
    order="mdy",  # CLDR en: M/d/yy; en_GB and en_AU write dd/MM/y, which an account says by ``day_first``
    months="janu | febr febuary | mrch | aprl | | | jly | augu | sept septem | octo | novem | decem",
    weekdays="| tues tu | weds wednes | thur thurs thrs | | satur |",
    ambiguous="may march april june august jan sun sat mon wed fri sunday wednesday friday",
    joiners="to till til until thru through -",
    ands="and &",
    alternatives="or plus into",
    leaders="since by before after until into or",
    openers="from between",
    prepositions="on dated dt during",
    articles="of the in",
    ordinals="st nd rd th",
    parts=_PARTS,
    counters=f"{_PARTS} night show gallery album roll take batch series no nr number num flight division div pass bib "
    "tier level episode ep season lane green",
    units="m meter meters metre metres km kilometer kilometers kilometre kilometres k mile miles miler mi yard yards "
    "yd yds ft feet foot inch inches lb lbs kg hp cc w watt watts hz rpm mph kmh years year yrs yr months weeks "
    "days hours hrs hr minutes mins min seconds sec holes players photos pics images points pts am pm oclock",
    titles="class classes gr age ages aged grade grades levels year years memorial anniversary birthday annual edition "
    "cohort generation gen promo vintage est since established founded copyright room rm route rt rte highway hwy "
    "interstate unit studio suite channel model windows area platform gate apt chapter lodge post troop pack legion "
    "local ladder engine squadron battalion lot locker size mk mark phase world formula code hole u under over form "
    "forms",
    labels="class room rm suite unit studio apt route rt rte highway hwy interstate cohort promo batch "
    "generation gen vintage windows copyright model code zip formula lot locker bib channel no nr number "
    "squadron troop post lodge mls id invoice ref fy ay",
    new_year="new_year new_years new_year's new_years_day new_year's_day new_years_eve new_year's_eve nye hogmanay "
    "polar",
    named_days="good black ash easter palm whit shrove super cyber maundy holy fat giving bright bloody spirit "
    "senior picture selection casual first second third fourth last remembrance mothering "
    "sheffield st nd rd th",
    genders="boys mens gentlemen gents | girls womens ladies | coed mixed",
    squads="w gf rep u a aa aaa b bv bjv bbk c d e f m xi xv saturday sunday colts reserves reserve res seniors vets "
    "veterans sophs team teams side sides rd elite atom bantam midget mite novice peewee pee wee squirt tyke sub under "
    "derby friendly gv gjv gbk var unified grade gr year yr thirds seconds firsts fourths sct jct ecnl touch "
    "minor travel gm tri-meet tri quad quads premier premiers squirts dh vii viii mod modified div win friday fri "
    "prems froshsoph tour acad rl hurlers squad squads indoor outdoor sgls dbls singles doubles sabre saber epee foil "
    "jvg jvb substate preseason postseason nonconference nonconf week opener relay triangular sevens tens eights "
    "lightweight heavyweight mites tball quarters consolation bracket crossover scholastic bowl quiz "
    "gms twinbill qtrs",
    colours="red blue white black green yellow orange purple gold silver grey gray maroon navy pink teal brown dark "
    "light",
    nobody="unknown winner winners loser losers seed place determined | team opponent opponents opposing | "
    "home host hosts | away visitor visitors guest guests",
    called_off="cancelled canceled cxl cxld cncld postponed ppd abandoned forfeit forfeited walkover "
    "called_off rained_out rain_out snowed_out washed_out wash_out canx cancel cancellation suspended conceded "
    "not_played no_contest postpone canc cnl dnp",
    negations="not never",
    moved_from="from was",
    default_names="untitled unnamed | new | folder album gallery | photo photos picture pictures pic pics image images "
    "desktop mobile_uploads timeline_photos profile_pictures cover_photos instagram_photos",
    feasts="wedding weddings | baptism christening | communion | confirmation | birthday quinceañera quince | "
    "graduation commencement | prom | homecoming | funeral | shower | concert concerts recital recitals "
    "choir choirs orchestra | mitzvah | retirement | engagement",
    versus="vs v versus against",
    calendar="valentine valentines valentine's | easter | halloween | thanksgiving friendsgiving | christmas xmas",
    seasons="season spring summer fall autumn winter sy",
    dash="-",
)
