"""Words that mean the same everywhere: sports, levels, media, parts, months.

Here: general vocabulary only, English but for names of sports. Not here: what each language has a word of its own for
(``locales``); in which other ways a word is written (``spellings``); anybody's teams, places or events: a name must be
understood without having been seen before.
"""

from __future__ import annotations

from types import MappingProxyType

from albumsync_dagster.naming.locales import groups


def word_set(text: str) -> frozenset[str]:
    """The words of a text between blanks, as a set."""
    return frozenset(text.split())


MONTHS_THAT_ARE_PEOPLE = word_set("jan april may june august marco mai")
"""First names behind "and"."""

FORMS_OF_ADDRESS = word_set("mr mrs ms miss dr prof")
"""In front of a family name."""

MONTH_TITLES = frozenset(
    ("may day", "may queen", "may pole", "may fair", "may fete", "may ball", "march madness", "april fools", "june bug")
)
"""Occasions that are called after a month, whatever year stands in front."""

NICKNAMED_DAYS = word_set(
    "fan fashion feel-good fish flannel flashback formal freaky fun funky manic meatless mindful mismatch mismatched "
    "monochrome motivation motivational silly sundae super tacky taco thankful thirsty throwback dye tourist "
    "trivia tropical twin wacky wayback waffle wellness western wine woodstock"
)
"""In front of a weekday that begins alike they make up an occasion ("Taco Tuesday"); "Westside Wednesday" is none."""

WEEKS = word_set("week wk woche semaine semana settimana shot taken photographed dated")
"""With "of" or "on" and a day they say when: "Camp - week of July 8", "Elm St - shot on 3/12"."""

YEARS_ONLY = word_set("since est established founded vintage copyright batch promo promotion fy ay")
"""Words in front of a number that number nothing else: the digits behind them are a year, or begin a date."""

STREETS = word_set("street st road rd avenue ave lane ln boulevard blvd dr")
ADDRESS = STREETS | word_set("drive court ct place way terrace")
"""The others are occasions too: "2025 Homecoming Court", "2023 United Way", "2024 Toy Drive"."""

STREET_ENDINGS = (
    *("straße", "strasse", "straat", "gasse", "weg", "laan", "gatan", "gata", "vägen", "veien", "vej", "sgade"),
    *("egade", "utca", "intie", "katu", "ulica", "ulice"),
)
"""Behind a street in these languages stands its house's number."""

STATES = word_set(
    "al ak az ar ca co ct dc de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok "
    "or pa ri sc sd tn tx ut vt va wa wv wi wy"
)
"""In capitals they are the state behind a town, not a weekday ("Columbia, MO")."""

MAKERS = word_set(
    "alfa aston audi austin bentley bmw buick cadillac camaro challenger charger chevelle chevrolet chevy "
    "chrysler corvette datsun desoto dodge ducati ferrari fiat firebird ford gmc gto harley hemi holden honda "
    "hudson impala jaguar jeep lamborghini lotus maserati mazda mercedes mercury mg mopar mustang nash nissan "
    "nova oldsmobile opel packard peugeot plymouth pontiac porsche renault studebaker subaru thunderbird toyota "
    "trabant triumph vauxhall volkswagen volvo vw"
)
"""In front of one of these a year of long ago is a model's ("1969 Camaro")."""
HOUSES = word_set("bungalow craftsman tudor georgian edwardian cottage farmhouse brownstone")
"""In front of one of these it is the year in which a house was built ("1912 Craftsman Bungalow")."""

GENDERS = MappingProxyType(
    {word: sex for sex, group in zip(("male", "female", "mixed"), groups("genders"), strict=True) for word in group}
)

LEVELS = word_set(
    "varsity jv jv1 jv2 freshman sophomore high middle elementary elem college collegiate club youth junior juniors "
    "adult masters pro amateur rec recreational academy prep u6 u7 u8 u9 u10 u11 u12 u13 u14 u15 u16 u17 u18 u19 u20 "
    "u21 u22 u23"
)

