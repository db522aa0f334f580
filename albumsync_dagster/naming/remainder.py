"""What a name says beside words that are already said, and how its words are compared with those of an enrichment.

Here: taking words out of a name without tearing another name. Not here: which words are said (``teams``, ``subject``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from albumsync_dagster.naming.clubs import SQUADS
from albumsync_dagster.naming.dates.neighbours import COUNTERS
from albumsync_dagster.naming.lexicon import LEVELS, PARTS, PLAIN_OCCASIONS, SPORTS
from albumsync_dagster.naming.locales import words as spoken
from albumsync_dagster.naming.occasions import KINDS, OCCASIONS
from albumsync_dagster.naming.parsing import canonical_words, sides_of
from albumsync_dagster.naming.text import SEPARATOR, WORD, fold, loose, tidy, words

_ALONE = (PLAIN_OCCASIONS - {"the", "at", "of", "a"}) | spoken().articles.keys()
"""What is nothing without the word in front of it: "Conference Meet", "Gala de fin d'année" are not torn."""
SMALL = frozenset({"the", "of", "de", "and", "at", "vs"})
CONJUNCTIONS = frozenset({"and", "&", "und", "et", "y", "e", "x"})
"""Not the ``ands`` of every language: "Alevín A" and "Part I" end in one of these."""
SIDE = re.compile(r"[:;,|(\[]\s*| - ")
"""What ends the words in front of a side."""
_LEADING_MARKS = re.compile(r" -[\s,;:]+")
_MARKS = re.compile(r"[,;:.](?:\s*[,;:.])+")
_SAINTS = {"saint": "st", "sainte": "st", "ste": "st"}


@lru_cache(maxsize=1 << 12)
def loosely(text: str) -> tuple[str, ...]:
    """The canonical words of a text without accents, saints written in one way."""
    return tuple(_SAINTS.get(word, word) for word in map(loose, canonical_words(text)))


def _forms(word: str) -> set[str]:
    """A word as it may stand in the enrichment: without accents, with and without an ending: Zach's, Kerem'in."""
    stem, apostrophe, ending = word.partition("'")
    forms = {*loosely(word)}
    return forms | {loose(fold(stem))} if apostrophe and len(ending) < _SHORT and ending.islower() else forms


def words_said(text: str) -> set[str]:
    """Every word of a text in the forms in which another text may say it."""
    said_of_it = loosely(text)
    # "Oskars bröllop" is Oskar's in languages that write no apostrophe.
    genitives = {word[:-1] for word, what in pairwise(said_of_it) if word.endswith("s") and what in KINDS}
    return {form for word in words(text) for form in _forms(word)} | {*said_of_it} | genitives | compounds(text)


@lru_cache(maxsize=1 << 10)
def compounds(text: str) -> frozenset[str]:
    """Two words of a text written as one: "trackday" beside "Track Day"."""
    written = pairwise(loosely(text)), pairwise(loose(fold(word)) for word in words(text))
    return frozenset(one + other for pairs in written for one, other in pairs)


def said(word: str, known: set[str]) -> bool:
    """True for a word that says nothing beside known ones."""
    forms = loosely(word)
    return bool(forms) and ({*forms} <= known or bool((_forms(word) - {*forms}) & known))


def beside(text: str, known: set[str], gap: str, phrases: Sequence[set[str]]) -> str:
    """What a name says beside words that are already said, in order, with its separators and brackets.

    A "vs", an "at" or an "and" goes with a neighbour; two sides against each other stay whole, and so does a name of
    its own that shares a word with what was said: "Krush Suburban Slam" beside "Krush Red".

    Args:
        text: The name.
        known: The words that are said, as ``loosely`` gives them.
        gap: What stands where words went.
        phrases: What was said, a set of words each: whoever is named whole is no part of another name.
    """
    tokens = list(WORD.finditer(text))
    first, last = _matchup_in(text, known)
    gone = [said(m[0], known) and not first <= m.start() < last for m in tokens]
    for i in range(1, len(tokens)):
        if not gone[i - 1] and _counts(tokens, i, COUNTERS):
            gone[i] = False  # "Match 2" beside the 15-2
    for begin, end in _runs(text, tokens, gone):
        beside_it = [tokens[i][0] for i in (begin - 1, end) if _touch(text, tokens, i, begin, end)]
        run = {word for m in tokens[begin:end] for word in _forms(m[0])}
        bound = (
            any(_a_name(word, _OF_A_KIND if run <= OCCASIONS else _NO_NAMES) for word in beside_it)
            or (len(beside_it) > 1 and not all(map(str.isalpha, run)))  # "Rugby 7s Saturday"
            or (run <= OCCASIONS and any(w.lower() in _ALONE for w in beside_it))
            or (not run <= OCCASIONS and _goes_on(text, tokens, begin, end))
            or (_touch(text, tokens, begin - 1, begin, end) and _NUMERAL.fullmatch(tokens[begin - 1][0]) is not None)
        )
        whole = any(phrase and phrase <= run for phrase in phrases) and not _is_host(text, tokens, begin, end)
        led = _ties(text, tokens, begin - 1, (begin, end), _SHORT, _LINKS)
        leads = _ties(text, tokens, end, (begin, end), _SHORT - 1, _LINKS - {"de", "of"})
        called = begin > 0 and text[tokens[end - 1].end() :].startswith(("!", "?"))  # "Beat Provo!!"
        listed = _listed(text, tokens, gone, (begin, begin - 1)) or _listed(text, tokens, gone, (end - 1, end))
        if led and whole and not (leads or called or listed) and _says_where(text, tokens, begin, end):
            gone[begin - 1] = True  # "Dames 1 uit bij VC Sneek"
        elif (bound and not whole) or led or leads or called or listed:
            gone[begin:end] = [False] * (end - begin)
        elif _counts(tokens, end, _COUNTED):
            gone[end - 1] = False
    links = [
        (fold(m[0]) in CONJUNCTIONS and not text.startswith("-", m.end()))  # "E-Jgd"
        or (canonical_words(m[0]) in {("vs",), ("at",)} and text[m.start() - 1 : m.start()] != "/")
        or text[m.start() : m.end() + 1].lower() in _WITH
        for m in tokens
    ]
    pieces, position = [], 0
    for i, m in enumerate(tokens):
        if gone[i] or (links[i] and any(gone[j] for j in _of_one_part(text, tokens, i))):
            pieces += [text[position : m.start()], gap]
            position = m.end() + (text[m.start() : m.end() + 1].lower() in _WITH)
    rest = _LEADING_MARKS.sub(SEPARATOR, "".join([*pieces, text[position:]]))
    segments = tidy(rest).split(SEPARATOR)
    return tidy(SEPARATOR.join(_trimmed(segment) for segment in segments if _says_something(segment, known)))


def _says_where(text: str, tokens: list[re.Match[str]], begin: int, end: int) -> bool:
    """True for whoever a game was at, behind a word of a game and at the end of a part: "Dames 1 uit bij VC Sneek"."""
    played = begin > 1 and {*loosely(tokens[begin - 2][0])} <= SQUADS | OCCASIONS
    ends = _ENDS.match(text, tokens[end - 1].end()) is not None
    return played and ends and tokens[begin - 1][0] in _HOSTS


_ENDS = re.compile(r"$| - |[,;:)]| [\d(]")


def _of_one_part(text: str, tokens: list[re.Match[str]], i: int) -> list[int]:
    """The neighbours of a token that no separator parts from it: the V of "6:30 V - Park" has none of Park."""
    around = [j for j in (i - 1, i + 1) if 0 <= j < len(tokens)]
    return [j for j in around if SEPARATOR not in text[tokens[min(i, j)].end() : tokens[max(i, j)].start()]]


_NUMERAL = re.compile(r"[IVX]{2,5}")
"""As in "XV Maratón"."""


def _goes_on(text: str, tokens: list[re.Match[str]], begin: int, end: int) -> bool:
    """True for a word at the beginning of a name of its own that a number goes on with: "Bingo 4 Boobs"."""
    words_behind = _touch(text, tokens, end, begin, end) and _touch(text, tokens, end + 1, end, end + 1)
    return begin == 0 and words_behind and tokens[end][0].isdigit() and tokens[end + 1][0].istitle()


def _listed(text: str, tokens: list[re.Match[str]], gone: list[bool], pair: tuple[int, int]) -> bool:
    """True for a name that is not said, joined to the edge of a run by an "and": "Tri w/ Minooka & Yorkville".

    Args:
        text: The name.
        tokens: Its words.
        gone: Which of them go.
        pair: The token at the edge of a run, and its neighbour outside.
    """
    inner, other = pair
    if not 0 <= other < len(tokens):
        return False
    if fold(tokens[other][0]) in CONJUNCTIONS:
        other += other - inner
    elif "+" not in text[tokens[min(pair)].end() : tokens[max(pair)].start()]:
        return False
    if not 0 <= other < len(tokens) or gone[other]:
        return False
    return tokens[other][0].istitle() and _a_name(tokens[other][0], _NO_NAMES | KINDS)


def _counts(tokens: list[re.Match[str]], i: int, counters: frozenset[str]) -> bool:
    """True where the token in front of a number is one of these words, which count: "Area 14", "Area D"."""
    number = tokens[i][0] if i < len(tokens) else ""
    return (number.isdigit() or (len(number) == 1 and number.isupper())) and fold(tokens[i - 1][0]) in counters


_COUNTED = frozenset({"area", "zone", "region", "district"})


def unrepeated(text: str, event: str) -> str:
    """A name without the words at its beginning that an event says in the same order, two or more.

    "Easter Vigil baptisms" beside "Parish Easter Vigil" is "baptisms"; one word may begin another name: "Santa Paws".
    """
    tokens = list(WORD.finditer(text.partition(SEPARATOR)[0]))
    in_one_case = event.islower() or event.isupper()
    written = words(event.title() if in_one_case else event)
    theirs = [_forms(word) for word in written if _tells(word) and not (in_one_case and len(word) == 1)]
    for count in range(len(tokens) - 1, 1, -1):
        mine = [_forms(m[0]) for m in tokens[:count] if _tells(m[0])]
        if len(mine) > 1 and _tells(tokens[count - 1][0]) and _in_order(mine, theirs):
            return text[tokens[count].start() :]
    return text


def _in_order(mine: Sequence[set[str]], theirs: Sequence[set[str]]) -> bool:
    """True where an event has these words in a row, or with others between them where they are more than two."""
    if len(mine) > _FEW:
        rest = iter(theirs)
        return all(any(one & other for other in rest) for one in mine)
    runs = (zip(mine, theirs[i:], strict=False) for i in range(len(theirs) - len(mine) + 1))
    return any(all(one & other for one, other in run) for run in runs)


_FEW = 2


def _tells(word: str) -> bool:
    return word[0].isalnum() and fold(word) not in _LINKS and not (word.islower() and len(word) < _SHORT)


def _runs(text: str, tokens: list[re.Match[str]], gone: list[bool]) -> list[tuple[int, int]]:
    """First token and the one behind the last of each run of words that go, with a blank or hyphen between them."""
    runs: list[tuple[int, int]] = []
    for i in range(len(tokens)):
        if not gone[i]:
            continue
        between = text[tokens[i - 1].end() : tokens[i].start()]
        if runs and runs[-1][1] == i and (between in _TOUCHING or (between == "." and tokens[i][0].isdigit())):
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def _touch(text: str, tokens: list[re.Match[str]], i: int, begin: int, end: int) -> bool:
    """True where a token stands beside a run with nothing but a blank or a hyphen between them."""
    if not 0 <= i < len(tokens):
        return False
    left, right = (i, begin) if i < begin else (end - 1, i)
    return text[tokens[left].end() : tokens[right].start()] in _TOUCHING


_TOUCHING = (" ", "-", ". ")


def _ties(
    text: str, tokens: list[re.Match[str]], i: int, run: tuple[int, int], longest: int, free: frozenset[str]
) -> bool:
    """True for a short word in small letters beside a run, which leads to it or from it to what follows.

    As in "uit bij SV Hillegom", "Bandera de Hondarribia".
    """
    word = tokens[i][0] if _touch(text, tokens, i, *run) else ""
    short = word.isalpha() and word.islower() and len(word) <= longest and word not in free
    return short and not _PLAYED.issuperset(canonical_words(word))  # "u16 Na Piarsaigh gm", "mbb oberlin"


_PLAYED = LEVELS | SPORTS | {"qf", "sf", "game", "dh", "boys", "girls", "mens", "womens", "wk", "rd", "ct", "fld"}
_HOSTS = spoken().hosts.keys()
_WITH = ("w/", "c/")
"""With, and contra."""
_SHORT = 4
_LINKS = CONJUNCTIONS | SMALL | {"v"}


def _is_host(text: str, tokens: list[re.Match[str]], begin: int, end: int) -> bool:
    """True where an event is called after a run of words: "Lakeside Invitational" beside Lakeside."""
    return _touch(text, tokens, end, begin, end) and not _HOSTED.isdisjoint(canonical_words(tokens[end][0]))


_HOSTED = frozenset({"invite", "classic", "tourney", "cup", "open", "relays", "showcase", "jamboree"})


def _a_name(word: str, others: frozenset[str]) -> bool:
    """False for numbers and words of a set."""
    return not all(w in others or w.isdigit() for w in canonical_words(word))


_OF_A_KIND = LEVELS | PARTS | SMALL | CONJUNCTIONS | {"girls", "boys", "womens", "mens"}
"""Beside a word of an occasion they are no part of its name; a sport is: "Wrestling Regional"."""
_NO_NAMES = _OF_A_KIND | SPORTS | SQUADS
"""Beside a team."""


def _matchup_in(text: str, known: set[str]) -> tuple[int, int]:
    """Where a matchup stands that would be torn: "Lakeside vs Hillcrest" says more beside "Lakeside Invitational".

    (0, 0) where there is none: "Swim Meet at Park Pool" beside "Regional Swim Meet" says where, not who.
    """
    connector, left, right = sides_of(text)
    side = SIDE.split(left)[-1]
    if not right or "vs" in known or (connector == "at" and not _says_something(side, known)):
        return 0, 0
    return len(left) - len(side), text.index(right, len(left)) + len(right)


def _trimmed(segment: str) -> str:
    """A segment without the marks that stood between words which went."""
    segment = _MARKS.sub(lambda m: m[0][0], segment).strip(" ,;:.&_").removesuffix(" +").removeprefix("+ ")
    for opening, closing in ("()", "[]", "{}"):
        while segment.startswith(opening) and segment.count(opening) > segment.count(closing):
            segment = segment[1:].lstrip()
        while segment.endswith(closing) and segment.count(closing) > segment.count(opening):
            segment = segment[:-1].rstrip()
    return segment


def _says_something(segment: str, known: set[str]) -> bool:
    """True where a segment holds a word that is not yet said."""
    news = (word for word in words(segment) if word[0].isalnum() and fold(word) not in SMALL)
    return any(not said(word, known) for word in news)
