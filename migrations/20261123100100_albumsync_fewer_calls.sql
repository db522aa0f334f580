-- Fewer calls a rename, and a debt that is not forgotten.
--
-- * A state carries a fingerprint of what a proposal rests on, and journaling compares it: a plan is checked against
--   the state at the very moment in which its changes are opened, in the same call.
-- * The user's own function that is called after a sync is owed until it has worked: across failures and crashes.

begin;
set local lock_timeout = '5s';

create table if not exists public.albumsync_after_sync (
  function_name text primary key,
  photo_rows bigint not null,
  called_at timestamptz not null default clock_timestamp()
);
comment on table public.albumsync_after_sync is
  'albumsync: how many photo rows the journal had counted as written when the user''s function last worked.';

do $$
declare
  role_name text;
begin
  alter table public.albumsync_after_sync enable row level security;
  revoke all on public.albumsync_after_sync from public;
  -- Plain PostgreSQL has none of these roles; hosted Supabase grants them everything by default.
  for role_name in
    select r.rolname from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role')
  loop
    execute format('revoke all on public.albumsync_after_sync from %I', role_name);
    if role_name = 'service_role' then
      execute format('grant select, insert, update on public.albumsync_after_sync to %I', role_name);
    end if;
  end loop;
end $$;

-- {"album_keys": [keys]?, "after": key?, "limit": n} -> [state], by album_key
-- New in a state: "rows_differing", of all its rows and not of the five most common names only; and "fingerprint", a
-- digest of all that a proposal rests on, which albumsync_journal compares with the one that a plan was made from.
create or replace function public.albumsync_states(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with chosen as materialized (
    select a.*
    from public.smugmug_albums a
    where (not payload ? 'album_keys'
        or a.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]'))))
      and (payload ->> 'after' is null or a.album_key collate "C" > payload ->> 'after')
    order by a.album_key collate "C"
    limit (payload ->> 'limit')::integer
  ),
  listed as (
    select max(r.read_at) as at from public.smugmug_reads r where r.complete
  ),
  counted as (
    select p.album_key, p.album_name, count(*) as n
    from public.photo_metadata p
    where p.album_key in (select c.album_key from chosen c)
    group by p.album_key, p.album_name
  ),
  ranked as (
    select c.*, row_number() over (
      partition by c.album_key order by (c.album_name is null), c.n desc, c.album_name collate "C"
    ) as place
    from counted c
  ),
  row_names as (
    select r.album_key,
      coalesce(sum(r.n) filter (where r.album_name is distinct from c.name), 0) as differing,
      jsonb_build_object(
        'total', sum(r.n),
        'missing', coalesce(sum(r.n) filter (where r.album_name is null), 0),
        'names', coalesce(jsonb_object_agg(r.album_name, r.n)
          filter (where r.album_name is not null and r.place <= 5), '{}')
      ) as names
    from ranked r
    join chosen c on c.album_key = r.album_key
    group by r.album_key
  ),
  lines as materialized (
    select c.* from public.album_name_changes c where c.album_key in (select k.album_key from chosen k)
  ),
  reached as materialized (  -- changes of ours that SmugMug took; heals and their undo only write rows
    select l.album_key, l.sequence, l.new_name, l.reason
    from lines l
    where l.status in ('renamed', 'done', 'verified') and l.reason in ('drift', 'undo')
  ),
  given as (
    select distinct on (r.album_key) r.album_key, r.new_name
    from reached r
    order by r.album_key, r.sequence desc
  ),
  former as (
    select f.album_key, jsonb_agg(f.old_name order by f.first) as names
    from (
      select l.album_key, l.old_name, min(l.sequence) as first
      from lines l
      where l.old_name is not null
      group by l.album_key, l.old_name
    ) f
    group by f.album_key
  ),
  taken_back as (
    select t.album_key, jsonb_agg(t.new_name order by t.last) as names
    from (
      select g.album_key, g.new_name, max(g.sequence) as last
      from reached g
      join reached u on u.album_key = g.album_key and u.reason = 'undo' and u.sequence > g.sequence
      where g.new_name <> u.new_name
        -- The name that the undo restores was not in force in between, so this undo took g's name back,
        and not exists (
          select from reached e
          where e.album_key = g.album_key and e.new_name = u.new_name
            and e.sequence > g.sequence and e.sequence < u.sequence)
        -- and nobody gave it again.
        and not exists (
          select from reached e
          where e.album_key = g.album_key and e.new_name = g.new_name and e.sequence > u.sequence)
        -- Names that only an undo restored were not ours to begin with.
        and exists (
          select from reached e
          where e.album_key = g.album_key and e.new_name = g.new_name and e.reason = 'drift')
      group by g.album_key, g.new_name
    ) t
    group by t.album_key
  )
  select coalesce(jsonb_agg(v.evidence || jsonb_build_object(
    'album', jsonb_build_object(
      'album_key', a.album_key, 'name', a.name, 'url_name', a.url_name, 'keywords', a.keywords,
      'description', a.description, 'node_id', a.node_id, 'url_path', a.url_path, 'web_uri', a.web_uri,
      'image_count', a.image_count, 'last_updated', a.last_updated,
      'images_last_updated', a.images_last_updated, 'system', a.excluded),
    'fingerprint', left(encode(sha256(convert_to(jsonb_build_array(a.name, v.evidence)::text, 'UTF8')), 'hex'), 16),
    'captured_as_of', a.captured_as_of,
    'captured_stamps', case when a.captured_as_of is not null then jsonb_build_array(
      a.captured_image_count, a.captured_last_updated, a.captured_images_last_updated) end,
    'note', o.note,
    'former_names', coalesce(f.names, '[]'),
    'open_change', to_jsonb(l),
    'listed_at', case when a.missing_since is null then greatest(a.listed_at, listed.at) else a.listed_at end,
    'missing_since', a.missing_since,
    'verified_at', a.verified_at
  ) order by a.album_key collate "C"), '[]')
  from chosen a
  cross join listed
  left join public.album_enrichment e on e.album_key = a.album_key
  left join public.album_name_overrides o on o.album_key = a.album_key
  left join row_names n on n.album_key = a.album_key
  left join former f on f.album_key = a.album_key
  left join given g on g.album_key = a.album_key
  left join taken_back t on t.album_key = a.album_key
  left join lines l on l.album_key = a.album_key and l.status in ('planned', 'renamed')
  cross join lateral (
    select jsonb_build_object(
      'capture', a.capture_days,
      'enrichment', case when e.album_key is not null then jsonb_build_object(
        'home_team', e.home_team, 'away_team', e.away_team, 'event_name', e.event_name,
        'sport_type', e.sport_type, 'category', e.category, 'level', e.level) end,
      'pinned_name', o.name,
      'locked', coalesce(o.locked, false),
      'rows', coalesce(n.names, '{"total": 0, "missing": 0, "names": {}}'),
      'rows_differing', coalesce(n.differing, 0),
      'given_name', g.new_name,
      'taken_back', coalesce(t.names, '[]')
    ) as evidence
  ) v;
$$;

-- {"changes": [{"id": uuid, "album_key", ..., "fingerprint": text?}], "run_id": text, "changed_by": text}
-- -> {"opened": [change], "refused": [change], "changed": {album_key: state or null}}: each change asked for was
-- opened; or somebody's open change of that album stood in the way; or the album is not as it was when the change was
-- planned (null: it is not known), which is found out here, so that no call is spent on asking before. A change without
-- a fingerprint rests on nothing that is stored. The ids come from the caller, so that a repeated call finds its own
-- lines.
create or replace function public.albumsync_journal(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  planned constant jsonb := coalesce((
    select jsonb_agg(n.album_key)
    from jsonb_to_recordset(payload -> 'changes') as n (album_key text, fingerprint text)
    where n.fingerprint is not null), '[]');
  states jsonb := '{}';
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  for attempt in 1..3 loop
    if planned <> '[]' then
      select coalesce(jsonb_object_agg(s.state #>> '{album,album_key}', s.state), '{}') into states
      from jsonb_array_elements(public.albumsync_states(
        jsonb_build_object('album_keys', planned, 'limit', jsonb_array_length(planned)))) as s (state);
    end if;

    -- Waits for another transaction that is just opening or closing a change of the same album.
    insert into public.album_name_changes (
      id, album_key, old_name, new_name, changed_by, run_id, reason, status, drift, undoes,
      old_description, new_description
    )
    select n.id, n.album_key, n.old_name, n.new_name, payload ->> 'changed_by', payload ->> 'run_id',
      n.reason, 'planned', n.drift, n.undoes, n.old_description, n.new_description
    from jsonb_to_recordset(payload -> 'changes') as n (
      id uuid, album_key text, old_name text, new_name text, reason text, drift integer, undoes uuid,
      old_description text, new_description text, fingerprint text
    )
    where (n.fingerprint is null or n.fingerprint = states -> n.album_key ->> 'fingerprint')
      and not exists (select from public.album_name_changes c where c.id = n.id)
    order by n.album_key
    on conflict do nothing;

    with wanted as (
      select n.id, n.album_key, n.fingerprint
      from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text, fingerprint text)
    ),
    opened as (
      select c.* from public.album_name_changes c where c.id in (select w.id from wanted w)
    ),
    refused as (
      select c.*
      from public.album_name_changes c
      where c.status in ('planned', 'renamed')
        and c.album_key in (select w.album_key from wanted w where w.id not in (select p.id from opened p))
    ),
    changed as (
      select w.album_key, states -> w.album_key as state
      from wanted w
      where w.fingerprint is not null
        and w.fingerprint is distinct from states -> w.album_key ->> 'fingerprint'
        and w.id not in (select p.id from opened p)
        and w.album_key not in (select r.album_key from refused r)
    )
    select jsonb_build_object(
      'opened', (select coalesce(jsonb_agg(to_jsonb(p) order by p.sequence), '[]') from opened p),
      'refused', (select coalesce(jsonb_agg(to_jsonb(r) order by r.sequence), '[]') from refused r),
      'changed', (select coalesce(jsonb_object_agg(c.album_key, c.state), '{}') from changed c)
    ) into answer;
    -- A change that stood in the way when we inserted may have been closed before we looked: then insert again.
    exit when jsonb_array_length(answer -> 'opened') + jsonb_array_length(answer -> 'refused')
      + (select count(*) from jsonb_object_keys(answer -> 'changed')) = jsonb_array_length(payload -> 'changes');
  end loop;
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"function": name, "photo_rows": n?} -> {"owed": bool, "photo_rows": n}
-- Whether photo rows were written since this function last worked. "photo_rows" in the answer counts all that were ever
-- written, as the journal says; handed back, it says that the function has worked after these.
create or replace function public.albumsync_after_sync(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  answer jsonb;
begin
  if payload ->> 'photo_rows' is not null then
    insert into public.albumsync_after_sync as a (function_name, photo_rows)
    values (payload ->> 'function', (payload ->> 'photo_rows')::bigint)
    on conflict (function_name) do update
    set photo_rows = greatest(a.photo_rows, excluded.photo_rows), called_at = excluded.called_at;
  end if;
  select jsonb_build_object('photo_rows', w.photo_rows, 'owed', w.photo_rows > coalesce((
    select a.photo_rows from public.albumsync_after_sync a where a.function_name = payload ->> 'function'), 0))
  into answer
  from (select coalesce(sum(c.photo_rows), 0) as photo_rows from public.album_name_changes c) w;
  return answer;
end $$;

do $$
declare
  routine regprocedure;
  role_name text;
begin
  for routine in
    select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'albumsync\_%'
  loop
    execute format('revoke all on function %s from public', routine);
    -- Plain PostgreSQL has none of these roles; hosted Supabase lets all of them execute everything by default.
    for role_name in
      select r.rolname from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role')
    loop
      execute format('revoke all on function %s from %I', routine, role_name);
      if role_name = 'service_role' then
        execute format('grant execute on function %s to %I', routine, role_name);
      end if;
    end loop;
  end loop;
end $$;

insert into public.albumsync_migrations (name) values ('20261123100100_albumsync_fewer_calls') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
