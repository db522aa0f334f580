-- Which album a photo row belongs to: album_key, filled from SmugMug's own listings or from known keys in addresses.

begin;
set local lock_timeout = '5s';

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
    select s.asked, p.ctid as row_id, p.album_key as old_key, s.album_key as new_key,
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
  ),
  written as (
    update public.photo_metadata p
    set album_key = w.new_key, updated_at = clock_timestamp()
    from wanted w
    where not dry_run and p.ctid = w.row_id and p.album_key is not distinct from w.old_key
  )
  select jsonb_build_object(
    'asked', (select count(*) from photos),
    'matched', (select count(distinct m.asked) from matched m),
    'filled', (select count(*) from wanted w where w.old_key is null),
    'repaired', (select count(*) from wanted w where w.old_key is not null),
    'right', (select count(*) from matched m where m.old_key is not distinct from m.new_key),
    'kept', (select count(*) from matched m where m.old_key is distinct from m.new_key) - (select count(*) from wanted)
  ) into answer;
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
      select p.image_key, p.ctid as row_id, array[%s]::text[] as addresses
      from public.photo_metadata p
      where p.album_key is null and p.image_key is not null
        and ($1 ->> 'after' is null or p.image_key > $1 ->> 'after')
      order by p.image_key
      limit ($1 ->> 'limit')::integer
    ),
    found as (
      select l.row_id, min(k.album_key) as album_key
      from looked_at l
      cross join unnest(l.addresses) as address
      join public.smugmug_albums k on k.album_key = substring(address from '^https?://[^/]+/photos/([^/?#]+)/')
      group by l.row_id
      having count(distinct k.album_key) = 1
    ),
    written as (
      update public.photo_metadata p
      set album_key = f.album_key, updated_at = clock_timestamp()
      from found f
      where not ($1 ->> 'dry_run')::boolean and p.ctid = f.row_id and p.album_key is null
    )
    select jsonb_build_object(
      'looked_at', (select count(*) from looked_at),
      'filled', (select count(*) from found),
      'last', (select max(l.image_key) from looked_at l))
  $query$, addresses) into answer using payload;
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

insert into public.albumsync_migrations (name) values ('20261122100500_albumsync_album_keys') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
