-- What people decided about names: how decisions are stored, and which of them count.
--
-- Rows are only ever added, and the newest row of an album counts; a `withdraw` row ends the ones before it. People may
-- write here in Supabase's table editor as well, so a trigger checks and completes every row, whoever sends it.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- The words of people that an earlier form of this table held: a pinned name is an edit, a lock a lock.
do $$
begin
  if to_regclass('public.album_name_overrides') is not null then
    insert into public.album_name_decisions (album_key, verdict, name, decided_by, decided_at, note)
    select o.album_key, w.verdict, case when w.verdict = 'edit' then left(btrim(o.name), 255) end,
      'album_name_overrides', o.updated_at, coalesce(o.note, '')
    from public.album_name_overrides o
    cross join (values (1, 'edit'), (2, 'lock')) as w (place, verdict)
    where (w.verdict = 'edit' and btrim(o.name) <> '' or w.verdict = 'lock' and o.locked)
      and exists (select from public.smugmug_albums a where a.album_key = o.album_key)
      and not exists (
        select from public.album_name_decisions d
        where d.album_key = o.album_key and d.verdict = w.verdict and d.decided_by = 'album_name_overrides')
    order by o.album_key, w.place;
    -- `albumsync migrate` keeps it until the calls have ended that began with the functions of before: they read it.
    if coalesce(current_setting('albumsync.former', true), '') <> 'kept' then
      drop table public.album_name_overrides;
    end if;
  end if;
end $$;

-- {"album_keys": [keys]} -> {album_key: {"newest": decision, "withdrawn_at": time or null}}
-- Of the albums about which somebody decided: the newest row, and when somebody last withdrew although no decision stood:
-- that ends the protection of a name that was typed in SmugMug. A withdrawal of a decision ends that decision alone.
create or replace function public.albumsync_words(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select coalesce(jsonb_object_agg(w.album_key, jsonb_build_object(
    'newest', w.newest, 'withdrawn_at', w.withdrawn_at)), '{}')
  from (
    select d.album_key, (array_agg(to_jsonb(d) - 'before' order by d.sequence desc))[1] as newest,
      max(d.decided_at) filter (where d.verdict = 'withdraw' and d.before = 'withdraw') as withdrawn_at
    from (
      select w.*, coalesce(lag(w.verdict) over (partition by w.album_key order by w.sequence), 'withdraw') as before
      from public.album_name_decisions w
      where w.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]')))
    ) d
    group by d.album_key
  ) w;
$$;

-- {"words": [{"id": uuid, "album_key", "verdict", "name"?, "digest"?, "decided_by", "note"?, "after": uuid?}]}
-- -> {"stored": [decision], "superseded": [decision], "unknown": [album_key]}
-- Stores one decision an album. "after" is the newest decision that the person saw, null where none was or the newest
-- one was a withdrawal: where there is another one by now, nothing is stored for that album and the other decision is in
-- "superseded". An album that was never read is unknown.
-- The ids come from the caller, so that a repeated call finds its own rows.
create or replace function public.albumsync_decide(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  answer jsonb;
begin
  -- Two decisions about one album at the same moment: the second one waits here and then sees the first.
  perform from public.smugmug_albums a
  where a.album_key in (
    select n.album_key from jsonb_to_recordset(payload -> 'words') as n (album_key text))
  order by a.album_key
  for update;

  insert into public.album_name_decisions (id, album_key, verdict, name, digest, decided_by, note)
  select n.id, n.album_key, n.verdict, n.name, n.digest, coalesce(n.decided_by, ''), coalesce(n.note, '')
  from jsonb_to_recordset(payload -> 'words') as n (
    id uuid, album_key text, verdict text, name text, digest text, decided_by text, note text, after uuid
  )
  join public.smugmug_albums a on a.album_key = n.album_key
  where not exists (select from public.album_name_decisions d where d.id = n.id)
    and not exists (
      select from (
        select d.id, d.verdict from public.album_name_decisions d
        where d.album_key = n.album_key order by d.sequence desc limit 1
      ) newest
      where newest.id is distinct from n.after and not (n.after is null and newest.verdict = 'withdraw'))
  order by n.album_key;

  with wanted as (
    select n.id, n.album_key from jsonb_to_recordset(payload -> 'words') as n (id uuid, album_key text)
  ),
  stored as (
    select d.* from public.album_name_decisions d where d.id in (select w.id from wanted w)
  ),
  superseded as (
    select distinct on (d.album_key) d.*
    from public.album_name_decisions d
    where d.album_key in (select w.album_key from wanted w where w.id not in (select s.id from stored s))
    order by d.album_key, d.sequence desc
  )
  select jsonb_build_object(
    'stored', (select coalesce(jsonb_agg(to_jsonb(s) order by s.sequence), '[]') from stored s),
    'superseded', (select coalesce(jsonb_agg(to_jsonb(s) order by s.album_key), '[]') from superseded s),
    'unknown', (select coalesce(jsonb_agg(w.album_key order by w.album_key), '[]') from wanted w
      where not exists (select from public.smugmug_albums a where a.album_key = w.album_key))
  ) into answer;
  return answer;
end $$;

-- {"after": sequence or null} -> {"sequence": n, "album_keys": [keys]}
-- The albums whose newest decision gives them a name and came after that number, and the newest number of all. With null
-- only the number: who begins to look asks for nothing that was decided before.
create or replace function public.albumsync_decided_since(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select jsonb_build_object(
    'sequence', (select coalesce(max(d.sequence), 0) from public.album_name_decisions d),
    'album_keys', (
      select coalesce(jsonb_agg(n.album_key order by n.album_key collate "C"), '[]')
      from (
        select distinct on (d.album_key) d.album_key, d.verdict
        from public.album_name_decisions d
        where d.sequence > (payload ->> 'after')::bigint
        order by d.album_key, d.sequence desc
      ) n
      where n.verdict in ('accept', 'edit')));
$$;

insert into public.albumsync_migrations (name) values ('20261128100150_albumsync_decisions') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
