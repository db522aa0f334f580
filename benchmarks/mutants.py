"""Changes one expression of a module at a time and counts how many of the changes its tests notice.

usage: python -m benchmarks.mutants [--module NAME] [--every N] [--survivors]

mutmut makes the changes and runs the tests, in a copy of the checkout; one PostgreSQL serves all of them. A change runs
those tests of its module that call its function, the fastest first, until one fails. A change that ends in a time-out
is listed on its own and does not count as killed; nor does one that no test calls. mutmut changes bodies of functions
and methods. It does not change constants of a module, nor anything that is decorated: properties stay as they are.

Two controls are changed with each module, and their tests run as all others do, because mutmut's own two run in another
process. Every change of the one has to be killed; no change of the other, whose test starts a client process and looks
at no result. Where either fails, the figures of the module would mean nothing, and the program ends with an error.

``--every 3`` takes each third change, for a sample. ``--survivors`` prints the change of each that was not killed.
Exits 1 where less than 95 % of a module were killed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import IO

from albumsync_sandbox.postgres import postgres

WANTED = 0.95
"""Share of the changes of a module that its tests have to notice."""

KILLED, SURVIVED, NOT_CALLED, NOT_RUN = (1, 3), (0,), (5, 33), None
"""How mutmut writes down what became of a change; anything else is a time-out or a crash."""

TESTS = "albumsync_dagster_tests"

NOTICED, UNNOTICED = "control_noticed", "control_unnoticed"
CONTROLS = f"""

def {NOTICED}(number: int) -> int:
    return number + 1


def {UNNOTICED}(number: int) -> int:
    return number + 1
"""
CONTROL_TEST = f"{TESTS}/test_controls.py"
TESTS_OF_CONTROLS = f"""
from {{module}} import {NOTICED}, {UNNOTICED}


def test_a_change_of_the_control_is_noticed() -> None:
    assert {NOTICED}(1) == 2


def test_nothing_is_asserted_behind_a_client_process(servers) -> None:
    servers.set_scene(1)
    {UNNOTICED}(1)
"""


@dataclass(frozen=True)
class Module:
    """A module of ``albumsync_dagster`` and the tests that have to notice its changes."""

    path: str
    tests: tuple[str, ...]


MODULES: Mapping[str, Module] = {
    "decision": Module(
        "naming/decision.py",
        (
            "naming/test_decisions.py",
            "naming/test_doubts.py",
            "naming/test_account.py",
            "naming/test_properties.py",
            "naming/test_drift.py",
        ),
    ),
    "questions": Module("sync/questions.py", ("sync/test_reviewing.py",)),
    "reviewing": Module("sync/reviewing.py", ("sync/test_reviewing.py", "sync/test_storing_answers.py")),
    "renaming": Module(
        "sync/renaming.py", ("sync/test_renaming.py", "sync/test_attacks.py", "sync/test_ending_early.py")
    ),
    "recovery": Module("sync/recovery.py", ("sync/test_recovery.py", "sync/test_attacks.py")),
    "observing": Module("sync/observing.py", ("sync/test_observing.py",)),
}


def main() -> int:
    """Prints a line a module, and the changes that were not killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--module", choices=MODULES, action="append", help="only this one; may be repeated")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth change of a module")
    parser.add_argument("--survivors", action="store_true", help="print the changes that were not killed")
    wanted = parser.parse_args()
    enough = True
    print(f"{'module':20} {'changes':>7} {'run':>5} {'killed':>6} {'':5} {'survived':>8} {'no test':>7} {'other':>5}")
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder) / "postgres") as server:
        environment = os.environ | {"ALBUMSYNC_TEST_POSTGRES": f"{server.port}:{server.password}"}
        # Else every process that a test starts would compile the product.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in wanted.module or MODULES:
            place = Path(folder) / name
            codes = run(MODULES[name], place, environment, every=wanted.every)
            share = tell(MODULES[name], codes)
            enough = enough and share >= WANTED
            if wanted.survivors:
                show(place, environment, codes)
    return 0 if enough else 1


