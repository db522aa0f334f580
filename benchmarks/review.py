"""Answer 300 questions on the review page by keys, and the same by every other way.

    .venv/bin/python benchmarks/review.py           # keys, how soon each answer is durable, applied, verified
    .venv/bin/python benchmarks/review.py --kill    # the same, the server killed right after every answer
    .venv/bin/python benchmarks/review.py --kill --singly    # 300 answers by a key each, and as many kills
    .venv/bin/python benchmarks/review.py --ways    # the same decisions by terminal, xlsx, csv, decide and Dagster
    .venv/bin/python benchmarks/review.py --many    # 10,000 questions: first paint, and the next question
    .venv/bin/python benchmarks/review.py --serve   # for a person who does not know which are wrong: prints the address
    .venv/bin/python benchmarks/review.py --pictures FOLDER    # every step, at 1400 and 390 px

Needs Chromium (Debian's package) at /usr/bin/chromium. The gallery is fixed (``review_gallery``); the script knows
which 20 proposals are wrong, so the number of keys is the least that a person can do with. Times are those of the
machine: run it alone, or under ``nice -n -5`` as root; the load is printed beside them.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import openpyxl
import psycopg
import yaml
from playwright.sync_api import CDPSession, Page, sync_playwright
from review_gallery import QUESTIONS, WRONG, gallery, right_names

from albumsync_dagster.cli.sandboxing import environment_of
from albumsync_dagster.cli.sheets import COLUMNS, KEY, NEW, VERDICT
from albumsync_dagster_tests.cli.terminal import terminal
from albumsync_sandbox import World, sandbox

COMMAND = (sys.executable, "-m", "albumsync_dagster.cli")
_SPARES = multiprocessing.get_context("forkserver")
"""A server that was loaded before and is forked starts in a fraction of the time, which counts after 300 kills."""
_SPARES.set_forkserver_preload(["albumsync_dagster.cli.reviewing", "albumsync_dagster.web", "uvicorn", "supabase"])
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
Row = tuple[str, str, str | None, str | None]
_PAGE = 8
"""Questions that Page Down moves."""


def _serve(environment: dict[str, str], printed: Connection) -> None:
    """`albumsync review` in a process that was forked."""
    from albumsync_dagster.cli import main

    os.environ.update(environment)
    os.dup2(printed.fileno(), 1)
    sys.stdout = os.fdopen(1, "w", buffering=1)
    sys.exit(main(["review", "--no-browser", "--decided-by", "sam"]))


class Review:
    """The page's server as a process that may be killed, and a browser on it."""

    def __init__(self, environment: Mapping[str, str], page: Page, *, kill: bool) -> None:
        self._environment = environment
        self._page = page
        self._kill = kill
        self._server: multiprocessing.process.BaseProcess | None = None
        self.keys = 0
        self.lost: list[str] = []
        self.verdicts = 0
        self.durable: list[tuple[float, int]] = []
        """Milliseconds from the key to the reply that follows the commit, as the page saw them, and answers stored."""

    def start(self) -> None:
        """Start the server and open the page."""
        here, there = _SPARES.Pipe(duplex=False)
        self._server = _SPARES.Process(target=_serve, args=(dict(self._environment), there))
        self._server.start()
        there.close()
        with os.fdopen(os.dup(here.fileno())) as printed:
            url = next(line for line in printed if line.startswith("http")).strip()
        self._page.goto(url)
        self._page.wait_for_selector("#card > *", timeout=60_000)
        self.until("typeof state === 'object' && state.questions.length === state.all && shownAt !== Infinity")

    def stop(self, with_signal: int = signal.SIGINT) -> None:
        """End the server."""
        assert self._server is not None
        assert self._server.pid is not None
        os.kill(self._server.pid, with_signal)
        self._server.join()

    def computing(self) -> float:
        """Milliseconds of computing time that the server took so far, however busy the machine is."""
        assert self._server is not None
        fields = Path(f"/proc/{self._server.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def press(self, key: str) -> None:
        """Press a key; Shift belongs to its key."""
        self._page.keyboard.press(key)
        self.keys += 1
        self.until("shownAt !== Infinity && dialogShownAt !== Infinity")

    def answer(self, key: str, stored: Callable[[], int]) -> None:
        """Press the key that answers; once the page says "saved", the answer stays, whatever becomes of the server."""
        known, before = stored(), self.current()
        self._page.keyboard.press(key)
        self.keys += 1
        self.verdicts += 1
        self.until("!queue.length && !sending && shownAt !== Infinity")
        self.durable += [(float(ms), int(albums)) for ms, albums in self._page.evaluate("window.durable.splice(0)")]
        if self._kill:
            self.stop(signal.SIGKILL)
            if stored() == known:
                self.lost.append(str(before))
            if self.verdicts % 5 == 0:
                print(f"killed after {self.verdicts} answers: {stored()} stored, {len(self.lost)} lost", flush=True)
            self.start()

    def current(self) -> str | None:
        """Key of the album on the screen."""
        found = self._page.evaluate("state.current")
        return str(found) if found else None

    def go_to_first(self, wanted: set[str]) -> str | None:
        """Move to the first open question of the list that is wanted, key by key; None where there is none."""
        order, still_open, here = self._page.evaluate(
            "[shown().map(q => q.k), shown().filter(isOpen).map(q => q.k), state.current]"
        )
        target = next((key for key in still_open if key in wanted), None)
        if target is not None:
            steps = order.index(target) - order.index(here)
            pages, singles = divmod(abs(steps), _PAGE)
            for key, times in (("Page", pages), ("Arrow", singles)):
                for _ in range(times):
                    self.press(key + ("Down" if steps > 0 else "Up"))
        return target

    def proposal(self) -> tuple[str, str, list[str]]:
        """Present name, proposed name and ready-made names of the question on the screen."""
        question = self._page.evaluate("(q => [q.e, q.p, q.try])(current())")
        return question[0], question[1], question[2]

    def until(self, condition: str) -> None:
        """Wait for a condition of the page's script; its policy forbids the browser's own way to wait."""
        deadline = time.monotonic() + 60
        while not self._page.evaluate(condition):
            assert time.monotonic() < deadline, condition
            time.sleep(0.005)


MEASURE = """
let pressed = 0;
const sent = [];
window.durable = [];
addEventListener('keydown', e => { pressed = e.timeStamp; }, true);
const fetched = fetch;
window.fetch = (...request) => {
  if (String(request[0]).endsWith('/api/answers')) sent.push([pressed, JSON.parse(request[1].body).answers.length]);
  return fetched(...request);
};
// The browser's own clock of the reply: a promise waits until the page has drawn the next question.
new PerformanceObserver(list => {
  for (const reply of list.getEntries().filter(each => each.name.endsWith('/api/answers'))) {
    const [key, answers] = sent.shift();
    window.durable.push([reply.responseEnd - key, answers]);
  }
}).observe({ type: 'resource' });
"""


def answer_one_by_one(review: Review, stored: Callable[[], int]) -> None:
    """Answer every question by a key of its own."""
    right = right_names()
    while (key := review.current()) is not None:
        existing, _, ready = review.proposal()
        if key not in right:
            review.answer("a", stored)
        elif right[key] not in ready or right[key] == existing:
            review.answer("k", stored)
        else:
            review.press("e")
            for _ in range(ready.index(right[key]) + 1):
                review.press("ArrowDown")
            review.answer("Enter", stored)


def answer_all(review: Review, stored: Callable[[], int]) -> None:
    """Answer every question: in each group the wrong ones one by one, then the rest together."""
    right = right_names()
    while review.current() is not None:
        key = review.go_to_first(set(right))
        if key is None:
            review.press("Shift+A")
            review.answer("Enter", stored)
            continue
        existing, proposed, ready = review.proposal()
        if right[key] == existing:
            review.answer("k", stored)
            continue
        review.press("e")
        if right[key] in ready:
            for _ in range(ready.index(right[key]) + 1):
                review.press("ArrowDown")
        else:
            at = next(i for i, (a, b) in enumerate(zip(proposed, right[key], strict=False)) if a != b)
            for letter in right[key][at : at + len(right[key]) - len(proposed)]:
                review.press("Space" if letter == " " else letter)
        review.answer("Enter", stored)


def words(world: World) -> list[Row]:
    """(album key, verdict, name, digest) of every album that was answered."""
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        return connection.execute(
            "select distinct on (album_key) album_key, verdict, name, digest from public.album_name_decisions"
            " order by album_key, sequence desc"
        ).fetchall()  # type: ignore[return-value]


def run(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on the sandbox."""
    return subprocess.run([*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False)


@contextmanager
def prepared(state: Path) -> Iterator[tuple[World, dict[str, str]]]:
    """The gallery, read and with proposals."""
    with sandbox(state, gallery=gallery()) as world:
        environment = os.environ | environment_of(world)
        for command in ("pull", "plan"):
            done = run(environment, command)
            assert done.returncode == 0, done.stderr
        yield world, environment


def on_the_page(state: Path, *, kill: bool, singly: bool = False) -> list[Row]:
    """Answer by keys, apply, verify, and print the figures."""
    with prepared(state) as (world, environment), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.on("dialog", lambda dialog: dialog.accept())
        page.add_init_script(MEASURE)
        review = Review(environment, page, kill=kill)
        review.start()
        began, computing = time.monotonic(), review.computing()
        (answer_one_by_one if singly else answer_all)(review, lambda: len(words(world)))
        seconds = time.monotonic() - began
        rows = words(world)
        print(f"{len(rows)} of {QUESTIONS} questions answered ({WRONG} wrong) with {review.keys} keys")
        print(f"{review.verdicts} answers were sent; {seconds:.0f} s")
        if kill:
            print(f"killed after each of {review.verdicts}: {len(review.lost)} lost {review.lost}")
            review.stop()
            browser.close()
            return rows
        own = (review.computing() - computing) / review.verdicts
        print(f"computing time of the page's server an answer that was sent, 12 albums on average: {own:.0f} ms")
        for what, took in (
            ("one answer", sorted(ms for ms, albums in review.durable if albums == 1)),
            ("many answers at once", sorted(ms for ms, albums in review.durable if albums > 1)),
        ):
            if took:
                print(f"key to stored, {what}: median {statistics.median(took):.0f} ms, worst {took[-1]:.0f} ms")
                print(f"  within 100 ms: {sum(ms <= 100 for ms in took)} of {len(took)}; {_load()}")
        right = right_names()
        wrong = [row for row in rows if row[0] in right and row[2] != right[row[0]]]
        print(f"wrong names accepted: {len(wrong)}")
        page.click("#apply-button")
        page.wait_for_selector("#apply .counts", timeout=120_000)
        page.click("#apply .primary")
        page.wait_for_selector("#apply-title:has-text('verified')", timeout=600_000)
        print(f"applied: {page.inner_text('#apply-title')}")
        review.stop()
        browser.close()
        verified = run(environment, "verify")
        print(f"verify: exit {verified.returncode}, {verified.stdout.strip().splitlines()[-1]}")
        names = {record.album.album_key: record.album.name for record in world.smugmug.state.albums()}
        print(f"SmugMug has the decided name of {sum(names[key] == name for key, _, name, _ in rows)} of {len(rows)}")
    return rows


def serve_to_a_person(state: Path) -> None:
    """Serve the page until Ctrl-C; then tell how many wrong proposals were accepted, and nothing before."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        # A shell starts background jobs with SIGINT ignored.
        signal.signal(ending, signal.default_int_handler)
    with prepared(state) as (world, environment):
        server = subprocess.Popen(
            [*COMMAND, "review", "--no-browser", "--decided-by", "reviewer"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            assert server.stdout is not None
            for line in server.stdout:
                print(line.strip(), flush=True)
                if line.startswith("http"):
                    break
            print("Answer the questions on the page, then press Ctrl-C here: it tells how many were wrong.", flush=True)
            server.wait()
        except KeyboardInterrupt:
            server.send_signal(signal.SIGINT)
            server.wait()
        finally:
            rows = words(world)
    right = right_names()
    said = {key: (verdict, name) for key, verdict, name, _ in rows if verdict not in ("later", "withdraw")}
    accepted = [key for key in right if said.get(key, ("", None))[0] == "accept"]
    corrected = sum(said[key][1] == right[key] for key in right if key in said)
    refused = [key for key, (verdict, _) in said.items() if verdict != "accept" and key not in right]
    print(f"{len(said)} of {QUESTIONS} questions answered")
    print(f"{len(accepted)} of {WRONG} wrong proposals accepted {accepted}; {corrected} have the right name")
    print(f"{len(refused)} sound proposals not accepted {refused}")


def take_pictures(state: Path, folder: Path) -> None:
    """Every step of a review, wide in light and on a phone in dark; three of the wide ones are in ``docs/``."""
    for name, size, dark in (("wide", (1400, 900), False), ("phone", (390, 844), True)):
        with prepared(state) as (_, environment), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
            page = browser.new_page(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                has_touch=name == "phone",
            )
            review = Review(environment, page, kill=False)
            review.start()

            def shoot(step: str, page: Page = page, name: str = name) -> None:
                page.wait_for_timeout(500)
                page.screenshot(path=folder / f"{name}-{step}.png")

            shoot("1-question")
            for key in ("a", "k", "Space"):
                review.press(key)
            shoot("2-answered")
            review.press("e")
            shoot("3-editing")
            review.press("Escape")
            review.press("Shift+A")
            shoot("4-sample")
            review.press("Enter")
            shoot("5-group-answered")
            page.click("#apply-button")
            page.wait_for_selector("#apply .counts", timeout=120_000)
            shoot("6-plan")
            page.click("#apply .primary")
            page.wait_for_selector("#apply-title:has-text('verified')", timeout=600_000)
            shoot("7-applied")
            page.click("#apply .primary")
            page.wait_for_timeout(2000)
            for view in ("names", "history"):
                page.click(f"[data-view={view}]")
                page.wait_for_selector(".table")
                shoot(f"8-{view}")
            review.stop()
            browser.close()


def by_commands(environment: Mapping[str, str], rows: list[Row]) -> None:
    """The decisions with ``decide``."""
    for verdict in ("accept", "keep"):
        keys = [row[0] for row in rows if row[1] == verdict]
        run(environment, "decide", *keys, f"--{verdict}")
    for key, verdict, name, _ in rows:
        if verdict == "edit":
            run(environment, "decide", key, "--name", name or "")


def by_sheet(suffix: str) -> Callable[[Mapping[str, str], list[Row]], None]:
    """The decisions in a spreadsheet."""

    def decide(environment: Mapping[str, str], rows: list[Row]) -> None:
        decided = {key: (verdict, name) for key, verdict, name, _ in rows}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"questions{suffix}"
            run(environment, "review", "--export", str(path))
            if suffix == ".xlsx":
                book = openpyxl.load_workbook(path)
                for cells in book.worksheets[0].iter_rows(min_row=2):
                    verdict, name = decided[str(cells[COLUMNS.index(KEY)].value)]
                    cells[COLUMNS.index(VERDICT)].value = verdict
                    if verdict == "edit":
                        cells[COLUMNS.index(NEW)].value = name
                book.save(path)
            else:
                table = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
                for line in table[1:]:
                    verdict, name = decided[line[COLUMNS.index(KEY)]]
                    line[COLUMNS.index(VERDICT)] = verdict
                    if verdict == "edit":
                        line[COLUMNS.index(NEW)] = name or ""
                with path.open("w", encoding="utf-8-sig", newline="") as file:
                    csv.writer(file, delimiter=";").writerows(table)
            run(environment, "review", "--import", str(path), "--yes")

    return decide


def at_the_terminal(environment: Mapping[str, str], rows: list[Row]) -> None:
    """The decisions one key at a time; the sound rest of each group together."""
    groups = json.loads(run(environment, "review", "--list", "--json").stdout)["groups"]
    decided = {key: (verdict, name) for key, verdict, name, _ in rows}
    prompts = edits = 0
    with terminal("review", "--terminal", environment=environment, columns=200) as screen:

        def press(keys: bytes, end: str = "[q]uit:") -> None:
            nonlocal prompts
            prompts += 1
            screen.wait_for(end, times=prompts)
            screen.press(keys)

        for group in groups:
            keys = [question["album_key"] for question in group["questions"]]
            special = [place for place, key in enumerate(keys) if decided[key][0] != "accept"]
            press(b"e" if special else b"a")
            for key in keys[: special[-1] + 1] if special else []:
                verdict, name = decided[key]
                press({"accept": b"a", "keep": b"k", "edit": b"e"}[verdict])
                if verdict == "edit":
                    edits += 1
                    screen.wait_for("an empty line goes back): ", times=edits)
                    screen.press(b"\x15" + (name or "").encode() + b"\n")
            if special:
                press(b"A")
            press(b"\r")
        assert screen.end() == 0


def in_dagster(environment: Mapping[str, str], rows: list[Row]) -> None:
    """The decisions as the config of the job ``review_names``, with the album keys that its table shows."""
    listed = json.loads(run(environment, "review", "--list", "--json").stdout)["groups"]
    digests = {question["album_key"]: question["digest"] for group in listed for question in group["questions"]}
    config = {
        "mode": "apply",
        "accept": [f"{key}@{digests[key][:12]}" for key, verdict, _, _ in rows if verdict == "accept"],
        "keep": [key for key, verdict, _, _ in rows if verdict == "keep"],
        "edit": {key: name for key, verdict, name, _ in rows if verdict == "edit"},
        "decided_by": "sam",
    }
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "verdicts.yaml"
        path.write_text(yaml.safe_dump(config), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "dagster", "job", "execute", "-m", "albumsync_dagster.definitions",
             "-j", "review_names", "-c", str(path)],
            env={**environment, "DAGSTER_HOME": home, "DAGSTER_DISABLE_TELEMETRY": "true"},
            cwd=home,
            capture_output=True,
            check=True,
        )  # fmt: skip


_COPIED = {
    "smugmug_albums": {"album_key": "{} || 'x' || n", "name": "{} || ' ' || n"},
    "album_name_proposals": {
        "album_key": "{} || 'x' || n",
        "existing_name": "{} || ' ' || n",
        "proposed_name": "{} || ' ' || n",
    },
    "photo_metadata": {
        "photo_id": "gen_random_uuid()",
        "image_key": "{} || 'x' || n",
        "album_key": "{} || 'x' || n",
        "album_name": "{} || ' ' || n",
    },
}
"""Table -> what a copy has of its own: column -> its value, made of that of the original."""


def multiplied(world: World, copies: int) -> None:
    """Copy every album, its photo rows and its proposal so many times, each under a key and a name of its own."""
    with psycopg.connect(world.postgres.url("gallery")) as connection:
        for table, columns in _COPIED.items():
            own = ", ".join(f"'{column}', {value.format(f'r.{column}')}" for column, value in columns.items())
            connection.execute(
                f"insert into public.{table} select copied.* from public.{table} r"  # noqa: S608 - our own names
                f" cross join generate_series(1, {copies}) as n"
                f" cross join lateral jsonb_populate_record(r, jsonb_build_object({own})) as copied"
            )
        connection.execute("analyze")


WATCH = """
window.shownAfter = [];
let pressedAt = 0;
addEventListener('keydown', e => { pressedAt = e.timeStamp; }, true);
addEventListener('DOMContentLoaded', () => {
  new MutationObserver(() => {
    if (!pressedAt) return;
    const key = pressedAt, changed = performance.now();
    pressedAt = 0;
    requestAnimationFrame(() => setTimeout(() => {
      window.shownAfter.push([changed - key, performance.now() - key]);
    }, 0));
  }).observe(document.getElementById('card') || document, { childList: true, subtree: true });
});
"""


def with_many(state: Path, wanted: int = 10_000) -> None:
    """First paint of the page with so many questions, and how soon a verdict brings the next one."""
    with prepared(state) as (world, environment), sync_playwright() as playwright:
        multiplied(world, wanted // QUESTIONS + 1)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.add_init_script(WATCH)
        review = Review(environment, page, kill=False)
        review.start()
        print(f"{page.evaluate('state.all'):,} questions in the page")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        loads = []
        for _ in range(5):
            page.goto(page.url)
            page.wait_for_selector("#card > *")
            loads.append(_paints(page))
        for name in ("first-paint", "first-contentful-paint"):
            took = sorted(load[name] for load in loads)
            print(f"{name}: median {statistics.median(took):.0f} ms, worst {took[-1]:.0f} ms of {len(took)} loads")
        for what, ready in (("the others still on their way", "true"), ("all loaded", _LOADED)):
            review.until(ready)
            page.evaluate("window.shownAfter.splice(0)")
            before = _main_thread(session)
            for key in "aakalaakaa" * 5:
                review.press(key)
            review.until("window.shownAfter.length >= 50")
            own = (_main_thread(session) - before) / 50
            for place, kind in enumerate(("in the page", "painted")):
                took = sorted(times[place] for times in page.evaluate("window.shownAfter"))
                print(f"next question {kind}, {what}: median {statistics.median(took):.0f} ms, worst {took[-1]:.0f} ms")
            print(f"computing time of the page's thread a verdict, everything included: {own:.0f} ms")
        print(_load())
        review.until("!queue.length && !sending")
        print(f"{len(words(world))} answers stored")
        review.stop()
        browser.close()


_LOADED = "state.questions.length === state.all"


def _main_thread(session: CDPSession) -> float:
    """Milliseconds of computing time that the page's main thread took so far, however busy the machine is."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration") * 1000


def _paints(page: Page) -> dict[str, float]:
    script = "performance.getEntriesByType('paint').map(each => [each.name, each.startTime])"
    deadline = time.monotonic() + 60
    while len(found := dict(page.evaluate(script))) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def _load() -> str:
    return f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores, nice {os.nice(0)}"


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kill", action="store_true", help="kill the server right after every answer")
    parser.add_argument("--singly", action="store_true", help="answer every question by a key of its own")
    parser.add_argument("--ways", action="store_true", help="also by terminal, xlsx, csv, decide and Dagster")
    parser.add_argument("--many", action="store_true", help="only measure the page with 10,000 questions")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="only take pictures of every step")
    parser.add_argument("--serve", action="store_true", help="only serve the page to a person, and tell the result")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        if arguments.pictures:
            arguments.pictures.mkdir(parents=True, exist_ok=True)
            take_pictures(state, arguments.pictures)
            return
        if arguments.many:
            with_many(state)
            return
        if arguments.serve:
            serve_to_a_person(state)
            return
        rows = on_the_page(state, kill=arguments.kill, singly=arguments.singly)
        if not arguments.ways:
            return
        ways: dict[str, Callable[[Mapping[str, str], list[Row]], None]] = {
            "decide": by_commands,
            "xlsx": by_sheet(".xlsx"),
            "csv": by_sheet(".csv"),
            "terminal": at_the_terminal,
            "Dagster": in_dagster,
        }
        for way, decide in ways.items():
            with prepared(state) as (world, environment):
                decide(environment, rows)
                found = words(world)
                same = len(set(found) & set(rows))
                print(f"{way}: {same} of {len(rows)} rows are the same, {len(found)} stored")


if __name__ == "__main__":
    main()
