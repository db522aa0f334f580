"""Names of real albums, each with a date of the photos written into it in the ways of many languages.

Here: that the date goes whole, and nothing else. Months and weekdays come from Babel, the ways of writing from this
file. Not here: names as people wrote them (``test_labelled_names``), single forms (``test_date_forms``).
"""

from __future__ import annotations

import os
import re
from datetime import date
from functools import lru_cache

from babel.dates import get_day_names, get_month_names
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from albumsync_dagster.naming import Album, CaptureDays, Decision, Evidence, propose
from albumsync_dagster.naming.dates import show
from albumsync_dagster.naming.dates.calendar import partial
from albumsync_dagster.naming.defaults import is_default_name
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.tokens import AND, JOINER, MONTH, NUMBERS, WEEKDAY, role_class, stream
from albumsync_dagster_tests.naming.test_labelled_names import cases, words

EXAMPLES = int(os.environ.get("ALBUMSYNC_PROPERTY_EXAMPLES", "200"))

FULL = ("{y}-{mm}-{dd}", "{y}{mm}{dd}", "{dd}.{mm}.{y}")
WRITTEN = {
    "en": (
        "{M} {d}, {y};{M} {d} {y};{b} {d};{b}. {d};{M} {d}{o};{d} {M} {y};{d}{o} {M};{W} {M} {d};{W}, {M} {d}, {y};"
        "{w} {m}/{d};{W} {m}/{d}/{yy};{m}/{d}/{yy};{m}-{d}-{y};{m}.{d}.{yy};{d}-{b}-{y};{M} {y};{y};{b} '{yy}"
    ),
    "de": "{d}. {M} {y};{d}. {M};{W}, {d}. {M};{W}, den {d}. {M} {y};am {d}. {M};vom {d}.{m}.{y};{d}.{m}.;{M} {y}",
    "fr": "{d} {M} {y};{W} {d} {M};le {d} {M} {y};du {d} {M};{d}/{mm}/{y};{M} {y}",
    "es": "{d} de {M} de {y};{d} de {M};{W} {d} de {M};{d}/{mm}/{y};{M} de {y};{M} {y}",
    "it": "{d} {M} {y};{W} {d} {M};del {d} {M};{d}/{mm}/{y};{M} {y}",
    "pt": "{d} de {M} de {y};{d} de {M};{d}/{mm}/{y};{M} de {y}",
    "nl": "{d} {M} {y};{W} {d} {M};op {d} {M};{d}-{m}-{y};{M} {y}",
    "pl": "{d} {M} {y};{d} {M} {y} r.;{W} {d} {M};{d}.{mm}.{y} r.",
    "cs": "{d}. {M} {y};{W} {d}. {M};{d}. {m}. {y};{d}.{m}.",
    "sk": "{d}. {M} {y};{d}. {M};{d}. {m}. {y}",
    "hu": "{y}. {M} {d}.;{M} {d}.;{M} {d}., {W};{y}. {mm}. {dd}.",
    "ro": "{d} {M} {y};{W}, {d} {M} {y};{d} {M}",
    "tr": "{d} {M} {y};{d} {M} {W};{d} {M} {y} {W}",
    "el": "{d} {M} {y};{W} {d} {M};{d}/{m}/{y}",
    "ru": "{d} {M} {y};{d} {M} {y} г.;{d} {M} {y} года;{W}, {d} {M}",
    "uk": "{d} {M} {y};{d} {M} {y} р.;{W}, {d} {M}",
    "sv": "{d} {M} {y};{W} {d} {M};den {d} {M};{d}/{m} {y}",
    "da": "{d}. {M} {y};den {d}. {M};{W} den {d}. {M} {y};{d}/{m} {y}",
    "nb": "{d}. {M} {y};{W} {d}. {M};{d}.{m}.{y}",
    "fi": "{d}. {M} {y};{d}.{m}.{y};{W} {d}.{m}.{y}",
    "et": "{d}. {M} {y};{W}, {d}. {M};{W}, {d}. {M} {y}",
    "lv": "{d}. {M} {y};{y}. gada {d}. {M};{W}, {d}. {M}",
    "lt": "{y} m. {M} {d} d.;{M} {d} d.;{y} {M} {d}",
    "is": "{d}. {M} {y};{W} {d}. {M};{W}, {d}. {M} {y}",
    "id": "{d} {M} {y};{W}, {d} {M} {y};{d} {M}",
    "sr": "{d}. {M} {y}.;{W}, {d}. {M};{d}. {M} {y}",
    "sr_Latn": "{d}. {M} {y}.;{W}, {d}. {M};{d}. {M} {y}",
    "gl": "{d} de {M} de {y};{W} {d} de {M};{d} de {M}",
    "ja": "{y}年{m}月{d}日;{m}月{d}日({w});{y}年{m}月{d}日 {W};{y}.{m}.{d}",
    "zh": "{y}年{m}月{d}日;{m}月{d}日;{y}年{m}月{d}日 {W};{y}.{mm}.{dd}",
    "ko": "{y}년 {m}월 {d}일;{m}월 {d}일 {W};{y}년 {m}월 {d}일 ({w})",
}
"""Language -> the ways in which its people write a day, a month or a year."""
PLACES = (
    "{who} {when}",
    "{who} - {when}",
    "{when} {who}",
    "{when} - {who}",
    "{who} ({when})",
    "{who}, {when}",
    "{when}: {who}",
)
_OF_A_DATE = re.compile(f"[{NUMBERS}{role_class(MONTH, WEEKDAY)[1:-1]}]")
_LEADING = re.compile(f"{role_class(AND, JOINER)}$")


