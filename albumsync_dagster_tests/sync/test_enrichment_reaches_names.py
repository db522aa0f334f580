"""What a vision pipeline writes into the photo rows reaches the names of those albums, and of no others."""

from __future__ import annotations

from typing import Any

from albumsync_dagster.defs.shown import proposal_metadata
from albumsync_dagster.naming import Decision, DoubtCode, Fact, NamingOptions
from albumsync_dagster.sync.applying import apply_plan
from albumsync_dagster.sync.planning import Allowed, make_plan
from albumsync_dagster.sync.questions import questions_of
from albumsync_dagster.sync.reading import pull
from albumsync_dagster.sync.values import PlannedAlbum
from albumsync_dagster.web import shapes
from albumsync_dagster_tests.support.enriched import ENRICH, enrich_five_albums
from albumsync_dagster_tests.support.operations import accept, new_run
from albumsync_dagster_tests.support.stage import Stage


def test_five_albums_that_were_enriched_by_sql_get_what_follows_and_nothing_else_moves(servers: Stage) -> None:
    before = enrich_five_albums(servers)
    with servers.systems() as systems:
        found = systems.supabase.enriched_since(None, limit=10, quiet_seconds=300)
        complete = {album.album_key for album in found}
        assert complete == {"Alb000", "Alb001", "Alb002", "Alb003"}
        run = new_run("sync")
        plan = make_plan(systems, run, NamingOptions(), album_keys=complete)
        proposals = {album.proposal.album_key: album.proposal for album in plan.albums}
        assert proposals["Alb000"].proposed == "Stars vs Thunder - May 30, 2025"
        contradicted = proposals["Alb001"]
        assert contradicted.decision is Decision.REVIEW
        assert [doubt.code for doubt in contradicted.doubts] == [DoubtCode.ENRICHMENT_SPORT]
        assert "12 of 12 photos show volleyball" in contradicted.doubts[0].why
        assert {proposals[key].proposed for key in ("Alb002", "Alb003")} == {
            "Stars vs Lions - Soccer - Jun 13, 2025",
            "Stars vs Lions - Tennis - Jun 13, 2025",
        }
        theirs = Fact(fact="sport_type", value="volleyball", source="12 of 12 photos")
        assert proposals["Alb000"].facts == (theirs,)
        stored = {each.proposal.album_key: each.proposal for each in systems.supabase.proposals(complete)}
        assert stored == proposals
        (question,) = questions_of(systems.supabase.proposals(["Alb001"]))
        assert [str(fact) for fact in question.facts] == ["sport type volleyball (from 12 of 12 photos)"]
        assert shapes.of_question(question)["facts"] == ["sport type volleyball (from 12 of 12 photos)"]
        (planned,) = (album for album in plan.albums if album.proposal.album_key == "Alb001")
        shown: Any = proposal_metadata(planned)["facts"].value
        assert [record.data for record in shown.records] == [
            {"fact": "sport_type", "value": "volleyball", "source": "12 of 12 photos"}
        ]
        report = apply_plan(systems, plan, run, Allowed(album_keys=frozenset(complete)))
        assert {held.album_key for held in report.held} == {"Alb001"}
        pull(systems, new_run("pull"))
    after = servers.truth()
    renamed = {key for key in after.albums if after.albums[key] != before.albums[key]}
    assert renamed == {"Alb000", "Alb002", "Alb003"}
    assert {key: {*after.albums[key].rows} for key in renamed} == {key: {after.albums[key].name} for key in renamed}


def test_a_partly_enriched_album_keeps_its_prefix_until_the_rest_arrives(servers: Stage) -> None:
    servers.set_scene(1, rows=12)
    name = "HS VB - Stars vs Thunder"
    servers.connection.execute("update public.smugmug_albums set name = %s where album_key = 'Alb000'", [name])
    proposed = []
    with servers.systems() as systems:
        for rows in ("%%0", "%%"):
            servers.connection.execute(ENRICH + f" and image_key like '{rows}'", ["volleyball", "Alb000"])
            (album,) = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=["Alb000"]).albums
            proposed.append(album.proposal.proposed)
    assert proposed == [f"{name} - May 30, 2025", "Stars vs Thunder - May 30, 2025"]


def test_an_acceptance_outlasts_rows_that_say_the_same_and_lapses_with_the_doubts_or_the_name(servers: Stage) -> None:
    servers.set_scene(2, rows=12)
    name = "Soccer - Stars vs Comets"
    servers.connection.execute("update public.smugmug_albums set name = %s where album_key = 'Alb000'", [name])
    servers.connection.execute(ENRICH, ["volleyball", "Alb000"])
    with servers.systems() as systems:

        def planned() -> PlannedAlbum:
            (album,) = make_plan(systems, new_run("plan"), NamingOptions(), album_keys=["Alb000"]).albums
            return album

        def accepted() -> PlannedAlbum:
            asked = planned()
            assert asked.proposal.decision is Decision.REVIEW
            assert accept(systems, asked)
            return asked

        first = accepted()
        assert [doubt.code for doubt in first.proposal.doubts] == [DoubtCode.ENRICHMENT_SPORT]
        agreed = planned()
        assert (agreed.proposal.decision, agreed.decided_by) == (Decision.RENAME, "Kim")

        # More rows that say the same, an emotion, and facts of another album: the evidence changes, the doubt does not.
        servers.connection.execute(
            "insert into public.photo_metadata (photo_id, image_key, album_key, sport_type, enriched_at)"
            " select gen_random_uuid(), 'late' || i, 'Alb000', 'VB', now() from generate_series(1, 20) as i"
        )
        servers.connection.execute("insert into public.album_enrichment (album_key, level) values ('Alb001', 'JV')")
        later = planned()
        assert "32 of 32 photos show volleyball" in systems.supabase.proposals(["Alb000"])[0].proposal.doubts[0].why
        assert later.fingerprint != agreed.fingerprint
        assert (later.proposal.decision, later.decided_by) == (Decision.RENAME, "Kim")
        assert later.proposal.proposed == first.proposal.proposed

        # The same name with one doubt more.
        servers.connection.execute(
            "insert into public.album_enrichment (album_key, sport_type) values ('Alb000', 'tennis')"
        )
        doubted = accepted()
        assert doubted.proposal.proposed == first.proposal.proposed
        assert DoubtCode.SOURCES_DISAGREE in {doubt.code for doubt in doubted.proposal.doubts}
        assert planned().decided_by == "Kim"

        # Another name.
        servers.connection.execute(
            "update public.album_enrichment set home_team = 'Stars', away_team = 'Lions' where album_key = 'Alb000'"
        )
        lapsed = planned()
        assert (lapsed.proposal.decision, lapsed.decided_by) == (Decision.REVIEW, None)
