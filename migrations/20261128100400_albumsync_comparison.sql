-- Both sides compared, the health of everything, and what a sensor and `albumsync doctor` ask.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- {"names": {album_key: SmugMug's name}, "at": time, "whole_account": bool, "record": bool}
-- -> {"checks": {album_key: {"total", "differing"?, "missing"?, "names"?}}, "rows_without_album_key", "unknown_albums",
--     "acknowledged_albums"}
-- All photo rows against all names, in one statement. An album in step answers with its total alone. With "record"
-- the albums in step, and their changes that are done, are marked as verified.
create or replace function public.albumsync_verify(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off set plan_cache_mode = 'force_custom_plan' as $$
declare
  read_at constant timestamptz := (payload ->> 'at')::timestamptz;
  whole_account constant boolean := (payload ->> 'whole_account')::boolean;
  record constant boolean := (payload ->> 'record')::boolean;
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  with names as materialized (
    select n.key as album_key, n.value as name from jsonb_each_text(payload -> 'names') as n
  ),
  counted as materialized (
    select p.album_key, p.album_name, count(*) as n
    from public.photo_metadata p
    where whole_account or p.album_key in (select k.album_key from names k)
    group by p.album_key, p.album_name
  ),
  ranked as (
    select c.album_key, c.album_name, c.n, k.name, row_number() over (
      partition by c.album_key order by (c.album_name is null), c.n desc, c.album_name collate "C"
    ) as place
    from counted c
    join names k on k.album_key = c.album_key
  ),
  summed as (
    select r.album_key, sum(r.n) as total,
      coalesce(sum(r.n) filter (where r.album_name is distinct from r.name), 0) as differing,
      coalesce(sum(r.n) filter (where r.album_name is null), 0) as missing,
      jsonb_object_agg(r.album_name, r.n) filter (where r.album_name is not null and r.place <= 5) as names
    from ranked r
    group by r.album_key
  ),
  checks as materialized (
    select k.album_key, k.name, coalesce(s.total, 0) as total, coalesce(s.differing, 0) as differing,
      coalesce(s.missing, 0) as missing, coalesce(s.names, '{}') as names
    from names k
    left join summed s on s.album_key = k.album_key
  ),
  albums as (
    update public.smugmug_albums a
    set verified_at = read_at
    from checks c
    where record and c.differing = 0 and a.album_key = c.album_key
  ),
  changes as (
    update public.album_name_changes c
    set status = 'verified', verified_at = read_at
    from checks k
    where record and k.differing = 0 and c.status = 'done' and c.album_key = k.album_key and c.new_name = k.name
  )
  select jsonb_build_object(
    'checks', (
      select coalesce(jsonb_object_agg(c.album_key, case
        when c.differing = 0 then jsonb_build_object('total', c.total)
        else jsonb_build_object(
          'total', c.total, 'differing', c.differing, 'missing', c.missing, 'names', c.names)
      end), '{}')
      from checks c),
    'rows_without_album_key', (
      select case when whole_account then (select coalesce(sum(c.n), 0) from counted c where c.album_key is null)
        else (select count(*) from public.photo_metadata p where p.album_key is null) end),
    'unknown_albums', (
      select coalesce(jsonb_object_agg(u.album_key, u.n), '{}')
      from (
        select c.album_key, sum(c.n) as n
        from counted c
        where c.album_key is not null and not exists (select from names k where k.album_key = c.album_key)
        group by c.album_key
      ) u)
  ) into answer;
  -- Rows of albums that SmugMug no longer has, which somebody decided to leave as they are, are told apart.
  answer := answer || (
    select jsonb_build_object(
      'unknown_albums', coalesce(jsonb_object_agg(u.key, u.value) filter (where g.album_key is null), '{}'),
      'acknowledged_albums', coalesce(jsonb_object_agg(u.key, u.value) filter (where g.album_key is not null), '{}'))
    from jsonb_each(answer -> 'unknown_albums') as u
    left join public.acknowledged_albums g on g.album_key = u.key);
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"alert_over": drift} -> the figures of `albumsync health`, in one call
-- "albums" are all albums that the newest listing shows, the site files included, as `plan` and `verify` count them.
-- "proposals" has each of them in exactly one count: by the decision of its proposal, where that was made for the name
-- of today; as "keep", where it has the name that was proposed, because the proposal was carried out; else as
-- "unplanned".
create or replace function public.albumsync_health(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  with counted as materialized (
    select p.album_key, p.album_name, count(*) as n
    from public.photo_metadata p
    group by p.album_key, p.album_name
  ),
  albums as (
    select * from public.smugmug_albums a where a.missing_since is null
  ),
  by_album as (
    select c.album_key, count(*) as names, sum(c.n) as photos,
      coalesce(sum(c.n) filter (where c.album_name is null), 0) as unnamed,
      coalesce(sum(c.n) filter (where c.album_name is distinct from a.name), 0) as differing,
      bool_or(a.album_key is not null) as known,
      exists (select from public.smugmug_albums s where s.album_key = c.album_key) as known_somehow,
      exists (select from public.acknowledged_albums g where g.album_key = c.album_key) as acknowledged
    from counted c
    left join albums a on a.album_key = c.album_key
    where c.album_key is not null
    group by c.album_key
  ),
  newest as (
    select distinct on (c.album_key) c.status
    from public.album_name_changes c
    order by c.album_key, c.sequence desc
  )
  select jsonb_build_object(
    'at', clock_timestamp(),
    'listed_at', (select max(r.read_at) from public.smugmug_reads r where r.complete),
    'albums', (select count(*) from albums),
    'albums_missing', (select count(*) from public.smugmug_albums a where a.missing_since is not null),
    'photos', (select coalesce(sum(c.n), 0) from counted c),
    'photos_without_album_key', (select coalesce(sum(c.n), 0) from counted c where c.album_key is null),
    'photos_of_unknown_albums', (select coalesce(sum(b.photos), 0) from by_album b
      where not b.known_somehow and not b.acknowledged),
    'photos_acknowledged', (select coalesce(sum(b.photos), 0) from by_album b where b.acknowledged and not b.known),
    'photos_without_name', (select coalesce(sum(b.unnamed), 0) from by_album b),
    'albums_without_name', (select count(*) from by_album b where b.unnamed > 0),
    'albums_with_mixed_names', (select count(*) from by_album b where b.names > 1),
    'albums_out_of_step', (select count(*) from by_album b where b.known and b.differing > 0),
    'albums_without_photos', (
      select count(*) from albums a where not exists (select from by_album b where b.album_key = a.album_key)),
    'open_changes', (
      select count(*) from public.album_name_changes c where c.status in ('planned', 'renamed')),
    'failed_changes', (select count(*) from newest n where n.status = 'failed'),
    'conflicts', (select count(*) from newest n where n.status = 'conflict'),
    'changes_last_day', (
      select count(*) from public.album_name_changes c
      where c.changed_at > now() - interval '1 day' and c.status <> 'imported'),
    'proposals', (
      select coalesce(jsonb_object_agg(d.decision, d.n), '{}')
      from (
        select case
            when a.name = p.existing_name then p.decision
            when a.name = p.proposed_name then 'keep'
            else 'unplanned'
          end as decision, count(*) as n
        from albums a
        left join public.album_name_proposals p on p.album_key = a.album_key
        group by 1
      ) d),
    'high_drift', (
      select count(*)
      from public.album_name_proposals p
      join albums a on a.album_key = p.album_key and a.name = p.existing_name
      where p.drift > (payload ->> 'alert_over')::integer and p.decision in ('rename', 'review')),
    'verified_last_day', (select count(*) from albums a where a.verified_at > now() - interval '1 day'),
    'verification_stale', (select count(*) from albums a where a.verified_at <= now() - interval '7 days'),
    'never_verified', (select count(*) from albums a where a.verified_at is null),
    'incomplete_reads_last_day', (
      select count(*) from public.smugmug_reads r where not r.complete and r.read_at > now() - interval '1 day')
  );
$$;

-- {"after": {"at": time, "album_key": key}?, "limit": n, "quiet_seconds": n} -> [{"album_key", "at"}]
-- Albums whose enrichment is complete and was made after our last change of them, in the order of the last thing that
-- happened to them. An album to which something happened within the quiet time waits; when its turn comes it lies
-- behind every album that was told before, so a cursor of (time, key) loses none.
create or replace function public.albumsync_enriched_since(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off set timezone = 'UTC' as $$
  with cursor as (
    select (payload #>> '{after,at}')::timestamptz as at, payload #>> '{after,album_key}' as album_key
  ),
  -- The casts: these columns are the user's, with or without a time zone.
  touched as materialized (
    select p.album_key
    from public.photo_metadata p
    cross join cursor
    where p.album_key is not null
      and (cursor.at is null
        or greatest(p.enriched_at::timestamptz, p.updated_at::timestamptz) >= cursor.at)
    group by p.album_key
    union
    select e.album_key
    from public.album_enrichment e
    cross join cursor
    where e.completed_at is not null and (cursor.at is null or e.completed_at >= cursor.at)
  ),
  by_rows as (
    -- Rows that we wrote ourselves are no news of the album: a heal would else ask for it again.
    select p.album_key, bool_and(p.enriched_at is not null) as complete,
      max(p.enriched_at::timestamptz) as enriched_at,
      max(greatest(p.enriched_at::timestamptz, case when not exists (
        select from public.album_name_changes c
        where c.album_key = p.album_key and c.photo_rows > 0
          and p.updated_at::timestamptz between c.changed_at and c.changed_at + interval '1 hour'
      ) then p.updated_at::timestamptz end)) as last_at
    from public.photo_metadata p
    where p.album_key in (select t.album_key from touched t)
    group by p.album_key
  ),
  albums as (
    select t.album_key, greatest(r.enriched_at, e.completed_at) as enriched_at,
      greatest(r.last_at, e.completed_at) as last_at
    from touched t
    left join by_rows r on r.album_key = t.album_key
    left join public.album_enrichment e on e.album_key = t.album_key
    where coalesce(r.complete, false) or e.completed_at is not null
  )
  select coalesce(jsonb_agg(jsonb_build_object('album_key', n.album_key, 'at', n.last_at)
    order by n.last_at, n.album_key collate "C"), '[]')
  from (
    select a.album_key, a.last_at
    from albums a
    cross join cursor
    where a.last_at >= '0001-01-01'  -- other programs know no time before
      and a.last_at <= now() - make_interval(secs => (payload ->> 'quiet_seconds')::double precision)
      and (cursor.at is null or a.last_at > cursor.at
        or (a.last_at = cursor.at and a.album_key collate "C" > cursor.album_key))
      and not exists (
        select from public.album_name_changes c
        where c.album_key = a.album_key and c.reason in ('drift', 'decision') and c.status in ('done', 'verified')
          and c.changed_at >= a.enriched_at)
    order by a.last_at, a.album_key collate "C"
    limit (payload ->> 'limit')::integer
  ) n;
$$;

-- {"functions": [name], "tables": [name]} -> [text]: what is missing here of what this version of albumsync needs.
-- Where nothing is missing, one photo row is given another name of the same length and that is taken back at once: what
-- would refuse every rename (a generated column, a trigger, a publication without a replica identity) is an error here,
-- before SmugMug was told anything.
create or replace function public.albumsync_missing_objects(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  longest constant integer := 100;  -- characters of the names that albumsync gives
  answer jsonb;
  refused text;
  sample record;
  found_name text;
begin
  select coalesce(jsonb_agg(m.what order by m.place, m.what), '[]')
  into answer
  from (
    select 1 as place, 'table ' || t as what
    from jsonb_array_elements_text(payload -> 'tables') as t
    where to_regclass('public.' || quote_ident(t)) is null
    union all
    select 2, 'column photo_metadata.' || c
    from unnest(array['image_key', 'album_key', 'album_name', 'enriched_at', 'updated_at']) as c
    where to_regclass('public.photo_metadata') is not null and not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.photo_metadata') and a.attname = c and not a.attisdropped)
    union all
    select 3, 'privilege to ' || p || ' photo_metadata'
    from unnest(array['select', 'update']) as p
    where to_regclass('public.photo_metadata') is not null
      and not has_table_privilege(to_regclass('public.photo_metadata'), p)
    union all
    select 4, 'function ' || f
    from jsonb_array_elements_text(payload -> 'functions') as f
    where to_regprocedure('public.' || quote_ident(f) || '(jsonb)') is null
    union all
    select 5, format('trigger %s on %s', g.trigger_name, g.table_name)
    from (values
      ('albumsync_guard_lines', 'album_name_changes'), ('albumsync_guard_truncate', 'album_name_changes'),
      ('albumsync_guard_rows', 'album_name_decisions'), ('albumsync_guard_truncate', 'album_name_decisions')
    ) as g (trigger_name, table_name)
    where to_regclass('public.' || g.table_name) is not null and not exists (
      select from pg_catalog.pg_trigger t
      where t.tgrelid = to_regclass('public.' || g.table_name) and t.tgname = g.trigger_name and t.tgenabled = 'O')
    union all
    select 6, 'index ' || i
    from unnest(array['albumsync_photo_names', 'album_name_changes_one_open']) as i
    where not exists (
      select from pg_catalog.pg_index x where x.indexrelid = to_regclass('public.' || i) and x.indisvalid)
  ) m;
  if answer <> '[]' then
    return answer;
  end if;

  select case
      when c.udt_name = 'citext' then 'takes names that differ in capitals for one: it has to be of type text'
      when c.character_maximum_length < longest then
        format('holds %s characters at most, and names have up to %s', c.character_maximum_length, longest)
    end into refused
  from information_schema.columns c
  where c.table_schema = 'public' and c.table_name = 'photo_metadata' and c.column_name = 'album_name';
  if refused is not null then
    raise exception 'The column photo_metadata.album_name %', refused;
  end if;

  begin
    select p.tableoid as table_id, p.ctid as row_id,
      left(p.album_name, -1) || case when right(p.album_name, 1) = 'x' then 'y' else 'x' end as name
    into sample
    from public.photo_metadata p
    where p.album_key is not null and p.album_name is not null
    limit 1
    for no key update skip locked;
    perform set_config('search_path', 'public, extensions', true), set_config('row_security', 'on', true);
    with written as (
      update public.photo_metadata p
      set album_name = sample.name, updated_at = clock_timestamp()
      where p.ctid = sample.row_id and p.tableoid = sample.table_id
      returning p.album_name
    )
    select w.album_name into found_name from written w;
    perform pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('row_security', 'off', true);
    if sample.name is distinct from found_name then
      refused := 'a trigger or a rule keeps the old one';
    end if;
    raise exception using errcode = 'AS000';  -- takes the write back
  exception
    when sqlstate 'AS000' then
      null;
    when read_only_sql_transaction then
      null;  -- PostgREST has not read yet that this function writes now: that takes it about a second
    when others then
      refused := rtrim(sqlerrm, '.');
  end;
  if refused is not null then
    raise exception 'A row of photo_metadata does not take another album_name: %', refused;
  end if;
  return answer;
end $$;

-- {"album_keys": [keys], "acknowledged_by": text?} -> [keys] that are acknowledged now
-- Somebody knows that SmugMug no longer has these albums and leaves their photo rows as they are. Without a person, this
-- is taken back.
create or replace function public.albumsync_acknowledge(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  keys constant text[] := array(select jsonb_array_elements_text(payload -> 'album_keys'));
begin
  if payload ->> 'acknowledged_by' is null then
    delete from public.acknowledged_albums g where g.album_key = any (keys);
  else
    insert into public.acknowledged_albums (album_key, acknowledged_by)
    select k, payload ->> 'acknowledged_by' from unnest(keys) as k
    on conflict do nothing;
  end if;
  return coalesce(
    (select jsonb_agg(g.album_key order by g.album_key) from public.acknowledged_albums g where g.album_key = any (keys)),
    '[]');
end $$;

insert into public.albumsync_migrations (name) values ('20261128100400_albumsync_comparison') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
