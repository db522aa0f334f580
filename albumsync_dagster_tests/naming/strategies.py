"""Names, capture days and enrichments as hypothesis makes them up: half real vocabulary, half arbitrary Unicode."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from albumsync_dagster.naming import Album, CaptureDays, Enrichment, Evidence, NamingOptions

_VOCABULARY = (
    "Lakeside Hillcrest Rovers Wanderers vs vs. v at @ - – | ( ) [ ] , . ... … & &amp; # Boys Girls Women's Men’s JV "
    "Varsity U12 1st XI HS VB Volleyball Soccer Video Photos Day 2 Part Game 3 Event #1 May March 2024 2024-25 1984 "
    "Room 2025-05-10 05-10-2023 03/04/24 24-Nov 14-Oct-2023 Sep 16 Jan 1 September 16, 2023 May 3-5 Saturday Apr - "
    "Championship Tournament University Classic St. O'Brien São Paulo 東京 🏐 👩\u200d👩\u200d👧 é e\u0301 <b> \" ' `"
)
WORDS = tuple(_VOCABULARY.split())

_typed = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)
_glued = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
_any = st.text(max_size=60)
_long = st.text(min_size=12, max_size=20).map(lambda text: text * 5)
"""60 to 100 characters, of which hypothesis draws a fifth; drawing all makes the properties a tenth slower."""
whole_names = _typed.filter(lambda text: len(text) > 6)
names = st.one_of(_typed, _typed, _glued, _any, _long)

days = st.dates(date(1960, 1, 1), date(2035, 12, 31))
histograms = st.dictionaries(days, st.integers(0, 500), max_size=3)


def _few(text: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | text


captures = st.one_of(
    st.none(),
    st.builds(CaptureDays, days=histograms, video_days=histograms, undated=st.integers(0, 9)),
)
enrichments = st.one_of(
    st.none(),
    st.builds(
        Enrichment,
        home_team=_few(names),
        away_team=_few(names),
        event_name=_few(names),
        sport_type=_few(st.sampled_from(["volleyball", "soccer", "Cricket"])),
        level=_few(st.sampled_from(["JV", "varsity", "U12"])),
    ),
)
albums = st.builds(
    Album,
    album_key=st.text("abcdef0123456789", min_size=6, max_size=6),
    name=names,
    url_name=_few(_typed.map(lambda t: t.replace(" ", "-"))),
    keywords=st.sampled_from(["", "volleyball; high school", "video"]),
)
evidences = st.builds(
    Evidence,
    capture=captures,
    enrichments=enrichments.map(lambda known: (known,) if known else ()),
    former_names=st.lists(names, max_size=2).map(tuple),
)
options = st.builds(NamingOptions, date_style=st.sampled_from(["full", "short"]), day_first=st.booleans())

_who = st.sampled_from(
    ["Lakeside vs Hillcrest", "Rovers at Wanderers", "City Cup", "City Cup - Video", "JV Girls", "Smith Wedding (Home)"]
)
_stated = st.sampled_from(["", " - Jan 1", " 2024", " - 2024-05-03", " - May 3 - May 3", " - May 3, 2024", " May 4th"])
ordinary_albums = st.builds(
    Album,
    album_key=st.just("k"),
    name=st.tuples(_who, _stated).map("".join),
    keywords=st.sampled_from(["", "volleyball", "video"]),
)
ordinary_evidences = st.builds(
    Evidence,
    capture=st.none() | st.sampled_from([CaptureDays(days={date(2024, 5, day): 9}) for day in (3, 4)]),
    enrichments=st.sampled_from([(), (Enrichment(home_team="Lakeside", away_team="Hillcrest", level="Varsity"),)]),
)
"""Names as people write them: over these even a whole account must come to rest at once."""

_PIECES = (
    "Lakeside", "lakeside", "LAKESIDE:0", "Hillcrest", "Gala", "Smith", "April", "May", "Nov", "24-Nov", "Nov 24", "3",
    "12", "24", "2024", "'24", "5/3", "5/3/24", "05-10-2023", "2024-25", "Jan 1", "Sat", "the", "of", "vs", "at", "-",
    "to", "Game", "Day", "JV", "Street", "July", "4th", "(3)", "#", "and", "Volleyball", "...", "Championship", "10",
    "20240503", "May 3-5",
)  # fmt: skip
date_like = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=9).map(" ".join)
date_like_enrichments = st.builds(
    Enrichment,
    home_team=_few(date_like),
    away_team=_few(date_like),
    event_name=date_like,
    sport_type=_few(st.just("volleyball")),
)
"""Texts that read as dates where they meet: what identifies an album in pieces, among numbers and months."""