@lru_cache(maxsize=1)
def subjects() -> tuple[str, ...]:
    """What real albums show, without the date that they were given: none that holds words of dates or says nothing."""
    plain = [case["expect"] for case in cases("world_names") if not case.get("enrichment")]
    accepted = [expect["accept"][0].rpartition(" - ") for expect in plain if expect["decision"] == "rename"]
    dated = {who for who, dash, _ in accepted if dash and not _OF_A_DATE.search(stream(who).roles)}
    return tuple(sorted(who for who in dated if not is_default_name(who) and not _leads_to_a_date(who)))


def _leads_to_a_date(who: str) -> bool:
    """True for "kl. III a", whose "a" is "and" in front of a Czech date, and "before and after": a person is asked."""
    s = stream(who)
    return who[-1:].islower() and (_LEADING.search(s.roles) is not None or s.word(len(s.texts) - 1) in spoken().leaders)


def written(day: date, language: str, form: str) -> str:
    month, weekday = get_month_names("wide", "format", language)[day.month], get_day_names("wide", "format", language)
    short_month = get_month_names("abbreviated", "format", language)[day.month]
    short_day = get_day_names("abbreviated", "format", language)[day.weekday()]
    ordinal = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    return form.format(
        d=day.day, dd=f"{day.day:02}", m=day.month, mm=f"{day.month:02}", y=day.year, yy=f"{day.year % 100:02}",
        M=month, b=short_month, W=weekday[day.weekday()], w=short_day, o=ordinal,
    )  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(data=st.data())
def test_a_day_goes_whole_in_whatever_way_it_is_written_into_a_name(data: st.DataObject) -> None:
    day = data.draw(st.dates(date(2003, 1, 2), date(2029, 12, 31)).filter(lambda d: d.day > 1))
    assume((day.month, day.day) != (7, 4))  # "July 4th Parade" is called after its day
    language = data.draw(st.sampled_from(sorted(WRITTEN)))
    form = data.draw(st.sampled_from((*WRITTEN[language].split(";"), *FULL)))
    who = data.draw(st.sampled_from(subjects()))
    # "The" in Danish and Swedish, a day in Czech and Slovak; "on the" in German, the morning in English.
    assume("den" not in f"{form} {who}".split() and "am" not in who.split())
    name = data.draw(st.sampled_from(PLACES)).format(who=who, when=written(day, language, form))
    proposal = propose(Album(album_key="k", name=name), Evidence(capture=CaptureDays(days={day: 90})))
    wanted = words(f"{who} - {show(partial(day))}")
    assert words(proposal.proposed) == wanted
    # What is printed in another language stays; what differs in nothing but marks may.
    assert proposal.decision in (Decision.RENAME, Decision.KEEP)


PIECES = (
    *("1", "3", "12", "28", "2024", "24", "'24", "20240503", "5/4", "1-2", "5.6", "5月3日", "May", "Sat", "sam", "mar"),
    *("&", "+", "and", "e", "y", "a", "to", "al", "the", "de", "of", "on", "st", "th", "vs", "at", "Day", "Game", "v"),
    *("-", " - ", "/", ".", ",", "(", ")", "~", "_", "#", "%", "…", "...", "'", '"', " ", "  "),
)


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@example("1 & ", 250)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), st.integers(60, 250))
def test_the_longest_list_of_anything_is_read_at_once(unit: str, length: int) -> None:
    """A real failure: a hundred letters of "1 & 1 & 1 & ..." took hours, each " & " could be read in two ways."""
    days = {date(2024, 5, 3): 40, date(2024, 5, 4): 30}
    album = Album(album_key="k", name=(unit * length)[:length])
    assert propose(album, Evidence(capture=CaptureDays(days=days))).proposed
