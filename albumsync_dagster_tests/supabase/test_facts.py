"""Facts about albums: counts over photo rows whatever the user's columns are, and several sources at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import psycopg
import pytest

from albumsync_dagster.naming import Enrichment, PhotoFacts
from albumsync_dagster.supabase import AlbumFacts, SupabaseClient, SupabaseRefused, apply_migrations
from albumsync_dagster_tests.supabase.project import NOW, Project, albums, database, key, opened
from albumsync_sandbox.postgres import Postgres

PLAIN_QUERY = """
select label, count(*) as n
from photo_metadata p, lateral (select distinct unnest({labels})) as l (label)
where p.album_key = %s and label is not null
group by label order by n desc, label
"""


ENRICHED = "select count(*) from photo_metadata p where p.album_key = %s and ({enriched})"
NEAR = "select count({day}) from photo_metadata where album_key = %s and not ({midday})"
ROWS = """
insert into photo_metadata
select 'p' || i, (array['K0', 'K1', null])[1 + i % 3], i, {row} from generate_series(1, 3000) as i
"""


@dataclass(frozen=True)
class Shape:
    """A form that the user's table may have: its columns, what a row holds, its values as plain SQL reads them."""

    columns: str
    row: str
    """Values of the columns for row number i."""
    sports: str | None
    """An SQL expression for the labels of a row; None where there is no such column."""
    categories: str | None
    enriched: str = "p.enriched_at is not null"
    before: str = ""
    days: str | None = None
    """An SQL expression for the day of a row as text."""
    midday: str = "false"
    """An SQL expression for rows that were taken far from midnight."""


TEXT = "(array['volleyball', 'Volleyball', 'VB', 'unknown', null])[1 + i % 5]"
SHAPES = {
    "text": Shape(
        "sport_type text, photo_category text, enriched_at timestamp, photo_date timestamp, upload_date timestamptz",
        f"{TEXT}, case when i % 3 = 0 then 'action' else 'team' end, case when i % 4 > 0 then now() end,"
        " (array['2025-05-30 05:59:59', '2025-05-30 06:00', '2025-05-31 17:59', '2025-05-31 18:00', 'infinity', null])"
        "[1 + i % 6]::timestamp, (array['2025-06-03', '2025-05-30 06:30Z', null])[1 + i / 6 % 3]::timestamptz",
        "array[sport_type]",
        "array[photo_category]",
        days="case when isfinite(photo_date) and (upload_date is null or upload_date > photo_date + interval '1 hour')"
        " then photo_date::date::text end",
        midday="photo_date::time >= '06:00' and photo_date::time < '18:00'",
    ),
    "enum": Shape(
        "sport_type sport, photo_category sport, enriched_at timestamptz, photo_date timestamptz",
        "(array['soccer', 'water polo', null])[1 + i % 3]::sport, 'soccer'::sport, now(),"
        " '2025-05-30 22:30-07'::timestamptz + i % 12 * interval '1 hour'",
        "array[sport_type::text]",
        "array[photo_category::text]",
        before="create type sport as enum ('soccer', 'water polo');",
        days="(photo_date at time zone 'UTC')::date::text",
        midday="extract(hour from photo_date at time zone 'UTC') between 6 and 17",
    ),
    "array": Shape(
        "sport_type text[], photo_category sport[], enriched_at timestamptz, photo_date date",
        "(array['{soccer,action}', '{soccer,soccer}', '{}', null])[1 + i % 4]::text[], '{soccer}'::sport[], null,"
        " '2025-05-30'::date + i % 5",
        "sport_type",
        "photo_category::text[]",
        before="create type sport as enum ('soccer', 'water polo');",
        days="photo_date::text",
    ),
    "jsonb": Shape(
        "sport_type jsonb, photo_category json, enriched_at timestamptz",
        "(array['[\"golf\", \"golf\"]', '\"golf\"', 'null', null])[1 + i % 4]::jsonb, '[\"x\"]'::json, null",
        "array[case when mod(i, 4) < 2 then 'golf' end]",
        "array['x']",
    ),
    "folded": Shape(
        "SportType varchar(40), PhotoCategory text, EnrichedAt timestamp",
        f"{TEXT}, 'action', case when i % 2 = 0 then now() end",
        "array[sporttype::text]",
        "array[photocategory]",
        "p.enrichedat is not null",
    ),
    "quoted": Shape(
        '"SportType" text, "Photo_Category" text, "enrichedAt" timestamp, "PhotoDate" text',
        f"{TEXT}, 'action', case when i % 2 = 0 then now() end,"
        " (array['2025:05:30 12:00:00', '2025-05-30T23:10:00Z', '2025-05-31', '2025-02-30', 'unknown', null])"
        "[1 + i % 6]",
        'array["SportType"]',
        'array["Photo_Category"]',
        'p."enrichedAt" is not null',
        days="""case when "PhotoDate" like '2025%%' and "PhotoDate" <> '2025-02-30'
            then replace(left("PhotoDate", 10), ':', '-') end""",
        midday="\"PhotoDate\" like '%% 12:%%'",
    ),
    "without a category": Shape("sport_type text", TEXT, "array[sport_type]", None),
    "without both": Shape("note text", "'x'", None, None),
    "two columns of the name": Shape('"SportType" text, sport_type text', "'wrong', 'golf'", "array[sport_type]", None),
}