SPORTS = word_set(
    "archery athletics badminton bandy baseball basketball beach biathlon billiards bmx bobsled bocce boccia "
    "bouldering bowling boxing calcio camogie canoe canoeing cheer cheerleading chess climbing cornhole country "
    "cricket croquet cross crossfit curling cycling cyclocross dance darts debate disc diving dodgeball dressage "
    "equestrian esports fencing field fishing flag floorball football frisbee fussball futbol futebol futsal fußball "
    "fútbol gaelic goalball golf gymnastics handball hockey horseback hurling ice icehockey judo karate kayak "
    "kickball korfball lacrosse luge motocross netball orienteering paddle padel paintball pickleball polo "
    "powerlifting quadball racquetball rafting rallycross ringette rodeo rowing rugby running sailing shinty shooting "
    "skateboarding skating ski skiing snowboard snowboarding soccer softball squash surf surfing swim swimming table "
    "taekwondo tennis track triathlon triathlons tumbling ultimate voetbal volleyball wakeboard water waterpolo "
    "weightlifting wrestling xc"
)
"""Words of sports; some make a sport only together ("water polo", "table tennis")."""

HALVES_OF_SPORTS = word_set("beach country cross disc field flag gaelic ice table ultimate water")
"""Alone they name none: "Field 4", "Beach Day"."""

SPORT_FAMILIES: tuple[frozenset[str], ...] = (
    word_set("dressage equestrian horseback cross"),
    word_set("athletics track running cross orienteering"),
    word_set("bmx cycling cyclocross"),
    word_set("swim diving"),
    word_set("triathlon triathlons swim cycling running"),
    word_set("ultimate frisbee disc"),
    word_set("cricket bowling"),
)
"""Sports of which one is the other, or a part of it: neither contradicts the other."""

MEDIA = MappingProxyType({"photo": "Photos", "video": "Video"})
"""Folded word of a medium -> how it is printed."""

(PARTS,) = groups("parts")
"""Words that count: with another number they name another part."""

NUMBER_WORDS = MappingProxyType(
    {
        word: str(number)
        for number, words in enumerate(
            ("one first 1st i", "two second 2nd ii", "three third 3rd iii", "four fourth 4th iv", "five fifth 5th"),
            start=1,
        )
        for word in words.split()
    }
)

GENERIC = word_set(
    "senior night day homecoming game double header dual duel match meet playoff playoffs final semi quarterfinal "
    "semifinal section sectional reg state conference district champ tourney invite league cup classic showdown "
    "scrimmage practice tryouts highlights gallery album official photo video home away part session round warmups "
    "awards banquet media camp clinic dance party graduation reunion jamboree festival carnival gala concert parade "
    "picnic fundraiser ceremony reception assembly rally training trials lights gf"
)
"""Words of occasions: behind an opponent they add a fact, they do not make another opponent."""

PREFIX_WORDS = SPORTS | LEVELS | word_set("school volley vb fb sb bb hs ms varsity jv lax wr sports sport us")
"""A leading segment that holds nothing but these is a sport or level prefix."""

PLAIN_LEVELS = word_set("hs high school college collegiate us sports sport")
"""Levels that a prefix may lose with its sport, as an account's own section; any other says who played."""

PLAIN_OCCASIONS = word_set(
    "game games match matches meet meets event competition contest practice sports sport photos photo pictures album "
    "gallery session day the at of a"
)
"""Beside a sport they name no event: "Volleyball Game"."""

METALS = word_set("bronze silver gold platinum diamond")
"""Levels where a level is stated; in the name of a team they are its own."""

LEVEL_GROUPS: tuple[frozenset[str], ...] = (
    word_set("varsity jv jv1 jv2 freshman sophomore bteam cteam"),
    word_set("elem middle high college collegiate"),
    word_set("mite squirt peewee bantam midget"),
    METALS,
    frozenset(),
)
"""Levels of which an album has one; the empty group stands for ages ("u12")."""

PARTICLES = word_set("the of and de del da do di du des la las von van zu am an")
"""Behind these a name goes on: the University of Utah is not that of Kansas."""

CONNECTORS = word_set("vs v versus at")
VICTORIES = CONNECTORS | word_set(
    "beat beats def defeat defeats defeated win wins won lose loses lost tie ties tied draw draws score"
)
"""In a name with one of these "3-1" may be a score."""

SCORE_WORDS = VICTORIES | word_set("l w t loss final ot boys girls")
"""Directly behind "3-1" one of these makes it a score or a team."""

REMEMBERED = word_set(
    "memorial remembrance remembered tribute anniversary stair climb ceremony heroes victims commemoration vigil museum"
)
"""Beside "9/11" they make it the name of a day in 2001."""

RACES = word_set("marathon half mile miles run race triathlon ironman 5k 10k")
"""Beside these "13.1" is a distance and "3/4" a part."""

SMALL_WORDS = word_set("the of de and at vs & und et y a an in on for")
"""Words that number nothing."""
