"""Words that are written in several ways: shortened, in the plural, in another language, two in one.

Here: which writings state the same word, and the short ones that are used in long names. Not here: what a word means
(``lexicon``); anybody's teams, places or events.
"""

from __future__ import annotations

from types import MappingProxyType

ABBREVIATIONS = MappingProxyType(
    {
        "championship": "Champ",
        "championships": "Champ",
        "tournament": "Tourney",
        "invitational": "Invite",
    }
)
"""Used in names over 60 characters, as few as needed."""

_SIX_TO_NINETEEN = (
    "six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
EQUIVALENTS = MappingProxyType(
    {
        form: canonical
        for canonical, forms in {
            "champ": "championship championships champs champions",
            "tourney": "tournament tournaments tourneys tourny",
            "invite": "invitational invitationals invites inv",
            "reg": "regional regionals",
            "univ": "university",
            "intl": "international",
            "dept": "department",
            "assn": "association",
            "elem": "elementary",
            "black": "blk",
            "white": "wht",
            **{str(number): word for number, word in enumerate(_SIX_TO_NINETEEN.split(), start=6)},
            "nationals": "nats",
            "year": "yr",
            "business": "biz",
            "market": "mkt",
            "lane": "ln",
            "rd": "road",
            "ave": "avenue",
            "anniversary": "anniv",
            "volleyball": "vb vball volley vóley voleibol pallavolo siatkówka volejbal volejbol odbojka röplabda "
            "voleybol vôlei",
            "basketball": "bb bkb bball hoops baloncesto basquete basquetebol pallacanestro koszykówka basketbal "
            "košarka kosárlabda basketbol",
            "handball": "andebol balonmano pallamano handbal handboll håndball håndbold házená rukomet kézilabda "
            "hentbol",
            "football": "fb fball ftbl",
            "baseball": "bsb bsbl",
            "softball": "sb fastpitch",
            "lacrosse": "lax",
            "soccer": "soc futbol fútbol fussball fußball futebol calcio fotboll fotbal futbal fodbold jalkapallo "
            "nogomet",
            "hockey": "hky hokej",
            "swim": "swimming schwimmen natation nuoto natación natação zwemmen simning",
            "korfball": "korfbal",
            "floorball": "innebandy salibandy florbal unihockey",
            "netball": "netty",
            "athletics": "leichtathletik atletica atletismo athlétisme",
            "diving": "dive",
            "cheer": "cheerleading",
            "ski": "skiing",
            "wrestling": "wr",
            "conference": "conf",
            "court": "crt",
            "district": "districts dist",
            "dual": "duals",
            "game": "gm",
            "united": "utd",
            "reserves": "res reserve ressies",
            "vs": "v versus",
            "at": "@",
            "and": "& n und et y",
            "girls": "girl",
            "boys": "boy",
            "womens": "women woman wmn",
            "mens": "men man",
            "ladies": "lady",
            "photo": "photos pics pictures images",
            "video": "videos",
            "saint": "st",
            "christmas": "xmas",
            "mountain": "mtn",
            "mount": "mt",
            "northeast": "ne",
            "northwest": "nw",
            "southeast": "se",
            "southwest": "sw",
            "fort": "ft",
            "lake": "lk",
            "north": "nth",
            "south": "sth",
            "heights": "hts",
            "springs": "spgs",
            "festival": "fest",
            "qualifier": "qualifiers",
            "sectional": "sectionals",
            "final": "finals",
            "semi": "semis",
            "night": "nite",
            "freshman": "freshmen frosh",
            "junior": "jr jrs juniors",
            "surf": "surfing",
            "senior": "sr srs snr snrs",
            "homecoming": "hoco",
            "sophomore": "soph sophomores",
        }.items()
        for form in forms.split()
    }
)
"""Forms of one word. Names that differ in nothing else state the same facts."""

_BEHIND_A_LETTER = {
    "vb": ("volleyball",),
    "bb": ("basketball",),
    "soc": ("soccer",),
    "lax": ("lacrosse",),
    "hky": ("hockey",),
}
_BEHIND_A_LEVEL = {
    "hoc": ("hockey",),
    "fh": ("field", "hockey"),
    "ten": ("tennis",),
    "base": ("baseball",),
    "sb": ("softball",),
    "xc": ("cross", "country"),
}
"""Behind one letter these are also initials of teams: GFH. BVSOC may be Buena Vista's."""
EXPANSIONS = MappingProxyType(
    {
        "vvb": ("varsity", "volleyball"),
        **{
            whose + of + short: (gender, *level, *sport)
            for whose, gender in (("b", "boys"), ("g", "girls"), ("m", "mens"), ("w", "womens"))
            for of, level in (("", ()), ("jv", ("jv",)))
            for short, sport in (_BEHIND_A_LETTER | _BEHIND_A_LEVEL if level else _BEHIND_A_LETTER).items()
        },
        "xc": ("cross", "country"),
        "fh": ("field", "hockey"),
        **dict.fromkeys(("icehockey", "eishockey", "ishockey", "jääkiekko"), ("ice", "hockey")),
        **dict.fromkeys(("waterpolo", "wp", "wpolo", "vízilabda", "pallanuoto", "wasserball"), ("water", "polo")),
        "crosscountry": ("cross", "country"),
        "doubleheader": ("double", "header"),
        "swimdive": ("swim", "diving"),
        "hs": ("high", "school"),
        "ms": ("middle", "school"),
    }
)
