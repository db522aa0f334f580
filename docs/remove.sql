-- Takes albumsync out of a database again: psql -v ON_ERROR_STOP=1 -f docs/remove.sql, or paste it into the SQL editor.
--
-- Gone afterwards: every function, trigger, index and table of albumsync, with the proposals, people's decisions, the
-- readings of SmugMug and, unless it was here before albumsync, the journal. `albumsync history --json` saves the journal first.
-- Kept: photo_metadata with all its rows; tables that were here before (album_name_changes, album_enrichment) with
-- their own columns and all their lines. They stay closed to anon and authenticated: row level security stays on.
--
-- Columns that albumsync added to photo_metadata hold data that your site may use by now, so they go only on request:
--   select set_config('albumsync.remove_columns', 'yes', false);
-- before this script, in the same session.

begin;
set local lock_timeout = '5s';
set local search_path = '';

do $$
declare
  added record;
  routine regprocedure;
  created text[];
begin
  if to_regclass('public.albumsync_additions') is null then
    raise exception 'There is no albumsync in this database, or not all of it.';
  end if;
  select coalesce(array_agg(a.table_name), '{}') into created
  from public.albumsync_additions a where a.column_name = '';

  drop trigger if exists albumsync_guard_lines on public.album_name_changes;
  drop trigger if exists albumsync_guard_truncate on public.album_name_changes;
  drop index if exists public.albumsync_photo_names;
  drop table if exists
    public.album_rows_before, public.smugmug_albums, public.smugmug_reads, public.album_name_proposals,
    public.album_name_decisions, public.album_facts, public.acknowledged_albums, public.albumsync_after_sync,
    public.albumsync_pace;
  for routine in
    select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'albumsync\_%'
  loop
    execute format('drop function %s', routine);
  end loop;

  if 'album_name_changes' = any (created) then
    drop table public.album_name_changes;
  else
    drop index if exists
      public.album_name_changes_sequence, public.album_name_changes_album, public.album_name_changes_run,
      public.album_name_changes_time, public.album_name_changes_one_open, public.album_name_changes_unverified,
      public.album_name_changes_unattended;
    alter table public.album_name_changes
      drop constraint if exists album_name_changes_states,
      drop constraint if exists album_name_changes_undoes;
    if exists (
      select from public.albumsync_additions a
      where a.table_name = 'album_name_changes' and a.column_name = 'changed_at timestamptz'
    ) then
      alter table public.album_name_changes
        alter column changed_at set default now(),
        alter column changed_at type timestamp using changed_at at time zone 'UTC';
    end if;
  end if;
  if 'album_enrichment' = any (created) then
    drop table public.album_enrichment;
  end if;

  for added in
    select a.table_name, a.column_name
    from public.albumsync_additions a
    join pg_catalog.pg_attribute c
      on c.attrelid = to_regclass('public.' || a.table_name) and c.attname = a.column_name and not c.attisdropped
    where a.table_name <> 'photo_metadata' or current_setting('albumsync.remove_columns', true) = 'yes'
  loop
    execute format('alter table public.%I drop column %I', added.table_name, added.column_name);
  end loop;

  -- Made by albumsync and never used: then it is ours to take away.
  if 'photo_metadata' = any (created) and not exists (select from public.photo_metadata) then
    drop table public.photo_metadata;
  end if;
  drop table public.albumsync_additions, public.albumsync_migrations;
end $$;

notify pgrst, 'reload schema';
commit;
