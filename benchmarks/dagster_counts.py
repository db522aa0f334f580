"""Counts what Dagster costs: event-log rows and seconds, on the sandbox's own dagster-postgres.

``python benchmarks/dagster_counts.py [--albums 1000] [--partitions 10000]`` starts everything itself, in a folder of
its own, and prints a table. Counts come first: they are the same on every machine, seconds are not. With
``--chromium /usr/bin/chromium``, and Playwright installed, pages with that many albums are timed in a browser too.

``--picked`` measures instead what people wait for who pick albums in the web UI of a large account: 10 and 25 albums
scattered over it, and 500 neighbours. With ``--before CHECKOUT`` the same is measured first on another checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

import dagster as dg  # noqa: E402 - the project has to be on the path, because its tests' helpers are not installed

from albumsync_dagster.clients import open_systems  # noqa: E402
from albumsync_dagster.defs.partitions import album_key, new_partitions  # noqa: E402
from albumsync_dagster.naming import CaptureDays  # noqa: E402
from albumsync_dagster.settings import load_settings  # noqa: E402
from albumsync_dagster.sync.planning import make_plan  # noqa: E402
from albumsync_dagster.sync.reading import read_listing  # noqa: E402
from albumsync_dagster.sync.values import Run  # noqa: E402
from albumsync_dagster_tests.defs.deployment import Deployment, deployment, until  # noqa: E402
from albumsync_dagster_tests.support.stage import gallery_of, kept_album, sample_album  # noqa: E402
from albumsync_sandbox import World, sandbox  # noqa: E402
from albumsync_sandbox.gallery import GalleryAlbum, SampleGallery  # noqa: E402

RENAMED = 25


def gallery(albums: int) -> SampleGallery:
    """An account of which 25 albums are to be renamed and all others are right."""
    right = (
        renumbered(kept_album(0), f"K{number:05}", f"Kept Regatta {number + 1} - May 30, 2025")
        for number in range(albums - RENAMED)
    )
    return gallery_of([*map(sample_album, range(RENAMED)), *right])


def measured(what: str, instance: dg.DagsterInstance, work: Callable[[], dg.ExecuteInProcessResult]) -> None:
    """Run something and print a line of the table."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    if not result.success:
        raise SystemExit(f"{what} failed; see its log above.")
    events = instance.all_logs(result.run_id)
    kinds = [event.dagster_event_type for event in events]
    print(
        f"| {what} | {len(events):,} | {kinds.count(dg.DagsterEventType.ASSET_MATERIALIZATION):,} | {seconds:.1f} |",
        flush=True,
    )


def count(world: World, instance: dg.DagsterInstance) -> None:
    """Event-log rows and seconds of what people and clocks start."""
    from albumsync_dagster.defs.factory import build_defs

    defs = build_defs()
    print("| run | event-log rows | materializations | seconds |\n|---|---:|---:|---:|")

    def job(name: str, config: Mapping[str, Any] | None = None) -> Callable[[], dg.ExecuteInProcessResult]:
        return lambda: defs.resolve_job_def(name).execute_in_process(
            instance=instance, run_config=config, raise_on_error=False
        )

    albums = len(world.gallery.albums)
    measured(f"refresh_albums, the first reading of {albums:,} albums", instance, job("refresh_albums"))
    partitions = sorted(instance.get_dynamic_partitions("albums"))
    drifted = [key for key in partitions if album_key(key).startswith("Alb")]
    ends = {"dagster/asset_partition_range_start": drifted[0], "dagster/asset_partition_range_end": drifted[-1]}
    measured(
        f"canonical_name_proposals of {RENAMED} picked albums",
        instance,
        lambda: defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey("canonical_name_proposals")],
            tags=ends,
            raise_on_error=False,
        ),
    )
    measured(f"sync_albums, {RENAMED} of {albums:,} albums renamed", instance, job("sync_albums", {"mode": "apply"}))
    measured(f"sync_albums, nothing to do for {albums:,} albums", instance, job("sync_albums", {"mode": "apply"}))
    measured(
        f"album_renames of {RENAMED} picked albums, nothing to do",
        instance,
        lambda: defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey("album_renames")], tags=ends, raise_on_error=False
        ),
    )
    measured("verify_names", instance, job("verify_names"))
    measured("health_report", instance, job("health_report"))


QUESTIONS = {
    "the picker: every partition with its state": (
        "query($a:[String!]!){assetNodeOrError(assetKey:{path:$a}){...on AssetNode{partitionKeys assetPartitionStatuses"
        "{...on DefaultPartitionStatuses{materializedPartitions failedPartitions materializingPartitions "
        "unmaterializedPartitions}}}}}"
    ),
    "the asset page: definition, checks, latest materialization": (
        "query($a:[String!]!){assetNodeOrError(assetKey:{path:$a}){...on AssetNode{description groupName kinds "
        "assetMaterializations(limit:1){timestamp} partitionStats{numMaterialized numPartitions numFailed}"
        "assetChecksOrError{...on AssetChecks{checks{name executionForLatestMaterialization{status}}}}}}}"
    ),
}


