-- Who may do what, of every table and function of albumsync; this file stays the last one.
--
-- service_role may; public, anon and authenticated may not. Plain PostgreSQL has none of these roles but public. Hosted
-- Supabase gives them everything by default, so what is not granted here is taken away.

begin;
set local lock_timeout = '5s';
set local search_path = '';

do $$
declare
  -- The tables, and what service_role may do there beside select, insert and update.
  ours constant jsonb := '{
    "albumsync_migrations": "", "albumsync_additions": "", "albumsync_after_sync": "", "albumsync_pace": "",
    "smugmug_albums": "",
    "smugmug_reads": "", "album_name_proposals": "", "album_name_changes": "", "album_rows_before": "",
    "album_name_decisions": "", "album_enrichment": ", delete", "album_facts": ", delete",
    "acknowledged_albums": ", delete"
  }';  -- delete where people and their tools write
  numbers constant text := concat_ws(', ', pg_get_serial_sequence('public.album_name_changes', 'sequence'),
    pg_get_serial_sequence('public.album_name_decisions', 'sequence'));
  role_name text;
  object record;
begin
  for role_name in
    select 'public'
    union all
    select r.rolname from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role')
  loop
    for object in
      select format('table public.%I', t.key) as name, 'select, insert, update' || t.value as allowed
      from jsonb_each_text(ours) as t
      union all
      select format('function %s', p.oid::regprocedure), 'execute'
      from pg_catalog.pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.proname like 'albumsync\_%'
    loop
      execute format('revoke all on %s from %s', object.name, role_name);
      if role_name = 'service_role' then
        execute format('grant %s on %s to %s', object.allowed, object.name, role_name);
      end if;
    end loop;
    if role_name <> 'service_role' then
      -- The numbers of lines and decisions: hosted Supabase gives every new sequence to anon and authenticated.
      execute format('revoke all on sequence %s from %s', numbers, role_name);
    end if;
  end loop;
end $$;

-- The user's table, and the schema itself: only what service_role lacks is granted, and nothing is taken from anybody.
-- Supabase gives both, but a schema that somebody dropped and created again has lost them.
do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'service_role') then
    return;
  end if;
  if not has_schema_privilege('service_role', 'public', 'usage') then
    grant usage on schema public to service_role;
  end if;
  if not (
    has_table_privilege('service_role', 'public.photo_metadata', 'select')
    and has_table_privilege('service_role', 'public.photo_metadata', 'update')
  ) then
    grant select, update on public.photo_metadata to service_role;
  end if;
end $$;

insert into public.albumsync_migrations (name) values ('20261128100600_albumsync_grants') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