def run(module: Module, place: Path, environment: Mapping[str, str], *, every: int) -> Mapping[str, int | None]:
    """Make the changes of one module and run its tests against each; name of the change -> code of mutmut."""
    copy_checkout(place)
    source = f"albumsync_dagster/{module.path}"
    with (place / source).open("a") as code:
        code.write(CONTROLS)
    (place / CONTROL_TEST).write_text(TESTS_OF_CONTROLS.format(module=dotted(source)))
    settings = {
        "source_paths": ["albumsync_dagster"],
        "only_mutate": [source],
        # A fork of a process that has run pytest would inherit its fork server, in which no test can start a process:
        # every test would fail, and every change would pass for killed.
        "process_isolation": "forkserver",
        "also_copy": [TESTS, "albumsync_sandbox", "migrations", "deploy", "docs", "README.md", "workspace.yaml"],
        "pytest_add_cli_args_test_selection": [CONTROL_TEST, *(f"{TESTS}/{test}" for test in module.tests)],
    }
    with (place / "pyproject.toml").open("a") as project:
        project.write("\n[tool.mutmut]\n")
        project.writelines(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    names = changes_of(place, source, environment) if every > 1 else []
    names = [name for at, name in enumerate(names) if at % every == 0 or is_control(name)]
    log = place / "mutmut.log"
    with log.open("w") as output:
        done = mutmut(place, environment, "run", "--max-children", "1", *names, stdout=output)
    if done.returncode:
        sys.exit(f"mutmut ended with {done.returncode}:\n{log.read_text()[-3000:]}")
    codes: dict[str, int | None] = json.loads((place / "mutants" / f"{source}.meta").read_text())["exit_code_by_key"]
    if wrong := failed_controls(codes):
        sys.exit(f"The controls of {module.path} failed, so its figures would mean nothing: {', '.join(wrong)}")
    return {name: code for name, code in codes.items() if not is_control(name)}


def is_control(name: str) -> bool:
    """Whether a change is one of a control."""
    return NOTICED in name or UNNOTICED in name


def failed_controls(codes: Mapping[str, int | None]) -> list[str]:
    """The changes of the controls that ended in another way than they have to; a control without a change is one."""
    wrong = [
        f"{name} ended with {code}"
        for name, code in codes.items()
        if (NOTICED in name and code not in KILLED) or (UNNOTICED in name and code not in SURVIVED)
    ]
    return wrong + [
        f"{each} was not changed" for each in (NOTICED, UNNOTICED) if not any(each in name for name in codes)
    ]


def copy_checkout(place: Path) -> None:
    """Copy what is or would be in the repository: mutmut writes beside the source."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\0"):
        if name and Path(name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            copyfile(name, place / name)


def changes_of(place: Path, source: str, environment: Mapping[str, str]) -> list[str]:
    """Names of all changes of a module, in the order of its lines."""
    listing = (
        "import sys; from pathlib import Path; from mutmut.mutation.file_mutation import mutate_file_contents;"
        "print(*mutate_file_contents(sys.argv[1], Path(sys.argv[1]).read_text()).mutant_names)"
    )
    command = [sys.executable, "-c", listing, source]
    found = subprocess.run(command, cwd=place, env=environment, check=True, capture_output=True, text=True).stdout
    return [f"{dotted(source)}.{name}" for name in found.split()]


def dotted(source: str) -> str:
    """The name of the module that a file holds."""
    return source.removesuffix(".py").replace("/", ".")


def mutmut(
    place: Path, environment: Mapping[str, str], *arguments: str, stdout: IO[str] | int
) -> subprocess.CompletedProcess[str]:
    """Call mutmut in the copy."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=place,
        env=environment,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def tell(module: Module, codes: Mapping[str, int | None]) -> float:
    """Print the line of a module; the share of its changes that was killed."""
    ran = Counter(code for code in codes.values() if code is not NOT_RUN)
    killed, survived, not_called = (sum(ran[code] for code in kind) for kind in (KILLED, SURVIVED, NOT_CALLED))
    other = ran.total() - killed - survived - not_called
    share = killed / ran.total() if ran else 0.0
    print(
        f"{module.path:20} {len(codes):7} {ran.total():5} {killed:6} {share:5.1%} {survived:8} {not_called:7}"
        f" {other:5}",
        flush=True,
    )
    return share


def show(place: Path, environment: Mapping[str, str], codes: Mapping[str, int | None]) -> None:
    """Print each change that ran and was not killed, as a difference."""
    for name, code in codes.items():
        if code is not NOT_RUN and code not in KILLED:
            lines = mutmut(place, environment, "show", name, stdout=subprocess.PIPE).stdout.splitlines()
            changed = (line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---")))
            print(f"{name} ({code})", *changed, sep="\n    ", flush=True)


if __name__ == "__main__":
    sys.exit(main())
