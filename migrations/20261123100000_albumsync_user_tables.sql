-- photo_metadata as its users really made it: a table in partitions or with children, triggers that look for tables of
-- their own, rows that do not take a name. The functions that write photo rows are replaced by ones that
--
-- * tell rows apart by table and ctid: two partitions have rows of the same ctid;
-- * let the user's triggers find what they name without a schema, as they do when anybody else writes the row. The
--   search_path is open while a row is written, and only then. All types in that statement are exact, so every operator
--   of it is PostgreSQL's: pg_catalog comes first for what fits exactly;
-- * count a row as written only where it has the new name afterwards: a trigger may have put the old one back;
-- * look at the clock after as many rows as take a moment: 500 rows of a trigger that takes 20 ms were 10 s, and the
--   server stops a statement after 8;
-- * write an album whole where its rows fit into one statement: to find and name each row took as long as to write it.

begin;
set local lock_timeout = '5s';

-- {"change_ids": [uuid], "at_most": n} -> [{"change_id", "written", "left"}]
-- One piece of the photo rows of changes in `renamed`: at most so many rows and about two seconds, so that it stays
-- far below the statement time-out. Only rows that differ are written. Nothing left: the change is `done`.
-- A heal writes down what it found in each row; a restore puts that back, from the heal that it undoes onwards, in
-- rows that nobody wrote since.
-- Where each row has to be looked at, or an album has many, rows are found first and then written slice by slice. An
-- album that fits into a slice is written whole, which is half the work.
create or replace function public.albumsync_write_rows(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set plan_cache_mode = 'force_custom_plan' as $$
declare
  largest_slice constant integer := 500;
  slice integer := 20;  -- rows of the next statement: as many as take 0.3 s, so that slow triggers do not add up
  budget integer := (payload ->> 'at_most')::integer;
  deadline timestamptz;
  begun timestamptz;
  ids uuid[];
  keeping uuid[];  -- the changes that write down what they found
  by_rows uuid[];  -- the changes whose rows are found first
  wholes jsonb;  -- [{"id", "album_key", "new_name", "n": rows that differ}], the albums that are written whole
  differing jsonb;  -- [{"id", "n": rows}]
  written jsonb := '[]';  -- the same, for each statement
  table_ids oid[];  -- a ctid is unique within a table only, and photo_metadata may be made of several
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

  select coalesce(jsonb_agg(to_jsonb(w) order by w.id), '[]') into wholes
  from (
    select c.id, c.album_key, c.new_name, count(*) as n, row_number() over (order by c.id) as place
    from public.album_name_changes c
    join public.photo_metadata p on p.album_key = c.album_key
    where c.id = any (ids) and c.reason not in ('heal', 'restore') and p.album_name is distinct from c.new_name
    group by c.id
  ) w
  -- The first one goes row by row: that tells how long a row takes.
  where w.place > 1 and w.n <= largest_slice;
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
  to_write as (
    select c.id as change_id, c.album_key, p.tableoid as table_id, p.ctid as row_id, p.album_name as old_name,
      c.new_name
    from changes c
    join public.photo_metadata p on p.album_key = c.album_key
    where c.reason <> 'restore' and p.album_name is distinct from c.new_name
    union all
    select f.change_id, f.album_key, p.tableoid, p.ctid, p.album_name, f.old_name
    from found f
    join public.photo_metadata p on p.image_key = f.image_key and p.album_key = f.album_key
    where p.album_name is not distinct from f.new_name and p.album_name is distinct from f.old_name
  ),
  numbered as materialized (
    select w.*, row_number() over (order by w.change_id) as place from to_write w
  )
  select
    array_agg(n.table_id) filter (where n.place <= budget),
    array_agg(n.row_id) filter (where n.place <= budget),
    array_agg(n.change_id) filter (where n.place <= budget),
    array_agg(n.album_key) filter (where n.place <= budget),
    array_agg(n.old_name) filter (where n.place <= budget),
    array_agg(n.new_name) filter (where n.place <= budget),
    wholes || (
      select coalesce(jsonb_agg(to_jsonb(d)), '[]')
      from (select m.change_id as id, count(*) as n from numbered m group by m.change_id) d)
  into table_ids, row_ids, change_ids, album_keys, old_names, new_names, differing
  from numbered n;

  budget := budget - coalesce(cardinality(row_ids), 0);
  deadline := clock_timestamp() + interval '2 seconds';
  while place <= coalesce(cardinality(row_ids), 0) and clock_timestamp() < deadline loop
    begun := clock_timestamp();
    perform set_config('search_path', 'public, extensions', true);
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
    perform pg_catalog.set_config('search_path', '', true);
    written := written || coalesce(piece, '[]');
    place := place + slice;
    slice := least(largest_slice,
      greatest(1, slice * 0.3 / greatest(extract(epoch from clock_timestamp() - begun), 0.001)));
  end loop;

  -- One statement for many albums: it is planned once.
  perform set_config('plan_cache_mode', 'auto', true);
  for album in
    select * from jsonb_to_recordset(wholes) as w (id uuid, album_key text, new_name text, n integer)
  loop
    exit when budget < album.n or clock_timestamp() > deadline;
    continue when slice < album.n;
    begun := clock_timestamp();
    perform set_config('search_path', 'public, extensions', true);
    with updated as (
      update public.photo_metadata p
      set album_name = album.new_name, updated_at = clock_timestamp()
      where p.album_key::text = album.album_key and p.album_name::text is distinct from album.new_name
      returning p.album_name::text as name_now
    )
    select jsonb_build_object('id', album.id, 'n', count(*)) into piece
    from updated u
    where u.name_now is not distinct from album.new_name;
    perform pg_catalog.set_config('search_path', '', true);
    written := written || piece;
    budget := budget - album.n;
    slice := least(largest_slice,
      greatest(1, album.n * 0.3 / greatest(extract(epoch from clock_timestamp() - begun), 0.001)));
  end loop;

  with progress as (
    select c.id, c.sequence, coalesce(d.n, 0) as differed, coalesce(w.n, 0) as written
    from public.album_name_changes c
    left join jsonb_to_recordset(differing) as d (id uuid, n integer) on d.id = c.id
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

-- {"photos": [[image_key, album_key]], "overwrite": "nothing" | "damaged" | "all", "dry_run": bool}
-- -> {"asked", "matched", "filled", "repaired", "right", "kept"}, in rows, except "asked" and "matched": in photos.
-- A row's image_key may be SmugMug's ImageKey or the `i-ImageKey` of its addresses. A key is damaged where it names no
-- album that SmugMug listed: earlier tools stored the image key or the whole address.
create or replace function public.albumsync_backfill_keys(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  overwrite constant text := payload ->> 'overwrite';
  dry_run constant boolean := (payload ->> 'dry_run')::boolean;
  table_ids oid[];
  row_ids tid[];
  old_keys text[];
  new_keys text[];
  answer jsonb;
begin
  with photos as materialized (
    select f.pair ->> 0 as image_key, f.pair ->> 1 as album_key
    from jsonb_array_elements(payload -> 'photos') as f (pair)
  ),
  spelled as (
    select o.image_key as asked, o.image_key as stored, o.album_key from photos o
    union all
    select o.image_key, 'i-' || o.image_key, o.album_key from photos o
  ),
  matched as materialized (
    select s.asked, p.tableoid as table_id, p.ctid as row_id, p.album_key as old_key, s.album_key as new_key,
      p.album_key is not null and p.album_key is distinct from s.album_key and not exists (
        select from public.smugmug_albums a where a.album_key = p.album_key) as damaged
    from spelled s
    join public.photo_metadata p on p.image_key = s.stored
  ),
  wanted as (
    select m.*
    from matched m
    where m.old_key is distinct from m.new_key
      and (m.old_key is null or overwrite = 'all' or (overwrite = 'damaged' and m.damaged))
  )
  select jsonb_build_object(
    'asked', (select count(*) from photos),
    'matched', (select count(distinct m.asked) from matched m),
    'filled', (select count(*) from wanted w where w.old_key is null),
    'repaired', (select count(*) from wanted w where w.old_key is not null),
    'right', (select count(*) from matched m where m.old_key is not distinct from m.new_key),
    'kept', (select count(*) from matched m where m.old_key is distinct from m.new_key) - (select count(*) from wanted)
  ), w.table_ids, w.row_ids, w.old_keys, w.new_keys
  into answer, table_ids, row_ids, old_keys, new_keys
  from (
    select array_agg(w.table_id) as table_ids, array_agg(w.row_id) as row_ids,
      array_agg(w.old_key::text) as old_keys, array_agg(w.new_key) as new_keys
    from wanted w
  ) w;

  if row_ids is not null and not dry_run then
    perform set_config('search_path', 'public, extensions', true);
    update public.photo_metadata p
    set album_key = s.new_key, updated_at = clock_timestamp()
    from unnest(table_ids, row_ids, old_keys, new_keys) as s (table_id, row_id, old_key, new_key)
    where p.ctid = s.row_id and p.tableoid = s.table_id and p.album_key::text is not distinct from s.old_key;
    perform pg_catalog.set_config('search_path', '', true);
  end if;
  return answer;
end $$;

-- {"after": image_key?, "limit": n, "dry_run": bool} -> {"looked_at", "filled", "last": image_key or null}
-- The design's own migration, done right: rows without album_key whose address holds the key of an album that SmugMug
-- listed, `https://HOST/photos/ALBUMKEY/...`. SmugMug's own addresses never do (that segment is `i-` and the image
-- key), so a segment counts only where it is a known album key; everything else stays NULL. The columns are found
-- whether they were made quoted ("ImageUrl") or folded (imageurl).
create or replace function public.albumsync_keys_from_addresses(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  addresses text;
  table_ids oid[];
  row_ids tid[];
  new_keys text[];
  answer jsonb;
begin
  select string_agg(format('p.%I', a.attname), ', ' order by lower(a.attname)) into addresses
  from pg_catalog.pg_attribute a
  where a.attrelid = 'public.photo_metadata'::regclass and a.attnum > 0 and not a.attisdropped
    and lower(a.attname) in ('imageurl', 'originalurl', 'thumbnailurl')
    and a.atttypid in ('text'::regtype, 'varchar'::regtype);
  if addresses is null then
    return jsonb_build_object('looked_at', 0, 'filled', 0, 'last', null);
  end if;
  execute format($query$
    with looked_at as materialized (
      select p.image_key, p.tableoid as table_id, p.ctid as row_id, array[%s]::text[] as addresses
      from public.photo_metadata p
      where p.album_key is null and p.image_key is not null
        and ($1 ->> 'after' is null or p.image_key > $1 ->> 'after')
      order by p.image_key
      -- The next call goes on behind the last key, so all rows of one key belong to one call.
      fetch first (($1 ->> 'limit')::integer) rows with ties
    ),
    found as (
      select l.table_id, l.row_id, min(k.album_key) as album_key
      from looked_at l
      cross join unnest(l.addresses) as address
      join public.smugmug_albums k on k.album_key = substring(address from '^https?://[^/]+/photos/([^/?#]+)/')
      group by l.table_id, l.row_id
      having count(distinct k.album_key) = 1
    )
    select jsonb_build_object(
      'looked_at', (select count(*) from looked_at),
      'filled', (select count(*) from found),
      'last', (select max(l.image_key) from looked_at l)), f.table_ids, f.row_ids, f.new_keys
    from (
      select array_agg(f.table_id) as table_ids, array_agg(f.row_id) as row_ids, array_agg(f.album_key) as new_keys
      from found f
    ) f
  $query$, addresses) into answer, table_ids, row_ids, new_keys using payload;

  if row_ids is not null and not (payload ->> 'dry_run')::boolean then
    perform set_config('search_path', 'public, extensions', true);
    update public.photo_metadata p
    set album_key = s.new_key, updated_at = clock_timestamp()
    from unnest(table_ids, row_ids, new_keys) as s (table_id, row_id, new_key)
    where p.ctid = s.row_id and p.tableoid = s.table_id and p.album_key is null;
    perform pg_catalog.set_config('search_path', '', true);
  end if;
  return answer;
end $$;

-- {"functions": [name], "tables": [name]} -> [text]: what is missing here of what this version of albumsync needs.
-- Where nothing is missing, one photo row is given another name of the same length and that is taken back at once: what
-- would refuse every rename (a generated column, a trigger, a publication without a replica identity) is an error here,
-- before SmugMug was told anything.
create or replace function public.albumsync_missing_objects(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  longest constant integer := 60;  -- characters of the names that albumsync gives
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
    select 5, 'trigger ' || g || ' on album_name_changes'
    from unnest(array['albumsync_guard_lines', 'albumsync_guard_truncate']) as g
    where to_regclass('public.album_name_changes') is not null and not exists (
      select from pg_catalog.pg_trigger t
      where t.tgrelid = to_regclass('public.album_name_changes') and t.tgname = g and t.tgenabled = 'O')
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
    perform set_config('search_path', 'public, extensions', true);
    with written as (
      update public.photo_metadata p
      set album_name = sample.name, updated_at = clock_timestamp()
      where p.ctid = sample.row_id and p.tableoid = sample.table_id
      returning p.album_name
    )
    select w.album_name into found_name from written w;
    perform pg_catalog.set_config('search_path', '', true);
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

-- The numbers of the journal's lines: hosted Supabase gives every new sequence to anon and authenticated.
do $$
declare
  numbers constant text := pg_get_serial_sequence('public.album_name_changes', 'sequence');
  role_name text;
begin
  execute format('revoke all on sequence %s from public', numbers);
  for role_name in select r.rolname from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated') loop
    execute format('revoke all on sequence %s from %I', numbers, role_name);
  end loop;
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

insert into public.albumsync_migrations (name) values ('20261123100000_albumsync_user_tables') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
