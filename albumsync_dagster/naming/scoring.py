"""How far two names are apart: 0-100, from the facts that they state.

Here: comparing two parsed names. 0 only when equal; 1-20 cosmetic; 21-60 the same facts in another form or a fact
missing; 61-100 another fact. String metrics order these cases wrongly (a prefix costs them more than another
opponent), so they are used only for what is left of the writing. Not here: what to do about it (``decision``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from rapidfuzz.distance import OSA, Indel

from albumsync_dagster.naming.clubs import OTHER_SCHOOL
from albumsync_dagster.naming.compare_dates import compare_dates, stated
from albumsync_dagster.naming.dates import Window
from albumsync_dagster.naming.findings import FACT, Finding, cosmetic, fact, style
from albumsync_dagster.naming.lexicon import GENDERS, GENERIC, MEDIA, SPORTS
from albumsync_dagster.naming.parsing import ParsedName, is_level, parse, parse_in
from albumsync_dagster.naming.text import fold, unaccented, was_misread, words
from albumsync_dagster.naming.values import Drift, Part

_ABOUT_NUMBERS = frozenset({"day", "month", "year", "part"})
"""Findings that another reading of a number may explain."""


def drift(existing: str, proposed: str, *, day_first: bool = False) -> Drift:
    """The drift between two names, with its parts.

    Args:
        existing: One name.
        proposed: The other; the score is the same the other way round.
        day_first: How to read 03-05-2024, where both readings are possible.
    """
    return drift_of(existing, proposed, parse(existing, day_first), parse(proposed, day_first), day_first=day_first)


def drift_of(existing: str, proposed: str, a: ParsedName, b: ParsedName, *, day_first: bool) -> Drift:
    """``drift`` of two names and the facts that they state."""
    if existing == proposed:
        return Drift(score=0)
    findings = _compare(existing, proposed, a, b)
    if any(f.band is FACT and f.part in _ABOUT_NUMBERS for f in findings):
        # "Mat 3 Jan 20" states January 20 beside a name that does.
        by_a, by_b = _window(a), _window(b)
        lit_a, lit_b = parse_in(by_b, a, day_first) if by_b else a, parse_in(by_a, b, day_first) if by_a else b
        if lit_a is not a or lit_b is not b:
            findings = _compare(existing, proposed, lit_a, lit_b)
    return _sum(findings)


def _compare(existing: str, proposed: str, a: ParsedName, b: ParsedName) -> list[Finding]:
    findings = _writing(existing, proposed, a, b) or [*compare_dates(a, b), *_text(a, b)]
    return findings or [_left_over(a, b)]


def _window(name: ParsedName) -> Window | None:
    """The days that a name states, where it states one date in full."""
    distinct, _ = stated(name.dates)
    full = [d for d in distinct if d.first.full and d.last.full]
    if len(distinct) != 1 or not full:
        return None
    low, high = (date(*end) for end in full[0][:2])  # type: ignore[arg-type]
    return (low, high) if low <= high else None


def _left_over(a: ParsedName, b: ParsedName) -> Finding:
    """For names that state the same or nothing at all in other characters: how much of the writing differs."""
    if a.words:
        return style("order", "the same words in another order")
    return style("writing", "other characters", more=round(36 * Indel.normalized_distance(a.text, b.text)))


def _sum(findings: Sequence[Finding]) -> Drift:
    """The parts with their points; where the sum leaves its band they share the most that the band allows."""
    if len(findings) == 1:
        only = findings[0]
        score = max(only.band.low, min(only.band.high, only.weight))
        return Drift(score=score, parts=(Part(part=only.part, points=score, why=only.why),))
    ordered = sorted(findings, key=lambda f: (-f.weight, f.part, f.why))
    band = max(f.band for f in ordered)
    total = sum(f.weight for f in ordered)
    score = max(band.low, min(band.high, total))
    points = [f.weight * score // total for f in ordered]
    by_remainder = sorted(range(len(points)), key=lambda i: -(ordered[i].weight * score % total))
    for i in by_remainder[: score - sum(points)]:
        points[i] += 1
    return Drift(
        score=score, parts=tuple(Part(part=f.part, points=p, why=f.why) for f, p in zip(ordered, points, strict=True))
    )


def _writing(existing: str, proposed: str, a: ParsedName, b: ParsedName) -> list[Finding]:
    """Findings for names that say the same in the same words; none where they do not."""
    mine, theirs = words(a.text), words(b.text)
    if not _same(mine, theirs):
        if a.dates or b.dates or a.cut or b.cut or a.words != b.words or not a.words:
            return []
        return [cosmetic("abbreviation", "a usual abbreviation or another form of a word")]
    findings = []
    if bool(a.cut) != bool(b.cut):
        findings.append(style("cut", "a name was cut short"))
    if was_misread(existing) != was_misread(proposed):
        findings.append(style("writing", "letters of a name were read in a wrong encoding"))
    if [w.replace("'", "") for w in mine] != [w.replace("'", "") for w in theirs]:
        findings.append(cosmetic("case", 'capitals, accents, apostrophes or the form of "vs" differ'))
    if a.text != b.text and not findings:
        findings.append(cosmetic("punctuation", "dashes, brackets or other marks differ"))
    if a.text == b.text or (existing, proposed) != (a.text, b.text):
        findings.append(cosmetic("spacing", "blanks, dashes, quotes or encoded characters differ"))
    return findings


def _same(mine: list[str], theirs: list[str]) -> bool:
    if len(mine) != len(theirs):
        return False
    for x, y in zip(mine, theirs, strict=True):  # noqa: SIM110 - asked of every name
        if x != y and _against(x) != _against(y):
            return False
    return True


_SIGNS = {"v": "vs", "versus": "vs", "@": "at", "&": "and"}


def _against(word: str) -> str:
    folded = unaccented(fold(word))
    return _SIGNS.get(folded, folded)


def _text(a: ParsedName, b: ParsedName) -> list[Finding]:
    """Findings in everything but the dates."""
    if a.words == b.words and not (a.cut or b.cut):
        return []
    findings: list[Finding] = []
    more_a, more_b = _minus(a.words, b.words), _minus(b.words, a.words)
    if a.cut or b.cut:
        findings.append(style("cut", "a name was cut short"))
        if a.cut:
            more_a, more_b = _explained_by_cut(a, more_a, more_b)
        if b.cut:
            more_b, more_a = _explained_by_cut(b, more_b, more_a)
    more_a, more_b, typos = _typos(more_a, more_b)
    findings += [style("spelling", f"{x} is written {y}") for x, y in typos]
    if a.connector != b.connector and a.connector and b.connector and {"vs", "at"} & {*more_a, *more_b}:
        findings.append(style("matchup", "one says vs, the other at"))
    more_a = [w for w in more_a if w not in {"vs", "at"}]
    more_b = [w for w in more_b if w not in {"vs", "at"}]
    findings += _by_kind(a, b, more_a, more_b)
    if not findings and a.words != b.words:
        findings.append(style("order", "the same words in another order"))
    return findings


def _minus(some: Iterable[str], others: Iterable[str]) -> list[str]:
    """The words of some that others lack, counting how often each stands there, in order."""
    left = list(others)
    more = []
    for word in some:
        if word in left:
            left.remove(word)
        else:
            more.append(word)
    return more


def _explained_by_cut(cut: ParsedName, more: list[str], missing: list[str]) -> tuple[list[str], list[str]]:
    """What is left to explain: a cut name lacks whatever followed, and its last word may be a beginning."""
    stem = [fold(w) for w in words(cut.cut)]
    if more and stem:
        last = stem[-1]
        whole = next((w for w in missing if w.startswith(last) or fold(w).startswith(last)), None)
        beginning = [w for w in more if w == last or (len(w) <= 3 and w in stem[-1:])]
        if beginning and (whole or len(last) <= 2 or len(stem) > 1):
            more = _minus(more, beginning[:1])
    return more, []


def _typos(more_a: list[str], more_b: list[str]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Takes out pairs that are one word misspelt: a letter left out, doubled or swapped, never another letter."""
    typos: list[tuple[str, str]] = []
    left_b = list(more_b)
    left_a = []
    for word in more_a:
        twin = next((other for other in left_b if _misspelt(word, other)), None)
        if twin is None:
            left_a.append(word)
        else:
            left_b.remove(twin)
            typos.append((word, twin))
    return left_a, left_b, typos


