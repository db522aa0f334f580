"""How fast names are proposed and scored, how often proposals of each confidence are right, the properties at length.

    python benchmarks/naming.py [--cases CASES.jsonl] [--pairs PAIRS.jsonl] [--albums 10000]
    python benchmarks/naming.py --properties 10000

Without files the names are made up. ``--cases`` takes labelled albums ({"album_key", "name", "photos", "expect":
{"date", "words"}}) and also counts how many are right in each fifth by confidence; ``--pairs`` takes {"existing",
"proposed"}. Counts are printed first, then rates of processor time on one core, then where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from albumsync_dagster.cli.jsonl import read_album
from albumsync_dagster.naming import Album, CaptureDays, Evidence, drift, propose, propose_account
from albumsync_dagster.naming.parsing import canonical_words

Pair = tuple[Album, Evidence]

_TABLES = frozenset(
    {"words", "patterns", "spellings", "compiled", "_printer", "_compiled", "_inverses", "_names_of_months"}
)
"""Made once a process from the data of the languages, not once a name."""

_PLACES = ("Lakeside", "Hillcrest", "Mercer", "Rovers", "Wanderers", "Harbour", "Valley", "Stanton", "Farmdale")
_FORMS = (
    "{y} {a} vs {b}",
    "{a} vs {b} - {y}-{m:02d}-{d:02d}",
    "{a} at {b} {m:02d}-{d:02d}-{y}",
    "{a} Cup - Day {n}",
    "HS VB – {a} vs {b} – Senior Night {y}",
    "{a} Girls Soccer - Jan 1",
    "{a} Boys vs {b} - May 3 - May 3",
    "{a} Invitational {n}",
)


def made_up(count: int) -> list[Pair]:
    """So many albums with names and capture days of every kind, always the same."""
    rng = random.Random(7)  # noqa: S311
    pairs = []
    for number in range(count):
        day = date(2019, 1, 1) + timedelta(days=rng.randrange(2400))
        a, b = rng.sample(_PLACES, 2)
        name = rng.choice(_FORMS).format(
            a=f"{a} {number}", b=b, y=day.year, m=day.month, d=day.day, n=rng.randint(1, 9)
        )
        album = Album(album_key=f"k{number}", name=name)
        pairs.append((album, Evidence(capture=CaptureDays(days={day: rng.randint(1, 400)}))))
    return pairs


def count_right(cases: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """(right, all) of each fifth of the proposals by confidence. Right keeps every word and prints the date."""
    found = []
    for number, case in enumerate(cases):
        proposal = propose(*read_album(number, case))
        kept = set(canonical_words(proposal.proposed)) | {"vs"}
        words = all({*canonical_words(word)} <= kept for word in case["expect"].get("words", ()))
        found.append((proposal.confidence, words and case["expect"].get("date", "") in proposal.proposed))
    found.sort()
    size = max(len(found) // 5, 1)
    fifths = [found[i * size : (i + 1) * size] for i in range(5)]
    return [(sum(good for _, good in fifth), len(fifth)) for fifth in fifths]


def count_operations(pairs: list[Pair]) -> dict[str, float]:
    """Calls a name by cProfile: operations of regular expressions, and readings of a text for dates."""
    _forget()
    profile = cProfile.Profile()
    profile.enable()
    for album, evidence in pairs:
        propose(album, evidence)
    profile.disable()
    totals: Counter[str] = Counter()
    for (file, _, function), (calls, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if "re.Pattern" in function or "regex.Pattern" in function:
            totals["regex operations"] += calls
        if function in {"_strict", "_beside"} and file.endswith(("resolve.py", "beside.py")):
            totals["readings for dates"] += calls
    return {name: count / len(pairs) for name, count in totals.items()}


def rate(work: Callable[[], int]) -> float:
    """Names a second of processor time."""
    start = time.process_time()
    return work() / (time.process_time() - start)


def measure(pairs: list[Pair], names: list[tuple[str, str]], albums: int) -> None:
    """Prints counts, rates and the profile."""
    account = made_up(albums)
    print(f"{len(pairs)} albums to propose, {len(names)} pairs to score, an account of {len(account)} albums")
    _forget()
    print(f"propose          {rate(lambda: len([propose(a, e) for a, e in pairs])):8.0f} a second")
    _forget()
    print(f"drift            {rate(lambda: len([drift(a, b) for a, b in names])):8.0f} a second")
    _forget()
    start = time.process_time()
    proposals = propose_account(account)
    rating = len(account) / (time.process_time() - start)
    print(f"propose_account  {rating:8.0f} a second, {dict(Counter(p.decision.value for p in proposals))}")
    _forget()
    profile = cProfile.Profile()
    profile.enable()
    for album, evidence in account[:3000]:
        propose(album, evidence)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(15)


def _forget() -> None:
    """Empties the caches, so that each measurement starts cold."""
    for module in [m for name, m in sys.modules.items() if name.startswith("albumsync_dagster.naming.")]:
        for value in vars(module).values():
            clear = getattr(value, "cache_clear", None)
            if clear is not None and value.__name__ not in _TABLES:
                clear()


def properties(examples: int) -> int:
    """Runs the properties of the tests over so many examples."""
    tests = Path(__file__).parents[1] / "albumsync_dagster_tests" / "naming"
    files = [str(tests / f"test_{name}.py") for name in ("properties", "mixtures")]
    environment = {**os.environ, "ALBUMSYNC_PROPERTY_EXAMPLES": str(examples)}
    command = [sys.executable, "-m", "pytest", *files, "-o", "timeout=0", "--durations=15"]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--albums", type=int, default=10_000)
    parser.add_argument("--properties", type=int, metavar="EXAMPLES")
    arguments = parser.parse_args()
    if arguments.properties:
        return properties(arguments.properties)
    pairs = made_up(2000)
    if arguments.cases:
        cases = [json.loads(line) for line in arguments.cases.read_text(encoding="utf-8").splitlines()]
        pairs = [read_album(number, case) for number, case in enumerate(cases)]
        for number, (good, total) in enumerate(count_right(cases), start=1):
            print(f"fifth {number} by confidence: right {good:4} of {total:4}")
    names = [(album.name, re.sub(r"\d{4}", "2018", album.name) + " - May 3, 2018") for album, _ in pairs]
    if arguments.pairs:
        lines = (json.loads(line) for line in arguments.pairs.read_text(encoding="utf-8").splitlines())
        names = [(entry["existing"], entry["proposed"]) for entry in lines]
    for name, count in count_operations(pairs).items():
        print(f"{name:20} {count:6.1f} a name")
    measure(pairs, names, arguments.albums)
    return 0


if __name__ == "__main__":
    sys.exit(main())
