"""The review page in a browser: every key, what must not answer, Apply with a fault in the middle, accessibility."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from albumsync_dagster.sync.planning import make_plan
from albumsync_dagster.web import app
from albumsync_dagster_tests.support.operations import new_run
from albumsync_dagster_tests.support.stage import Stage
from albumsync_dagster_tests.support.trap import Call, Fault, Moment, Trap
from albumsync_dagster_tests.web.conftest import Review, options, serving
from albumsync_sandbox.smugmug import FaultKind

pytestmark = pytest.mark.system("chromium")

ASKED = 12
WIDE, PHONE = (1400, 900), (390, 844)


class Drawn:
    """A page of the review in the browser, with everything that its console complained about."""

    def __init__(self, page: Page, review: Review) -> None:
        self.page = page
        self.review = review
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{review.url}/start#{review.guard.token}")
        page.wait_for_selector("#card > *")
        self.until("typeof state === 'object' && shownAt !== Infinity")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each once what it answers is on the screen."""
        for key in keys:
            self.until("shownAt !== Infinity && dialogShownAt !== Infinity")
            self.page.keyboard.press(key)

    def settled(self) -> list[tuple[str, str]]:
        """What is stored once nothing is on its way: (album key, verdict) in order."""
        self.until("!queue.length && !sending")
        return [(key, verdict) for key, verdict, _, _ in self.review.words()]

    def until(self, condition: str) -> None:
        """Wait for a condition of the page's script; its policy forbids the browser's own way to wait."""
        deadline = time.monotonic() + 60
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, (condition, self.complaints)
            time.sleep(0.01)

    @property
    def current(self) -> str:
        """Key of the album on the screen."""
        return str(self.page.evaluate("state.current"))

    @property
    def text(self) -> str:
        """Everything that is on the screen."""
        return self.page.inner_text("body")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield running
        running.close()


@pytest.fixture
def review(servers: Stage) -> Iterator[Review]:
    servers.set_scene(0, asked=ASKED)
    with servers.systems() as systems:
        make_plan(systems, new_run("plan"), options())
        yield from serving(servers, systems)


Draw = Callable[..., Drawn]


@pytest.fixture
def draw(browser: Browser, review: Review) -> Iterator[Draw]:
    """Opens pages; at the end none of them may have an error in its console."""
    drawn: list[Drawn] = []

    def open_page(size: tuple[int, int] = WIDE, *, dark: bool = False) -> Drawn:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=size == PHONE,
        )
        made = Drawn(context.new_page(), review)
        drawn.append(made)
        return made

    yield open_page
    for each in drawn:
        each.page.context.close()
    assert [complaint for each in drawn for complaint in each.complaints if "503" not in complaint] == []


ORDER = [0, 9, 10, 11, *range(1, 9)]
"""Equally certain questions stand in the order of their names: Open 1, Open 10, Open 11, Open 12, Open 2, ..."""


def key(place: int) -> str:
    """Key of the album at a place of the list."""
    return f"Ask{ORDER[place]:03}"


def test_each_verdict_is_one_key_and_is_stored(draw: Draw) -> None:
    page = draw()
    page.press("a", "k", "l", "Space", "a")
    verdicts = ["accept", "keep", "lock", "later", "accept"]
    assert page.settled() == [(key(place), verdict) for place, verdict in enumerate(verdicts)]
    assert "4 of 12 answered, 1 put off" in page.text


def test_editing_offers_names_of_the_same_facts_and_takes_any_other(draw: Draw) -> None:
    page = draw()
    page.press("e", "ArrowDown", "Enter")
    page.press("e")
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("Mercer Final - Mar 2, 2025")
    page.press("Enter")
    page.settled()
    stored = [(verdict, name) for _, verdict, name, _ in page.review.words()]
    # The first ready-made name has the day that the present name states: it is the present name here, which is kept.
    assert stored == [
        ("keep", "Mercer Open 1 - Comets vs Blazers - Mar 1, 2025"),
        ("edit", "Mercer Final - Mar 2, 2025"),
    ]
    page.press("e", "Escape")
    assert page.page.query_selector("#new-name") is None
    assert len(page.settled()) == 2