def _misspelt(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 4 or one[0] != other[0] or any(c.isdigit() for c in one + other):
        return False
    if one in GENDERS or other in GENDERS:
        return False
    if len(one) == len(other):
        return len(one) >= 5 and sorted(one) == sorted(other) and OSA.distance(one, other, score_cutoff=1) == 1
    return Indel.distance(one, other, score_cutoff=1) == 1


_KINDS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("gender", GENDERS.__contains__, "boys, girls, men or women"),
    ("level", lambda word: is_level(word) or word == "school", "level"),
    ("medium", MEDIA.__contains__, "medium"),
    ("sport", SPORTS.__contains__, "sport"),
)
"""What a word may be beside a word of who or what, and how a sentence calls it."""


def _sorted(more: Iterable[str]) -> dict[str, list[str]]:
    """The words of each kind."""
    kinds: dict[str, list[str]] = {}
    for word in more:
        kinds.setdefault(next((kind for kind, is_one, _ in _KINDS if is_one(word)), "words"), []).append(word)
    return kinds


def _by_kind(a: ParsedName, b: ParsedName, more_a: list[str], more_b: list[str]) -> list[Finding]:
    kinds_a, kinds_b = _sorted(more_a), _sorted(more_b)
    findings = _parts(a, b, kinds_a.get("words", []), kinds_b.get("words", []))
    swapped = _in_place(a.words, b.words)
    for kind, _, noun in _KINDS:
        x, y = kinds_a.get(kind, []), kinds_b.get(kind, [])
        if swapped and bool(x) != bool(y):  # "Senior Cup" and "Junior Cup", where one word says more than its own kind
            x, y = x or kinds_a.pop("words", []), y or kinds_b.pop("words", [])
        if x and y:
            findings.append(fact(kind, f"another {noun}: {_list(x)} and {_list(y)}"))
        elif x or y:
            findings.append(style(kind, f"only one name says {_list(x or y)}"))
    x, y = kinds_a.get("words", []), kinds_b.get("words", [])
    if x and y:
        findings.append(_other_event(a, b, x, y))
    elif x or y:
        findings.append(_more_words(a, b, x or y))
    return findings


