"""The languages: their words are found however they are written, and one more is one module and one line."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel import Locale as Cldr
from hypothesis import given
from hypothesis import strategies as st

import albumsync_dagster
from albumsync_dagster.naming.dates import find
from albumsync_dagster.naming.locales import (
    LANGUAGES,
    LOCALES,
    PRINTED,
    Locale,
    UnknownLanguageError,
    Words,
    groups,
    locale_of,
    look_up,
    spellings,
    words,
)
from albumsync_dagster.naming.locales.numerals import ERAS, ROMAN_MONTHS, chinese_number
from albumsync_dagster.naming.text import fold

PROMISED = [
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "sk",
    "hu",
    "ro",
    "tr",
    "el",
    "ru",
    "uk",
    "ja",
    "zh",
    "ko",
]
READ_ONLY = ["bg", "ca", "hr", "sl", "et", "lv", "lt", "is", "id", "sr", "gl", "eu"]
CODES = [(locale.code, code) for locale in PRINTED for code in (locale.code, *locale.variants)]
SPOKEN = [f.name for f in dataclasses.fields(Words) if f.name not in {"months", "weekdays"}]
GROUPS = {
    **dict.fromkeys(("parts", "squads", "colours"), 1),
    **{"genders": 3, "nobody": 4, "default_names": 4, "feasts": 14, "calendar": 5},
}

DATE_FORMS = Path(__file__).parent / "data" / "date_forms.jsonl"
FORMS = [
    *("long", "short", "dotted", "ordinal", "weekday", "range", "range_months", "range_new_year"),
    *("month", "year", "numeric", "compact"),
]
WRITTEN = {
    "en": "Sept:9 Sept.:9 SEPT:9 Febr:2 january:1",
    "de": "März:3 Maerz:3 Marz:3 MÄRZ:3 Mrz:3 Jänner:1 Jaenner:1 Okt.:10 Dez:12 Feber:2",
    "fr": "août:8 Aout:8 AOÛT:8 févr.:2 fevrier:2 Décembre:12 juil.:7 juill:7",
    "es": "septiembre:9 setiembre:9 Sept:9 set:9 ene:1 Febr:2 agto:8",
    "it": "sett:9 magg:5 genn:1 Gennaio:1 febb:2",
    "pt": "março:3 Marco:3 MARÇO:3 dez.:12 fev:2 setembro:9",
    "nl": "mrt:3 maart:3 okt:10 oct:10 sept:9 augustus:8",
    "pl": "września:9 wrzesnia:9 wrzesień:9 wrześniu:9 październik:10 pazdziernika:10 PAŹ:10 stycznia:1 sierpniu:8",
    "sv": "maj:5 augusti:8 febr:2 sept:9 okt:10",
    "da": "marts:3 maj:5 oktober:10 dec.:12",
    "nb": "desember:12 des:12 mai:5 januar:1",
    "fi": "toukokuuta:5 toukokuussa:5 toukokuun:5 kesakuuta:6 heinäkuun:7 maalis:3 elok:8",
    "bg": "юни:6 юли:7 май:5 август:8 септември:9 яну:1 ЮЛИ:7",
    "ca": "març:3 marc:3 maig:5 Agost:8 setembre:9 desembre:12 gen.:1",
    "sl": "junij:6 junija:6 marca:3 avgusta:8 okt.:10 december:12",
    "hr": "lipnja:6 lipanj:6 svibnju:5 siječnja:1 sijecnja:1 listopada:10 rujnu:9",
    "et": "veebruar:2 veebruaril:2 märtsil:3 septembril:9 juuli:7",
    "lv": "augusts:8 jūnijā:6 junija:6 novembrī:11",
    "lt": "rugpjūčio:8 rugpjucio:8 gegužės:5 gruodį:12",
    "is": "febrúar:2 ágúst:8 júní:6 des:12",
    "id": "Agustus:8 Maret:3 Desember:12",
    "sr": "avgusta:8 августа:8 maja:5 јула:7",
    "gl": "xullo:7 xaneiro:1 outubro:10",
    "eu": "abuztuaren:8 abuztuak:8 maiatzean:5",
    "cs": "května:5 kvetna:5 květen:5 květnu:5 září:9 zari:9 říjnu:10 Rijen:10 července:7 prosinci:12",
    "sk": "mája:5 maja:5 máji:5 júla:7 jula:7 októbri:10 februára:2",
    "hu": "május:5 majus:5 májusban:5 májusi:5 szept.:9 szeptembertől:9 febr:2 augusztusi:8",
    "ro": "mai:5 iunie:6 noiembrie:11 ian.:1 sept:9 sep:9",
    "tr": "Mayıs:5 MAYIS:5 mayis:5 Mayıs'ta:5 Ağustos:8 Agustos:8 Kasım:11 KASIM:11 Şubat:2 Haziran'da:6 EYLÜL:9",
    "el": "Μαΐου:5 ΜΑΪΟΥ:5 Μαιου:5 Μάιος:5 ΜΑΪΟΣ:5 Μάη:5 Σεπτ:9 Φεβρουαρίου:2 ΦΕΒΡΟΥΑΡΙΟΥ:2 Αύγουστο:8",
    "ru": "мая:5 май:5 мае:5 МАЯ:5 сентября:9 сент.:9 сен:9 сентябре:9 нояб:11 ноя:11",
    "uk": "травня:5 травень:5 травні:5 листопада:11 ЛИСТОПАДА:11 серп.:8 січні:1",
    "ja": "5月:5 12月:12",
    "zh": "五月:5 十二月:12 5月:5 正月:1",
    "ko": "5월:5 12월:12",
}
"""How people write months -> the month, beside what CLDR has; none of it is taken from the data."""

WEEKDAYS = {
    "en": "Tues:1 Weds:2 Thurs.:3 SATURDAY:5",
    "de": "Samstag:5 Sonnabend:5 freitags:4 Fr.:4 DONNERSTAG:3",
    "fr": "samedi:5 sam.:5 mercredi:2",
    "es": "sábado:5 sabado:5 miercoles:2 Mié:2 lunes:0",
    "it": "lunedì:0 lunedi:0 venerdì:4 dom:6",
    "pt": "terça-feira:1 terca-feira:1 6ª-feira:4 Terça:1 sábado:5 seg.:0",
    "nl": "zaterdag:5 za:5 woensdag:2 zat:5",
    "pl": "sobota:5 sobotę:5 niedziela:6 piątek:4 piatek:4 śr.:2 nd:6",
    "sv": "lördag:5 lordag:5 sön:6 onsdagen:2",
    "bg": "събота:5 неделя:6 петък:4 съб:5",
    "da": "lørdag:5 lordag:5 loerdag:5 søn.:6",
    "nb": "lørdag:5 laurdag:5 søndag:6 tirs:1",
    "fi": "lauantaina:5 lauantai:5 su:6 keskiviikkona:2",
    "ca": "dissabte:5 diumenge:6 dimecres:2",
    "sl": "sobota:5 nedelja:6 četrtek:3 cetrtek:3 petek:4",
    "hr": "subota:5 nedjelja:6 četvrtak:3 srijeda:2 petak:4",
    "et": "pühapäev:6 laupäeval:5 reede:4",
    "lv": "sestdien:5 svētdiena:6 piektdien:4",
    "lt": "šeštadienį:5 sekmadienis:6",
    "is": "laugardaginn:5 sunnudagur:6 fimmtudag:3",
    "id": "Sabtu:5 Minggu:6 Senin:0",
    "sr": "subotu:5 недеља:6 среду:2",
    "gl": "sábado:5 venres:4 xoves:3",
    "eu": "larunbata:5 igandea:6",
    "cs": "sobota:5 sobotu:5 neděle:6 nedele:6 čtvrtek:3 středu:2",
    "sk": "sobota:5 nedeľu:6 nedela:6 štvrtok:3 streda:2",
    "hu": "szombat:5 szombaton:5 vasárnap:6 csütörtök:3 csutortok:3",
    "ro": "sâmbătă:5 sambata:5 marți:1 marti:1 duminica:6",
    "tr": "Cumartesi:5 Salı:1 SALI:1 Çarşamba:2 carsamba:2 Pazar:6",
    "el": "Σάββατο:5 ΣΑΒΒΑΤΟ:5 Κυριακή:6 Κυριακής:6 Τετ:2",
    "ru": "суббота:5 субботу:5 сб:5 среду:2 вс:6",
    "uk": "субота:5 п'ятниця:4 пʼятниця:4 п’ятниця:4 нд:6",
    "ja": "土曜日:5 土曜:5 土:5 日:6",
    "zh": "星期六:5 周六:5 礼拜天:6 星期天:6",
    "ko": "토요일:5 토:5 일요일:6",
}


def _months(key: str, code: str) -> list[int]:
    return [named.number for named in words().months.get(look_up(key), ()) if code in named.languages]


def _weekdays(key: str, code: str) -> list[int]:
    return [named.number for named in words().weekdays.get(look_up(key), ()) if code in named.languages]


def test_the_promised_languages_are_there() -> None:
    assert [locale.code for locale in LOCALES] == [*PROMISED, *READ_ONLY]
    assert set(PROMISED) <= set(LANGUAGES)
    assert set(READ_ONLY).isdisjoint(LANGUAGES)
    assert {"en-GB", "de-AT", "pt-PT", "zh-Hant"} <= set(LANGUAGES)


@pytest.mark.parametrize(("language", "code"), CODES)
def test_every_form_of_cldr_is_found_in_every_writing(language: str, code: str) -> None:
    cldr = Cldr.parse(code)
    for names, found, first in ((cldr.months, _months, 1), (cldr.days, _weekdays, 0)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[context][width].items():
                    assert number >= first
                    for written in (name, name.upper(), name.rstrip("."), unicodedata.normalize("NFD", name)):
                        assert number in found(written, language), (code, written)


@pytest.mark.parametrize("code", [*PROMISED, *READ_ONLY])
def test_months_are_found_as_people_write_them(code: str) -> None:
    for written, number in (pair.rsplit(":", 1) for pair in WRITTEN[code].split()):
        assert _months(written, code) == [int(number)], written


@pytest.mark.parametrize("code", [*PROMISED, *READ_ONLY])
def test_weekdays_are_found_as_people_write_them(code: str) -> None:
    for written, number in (pair.rsplit(":", 1) for pair in WEEKDAYS[code].split()):
        assert _weekdays(written, code) == [int(number)], written


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_no_word_of_a_language_is_a_month_and_another_month(locale: Locale) -> None:
    own = words((locale,))
    assert {key: named for key, named in own.months.items() if len(named) > 1} == {}


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_every_word_of_a_language_is_found_in_its_field(locale: Locale) -> None:
    assert len(locale.months.split("|")) == 12
    assert len(locale.weekdays.split("|")) == 7
    assert locale.joiners
    assert locale.ands
    assert locale.counters or not locale.abbreviated
    assert {*locale.parts.split()} <= {*locale.counters.split()}
    for name, count in GROUPS.items():
        assert len(getattr(locale, name).split("|")) <= count
        for group, known in zip(getattr(locale, name).split("|"), groups(name), strict=False):
            assert {fold(word) for word in group.split()} <= known
    for name in SPOKEN:
        for word in getattr(locale, name).split():
            for written in (word, word.upper()):
                found = getattr(words(), name)
                assert locale.code in found[look_up(written) or written], (name, written)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_what_is_ambiguous_names_a_month_or_a_weekday(locale: Locale) -> None:
    for word in locale.ambiguous.split():
        known = [*words().months.get(look_up(word), ()), *words().weekdays.get(look_up(word), ())]
        assert any(named.ambiguous and locale.code in named.languages for named in known), word


@pytest.mark.parametrize(
    "word",
    [
        "May",
        "March",
        "Mars",
        "Mai",
        "Jan",
        "August",
        "June",
        "Sun",
        "Sat",
        "Lunes",
        "Kesä",
        "Eylül",
        "Set",
        "out",
        "Mar",
    ],
)
def test_words_and_names_are_marked_as_ambiguous(word: str) -> None:
    known = [*words().months.get(look_up(word), ()), *words().weekdays.get(look_up(word), ())]
    assert all(named.ambiguous for named in known)
    assert known


@pytest.mark.parametrize(
    "word", ["October", "październik", "févr", "Dezember", "toukokuuta", "5月", "Saturday", "samedi", "szombat"]
)
def test_plain_names_are_not_ambiguous(word: str) -> None:
    known = [*words().months.get(look_up(word), ()), *words().weekdays.get(look_up(word), ())]
    assert known
    assert not any(named.ambiguous for named in known)


def test_of_some_languages_no_short_form_is_read_that_is_a_word_elsewhere() -> None:
    short = [locale for locale in LOCALES if not locale.abbreviated]
    assert {locale.code for locale in short} == {"et", "lv", "lt", "is", "id", "sr", "gl", "eu"}
    for locale in short:
        own = words((locale,))
        whole = {locale.months, locale.weekdays}
        listed = {key for text in whole for word in text.replace("|", " ").split() for key in spellings(word)}
        cldr = Cldr.parse(locale.code)
        for names, found in ((cldr.months, own.months), (cldr.days, own.weekdays)):
            for number, word in names["format"]["abbreviated"].items():
                full = {look_up(names[context]["wide"][number]) for context in ("format", "stand-alone")}
                key = look_up(word)
                assert key in full or key in listed or key not in found, (locale.code, word)


def test_an_abbreviation_is_known_as_one() -> None:
    by_word = {word: words().months[look_up(word)][0].abbreviated for word in ("Sept.", "Mrz", "janv", "May", "Mayıs")}
    assert by_word == {"Sept.": True, "Mrz": True, "janv": True, "May": False, "Mayıs": False}


def test_the_connectors_of_a_date_are_known_with_their_languages() -> None:
    known = words()
    assert known.joiners["bis"] == {"de"}
    assert "es" in known.joiners["al"]
    assert {"pl", "cs", "sk"} <= known.joiners["do"]
    assert "de" in known.prepositions["am"]
    assert "en" not in known.prepositions["am"]
    assert "cs" in known.prepositions["dne"]
    assert {"es", "pt"} <= known.articles["de"]
    assert "de" in known.counters["spieltag"]
    assert "ja" in known.year_marks["年"]
    assert "ru" in known.year_marks["г"]
    assert "de" in known.versus["gegen"]


@given(st.sampled_from([*words().months, *words().weekdays]))
def test_a_key_is_its_own_key(key: str) -> None:
    assert look_up(key) == key
    assert spellings(key)[0] == key


@given(st.text(max_size=12))
def test_folding_twice_is_folding_once_and_case_does_not_count(word: str) -> None:
    key = look_up(word)
    assert spellings(word)[0] == key
    assert not re.search(r"[.'’ʼ]", key)
    assert look_up(key) == look_up(look_up(key))


def test_an_unknown_language_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownLanguageError, match=r'"tlh" is no language .*; use one of en, en-GB, .*ko'):
        locale_of("tlh")
    assert locale_of("DE-at") is locale_of("de") is locale_of("de_AT")


def test_a_made_up_language_is_found_beside_the_others() -> None:
    mine = Locale(code="eo", order="dmy", joiners="ĝis", months="||||majon|||||||", counters="ludo")
    known = words((*LOCALES, mine))
    assert [named.number for named in known.months["majon"]] == [5]
    assert "eo" in known.joiners["gxis" if "gxis" in known.joiners else "ĝis"]
    assert "eo" in known.counters["ludo"]
    assert [named.number for named in known.months["oktobro"]] == [10]
    assert "ĝis" not in words().joiners
    eo = Locale(code="eo", order="dmy", feasts="geedziĝo | bapto", squads="junuloj")
    assert [{"geedziĝo", "bapto"} & known for known in groups("feasts", (*LOCALES, eo))][:2] == [
        {"geedziĝo"},
        {"bapto"},
    ]
    assert groups("squads", (*LOCALES, eo))[0] - groups("squads")[0] == {"junuloj"}


def test_one_module_and_one_line_add_a_language(tmp_path: Path) -> None:
    package = tmp_path / "albumsync_dagster"
    shutil.copytree(
        Path(albumsync_dagster.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "migrations")
    )
    locales = package / "naming" / "locales"
    (locales / "cy.py").write_text(
        "from albumsync_dagster.naming.locales.base import Locale\n"
        'LOCALE = Locale(code="cy", order="dmy", months="Ionor|||||||||||", joiners="hyd", prepositions="ar", '
        'feasts="priodas | bedydd", default_names="dienw | newydd | ffolder")\n'
    )
    registry = locales / "__init__.py"
    registry.write_text(registry.read_text().replace('"ko"),', '"ko", "cy"),'))
    script = (
        "from albumsync_dagster.naming.locales import LANGUAGES, words\n"
        "from albumsync_dagster.naming.dates.render import show\n"
        "from albumsync_dagster.naming.dates.resolve import find\n"
        "print(LANGUAGES[-1], words().months['mehefin'][0].number, words().joiners['hyd'])\n"
        "print(show((2024, 6, 3), (2024, 6, 5), language='cy'))\n"
        "print([(m.start, *m.first) for m in find('Eisteddfod 3 Gorffennaf 2024')])\n"
        "from albumsync_dagster.naming.defaults import is_default_name\n"
        "from albumsync_dagster.naming.occasions import another_event\n"
        "print(is_default_name('Ffolder newydd (2)'), another_event('Priodas Jones', 'Jones Christening'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["cy 6 frozenset({'cy'})", "3-5 Meh 2024", "[(11, 2024, 7, 3)]", "True True"], (
        done.stderr
    )
    assert [(m.start, *m.first) for m in find("Eisteddfod 3 Gorffennaf 2024")] == [(24, 2024, None, None)]


def test_numbers_of_other_scripts_are_read() -> None:
    numbers = {
        text: chinese_number(text) for text in ("五", "十", "十二", "二十", "二十三", "三十一", "廿一", "二〇二四")
    }
    assert numbers == {
        "五": 5,
        "十": 10,
        "十二": 12,
        "二十": 20,
        "二十三": 23,
        "三十一": 31,
        "廿一": 21,
        "二〇二四": 2024,
    }
    assert [chinese_number(text) for text in ("", "月", "十十", "二十三月")] == [None] * 4
    assert ROMAN_MONTHS["v"] == 5
    assert ROMAN_MONTHS["xii"] == 12
    assert ERAS["令和"] + 6 == 2024


@given(st.integers(1, 31))
def test_every_day_is_read_in_chinese_numerals(day: int) -> None:
    tens, ones = divmod(day, 10)
    digits = "〇一二三四五六七八九"
    written = ("" if not tens else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")
    assert chinese_number(written) == day


def test_the_table_of_date_forms_has_twelve_forms_of_every_language() -> None:
    table = [json.loads(line) for line in DATE_FORMS.read_text(encoding="utf-8").splitlines()]
    assert {(row["lang"], row["form"]) for row in table} == {(code, form) for code in PROMISED for form in FORMS}
    assert len(table) == len(PROMISED) * len(FORMS)
    for row in table:
        assert row["date"] in row["name"], row
        assert row["rest"], row
        assert not re.search(r"\d", row["rest"]), row
        assert row["first"] <= min(row["days"])
        assert max(row["days"]).startswith(row["last"]) or row["precision"] == "day"
