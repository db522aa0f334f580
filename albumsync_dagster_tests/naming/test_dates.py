"""Dates in names: every usual form is found with its precision, and a number that is no date is left alone."""

from __future__ import annotations

import pytest

from albumsync_dagster.naming.dates import find, show
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
    ],
)
def test_a_number_or_month_that_is_no_date_stays(name: str) -> None:
    assert _stated(name) == []


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
        ("Cup - May 3 - May 5", ["May 3", "May 5"]),
        ("Golf Sept 8 - Sep 13, 2023", ["Sep 8", "Sep 13, 2023"]),
        ("Cup May 3 and May 10, 2024", ["May 3", "May 10, 2024"]),
    ],
)
def test_a_number_beside_a_date_is_not_drawn_into_it(name: str, read: list[str]) -> None:
    assert _stated(name) == read


def test_a_weekday_belongs_to_a_date_only_at_its_own_place() -> None:
    assert [clean("Sat May 3 Gala")[m.start : m.end] for m in find("Sat May 3 Gala")] == ["Sat May 3"]
    for name, date in (
        ("Connecticut Sun May 3, 2024", "May 3, 2024"),
        ("Sheffield Wednesday May 3, 2024", "May 3, 2024"),
        ("Gala Sat May 3, 2024", "Sat May 3, 2024"),
        ("Cup Fri-Sun May 3-5, 2024", "Fri-Sun May 3-5, 2024"),
    ):
        assert [name[m.start : m.end] for m in find(name)] == [date]
