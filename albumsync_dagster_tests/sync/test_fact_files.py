"""Files with facts and schedules: what is read of each form, and that nothing of a file with a bad row is used."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from albumsync_dagster.exit_codes import ExitCode
from albumsync_dagster.sync.errors import FactFileError
from albumsync_dagster.sync.events import Event
from albumsync_dagster.sync.fact_files import FactFile, FactRow, read_fact_file

DAY = date(2025, 9, 12)
GAME = Event(first=DAY, last=DAY, home="Lakeside", away="Hillcrest", sport="Volleyball", level="JV", row=2)


def workbook(*rows: tuple[str | date | timedelta | int | ArrayFormula | None, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        assert book.active is not None
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def calendar(*events: str, zone: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", *([f"X-WR-TIMEZONE:{zone}"] if zone else [])]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


ROWS = (
    FactRow(row=2, album_key="K0", name=None, facts={"home_team": "Lions", "away_team": "Tigers"}),
    FactRow(row=4, album_key=None, name="Game, 2", facts={"level": "JV"}),
)


ENGLISH = 'album_key,album name,home,away,level\nK0,,Lions,Tigers,\n,,,,\n,"Game, 2",,,JV\n'
GERMAN = "Album Key;name;home;away;Level\r\nK0;;Lions;Tigers;\r\n;;;;\r\n;Game, 2;;;JV\r\n"
STATED = "sep=;\r\n" + GERMAN
TABBED = "key\tname\thome\taway\tlevel\nK0\t\tLions\tTigers\t\n\t\t\t\t\n\tGame, 2\t\t\tJV\n"
LINES = """
{"album_key": "K0", "home_team": "Lions", "away_team": "Tigers"}