def ask(services: Deployment, partitions: int, instance: dg.DagsterInstance) -> None:
    """Seconds in which the web UI's own questions are answered with many albums."""
    missing = partitions - len(instance.get_dynamic_partitions("albums"))
    instance.add_dynamic_partitions("albums", [f"album-{number:05}:X{number:05}" for number in range(missing)])
    print(f"\n| web UI with {partitions:,} albums | seconds | answer |\n|---|---:|---:|")
    for what, query in QUESTIONS.items():
        body = json.dumps({"query": query, "variables": {"a": ["album_renames"]}}).encode()
        for turn in ("first", "again"):
            start = time.perf_counter()
            request = urllib.request.Request(
                f"http://127.0.0.1:{services.web_port}/graphql", body, {"content-type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
                size = len(answer.read())
            print(f"| {what}, {turn} | {time.perf_counter() - start:.2f} | {size / 1024:,.0f} kB |", flush=True)


def browse(services: Deployment, chromium: str, first: str, last: str) -> None:
    """Seconds a person waits for the asset page and the picker: the first time, and with all in the browser's cache."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = window.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        asset = f"http://127.0.0.1:{services.web_port}/assets/album_renames"
        materialize = page.locator("button:enabled", has_text="Materialize").first
        search = page.get_by_placeholder("Filter partitions")
        found = page.get_by_role("menuitem", name=last).or_(page.locator("label", has_text=last)).first

        def open_picker() -> None:
            materialize.click()
            page.get_by_text("Select a partition or create one").click()
            search.wait_for()

        def pick() -> None:
            found.click()
            search.fill("")
            page.keyboard.press("Escape")
            page.get_by_text(last).first.wait_for(state="attached")

        steps: dict[str, Callable[[], object]] = {
            "asset page, until its description is there": lambda: (
                page.goto(asset),
                page.get_by_text("Renames albums in SmugMug").first.wait_for(),
            ),
            "its partitions, until the first album is listed": lambda: (
                page.goto(f"{asset}?view=partitions"),
                # What is shown may be shortened in the middle; the whole name stands beside it, hidden.
                page.get_by_text(first).first.wait_for(state="attached"),
            ),
            "Materialize pressed, until albums can be searched": open_picker,
            "the last album typed, until it is there to be clicked": lambda: (search.fill(last), found.wait_for()),
            "it is clicked, until it stands in the selection": pick,
        }
        print("\n| in the browser | first | again |\n|---|---:|---:|")
        turns: list[list[float]] = [[], []]
        for turn in turns:
            for step in steps.values():
                start = time.perf_counter()
                step()
                turn.append(time.perf_counter() - start)
        for what, *seconds in zip(steps, *turns, strict=True):
            print(f"| {what} | {seconds[0]:.1f} s | {seconds[1]:.1f} s |", flush=True)
        window.close()


FRIDAYS = 30
"""Days of the sample albums that lie in one year."""


def large_gallery(albums: int, scattered: int, neighbours: int) -> SampleGallery:
    """An account whose albums are right but for some that are scattered over it and some neighbours."""
    made = [
        # All on a Friday of 2025: a day in the future is a question, and albums that are asked about are not renamed.
        renumbered(sample_album(number % FRIDAYS), f"N{number:05}", f"Harbor Cup {number + 1:05} - Stars vs Thunder")
        for number in range(neighbours)
    ]
    others = albums - neighbours
    every = others // max(scattered, 1)
    for number in range(others):
        if number % every == 0 and number // every < scattered:
            name = f"Kept Regatta {number:05} - Stars vs Thunder"
            made.append(renumbered(kept_album(0), f"S{number // every:05}", name))
        else:
            made.append(renumbered(kept_album(0), f"K{number:05}", f"Kept Regatta {number:05} - May 30, 2025"))
    return gallery_of(made)


def renumbered(album: GalleryAlbum, key: str, name: str) -> GalleryAlbum:
    """The same album under another key and name."""
    images = tuple(replace(image, image_key=f"{key}{at}") for at, image in enumerate(album.images))
    url_name = "-".join(name.replace(" - ", " ").replace(",", "").split())
    return replace(
        album,
        album_key=key,
        node_id=f"n{key}",
        name=name,
        original_name=name,
        url_name=url_name,
        url_path=f"/Sports/{url_name}",
        images=images,
    )


def pick(world: World, services: Deployment, instance: dg.DagsterInstance, keys: list[str]) -> str:
    """Pick these albums in the web UI, wait until all are renamed and all runs are over; a line of the table."""
    partitions = {album_key(key): key for key in instance.get_dynamic_partitions("albums")}
    requests, begun = world.smugmug.counts.requests(), time.monotonic()
    runs_before = {run.run_id for run in instance.get_runs()}
    services.backfill("album_renames", [partitions[key] for key in keys])

    def renamed() -> bool | None:
        names = [world.smugmug.state.album(key).name for key in keys]
        return True if all(name.endswith(", 2025") for name in names) else None

    until(renamed, "the last album is renamed", seconds=1800)
    seconds = time.monotonic() - begun

    def over() -> list[Any] | None:
        found = [record for record in instance.get_run_records() if record.dagster_run.run_id not in runs_before]
        return found if all(record.dagster_run.is_finished for record in found) else None

    time.sleep(5)
    records = until(over, "the runs are over", seconds=1800)
    events = sum(len(instance.all_logs(record.dagster_run.run_id)) for record in records)
    took = [(record.end_time or 0) - (record.start_time or 0) for record in records]
    failed = sum(not record.dagster_run.is_success for record in records)
    requests = world.smugmug.counts.requests() - requests
    return (
        f"| {len(records)} | {requests:,} | {requests / len(keys):.1f} | {events:,} | {seconds:.1f}"
        f" | {sum(took) / len(took):.1f} | {failed} |"
    )


def picked(albums: int, counts: list[int], neighbours: int) -> None:
    """The table of picked albums, of the checkout that this process imports."""
    folder = Path(tempfile.mkdtemp(prefix="albumsync-picked-"))
    folder.chmod(0o755)
    try:
        with (
            sandbox(folder / "sandbox", gallery=large_gallery(albums, sum(counts), neighbours)) as world,
            pointed_at(world) as environment,
            deployment(folder / "home", environment) as (services, instance),
            open_systems(load_settings()) as systems,
        ):
            run = Run(id="benchmark", changed_by="benchmark", started_at=datetime.now(UTC))
            _, listed = read_listing(systems, run)
            instance.add_dynamic_partitions("albums", new_partitions(listed, []))
            # As if the photos had been read: that costs a request an album, before and after.
            capture = {
                album.album_key: CaptureDays(days=Counter(image.taken.date() for image in album.images if image.taken))
                for album in world.gallery.albums
            }
            systems.supabase.record_capture(
                [(album, capture[album.album_key]) for album in listed], as_of=run.started_at
            )
            make_plan(systems, run, load_settings().naming_options(run.started_at.date()))
            print("| picked | runs | requests | an album | event rows | seconds | seconds a run | failed runs |")
            print("|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)
            scattered = sorted(key for key in capture if key.startswith("S"))
            for count in counts:
                keys, scattered = scattered[:count], scattered[count:]
                line = pick(world, services, instance, keys)
                print(f"| {count} scattered of {albums:,} {line}", flush=True)
            adjacent = sorted(key for key in capture if key.startswith("N"))
            line = pick(world, services, instance, adjacent)
            print(f"| {len(adjacent)} neighbours of {albums:,} {line}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def pointed_at(world: World) -> Iterator[dict[str, str]]:
    """This process's environment points at the world."""
    environment = world.environment() | {"ALBUMSYNC_REQUESTS_PER_SECOND": "50"}
    os.environ.update(environment)
    yield environment


def main() -> None:
    """Start everything, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--albums", type=int, default=1000)
    parser.add_argument("--partitions", type=int, default=10_000)
    parser.add_argument("--chromium", help="a Chromium; also times the pages in it")
    parser.add_argument("--picked", action="store_true", help="measure picked albums of an account of --partitions")
    parser.add_argument(
        "--scattered", type=int, nargs="*", default=[10, 25], help="albums picked together, with --picked"
    )
    parser.add_argument("--neighbours", type=int, default=500, help="albums side by side, with --picked")
    parser.add_argument("--before", type=Path, help="another checkout, measured first; with --picked")
    options = parser.parse_args()
    if options.picked:
        if options.before:
            before = options.before.resolve()
            script = shutil.copy(__file__, before / "benchmarks")
            command = [sys.executable, script, "--picked", "--partitions", str(options.partitions)]
            command += ["--neighbours", str(options.neighbours), "--scattered", *map(str, options.scattered)]
            print(f"Before, {before}:\n", flush=True)
            subprocess.run(command, env=os.environ | {"PYTHONPATH": str(before)}, cwd=before, check=True)
            print("\nAfter:\n", flush=True)
        picked(options.partitions, options.scattered, options.neighbours)
        return
    folder = Path(tempfile.mkdtemp(prefix="albumsync-counts-"))
    # Its state belongs to the database's own user where this runs as root.
    folder.chmod(0o755)
    try:
        with (
            sandbox(folder / "sandbox", gallery=gallery(options.albums)) as world,
            pointed_at(world) as environment,
            deployment(folder / "home", environment) as (services, instance),
        ):
            count(world, instance)
            ask(services, options.partitions, instance)
            if options.chromium:
                albums = instance.get_dynamic_partitions("albums")
                browse(services, options.chromium, first=albums[0], last=albums[-1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
