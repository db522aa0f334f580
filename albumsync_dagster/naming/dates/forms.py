"""The table of the forms in which people, cameras and tools write dates.

Here: one row a form, as a pattern over the roles of tokens, with what it is called and where it counts: *strict* forms
are dates by their own writing, *confirmed* ones where the photos, or another witness, bear every number in them out;
and where they match in a string of roles, which is asked once for each string.
Not here: what the numbers mean (``readers``), what the words around say (``context``), which of several matches counts
(``resolve``). Each pattern has one character a token: ``a`` is a number 1-12, ``b`` 13-31, ``c`` another of two digits,
``Y`` a year of four digits, ``4``-``8`` so many digits; blanks and marks stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from albumsync_dagster.naming import tokens
from albumsync_dagster.naming.tokens import role_class

M, MF, W = role_class(tokens.MONTH), role_class(tokens.MONTH_FIRST), role_class(tokens.WEEKDAY)
_J, _A, _P, _ART = (role_class(r) for r in (tokens.JOINER, tokens.AND, tokens.PREPOSITION, tokens.ARTICLE))
_O, _R = role_class(tokens.ORDINAL, never=tokens.MONTH), role_class(tokens.ROMAN)
_YM, _MM, _DM = (role_class(r) for r in (tokens.YEAR_MARK, tokens.MONTH_MARK, tokens.DAY_MARK))
_DAYS_MARK = rf"(?: {_DM}\.(?=[ ,):]|$))?"
"""Apart and with its stop: "rugpjūčio 20 d."."""
_JA = role_class(tokens.JOINER, tokens.AND)
_PA = role_class(tokens.PREPOSITION, tokens.ARTICLE)

_ORD = rf"(?:[-:]?{_O}|°)?\.?"
_JOIN_WORD = rf"(?:,? (?:{_JA}|[&+])\.?(?: {_PA}){{0,2}} | ?[-_] ?(?:{_JA}|&)[ _-])"
"""Between two days, with blanks or behind a hyphen ("4-and 5 May", "May 4 - and 5")."""
_TO = rf"(?:[-–～~〜]|{_JOIN_WORD}|&|, ?& ?)"
"""Between the first and the last day of a range that needs no witness."""
_JOINT = rf"(?: ?[,・、] ?| ?,(?:{_A}|&) | ?[/–～~〜_-] ?|[&+] ?| [&+](?! )|{_JOIN_WORD})"
"""The same where a witness bears it out. Each text is read in one way: "1 & 1 & 1 & 1" in two took a minute."""
_TO_MONTH = rf"(?: ?(?:[-–/～~〜&,_]|{_JA}) ?| )"
"""The same between two months: "June July 2014"."""
_MORE = "{0,9}"
"""So many more days a list has at most."""
_WEEKDAY = rf"(?:{W}\.?,? (?:{_ART}\.? )?)?"
_WORD = f"[{tokens.ANY_WORD}]"
_DAYS = rf"(?P<d>[ab]){_ORD}(?:{_JOINT}{_WEEKDAY}(?:{_ART}[ '])?(?P<d2>[ab]){_ORD}){_MORE}"
_DAYS_BEHIND = _DAYS.removesuffix(f"){_MORE}") + f"(?!{_WORD})){_MORE}"
"""Behind the month; "Oct7 5K Run" is of one day."""
_NUMS = rf"[ab](?:{_JOINT}[ab]){_MORE}?"
_YEAR = "(?:Y|'?[abc])"
_TO_CJK = rf" ?(?:[-–～~〜,・、]|{_JA}) ?"

_DAYS_CJK = (
    rf"(?P<n2>[ab])(?: ?{_DM}\.?|(?=(?:{_TO_CJK}[ab])+ ?{_DM}))"
    rf"(?:(?:{_TO_CJK}[ab])*?{_TO_CJK}(?:(?P<n4>a) ?{_MM}\.? ?)?(?P<n3>[ab]) ?{_DM}\.?)?"
)


class Form(NamedTuple):
    """One form of writing."""

    shape: str
    """What is read with which reader; also says how a mention was written."""
    pattern: str
    strict: bool = False
    confirmed: bool = False
    glued: bool = False
    """True where, confirmed, letters may touch it: digits beside a word. ``marked`` forms always may."""


TABLE: tuple[Form, ...] = (
    # Numbers with their marks, the year first
    Form("iso", rf"(?P<y>Y)(?P<s>[-./_: ])(?P<n1>a)(?P=s)(?P<n2>[ab])(?:-{_O}|(?: ?/ ?| ?[–～〜~] ?|,| {_J} |[-_](?:{_JA}[-_])?)(?:(?P<n4>a)(?P=s))?(?P<n3>[ab])(?!-))?", strict=True, confirmed=True, glued=True),  # noqa: E501
    Form("iso", r"(?P<y>Y) - (?P<n1>a) - (?P<n2>[ab])", confirmed=True),
    Form("iso", r"(?P<y>Y)(?P<s>[-./_])(?P<n1>a)(?P=s)(?P<n2>[ab]) ?[&+] ?(?P<n3>[ab])", confirmed=True),
    Form("marked", r"(?P<y>Y)-(?P<n1>a)/(?P<n5>a)(?![-/])", strict=True, confirmed=True),
    Form("marked", rf"(?P<y>Y)[-./](?P<n1>a){_JOIN_WORD}(?P<n5>a)", confirmed=True),
    Form("placeholder", r"(?P<y>Y)-(?P<n1>.)-(?P<n2>.)", strict=True, confirmed=True),
    Form("marked", rf"(?P<y>Y) ?{_YM}\.? ?(?P<n1>a) ?{_MM}\.?(?: ?{_DAYS_CJK}|{_TO_CJK}(?P<n5>a) ?{_MM})?", strict=True, confirmed=True, glued=True),  # noqa: E501
    Form("marked", rf"'?(?P<y>[abc]) ?{_YM} ?(?P<n1>a) ?{_MM}(?: ?{_DAYS_CJK})?", confirmed=True, glued=True),
    Form("marked", rf"(?P<n1>a){_TO_CJK}(?P<n5>a) ?{_MM}", confirmed=True, glued=True),
    Form("marked", r"(?P<n1>a)[-–](?P<n5>a)/(?P<y>Y)", confirmed=True),
    Form("marked", rf"(?P<n1>a) ?{_MM}\.? ?{_DAYS_CJK}", strict=True, confirmed=True, glued=True),
    Form("year", rf"(?P<y>Y) ?{_YM}\.?", strict=True, confirmed=True, glued=True),
    Form("month", rf"(?P<n1>a) ?{_MM}", confirmed=True, glued=True),
    Form("iso", rf"(?P<y>Y)\.?(?: {_DM}\.)?(?P<s>[-_/ ])(?P<mon>{M})\.?(?P=s)(?P<n2>[ab]){_ORD}{_DAYS_MARK}(?:{_TO}(?P<n3>[ab]){_ORD})?", strict=True, confirmed=True),  # noqa: E501
    Form("year-first", rf"(?P<y>{_YEAR})(?P<s> ?[./_-] ?| )(?P<n1>[ab])(?P=s)(?P<n2>[ab])(?:[_/-](?P<n3>[ab]))?", confirmed=True),  # noqa: E501
    # Numbers with their marks, the year last
    Form("numeric", rf"(?:(?P<r1>[ab])\.?(?:(?P<rs>[./]) ?(?P<r2>[ab])\.?)?(?P<rj> ?[-–/] ?|{_JOIN_WORD}))??(?P<n1>[ab])(?:°|{_O}(?=/))?(?P<s>[-./_]|\._) ?(?P<n2>[ab])(?P=s) ?(?P<y>Y|[abc])(?!(?P=s)[abcY])", strict=True),  # noqa: E501
    Form("numbers", rf"(?P<some>{_NUMS})(?P<s> ?[./_-] ?| )(?P<others>{_NUMS})(?P=s)(?P<y>{_YEAR})(?!{_WORD})", confirmed=True, glued=True),  # noqa: E501
    Form("numbers", rf"(?P<some>{_NUMS})[./](?P<others>[ab])\.? ?[-–](?P<y>{_YEAR})(?![./-][abcY])", confirmed=True),
    Form("dotted", rf"(?P<some>[ab]\.?(?:{_JOINT}[ab]\.?){_MORE}?)\.? ?(?P<others>a)\.(?: ?(?P<y>{_YEAR}))?(?![.abcY])", confirmed=True),  # noqa: E501
    Form("dotted", rf"(?P<some>[ab]\.?(?:{_JOINT}[ab]\.?){_MORE}?{_JOINT}[ab])\. ?(?P<others>a)(?![.abcY])", confirmed=True),  # noqa: E501
    Form("era", rf"(?P<era>{_WORD})(?P<ey>[abc3]) ?{_YM}(?: ?(?P<n1>a) ?{_MM}(?: ?(?P<n2>[ab]) ?{_DM}(?:{_TO_CJK}(?P<n3>[ab]) ?{_DM})?)?)?", strict=True, confirmed=True, glued=True),  # noqa: E501
    Form("era", rf"(?P<era>{_WORD})(?P<ey>[abc])(?P<s>[./-])(?P<n1>a)(?P=s)(?P<n2>[ab])(?![./-]?[abcY])", confirmed=True, glued=True),  # noqa: E501
    Form("republic", rf"(?P<ey>3) ?{_YM} ?(?P<n1>a) ?{_MM}(?: ?(?P<n2>[ab]) ?{_DM})?", strict=True, confirmed=True, glued=True),  # noqa: E501
    Form("republic", rf"(?P<ey>3)(?P<s>[./-])(?P<n1>a)(?P=s)(?P<n2>[ab])(?:{_TO_CJK}(?P<n3>[ab]))?(?![./-]?[abcY])", confirmed=True, glued=True),  # noqa: E501
    Form("pairs", rf"(?P<a1>[ab])(?P<s1>[./-])(?P<a2>[ab])\.?(?:{_JOINT}{_WEEKDAY}[ab](?P=s1)[ab]){_MORE}(?:{_JOINT}{_WEEKDAY})(?P<b1>[ab])(?P=s1)(?P<b2>[ab])(?:(?P=s1)(?P<y>{_YEAR}))?\.?", confirmed=True),  # noqa: E501
    Form("roman", rf"(?:(?P<n0>[ab])\.? ?[-–] ?)?(?P<n1>[ab])\.?(?P<s>[-./ ])(?P<r>{_R})\.?(?P=s)(?P<y>Y)", strict=True, confirmed=True),  # noqa: E501
    Form("roman", rf"(?P<y>Y)\. ?(?P<r>{_R})\. ?(?P<n1>[ab])\.?", strict=True, confirmed=True),
    # Digits without marks
    Form("compact", rf"(?P<e>8)[-–～〜](?P<e2>[ab]){_DM}", strict=True, confirmed=True, glued=True),
    Form("compact", r"(?P<e>8)(?:[-–_～〜](?P<e2>8|4|[ab]))?", strict=True, confirmed=True, glued=True),
    Form("compact", r"(?P<e>8)(?=[-–_]4)", strict=True, confirmed=True, glued=True),
    Form("run", rf"(?P<e>6)[-–～〜](?P<e2>[ab])(?![-–./:～〜]|{_DM})", confirmed=True),
    Form("run", r"(?P<e>[8765])", confirmed=True, glued=True),
    Form("run", r"(?P<e>4)", confirmed=True, glued=True),
    Form("year-run", rf"(?P<y>{_YEAR})[-_ ](?P<e>4)", confirmed=True),
    Form("year-run", rf"(?P<e>4)[-_ ](?P<y>{_YEAR})", confirmed=True),
    # Names of months
    Form("roman", rf"(?P<n1>[ab])\.?(?P<s>[-./ ])(?P<r>{_R})", confirmed=True),
    Form("roman", rf"(?P<r>{_R})\. ?(?P<n1>[ab])\.?", confirmed=True),
    Form("month", rf"(?P<mon>{_R})[./](?P<y>Y)", confirmed=True),
    Form("days-month", rf"{_DAYS}[-./ ]{{1,2}}(?P<mon>{_R})\.?(?:[-./ ]{{1,2}}(?P<y>{_YEAR}))?", confirmed=True),
    Form("month", rf"(?P<mon>{M})\.?(?: ?-|/)?(?P<y>[abc])", confirmed=True),
    Form("day-month", rf"(?:(?P<d0>[ab]){_ORD}(?:,? ?[ab]{_ORD})*(?:(?P<dj>{_TO})| ?[+/] ?|(?P<ds> - )))?(?P<d>[ab]){_ORD}(?: |[-/_.]|(?={M}))(?:{_ART}[ '.])?(?P<mon>{M})\.?(?:(?:, ?| |[-/_]|,? {_ART} |(?<=\.)|(?=[Yabc]))(?P<y>Y|'[abc]|(?<=[-/.])[abc](?!\.? {M})|(?<={M})[abc]|(?<= )b(?!,? ?Y))(?![-/.](?:[abcY]|{M})))?", strict=True),  # noqa: E501
    Form("month-day", rf"(?P<mon>{MF})(?:\.? |\.?[-_/]|\.)(?:{_ART} )?(?P<d>[ab]){_ORD}{_DAYS_MARK}(?:(?:(?:, ?[ab]{_ORD})*{_TO}|(?: - |(?:, ?[ab])* ?[,/+] ?)(?=[ab]{_ORD},? ?Y))(?P<d2>[ab]){_ORD}(?![/.][abc]))?(?:(?:, ?| (?:{_ART} )?|[-_/.])(?P<y>Y|'[abc]|(?<=/)[abc]))?", strict=True),  # noqa: E501
    Form("days-month", rf"{_DAYS}(?: {_ART}[ ']|[ ._/]{{0,2}}|-)(?P<mon>{M})\.?(?:(?:,? {_ART} |[ ,._/-]{{0,2}})(?P<y>{_YEAR}))?", confirmed=True),  # noqa: E501
    Form("days-month", rf"(?P<mon>{M})\.?(?:[ ._/,]{{0,2}}|-)(?:{_ART} )?{_DAYS_BEHIND}{_DAYS_MARK}(?:(?: {_ART} |[ ,._/-]{{0,2}})(?P<y>{_YEAR})(?!{_WORD}))?", confirmed=True, glued=True),  # noqa: E501
    Form("two-days", rf"(?P<d>[ab]) (?P<d2>[ab]) (?P<mon>{M})\.?(?: (?P<y>Y))?", confirmed=True),
    Form("two-days", rf"(?P<mon>{M})\.? (?P<d>[ab]) (?P<d2>[ab])(?:,? (?P<y>{_YEAR})|(?! ?{_WORD}|[,&+/-]| [abc]))", confirmed=True),  # noqa: E501
    Form("month", rf"(?P<mon>{M}) (?P<y>[abc])(?=$|\))", confirmed=True),
    Form("month", rf"(?P<mon>{M})\.?$", confirmed=True),
    Form("run-month", rf"(?P<mon>{M})(?P<e>[56])", confirmed=True, glued=True),
    Form("month", rf"(?:(?P<mon0>{M})\.?(?:(?:[ ,/_-]| {_ART} ){{1,2}}(?P<y0>Y))? ?(?:[-–/～~〜]|{_J}) ?)?(?P<mon>{M})\.?(?:,? ?(?:{_ART} )?|[-_/])(?P<y>Y|'[abc])(?![abcY])", strict=True, confirmed=True),  # noqa: E501
    Form("month", rf"(?P<mon0>{M}),? (?:{M},? )?{_A} (?P<mon>{M}) (?P<y>Y)", strict=True, confirmed=True),
    Form("month", rf"(?P<mon0>{M})\.?{_TO_MONTH}(?P<mon>{M})\.?(?:(?:,? |[_/-])(?P<y>{_YEAR}))?", confirmed=True),
    Form("month", rf"(?P<y>Y)\.?[ ,_/-]{{1,2}}(?P<mon0>{M})\.?{_TO_MONTH}(?P<mon>{M})\.?", confirmed=True),
    Form("month", rf"(?P<y>Y)\.?[ ,_/-]{{1,2}}(?P<mon>{M})\.?", confirmed=True),
    Form("month", rf"(?P<y>Y)\. (?P<mon>{MF})\.?", strict=True),
    Form("month", rf"(?P<y>Y)\.? (?P<mon0>{MF})\.?[-–～~](?P<mon>{MF})", strict=True),
    Form("iso", rf"(?P<y>Y)\. (?P<mon>{M})\.? (?P<n2>[ab])\.?[-–](?P<mon2>{M})\.? (?P<n3>[ab])\.?", strict=True),
    # Pairs of numbers: a date only where it is just that of the photos
    Form("pair", r"(?P<n1>[ab])/(?P<n2>[ab])(?![/.][abcY])/?", confirmed=True, glued=True),
    Form("pair", r"(?P<n1>[ab])\.(?P<n2>[ab])(?:\.(?![abcY])|(?![.abcY]))", confirmed=True, glued=True),
    Form("dotted", rf"(?P<others>a)[./](?P<some>[ab](?:{_JOINT}[ab]){{1,9}})\.?(?![/.abcY])", confirmed=True, glued=True),  # noqa: E501
    Form("dotted", rf"(?P<some>[ab](?:{_JOINT}[ab]){{1,9}})/(?P<others>a)(?![/.abcY])", confirmed=True),
    Form("hyphened", r"(?P<n1>[ab])-(?P<n2>[ab])(?![-/.][abcY])", confirmed=True),
    # Months and years
    Form("year-month", r"(?P<n1>a)(?:[._-]| ?/ ?| )(?P<y>Y)", confirmed=True),
    Form("year-month", r"(?P<y>Y)[._/-](?P<n1>a)(?![./-][ab])", confirmed=True),
    Form("year-month", r"(?P<y>Y) (?P<n1>a)(?= - | (?![abcY]))", confirmed=True),
    Form("span", rf"(?P<y1>Y)(?P<s> ?[-–/] ?|[_.]| {_J} )(?P<y2>Y|[abc])(?![-./_][abcY])", strict=True),
    Form("short-span", r"'?(?P<y1>[abc]) ?[-/] ?'?(?P<y2>[abc])", confirmed=True),
    Form("week", r"(?P<y>Y)-?.(?P<n1>[abc])", confirmed=True),
    Form("year", r"(?P<y>Y)", strict=True),
    Form("year", r"(?P<y>Y)", confirmed=True, glued=True),
    Form("year", r"'(?P<y>[abc])", strict=True, confirmed=True, glued=True),
    Form("hyphened-year", r"-(?P<y>[abc])(?= |$)", confirmed=True),
    Form("touching-year", rf"(?P<y>Y)(?= |$|-{W})", strict=True, glued=True),
    Form("bare-year", r"(?P<y>[abc])(?=$|\))", confirmed=True),
)  # fmt: skip
"""Longer forms stand before shorter ones that begin alike: of two strict readings in one place the first counts."""

_TOUCHING = f"[{tokens.NUMBERS}{tokens.ANY_WORD}]"
_FREE_LEFT, _FREE_RIGHT = f"(?:(?<!{_TOUCHING})|(?<={W}))", f"(?:(?!{_TOUCHING})|(?={_YM}(?!{_TOUCHING})))"
"""A weekday may touch what it leads to ("Sat5/4"), the mark of a year what it follows ("26.06.24г")."""

_NO_HOUR = "(?!:[abc])"
"""In front of minutes a number is their hour: "11 July 20:30" states no year."""

BEGINNING = re.compile(
    rf"[{tokens.NUMBERS}'{M[1:-1]}]|{_WORD}(?=[abc3](?: ?{_YM}|[./-]a[./-]))|{_R}(?=\. ?[ab]|[./]Y)|(?<= )-(?=[abc])"
)
"""A number, a month, a numeral, an era or the mark in front of a short year stands at the beginning of every form."""
_AHEAD = 2
_END = "\n"
"""Behind the last role; no form holds it."""


class Row(NamedTuple):
    """A form that can be looked for."""

    shape: str
    pattern: str
    """The form with what may not touch it."""
    beginning: regex.Pattern[str]
    """The pattern of the form, of which a beginning matches too."""


class Ready(NamedTuple):
    """A form that is looked for."""

    shape: str
    match: Callable[[str, int], re.Match[str] | None]
    groups: tuple[tuple[str, int], ...]


@lru_cache(maxsize=1 << 8)
def ready(shape: str, pattern: str) -> Ready:
    """A form's pattern compiled, which takes a thousand times as long as to match it: an account needs few forms."""
    compiled = re.compile(pattern)
    return Ready(shape, compiled.match, tuple(compiled.groupindex.items()))


