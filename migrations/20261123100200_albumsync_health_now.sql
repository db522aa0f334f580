-- Health counts proposals only for the names that albums have now: right after an apply the newest proposals are those
-- that were just carried out, and "28 rename" read as if nothing had been done.

begin;
set local lock_timeout = '5s';

-- {"alert_over": drift} -> the figures of `albumsync health`, in one call
create or replace function public.albumsync_health(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with counted as materialized (
    select p.album_key, p.album_name, count(*) as n
    from public.photo_metadata p
    group by p.album_key, p.album_name
  ),
  albums as (  -- albums of the account that albumsync looks after
    select * from public.smugmug_albums a where a.missing_since is null and not a.excluded
  ),
  by_album as (
    select c.album_key, count(*) as names, sum(c.n) as photos,
      coalesce(sum(c.n) filter (where c.album_name is null), 0) as unnamed,
      coalesce(sum(c.n) filter (where c.album_name is distinct from a.name), 0) as differing,
      bool_or(a.album_key is not null) as known
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
    'photos_of_unknown_albums', (select coalesce(sum(b.photos), 0) from by_album b where not exists (
      select from public.smugmug_albums a where a.album_key = b.album_key)),
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
      select count(*) from public.album_name_changes c where c.changed_at > now() - interval '1 day'),
    'proposals', (
      select coalesce(jsonb_object_agg(d.decision, d.n), '{}')
      from (
        select p.decision, count(*) as n
        from public.album_name_proposals p
        join albums a on a.album_key = p.album_key and a.name = p.existing_name
        group by p.decision
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

insert into public.albumsync_migrations (name) values ('20261123100200_albumsync_health_now') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
