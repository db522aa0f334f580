-- The journal, album_name_changes, and the photo rows that follow it. Each function is one transition of the protocol;
-- each may be repeated without harm, because a caller whose answer was lost has to.

begin;
set local lock_timeout = '5s';

-- {"changes": [{"id": uuid, "album_key", ...}], "run_id": text, "changed_by": text}
-- -> {"opened": [change], "refused": [change]}: each change asked for was opened, or somebody's open change of that
-- album stood in the way. The ids come from the caller, so that a repeated call finds its own lines.
create or replace function public.albumsync_journal(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  for attempt in 1..3 loop
    -- Waits for another transaction that is just opening or closing a change of the same album.
    insert into public.album_name_changes (
      id, album_key, old_name, new_name, changed_by, run_id, reason, status, drift, undoes,
      old_description, new_description
    )
    select n.id, n.album_key, n.old_name, n.new_name, payload ->> 'changed_by', payload ->> 'run_id',
      n.reason, 'planned', n.drift, n.undoes, n.old_description, n.new_description
    from jsonb_to_recordset(payload -> 'changes') as n (
      id uuid, album_key text, old_name text, new_name text, reason text, drift integer, undoes uuid,
      old_description text, new_description text
    )
    where not exists (select from public.album_name_changes c where c.id = n.id)
    order by n.album_key
    on conflict do nothing;

    with wanted as (
      select n.id, n.album_key
      from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text)
    ),
    opened as (
      select c.* from public.album_name_changes c where c.id in (select w.id from wanted w)
    ),
    refused as (
      select c.*
      from public.album_name_changes c
      where c.status in ('planned', 'renamed')
        and c.album_key in (select w.album_key from wanted w where w.id not in (select p.id from opened p))
    )
    select jsonb_build_object(
      'opened', (select coalesce(jsonb_agg(to_jsonb(p) order by p.sequence), '[]') from opened p),
      'refused', (select coalesce(jsonb_agg(to_jsonb(r) order by r.sequence), '[]') from refused r)
    ) into answer;
    -- A change that stood in the way when we inserted may have been closed before we looked: then insert again.
    exit when jsonb_array_length(answer -> 'opened') + jsonb_array_length(answer -> 'refused')
      = jsonb_array_length(payload -> 'changes');
  end loop;
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"outcomes": [{"id": uuid, "status", "error", "seen": status?}], "run_id": text} -> [change], as they are now
-- Leaves `planned`; leaves `renamed` too, where SmugMug no longer has the new name. A verdict that no longer applies
-- (the change has moved on, or is not as the caller saw it) is not an error: the answer says where the change is.
create or replace function public.albumsync_record_outcomes(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  perform from public.album_name_changes c
  where c.id in (select n.id from jsonb_to_recordset(payload -> 'outcomes') as n (id uuid))
  order by c.id
  for update;

  update public.album_name_changes c
  set status = n.status, error = n.error, settled_by = payload ->> 'run_id'
  from jsonb_to_recordset(payload -> 'outcomes') as n (id uuid, status text, error text, seen text)
  where c.id = n.id
    and (n.seen is null or n.seen = c.status)
    and case
      when n.status = 'renamed' then
        c.status = 'planned'
        -- Evidence outranks a verdict, unless somebody has begun anew with this album.
        or (c.status in ('conflict', 'abandoned', 'failed') and not exists (
          select from public.album_name_changes o
          where o.album_key = c.album_key and (o.status in ('planned', 'renamed')
            or (o.sequence > c.sequence and o.status in ('done', 'verified')))))
      when n.status in ('conflict', 'abandoned', 'failed') then c.status in ('planned', 'renamed')
      else false
    end;

  select coalesce(jsonb_agg(to_jsonb(c) order by c.sequence), '[]') into answer
  from public.album_name_changes c
  where c.id in (select n.id from jsonb_to_recordset(payload -> 'outcomes') as n (id uuid));
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"change_ids": [uuid], "at_most": n} -> [{"change_id", "written", "left"}]
-- One piece of the photo rows of changes in `renamed`: at most so many rows and about two seconds, so that it stays
-- far below the statement time-out. Only rows that differ are written. Nothing left: the change is `done`.
-- A heal writes down what it found in each row; a restore puts that back, from the heal that it undoes onwards, in
-- rows that nobody wrote since.
create or replace function public.albumsync_write_rows(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set plan_cache_mode = 'force_custom_plan' as $$
declare
  at_most constant integer := (payload ->> 'at_most')::integer;
  deadline timestamptz;
  slice constant integer := 500;
  ids uuid[];
  keeping uuid[];  -- the changes that write down what they found
  row_ids tid[];
  change_ids uuid[];
  album_keys text[];
  old_names text[];
  new_names text[];
  differing jsonb;
  written_before jsonb;
  place integer := 1;
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  select array_agg(c.id), array_agg(c.id) filter (where c.reason in ('heal', 'restore')),
    jsonb_object_agg(c.id, c.photo_rows)
  into ids, keeping, written_before
  from (
    select c.id, c.reason, c.photo_rows
    from public.album_name_changes c
    where c.id in (select i::uuid from jsonb_array_elements_text(payload -> 'change_ids') as i)
      and c.status = 'renamed'
    order by c.id
    for update
  ) c;

  with changes as materialized (
    select c.* from public.album_name_changes c where c.id = any (ids)
  ),
  found as (
    select distinct on (c.id, b.image_key) c.id as change_id, c.album_key, b.image_key, b.old_name,
      first_value(b.new_name) over (partition by c.id, b.image_key order by h.sequence desc) as new_name
    from changes c
    join public.album_name_changes u on u.id = c.undoes
    join public.album_name_changes h
      on h.album_key = c.album_key and h.sequence >= u.sequence and h.sequence < c.sequence
    join public.album_rows_before b on b.change_id = h.id
    where c.reason = 'restore'
    order by c.id, b.image_key, h.sequence
  ),
  to_write as (
    select c.id as change_id, c.album_key, p.ctid as row_id, p.album_name as old_name, c.new_name
    from changes c
    join public.photo_metadata p on p.album_key = c.album_key
    where c.reason <> 'restore' and p.album_name is distinct from c.new_name
    union all
    select f.change_id, f.album_key, p.ctid, p.album_name, f.old_name
    from found f
    join public.photo_metadata p on p.image_key = f.image_key and p.album_key = f.album_key
    where p.album_name is not distinct from f.new_name and p.album_name is distinct from f.old_name
  ),
  numbered as materialized (
    select w.*, row_number() over (order by w.change_id) as place from to_write w
  )
  select
    array_agg(n.row_id) filter (where n.place <= at_most),
    array_agg(n.change_id) filter (where n.place <= at_most),
    array_agg(n.album_key) filter (where n.place <= at_most),
    array_agg(n.old_name) filter (where n.place <= at_most),
    array_agg(n.new_name) filter (where n.place <= at_most),
    (select jsonb_object_agg(d.change_id, d.n)
     from (select m.change_id, count(*) as n from numbered m group by m.change_id) d)
  into row_ids, change_ids, album_keys, old_names, new_names, differing
  from numbered n;

  deadline := clock_timestamp() + interval '2 seconds';
  while place <= coalesce(cardinality(row_ids), 0) and clock_timestamp() < deadline loop
    with piece as (
      select *
      from unnest(
        row_ids[place:place + slice - 1], change_ids[place:place + slice - 1], album_keys[place:place + slice - 1],
        old_names[place:place + slice - 1], new_names[place:place + slice - 1]
      ) as s (row_id, change_id, album_key, old_name, new_name)
    ),
    written as (
      update public.photo_metadata p
      set album_name = s.new_name, updated_at = clock_timestamp()
      from piece s
      -- The row may have been written since it was found: then it is looked at again by the next call.
      where p.ctid = s.row_id and p.album_key = s.album_key and p.album_name is not distinct from s.old_name
      returning s.change_id, p.image_key, s.old_name, s.new_name
    ),
    kept as (
      insert into public.album_rows_before (change_id, image_key, old_name, new_name)
      select w.change_id, w.image_key, w.old_name, w.new_name
      from written w
      where w.change_id = any (keeping) and w.image_key is not null
      on conflict do nothing
    )
    update public.album_name_changes c
    set photo_rows = c.photo_rows + w.n
    from (select v.change_id, count(*) as n from written v group by v.change_id) w
    where c.id = w.change_id;
    place := place + slice;
  end loop;

  with progress as (
    select c.id, c.status, c.sequence, c.photo_rows - (written_before ->> c.id::text)::integer as written,
      coalesce((differing ->> c.id::text)::integer, 0) as differed
    from public.album_name_changes c
    where c.id = any (ids)
  ),
  finished as (
    update public.album_name_changes c
    set status = 'done'
    from progress p
    where c.id = p.id and p.differed <= p.written
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'change_id', a.id, 'written', a.written, 'left', greatest(a.differed - a.written, 0)) order by a.sequence), '[]')
  into answer
  from (
    select p.id, p.sequence, p.written, p.differed from progress p
    union all
    -- Finished by an earlier call whose answer was lost.
    select c.id, c.sequence, 0, 0
    from public.album_name_changes c
    where c.id in (select i::uuid from jsonb_array_elements_text(payload -> 'change_ids') as i)
      and c.status in ('done', 'verified')
  ) a;
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"albums": [album], "listed_at": time, "own_change": true, "change_ids": [uuid], "at": time}
-- -> [change], as they are now. A change is verified where it is done, SmugMug has its new name, and no row of the
-- album has another. What SmugMug said of the albums is stored on the way.
create or replace function public.albumsync_mark_verified(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set plan_cache_mode = 'force_custom_plan' as $$
declare
  read_at constant timestamptz := (payload ->> 'at')::timestamptz;
  answer jsonb;
begin
  perform public.albumsync_record_albums(payload);
  perform set_config('albumsync.journal', 'open', true);
  with names as materialized (
    select n.album_key, n.name from jsonb_to_recordset(payload -> 'albums') as n (album_key text, name text)
  ),
  in_step as materialized (
    select n.album_key, n.name
    from names n
    where not exists (
      select from public.photo_metadata p
      where p.album_key = n.album_key and p.album_name is distinct from n.name)
  ),
  marked as (
    update public.album_name_changes c
    set status = 'verified', verified_at = read_at
    from in_step s
    where c.id in (select i::uuid from jsonb_array_elements_text(payload -> 'change_ids') as i)
      and c.status = 'done' and c.album_key = s.album_key and c.new_name = s.name
  )
  update public.smugmug_albums a
  set verified_at = read_at
  from in_step s
  where a.album_key = s.album_key;

  select coalesce(jsonb_agg(to_jsonb(c) order by c.sequence), '[]') into answer
  from public.album_name_changes c
  where c.id in (select i::uuid from jsonb_array_elements_text(payload -> 'change_ids') as i);
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"album_keys": [keys]?} -> [change], oldest first: all that are planned or renamed
create or replace function public.albumsync_open_changes(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(c) order by c.sequence), '[]')
  from public.album_name_changes c
  where c.status in ('planned', 'renamed')
    and (not payload ? 'album_keys'
      or c.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]'))));
