-- The user's own table. It is made where it does not exist; where it does, missing columns are added and nothing else
-- is touched: no column is dropped, renamed, filled or given another type, no policy and no trigger is changed.
--
-- Locks. A column without default is added in a moment, but needs the table for that moment: lock_timeout gives up
-- rather than queueing every reader behind us. An index on a large table would keep writers out for as long as it
-- takes to build, so it is built here only while that is a moment too; else `albumsync migrate` builds it
-- concurrently, and `albumsync doctor` says that it is missing (docs/database.md has the statement).

begin;
set local lock_timeout = '5s';
set local search_path = '';

do $$
declare
  photos regclass := to_regclass('public.photo_metadata');
  wanted record;
begin
  if photos is null then
    create table public.photo_metadata (
      photo_id uuid primary key default gen_random_uuid(),
      image_key text unique not null,
      album_key text,
      album_name text,
      "ImageUrl" text,
      "ThumbnailUrl" text,
      "OriginalUrl" text,
      sport_type text,
      photo_category text,
      emotion text,
      quality_score numeric,
      photo_date timestamp,
      upload_date timestamp,
      enriched_at timestamp,
      updated_at timestamptz
    );
    -- Without this, everybody who has the gallery's public key could write it. Reading needs a policy of yours.
    alter table public.photo_metadata enable row level security;
    insert into public.albumsync_additions values ('photo_metadata', '') on conflict do nothing;
    return;
  end if;
  if not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = photos and a.attname = 'image_key' and not a.attisdropped
  ) then
    raise exception 'public.photo_metadata has no column image_key, which identifies a photo.'
      using hint = 'Add the column, with SmugMug''s ImageKey of each photo, then run the migrations again.';
  end if;
  for wanted in
    select w.* from (values
      (1, 'album_key', 'text'), (2, 'album_name', 'text'), (3, 'enriched_at', 'timestamptz'),
      (4, 'updated_at', 'timestamptz')
    ) as w (place, column_name, definition)
    where not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = photos and a.attname = w.column_name and not a.attisdropped
    )
    order by w.place
  loop
    execute format('alter table public.photo_metadata add column %I %s', wanted.column_name, wanted.definition);
    insert into public.albumsync_additions values ('photo_metadata', wanted.column_name) on conflict do nothing;
  end loop;
end $$;

do $$
declare
  photos constant regclass := 'public.photo_metadata';
  small_enough constant bigint := 64 * 1024 * 1024;  -- an index over this much is built in well under a second
begin
  if to_regclass('public.albumsync_photo_names') is not null then
    return;
  end if;
  if pg_catalog.pg_relation_size(photos) <= small_enough then
    create index albumsync_photo_names on public.photo_metadata (album_key, album_name);
  else
    raise notice 'photo_metadata is large: its index albumsync_photo_names is left to `albumsync migrate`, '
      'which builds it without locking the table.';
  end if;
end $$;

insert into public.albumsync_migrations (name) values ('20261128100100_albumsync_photo_rows') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
