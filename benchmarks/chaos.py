"""Kills the client with SIGKILL, and breaks the answer, at every call of apply, undo, heal and recovery.

usage: python -m benchmarks.chaos [--albums 20] [--faults] [--scenario NAME]

Prints one line a scenario: calls of an undisturbed run (counted, not listed), points disturbed, violations found after
one more run. Exits 1 if there is any. Counts only; how long it takes is of no interest.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from albumsync_dagster_tests.support.chaos import FAULTS, SCENARIOS, Tally, fault_everywhere, kill_everywhere
from albumsync_dagster_tests.support.stage import stage
from albumsync_sandbox.postgres import postgres


def main() -> int:
    """Runs every scenario and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--albums", type=int, default=20)
    parser.add_argument("--faults", action="store_true", help="break answers instead of killing the client")
    parser.add_argument("--scenario", choices=[scenario.name for scenario in SCENARIOS])
    wanted = parser.parse_args()
    # A connection that is cut on purpose is an error to the server that has to cut it.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    tallies: list[Tally] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        postgres(Path(folder) / "postgres") as server,
        stage(server) as theatre,
    ):
        print(f"{'scenario':10} {'albums':>6} {'calls':>6} {'points':>6} {'killed':>6} {'violations':>10}  exit codes")
        for scenario in SCENARIOS:
            if wanted.scenario in (None, scenario.name):
                if wanted.faults:
                    tally = fault_everywhere(theatre, scenario, wanted.albums, FAULTS)
                else:
                    tally = kill_everywhere(theatre, scenario, wanted.albums)
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
