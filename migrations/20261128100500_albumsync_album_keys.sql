-- Which album a photo row belongs to: album_key, filled from SmugMug's own listings.
-- Rows are named by table and ctid and written with an open search_path, as in albumsync_find_rows and
-- albumsync_write_rows, and for the reasons that stand there.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- {} -> {"photos", "without_key", "unknown_key", "image_key_in_it", "address_in_it"}: the state of album_key
create or replace function public.albumsync_album_key_counts(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
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
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
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
    perform set_config('search_path', 'public, extensions', true), set_config('row_security', 'on', true);
    update public.photo_metadata p
    set album_key = s.new_key, updated_at = clock_timestamp()
    from unnest(table_ids, row_ids, old_keys, new_keys) as s (table_id, row_id, old_key, new_key)
    where p.ctid = s.row_id and p.tableoid = s.table_id and p.album_key::text is not distinct from s.old_key;
    perform pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('row_security', 'off', true);
  end if;
  return answer;
end $$;

-- An earlier version had it, and nothing called it.
drop function if exists public.albumsync_keys_from_addresses(jsonb);

insert into public.albumsync_migrations (name) values ('20261128100500_albumsync_album_keys') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
