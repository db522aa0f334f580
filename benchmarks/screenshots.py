# /// script
# requires-python = ">=3.11"
# dependencies = ["playwright", "psycopg[binary]", "pyyaml"]
# ///
"""Walks through the web UI in headless Chromium as a photographer would, and keeps pictures of it in ``docs/``.

Run it against a fresh sandbox whose hourly schedule ticks every minute, with any Chromium; it writes nothing but the
pictures::

    ALBUMSYNC_VERIFY_CRON="* * * * *" albumsync sandbox --dagster --env-file sandbox.env &
    python benchmarks/screenshots.py --environment sandbox.env --ui http://127.0.0.1:3000 --chromium /usr/bin/chromium

It fails where a page does not come to say what it should: three scattered albums are picked and proposed, the check
turns yellow, they are renamed, the check turns green, and an album that somebody else renamed is red alone. A schedule
that is switched on ticks and starts its run; the sensor starts one run for exactly the albums whose enrichment became
complete.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import yaml
from playwright.sync_api import Page, sync_playwright

Value = TypeVar("Value")


def expect(fact: bool, otherwise: str) -> None:
    """End here where this is no fact."""
    if not fact:
        raise SystemExit(f"Not as it should be: {otherwise}.")


@dataclass(frozen=True)
class UI:
    """The web UI: its pages in a browser, its facts by GraphQL."""

    base: str
    page: Page
    out: Path

    def ask(self, query: str, **variables: Any) -> Any:
        """Put one GraphQL question."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(  # noqa: S310 - an address that the caller chose
            f"{self.base}/graphql", body, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)["data"]

    def partitions(self) -> list[str]:
        """The albums."""
        node = self.ask('query{assetNodeOrError(assetKey:{path:["album_renames"]}){...on AssetNode{partitionKeys}}}')
        return list(node["assetNodeOrError"]["partitionKeys"])

    def run(self, job: str, config: dict[str, Any] | None = None) -> None:
        """Run a job to its end."""
        selector = {"repositoryLocationName": "albumsync", "repositoryName": "__repository__", "jobName": job}
        launched = self.ask(
            "mutation($p:ExecutionParams!){launchRun(executionParams:$p){...on LaunchRunSuccess{run{runId}}}}",
            p={"selector": selector, "runConfigData": json.dumps(config or {}), "mode": "default"},
        )
        run_id = launched["launchRun"]["run"]["runId"]
        status = self.until(lambda: self._finished(run_id))
        expect(status == "SUCCESS", f"{job} ended with {status}")

    def _finished(self, run_id: str) -> str | None:
        status = self.ask("query($r:ID!){runOrError(runId:$r){...on Run{status}}}", r=run_id)["runOrError"]["status"]
        return status if status in ("SUCCESS", "FAILURE", "CANCELED") else None

    def done(self, asset: str) -> tuple[set[str], set[str]]:
        """The albums of an asset that are materialized, and those that failed."""
        node = self.ask(
            "query($a:[String!]!){assetNodeOrError(assetKey:{path:$a}){...on AssetNode{assetPartitionStatuses{"
            "...on DefaultPartitionStatuses{materializedPartitions failedPartitions}}}}}",
            a=[asset],
        )["assetNodeOrError"]["assetPartitionStatuses"]
        return set(node["materializedPartitions"]), set(node["failedPartitions"])

    def check(self, asset: str, name: str) -> tuple[bool, str]:
        """Whether the newest result of a check is good, and its severity."""
        checks = self.ask(
            "query($a:[String!]!){assetNodeOrError(assetKey:{path:$a}){...on AssetNode{assetChecksOrError{"
            "...on AssetChecks{checks{name executionForLatestMaterialization{evaluation{success severity}}}}}}}}",
            a=[asset],
        )["assetNodeOrError"]["assetChecksOrError"]["checks"]
        found = next(each for each in checks if each["name"] == name)["executionForLatestMaterialization"]
        return found["evaluation"]["success"], found["evaluation"]["severity"]

    def ended_well(self, tag: str, value: str) -> str | None:
        """The config, as JSON, of the newest run with this tag that ended well."""
        found = self.ask(
            "query($f:RunsFilter){runsOrError(filter:$f,limit:1){...on Runs{results{runConfigYaml}}}}",
            f={"statuses": ["SUCCESS"], "tags": [{"key": tag, "value": value}]},
        )["runsOrError"]["results"]
        return json.dumps(yaml.safe_load(found[0]["runConfigYaml"])) if found else None

    def until(self, question: Callable[[], Value | None], seconds: float = 400) -> Value:
        """Ask until there is an answer."""
        end = time.monotonic() + seconds
        while (answer := question()) is None:
            expect(time.monotonic() < end, "it did not come to that in time")
            time.sleep(0.5)
        return answer

    def open(self, path: str, *, saying: str) -> None:
        """Open a page and wait for these words."""
        self.page.goto(f"{self.base}{path}")
        self.page.get_by_text(saying).first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Let the page come to rest: its spinners have no words to wait for."""
        self.page.wait_for_timeout(1500)

    def keep(self, name: str) -> None:
        """Keep a picture of what is to be seen now."""
        self.page.screenshot(path=self.out / f"dagster-{name}.png")
        print(f"docs/dagster-{name}.png")

    def pick(self, asset: str, albums: list[str], picture: str | None = None) -> None:
        """Choose albums on an asset's page and launch."""
        self.open(f"/assets/{asset}", saying="Definition")
        self.page.get_by_role("button", name=re.compile("Materialize")).first.click()
        self.page.get_by_text("Partition selection").wait_for()
        self.page.get_by_text("Select a partition or create one").click()
        search = self.page.get_by_placeholder("Filter partitions")
        for album in albums:
            search.fill(album)
            self.page.get_by_role("menuitem", name=album).or_(self.page.locator("label", has_text=album)).first.click()
        search.fill("")
        self.page.keyboard.press("Escape")
        self.settle()
        if picture:
            self.keep(picture)
        self.page.get_by_role("button", name=re.compile("Launch")).last.click()
        self.settle()


