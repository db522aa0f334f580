"""Dates as they are printed: each language's own way, one form a style, and stable where a name is cleaned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumsync_dagster.naming.dates.render import STYLES, Kind, Parts, Style, patterns, printed_as, show
from albumsync_dagster.naming.locales import LANGUAGES, UnknownLanguageError
from albumsync_dagster.naming.text import clean

DAY: Parts = (2024, 5, 3)
ENGLISH = [
    ((2025, 5, 30), (2025, 5, 30), "May 30, 2025"),
    ((2024, 5, 3), (2024, 5, 5), "May 3-5, 2024"),
    ((2024, 5, 31), (2024, 6, 1), "May 31-Jun 1, 2024"),
    ((2024, 12, 31), (2025, 1, 1), "Dec 31, 2024-Jan 1, 2025"),
    ((2024, 5, None), (2024, 5, None), "May 2024"),
    ((2024, 8, None), (2024, 11, None), "Aug-Nov 2024"),
    ((2024, 11, None), (2025, 2, None), "Nov 2024-Feb 2025"),
    ((2024, None, None), (2025, None, None), "2024-25"),
    ((1999, None, None), (2000, None, None), "1999-00"),
    ((2022, None, None), (2025, None, None), "2022-2025"),
    ((2023, 4, None), (2023, 4, None), "Apr 2023"),
    ((2023, None, None), (2023, None, None), "2023"),
    ((None, 5, 30), (None, 5, 30), "May 30"),
    ((None, 5, 3), (None, 5, 5), "May 3-5"),
    ((None, 5, 31), (None, 6, 1), "May 31-Jun 1"),
    ((None, 5, None), (None, 5, None), "May"),
    ((None, 2, 29), (None, 2, 29), "Feb 29"),
    ((None, None, None), (None, None, None), ""),
]
ISO = [
    ((2025, 5, 30), (2025, 5, 30), "2025-05-30"),
    ((2024, 5, 3), (2024, 5, 5), "2024-05-03/05"),
    ((2024, 5, 31), (2024, 6, 1), "2024-05-31/06-01"),
    ((2024, 12, 31), (2025, 1, 1), "2024-12-31/2025-01-01"),
    ((2024, 5, None), (2024, 5, None), "2024-05"),
    ((2024, 8, None), (2024, 11, None), "2024-08/11"),
    ((2024, 11, None), (2025, 2, None), "2024-11/2025-02"),
    ((2024, None, None), (2025, None, None), "2024/2025"),
    ((2022, None, None), (2025, None, None), "2022/2025"),
    ((2023, None, None), (2023, None, None), "2023"),
]
WRITTEN = {
    # day, days of one month, over months, over New Year, month, months, season, short
    "en-GB": "3 May 2024|3-5 May 2024|31 May-1 Jun 2024|31 Dec 2024-1 Jan 2025|Sept 2024|Aug-Nov 2024|2024-25|3 May",
    "de": "3. Mai 2024|3.–5. Mai 2024|31. Mai–1. Juni 2024|31. Dez. 2024-1. Jan. 2025|Sept. 2024|Aug.–Nov. 2024|2024/25"
    "|3. Mai",
    "de-AT": "3. Mai 2024|3.–5. Mai 2024|31. Mai–1. Juni 2024|31. Dez. 2024-1. Jän. 2025|Sep. 2024|Aug.–Nov. 2024"
    "|2024/25|3. Mai",
    "fr": "3 mai 2024|3-5 mai 2024|31 mai–1 juin 2024|31 déc. 2024-1 janv. 2025|sept. 2024|août–nov. 2024|2024-25"
    "|3 mai",
    "es": "3 may 2024|3-5 may 2024|31 may–1 jun 2024|31 dic 2024-1 ene 2025|sept 2024|ago–nov 2024|2024-25|3 may",
    "it": "3 mag 2024|3-5 mag 2024|31 mag–1 giu 2024|31 dic 2024-1 gen 2025|set 2024|ago–nov 2024|2024/25|3 mag",
    "pt": "3 de mai. de 2024|3-5 de mai. de 2024|31 de mai.–1 de jun. de 2024|31 de dez. de 2024-1 de jan. de 2025"
    "|set. de 2024|ago.–nov. de 2024|2024/25|3 de mai.",
    "nl": "3 mei 2024|3-5 mei 2024|31 mei–1 jun 2024|31 dec 2024-1 jan 2025|sep 2024|aug–nov 2024|2024/25|3 mei",
    "pl": "3 maj 2024|3-5 maj 2024|31 maj–1 cze 2024|31 gru 2024-1 sty 2025|wrz 2024|sie–lis 2024|2024/25|3 maj",
    "sv": "3 maj 2024|3-5 maj 2024|31 maj–1 juni 2024|31 dec. 2024-1 jan. 2025|sep. 2024|aug.–nov. 2024|2024/25|3 maj",
    "da": "3. maj 2024|3.–5. maj 2024|31. maj–1. jun. 2024|31. dec. 2024-1. jan. 2025|sep. 2024|aug.–nov. 2024|2024/25"
    "|3. maj",
    "nb": "3. mai 2024|3.–5. mai 2024|31. mai–1. juni 2024|31. des. 2024-1. jan. 2025|sep. 2024|aug.–nov. 2024|2024/25"
    "|3. mai",
    "fi": "3. toukokuuta 2024|3.–5. toukokuuta 2024|31. toukokuuta–1. kesäkuuta 2024"
    "|31. joulukuuta 2024-1. tammikuuta 2025|syyskuu 2024|elokuu–marraskuu 2024|2024-25|3. toukokuuta",
    "cs": "3. května 2024|3.–5. května 2024|31. května–1. června 2024|31. prosince 2024-1. ledna 2025|září 2024"
    "|srpen–listopad 2024|2024/25|3. května",
    "sk": "3. mája 2024|3.–5. mája 2024|31. mája–1. júna 2024|31. decembra 2024-1. januára 2025|september 2024"
    "|august–november 2024|2024/25|3. mája",
    "hu": "2024. máj. 3.|2024. máj. 3-5.|2024. máj. 31.–jún. 1.|2024. dec. 31.–2025. jan. 1.|2024. szept."
    "|2024. aug.–nov.|2024/25|máj. 3.",
    "ro": "3 mai 2024|3-5 mai 2024|31 mai–1 iun. 2024|31 dec. 2024-1 ian. 2025|sept. 2024|aug.–nov. 2024|2024-25|3 mai",
    "tr": "3 May 2024|3-5 May 2024|31 May–1 Haz 2024|31 Ara 2024-1 Oca 2025|Eyl 2024|Ağu–Kas 2024|2024-25|3 May",
    "el": "3 Μαΐ 2024|3-5 Μαΐ 2024|31 Μαΐ–1 Ιουν 2024|31 Δεκ 2024-1 Ιαν 2025|Σεπ 2024|Αυγ–Νοε 2024|2024-25|3 Μαΐ",
    "ru": "3 мая 2024 г.|3-5 мая 2024 г.|31 мая–1 июн. 2024 г.|31 дек. 2024 г.–1 янв. 2025 г.|сент. 2024 г."
    "|авг.–нояб. 2024 г.|2024/25|3 мая",
    "uk": "3 трав. 2024 р.|3-5 трав. 2024 р.|31 трав.–1 черв. 2024 р.|31 груд. 2024-1 січ. 2025 рр.|вер. 2024 р."
    "|серп.–лист. 2024 р.|2024/25|3 трав.",
    "ja": "2024年5月3日|2024年5月3日～5日|2024年5月31日～6月1日|2024年12月31日～2025年1月1日|2024年9月|2024年8月～11月"
    "|2024-25|5月3日",
    "zh": "2024年5月3日|2024年5月3日–5日|2024年5月31日–6月1日|2024年12月31日–2025年1月1日|2024年9月|2024年8月–11月"
    "|2024-25|5月3日",
    "zh-Hant": "2024年5月3日|2024年5月3日至5日|2024年5月31日至6月1日|2024年12月31日至2025年1月1日|2024年9月"
    "|2024年8月至11月|2024-25|5月3日",
    "ko": "2024년 5월 3일|2024년 5월 3일~5일|2024년 5월 31일~6월 1일|2024년 12월 31일~2025년 1월 1일|2024년 9월"
    "|2024년 8월~11월|2024-25|5월 3일",
}
DATES: list[tuple[Parts, Parts, Style]] = [
    (DAY, DAY, "full"),
    (DAY, (2024, 5, 5), "full"),
    ((2024, 5, 31), (2024, 6, 1), "full"),
    ((2024, 12, 31), (2025, 1, 1), "full"),
    ((2024, 9, None), (2024, 9, None), "full"),
    ((2024, 8, None), (2024, 11, None), "full"),
    ((2024, None, None), (2025, None, None), "full"),
    (DAY, DAY, "short"),
]

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
languages, styles = st.sampled_from(LANGUAGES), st.sampled_from(STYLES)


@st.composite
def printable(draw: st.DrawFn) -> tuple[Parts, Parts]:
    """First and last of a date of any precision, with or without its year."""
    first = draw(days)
    last = draw(
        st.just(first) | st.integers(1, 40).map(lambda n: first + timedelta(n)) | days.filter(lambda d: d > first)
    )
    known = draw(st.integers(1, 3))
    one, other = ((d.year, d.month, d.day)[:known] + (None,) * (3 - known) for d in (first, last))
    if known > 1 and first.year == last.year and draw(st.booleans()):
        one, other = (None, *one[1:]), (None, *other[1:])
    return one, other  # type: ignore[return-value]


@pytest.mark.parametrize(("first", "last", "written"), ENGLISH)
def test_english_prints_as_the_design_says(first: Parts, last: Parts, written: str) -> None:
    assert show(first, last) == written


@pytest.mark.parametrize(("first", "last", "written"), ISO)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_iso_prints_intervals_of_iso_8601_in_any_language(
    first: Parts, last: Parts, written: str, language: str
) -> None:
    assert show(first, last, "iso", language) == written


def test_iso_has_no_form_without_a_year() -> None:
    assert show((None, 5, 30), style="iso") == "May 30"
    assert show((None, 5, 3), (None, 5, 5), style="iso", language="de") == "3.–5. Mai"


def test_short_leaves_the_year_out_of_a_single_day_only() -> None:
    assert show((2025, 5, 30), style="short") == "May 30"
    assert show((2024, 5, 3), (2024, 5, 5), "short") == "May 3-5, 2024"
    assert show((2024, 5, None), style="short") == "May 2024"
    assert show((2025, 5, 30), style="short", language="ja") == "5月30日"


def test_expectations_are_written_for_every_language() -> None:
    assert {*WRITTEN, "en", "en-AU", "en-CA", "de-CH", "fr-CA", "es-MX", "pt-PT", "nn"} == set(LANGUAGES)


@pytest.mark.parametrize("language", WRITTEN)
def test_each_language_prints_dates_in_its_own_way(language: str) -> None:
    printed = [show(first, last, style, language) for first, last, style in DATES]
    assert printed == WRITTEN[language].split("|")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_is_printed_by_its_name_where_the_language_has_names(language: str) -> None:
    numbered = {kind for kind, pattern in patterns(language, "full").items() if "M" in pattern and "MMM" not in pattern}
    assert not numbered or language[:2] in {"ja", "zh", "ko"}


@given(printable(), styles, languages)
def test_a_printed_date_stays_as_it_is_where_a_name_is_cleaned(
    ends: tuple[Parts, Parts], style: Style, language: str
) -> None:
    printed = show(*ends, style, language)
    assert printed
    assert clean(f"Gala - {printed}") == f"Gala - {printed}"


@given(printable(), styles, languages)
def test_a_printed_date_is_known_as_ours(ends: tuple[Parts, Parts], style: Style, language: str) -> None:
    known = tuple(printed_as(show(*ends, style, language), *ends))
    assert (style, language) in known or (style == "iso" and known)


@given(printable(), styles, languages)
def test_a_printed_date_has_the_shape_of_one_listed_pattern(
    ends: tuple[Parts, Parts], style: Style, language: str
) -> None:
    printed = show(*ends, style, language)
    shapes = {digits for pattern in patterns(language, style).values() for digits in [_marks(pattern)]}
    full = {_marks(pattern) for pattern in patterns(language, "full").values()}
    assert _letters_out(printed) & (shapes | (full if style == "iso" else set()))


def _marks(pattern: str) -> str:
    """What of a pattern is neither digit nor letter."""
    return "".join(char for char in pattern.replace("|", "") if not char.isalnum() and char not in "'.")


def _letters_out(printed: str) -> set[str]:
    return {"".join(char for char in printed if not char.isalnum() and char not in "'.")}


@given(days, languages)
def test_two_days_are_never_printed_alike(day: date, language: str) -> None:
    other = day + timedelta(1)
    assert show((day.year, day.month, day.day), language=language) != show(
        (other.year, other.month, other.day), language=language
    )


def test_what_somebody_else_wrote_is_not_ours() -> None:
    assert tuple(printed_as("May 3rd, 2024", DAY)) == ()
    assert tuple(printed_as("May 03, 2024", DAY)) == ()
    assert tuple(printed_as("2024/05/03", DAY)) == ()
    assert tuple(printed_as("May 3", DAY)) == (("short", "en"), ("short", "en-CA"))
    assert tuple(printed_as("2024-05-03", DAY)) == (("iso", "en"),)
    assert ("full", "de") in printed_as("3.–5. Mai 2024", DAY, (2024, 5, 5))


def test_every_style_lists_its_forms() -> None:
    assert set(patterns("en", "full")) == set(Kind)
    assert patterns("en", "full")[Kind.DAYS] == "MMM d-|d, y"
    assert patterns("de", "full")[Kind.DAYS] == "d.–|d. MMM y"
    assert Kind.DAY not in patterns("en", "short")
    assert patterns("ko", "iso")[Kind.DAYS] == "yyyy-MM-dd/|dd"


def test_a_language_that_nothing_reads_is_not_printed() -> None:
    with pytest.raises(UnknownLanguageError, match="tlh"):
        show(DAY, language="tlh")