def _in_place(one: Sequence[str], other: Sequence[str]) -> bool:
    """True where names differ in one place only, and both say something there."""
    shorter = min(len(one), len(other))
    head = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    tail = next((i for i in range(shorter - head) if one[-1 - i] != other[-1 - i]), shorter - head)
    return 0 < len(one) - head - tail <= _FEW and 0 < len(other) - head - tail <= _FEW


_FEW = 2
"""Words in one place that may stand for each other."""


def _parts(a: ParsedName, b: ParsedName, x: list[str], y: list[str]) -> list[Finding]:
    """Another number of the same thing ("Day 1", "Day 2"); takes its numbers out of the words that differ."""
    findings = []
    for kind, number in sorted(a.parts - b.parts):
        others = sorted(n for k, n in b.parts - a.parts if k == kind)
        if others:
            findings.append(fact("part", f"another {kind}: {number} and {others[0]}"))
            for numbers, n in ((x, number), (y, others[0])):
                if n in numbers:
                    numbers.remove(n)
    return findings


def _other_event(a: ParsedName, b: ParsedName, x: list[str], y: list[str]) -> Finding:
    same_subject = bool(a.opponent and b.opponent) and a.subject == b.subject
    if same_subject and set(x) & set(a.opponent) and set(y) & set(b.opponent):
        return fact("opponent", f"another opponent: {_list(x)} and {_list(y)}")
    return fact("event", f"another event: {_list(x)} and {_list(y)}")


def _more_words(a: ParsedName, b: ParsedName, more: list[str]) -> Finding:
    if a.opponent and b.opponent:
        swapped = {*a.opponent} <= {*b.subject} and {*b.opponent} <= {*a.subject}
        if not swapped and not {*a.opponent} & {*b.opponent}:
            return fact("opponent", f"another opponent: {_list(a.opponent)} and {_list(b.opponent)}")
        added = [w for w in more if (w in a.opponent) != (w in b.opponent)]
        if any(w in OTHER_SCHOOL for w in added) and not any(w in GENERIC - OTHER_SCHOOL for w in added):
            return fact("opponent", f"another opponent: only one says {_list(added)}")
    return style("words", f"only one name says {_list(more)}", more=min(21, 3 * len(more)))


def _list(some: Sequence[str]) -> str:
    shown = ", ".join(some[:4])
    return shown + (" and more" if len(some) > 4 else "")