def test_a_name_that_another_album_has_is_refused_beside_the_field(draw: Draw) -> None:
    page = draw()
    page.press("e")
    page.page.fill("#new-name", "...")
    page.press("Enter")
    assert "A name needs at least one letter or digit." in page.text
    page.page.fill("#new-name", "Kept Regatta 1 - May 30, 2025")
    page.press("Enter")
    page.until("state.notices.length === 1")
    assert "Another album (Kep000) has the name" in page.text
    assert page.settled() == []


def test_take_back_returns_to_the_question_for_one_answer_and_for_a_group(draw: Draw) -> None:
    page = draw()
    page.press("a", "u")
    assert page.current == key(0)
    page.press("Shift+A", "Enter", "u")
    verdicts = [verdict for _, verdict in page.settled()]
    assert verdicts == ["accept", "withdraw", *["accept"] * ASKED, *["withdraw"] * ASKED]
    assert "0 of 12 answered" in page.text


def test_accept_the_rest_shows_five_lets_one_out_and_draws_five_others(draw: Draw) -> None:
    page = draw()
    page.press("Shift+A")
    assert page.page.locator(".sample li").count() == 5
    first = page.page.evaluate("document.querySelector('.sample li .then').textContent")
    page.press("1")
    assert "Accept 11, leave 1 open" in page.text
    page.press("r", "Enter")
    assert len(page.settled()) == ASKED - 1
    assert page.page.evaluate("current().p") in first
    page.press("Shift+A", "Escape")
    assert len(page.settled()) == ASKED - 1


def test_all_names_are_seen_with_their_photos_and_any_can_be_left_out(draw: Draw) -> None:
    page = draw()
    page.press("Shift+A")
    page.press("p")
    page.page.click(".contact button >> nth=2")
    assert "Accept 11, leave 1 open" in page.text
    assert page.page.locator(".contact button[aria-pressed=true]").count() == 1
    page.page.click(".contact button >> nth=2")
    page.page.click(".contact button >> nth=3")
    left_out = page.page.inner_text(".contact button[aria-pressed=true] .then")
    # A reader who had clicked in the list pressed Enter to accept, and closed the list instead.
    page.page.click("#sample summary")
    page.until("document.activeElement.id === 'accept-rest'")
    page.press("Enter")
    assert len(page.settled()) == ASKED - 1
    assert page.page.evaluate("current().p") in left_out


def test_arrows_move_search_finds_and_escape_clears(draw: Draw) -> None:
    page = draw()
    page.press("ArrowDown", "ArrowDown", "ArrowUp")
    assert page.current == key(1)
    page.press("End")
    assert page.current == key(ASKED - 1)
    page.press("/")
    page.page.keyboard.type("Open 7")
    page.press("Enter", "k")
    assert page.settled() == [("Ask006", "keep")]
    page.press("Escape")
    assert page.page.input_value("#search") == ""
    page.press("?")
    assert page.page.is_visible("#help")
    page.press("Escape")


def test_a_key_that_is_held_down_answers_once(draw: Draw) -> None:
    page = draw()
    for _ in range(8):
        page.page.keyboard.down("a")
    page.page.keyboard.up("a")
    assert page.settled() == [(key(0), "accept")]
    page.page.keyboard.down("e")
    for _ in range(5):
        page.page.keyboard.down("e")
    assert page.page.input_value("#new-name") == page.page.evaluate("current().p")


def test_caps_lock_is_no_shift_and_another_layout_has_the_same_keys(draw: Draw) -> None:
    page = draw()
    page.page.keyboard.press("A")
    page.until("shownAt !== Infinity")
    page.page.evaluate("$('list').dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))")
    assert [verdict for _, verdict in page.settled()] == ["accept", "keep"]