@pytest.fixture(params=SHAPES.values(), ids=list(SHAPES))
def shaped(request: pytest.FixtureRequest, server: Postgres) -> Iterator[tuple[Project, Shape]]:
    """A project over a table of the user's own, with 3,000 rows of two albums and of none."""
    shape: Shape = request.param
    server.create_database("shapes")
    try:
        with psycopg.connect(server.url("shapes")) as owner:
            owner.execute(shape.before.encode())
            owner.execute(
                f"create table photo_metadata (image_key text, album_key text, i int, {shape.columns})".encode()
            )
            owner.execute(ROWS.format(row=shape.row).encode())
        apply_migrations(server.url("shapes"))
        with opened(server, "shapes") as project:
            yield project, shape
    finally:
        server.drop_database("shapes")


def test_counts_over_photo_rows_equal_a_plain_query_whatever_the_columns_are(shaped: tuple[Project, Shape]) -> None:
    project, shape = shaped
    project.client.record_listing(albums("A", "B", "C"), listed_at=NOW)

    def counts(labels: str | None, album_key: str) -> Mapping[str, int]:
        rows = project.sql(PLAIN_QUERY.format(labels=labels), album_key) if labels else []
        return {row["label"]: row["n"] for row in rows}

    days = f"array[{shape.days}]" if shape.days else None
    first, second, third = project.client.states()
    assert third.photo_facts is None
    for state in (first, second):
        album_key = state.album.album_key
        assert state.photo_facts == PhotoFacts(
            sports=counts(shape.sports, album_key),
            categories=counts(shape.categories, album_key),
            days={date.fromisoformat(day): n for day, n in counts(days, album_key).items()},
            near_midnight=project.value(NEAR.format(day=shape.days or "null", midday=shape.midday), album_key),
            enriched=project.value(ENRICHED.format(enriched=shape.enriched), album_key),
            rows=project.value("select count(*) from photo_metadata where album_key = %s", album_key),
        )
    assert project.gateway.counts["albumsync_states"] == 1


@pytest.mark.parametrize(
    ("column", "best"),
    [
        ("quality_score numeric", {"p5", "p7"}),
        ('"QualityScore" real', {"p5", "p7"}),
        ("qualityscore smallint", {"p5", "p7"}),
        ("quality_score text", set()),
        ("quality_score money", set()),
        ("quality_score jsonb", set()),
        ("note int", set()),
    ],
)
def test_the_best_rated_photo_of_each_album_is_told_where_there_is_a_score(
    server: Postgres, column: str, best: set[str]
) -> None:
    server.create_database("scored")
    try:
        with psycopg.connect(server.url("scored")) as owner:
            owner.execute(f"create table photo_metadata (image_key text, album_key text, {column})".encode())
            owner.execute(
                "insert into photo_metadata values ('p1', 'K0', '1'), ('i-p5', 'K0', '9'), ('p6', 'K0', '9'),"
                " ('p9', 'K0', null), ('p7', 'K1', '-1'), ('p8', null, '10'), ('p0', 'K2', '10')"
            )
            if column == "quality_score numeric":
                # A double precision holds no such number: the whole reading failed of one.
                owner.execute("insert into photo_metadata values ('p3', 'K1', '-1e400')")
        apply_migrations(server.url("scored"))
        with opened(server, "scored") as project:
            assert project.client.best_photos(["K0", "K1"]) == best
            assert project.client.best_photos([]) == frozenset()
    finally:
        server.drop_database("scored")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("quality_score int[]", "{9}"),
        ("quality_score numeric", None),
        ("quality_score real", "NaN"),
        ("quality_score real", "Infinity"),
        ("quality_score real", "-Infinity"),
    ],
)
def test_a_score_that_is_no_number_picks_no_photo_and_does_no_harm(
    project: Project, column: str, value: str | None
) -> None:
    project.sql(f"alter table photo_metadata drop column if exists quality_score, add column {column}")
    project.sql(
        "insert into photo_metadata (photo_id, image_key, album_key)"
        " select gen_random_uuid(), 'p' || i, 'K0' from generate_series(1, 2) as i"
    )
    project.sql("update photo_metadata set quality_score = %s where image_key = 'p1'", value)
    assert project.client.best_photos(["K0"]) == frozenset()


