"""Dates in names: every usual form is found with its precision, and a number that is no date is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from albumsync_dagster.naming import Album, CaptureDays, Evidence, drift, propose
from albumsync_dagster.naming.dates import Partial, find, show
from albumsync_dagster.naming.text import clean


def _stated(name: str, *, day_first: bool = False) -> list[str]:
    return [show(m.first, m.last) for m in find(clean(name), day_first)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-05-10", "May 10, 2025"),
        ("2025.05.10", "May 10, 2025"),
        ("2025_05_10", "May 10, 2025"),
        ("20250510", "May 10, 2025"),
        ("05-10-2023", "May 10, 2023"),
        ("11/09/2024", "Nov 9, 2024"),
        ("10/20/24", "Oct 20, 2024"),
        ("19/08/2017", "Aug 19, 2017"),
        ("(09.09.26)", "Sep 9, 2026"),
        ("24-Nov", "Nov 24"),
        ("14-Oct-2023", "Oct 14, 2023"),
        ("1-Aug-24", "Aug 1, 2024"),
        ("14Oct2023", "Oct 14, 2023"),
        ("14OCT23", "Oct 14, 2023"),
        ("2023-Oct-14", "Oct 14, 2023"),
        ("Sep 16", "Sep 16"),
        ("Sept 12 2026", "Sep 12, 2026"),
        ("Sept-8-2026", "Sep 8, 2026"),
        ("September 16, 2023", "Sep 16, 2023"),
        ("Saturday, May 3rd, 2024", "May 3, 2024"),
        ("12th of August 2024", "Aug 12, 2024"),
        ("5 de mayo de 2024", "May 5, 2024"),
        ("12. Juli 2024", "Jul 12, 2024"),
        ("14 juillet 2023", "Jul 14, 2023"),
        ("May 3-5", "May 3-5"),
        ("May 3-5, 2024", "May 3-5, 2024"),
        ("May 3, 4 and 5, 2024", "May 3-5, 2024"),
        ("3.-5. Mai 2024", "May 3-5, 2024"),
        ("12.-14.05.2024", "May 12-14, 2024"),
        ("May 31-Jun 1, 2024", "May 31-Jun 1, 2024"),
        ("Dec 31, 2024-Jan 1, 2025", "Dec 31, 2024-Jan 1, 2025"),
        ("2025-05-10 to 2025-05-12", "May 10-12, 2025"),
        ("May 3 - May 5, 2024", "May 3-5, 2024"),
        ("May 3 to May 5 2024", "May 3-5, 2024"),
        ("May 3 and May 4, 2024", "May 3-4, 2024"),
        ("May 30 - June 2, 2024", "May 30-Jun 2, 2024"),
        ("Dec 30 - Jan 2, 2025", "Dec 30, 2024-Jan 2, 2025"),
        ("3 - 5 May 2024", "May 3-5, 2024"),
        ("3rd - 5th May 2024", "May 3-5, 2024"),
        ("30 May - 2 June 2024", "May 30-Jun 2, 2024"),
        ("5/3/24 - 5/5/24", "May 3-5, 2024"),
        ("5/3-5/5/2024", "May 3-5, 2024"),
        ("5/3 to 5/5/24", "May 3-5, 2024"),
        ("03.05. - 05.05.2024", "May 3-5, 2024"),
        ("03.05.2024 - 05.05.2024", "May 3-5, 2024"),
        ("Sat May 3 - Sun May 5, 2024", "May 3-5, 2024"),
        ("Apr 2023", "Apr 2023"),
        ("Aug-Nov 2024", "Aug-Nov 2024"),
        ("Nov 2023-Jan 2024", "Nov 2023-Jan 2024"),
        ("2024-05", "May 2024"),
        ("2024-25", "2024-25"),
        ("2024/2025", "2024-25"),
        ("2022-2025", "2022-2025"),
        ("2023", "2023"),
        ("'24", "2024"),
    ],
)
@pytest.mark.parametrize("name", ["Harbour Cup {}", "Harbour Cup - {}", "Harbour Cup ({})", "Harbour Cup {} - Final"])
def test_a_date_is_read_wherever_it_stands_in_a_name(name: str, written: str, read: str) -> None:
    assert _stated(name.format(written)) == [read]


@pytest.mark.parametrize(
    "name",
    [
        "1600 Meter Run",
        "2000 Meter Relay",
        "Room 1984",
        "630 Breeze",
        "Class of 2025",
        "Class of '25",
        "Lady Lions win 3-1",
        "17-1 Boys",
        "Unit 12-34-5678",
        "Set 21-25-19",
        "Samples from my new 200-400",
        "March Madness",
        "May Fair",
        "10 May Street Open House",
        "4th of July Parade",
        "24 Hours of Daytona",
        "Gym2024",
        "$2000 Raffle",
        "Sale 2000% Off",
        "The 1975",
        "FC Wil 1900",
    ],
)
def test_a_number_or_month_that_is_no_date_stays(name: str) -> None:
    assert _stated(name) == []


def test_a_range_does_not_begin_on_a_day_that_its_year_lacks() -> None:
    """This once ended in a ValueError: the year stands only behind the last day."""
    assert [show(m.first, m.last) for m in find("Cup Feb 29-Mar 1, 2023")] == ["Feb 29", "Mar 1, 2023"]
    assert [show(m.first, m.last) for m in find("Cup Feb 29-Mar 1, 2024")] == ["Feb 29-Mar 1, 2024"]


@pytest.mark.parametrize("name", ["2023 Cup Feb 29", "Cup Feb 29 - Feb 2023", "Cup Feb 29"])
def test_a_day_that_its_year_lacks_is_no_full_date(name: str) -> None:
    """These once ended in a ValueError: alone, beside the same day of a leap year, and in the light of 1900."""
    assert propose(Album(album_key="k", name=name), Evidence()).proposed == name
    assert drift(name, "Cup - Feb 29, 2024").score == drift("Cup - Feb 29, 2024", name).score
    old = Evidence(capture=CaptureDays(days={date(1900, 3, 1): 9}))
    assert propose(Album(album_key="k", name=name), old).proposed.endswith("Cup - Mar 1, 1900")


def test_day_and_month_are_told_apart_by_the_setting_only_where_both_readings_are_possible() -> None:
    assert _stated("Cup 03-05-2024") == ["Mar 5, 2024"]
    assert _stated("Cup 03-05-2024", day_first=True) == ["May 3, 2024"]
    assert _stated("Cup 19-08-2017") == _stated("Cup 19-08-2017", day_first=True) == ["Aug 19, 2017"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Surrey vs Kent - Day 3 March 25, 2019", ["Mar 25, 2019"]),
        ("Swim Meet - Heat 4 - 23 November 2024", ["Nov 23, 2024"]),
        ("Lady Lions win 3-1 Sept 23", ["Sep 23"]),
        ("League - Week 7 - Nov 9 - Nov 9", ["Nov 9", "Nov 9"]),
        ("Basketball 12-Dec - Dec 14", ["Dec 12", "Dec 14"]),
        ("Qualifier - Apr - Jan 1", ["Apr", "Jan 1"]),
        ("Cup - Game 3 - 5 May 2024", ["May 5, 2024"]),
        ("Cup U12 - 14 May 2024", ["May 14, 2024"]),
        ("Steelers 17 Mar 31", ["Mar 31"]),
        ("Camp-Day-1-Aug-20-2023", ["Aug 20, 2023"]),
        ("Court 3 - 10/12/2024", ["Oct 12, 2024"]),
        ("Vienna 2023 - 12 Days", ["2023"]),
        ("Cup - May 3 - May 5", ["May 3", "May 5"]),
        ("Golf Sept 8 - Sep 13, 2023", ["Sep 8", "Sep 13, 2023"]),
        ("Post 12 vs Post 24 Dec 24", ["Dec 24"]),
        ("Room-1984", []),
        ("Closed since 24 Dec 24", ["Dec 24, 2024"]),
        ("Mat-3-Jan-20", ["Jan 20"]),
        ("Wade March 23-Mar", ["Mar 23"]),
        ("Camp May 3-May 5, 2024", ["May 3-5, 2024"]),
        ("Wade March 2023-24", ["2023-24"]),
        ("Cup May 3 and May 10, 2024", ["May 3", "May 10, 2024"]),
    ],
)
def test_a_number_beside_a_date_is_not_drawn_into_it(name: str, read: list[str]) -> None:
    assert _stated(name) == read


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Ana & Tom, 3.8.24 (Proofs)", "Ana & Tom (Proofs)"),
        ("Ana & Tom 3.8.24, (Proofs)", "Ana & Tom (Proofs)"),
        ("Ana & Tom (3.8.24), Proofs", "Ana & Tom, Proofs"),
        ("MG run, 3rd August - Video", "MG run - Video"),
        ("Grey High - Aug 3, 2024, Proofs", "Grey High - Proofs"),
        ("Prom-2024 Lakeside", "Prom Lakeside"),
        ("slovenia_2024 Champs", "slovenia Champs"),
        ("Expo-2024-Booth", "Expo Booth"),
        ("Expo/2024/Booth", "Expo/Booth"),
        ("Gala (8-3-24)-Kickers U11", "Gala - Kickers U11"),
        ("Grad-2024: Proofs", "Grad - Proofs"),
        ("Osterfeuer 03.08.2024/Teil 2", "Osterfeuer Teil 2"),
        ("Summer Break 2024!", "Summer Break!"),
        ("Heat Day (8.3.24)!", "Heat Day!"),
        ("Fun 8/3/24?!", "Fun?!"),
        ("2024! A Year", "A Year"),
        ("Rassegna XXII ed. 2024", "Rassegna XXII ed."),
        ("Musical 3 Aug 20:24", "Musical 20:24"),
        ("Comuniones sáb 3-8", "Comuniones"),
    ],
)
def test_nothing_of_what_tied_a_date_to_its_neighbours_stays(name: str, rest: str) -> None:
    """Commas, hyphens, slashes and calls once stood alone: "MG run, - Video", "Prom- Lakeside", "Summer Break !"."""
    taken = Evidence(capture=CaptureDays(days={date(2024, 8, 3): 5}))
    proposal = propose(Album(album_key="k", name=name), taken)
    assert (proposal.proposed, proposal.decision.value) == (f"{rest} - Aug 3, 2024", "rename")


def test_a_weekday_belongs_to_a_date_only_at_its_own_place() -> None:
    assert [clean("Sat May 3 Gala")[m.start : m.end] for m in find("Sat May 3 Gala")] == ["Sat May 3"]
    for name, written in (
        ("Connecticut Sun May 3, 2024", "May 3, 2024"),
        ("Sheffield Wednesday May 3, 2024", "May 3, 2024"),
        ("Gala Sat May 3, 2024", "Sat May 3, 2024"),
        ("Cup Fri-Sun May 3-5, 2024", "Fri-Sun May 3-5, 2024"),
    ):
        assert [name[m.start : m.end] for m in find(name)] == [written]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("26/28 January 2022", "2022-01-26 2022-01-28"),
        ("26, 27 & 28 Jan 2022", "2022-01-26 2022-01-28"),
        ("25 & 26/8/24", "2024-08-25 2024-08-26"),
        ("8/25・26", "2024-08-25 2024-08-26"),
        ("8/25、26", "2024-08-25 2024-08-26"),
        ("25/8 - 26/8", "2024-08-25 2024-08-26"),
        ("10/12-10/13", "2024-10-12 2024-10-13"),
        ("6/1-2/2024", "2024-06-01 2024-06-02"),
        ("28/12-2/1/24", "2023-12-28 2024-01-02"),
        ("Jan 25, 26", "2025-01-25 2025-01-26"),
        ("Jan 24, 25, 26, 2025", "2025-01-24 2025-01-26"),
        ("Tue 21 - Thu 23 May 2024", "2024-05-21 2024-05-23"),
        ("Saturday 24th & Sunday 25th August 2024", "2024-08-24 2024-08-25"),
        ("2023-10-14 & 15", "2023-10-14 2023-10-15"),
        ("20240531-0602", "2024-05-31 2024-06-02"),
        ("12 03 2024", "2024-12-03 2024-12-03"),
        ("15 - 09 - 2024", "2024-09-15 2024-09-15"),
        ("Dec 3 24", "2024-12-03 2024-12-03"),
        ("03DEC24", "2024-12-03 2024-12-03"),
        ("24-05-04", "2024-05-04 2024-05-04"),
        ("240504", "2024-05-04 2024-05-04"),
        ("20.01.", "2021-01-20 2021-01-20"),
        ("Thur 12/5", "2024-12-05 2024-12-05"),
        ("01/2021", "2021-01-20 2021-01-20"),
        ("Samedi 4 mai 2024", "2024-05-04 2024-05-04"),
        ("Fr. 03.05.2024", "2024-05-03 2024-05-03"),
    ],
)
@pytest.mark.parametrize("name", ["Smith Family {}", "Smith Family - {}", "Smith Family ({})", "{} Smith Family"])
def test_loose_writing_that_the_photos_bear_out_is_a_date_and_nothing_of_it_stays(
    name: str, written: str, days: str
) -> None:
    taken = CaptureDays(days={date.fromisoformat(day): 5 for day in days.split()})
    proposed = propose(Album(album_key="k", name=name.format(written)), Evidence(capture=taken)).proposed
    low, high = (date.fromisoformat(day) for day in days.split())
    ends = [Partial(day.year, day.month, day.day) for day in (low, high)]
    assert proposed == f"Smith Family - {show(ends[0], ends[1])}"


@pytest.mark.parametrize(
    ("name", "day", "rest"),
    [
        ("Mat 3 Jan 20", "2024-01-20", "Mat 3"),
        ("Hawks 14 Bears 7 Oct 20", "2023-10-20", "Hawks 14 Bears 7"),
        ("Dover JV 2 Sep 24", "2024-09-24", "Dover JV 2"),
        ("Festival - Day 2 - 13/03/2024", "2024-03-13", "Festival - Day 2"),
        ("League - Week 7 - 11/09/2024", "2024-11-09", "League - Week 7"),
        ("Ironman 70.3 - 25.8.24", "2024-08-25", "Ironman 70.3"),
        ("Show 2/3 - 6.5.2023", "2023-05-06", "Show 2/3"),
        ("U/9 - 16/3/24", "2024-03-16", "U/9"),
        ("Hall 3 - 4 May 2023", "2023-05-04", "Hall 3"),
        ("Nationals 2025 - 12 Black", "2025-08-25", "Nationals - 12 Black"),
        ("100th Homecoming 1924-2024", "2024-10-05", "100th Homecoming 1924-2024"),
        ("Dublin 1-15 Mayo 1-14", "2017-09-17", "Dublin 1-15 Mayo 1-14"),
        ("Gala Good Friday Apr 18", "2025-04-18", "Gala Good Friday"),
        ("Leeds vs Sheffield Wednesday 17-04-2024", "2024-04-17", "Leeds vs Sheffield Wednesday"),
        ("Taco Tuesday 9/13/22", "2022-09-13", "Taco Tuesday"),
        ("Day 2 - Jan 2023", "2023-01-02", "Day 2"),
        ("3 on 3 - Mar 2021", "2021-03-03", "3 on 3"),
        ("Regional Final Game 2 - Apr 2023", "2023-04-02", "Regional Final Game 2"),
        ("Part 1/2", "2024-01-02", "Part 1/2"),
        ("Spring Game 7/1", "2021-07-01", "Spring Game"),
        ("Section 4 Meet 7/14", "2021-07-14", "Section 4 Meet"),
        ("5/23 May Day Parade", "2022-05-23", "May Day Parade"),
        ("10/6 October Fest", "2022-10-06", "October Fest"),
        ("11/27 April Jones Wedding", "2022-11-27", "April Jones Wedding"),
        ("Mark and Jan - Nov 2022", "2022-11-12", "Mark and Jan"),
        ("Mark & Jan '21", "2021-11-12", "Mark & Jan"),
        ("Final (", "2021-11-12", "Final"),
        ("Post 12 vs Post 24 Dec 24", "2024-12-24", "Post 12 vs Post 24"),
        ("Post 12 vs Post 24 Dec 24", "2023-12-24", "Post 12 vs Post 24"),
        ("Rovers 12 vs Rovers 24 Dec 24", "2024-12-24", "Rovers 12 vs Rovers 24"),
        ("Mat-3-Jan-20", "2024-01-20", "Mat 3"),
        ("Kegel-3-Jan-20-Final", "2024-01-20", "Kegel 3 Final"),
        ("Wade March 23-Mar", "2024-03-23", "Wade March"),
        ("Wade March 2023-24", "2023-10-25", "Wade March"),
        ("Picnic - Friday 26AUG24", "2024-08-26", "Picnic - Friday"),
        ("Picnic - Friday 30AUG24", "2024-08-30", "Picnic"),
        ("Beach Sun. 5/4", "2025-05-04", "Beach"),
        ("Beach Sun. 5/4", "2024-05-04", "Beach Sun."),
        ("Harbour-Camp-Alpha-9-20", "2024-09-20", "Harbour Camp Alpha"),
        ("Harbour-Camp-Alpha-9-20", "2024-09-21", "Harbour Camp Alpha 9-20"),
        ("Lions-vs-Rye-win-3-1", "2024-03-01", "Lions vs Rye win 3-1"),
        ("Breeze 12-1", "2024-12-01", "Breeze 12-1"),
        ("March 17 St. Patrick's Day Parade", "2024-03-17", "St. Patrick's Day Parade"),
        ("5/4 Lane Tech vs Whitney", "2024-05-04", "Lane Tech vs Whitney"),
        ("12 Mar St. John's vs Rivals", "2024-03-12", "St. John's vs Rivals"),
        ("10 May Street Open House", "2024-05-10", "10 May Street Open House"),
        ("Round 2 February 2024", "2024-02-24", "Round 2"),
        ("Half Marathon 13.1", "2024-01-13", "Half Marathon 13.1"),
        ("Generación 2021-2024 May 27", "2024-05-27", "Generación 2021-2024"),
        ("Ironman 70.3 May 2025", "2025-05-04", "Ironman 70.3"),
        ("Walzer 3/4-Takt", "2024-04-03", "Walzer 3/4-Takt"),
        ("Level 4-5", "2024-04-05", "Level 4-5"),
        ("Wedding April June", "2024-05-04", "Wedding April June"),
        ("After Work ab 18h Do 5.9.", "2019-09-05", "After Work ab 18h"),
        ("Wedding 0925 teaser", "2021-09-25", "Wedding teaser"),
        ("Headshots (1003)", "2023-10-03", "Headshots"),
        ("Room (1003)", "2023-10-03", "Room (1003)"),
        ("Room 0925 teaser", "2021-09-25", "Room 0925 teaser"),
        ("Condo rue Rachel (janv)", "2022-01-13", "Condo rue Rachel"),
        ("Ring 3 Fri am 4/12", "2024-04-12", "Ring 3 Fri am"),
        ("Konzert Freitag am 12.4.", "2024-04-12", "Konzert"),
        ("Fest am Samstag, den 12. 8. 2017", "2017-08-12", "Fest"),
        ("Beach session (sunset 8-4)", "2020-08-04", "Beach session (sunset)"),
        ("Trunk-or-Treat10.30.19", "2019-10-30", "Trunk-or-Treat"),
        ("2014 08 Bretagne", "2014-08-09", "Bretagne"),
        ("2014 12 Hours of Sebring", "2014-12-09", "12 Hours of Sebring"),
        ("20180714_1830 Zoo", "2018-07-14", "Zoo"),
        ("Unit 3-14", "2024-03-14", "Unit 3-14"),
        ("Invoice 2025-0304", "2025-03-04", "Invoice 2025-0304"),
        ("INV-2025-0317 Ana & Tom", "2025-05-08", "INV-2025-0317 Ana & Tom"),
        ("Heat 3 Feb '19", "2019-02-07", "Heat 3"),
        ("Mass 9:30 Sep 2020", "2020-09-06", "Mass 9:30"),
        ("Good Friday, March 29", "2024-03-29", "Good Friday"),
        ("First Friday, May 3, 2024", "2024-05-03", "First Friday"),
        ("2025 Homecoming Court", "2025-05-03", "Homecoming Court"),
        ("2025 Larkspur Ln", "2025-05-03", "2025 Larkspur Ln"),
        ("Hackathon 48h 9.-10.9.2024", "2024-09-09", "Hackathon 48h"),
        ("Saison 23/24", "2024-05-01", "Saison 23/24"),
        ("May 18-St. Mary's Fair", "2024-05-18", "St. Mary's Fair"),
        ("Sunday-Brunch 3/3", "2024-03-03", "Sunday-Brunch"),
        ("2024 May Day Dance", "2024-05-01", "May Day Dance"),
        ("Hike (October)", "2024-10-07", "Hike"),
        ("Tuesday April 4 - K-2 Field Day", "2023-04-04", "K-2 Field Day"),
        ("Concert2024-05-18", "2024-05-18", "Concert"),
        ("2024-05-18T18:30 Concert", "2024-05-18", "18:30 Concert"),
        ("Tokyo Auto Salon 2024", "2024-01-12", "Tokyo Auto Salon"),
        ("Christmas at Grandma's February 2024", "2024-02-16", "Christmas at Grandma's"),
        ("Christmas at Grandma's August 2024", "2024-08-05", "Christmas at Grandma's"),
        ("Cape May '25", "2025-05-03", "Cape May"),
        ("Product photos v3.3", "2019-03-03", "Product photos v3.3"),
        ("Cinco de Mayo 2024", "2024-05-05", "Cinco de Mayo"),
        ("Women's March 2017 - Denver", "2017-01-21", "Women's March - Denver"),
        ("D\N{LATIN SMALL LETTER E WITH CARON}tsk\u00fd den so 1. 6. 2019", "2019-06-01", "D\u011btsk\u00fd den"),
        ("Labor Day 09-02", "2024-09-02", "Labor Day"),
        ("November 24 - U-16 Cup Final", "2023-11-24", "U-16 Cup Final"),
        ("Team A August 2023", "2023-08-26", "Team A"),
        ("Team 23/24", "2024-05-01", "Team 23/24"),
        ("Julfest 13/12 -23", "2023-12-13", "Julfest"),
        ("Wesele 15.06.2024r.", "2024-06-15", "Wesele"),
        ("Turniej U-10, 25-26 maja", "2024-05-25", "Turniej U-10"),
        ("Lyrical 9-12 yrs", "2024-09-12", "Lyrical 9-12 yrs"),
        ("Train Show, Columbia, MO, 181014", "2014-10-18", "Train Show, Columbia, MO"),
        ("1428 Elm St 4.3.19", "2019-04-03", "1428 Elm St"),
        ("Kate & Sam June 3, 2023", "2023-06-03", "Kate & Sam"),
        ("Coach Sam 5/4", "2024-05-04", "Coach Sam"),
        ("Concert sam. 3 juin", "2023-06-03", "Concert"),
        ("Turnier Sa 4.5.24", "2024-05-04", "Turnier"),
        ("Sommerudflugt s\N{LATIN SMALL LETTER O WITH STROKE}ndag d. 29. maj 2016", "2016-05-29", "Sommerudflugt"),
        ("Cup Sat5/4", "2024-05-04", "Cup"),
        ("Oct7 5K Fun Run", "2023-10-07", "5K Fun Run"),
        ("Prom2024", "2024-05-18", "Prom"),
        ("Mark-&-June-October 2023", "2023-10-07", "Mark-&-June"),
        ("Italy 201907", "2019-07-05", "Italy"),
        ("Wed 11/12 Route 66 Rally", "2025-11-12", "Route 66 Rally"),
        ("Spring Concert [5-18]", "2024-05-18", "Spring Concert"),
        ("Camp - week of July 8", "2024-07-08", "Camp"),
        ("Spirit Week of July 8", "2024-07-08", "Spirit Week"),
        ("Accession 2018.22 Quilts", "2018-11-06", "Accession 2018.22 Quilts"),
        ("8th Grade Promotion 2021", "2021-06-03", "8th Grade Promotion"),
        ("Expo-2019-Booth", "2019-01-08", "Expo Booth"),
        ("Festa Major 24 d'agost", "2023-08-24", "Festa Major"),
        ("5K Fun Run (10/5/2024)", "2024-10-05", "5K Fun Run"),
        ("Ironman 70.3 May 2025", "2025-05-17", "Ironman 70.3"),
        ("Camp Day 2–13 March 2023", "2023-03-13", "Camp Day 2"),
        ("Court 4 - 9 Mar", "2023-03-09", "Court 4"),
        ("Rodeo Perf 3 - 3-Jan-2019", "2019-01-03", "Rodeo Perf 3"),
        ("Sunset Gala–11/1", "2023-11-01", "Sunset Gala"),
        ("U-12/1", "2023-12-01", "U-12/1"),
        ("Sunset Run 09/2019", "2019-09-05", "Sunset Run"),
        ("Gala in May 2022", "2022-05-30", "Gala"),
        ("Best of '22", "2022-05-30", "Best of"),
        ("Fun Run 8 October 2022", "2022-10-07", "Fun Run"),
        ("Jaw Broncos–19Mar26", "2026-03-19", "Jaw Broncos"),
        ("Nordic Open '24-'25", "2024-12-02", "Nordic Open"),
        ("2019-Jan-14: Gala", "2020-01-14", "Gala"),
        ("Choir, Summer of '19", "2019-08-31", "Choir, Summer"),
        ("Gita in Puglia dall'11 al 13 ottobre 2013", "2013-10-11", "Gita in Puglia"),
        ("Sagra nell'ottobre 2013", "2013-10-05", "Sagra"),
        ("Voyage d'octobre 2013", "2013-10-05", "Voyage"),
        ("onsdag 2. april Dr. Patel Headshots", "2003-04-02", "Dr. Patel Headshots"),
        ("10 May Dr - Twilight", "2024-05-10", "10 May Dr - Twilight"),
        ("Nordic Open - Mar 2 - Mar 2 (2)", "2024-03-02", "Nordic Open (2)"),
        ("Jan 6 Hearings Play - Jan 6, 2022", "2022-01-06", "Jan 6 Hearings Play"),
        ("Kim & Lee 2/3 Mix - Feb 3, 2025", "2025-02-03", "Kim & Lee 2/3 Mix"),
        ("17. mai-tog 2024", "2024-05-17", "17. mai-tog"),
        ("Valborg 30/4-24", "2024-04-30", "Valborg"),
        ("運動会 2023年10月7日\N{FULLWIDTH LEFT PARENTHESIS}土\N{FULLWIDTH RIGHT PARENTHESIS}", "2023-10-07", "運動会"),
        ("卒業式 R6.3.15", "2024-03-15", "卒業式"),
        ("Screenshot 2024-05-25 14.22.33", "2024-05-25", "Screenshot"),
        ("IMG_20240525_142233", "2024-05-25", "IMG"),
        ("Game vs Rye Friday 9/13", "2024-09-13", "Game vs Rye"),
        ("Party at Grandma's Sunday May 5", "2024-05-05", "Party at Grandma's"),
        ("Twin Tuesday (9/24)", "2024-09-24", "Twin Tuesday"),
        ("Cars & Coffee - 1st Sunday May 5", "2024-05-05", "Cars & Coffee - 1st Sunday"),
        ("Train Show, Columbia, MO, Tue 7/20", "2021-07-20", "Train Show, Columbia, MO"),
        ("Remembrance Sunday - Sun 11/10", "2024-11-10", "Remembrance Sunday"),
        ("Lightning haul out - June 2013", "2013-06-28", "Lightning haul out"),
        ("Anna e Marco - agosto 2020", "2020-08-14", "Anna e Marco"),
        ("Mr. & Mrs. May - Jul '13", "2013-07-25", "Mr. & Mrs. May"),
        ("Fasching-vom-23.1.2018", "2018-01-23", "Fasching"),
        ("Excursión_de_Ana_18_de_marzo_de_2016", "2016-03-18", "Excursión de Ana"),
        ("Boda-de-Ana-y-Luis-15-de-agosto-de-2018", "2018-08-15", "Boda de Ana y Luis"),
        ("Sunnyside-at-De-La-Salle-2021", "2021-07-25", "Sunnyside at De La Salle"),
        ("Spring Weekend 03", "2003-04-24", "Spring Weekend"),
        ("TeamOne 16", "2016-05-18", "TeamOne 16"),
        ("Regatta 2013 W Nov 8+", "2013-06-01", "Regatta W Nov 8+"),
        ("The Sunshine Boys (2010-2011 Season)", "2010-09-08", "The Sunshine Boys (2010-2011 Season)"),
        ("Gala - 7-5", "2025-07-05", "Gala"),
        ("JV v Mahopac 9-14", "2024-09-14", "JV vs Mahopac"),
        ("61816-Ann-Michael", "2016-06-18", "Ann-Michael"),
        ("108.10.20全國大會", "2019-10-20", "全國大會"),
        ("平成29年 出初式", "2017-01-08", "出初式"),
        ("운동회 5월 24일 화요일", "2022-05-24", "운동회"),
        ("Kácení máje 25. května", "2013-05-25", "Kácení máje"),
        ("3 Kasım Pazar Konser", "2019-11-03", "Konser"),
        ("Brighton FB 10-13-23 (V)", "2023-10-13", "Brighton FB (V)"),
        ("R+J rehearsal din 8/23", "2024-08-23", "R+J rehearsal din"),
        ("Nunta din 23.8", "2024-08-23", "Nunta"),
        ("Feest 25-11", "2023-11-25", "Feest"),
        ("Haus (Mai 22)", "2022-05-05", "Haus"),
        ("Porchfest2016-Sat", "2016-06-18", "Porchfest Sat"),
        ("Training JO16 juni", "2024-06-05", "Training JO16"),
        ("Hunt for Red October", "2024-10-06", "Hunt for Red October"),
        ("Puente de diciembre", "2024-12-06", "Puente de diciembre"),
        ("Excursión (Primavera 99)", "1999-04-17", "Excursión (Primavera)"),
        ("9/11 Tower Climb", "2022-09-11", "9/11 Tower Climb"),
        ("3/4-Takt Abend", "2022-04-03", "3/4-Takt Abend"),
        ("Anna Juli", "2023-07-08", "Anna Juli"),
        ("Forms 3/4 Hymn Singing", "2024-03-04", "Forms 3/4 Hymn Singing"),
        ("Route 9/20 Bridge Opening", "2013-09-20", "Route 9/20 Bridge Opening"),
        ("Yr 9/10 Carnival 9/10", "2018-10-09", "Yr 9/10 Carnival"),
        ("Lauf 5.3 km", "2022-03-05", "Lauf 5.3 km"),
        ("Prom 5.4 pics", "2022-05-04", "Prom pics"),
        ("Sitzung 11.11. um 11.11 Uhr", "2022-11-11", "Sitzung um 11.11 Uhr"),
        ("Tolland @ Somers (W 5-3)", "2023-05-03", "Tolland @ Somers (W 5-3)"),
        ("11-12 Girls 100 Fly", "2023-11-12", "11-12 Girls 100 Fly"),
        ("Open Gym 3-5 pm", "2024-03-05", "Open Gym 3-5 pm"),
        ("Anna (W 5-8)", "2024-05-08", "Anna (W)"),
        ("311 Day N.O. 3/11 night 1", "2014-03-11", "311 Day N.O. night 1"),
        ("3/4 Time Waltz Night", "2024-03-04", "3/4 Time Waltz Night"),
        ("Lions vs Bay (L 3-5)", "2024-03-05", "Lions vs Bay (L 3-5)"),
        ("3/4 Time Trials", "2024-03-04", "Time Trials"),
        ("20. Stadtlauf 2024", "2024-05-20", "20. Stadtlauf"),
        ("Marcha 8M 2022", "2022-03-08", "Marcha 8M"),
        ("End of yr 6-14", "2024-06-14", "End of yr"),
        ("Adopt a Highway 5/18", "2024-05-18", "Adopt a Highway"),
        ("Konzert 18.05 Uhr 20", "2024-05-18", "Konzert Uhr 20"),
        ("9-10 Ladies Night", "2024-09-10", "Ladies Night"),
        ("Summer League 7-7", "2021-07-07", "Summer League"),
        ("NHS Softball 5-3 DH", "2025-05-03", "NHS Softball DH"),
        ("MSOC | UMass | 10-2", "2024-10-02", "MSOC - UMass"),
        ("Made in Dec", "2023-12-08", "Made in Dec"),
        ("Miss Nov", "2023-11-08", "Miss Nov"),
        ("Print 8 x 10", "2010-10-08", "Print 8 x 10"),
        ("Relay 4 x 10 km", "2010-10-04", "Relay 4 x 10 km"),
        ("Pojkar -14 Lag 2", "2014-05-03", "Pojkar -14 Lag 2"),
        ("5·3 km Run", "2024-05-03", "5·3 km Run"),
        ("Hotel Oktober", "2023-10-08", "Hotel Oktober"),
        ("Fiesta del 8/23", "2024-08-23", "Fiesta"),
        ("2022 set 12 Festa", "2022-09-12", "Festa"),
        ("Ella 5'11 Portrait", "2011-03-03", "Ella 5'11 Portrait"),
        ("ClassOf'11", "2011-03-03", "ClassOf'11"),
        ("Portrait (John 07)", "2007-03-03", "Portrait (John 07)"),
        ("Episode Season 10", "2010-03-03", "Episode Season 10"),
        ("Koncert 2023.10.15. (V)", "2023-10-15", "Koncert"),
        ("9/11 Game at Memorial Field", "2024-09-11", "Game at Memorial Field"),
        ("Abzeichen Stufe 1-3, Do. 12. Okt. 23", "2023-10-12", "Abzeichen Stufe 1-3"),
        ("Cvičenie 12-05-2018 o 14.00", "2018-05-12", "Cvičenie o 14.00"),
        ("Open Mic Night 11-9", "2023-11-09", "Open Mic Night"),
        ("Luau Aug-12-22", "2022-08-12", "Luau"),
        ("USBands A Class abril de 2003", "2003-04-02", "USBands A Class"),
        ("Vasaloppet -19 Hökberg", "2019-03-03", "Vasaloppet Hökberg"),
        ("Ravens U -19 Final", "2019-03-03", "Ravens U -19 Final"),
        ("C/O 2025 Panoramic", "2025-05-14", "C/O 2025 Panoramic"),
        ("Minsmere 14.ix.18", "2018-09-14", "Minsmere"),
        ("MR & MRS 06•08•2019 Katie", "2019-06-08", "MR & MRS Katie"),
        ("7th.of.Sept.'13 Hog Roast", "2013-09-07", "Hog Roast"),
        ("Luau Aug 12-22", "2022-08-12", "Luau"),
        ("Puente del Pilar'11 Pirineos", "2011-10-08", "Puente del Pilar Pirineos"),
        ("Groundbreaking 5·14·19", "2019-05-14", "Groundbreaking"),
        ("Ball 12 09 2022 Set 2", "2022-12-09", "Ball Set 2"),
        ("<<Spring Fling>> 4/27/19", "2019-04-27", "<<Spring Fling>>"),
        ("12-28_Mercer BBK vs Stanton", "2018-12-28", "Mercer BBK vs Stanton"),
        ("4-22 V baseball vs Mercer", "2025-04-22", "V baseball vs Mercer"),
    ],
)
def test_a_number_or_a_name_beside_the_date_of_the_photos_stays(name: str, day: str, rest: str) -> None:
    taken = date.fromisoformat(day)
    proposal = propose(Album(album_key="k", name=name), Evidence(capture=CaptureDays(days={taken: 5})))
    assert proposal.proposed == f"{rest} - {show(Partial(taken.year, taken.month, taken.day))}"


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Abschied, Do. 8.7.21", "Abschied - Jul 8, 2021"),
        ("Abschied, Sa. 8.7.21", "Abschied - Aug 7, 2021"),
        ("Abschied 8.7.21", "Abschied - Aug 7, 2021"),
    ],
)
def test_a_weekday_tells_the_order_of_a_date_in_numbers(name: str, proposed: str) -> None:
    assert propose(Album(album_key="k", name=name), Evidence()).proposed == proposed
