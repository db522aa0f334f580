"""Numbers that are not written in the digits 0-9: digits of other scripts, Roman months, Chinese numerals, eras.

Here: tables and what turns them into numbers. Not here: where in a name such a number may be a date (``naming.dates``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN_MONTHS: Mapping[str, int] = MappingProxyType({numeral: n for n, numeral in enumerate(_NUMERALS, start=1)})
"""Folded Roman numeral -> month, as in "3-V-2024" and the Polish "3 V 2024"."""

ERAS: Mapping[str, int] = MappingProxyType(
    {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民国": 1911, "民國": 1911, "단기": -2333}
    | {"R": 2018, "H": 1988, "S": 1925}
)
"""Name of an era -> the year before its first, so that 令和6年 is 2018 + 6; the first year may be written 元."""

_CHINESE = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "元": 1,
    "両": 2,
    "两": 2,
}
_TENS = {"十": (0, 10), "廿": (20, 0), "卅": (30, 0)}

NUMERALS = "".join([*_CHINESE, *_TENS])
"""Every character of a Chinese numeral."""


def chinese_number(text: str) -> int | None:
    """The number that Chinese numerals write, 0-99 by place ("二十三" -> 23) or digit by digit ("二〇二四" -> 2024).

    None where the text is no such number.
    """
    if not text:
        return None
    if all(char in _CHINESE for char in text):
        return int("".join(str(_CHINESE[char]) for char in text))
    for char, (tens, factor) in _TENS.items():
        before, found, after = text.partition(char)
        if not found:
            continue
        if len(before) > 1 or len(after) > 1 or any(c not in _CHINESE for c in before + after):
            return None
        if tens and before:
            return None
        return tens + factor * (_CHINESE[before] if before else 1) + (_CHINESE[after] if after else 0)
    return None