{"name": "Game, 2", "level": ["JV"]}"""
BOOK = (
    ("album_key", "name", "home_team", "away_team", "level"),
    ("K0", None, "Lions", "Tigers"),
    (None, None),
    (None, "Game, 2", None, None, "JV"),
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", ENGLISH.encode()),
        ("a.csv", GERMAN.encode("utf-8-sig")),
        ("A.CSV", TABBED.encode("utf-16")),
        ("a.jsonl", ("\n" + LINES.strip()).encode()),
        ("a.xlsx", workbook(*BOOK)),
    ],
    ids=["csv", "csv of a German Excel", "csv of a Windows Excel", "jsonl", "xlsx"],
)
def test_rows_about_albums_are_read_from_every_form(name: str, content: bytes) -> None:
    assert read_fact_file(name, content).rows == ROWS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"album_key,level\n"),
        ("a.csv", b"album_key;level\r\n;\r\n"),
        ("s.csv", b"date,home,away\n"),
        ("a.xlsx", workbook(("album_key", "level"))),
        ("s.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
    ],
)
def test_a_file_without_a_row_is_refused_with_what_takes_back_its_facts(name: str, content: bytes) -> None:
    with pytest.raises(FactFileError, match="has no rows") as caught:
        read_fact_file(name, content)
    assert "--remove" in caught.value.fix


def test_the_first_line_with_which_excel_states_the_separator_is_no_row() -> None:
    read = read_fact_file("a.csv", STATED.encode("utf-8-sig")).rows
    assert [(row.row, row.album_key, row.name, row.facts) for row in read] == [
        (row.row + 1, row.album_key, row.name, row.facts) for row in ROWS
    ]


def test_a_time_zone_that_does_not_exist_is_refused_with_every_file() -> None:
    for name, content in (("a.csv", b"album_key,level\nK0,JV\n"), ("s.ics", calendar("SUMMARY:A vs B"))):
        with pytest.raises(FactFileError, match="Nowhere/Land is not a time zone"):
            read_fact_file(name, content, time_zone="Nowhere/Land")


def test_a_team_beside_a_file_about_albums_is_refused() -> None:
    with pytest.raises(FactFileError, match="is about albums") as refused:
        read_fact_file("a.csv", b"album_key,level\nK0,JV\n", own_team="Lakeside")
    assert refused.value.fix == "Leave out --team."


def test_columns_that_are_not_known_are_named() -> None:
    assert read_fact_file("a.csv", b"album_key,level,Photographer,,score\nK0,JV,me,,3\n").unknown == (
        "Photographer",
        "score",
    )
    assert read_fact_file("a.jsonl", b'{"album_key": "K0", "tags": []}').unknown == ("tags",)


@pytest.mark.parametrize(
    ("name", "content", "event"),
    [
        ("s.csv", b"Date,Home,Away,Sport,Level\n2025-09-12,Lakeside,Hillcrest,Volleyball,JV\n", GAME),
        ("s.csv", b"date;home team;visitors;sport;squad\nSep 12, 2025;Lakeside;Hillcrest;Volleyball;JV\n", GAME),
        ("s.csv", b"Start Date,Subject\n9/12/2025,JV Volleyball: Hillcrest at Lakeside\n",
         Event(first=DAY, last=DAY, home="Lakeside", away="Hillcrest", sport="Volleyball", level="JV", row=2,
               title="JV Volleyball: Hillcrest at Lakeside")),
        ("s.csv", b"date,opponent,sport,level\n2025-09-12,vs Hillcrest,Volleyball,JV\n", GAME),
        ("s.csv", b"date,opponent,sport,level\n2025-09-12,gegen Hillcrest,Volleyball,JV\n", GAME),
        ("s.csv", b"date,opponent,sport,level\n2025-09-12,*Hillcrest (DH),Volleyball,JV\n", GAME),
        ("s.csv", b"date,opponent\n2025-09-12T18:00,@ Hillcrest\n",
         Event(first=DAY, last=DAY, home="Hillcrest", away="Lakeside", row=2)),
        ("s.csv", b"date,opponent\n2025-09-12,@Hillcrest\n",
         Event(first=DAY, last=DAY, home="Hillcrest", away="Lakeside", row=2)),
        ("s.csv", b"date,opponent,h/a\n2025-09-12,Hillcrest,@\n",
         Event(first=DAY, last=DAY, home="Hillcrest", away="Lakeside", row=2)),
        ("s.csv", b"date,opponent,h/a\n2025-09-12,Hillcrest,Visitor\n",
         Event(first=DAY, last=DAY, home="Hillcrest", away="Lakeside", row=2)),
        ("s.csv", b"date,opponent,h/a\n2025-09-12,Hillcrest,vs\n",
         Event(first=DAY, last=DAY, home="Lakeside", away="Hillcrest", row=2)),
        ("s.csv", b"date,opponent,h/a\n2025-09-12,Hillcrest (Postponed),Away\n",
         Event(first=DAY, last=DAY, home="Hillcrest", away="Lakeside", off=True, row=2)),
        ("s.csv", b"date,opponent,h/a\n2025-09-12,Hillcrest,Away\n",
         Event(first=DAY, last=DAY, home="Hillcrest", away="Lakeside", row=2)),
        ("s.csv", b"date,event,location\nSep 12-14 2025,Harbor Classic,Pier 4\n",
         Event(first=DAY, last=date(2025, 9, 14), title="Harbor Classic", venue="Pier 4", row=2)),
        ("s.xlsx", workbook(("date", "home", "away", "sport", "level"),
                            (datetime.combine(DAY, time(18)), "Lakeside", "Hillcrest", "Volleyball", "JV")), GAME),
        ("s.csv", b"date,home,away,status\n2025-09-12,Lakeside,Hillcrest,PPD\n",
         Event(first=DAY, last=DAY, home="Lakeside", away="Hillcrest", off=True, row=2)),
    ],
)  # fmt: skip
def test_a_schedule_is_read_from_tables(name: str, content: bytes, event: Event) -> None:
    read = read_fact_file(name, content, own_team="Lakeside")
    assert read.is_schedule
    assert read.events == (event,)


def test_a_game_that_was_moved_is_off_on_its_old_day_and_on_at_the_new_one() -> None:
    content = b"date,home,away,new date\n2025-09-12,Lakeside,Hillcrest,2025-09-14\n"
    old, new = read_fact_file("s.csv", content).events
    assert (old.first, old.off, new.first, new.off) == (DAY, True, date(2025, 9, 14), False)


@pytest.mark.parametrize(
    ("event", "zone", "first", "last", "off"),
    [
        ("DTSTART;VALUE=DATE:20250912\nDTEND;VALUE=DATE:20250913", "", DAY, DAY, False),
        ("DTSTART;VALUE=DATE:20250912\nDTEND;VALUE=DATE:20250915", "", DAY, date(2025, 9, 14), False),
        (
            "DTSTART;TZID=America/Chicago:20250912T190000\nDTEND;TZID=America/Chicago:20250913T003000",
            "",
            DAY,
            DAY,
            False,
        ),
        ("DTSTART:20250912T190000", "", DAY, DAY, False),
        ("DTSTART:20250913T003000Z\nDTEND:20250913T023000Z", "America/Chicago", DAY, DAY, False),
        ("DTSTART;VALUE=DATE:20250912\nSTATUS:CANCELLED", "", DAY, DAY, True),
        ("DTSTART;VALUE=DATE:20250912\nDURATION:P3D", "", DAY, date(2025, 9, 14), False),
        ("DTSTART:20250912T100000\nDTEND;VALUE=DATE:20250914", "", DAY, date(2025, 9, 14), False),
        # Whole days as Outlook writes them: the day after was one of the game too.
        ("DTSTART:20250912T000000\nDTEND:20250913T000000", "", DAY, DAY, False),
        ("DTSTART:20250912T190000\nDTEND:20250914T000000", "", DAY, date(2025, 9, 13), False),
        ("DTSTART:20250913T003000Z\nDTEND:20250912T220000", "America/Chicago", DAY, DAY, False),
        ("DTSTART;TZID=Nowhere/Land:20250912T190000\nDTEND;TZID=Nowhere/Land:20250912T210000", "", DAY, DAY, False),
    ],
)
def test_a_calendar_gives_the_day_on_the_clock_of_the_place(
    event: str, zone: str, first: date, last: date, off: bool
) -> None:
    content = calendar(f"{event}\nSUMMARY:Lakeside vs Hillcrest\nLOCATION:Gym\\, North", zone=zone)
    (read,) = read_fact_file("s.ics", content).events
    assert (read.first, read.last, read.off, read.venue) == (first, last, off, "Gym, North")
    assert (read.home, read.away, read.title) == ("Lakeside", "Hillcrest", "Lakeside vs Hillcrest")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "a.txt"),
        ("a.csv", b"\xff\xfa", "not UTF-8"),
        ("a.csv", b"", "is empty"),
        ("a.jsonl", b"\n \n", "is empty"),
        ("a.xlsx", b"", "is empty"),
        ("s.ics", b"", "is empty"),
        ("a.csv", b"Season 2024,,\ndate,home,away\n", "first row is: Season 2024"),
        ("a.csv", b'album_key,level\n"K0,JV\nK1,JV\n', "Row 2 of a.csv cannot be read"),
        ("a.csv", b"sep=;\nalbum_key;level\nK0;=A1\n", "Row 3 of a.csv has a formula"),
        # From Python 3.13 on, csv takes neither as a separator: both ended in "This is a bug" (ValueError).
        ("a.csv", b"sep=\r\nalbum_key,level\r\nK0,JV\r\n", "more cells than the heading"),
        ("a.csv", b'sep="\nalbum_key"level\nK0"JV\n', "cannot be read|neither"),
        ("a.csv", "album_key,home\nK0,Köln\n".encode("cp1252"), "a.csv is not UTF-8"),
        ("a.jsonl", b'{"album_key": "K0", "level": NaN}', "Line 1"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        ("a.xlsx", workbook(*BOOK)[:1500], "not an Excel"),
        ("a.csv", b"team,score\nLions,3\n", "neither"),
        ("a.csv", b"album_key,level\nK0,JV,more\n", "Row 2"),
        ("a.jsonl", b'{"album_key": "K0"}\n[]\n', "Line 2"),
        ("a.xlsx", b"PK", "not an Excel"),
        ("a.xlsx", workbook(), "first sheet of a.xlsx is empty"),
        ("a.xlsx", workbook(("album_key", "level"), ("K0", "=A1")), "Row 2 of a.xlsx has a formula"),
        ("a.csv", b"album_key,level\nK0,=1+1\n", "Row 2 of a.csv has a formula"),
        ("a.csv", b"album_key,level\nK0,#REF!\n", "Row 2 of a.csv has a formula or an error"),
        # Reading such a cell took more than a minute.
        ("s.csv", f"date,home,away\n2025-09-12,A{'(' * 9000},B\n".encode(), "Row 2 of s.csv has more than 500 char"),
        ("s.csv", f"date,home,away\n{'9' * 4301},A,B\n".encode(), "Row 2 of s.csv has no date"),
        ("s.csv", b"date,end,home,away\n2025-09-12,9/14,A,B\n", "Row 2 of s.csv has no date that can be read: '9/14'"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250912\nDURATION:P99999999999D"), "not a calendar"),
        ("a.csv", b"album_key,level\nK0,a\0b\n", "no database stores"),
        (
            "a.xlsx",
            workbook(("album_key", "level"), ("K0", datetime.combine(DAY, time(18)))),
            "a date that a program made",
        ),
        ("a.jsonl", b'{"album_key": "K0", "level": "\\ud800"}', "no database stores"),
        ("a.jsonl", b'{"album_key": "K0", "level": {"a": 1}}', "has no text as level"),
        ("a.jsonl", b"[" * 100_000, "Line 1"),
        # Only texts were looked at: the text of a list or a number was stored whatever it was.
        ("a.jsonl", b'{"album_key": "K0", "level": ["%s"]}' % (b"x" * 600), "more than 500 characters as level"),
        ("a.jsonl", b'{"album_key": "K0", "level": 1%s}' % (b"0" * 600), "more than 500 characters as level"),
        ("a.jsonl", b'{"album_key": "K0", "level": ["A\\u0000b", "C"]}', "no database stores"),
        ("a.jsonl", b'{"album_key": "K0", "level": ["\\ud800"]}', "no database stores"),
        ("a.jsonl", b'{"album_key": "K0", "level": ["=A1"]}', "has a formula"),
        ("a.jsonl", b'{"album_key": "K0", "level": ["JV", {"a": 1}]}', "has no text as level"),
        ("a.jsonl", b'{"album_key": "K0", "level": ["JV", true]}', "has no text as level"),
        ("a.jsonl", b'{"album_key": "K0", "level": [["JV"]]}', "has no text as level"),
        ("s.jsonl", b'{"date": "2025-09-12", "home": "A", "status": "ok", "notes": {"a": 1}}', "has no text as status"),
        ("a.xlsx", workbook(("album_key", "level"), ("K0", timedelta(hours=2))), "a date that a program made"),
        ("a.xlsx", workbook(("album_key", "level"), ("K0", ArrayFormula("B2", "=A1"))), "has no text as level"),
        ("s.csv", b"date,home,away\n45912,A,B\n", "Row 2"),
        ("s.csv", b"date,home,away\n2025-09-13T00:30:00Z,A,B\n", "UTC"),
        ("s.csv", b"date,home,away\n2025-09-12,A,B\n31/31/2025,A,B\n", "Row 3"),
        ("s.csv", b"date,home,away\nSep 12,A,B\n", "Row 2"),
        ("s.csv", b"date,home,away\n26/09/2025,A,B\n09/27/2025,A,B\n", "Row 2 of s.csv begins its date with the day"),
        ("s.csv", b"date,home,away\n2025-09-12,A,B\n2025-09-13,,\n", "Row 3"),
        ("s.csv", b"date,opponent\n2025-09-12,Hillcrest\n", "opponents only"),
        ("s.ics", b"nothing", "not a calendar"),
        # icalendar itself ends in an AttributeError: a time zone that has its name twice.
        (
            "s.ics",
            b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:C\nTZID:C\nEND:VTIMEZONE\nEND:VCALENDAR\n",
            "not a calendar",
        ),
        ("s.ics", calendar("SUMMARY:Köln vs B").decode().encode("cp1252"), "s.ics is not UTF-8"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250912T100000")[:-20], "ends in the middle"),
        ("s.ics", calendar("SUMMARY:A vs B"), "no start"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:soon"), "no start that can be read"),
        # Each of these ended in "This is a bug".
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250530\nDTSTART:20250531"), "no start that can be read"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250530\nDTEND:20250531\nDTEND:20250601"), "no end"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:99991231T100000\nDURATION:P9D"), "no end that can be read"),
        # These were read as events of one day.
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250530\nDTEND:later"), "no end that can be read"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250530\nRRULE:FREQ=SOMETIMES"), "repeats"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250913T003000Z"), "UTC"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250913T003000Z", zone="Nowhere/Land"), "not a time zone"),
        ("s.ics", calendar("SUMMARY:A vs B\nDTSTART:20250912T100000\nRRULE:FREQ=WEEKLY"), "repeats"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_refused_with_its_row(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FactFileError, match=said) as caught:
        read_fact_file(name, content)
    assert caught.value.exit_code is ExitCode.USAGE
    assert caught.value.fix


def test_the_dates_of_a_file_begin_alike() -> None:
    """Row by row, the first was once a day of December and the second one of September."""
    content = b"date,home,away\n12/09/2025,A,B\n26/09/2025,A,B\n"
    for day_first in (False, True):
        read = read_fact_file("s.csv", content, day_first=day_first)
        assert [event.first for event in read.events] == [date(2025, 9, 12), date(2025, 9, 26)]


@pytest.mark.parametrize(
    ("cells", "home", "away"),
    [
        ("vsHillcrest,,,,", "Lakeside", "Hillcrest"),
        ("Vsetin,,,,", "Lakeside", "Vsetin"),
        ("at: Hillcrest,,,,", "Hillcrest", "Lakeside"),
        ("(A) Hillcrest,,,,", "Hillcrest", "Lakeside"),
        ("Hillcrest (Away),,,,", "Hillcrest", "Lakeside"),
        ("Away - Hillcrest,,,,", "Hillcrest", "Lakeside"),
        ("Hillcrest - Homecoming,,,,", "Lakeside", "Hillcrest"),
        ("Hillcrest,Road,,,", "Hillcrest", "Lakeside"),
        ("Hillcrest,A Team,,,", "Lakeside", "Hillcrest"),
        ("Hillcrest,Extérieur,,,", "Hillcrest", "Lakeside"),
        ("Hillcrest,Auswärts,,,", "Hillcrest", "Lakeside"),
        ("Hillcrest,Fuera,,,", "Hillcrest", "Lakeside"),
        ("Hillcrest,,Away,,", "Hillcrest", "Lakeside"),
        ("Hillcrest,,Away Park,,", "Lakeside", "Hillcrest"),
        ("Hillcrest,,,No,", "Hillcrest", "Lakeside"),
        ("Hillcrest,,,Yes,", "Lakeside", "Hillcrest"),
        ("Hillcrest,,,,X", "Hillcrest", "Lakeside"),
        ("Lakeside,,,Mercer,", "Mercer", "Lakeside"),
        # These were opponents.
        ("Mercer Invitational,Away,,,", "", ""),
        ("Team Photos,,,,", "", ""),
        ("Lakeside,,,,", "", ""),
    ],
)
def test_a_row_says_in_many_ways_who_is_at_home(cells: str, home: str, away: str) -> None:
    content = f"date,opponent,h/a,venue,home,away\n2025-09-12,{cells}\n".encode()
    (read,) = read_fact_file("s.csv", content, own_team="Lakeside").events
    assert (read.home, read.away) == (home, away)
    assert home or read.title == cells.partition(",")[0]


def test_a_title_beside_home_or_away_is_a_game_there() -> None:
    content = b"date,event,h/a\n2025-09-12,vs Hillcrest,Away\n2025-09-12,Hillcrest vs Lakeside,Away\n"
    for read in read_fact_file("s.csv", content, own_team="Lakeside").events:
        assert (read.home, read.away) == ("Hillcrest", "Lakeside")


def test_the_number_of_a_game_is_not_its_title() -> None:
    (read,) = read_fact_file("s.csv", b"match,date,home,away\n101,2025-09-12,Lakeside,Hillcrest\n").events
    assert read.title == ""


def test_a_schedule_of_opponents_may_call_its_games_by_name() -> None:
    content = b"date,name,opponent name,location name,home or away\n2025-09-12,Game 1,Hillcrest,Pier 4,Away\n"
    (read,) = read_fact_file("s.csv", content, own_team="Lakeside").events
    assert (read.home, read.away, read.title, read.venue) == ("Hillcrest", "Lakeside", "Game 1", "Pier 4")


def test_dates_with_points_begin_with_the_day_unless_a_row_says_otherwise() -> None:
    for content, days in (
        (b"date;home;away\n12.09.2025;A1;B1\n05.10.2025;A1;B1\n", [date(2025, 9, 12), date(2025, 10, 5)]),
        (b"date,home,away\n9.12.25,A1,B1\n9.13.25,A1,B1\n", [DAY, date(2025, 9, 13)]),
        (b"date,home,away\n9/12/25,A1,B1\n", [DAY]),
    ):
        assert [event.first for event in read_fact_file("s.csv", content).events] == days


@pytest.mark.parametrize("end", ["9:00 PM", "9:00 PM CDT", "21:00 Uhr", "21h30", "TBD", "Noon"])
def test_an_end_that_is_an_hour_leaves_the_day(end: str) -> None:
    (read,) = read_fact_file("s.csv", f"date,end,home,away\n2025-09-12,{end},Lakeside,Hillcrest\n".encode()).events
    assert (read.first, read.last) == (DAY, DAY)


def test_a_cell_with_a_game_is_read_as_a_line() -> None:
    content = b"date,opponent\n2025-09-12,Football @ Hillcrest\n2025-09-12,Hillcrest (at Lakeside)\n"
    away, home = read_fact_file("s.csv", content, own_team="Lakeside").events
    assert (away.home, away.away, home.home, home.away) == ("Hillcrest", "Lakeside", "Lakeside", "Hillcrest")


def test_a_column_with_a_weekday_or_an_hour_is_not_the_one_of_the_date() -> None:
    for content in (
        b"day,date,home,away\nFri,2025-09-12,A1,B1\n",
        b"start,date,home,away\n7:00 PM/8:30 PM,2025-09-12,A1,B1\n",
    ):
        assert read_fact_file("s.csv", content).events[0].first == DAY


@pytest.mark.parametrize(
    ("written", "day_first", "day"),
    [
        ("Sat, 06/09/2025", False, date(2025, 9, 6)),
        ("sam. 11/10/2025", False, date(2025, 10, 11)),
        ("Fri 09/12/2025", True, DAY),
        # The zone behind the time was the Czech Thursday.
        ("09/10/2025 7 PM CT", False, date(2025, 9, 10)),
    ],
)
def test_a_weekday_says_in_which_order_dates_are_written(written: str, day_first: bool, day: date) -> None:
    content = f'date,home,away\n"{written}",Lakeside,Hillcrest\n'.encode()
    assert read_fact_file("s.csv", content, day_first=day_first).events[0].first == day


def test_scores_in_columns_of_home_and_away_say_nothing_of_the_place() -> None:
    content = b"date,opponent,home,away\n2025-09-12,Hillcrest,0,1\n2025-09-12,Hillcrest,4,0\n"
    for read in read_fact_file("s.csv", content, own_team="Lakeside").events:
        assert (read.home, read.away) == ("Lakeside", "Hillcrest")


def test_headings_of_other_languages_are_known() -> None:
    for headings in ("Datum;Heimmannschaft;Gastmannschaft", "Fecha;Local;Visitante", "Date;Domicile;Extérieur"):
        (read,) = read_fact_file("s.csv", f"{headings}\n2025-09-12;Lakeside;Hillcrest\n".encode()).events
        assert (read.home, read.away) == ("Lakeside", "Hillcrest")


@pytest.mark.parametrize(("cell", "off"), [("TBD", True), ("N/A", False), ("-", False), ("7:00 PM", False)])
def test_a_game_whose_new_day_is_not_known_yet_is_off(cell: str, off: bool) -> None:
    content = f"date,home,away,new date\n2025-09-12,Lakeside,Hillcrest,{cell}\n".encode()
    (read,) = read_fact_file("s.csv", content).events
    assert read.off is off


@pytest.mark.parametrize(("place", "home"), [("Away", "Hillcrest"), ("AT&T Stadium", "Lakeside"), ("V", "Lakeside")])
def test_the_place_of_a_calendar_may_say_that_the_own_team_is_away(place: str, home: str) -> None:
    content = calendar(f"DTSTART:20250912\nSUMMARY:LHS vs Hillcrest\nLOCATION:{place}")
    (read,) = read_fact_file("s.ics", content, own_team="Lakeside High School").events
    assert (read.home == "Hillcrest") is (home == "Hillcrest")
    assert {read.home, read.away} == {"LHS", "Hillcrest"}


def test_a_time_in_utc_is_of_the_day_at_the_place_however_it_is_written() -> None:
    """Some of these were once taken for the clock of the place, and a game in the evening was of the day after."""
    texts = ("2025-09-13T00:30:00Z", "2025-09-13 00:30:00 UTC", "2025-09-13 00:30 GMT", "2025-09-13 00:30:00+00:00")
    for content in (f"date,home,away\n{text},Lakeside,Hillcrest\n".encode() for text in texts):
        (read,) = read_fact_file("s.csv", content, time_zone="America/Chicago").events
        assert read.first == DAY
    for zone in ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Coordinated Universal Time"):
        content = calendar(f"DTSTART;TZID={zone}:20250913T003000\nSUMMARY:Lakeside vs Hillcrest", zone="UTC")
        assert read_fact_file("s.ics", content, time_zone="America/Chicago").events[0].first == DAY
        with pytest.raises(FactFileError, match="UTC"):
            read_fact_file("s.ics", content)


def test_the_time_zones_of_outlook_are_known() -> None:
    content = calendar("DTSTART:20250913T003000Z\nSUMMARY:A vs B", zone="Central Standard Time")
    assert read_fact_file("s.ics", content).events[0].first == DAY


def test_a_property_that_stands_there_twice_is_its_first_one() -> None:
    """Python's words for a list of them were once the name of a team."""
    content = calendar(
        "DTSTART:20250912\nSUMMARY;LANGUAGE=en:Lakeside vs Hillcrest\nSUMMARY;LANGUAGE=fr:Lakeside contre Hillcrest\n"
        "LOCATION:Pier 4\nLOCATION:Quai 4\nSTATUS:CANCELED\nSTATUS:CANCELED"
    )
    (read,) = read_fact_file("s.ics", content).events
    assert (read.home, read.away, read.venue, read.off) == ("Lakeside", "Hillcrest", "Pier 4", True)


