"""Schedules run, judged and counted.

``python -m benchmarks.chaos --schedules`` and the tests use it. Not here: which order is tried (``exploring``), what
must hold (``truths``).
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from albumsync_dagster_tests.support.exploring import AtRandom, Exhaustive, Explorer, class_of, orders
from albumsync_dagster_tests.support.interleaving import Call, Scheduler, steps_of
from albumsync_dagster_tests.support.planted import Bug, planted
from albumsync_dagster_tests.support.scenarios import Scenario, World, named
from albumsync_dagster_tests.support.truths import Truths

VACUUM_EVERY = 200
_STRIDE = 257
"""A prime, so that a few schedules are of scenarios of all kinds."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What a schedule broke."""

    scenario: str
    schedule: str
    what: str

    def __str__(self) -> str:
        return f"{self.scenario}: {self.schedule}: {self.what}"


@dataclass(slots=True)
class Explored:
    """What came of many schedules."""

    ran: int = 0
    """Schedules that came to their end."""
    cut: int = 0
    """Schedules that were given up where every way on had been seen."""
    classes: set[bytes] = field(default_factory=set)
    """Schedules that differ by more than the order of steps that commute."""
    steps: int = 0
    orders: dict[str, int] = field(default_factory=dict)
    """By scenario that was explored to its end: orders that there are, at least, without reduction."""
    complete: dict[str, int] = field(default_factory=dict)
    """By scenario that was explored to its end: schedules that it took."""
    races: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Explored) -> None:
        """Take what came of more schedules into this."""
        self.ran, self.cut, self.steps = self.ran + other.ran, self.cut + other.cut, self.steps + other.steps
        self.classes |= other.classes
        self.orders |= other.orders
        self.complete |= other.complete
        self.races.update(other.races)
        self.violations += other.violations
        self.seconds += other.seconds

    @property
    def distinct(self) -> int:
        """How many schedules were really different."""
        return len(self.classes)


@dataclass(slots=True)
class Servers:
    """A world with what was judged before."""

    world: World
    judged: dict[bytes, tuple[tuple[str, ...], Counter[str]]] = field(default_factory=dict)
    """By a digest of what an ended schedule left: what one more run made of it. The same is not judged twice."""

    def run(self, scenario: Scenario, explorer: Explorer, into: Explored) -> bool:
        """One schedule.

        Returns:
            False where the explorer has none left.
        """
        if not explorer.begin():
            return False
        start = self.world.set_scene(scenario)
        truths = Truths(self.world, start)
        scheduler = Scheduler(self.world.clock, truths.note)
        acts = {
            name: (lambda name=name, act=act: act(self.world, self.world.systems(name), name))
            for name, act in scenario.actors.items()
        }
        for name in scenario.actors:
            self.world.systems(name)
        self.world.scheduler = scheduler
        times_out = explorer.times_out if isinstance(explorer, AtRandom) else lambda: False
        whole = scheduler.run(acts, explorer.choose, times_out)
        calls = [event.call for event in scheduler.events]
        explorer.end(calls)
        into.steps += len(calls)
        if not whole:
            self.world.scheduler = None
            into.cut += 1
            return True
        into.ran += 1
        into.classes.add(scenario.name.encode() + class_of(calls))
        found = [*truths.found, *truths.ended()]
        self.world.scheduler = None
        found += self._judge(scenario, truths)
        into.races.update(truths.races)
        into.violations += [Violation(scenario.name, scheduler.text(), each) for each in found]
        if into.ran % VACUUM_EVERY == 0:
            self.world.vacuum()
        if isinstance(explorer, Exhaustive):
            into.orders[scenario.name] = max(into.orders.get(scenario.name, 0), orders(calls))
        return True

    def _judge(self, scenario: Scenario, truths: Truths) -> Sequence[str]:
        names = [(each.album_key, each.name, each.by_a_person, each.once_more) for each in truths.names]
        known = (scenario.scene, self.world.state_key(), names, sorted(truths.races), sorted(truths.lost))
        key = hashlib.blake2b(repr((*known, sorted(truths.sent_once_more))).encode(), digest_size=16).digest()
        if key not in self.judged:
            before = Counter(truths.races)
            found = tuple(truths.after_one_more_run())
            self.judged[key] = found, truths.races - before
            return found
        found, races = self.judged[key]
        truths.races.update(races)
        return found


class Replay:
    """Follows a schedule's text, and then whoever comes first."""

    def __init__(self, text: str) -> None:
        self._left = list(steps_of(text))
        self._begun = False

    def begin(self) -> bool:
        """There is one schedule."""
        self._begun, begun = True, self._begun
        return not begun

    def choose(self, able: Mapping[str, Call]) -> str | None:
        """The next actor of the text."""
        while self._left:
            name = self._left.pop(0)
            if name in able:
                return name
        return next(iter(able))

    def end(self, calls: Sequence[Call]) -> None:
        """Nothing is learnt."""


def explore(servers: Servers, scenarios: Iterable[Scenario], *, at_most: int, into: Explored | None = None) -> Explored:
    """Every schedule of these scenarios, up to so many of each."""
    found = into or Explored()
    begun = time.monotonic()
    for scenario in scenarios:
        explorer, ran = Exhaustive(), found.ran
        while found.ran - ran < at_most:
            if not servers.run(scenario, explorer, found):
                found.complete[scenario.name] = found.ran - ran
                break
    found.seconds += time.monotonic() - begun
    return found


def wander(
    servers: Servers, scenarios: Sequence[Scenario], *, seed: int, schedules: int, into: Explored | None = None
) -> Explored:
    """So many schedules of these scenarios at random."""
    found = into or Explored()
    begun = time.monotonic()
    for number in range(schedules):
        servers.run(scenarios[(seed + number) * _STRIDE % len(scenarios)], AtRandom(seed + number), found)
    found.seconds += time.monotonic() - begun
    return found


def replay(servers: Servers, scenario: Scenario, text: str) -> Explored:
    """One schedule once more, and one more run after it."""
    found = Explored()
    Servers(servers.world).run(scenario, Replay(text), found)
    return found


def find(servers: Servers, bug: Bug, *, at_most: int = 1000) -> Explored:
    """Schedules of the scenario in which a planted bug shows, until it does."""
    found = Explored()
    begun = time.monotonic()
    explorer = Exhaustive()
    # A scene is set by the product as it is, and nothing that was judged without the bug holds with it.
    servers.world.set_scene(named(bug.scenario))
    judge = Servers(servers.world)
    with planted(bug):
        while not found.violations and found.ran < at_most and judge.run(named(bug.scenario), explorer, found):
            pass
    found.seconds += time.monotonic() - begun
    return found