$$;

-- {"change_id"?, "run_id"?, "album_keys"?, "since"?, "until"?, "statuses"?, "before": sequence?, "limit": n}
-- -> [change], newest first. Lines of other tools may lack what ours always have.
create or replace function public.albumsync_history(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object(
    'new_name', coalesce(c.new_name, ''), 'changed_by', coalesce(c.changed_by, ''),
    'changed_at', coalesce(c.changed_at, 'epoch')
  ) order by c.sequence desc), '[]')
  from (
    select *
    from public.album_name_changes l
    where (payload ->> 'change_id' is null or l.id::text = payload ->> 'change_id')
      and (payload ->> 'run_id' is null or l.run_id = payload ->> 'run_id')
      and (not payload ? 'album_keys'
        or l.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]'))))
      and (payload ->> 'since' is null or l.changed_at >= (payload ->> 'since')::timestamptz)
      and (payload ->> 'until' is null or l.changed_at < (payload ->> 'until')::timestamptz)
      and (not payload ? 'statuses'
        or l.status in (select jsonb_array_elements_text(coalesce(payload -> 'statuses', '[]'))))
      and (payload ->> 'before' is null or l.sequence < (payload ->> 'before')::bigint)
    order by l.sequence desc
    limit (payload ->> 'limit')::integer
  ) c;
$$;

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

insert into public.albumsync_migrations (name) values ('20261122100300_albumsync_journal') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