class Found(NamedTuple):
    """A match of a form in roles."""

    shape: str
    m: re.Match[str]
    at: Mapping[str, int]
    """The token of each group that matched."""


Beginnings = tuple[tuple[int, tuple[Found, ...]], ...]
"""The tokens at which forms match, each with these matches."""


class Column:
    """The forms of one column of the table."""

    def __init__(self, forms: Iterable[Form], *, strict: bool) -> None:
        self._forms, self._strict = tuple(forms), strict
        self._after: dict[str, tuple[Ready, ...]] = {}
        """The role of a token and of the next -> the forms that may begin there."""

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All forms of the column, in the order of the table; made at the first name that may hold a date."""
        return tuple(map(self._row, self._forms))

    def _row(self, form: Form) -> Row:
        loose = form.glued and (
            not self._strict or form.shape == "touching-year" or _DM in form.pattern or _YM in form.pattern
        )
        written = f"(?:{form.pattern}){_NO_HOUR}"
        return Row(form.shape, written if loose else f"{_FREE_LEFT}{written}{_FREE_RIGHT}", regex.compile(form.pattern))

    def matches(self, roles: str, until: int | None = None) -> Beginnings:
        """Where forms match in roles, in order; of forms that match at one token the first of the table comes first.

        Args:
            roles: The roles of the tokens of a text.
            until: Only forms that begin in front of this token are looked for.
        """
        ended = roles + _END
        found = []
        for beginning in BEGINNING.finditer(roles, 0, len(roles) if until is None else until):
            begin = beginning.start()
            ahead = ended[begin : begin + _AHEAD]
            if (rows := self._after.get(ahead)) is None:
                may_begin = (row for row in self.rows if row.beginning.match(ahead, partial=True))
                self._after[ahead] = rows = tuple(ready(row.shape, row.pattern) for row in may_begin)
            here = []
            for shape, match, groups in rows:
                if m := match(roles, begin):
                    at = {group: token for group, i in groups if (token := m.start(i)) >= 0}
                    here.append(Found(shape, m, at))
            if here:
                found.append((begin, tuple(here)))
        return tuple(found)


_STRICT = Column((form for form in TABLE if form.strict), strict=True)
_CONFIRMED = Column((form for form in TABLE if form.confirmed), strict=False)

strict = lru_cache(maxsize=1 << 11)(_STRICT.matches)
"""The matches of strict forms in roles. Names of one account are written alike: their roles are few."""
confirmed = lru_cache(maxsize=1 << 11)(_CONFIRMED.matches)
"""The matches of confirmed forms."""
