"""The writing of a name: Unicode, markup, dashes, spaces, words and what a person counts as one character.

Here: everything that can be said about a name without knowing what it means.
Not here: dates (``dates``), what a word stands for (``lexicon``, ``parsing``).
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import regex  # type: ignore[import-untyped]

COMFORTABLE = 60
"""Names up to this many grapheme clusters are not abbreviated; SmugMug shows about this much in a grid."""
MAX_GRAPHEMES = 100
"""The longest name that is proposed."""
MAX_CODE_POINTS = 254
"""SmugMug's own limit for the name of a node (API metadata ``Varchar 1..254``)."""

A_FEW = 1 << 6
"""So many texts a cache keeps: those of the albums before. Nobody comes back to more, and they fill the memory."""
SEPARATOR = " - "
FIRST_IDEOGRAPH = "\u2e80"
"""From here on scripts write no blanks between words."""
EDGES = " \t-–—|,/;:_"
"""What may not stand at either end of a name: separators that lost their neighbour."""
_BEGIN, _END = EDGES + ")]}", EDGES + "([{"
"""A bracket that opens at the very end holds nothing, and would swallow the separator of the date behind it."""

_GRAPHEME = regex.compile(r"\X")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_TAG = re.compile(r"(?<!<)</?[A-Za-z!][^<>]*>|</?[A-Za-z!][^<>]*>(?!>)")
"""Not in "<<Spring Fling>>"."""
_SPACED_DASH = re.compile(r"\s+[-‐‑‒–—―−|¦｜]+(?=\s)|(?<=\s)[-‐‑‒–—―−|¦｜]+\s|\s*[–—|｜]+\s|\s[–—|｜]+\s*|\|+")
_DIGIT_DASH = re.compile(r"(?<=\d)(?:[‐‑‒–—−]|--)(?=\d)")
_EMPTY_BRACKETS = re.compile(r"[(\[{][\s,;:/|–—-]*[)\]}]")
_DASH_RUN = re.compile(r"(?: - *-?)+ (?:- *)*")
_INNER_EDGE = re.compile(r"([(\[{])[\s,;:/|–—-]+|(?:\s[,;:/|–—-]+|[\s,;]+)([)\]}])")
_PLAIN = re.compile(r"[ -%'-;=-_a-~]*")
"""Printable ASCII without ``&``, ``<`` and the backtick: nothing to decode or to take out."""
_LETTERS = "A-Za-zÀÁÆ-ÏÒ-ÖØ-öø-ſΑ-ΡΣ-ώЀ-џぁ-ゖァ-ヺー一-鿿가-힣"
"""Letters that are as NFC writes them whatever stands beside them, and that no misread UTF-8 begins with."""
_ORDERLY_WORD = rf"\(?[{_LETTERS}0-9#@][{_LETTERS}0-9#@.'!?+]*\)?"
ORDERLY = re.compile(rf"{_ORDERLY_WORD}(?:(?: - |, |[ ,/:-]){_ORDERLY_WORD})*")
"""Words with single separators: nothing to clean and nothing to put in order, as in 198 of 202 real names."""
_UNTIDY = re.compile(r"\s\s|[^\S ]|[‐‑‒–—―−|¦｜]| ,|(?:^| )-(?:-| -|$)|-- |[(\[{][\s,;:/)\]}-]|[\s,;:/-][)\]}]")
"""What only the long way through ``tidy`` can put in order; most names hold none of it."""
_APOSTROPHES = str.maketrans({"‘": "'", "’": "'", "‛": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'",
                              "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'})  # fmt: skip
WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*'?|[@&#]")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*'?|[@&#]")

_KEPT_FORMAT = frozenset("\u200c\u200d") | frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Format characters with a meaning: the joiners of emoji and of Persian or Indic words, the tags of flags."""


@lru_cache(maxsize=1 << 12)
def _character(char: str) -> str:
    """What is left of one character that is not plain printable text."""
    category = unicodedata.category(char)
    if category in {"Zs", "Zl", "Zp"} or char in "\t\n\r\v\f\x85":
        return " "
    if category in {"Cc", "Cs"} or (category == "Cf" and char not in _KEPT_FORMAT):
        return ""
    return char


def _unescape(text: str) -> str:
    """Text without HTML entities; ``&lt;`` and ``&gt;`` stay, so that no markup arises."""

    def one(match: re.Match[str]) -> str:
        plain = html.unescape(match[0])
        return match[0] if plain in "<>" else plain

    while "&" in text and (plain := _ENTITY.sub(one, text)) != text:
        text = plain
    return text


_MISREAD = re.compile(
    "(?:[ÂÃÄÅÐÑ][\u0080-\u009f\u00a1-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|(?<=[a-z])Ã\u00a0|â€[\u0080-\u009f\u00a1-\u00bf™œ\u009d“”¢¦˜š])"
)
"""A letter or mark of which the bytes of UTF-8 were read as Western European: "Ã±" for "ñ", "â€™" for an apostrophe."""


def _read_again(text: str) -> str:
    """A name whose UTF-8 was read as Latin-1 or Windows-1252, in letters again; else the name as it is.

    Only where one such letter is there for certain and all others of the name go the same way.
    """
    while not text.isascii() and _MISREAD.search(text):
        try:
            again = b"".join(map(_western_byte, text)).decode("utf-8")
        except UnicodeError:
            break
        text = again
    return text


def _western_byte(char: str) -> bytes:
    """The byte of a character in Windows-1252, or in Latin-1 where that has none."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def was_misread(name: str) -> bool:
    """True where ``clean`` reads the letters of a name again in their own encoding."""
    return not name.isascii() and _read_again(name) != name


def is_misread(name: str) -> bool:
    """True where letters of a name were lost in reading: mojibake that leads back to nothing, or ``\ufffd``."""
    return not name.isascii() and ("\ufffd" in name or _MISREAD.search(_read_again(name)) is not None)


def has_markup(name: str) -> bool:
    """True where a name holds HTML tags, which ``clean`` takes out."""
    return "<" in name and _TAG.search(name) is not None


@lru_cache(maxsize=A_FEW)
def clean(name: str) -> str:
    """A name in plain writing: NFC, no markup, no control or direction characters, single blanks, `` - ``.

    Capitals, letters, emoji and hyphens inside words stay as they are. The result may be empty.
    """
    text = name.strip(EDGES)
    if "–" in text or "—" in text:
        text = " ".join(_SPACED_DASH.sub(" - ", text).split())
    if ORDERLY.fullmatch(text):
        return text
    text = name
    while not _PLAIN.fullmatch(text):  # what is taken out may leave a new entity, tag, composition or misread letter
        before = text
        text = _read_again(text)
        if not text.isascii() or not text.isprintable():
            text = "".join(map(_character, unicodedata.normalize("NFC", text))).translate(_APOSTROPHES)
        text = _unescape(text.replace("`", "'"))
        if "<" in text:
            text = _TAG.sub(" ", text)
        text = unicodedata.normalize("NFC", text)
        if text == before:
            break
    text = _DIGIT_DASH.sub("-", text)
    while True:
        before = text
        text = tidy(_unquoted(text.strip(EDGES)))
        if text == before:
            return text


def _unquoted(text: str) -> str:
    """A name that stands in quotation marks as a whole, without them, also where the closing one was cut off."""
    while len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        text = text[1:-1].strip()
    return text[1:].strip() if text[:1] == '"' and text.count('"') == 1 else text


def tidy(text: str) -> str:
    """Separators and blanks put in order, for instance after a date was taken out of the middle."""
    text = " ".join(text.split()).lstrip(_BEGIN).rstrip(_END)
    if ORDERLY.fullmatch(text):
        return text
    while _UNTIDY.search(text):
        before = text
        text = " ".join(_SPACED_DASH.sub(" - ", f" {text} ").split())
        text = _DASH_RUN.sub(" - ", text)
        if "(" in text or "[" in text or "{" in text:
            text = _EMPTY_BRACKETS.sub(" ", text)
            text = _INNER_EDGE.sub(lambda m: m[1] or m[2], text)
        text = " ".join(text.replace(" ,", ",").split()).lstrip(_BEGIN).rstrip(_END)
        if text == before:
            break
    return text


def in_ideographs(piece: str, text: str) -> bool:
    """True where a piece stands in a text without blanks between its words: 芸術祭 in 秋の芸術祭."""
    return piece[:1] >= FIRST_IDEOGRAPH and piece in text


def graphemes(text: str) -> int:
    """The length that a person sees: the number of grapheme clusters."""
    return len(text) if text.isascii() else len(_GRAPHEME.findall(text))


def fits(text: str, limit: int = MAX_GRAPHEMES) -> bool:
    """True where a name is no longer than it may be, for a person and for SmugMug."""
    return len(text) <= limit or (len(text) <= MAX_CODE_POINTS and graphemes(text) <= limit)


def words(text: str) -> list[str]:
    """The words of a text as written; ``@``, ``&`` and ``#`` count as words."""
    found: list[str] = (_ASCII_WORD if text.isascii() else WORD).findall(text)
    return found


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """A word as it is compared: without regard to case, compatibility forms and apostrophes."""
    if word.isascii():
        return word.lower().replace("'", "")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return folded.replace("'", "").replace("ı", "i").replace("i̇", "i")


_UMLAUTS = re.compile(r"(?<=[aou])e")


@lru_cache(maxsize=1 << 12)
def loose(folded: str) -> str:
    """A folded word without accents, in whichever way they are written out ("Höchst", "Hoechst", "HOCHST")."""
    return _UMLAUTS.sub("", unaccented(folded)) or folded


def in_both_forms(words: frozenset[str]) -> frozenset[str]:
    """Folded words as they are and as ``loose`` gives them: league, leagu."""
    return words | {loose(word) for word in words}


def unaccented(folded: str) -> str:
    """A folded word without accents ("Grêmio", "Gremio")."""
    if folded.isascii():
        return folded
    return "".join(map(_plain_letter, folded))


def _plain_letter(letter: str) -> str:
    """A Latin letter without its accents; elsewhere a mark makes another letter, as in "が"."""
    first = unicodedata.normalize("NFKD", letter)[:1]
    return first if first.isascii() and first.isalpha() else _ONE_LETTER.get(letter, letter)


_ONE_LETTER = {"ё": "е", "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "ı": "i"}
"""Letters that Unicode does not take apart."""


@lru_cache(maxsize=1 << 15)
def key(name: str) -> str:
    """Two names with one key are one name for a person: case, dashes, blanks and apostrophes do not count."""
    plain = clean(name)
    return " ".join(map(fold, words(plain))) or plain