def test_the_last_revision_of_an_event_counts_and_a_calendar_of_cancellations_is_off() -> None:
    moved = [f"UID:1\nSEQUENCE:{n}\nDTSTART:2025091{n}\nSUMMARY:Lakeside vs Hillcrest" for n in (2, 4, 3)]
    content = calendar(*moved, "DTSTART:20250920\nSUMMARY:A vs B", "DTSTART:20250921\nSUMMARY:A vs B")
    read = read_fact_file("s.ics", content).events
    assert [(event.first.day, event.row, event.off) for event in read] == [
        (14, 2, False),
        (20, 4, False),
        (21, 5, False),
    ]
    taken_back = calendar("UID:1\nSEQUENCE:5\nDTSTART:20250914\nSTATUS:CANCELLED\nSUMMARY:Lakeside vs Hillcrest")
    assert [event.off for event in read_fact_file("s.ics", content + taken_back).events] == [False, False, True]
    cancelled = content.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:CANCEL")
    assert all(event.off for event in read_fact_file("s.ics", cancelled).events)


@given(content=st.binary(max_size=200), name=st.sampled_from(["a.csv", "a.jsonl", "a.xlsx", "a.ics"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    with suppress(FactFileError):
        assert isinstance(read_fact_file(name, content), FactFile)
