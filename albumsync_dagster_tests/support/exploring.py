"""Which schedules are tried: all of them that can differ, or some at random.

Two neighbouring steps that commute make the same run in either order. ``Exhaustive`` therefore tries one schedule of
each class of equal ones: source sets and sleep sets (Abdulla, Aronis, Jonsson, Sagonas: Optimal dynamic partial order
reduction, POPL 2014). ``AtRandom`` walks. Pure, but for the runs that a caller makes. Not here: what a step is.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Protocol

from albumsync_dagster_tests.support.interleaving import Call


class Explorer(Protocol):
    """Decides schedule after schedule."""

    def begin(self) -> bool:
        """Prepare the next schedule; False where none is left."""

    def choose(self, able: Mapping[str, Call]) -> str | None:
        """The actor that goes on; None where every way from here was seen."""

    def end(self, calls: Sequence[Call]) -> None:
        """Learn from the calls as they happened."""


@dataclass(slots=True)
class _Place:
    """A state on the present path."""

    able: dict[str, Call]
    asleep: dict[str, Call]
    """Actors whose next step leads to what was seen, with that step."""
    wanted: set[str]
    taken: str | None = None


@dataclass(slots=True)
class Exhaustive:
    """Every class of equal schedules once."""

    path: list[_Place] = field(default_factory=list)
    _depth: int = 0
    _begun: bool = False
    _learnt: int = 0

    def begin(self) -> bool:
        """Prepare the next schedule; False where none is left."""
        self._depth = 0
        if not self._begun:
            self._begun = True
            return True
        while self.path:
            place = self.path[-1]
            if place.taken is not None:
                place.asleep[place.taken] = place.able[place.taken]
                place.taken = None
            if left := sorted(place.wanted - place.asleep.keys()):
                place.taken = left[0]
                self._learnt = len(self.path) - 1
                return True
            self.path.pop()
        return False

    def choose(self, able: Mapping[str, Call]) -> str | None:
        """Follow the present path, then go on with whoever went last."""
        if self._depth < len(self.path):
            place = self.path[self._depth]
            if place.taken is None or place.able.keys() != able.keys():
                raise AssertionError("The same schedule ran differently.")
            self._depth += 1
            return place.taken
        asleep: dict[str, Call] = {}
        if self.path:
            before = self.path[-1]
            assert before.taken is not None
            step = before.able[before.taken]
            asleep = {name: call for name, call in before.asleep.items() if not call.depends_on(step)}
        awake = [name for name in able if name not in asleep]
        if not awake:
            return None
        last = self.path[-1].taken if self.path else None
        name = last if last in awake else awake[0]
        assert name is not None
        self.path.append(_Place(dict(able), asleep, {name}, name))
        self._depth += 1
        return name

    def end(self, calls: Sequence[Call]) -> None:
        """Find the steps whose order mattered, and want the other order."""
        before = _happens_before(calls)
        after = [
            sum(1 << late for late in range(len(calls)) if before[late] >> early & 1) for early in range(len(calls))
        ]
        for late in range(self._learnt, len(calls)):
            for early in range(late):
                if calls[early].actor == calls[late].actor or not calls[late].depends_on(calls[early]):
                    continue
                if before[late] & after[early]:
                    # Another step stands between them whatever the order.
                    continue
                self._want(calls, before, early, late)

    def _want(self, calls: Sequence[Call], before: Sequence[int], early: int, late: int) -> None:
        # What does not follow from the early step, and then the late one: whoever can begin that.
        rest = [at for at in range(early + 1, late) if not before[at] >> early & 1] + [late]
        first: set[str] = set()
        for number, at in enumerate(rest):
            if not any(before[at] >> other & 1 for other in rest[:number]):
                first.add(calls[at].actor)
        place = self.path[early]
        able = first & place.able.keys()
        if not able & (place.wanted | place.asleep.keys()):
            place.wanted.update({min(able)} if able else place.able.keys())


def _happens_before(calls: Sequence[Call]) -> list[int]:
    """Of each call, the bits of the calls that it follows from."""
    before: list[int] = []
    for late, call in enumerate(calls):
        bits = 0
        for early in range(late - 1, -1, -1):
            if not bits >> early & 1 and call.depends_on(calls[early]):
                bits |= 1 << early | before[early]
        before.append(bits)
    return before


@dataclass(slots=True)
class AtRandom:
    """Walks: some change actors at every step, some seldom; in each some actors are in less of a hurry than others."""

    seed: int
    _dice: random.Random = field(default_factory=random.Random)
    _last: str | None = None
    _stay: float = 0.0
    _hurry: dict[str, float] = field(default_factory=dict)

    def begin(self) -> bool:
        """Prepare the next schedule."""
        self._hurry = {}
        self._dice = random.Random(self.seed)  # noqa: S311 - a schedule, no secret
        self.seed += 1
        self._last, self._stay = None, self._dice.choice((0.0, 0.5, 0.8, 0.9))
        return True

    def choose(self, able: Mapping[str, Call]) -> str | None:
        """Whoever the dice say."""
        if self._last not in able or self._dice.random() >= self._stay:
            names = sorted(able)
            for name in names:
                self._hurry.setdefault(name, self._dice.choice((0.03, 0.2, 1.0)))
            self._last = self._dice.choices(names, [self._hurry[name] for name in names])[0]
        return self._last

    def times_out(self) -> bool:
        """Whether a lock is waited for in vain."""
        return self._dice.random() < 0.3

    def end(self, calls: Sequence[Call]) -> None:
        """Nothing is learnt."""


def class_of(calls: Sequence[Call]) -> bytes:
    """The same for two schedules exactly where one becomes the other by exchanging neighbours that commute.

    Each step is named by its actor and its number; which steps stand in which order to those they depend on is all that
    counts.
    """
    numbers: dict[str, int] = {}
    named: list[str] = []
    for call in calls:
        numbers[call.actor] = numbers.get(call.actor, 0) + 1
        named.append(f"{call.actor}{numbers[call.actor]}")
    lines = []
    for late, call in enumerate(calls):
        after = sorted(named[early] for early in range(late) if call.depends_on(calls[early]))
        lines.append(f"{named[late]}:{call.what}:{','.join(after)}")
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=16).digest()


def orders(calls: Sequence[Call]) -> int:
    """How many orders of the same steps there are, each actor's kept."""
    counts: dict[str, int] = {}
    for call in calls:
        counts[call.actor] = counts.get(call.actor, 0) + 1
    total, ways = 0, 1
    for count in counts.values():
        total += count
        ways *= comb(total, count)
    return ways
