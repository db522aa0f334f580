-- The journal, album_name_changes, and the photo rows that follow it. Each function is one transition of the protocol;
-- each may be repeated without harm, because a caller whose answer was lost has to.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- {"changes": [{"id": uuid, "album_key", ..., "fingerprint": text?, "word_id": uuid?, "changed_by": text?}],
--  "run_id": text, "changed_by": text, "unattended": bool, "enrichment_view": name?,
--  "limit": {"albums": n, "share": 0 to 1, "since": time}?}
-- -> {"opened": [change], "refused": [change], "changed": {album_key: state or null}, "taken": {album_key: album_key},
--     "over_limit": {"album_keys": [key], "recent": n, "account": n}?}: each change asked for was
-- opened; or somebody's open change of that album stood in the way; or the album is not as it was when the change was
-- planned (null: it is not known), which is found out here, so that no call is spent on asking before; or another album,
-- which keeps it, has the name that it would be given; or it is one of more renames for drift than unattended runs may do
-- together. A change without a fingerprint rests on nothing that is
-- stored. The ids come from the caller, so that a repeated call finds its own lines.
create or replace function public.albumsync_journal(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  planned constant jsonb := coalesce((
    select jsonb_agg(n.album_key)
    from jsonb_to_recordset(payload -> 'changes') as n (album_key text, fingerprint text)
    where n.fingerprint is not null), '[]');
  states jsonb := '{}';
  fitting uuid[];  -- the changes whose albums, and the decisions about them, are as they were planned on
  taken jsonb;  -- album key -> key of the album that has the name
  drifted jsonb;  -- the albums of those that count against the limit
  renamed integer;  -- albums that unattended runs renamed, these among them
  account integer;
  over_limit jsonb;
  answer jsonb;
begin
  -- SmugMug is told nothing that the photo rows could not follow.
  if not (has_column_privilege('public.photo_metadata', 'album_name', 'update')
    and has_column_privilege('public.photo_metadata', 'updated_at', 'update'))
  then
    raise exception 'permission denied to update photo_metadata' using errcode = '42501';
  end if;
  perform set_config('albumsync.journal', 'open', true);
  if payload ? 'limit' then
    -- Of two runs that start together the second one counts what the first one has written.
    perform pg_advisory_xact_lock(hashtextextended('albumsync_unattended', 0));
  end if;
  for attempt in 1..3 loop
    if planned <> '[]' then
      select coalesce(jsonb_object_agg(s.state #>> '{album,album_key}', s.state), '{}') into states
      from jsonb_array_elements(public.albumsync_states(
        jsonb_build_object('album_keys', planned, 'limit', jsonb_array_length(planned),
          'enrichment_view', payload ->> 'enrichment_view'))) as s (state);
    end if;

    select array_agg(n.id) into fitting
    from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text, fingerprint text, word_id text)
    where n.fingerprint is null
      or n.fingerprint = states -> n.album_key ->> 'fingerprint'
        and n.word_id is not distinct from states #>> array[n.album_key, 'word', 'id'];

    over_limit := null;
    if payload ? 'limit' then
      select coalesce(jsonb_agg(n.album_key), '[]') into drifted
      from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text, reason text)
      where n.id = any (fitting) and n.reason = 'drift'
        and not exists (select from public.album_name_changes c where c.id = n.id);
      renamed := public.albumsync_renamed_unattended(
        jsonb_build_object('since', payload #> '{limit,since}', 'with', drifted));
      select count(*) into account from public.smugmug_albums a where a.missing_since is null;
      if drifted <> '[]' and renamed > (payload #>> '{limit,albums}')::integer
        and renamed > (payload #>> '{limit,share}')::numeric * account
      then
        over_limit := jsonb_build_object(
          'album_keys', drifted, 'recent', renamed - jsonb_array_length(drifted), 'account', account);
        select array_agg(n.id) into fitting
        from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text)
        where n.id = any (fitting) and not drifted ? n.album_key;
      end if;
    end if;

    -- Names that people compare as one are told apart where a plan is made; here it is the same name or none. An album
    -- with an open change has the name that this gives it.
    with wanted as materialized (
      select n.album_key, lower(n.new_name) as name, n.reason in ('drift', 'decision')
        and not exists (select from public.album_name_changes c where c.id = n.id) as new
      from jsonb_to_recordset(payload -> 'changes')
        as n (id uuid, album_key text, old_name text, new_name text, reason text)
      where n.id = any (fitting) and n.new_name <> n.old_name
    ),
    holders as materialized (
      select a.album_key, lower(coalesce(c.new_name, a.name)) as name
      from public.smugmug_albums a
      left join public.album_name_changes c on c.album_key = a.album_key and c.status in ('planned', 'renamed')
      where a.missing_since is null and (c.id is not null or a.album_key not in (select w.album_key from wanted w))
    ),
    found as (
      select w.album_key, min(h.album_key) as holder
      from wanted w
      join holders h on h.name = w.name and h.album_key <> w.album_key
      where w.new
      group by w.album_key
    )
    select coalesce(jsonb_object_agg(f.album_key, f.holder), '{}') into taken from found f;
    if taken <> '{}' then
      select array_agg(n.id) into fitting
      from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text)
      where n.id = any (fitting) and not taken ? n.album_key;
    end if;

    -- Waits for another transaction that is just opening or closing a change of the same album.
    insert into public.album_name_changes (
      id, album_key, old_name, new_name, changed_by, run_id, reason, status, drift, undoes,
      old_description, new_description, unattended
    )
    select n.id, n.album_key, n.old_name, n.new_name, coalesce(n.changed_by, payload ->> 'changed_by'),
      payload ->> 'run_id', n.reason, 'planned', n.drift, n.undoes, n.old_description, n.new_description,
      coalesce((payload ->> 'unattended')::boolean, false)
    from jsonb_to_recordset(payload -> 'changes') as n (
      id uuid, album_key text, old_name text, new_name text, reason text, drift integer, undoes uuid,
      old_description text, new_description text, changed_by text
    )
    where n.id = any (fitting)
      and not exists (select from public.album_name_changes c where c.id = n.id)
    order by n.album_key
    on conflict do nothing;

    with wanted as (
      select n.id, n.album_key from jsonb_to_recordset(payload -> 'changes') as n (id uuid, album_key text)
    ),
    opened as (
      select c.* from public.album_name_changes c where c.id in (select w.id from wanted w)
    ),
    refused as (
      select c.*
      from public.album_name_changes c
      where c.status in ('planned', 'renamed')
        and c.album_key in (select w.album_key from wanted w where w.id not in (select p.id from opened p))
        and not taken ? c.album_key and not coalesce(over_limit -> 'album_keys', '[]') ? c.album_key
    ),
    changed as (
      select w.album_key, states -> w.album_key as state
      from wanted w
      where not w.id = any (coalesce(fitting, '{}'))
        and w.id not in (select p.id from opened p)
        and w.album_key not in (select r.album_key from refused r)
        and not coalesce(over_limit -> 'album_keys', '[]') ? w.album_key
        and not taken ? w.album_key
    )
    select jsonb_build_object(
      'opened', (select coalesce(jsonb_agg(to_jsonb(p) order by p.sequence), '[]') from opened p),
      'refused', (select coalesce(jsonb_agg(to_jsonb(r) order by r.sequence), '[]') from refused r),
      'changed', (select coalesce(jsonb_object_agg(c.album_key, c.state), '{}') from changed c),
      'taken', taken,
      'over_limit', over_limit
    ) into answer;
    -- A change that stood in the way when we inserted may have been closed before we looked: then insert again.
    exit when jsonb_array_length(answer -> 'opened') + jsonb_array_length(answer -> 'refused')
      + (select count(*) from jsonb_object_keys(answer -> 'changed')) + (select count(*) from jsonb_object_keys(taken))
      + coalesce(jsonb_array_length(over_limit -> 'album_keys'), 0) = jsonb_array_length(payload -> 'changes');
  end loop;
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"outcomes": [{"id": uuid, "status", "error", "seen": status?}], "run_id": text} -> [change], as they are now
-- Leaves `planned`; leaves `renamed` too, where SmugMug no longer has the new name. A verdict that no longer applies
-- (the change has moved on, or is not as the caller saw it) is not an error: the answer says where the change is.
create or replace function public.albumsync_record_outcomes(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  perform from public.album_name_changes c
  where c.id in (select n.id from jsonb_to_recordset(payload -> 'outcomes') as n (id uuid))
  order by c.id
  for update;

  with moved as (
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
      end
    returning c.album_key, c.new_name, c.sequence, c.status, c.reason
  )
  -- Whoever renamed it has seen SmugMug's name: it is stored at once, or a crash before the verification would leave
  -- the old name here, and the next reading would have to find out whose the new one is.
  update public.smugmug_albums a
  set name = m.new_name, name_sequence = m.sequence
  from moved m
  where m.status = 'renamed' and m.reason in ('drift', 'decision', 'undo')
    and a.album_key = m.album_key and a.name_sequence < m.sequence;

  select coalesce(jsonb_agg(to_jsonb(c) order by c.sequence), '[]') into answer
  from public.album_name_changes c
  where c.id in (select n.id from jsonb_to_recordset(payload -> 'outcomes') as n (id uuid));
  perform set_config('albumsync.journal', '', true);
  return answer;
end $$;

-- {"change_ids": [uuid], "at_most": n}
-- -> {"wholes": [{"id", "album_key", "new_name", "n"}], "rows": [[table, ctid, change_id, old_name, new_name]],
--     "differing": [{"id", "n"}]}
-- The photo rows that differ from what changes in `renamed` want. "differing" counts all of them. "wholes" are changes
-- whose rows are few enough to be written by one statement for the album; of all others the first `at_most` rows are
-- named one by one. A restore wants back what a heal found, from the heal that it undoes onwards, in rows that nobody
-- wrote since.
--
-- To find and name each row takes as long as to write it, so an album that fits into a statement is written whole. A row
-- is named by table and ctid: a ctid is unique within a table only, and photo_metadata may be made of several.
create or replace function public.albumsync_find_rows(payload jsonb) returns jsonb
language plpgsql stable security invoker set search_path = '' set row_security = off set plan_cache_mode = 'force_custom_plan' as $$
declare
  largest_whole constant integer := 500;
  ids constant uuid[] := array(select i::uuid from jsonb_array_elements_text(payload -> 'change_ids') as i);
  by_rows uuid[];  -- the changes whose rows are named
  wholes jsonb;
  answer jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(w) - 'place' order by w.id), '[]') into wholes
  from (
    select c.id, c.album_key, c.new_name, count(*) as n, row_number() over (order by c.id) as place
    from public.album_name_changes c
    join public.photo_metadata p on p.album_key = c.album_key
    where c.id = any (ids) and c.reason not in ('heal', 'restore') and p.album_name is distinct from c.new_name
    group by c.id
  ) w
  -- The first one goes row by row: that tells how long a row takes.
  where w.place > 1 and w.n <= largest_whole;
  by_rows := array(
    select i from unnest(ids) as i where i not in (select w.id from jsonb_to_recordset(wholes) as w (id uuid)));

  with changes as materialized (
    select c.* from public.album_name_changes c where c.id = any (by_rows)
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
  -- The casts: a char(n) would bring its blanks along.
  to_write as (
    select c.id as change_id, p.tableoid as table_id, p.ctid as row_id, p.album_name::text as old_name, c.new_name
    from changes c
    join public.photo_metadata p on p.album_key = c.album_key
    where c.reason <> 'restore' and p.album_name is distinct from c.new_name
    union all
    select f.change_id, p.tableoid, p.ctid, p.album_name::text, f.old_name
    from found f
    join public.photo_metadata p on p.image_key = f.image_key and p.album_key = f.album_key
    where p.album_name is not distinct from f.new_name and p.album_name is distinct from f.old_name
  ),
  numbered as materialized (
    select w.*, row_number() over (order by w.change_id) as place from to_write w
  )
  select jsonb_build_object(
    'wholes', wholes,
    'rows', (
      select coalesce(jsonb_agg(
        jsonb_build_array(n.table_id, n.row_id, n.change_id, n.old_name, n.new_name) order by n.place), '[]')
      from numbered n
      where n.place <= (payload ->> 'at_most')::integer),
    'differing', wholes || (
      select coalesce(jsonb_agg(to_jsonb(d)), '[]')
      from (select m.change_id as id, count(*) as n from numbered m group by m.change_id) d)
  ) into answer;
  return answer;
end $$;

-- {"change_ids": [uuid], "at_most": n} -> [{"change_id", "written", "left"}]
-- One piece of the photo rows of changes in `renamed`: at most so many rows and about two seconds, so that it stays
-- far below the statement time-out. Only rows that differ are written. Nothing left: the change is `done`. A heal and a
-- restore write down what they found in each row.
--
-- The user's triggers find what they name without a schema, and rows as far as policies show them, as they do when
-- anybody else writes the row: search_path and row_security are the usual ones while rows are written, and only then. All types in these statements are exact, so every operator
-- is PostgreSQL's: pg_catalog comes first for what fits exactly. A row counts as written only where it has the new name
-- afterwards: a trigger may have put the old one back. The clock is looked at after as many rows as take a moment: 500
-- rows of a trigger that takes 20 ms were 10 s, and the server stops a statement after 8.
create or replace function public.albumsync_write_rows(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off set plan_cache_mode = 'force_custom_plan' as $$
declare
  largest_slice constant integer := 500;
  slice integer := 20;  -- rows of the next statement: as many as take 0.3 s, so that slow triggers do not add up
  budget integer := (payload ->> 'at_most')::integer;
  deadline timestamptz;
  begun timestamptz;
  ids uuid[];
  keeping uuid[];  -- the changes that write down what they found
  found_rows jsonb;  -- what albumsync_find_rows answers
  written jsonb := '[]';  -- [{"id", "n": rows}], of each statement
  table_ids oid[];
  row_ids tid[];
  change_ids uuid[];
  album_keys text[];
  old_names text[];
  new_names text[];
  place integer := 1;
  album record;
  piece jsonb;
  answer jsonb;
begin
  perform set_config('albumsync.journal', 'open', true);
  select array_agg(c.id), array_agg(c.id) filter (where c.reason in ('heal', 'restore'))
  into ids, keeping
  from (
    select c.id, c.reason
    from public.album_name_changes c
    where c.id in (select i::uuid from jsonb_array_elements_text(payload -> 'change_ids') as i)
      and c.status = 'renamed'
    order by c.id
    for update
  ) c;

  found_rows := public.albumsync_find_rows(
    jsonb_build_object('change_ids', coalesce(to_jsonb(ids), '[]'), 'at_most', budget));
  select array_agg((r.item ->> 0)::oid order by r.place), array_agg((r.item ->> 1)::tid order by r.place),
    array_agg(c.id order by r.place), array_agg(c.album_key order by r.place),
    array_agg(r.item ->> 3 order by r.place), array_agg(r.item ->> 4 order by r.place)
  into table_ids, row_ids, change_ids, album_keys, old_names, new_names
  from jsonb_array_elements(found_rows -> 'rows') with ordinality as r (item, place)
  join public.album_name_changes c on c.id = (r.item ->> 2)::uuid;

  budget := budget - coalesce(cardinality(row_ids), 0);
  deadline := clock_timestamp() + interval '2 seconds';
  while place <= coalesce(cardinality(row_ids), 0) and clock_timestamp() < deadline loop
    begun := clock_timestamp();
    perform set_config('search_path', 'public, extensions', true), set_config('row_security', 'on', true);
    with rows_of_slice as (
      select *
      from unnest(
        table_ids[place:place + slice - 1], row_ids[place:place + slice - 1], change_ids[place:place + slice - 1],
        album_keys[place:place + slice - 1], old_names[place:place + slice - 1], new_names[place:place + slice - 1]
      ) as s (table_id, row_id, change_id, album_key, old_name, new_name)
    ),
    updated as (
      update public.photo_metadata p
      set album_name = s.new_name, updated_at = clock_timestamp()
      from rows_of_slice s
      -- The row may have been written since it was found: then it is looked at again by the next call.
      where p.ctid = s.row_id and p.tableoid = s.table_id and p.album_key::text = s.album_key
        and p.album_name::text is not distinct from s.old_name
      -- What a trigger made of it.
      returning s.change_id, p.image_key::text as image_key, s.old_name, s.new_name, p.album_name::text as name_now
    ),
    kept as (
      insert into public.album_rows_before (change_id, image_key, old_name, new_name)
      select u.change_id, u.image_key, u.old_name, u.name_now
      from updated u
      where u.change_id = any (keeping) and u.image_key is not null and u.name_now is distinct from u.old_name
      on conflict do nothing
    )
    select jsonb_agg(to_jsonb(w)) into piece
    from (
      select u.change_id as id, count(*) as n
      from updated u
      where u.name_now is not distinct from u.new_name
      group by u.change_id
    ) w;
    perform pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('row_security', 'off', true);
    written := written || coalesce(piece, '[]');
    place := place + slice;
    slice := least(largest_slice,
      greatest(1, slice * 0.3 / greatest(extract(epoch from clock_timestamp() - begun), 0.001)));
  end loop;

  -- One statement for many albums: it is planned once.
  perform set_config('plan_cache_mode', 'auto', true);
  for album in
    select * from jsonb_to_recordset(found_rows -> 'wholes') as w (id uuid, album_key text, new_name text, n integer)
  loop
    exit when budget < album.n or clock_timestamp() > deadline;
    continue when slice < album.n;
    begun := clock_timestamp();
    perform set_config('search_path', 'public, extensions', true), set_config('row_security', 'on', true);
    with updated as (
      update public.photo_metadata p
      set album_name = album.new_name, updated_at = clock_timestamp()
      where p.album_key::text = album.album_key and p.album_name::text is distinct from album.new_name
      returning p.album_name::text as name_now
    )
    select jsonb_build_object('id', album.id, 'n', count(*)) into piece
    from updated u
    where u.name_now is not distinct from album.new_name;
    perform pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('row_security', 'off', true);
    written := written || piece;
    budget := budget - album.n;
    slice := least(largest_slice,
      greatest(1, album.n * 0.3 / greatest(extract(epoch from clock_timestamp() - begun), 0.001)));
  end loop;

  with progress as (
    select c.id, c.sequence, coalesce(d.n, 0) as differed, coalesce(w.n, 0) as written
    from public.album_name_changes c
    left join jsonb_to_recordset(found_rows -> 'differing') as d (id uuid, n integer) on d.id = c.id
    left join (
      select r.id, sum(r.n)::integer as n from jsonb_to_recordset(written) as r (id uuid, n integer) group by r.id
    ) w on w.id = c.id
    where c.id = any (ids)
  ),
  noted as (
    update public.album_name_changes c
    set photo_rows = c.photo_rows + p.written, status = case when p.differed <= p.written then 'done' else c.status end
    from progress p
    where c.id = p.id and (p.written > 0 or p.differed = 0)
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
language plpgsql volatile security invoker set search_path = '' set row_security = off set plan_cache_mode = 'force_custom_plan' as $$
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
language sql stable security invoker set search_path = '' set row_security = off as $$
  select coalesce(jsonb_agg(to_jsonb(c) order by c.sequence), '[]')
  from public.album_name_changes c
  where c.status in ('planned', 'renamed')
    and (not payload ? 'album_keys'
      or c.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]'))));
$$;

-- {"change_id"?, "run_id"?, "album_keys"?, "since"?, "until"?, "statuses"?, "before": sequence?, "limit": n}
-- -> [change], newest first. Lines of other tools may lack what ours always have, or be of a time that only PostgreSQL
-- knows (infinity).
create or replace function public.albumsync_history(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object(
    'new_name', coalesce(c.new_name, ''), 'changed_by', coalesce(c.changed_by, ''),
    'changed_at', case when c.changed_at between '0001-01-01' and '9999-12-31' then c.changed_at else 'epoch' end
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

-- {"function": name, "photo_rows": n?} -> {"owed": bool, "photo_rows": n, "callable": bool}
-- Whether photo rows were written since this function last worked. "photo_rows" in the answer counts all that were ever
-- written, as the journal says; handed back, it says that the function has worked after these. "callable" says whether
-- PostgREST can call the function without arguments.
create or replace function public.albumsync_after_sync(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
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
    select a.photo_rows from public.albumsync_after_sync a where a.function_name = payload ->> 'function'), 0),
    'callable', exists (
      select from pg_catalog.pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.proname = payload ->> 'function' and p.prokind = 'f'
        and p.pronargs = p.pronargdefaults and p.prorettype <> 'trigger'::regtype
        and has_function_privilege(p.oid, 'execute')))
  into answer
  from (select coalesce(sum(c.photo_rows), 0) as photo_rows from public.album_name_changes c) w;
  return answer;
end $$;

-- {"turns": n, "interval_seconds": s} -> seconds until the first of them; the others follow, one every s
-- All processes that work on the account take their turns here, on whatever machine, so it is asked at one pace. Turns
-- further ahead than a minute, and than a hundred of them, were taken at another pace or by another clock: the row begins
-- anew.
create or replace function public.albumsync_take_turns(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  taken constant interval :=
    (payload ->> 'turns')::integer * make_interval(secs => (payload ->> 'interval_seconds')::double precision);
  longest constant interval :=
    greatest(interval '1 minute', 100 * make_interval(secs => (payload ->> 'interval_seconds')::double precision));
  after_them timestamptz;
begin
  insert into public.albumsync_pace as p (next_at) values (clock_timestamp() + taken)
  on conflict (only_row) do update set next_at = taken + case
    when p.next_at between clock_timestamp() and clock_timestamp() + longest then p.next_at
    else clock_timestamp() end
  returning next_at into after_them;
  return to_jsonb(greatest(0, extract(epoch from after_them - taken - clock_timestamp())::double precision));
end $$;

-- {"since": time, "with": [album_key]?} -> number of albums that unattended runs renamed since then, for drift and not for
-- a decision, and of the further albums asked about: each counts once
create or replace function public.albumsync_renamed_unattended(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select to_jsonb(count(*))
  from (
    select c.album_key
    from public.album_name_changes c
    where c.unattended and c.changed_at >= (payload ->> 'since')::timestamptz and c.reason = 'drift'
      and c.status in ('planned', 'renamed', 'done', 'verified')
    union
    select jsonb_array_elements_text(payload -> 'with')
  ) r;
$$;

insert into public.albumsync_migrations (name) values ('20261128100300_albumsync_journal') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