def test_of_very_many_values_the_most_common_are_told(project: Project) -> None:
    project.client.record_listing(albums("A"), listed_at=NOW)
    project.sql(
        "insert into photo_metadata (image_key, album_key, photo_category)"
        " select 'p' || i, 'K0', case when i <= 900 then 'action' else 'caption ' || i end"
        " from generate_series(1, 1000) as i"
    )
    (state,) = project.client.states()
    assert state.photo_facts is not None
    assert len(state.photo_facts.categories) == 50
    assert state.photo_facts.categories["action"] == 900
    assert state.photo_facts.rows == 1000


def test_every_source_of_facts_is_told_in_the_order_of_precedence(project: Project) -> None:
    project.client.record_listing(albums("A", "B"), listed_at=NOW)
    project.sql("insert into album_enrichment (album_key, home_team, category) values ('K0', 'Lions', 'action')")
    project.client.import_facts(
        [AlbumFacts(album_key="K0", home_team="Tigers", offered=True)], source="a.ics", imported_by="me"
    )
    project.client.import_facts([AlbumFacts(album_key="K0", level="JV")], source="b.csv", imported_by="me")
    known, unknown = project.client.states()
    assert known.enrichments == (
        Enrichment(home_team="Lions", category="action"),
        Enrichment(level="JV", source="b.csv"),
        Enrichment(home_team="Tigers", source="a.ics", offered=True),
    )
    assert unknown.enrichments == ()


def test_importing_a_file_again_replaces_what_it_said(project: Project) -> None:
    facts = [AlbumFacts(album_key="K0", level="JV"), AlbumFacts(album_key="K1", level="Varsity")]
    first = project.client.import_facts(facts, source="b.csv", imported_by="me")
    again = project.client.import_facts(facts, source="b.csv", imported_by="me")
    other = project.client.import_facts([AlbumFacts(album_key="K1")], source="b.csv", imported_by="me")
    assert (first.stored, first.unchanged, first.removed) == (2, 0, 0)
    assert (again.stored, again.unchanged, again.removed) == (0, 2, 0)
    assert (other.stored, other.unchanged, other.removed) == (1, 0, 1)


@pytest.fixture
def viewed(server: Postgres, migrated: str) -> Iterator[Project]:
    """A project with a view of the user's own."""
    with database(server, migrated) as name:
        with psycopg.connect(server.url(name, role="supabase_admin"), autocommit=True) as admin:
            admin.execute(f"alter role authenticator in database {name} set statement_timeout = '2s'".encode())
        with opened(server, name) as project:
            _make_games(project)
            yield project


def _make_games(project: Project) -> None:
    project.sql(
        "create table games (album varchar(20), home text, tags text[], ended timestamptz, sport_type int);"
        " insert into games values ('K0', 'Lions', '{JV,\"North Division\"}', '2025-06-01', 7);"
        ' create view "My Games" as select album as album_key, home as home_team, tags as level,'
        " ended as completed_at, sport_type from games;"
        ' grant select on "My Games" to service_role; create view locked as select * from "My Games"'
    )
    project.client.record_listing(albums("A", "B"), listed_at=NOW)


def client_with(project: Project, view: str) -> SupabaseClient:
    return SupabaseClient(project.base_url, key(), retry_seconds=0, enrichment_view=view)


def test_a_view_of_the_users_own_is_a_source(viewed: Project) -> None:
    with client_with(viewed, '"My Games"') as client:
        client.check_enrichment_view()
        known, unknown = client.states()
        assert known.enrichments == (
            Enrichment(home_team="Lions", level="JV, North Division", sport_type="7", source='"My Games"'),
        )
        assert unknown.enrichments == ()
        assert client.enrichment_counts().complete == 1
    assert viewed.client.states(["K0"])[0].enrichments == ()