@contextmanager
def browser(executable: str | None) -> Any:
    """A window of a usual size."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1400, "height": 875})
        page.set_default_timeout(120_000)
        yield page
        chromium.close()


def would_be(albumsync: str, environment: dict[str, str]) -> dict[str, set[str]]:
    """Keys of the albums that would be renamed, and of those that wait for a person, by a dry run."""
    command = [albumsync, "apply", "--dry-run", "--json"]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    expect(done.returncode in (0, 3), f"the dry run ended with {done.returncode}: {done.stderr.strip()}")
    document = json.loads(done.stdout)
    return {
        "renamed": {result["album_key"] for result in document["results"] if result["kind"] == "renamed"},
        "held": {held["album_key"] for held in document["held"]},
    }


def walk(ui: UI, environment: dict[str, str], outcomes: dict[str, set[str]]) -> None:
    """The whole way, page by page."""
    smugmug, database = environment["SMUGMUG_API_BASE"], environment["ALBUMSYNC_DATABASE_URL"]
    # The sample gallery has stale rows: both sides are put in step first, so that only proposals are left to wait.
    ui.run("heal_names", {"mode": "apply"})
    albums = [album for album in ui.partitions() if album_key(album) in outcomes["renamed"]]
    # The first, one in the middle and the last: no neighbours. Two more for what goes wrong, two for the sensor.
    picked = [albums[0], albums[len(albums) // 2], albums[-1]]
    taken, neighbour, *enriched = albums[1:5]
    pick(ui, picked)
    fail(ui, smugmug, taken, neighbour)
    automate(ui, database, enriched)
    look_around(ui, next(album for album in ui.partitions() if album_key(album) in outcomes["held"]))


def album_key(partition: str) -> str:
    """The AlbumKey of a partition."""
    return partition.rpartition(":")[2]


def pick(ui: UI, picked: list[str]) -> None:
    """Pick albums, look at their proposals, rename them, see the checks turn yellow and green."""
    ui.pick("canonical_name_proposals", picked, picture="picking")
    ui.until(lambda: set(picked) <= ui.done("canonical_name_proposals")[0] or None)
    ui.open(f"/assets/canonical_name_proposals?view=partitions&partition={picked[0]}", saying="proposed_name")
    ui.keep("proposals")
    ui.run("verify_names")
    expect(ui.check("sync_health", "album_names_in_sync") == (False, "WARN"), "the check is not yellow")
    ui.open("/assets/sync_health?view=checks&checkDetail=album_names_in_sync", saying="proposals_waiting")
    ui.keep("check-yellow")

    ui.pick("album_renames", picked)
    ui.until(lambda: set(picked) <= ui.done("album_renames")[0] or None)
    ui.open(f"/assets/album_renames?view=partitions&partition={picked[0]}", saying="photo_rows_written")
    ui.keep("renames")
    ui.until(lambda: ui.check("album_renames", "renamed_albums_in_sync")[0] or None)
    ui.open("/assets/album_renames?view=checks&checkDetail=renamed_albums_in_sync", saying="albums_checked")
    ui.keep("check-green")


def fail(ui: UI, smugmug: str, taken: str, neighbour: str) -> None:
    """Somebody renames an album between its proposal and its rename: it is red alone, and its page says why."""
    edited = f"{smugmug}/sandbox/albums/{album_key(taken)}/name"
    urllib.request.urlopen(  # noqa: S310 - the sandbox
        urllib.request.Request(edited, b"What its owner wants", method="PUT")  # noqa: S310
    )
    ui.pick("album_renames", [taken, neighbour])
    ui.until(lambda: taken in ui.done("album_renames")[1] or None)
    expect(neighbour in ui.done("album_renames")[0], "the neighbour of the failed album was not renamed")
    ui.open(f"/assets/album_renames?view=partitions&partition={taken}", saying="did not materialize")
    ui.keep("failed-album")
    ui.page.get_by_text("View all historical events").click()
    ui.page.get_by_role("dialog").get_by_text(taken).last.click()
    ui.page.get_by_text("conflict").first.wait_for()
    ui.settle()
    ui.keep("failed-why")


def automate(ui: UI, database: str, enriched: list[str]) -> None:
    """Switch on a schedule and see its tick; switch on the sensor and see a run of exactly the enriched albums."""
    ui.open("/locations/albumsync/schedules/hourly_verify", saying="hourly_verify")
    ui.page.locator("label:has(input[type=checkbox])").first.click()
    ui.until(lambda: ui.ended_well("dagster/schedule_name", "hourly_verify"))
    ui.open("/locations/albumsync/schedules/hourly_verify", saying="1 run requested")
    ui.keep("schedule")
    ui.page.locator("label:has(input[type=checkbox])").first.click()

    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    sensor = {"repositoryLocationName": "albumsync", "repositoryName": "__repository__"}
    sensor["sensorName"] = "enrichment_complete"
    ui.ask(
        "mutation($s:SensorSelector!,$c:String){setSensorCursor(sensorSelector:$s,cursor:$c){__typename}}",
        s=sensor,
        c=json.dumps({"at": an_hour_ago, "begun": an_hour_ago}),
    )
    keys = sorted(map(album_key, enriched))
    with psycopg.connect(database) as connection:
        connection.execute(
            "update photo_metadata set enriched_at = now() - interval '10 minutes' where album_key = any (%s)", [keys]
        )
    ui.open("/locations/albumsync/sensors/enrichment_complete", saying="enrichment_complete")
    ui.page.locator("label:has(input[type=checkbox])").first.click()
    config = ui.until(lambda: ui.ended_well("dagster/sensor_name", "enrichment_complete"))
    expect(sorted(json.loads(config)["albums"]) == keys, f"the sensor asked for {config} and not for {keys}")
    ui.open("/locations/albumsync/sensors/enrichment_complete", saying="1 run requested")
    ui.keep("sensor")
    ui.page.locator("label:has(input[type=checkbox])").first.click()


def look_around(ui: UI, waiting: str) -> None:
    """Pages that only show something."""
    ui.open("/locations/albumsync/jobs/sync_albums/playground", saying="Launch Run")
    ui.keep("launchpad")
    ui.open("/automation", saying="At 03:30 AM")
    ui.settle()
    ui.keep("automation")
    ui.run("sync_albums", {"mode": "apply"})
    ui.pick("album_renames", [waiting])
    ui.until(lambda: waiting in ui.done("album_renames")[0] or None)
    ui.open(f"/assets/album_renames?view=partitions&partition={waiting}", saying="to_accept_it")
    ui.keep("waits")
    ui.run("health_report")
    ui.open("/assets/sync_health", saying="drift_p50_now")
    ui.page.get_by_text("Show Markdown").first.click()
    ui.settle()
    ui.keep("health")
    groups = ",".join(f"global@global:{group}" for group in ("smugmug", "enrichment", "names", "supabase"))
    ui.open(f"/asset-groups?expanded={groups}", saying="sync_health")
    ui.keep("lineage")


def main() -> None:
    """Read the command line, open the browser, walk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ui", default="http://127.0.0.1:3000")
    parser.add_argument("--environment", type=Path, required=True, help="the --env-file of `albumsync sandbox`")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs")
    parser.add_argument("--albumsync", default="albumsync", help="the command")
    parser.add_argument("--chromium", help="a Chromium of the system; Playwright's own if left out")
    options = parser.parse_args()
    lines = shlex.split(options.environment.read_text())
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    outcomes = would_be(options.albumsync, environment)
    with browser(options.chromium) as page:
        walk(UI(options.ui.rstrip("/"), page, options.out), environment, outcomes)


if __name__ == "__main__":
    main()
