"""The way back from a printed date to what it states.

Here: texts that stand where a date is printed. Not here: printing (``render``), what people write (``forms``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import product

from albumsync_dagster.naming.dates.calendar import Partial
from albumsync_dagster.naming.dates.render import Digits, Kind, Style, compiled, patterns, show
from albumsync_dagster.naming.locales import LANGUAGES, babel_code
from albumsync_dagster.naming.text import A_FEW

_READ_BACK = (
    Kind.DAY,
    Kind.DAYS,
    Kind.DAYS_OVER_MONTHS,
    Kind.DAYS_OVER_YEARS,
    Kind.MONTH,
    Kind.MONTHS,
    Kind.MONTHS_OVER_YEARS,
    Kind.YEARS,
)
"""What nobody else means by the text that is printed for it; a lone year or a season may be a name's."""
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@lru_cache(maxsize=A_FEW)
def read_back(text: str) -> tuple[Partial, Partial] | None:
    """The first and last day, month or year of a text that is printed for just these; None for any other text.

    Args:
        text: What stands where a date is printed, without anything else.
    """
    if not _HAS_YEAR.search(text):
        return None
    found = {
        ends
        for months, forms in _inverses()
        if not months or any(name in text for name in months)
        for written, language, style in forms
        if (m := _compiled(written).fullmatch(text)) and show(*(ends := _ends(m, months)), style, language) == text
    }
    if len(found) != 1:
        return None
    first, last = found.pop()
    return (first, last) if first.valid and last.valid and first <= last else None


_compiled = lru_cache(maxsize=1 << 9)(re.compile)
"""The pattern of a form, of which an account meets those of its own language and few others."""


def _ends(m: re.Match[str], months: Mapping[str, int]) -> tuple[Partial, Partial]:
    """What a match states: an end has what it leaves out from the other."""
    stated = {field: months.get(text) or int(text) for field, text in m.groupdict().items() if text}
    first, last = (
        Partial(*(stated.get(f"{field}{end}", stated.get(f"{field}{1 - end}")) for field in "yMd")) for end in (0, 1)
    )
    return first, last


@lru_cache(maxsize=1)
def _inverses() -> tuple[tuple[Mapping[str, int], tuple[tuple[str, str, Style], ...]], ...]:
    """The names of months that printed forms hold, with the forms: a pattern, and a language and style that print it.

    A form that languages share stands once. A group is called after its field and its end: ``y0`` is the year of the
    first.
    """
    forms: dict[tuple[tuple[str, int], ...], dict[str, tuple[str, Style]]] = {}
    styles: tuple[Style, ...] = ("full", "iso")
    for style, language in product(styles, LANGUAGES):
        code = "en" if style == "iso" else babel_code(language)
        for kind in _READ_BACK:
            written, months = "", dict[str, int]()
            for number, end in enumerate(compiled(patterns(language, style)[kind], code)):
                for text, names in end:
                    if names is None:
                        written += re.escape(text)
                    elif isinstance(names, Digits):
                        written += rf"(?P<{text}{number}>\d{{{4 if text == 'y' else '1,2'}}})"
                    else:
                        written += f"(?P<{text}{number}>{'|'.join(map(re.escape, names.values()))})"
                        months |= {name: month for month, name in names.items()}
            forms.setdefault(tuple(months.items()), {}).setdefault(written, (language, style))
    return tuple(
        (dict(months), tuple((written, *made) for written, made in group.items())) for months, group in forms.items()
    )