def test_a_change_is_opened_only_while_the_view_says_what_the_plan_was_made_from(viewed: Project) -> None:
    from albumsync_dagster.supabase import NewChange, Reason

    with client_with(viewed, 'public."My Games"') as client:
        state = client.states(["K0"])[0]
        change = NewChange(
            album_key="K0", old_name="A", new_name="A - 2025", reason=Reason.DRIFT, fingerprint=state.fingerprint
        )
        viewed.sql("update games set home = 'Tigers'")
        stale = client.journal([change], run_id="r", changed_by="me")
        assert (stale.opened, [*stale.changed]) == ((), ["K0"])
        viewed.sql("update games set home = 'Lions'")
        assert len(client.journal([change], run_id="r", changed_by="me").opened) == 1


@pytest.mark.parametrize(
    ("view", "said"), [("nowhere", "no table or view nowhere"), ("public.games", "no column album_key")]
)
def test_a_view_that_is_none_is_named_with_its_fault(viewed: Project, view: str, said: str) -> None:
    with client_with(viewed, view) as client:
        for call in (client.check_enrichment_view, client.states):
            with pytest.raises(SupabaseRefused, match=said) as caught:
                call()
            assert "ALBUMSYNC_ENRICHMENT_VIEW" in str(caught.value) + caught.value.fix


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (
            "select album as album_key, 1 / (length(album) - 2) as level from games",
            "broken cannot be read: division by zero",
        ),
        ("select album as album_key, pg_sleep(30)::text as level from games", "broken takes too long to read"),
        ("select 'K0' as album_key, 'soon' as completed_at", "completed_at of broken is no timestamp"),
        ("select 'K0' as album_key, 'JV' as \"Level\"", "broken has none of the columns home_team, away_team"),
    ],
)
def test_a_view_that_fails_slow_or_of_wrong_types_is_one_sentence_that_names_it(
    viewed: Project, view: str, said: str
) -> None:
    viewed.sql(f"create view broken as {view}; grant select on broken, games to service_role")
    with client_with(viewed, "broken") as client:
        for call in (client.check_enrichment_view, client.states, client.enrichment_counts):
            with pytest.raises(SupabaseRefused, match=said) as caught:
                call()
            assert "ALBUMSYNC_ENRICHMENT_VIEW" in str(caught.value)


def test_rows_of_a_view_with_one_key_are_all_told_and_what_is_no_text_says_nothing(viewed: Project) -> None:
    viewed.sql(
        "create view doubled as select k::char(9) as album_key, h as home_team, '{\"a\": 1}'::jsonb as level"
        " from (values ('K0', 'Lions'), ('K0', 'Tigers'), (null, 'Bears')) as v (k, h);"
        " grant select on doubled to service_role"
    )
    with client_with(viewed, "doubled") as client:
        known, unknown = client.states()
    assert known.enrichments == (
        Enrichment(home_team="Lions", source="doubled"),
        Enrichment(home_team="Tigers", source="doubled"),
    )
    assert unknown.enrichments == ()


def test_a_view_that_the_service_role_may_not_read_is_named(viewed: Project) -> None:
    viewed.sql("revoke all on locked from service_role")
    with client_with(viewed, "locked") as client, pytest.raises(SupabaseRefused, match="locked"):
        client.check_enrichment_view()


def test_albums_are_counted_by_how_far_their_enrichment_has_come(project: Project) -> None:
    listed = albums("complete", "some rows", "nothing", "said", "imported", "Site files")
    project.client.record_listing([*listed[:5], replace(listed[5], system=True)], listed_at=NOW)
    project.sql(
        "insert into photo_metadata (image_key, album_key, enriched_at) values"
        " ('a', 'K0', '2025-06-01'), ('b', 'K1', '2025-06-02'), ('c', 'K1', null), ('d', 'K2', null)"
    )
    project.sql("insert into album_enrichment (album_key, completed_at) values ('K3', '2025-06-03')")
    project.client.import_facts(
        [AlbumFacts(album_key="K4", home_team="A", away_team="B", offered=True)], source="s.ics", imported_by="me"
    )
    counts = project.client.enrichment_counts()
    assert (counts.complete, counts.partial, counts.without) == (2, 2, 2)
    assert {name: (source.albums, source.offered) for name, source in counts.sources.items()} == {
        "album_enrichment": (1, 0),
        "photo_metadata": (2, 0),
        "s.ics": (1, 1),
    }
    assert counts.newest is not None
