"""What must hold for every name, every date and every enrichment, however odd."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from albumsync_dagster.naming import (
    Album,
    CaptureDays,
    Decision,
    Enrichment,
    Evidence,
    NamingOptions,
    PersonsWord,
    Verdict,
    drift,
    propose,
    propose_account,
)
from albumsync_dagster.naming.dates import find, unhyphenated
from albumsync_dagster.naming.text import ORDERLY, clean, graphemes, key, tidy, was_misread
from albumsync_dagster_tests.naming.strategies import (
    albums,
    captures,
    date_like,
    date_like_enrichments,
    days,
    enrichments,
    evidences,
    names,
    options,
    ordinary_albums,
    ordinary_evidences,
    whole_names,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EXAMPLES = int(os.environ.get("ALBUMSYNC_PROPERTY_EXAMPLES", "50"))
"""``benchmarks/naming.py --properties`` runs the same properties over many more."""

ordinary = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


@ordinary
@given(albums, evidences, options)
def test_a_proposed_name_is_a_fixed_point(album: Album, evidence: Evidence, opts: NamingOptions) -> None:
    once = propose(album, evidence, opts).proposed
    assert propose(replace(album, name=once), evidence, opts).proposed == once


@ordinary
@given(whole_names, st.integers(4, 40), st.booleans(), st.sampled_from(["", " - May 3", " - Jan 1"]), captures)
@example("May 2 Jan 16", 8, False, " - Jan 1", CaptureDays(days={date(2024, 5, 3): 9}))
@example("(Home) Harbour 3 Apr Apr 2024 3", 10, True, "", CaptureDays(days={date(2024, 5, 3): 9}))
def test_the_name_of_an_album_that_was_cut_is_a_fixed_point(
    whole: str, length: int, journaled: bool, trace: str, capture: CaptureDays | None
) -> None:
    """What the older name or the UrlName brings back is read by the first run only as it goes, by the next as a whole.

    ``May 2 - May 3, 2024`` once became ``May 3, 2024`` in the second run.
    """
    name = f"{whole[:length]}...{trace}"
    album = Album(album_key="k", name=name, url_name=None if journaled else re.sub(r"[^a-zA-Z0-9]+", "-", whole))
    evidence = Evidence(capture=capture, former_names=(whole,) if journaled else ())
    once = propose(album, evidence).proposed
    assert propose(replace(album, name=once), evidence).proposed == once


@ordinary
@given(albums, evidences, options)
def test_every_reason_is_a_sentence(album: Album, evidence: Evidence, opts: NamingOptions) -> None:
    reasons = propose(album, evidence, opts).reasons
    assert reasons
    assert all(reason.endswith(".") and not reason.endswith("..") for reason in reasons)
    assert all(reason[0] == reason[0].upper() for reason in reasons)


@ordinary
@given(albums, evidences, options)
def test_a_proposed_name_is_never_empty_or_too_long_and_is_clean_text(
    album: Album, evidence: Evidence, opts: NamingOptions
) -> None:
    name = propose(album, evidence, opts).proposed
    assert name.strip()
    assert graphemes(name) <= 100 or name == clean(album.name)
    assert name.encode().decode() == name
    assert unicodedata.is_normalized("NFC", name)
    assert "  " not in name
    assert name == name.strip(" -–|,/")
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} or c in "\u200e\u200f\u202e" for c in name)


@ordinary
@given(albums, evidences, options)
def test_equal_input_gives_equal_output(album: Album, evidence: Evidence, opts: NamingOptions) -> None:
    assert propose(album, evidence, opts) == propose(album, evidence, opts)


def _claims(text: str, *, day_first: bool) -> set[tuple[str, int, int]]:
    """Days, months and years that a text states; a day also states its month."""
    found = set()
    for m in find(clean(text), day_first):
        for p in (m.first, m.last, m.other):
            if p and p.month:
                found |= {("day", p.month, p.day or 0), ("day", p.month, 0)}
            if p and p.year:
                found.add(("year", p.year, 0))
    return found


@ordinary
@given(
    st.one_of(names, date_like, date_like),
    captures,
    st.one_of(enrichments, date_like_enrichments, date_like_enrichments),
    st.none() | date_like.map(lambda text: text.replace(" ", "-")),
    options,
)
@example("", None, None, "20240503-24-Nov-05-10-2023", NamingOptions())
@example("", None, None, "May-3-5-the", NamingOptions())
@example("", None, None, "Lakeside-24-Nov-Lakeside-24-Nov-05-10-2023", NamingOptions())
def test_no_day_month_or_year_is_stated_that_no_photo_and_no_person_stated(
    name: str, capture: CaptureDays | None, enrichment: Enrichment | None, url_name: str | None, opts: NamingOptions
) -> None:
    """A contrived event once made ``LAKESIDE:0 - 24-Nov 3`` of ``24-Nov Lakeside 3``, which reads as Nov 3."""
    album = Album(album_key="k", name=name, url_name=url_name)
    proposed = propose(album, Evidence(capture=capture, enrichments=(enrichment,) if enrichment else ()), opts).proposed
    taken = [*capture.days, *capture.video_days] if capture else []
    told = (enrichment.home_team, enrichment.away_team, enrichment.event_name) if enrichment else ()
    urls = (url_name or "", (url_name or "").replace("-", " "), unhyphenated(url_name or ""))
    texts = [name, *urls, *(text or "" for text in told)]
    known = {claim for text in texts for claim in _claims(text, day_first=opts.day_first)}
    known |= {("year", day.year, 0) for day in taken} | {("day", day.month, 0) for day in taken}
    known |= {("day", day.month, day.day) for day in taken}
    stated = {
        claim
        for m in find(proposed, opts.day_first)
        for p in (m.first, m.last)
        for claim in ([("day", p.month, p.day or 0)] if p.month else []) + ([("year", p.year, 0)] if p.year else [])
    }
    assert not stated - known, proposed


@ordinary
@given(names, names)
def test_drift_is_bounded_symmetric_and_the_sum_of_its_parts(one: str, other: str) -> None:
    result, back = drift(one, other), drift(other, one)
    assert 0 <= result.score <= 100
    assert result.score == back.score
    assert sum(part.points for part in result.parts) == result.score
    assert (result.score == 0) == (one == other)
    assert all(part.why and part.points >= 0 for part in result.parts)


@ordinary
@given(names)
def test_a_name_has_no_drift_from_itself(name: str) -> None:
    assert drift(name, name).score == 0


_WHO = st.sampled_from(
    [
        "Lakeside vs Hillcrest",
        "Rovers at Wanderers (Away)",
        "City Marathon - Finish",
        "Smith Wedding",
        "U12 Girls - Day 2",
    ]
)
_FORMS = st.sampled_from(
    [
        "{w} - {m} {d}, {y}",
        "{y} {w} - {m} {d}",
        "{w} {y}-{n:02d}-{d:02d}",
        "{w} - {m} {d}",
        "{w}",
        "hs vb - {w} - {m} {d}, {y}",
    ]
)


@ordinary
@given(_WHO, _FORMS, days, st.integers(1, 26), st.integers(1, 11), st.integers(1, 9))
def test_adding_a_wrong_fact_never_lowers_the_score(
    who: str, form: str, day: date, off: int, months: int, years: int
) -> None:
    def written(w: str, d: date) -> str:
        return form.format(w=w, y=d.year, m=MONTHS[d.month - 1], n=d.month, d=d.day)

    right = f"{who} - {MONTHS[day.month - 1]} {day.day}, {day.year}"
    before = drift(written(who, day), right).score
    wrong_day = day + timedelta(days=off)
    wrong_year = date(day.year + years, day.month, min(day.day, 28))
    others = [(who, wrong_day), (who, wrong_year), ("Other Gala Dinner", day)]
    for w, d in others:
        assert drift(written(w, d), right).score >= before
    assert drift(written("Other Gala Dinner", wrong_year), right).score >= drift(written(who, wrong_year), right).score


@ordinary
@given(st.lists(st.tuples(albums, evidences), max_size=4), options)
def test_no_two_albums_of_an_account_get_one_name(pairs: list[tuple[Album, Evidence]], opts: NamingOptions) -> None:
    keyed = [(replace(album, album_key=f"k{i}"), evidence) for i, (album, evidence) in enumerate(pairs)]
    proposals = propose_account(keyed, opts)
    assert [p.album_key for p in proposals] == [album.album_key for album, _ in keyed]
    ours = [key(p.proposed) for p in proposals if p.proposed != p.existing]
    staying = {key(p.existing) for p in proposals if p.proposed == p.existing}
    assert max(Counter(ours).values(), default=1) == 1
    assert not staying & set(ours)


@ordinary
@given(st.lists(st.tuples(ordinary_albums, ordinary_evidences), max_size=6), st.randoms(use_true_random=False))
def test_names_of_an_account_do_not_hang_on_the_order_of_its_albums(
    pairs: list[tuple[Album, Evidence]], random: Random
) -> None:
    keyed = [(replace(album, album_key=f"k{i}"), evidence) for i, (album, evidence) in enumerate(pairs)]
    mixed = list(keyed)
    random.shuffle(mixed)
    assert {p.album_key: p for p in propose_account(keyed)} == {p.album_key: p for p in propose_account(mixed)}


@ordinary
@given(st.lists(st.tuples(ordinary_albums, ordinary_evidences), max_size=6))
def test_names_of_an_account_are_a_fixed_point(pairs: list[tuple[Album, Evidence]]) -> None:
    keyed = [(replace(album, album_key=f"k{i}"), evidence) for i, (album, evidence) in enumerate(pairs)]
    once = [p.proposed for p in propose_account(keyed)]
    named = [(replace(album, name=name), evidence) for (album, evidence), name in zip(keyed, once, strict=True)]
    assert [p.proposed for p in propose_account(named)] == once


_TWO_YEARS = CaptureDays(video_days={date(2000, 1, 2): 1, date(2001, 1, 1): 1})
_HALF_A_BRACKET = (Album(album_key="k", name="0--("), Evidence(capture=_TWO_YEARS))
"""Its bracket once swallowed the separator of the date, which then was no date to the next pass."""


@ordinary
@given(
    st.lists(st.tuples(albums, evidences), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), names), max_size=2),
    st.integers(1, 3),
    options,
)
@example([_HALF_A_BRACKET], [], 1, NamingOptions())
@example([_HALF_A_BRACKET], [(0, "Â\x1f¡")], 1, NamingOptions())
@example([_HALF_A_BRACKET], [(0, "Sep Oct")], 1, NamingOptions())
def test_names_of_an_account_of_odd_twins_are_a_fixed_point_and_never_the_same(
    originals: list[tuple[Album, Evidence]], renamed: list[tuple[int, str]], copies: int, opts: NamingOptions
) -> None:
    """Copies of one album, and copies under another name, are what must be told apart."""
    pairs = [pair for pair in originals for _ in range(copies)]
    pairs += [(replace(pairs[i % len(pairs)][0], name=name), pairs[i % len(pairs)][1]) for i, name in renamed]
    keyed = [(replace(album, album_key=f"k{i}"), evidence) for i, (album, evidence) in enumerate(pairs)]
    once = [p.proposed for p in propose_account(keyed, opts)]
    assert len({key(name) for name in once}) == len(once)
    named = [(replace(album, name=name), evidence) for (album, evidence), name in zip(keyed, once, strict=True)]
    assert [p.proposed for p in propose_account(named, opts)] == once


@ordinary
@given(names)
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    once = clean(name)
    assert clean(once) == once
    assert tidy(once) == once


@ordinary
@given(st.from_regex(ORDERLY, fullmatch=True))
def test_names_that_need_no_cleaning_are_in_normal_form_and_in_their_own_encoding(name: str) -> None:
    assert clean(name) == name == unicodedata.normalize("NFC", name)
    assert not was_misread(name)


@ordinary
@given(names, evidences)
def test_what_is_excluded_locked_or_pinned_is_never_renamed_by_itself(name: str, evidence: Evidence) -> None:
    assume(name.strip())
    album = Album(album_key="k", name=name)
    assert propose(replace(album, system=True), evidence).decision is Decision.EXCLUDED
    assert propose(replace(album, image_count=0), evidence).decision is Decision.EXCLUDED
    lock = PersonsWord(verdict=Verdict.LOCK)
    assert propose(album, replace(evidence, word=lock)).decision is Decision.PROTECTED
    pinned = propose(album, replace(evidence, word=PersonsWord(verdict=Verdict.EDIT, name=name.strip())))
    assert pinned.proposed == name.strip()
