"""Kills the client with SIGKILL, and breaks the answer, at every call of apply, undo, heal and recovery.

usage: python -m benchmarks.chaos [--albums 20] [--faults] [--scenario NAME]
       python -m benchmarks.chaos --schedules N [--seed S]
       python -m benchmarks.chaos --planted
       python -m benchmarks.chaos --schedule 'SCENARIO: TEXT'

With ``--schedules`` several actors work at once, in N orders of their calls: half of them every order that can differ
of two actors on one album, up to an equal share of each pair, the rest at random with two runs, a person and a death.
``--planted`` plants a bug of each kind and searches for it. ``--schedule`` runs one schedule again, as it was printed.

Without them it prints one line a scenario: calls of an undisturbed run (counted, not listed), points disturbed,
violations found after one more run. Exits 1 if there is any. Counts only; how long it takes is of no interest.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from albumsync_dagster_tests.support.chaos import FAULTS, SCENARIOS, Tally, fault_everywhere, kill_everywhere
from albumsync_dagster_tests.support.planted import PLANTED
from albumsync_dagster_tests.support.scenarios import CROWDS, TWO, named, world
from albumsync_dagster_tests.support.schedules import Explored, Servers, explore, find, replay, wander
from albumsync_dagster_tests.support.stage import stage
from albumsync_sandbox.postgres import postgres


def several_actors(wanted: argparse.Namespace) -> int:
    """Explores orders of the calls of several actors; 1 where one of them broke something."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        postgres(Path(folder) / "postgres") as server,
        world(server) as made,
    ):
        servers = Servers(made)
        if wanted.planted:
            return search_for_planted_bugs(servers)
        if wanted.schedule:
            name, _, text = wanted.schedule.partition(":")
            mine = replay(servers, named(name.strip()), text)
            for violation in mine.violations:
                print("   ", violation)
            return tell(mine)
        found = Explored()
        until = time.monotonic() + 60 * wanted.minutes
        print(f"{'scenario':24} {'schedules':>9} {'of orders':>12} {'races':>5} {'violations':>10}")
        pairs = {"pairs": wanted.schedules, "crowds": 0, None: wanted.schedules // 2}[wanted.only]
        for number, scenario in enumerate(TWO if pairs else ()):
            if time.monotonic() > until:
                break
            before = found.ran
            share = (pairs - before) // (len(TWO) - number)
            mine = explore(servers, [scenario], at_most=share, into=Explored())
            found.add(mine)
            for violation in mine.violations[:10]:
                print("   ", violation, flush=True)
            whole = "" if scenario.name in mine.complete else ", not all"
            print(
                f"{scenario.name:24} {mine.ran:9,} {mine.orders.get(scenario.name, 0):12,} {mine.races.total():5}"
                f" {len(mine.violations):10}{whole}",
                flush=True,
            )
        left = wanted.schedules - found.ran if wanted.only != "pairs" else 0
        while left > 0 and time.monotonic() < until:
            mine = wander(servers, CROWDS, seed=wanted.seed, schedules=min(left, 100))
            found.add(mine)
            for violation in mine.violations[:10]:
                print("   ", violation, flush=True)
            print(
                f"{f'at random, seed {wanted.seed}':24} {mine.ran:9,} {'':12} {mine.races.total():5}"
                f" {len(mine.violations):10}  {found.distinct:,} different, {mine.ran / mine.seconds:.1f} a second",
                flush=True,
            )
            wanted.seed += 100
            left -= 100
        return tell(found)


def tell(found: Explored) -> int:
    """Prints what came of the schedules."""
    print(
        f"{found.ran:,} schedules, {found.distinct:,} of them different, {found.steps:,} steps, {found.cut:,} cut;"
        f" {found.ran / max(found.seconds, 0.001):.1f} a second; {len(found.violations)} violations"
    )
    complete = {name: found.orders[name] for name in found.complete}
    if complete:
        ran = sum(found.complete.values())
        print(
            f"explored to the end: {len(complete)} scenarios, {ran:,} schedules for {sum(complete.values()):,} orders"
        )
    for race, count in sorted(found.races.items()):
        print(f"declared race, {count:,} schedules: {race}")
    return 1 if found.violations else 0


def search_for_planted_bugs(servers: Servers) -> int:
    """Plants one bug after the other and searches for it; 1 where one was not found."""
    missed = 0
    for name, bug in PLANTED.items():
        found = find(servers, bug)
        shown = found.violations[0] if found.violations else "NOT FOUND"
        print(f"{name}: {found.ran} schedules, {found.seconds:.1f} s: {shown}", flush=True)
        missed += not found.violations
    return 1 if missed else 0


def main() -> int:
    """Runs every scenario and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--albums", type=int, default=20)
    parser.add_argument("--faults", action="store_true", help="break answers instead of killing the client")
    parser.add_argument("--scenario", choices=[scenario.name for scenario in SCENARIOS])
    parser.add_argument("--schedules", type=int, metavar="N", help="orders of the calls of several actors")
    parser.add_argument("--seed", type=int, default=1, help="of the schedules at random")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop exploring after so long")
    parser.add_argument("--only", choices=["pairs", "crowds"], help="one kind of schedules alone")
    parser.add_argument("--planted", action="store_true", help="plant bugs and search for them")
    parser.add_argument("--schedule", metavar="SCENARIO: TEXT", help="run one schedule again")
    wanted = parser.parse_args()
    if wanted.schedules or wanted.planted or wanted.schedule:
        return several_actors(wanted)
    # A connection that is cut on purpose is an error to the server that has to cut it.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    tallies: list[Tally] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        postgres(Path(folder) / "postgres") as server,
        stage(server) as servers,
    ):
        print(f"{'scenario':10} {'albums':>6} {'calls':>6} {'points':>6} {'killed':>6} {'violations':>10}  exit codes")
        for scenario in SCENARIOS:
            if wanted.scenario in (None, scenario.name):
                if wanted.faults:
                    tally = fault_everywhere(servers, scenario, wanted.albums, FAULTS)
                else:
                    tally = kill_everywhere(servers, scenario, wanted.albums)
                tallies.append(tally)
                codes = ", ".join(f"{code}: {count}" for code, count in sorted(tally.exit_codes.items()))
                print(
                    f"{tally.scenario:10} {wanted.albums:6} {tally.calls:6} {tally.points:6} {tally.killed:6} "
                    f"{len(tally.violations):10}  {codes}",
                    flush=True,
                )
                for violation in tally.violations[:20]:
                    print("   ", violation)
    print(f"{sum(tally.points for tally in tallies)} points, {sum(len(t.violations) for t in tallies)} violations")
    return 1 if any(tally.violations for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
