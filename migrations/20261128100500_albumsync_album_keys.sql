-- Which album a photo row belongs to: album_key, filled from SmugMug's own listings or from known keys in addresses.
-- Rows are named by table and ctid and written with an open search_path, as in albumsync_find_rows and
-- albumsync_write_rows, and for the reasons that stand there.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- {} -> {"photos", "without_key", "unknown_key", "image_key_in_it", "address_in_it"}: the state of album_key
create or replace function public.albumsync_album_key_counts(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with counted as (
    select p.album_key, count(*) as n from public.photo_metadata p group by p.album_key
  )
  select jsonb_build_object(
    'photos', coalesce(sum(c.n), 0),
    'without_key', coalesce(sum(c.n) filter (where c.album_key is null), 0),
    'unknown_key', coalesce(sum(c.n) filter (where c.album_key is not null and a.album_key is null), 0),
    'image_key_in_it', coalesce(sum(c.n) filter (where a.album_key is null and c.album_key like 'i-%'), 0),
    'address_in_it', coalesce(sum(c.n) filter (where a.album_key is null and c.album_key ~ '^https?://'), 0)
  )
  from counted c
  left join public.smugmug_albums a on a.album_key = c.album_key;
$$;

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

insert into public.albumsync_migrations (name) values ('20261128100500_albumsync_album_keys') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