def test_a_key_does_not_answer_a_question_that_is_not_on_the_screen_yet(draw: Draw) -> None:
    page = draw()
    page.page.evaluate(
        """['KeyA', 'KeyK', 'KeyL'].forEach((code, i) =>
            $('list').dispatchEvent(new KeyboardEvent('keydown', {key: 'akl'[i], code, bubbles: true})))"""
    )
    assert page.settled() == [(key(0), "accept")]
    assert "was pressed before this question was on the screen" in page.text


def test_with_control_or_while_letters_are_off_no_letter_answers(draw: Draw) -> None:
    page = draw()
    page.page.keyboard.press("Control+k")
    page.press("?")
    page.page.uncheck("#single-keys")
    page.press("Escape", "a", "k")
    assert page.settled() == []
    page.page.click("[data-verdict=keep]")
    assert page.settled() == [(key(0), "keep")]


def test_an_answer_of_somebody_else_is_told_and_only_overruled_by_its_button(draw: Draw, review: Review) -> None:
    page = draw()
    other = review.browser()
    other.answer(other.questions()[0], "keep")
    page.press("a")
    page.until("state.notices.length === 1")
    assert "answered this just now: keep the present name. Your answer (accept) was not stored." in page.text
    page.page.click(".notice button:has-text('Show')")
    assert page.current == key(0)
    assert page.settled() == [(key(0), "keep")]


def test_a_question_that_was_already_answered_by_somebody_else_takes_no_key(draw: Draw, review: Review) -> None:
    review.servers.connection.execute(
        "insert into public.album_name_decisions (album_key, verdict, name, decided_by)"
        " values (%s, 'keep', %s, 'maria')",
        [key(0), "Mercer Open 1 - Comets vs Blazers - Mar 1, 2025"],
    )
    page = draw()
    page.press("Home", "a")
    assert page.current == key(0)
    assert len(page.settled()) == 1
    page.page.click("text=Overrule: accept")
    assert page.settled()[-1] == (key(0), "accept")


def test_answers_wait_while_the_database_is_away_and_are_stored_once(draw: Draw, review: Review) -> None:
    page = draw()

    class Away(Trap):
        def _fault_for(self, call: Call) -> Fault | None:
            return Fault("away", Moment.AFTER, dropped=True) if call.server == "supabase" else None

    review.servers.set_trap(Away())
    page.press("a")
    page.page.wait_for_selector("#lost[open]", timeout=60_000)
    assert "not stored yet" in page.text
    review.servers.set_trap(Trap())
    page.page.click("#lost .primary")
    page.press("k")
    assert [verdict for _, verdict in page.settled()] == ["accept", "keep"]


def test_apply_with_a_fault_in_the_middle_ends_with_what_was_done_and_the_undo(draw: Draw, review: Review) -> None:
    page = draw()
    review.servers.simulator.faults.inject(FaultKind.UNAVAILABLE, method="PATCH", album_key=key(4), times=None)
    page.press("Shift+A", "Enter")
    page.settled()
    page.page.click("text=/^Apply 12/")
    page.page.wait_for_selector("#apply .counts", timeout=60_000)
    assert "Rename 12 albums?" in page.text
    page.page.click("#apply .primary")
    page.page.wait_for_selector("#apply button:has-text('Done')", timeout=120_000)
    assert "11 albums renamed and verified" in page.text
    assert "albumsync undo --run" in page.text
    review.servers.simulator.faults.clear()
    page.page.click("#apply button:has-text('Undo all 11')")
    page.page.click("#apply .primary")
    page.page.wait_for_selector("#apply-title:has-text('old names again')", timeout=120_000)
    page.page.click("#apply button:has-text('Done')")
    page.page.wait_for_selector("#card > *")
    assert {album.name.endswith("2025") for album in review.servers.truth().albums.values()} == {True}


