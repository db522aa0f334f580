"""The languages in which dates are read and printed, and one lookup of their words.

Here: the registry. A language is added by one module and its name in ``_MODULES`` or ``_READ_ONLY``. Not here: what
reads dates and what prints them (``naming.dates``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import import_module
from itertools import zip_longest
from types import MappingProxyType

from albumsync_dagster.naming.locales.base import Form, Locale, look_up, month_forms, spellings, weekday_forms
from albumsync_dagster.naming.text import fold

__all__ = [
    "LANGUAGES",
    "LOCALES",
    "PRINTED",
    "Locale",
    "Named",
    "UnknownLanguageError",
    "Words",
    "babel_code",
    "groups",
    "in_english",
    "locale_of",
    "look_up",
    "spellings",
    "words",
]

_MODULES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi"),
    *("cs", "sk", "hu", "ro", "tr", "el", "ru", "uk", "ja", "zh", "ko"),
)

_READ_ONLY = ("bg", "ca", "hr", "sl", "et", "lv", "lt", "is", "id", "sr", "gl", "eu")
"""Languages that are read and not printed."""

PRINTED: tuple[Locale, ...] = tuple(import_module(f"{__name__}.{module}").LOCALE for module in _MODULES)
LOCALES = (*PRINTED, *(import_module(f"{__name__}.{module}").LOCALE for module in _READ_ONLY))
LANGUAGES: tuple[str, ...] = tuple(
    code.replace("_", "-") for locale in PRINTED for code in (locale.code, *locale.variants)
)
"""What settings may name: whatever is printed in one of these can be read again."""


class UnknownLanguageError(ValueError):
    """A language whose dates cannot be read, so none may be printed in it."""

    def __init__(self, language: str) -> None:
        super().__init__(f'"{language}" is no language that dates can be printed in; use one of {", ".join(LANGUAGES)}')


@dataclass(frozen=True, slots=True)
class Named:
    """A month or a weekday that a word may name."""

    number: int
    """1-12 for a month, 0-6 from Monday for a weekday."""
    languages: frozenset[str]
    """The codes of the languages that write it so."""
    abbreviated: bool
    """True where no language writes it so in full."""
    ambiguous: bool
    """True where it is an ordinary word or a name too, so that more must show that a date is meant."""


def in_english(meanings: Iterable[Named]) -> bool:
    """True where an English word is among what a word may name."""
    return any("en" in named.languages for named in meanings)


Spoken = Mapping[str, frozenset[str]]
"""Folded word -> the codes of the languages that use it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a word may mean in any language. Each key is ``look_up`` of a word; the fields are those of ``Locale``."""

    months: Mapping[str, tuple[Named, ...]]
    weekdays: Mapping[str, tuple[Named, ...]]
    joiners: Spoken
    ands: Spoken
    alternatives: Spoken
    leaders: Spoken
    openers: Spoken
    closers: Spoken
    prepositions: Spoken
    articles: Spoken
    ordinals: Spoken
    counters: Spoken
    units: Spoken
    titles: Spoken
    labels: Spoken
    new_year: Spoken
    named_days: Spoken
    versus: Spoken
    hosts: Spoken
    seasons: Spoken
    year_marks: Spoken
    month_marks: Spoken
    day_marks: Spoken


@lru_cache(maxsize=8)
def words(locales: tuple[Locale, ...] = LOCALES) -> Words:
    """The lookup over some languages, all by default. It is made once and kept."""
    spoken = {
        name: _spoken(name, locales) for name in (field.name for field in fields(Words)) if name not in _NAMED_FIELDS
    }
    return Words(
        months=_named((locale.code, form) for locale in locales for form in month_forms(locale)),
        weekdays=_named((locale.code, form) for locale in locales for form in weekday_forms(locale)),
        **spoken,
    )


_NAMED_FIELDS = frozenset({"months", "weekdays"})


def _spoken(name: str, locales: Iterable[Locale]) -> Spoken:
    found: dict[str, set[str]] = {}
    for locale in locales:
        for word in getattr(locale, name).split():
            for key in spellings(word):
                found.setdefault(key or word, set()).add(locale.code)
    return MappingProxyType({key: frozenset(codes) for key, codes in found.items()})


def groups(name: str, locales: tuple[Locale, ...] = LOCALES) -> tuple[frozenset[str], ...]:
    """The words of a field of ``Locale`` in all languages, folded; a set for each of the groups between its ``|``."""
    texts = (getattr(locale, name).split("|") for locale in locales)
    return tuple(frozenset(fold(" ".join(group)).split()) for group in zip_longest(*texts, fillvalue=""))


def _named(forms: Iterator[tuple[str, Form]]) -> Mapping[str, tuple[Named, ...]]:
    found: dict[str, dict[int, Named]] = {}
    for code, form in forms:
        of_key = found.setdefault(form.key, {})
        known = of_key.get(form.number, Named(form.number, frozenset(), abbreviated=True, ambiguous=False))
        of_key[form.number] = Named(
            form.number,
            known.languages | {code},
            known.abbreviated and form.abbreviated,
            known.ambiguous or form.ambiguous,
        )
    return MappingProxyType({key: tuple(sorted(of_key.values(), key=_english_first)) for key, of_key in found.items()})


def _english_first(named: Named) -> tuple[bool, int]:
    """Of what a word may name, what English means by it comes first, then what most languages do."""
    return "en" not in named.languages, -len(named.languages)


@lru_cache(maxsize=1 << 7)
def babel_code(language: str) -> str:
    """Babel's identifier of a language as settings name it ("de-AT" -> "de_AT"). Raises ``UnknownLanguageError``."""
    wanted = language.replace("-", "_").casefold()
    for locale in PRINTED:
        for code in (locale.code, *locale.variants):
            if code.casefold() == wanted:
                return code
    raise UnknownLanguageError(language)


@lru_cache(maxsize=1 << 7)
def locale_of(language: str) -> Locale:
    """The data of a language as settings name it, of a variant too. Raises ``UnknownLanguageError``."""
    code = babel_code(language)
    return next(locale for locale in PRINTED if code in (locale.code, *locale.variants))