def test_answers_that_lapse_with_the_plan_are_told_and_the_history_names_their_albums(
    draw: Draw, review: Review
) -> None:
    page = draw()
    page.press("e")
    page.page.fill("#new-name", "The Final")
    page.press("Enter")
    page.settled()
    # Past every rule, as in the table editor: two albums are to get one name, so neither does.
    review.servers.connection.execute(
        "insert into public.album_name_decisions (album_key, verdict, name, decided_by)"
        " values (%s, 'edit', 'The Final', 'kim')",
        [key(1)],
    )
    page.page.click("#apply-button")
    page.until("state.notices.length === 1")
    page.until("$('apply-title').textContent === 'Nothing to rename yet'")
    page.page.click("text=Close")
    assert "Some answers no longer fit" in page.text
    page.page.click("[data-view=history]")
    page.until("document.querySelectorAll('#page tbody tr').length === 2")
    assert "Edited: The Final for “Mercer Open 1 - Comets vs Blazers - Mar 1, 2025”" in page.text


def test_a_page_that_is_opened_again_goes_on_behind_the_answered_questions(
    draw: Draw, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A group of more questions than come with the page itself.
    monkeypatch.setattr(app, "FIRST_PAGE", 3)
    page = draw()
    page.until("state.questions.length === state.all")
    page.press("a", "a", "a", "a", "a")
    page.settled()
    again = draw()
    again.until("state.questions.length === state.all && shownAt !== Infinity")
    assert again.current == key(5)
    again.press("k")
    assert again.settled()[-1] == (key(5), "keep")


def test_a_keyboard_alone_reaches_apply(draw: Draw) -> None:
    page = draw()
    page.press("a")
    page.settled()
    for _ in range(30):
        if page.page.evaluate("document.activeElement.id") == "apply-button":
            break
        page.page.keyboard.press("Shift+Tab")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#apply .counts", timeout=60_000)
    page.page.keyboard.press("Escape")
    page.until("document.activeElement.id === 'list'")


def test_names_full_of_markup_and_control_characters_are_shown_and_not_obeyed(draw: Draw, review: Review) -> None:
    evil = "<img src=x onerror=document.title='gone'>\u202e</script>"
    review.servers.connection.execute("update public.smugmug_albums set name = %s || album_key", [evil])
    review.servers.connection.execute(
        "update public.album_name_proposals set existing_name = %s || album_key, proposed_name = %s || 'x'",
        [evil, evil],
    )
    page = draw()
    assert "onerror=document.title" in page.text
    assert "\\u202e" in page.text
    assert page.page.title() == "Review album names · albumsync"


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from npm."""
    folder = tmp_path_factory.mktemp("axe")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4"]
    subprocess.run(command, cwd=folder, check=True, timeout=200)
    return Path(folder, "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.mark.system("npm")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_any_state(draw: Draw, axe: str, size: tuple[int, int], dark: bool) -> None:
    page = draw(size, dark=dark)
    # The policy of the page forbids its scripts to make others; the browser's own tools may.
    page.page.evaluate(axe)

    def violations(state: str) -> list[Any]:
        found = page.page.evaluate(RUN_AXE)
        wide = page.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [(state, each) for each in found] + ([(state, "scrolls sideways")] if wide else [])

    found = violations("question")
    page.press("a", "k", "l")
    found += violations("answered")
    page.press("e")
    found += violations("editing")
    page.press("Escape", "Shift+A")
    found += violations("sample")
    page.press("Escape", "?")
    found += violations("help")
    page.press("Escape")
    for view in ("names", "history"):
        page.page.click(f"[data-view={view}]")
        page.page.wait_for_selector(".table")
        found += violations(view)
    page.page.click("[data-view=questions]")
    page.settled()
    page.page.click("#apply-button")
    page.page.wait_for_selector("#apply .counts", timeout=60_000)
    found += violations("apply")
    page.press("Escape", "Shift+A", "Enter")
    page.settled()
    found += violations("all answered")
    assert found == []


RUN_AXE = """async () => {
  const run = await axe.run(document, {resultTypes: ['violations']});
  const where = each => each.nodes.map(node => node.target.join(' ')).join(', ');
  return run.violations.map(each => `${each.impact}: ${each.id}: ${where(each)}`);
}"""
