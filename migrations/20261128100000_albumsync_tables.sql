-- The tables of albumsync. Forward only; running it again changes nothing.
--
-- Row level security is on for every one of them without a policy; the last file grants. What albumsync adds to tables
-- that are not its own is written down in albumsync_additions, so that docs/remove.sql can take exactly that away again.
--
-- Where nothing is missing, these files take no lock that a caller of the functions could feel: what needs one (an index,
-- a trigger, row level security) is looked for first, because `if not exists` looks only once it holds the lock.

begin;
set local lock_timeout = '5s';
set local search_path = '';

create table if not exists public.albumsync_migrations (
  name text primary key,
  applied_at timestamptz not null default clock_timestamp()
);
comment on table public.albumsync_migrations is 'albumsync: the migrations that this database has.';

create table if not exists public.albumsync_additions (
  table_name text,
  column_name text,  -- '' means the table itself
  primary key (table_name, column_name)
);
comment on table public.albumsync_additions is 'albumsync: what was added to tables that may have been here before.';

create table if not exists public.smugmug_albums (
  album_key text primary key,
  node_id text,
  name text not null,
  url_name text,
  url_path text,
  web_uri text,
  keywords text not null default '',
  description text not null default '',
  image_count integer,
  last_updated text,         -- stamps as the vendor wrote them: compared for difference, never for order
  images_last_updated text,
  excluded boolean not null default false,
  capture_days jsonb,
  captured_as_of timestamptz,
  captured_image_count integer,
  captured_last_updated text,
  captured_images_last_updated text,
  added_at timestamptz not null,
  listed_at timestamptz not null,
  missing_since timestamptz,
  verified_at timestamptz
);
comment on table public.smugmug_albums is 'albumsync: an album as it was last read from SmugMug.';
comment on column public.smugmug_albums.excluded is 'The account''s site files: never touched.';
comment on column public.smugmug_albums.capture_days is
  'Local days on which the photos were taken: {"days": {day: photos}, "video_days": {day: videos}, "undated": n}.';
comment on column public.smugmug_albums.listed_at is 'When a listing last showed something new of this album.';
comment on column public.smugmug_albums.missing_since is 'The first complete listing without this album, which SmugMug did not have when asked for it alone either.';

create table if not exists public.smugmug_reads (
  id uuid primary key,
  read_at timestamptz not null,
  what text not null,
  expected integer not null,
  got integer not null,
  complete boolean not null,
  detail text not null default '',
  run_id text not null default ''
);
comment on table public.smugmug_reads is 'albumsync: complete listings of the account, and incomplete reads.';

create table if not exists public.album_name_proposals (
  album_key text primary key,
  existing_name text not null,
  proposed_name text not null,
  drift integer not null,
  parts jsonb not null,
  decision text not null,
  reasons jsonb not null,
  confidence double precision not null,
  date_source text not null,
  proposed_at timestamptz not null
);
comment on table public.album_name_proposals is 'albumsync: the newest proposal for each album.';

create table if not exists public.album_name_decisions (
  id uuid primary key default gen_random_uuid(),
  sequence bigint not null generated always as identity,
  album_key text not null,
  verdict text not null,
  name text,
  digest text,
  decided_by text not null default '',
  decided_at timestamptz not null default clock_timestamp(),
  note text not null default '',
  constraint album_name_decisions_verdict
    check (verdict in ('accept', 'edit', 'keep', 'lock', 'later', 'withdraw')),
  -- SmugMug takes names of up to 255 characters.
  constraint album_name_decisions_name
    check ((name is not null or verdict not in ('accept', 'edit', 'keep')) and char_length(name) between 1 and 255),
  constraint album_name_decisions_digest check (verdict <> 'accept' or digest is not null)
);
comment on table public.album_name_decisions is
  'albumsync: a person''s decision about the name of an album. Rows are only added; the newest of an album counts.';
comment on column public.album_name_decisions.verdict is
  'accept the proposed name, edit (use `name`), keep the present name, lock (never rename), later, or withdraw.';
comment on column public.album_name_decisions.digest is
  'The proposal that was accepted: a digest of present name, proposed name and doubts. Filled in where it is missing.';

create table if not exists public.album_facts (
  album_key text not null,
  source text not null,
  home_team text,
  away_team text,
  event_name text,
  sport_type text,
  category text,
  level text,
  offered boolean not null default false,
  imported_by text not null default '',
  imported_at timestamptz not null default clock_timestamp(),
  primary key (album_key, source)
);
comment on table public.album_facts is 'albumsync: what imported files say of an album; one row a file.';
comment on column public.album_facts.offered is 'Only the day matches this event of a schedule: a person is asked.';

create table if not exists public.acknowledged_albums (
  album_key text primary key,
  acknowledged_by text not null,
  acknowledged_at timestamptz not null default clock_timestamp()
);
comment on table public.acknowledged_albums is
  'albumsync: albums that SmugMug no longer has, whose photo rows somebody decided to leave as they are.';

create table if not exists public.albumsync_after_sync (
  function_name text primary key,
  photo_rows bigint not null,
  called_at timestamptz not null default clock_timestamp()
);
comment on table public.albumsync_after_sync is
  'albumsync: how many photo rows the journal had counted as written when the user''s function last worked.';

create table if not exists public.albumsync_pace (
  only_row boolean primary key default true check (only_row),
  next_at timestamptz not null
);
comment on table public.albumsync_pace is
  'albumsync: when the next request to SmugMug may start that no process has taken yet.';

-- These two may be here already: enrichment of the user's own, and the audit table of the dual sync design with its
-- lines. They are extended, and nothing is lost.
do $$
begin
  if to_regclass('public.album_enrichment') is null then
    create table public.album_enrichment (
      album_key text primary key
    );
    comment on table public.album_enrichment is
      'What AI or a person knows of an album; completed_at says that it is all there.';
    insert into public.albumsync_additions values ('album_enrichment', '') on conflict do nothing;
  end if;
  if to_regclass('public.album_name_changes') is null then
    create table public.album_name_changes (
      id uuid primary key default gen_random_uuid(),
      album_key text not null,
      old_name text,
      new_name text
    );
    insert into public.albumsync_additions values ('album_name_changes', '') on conflict do nothing;
  elsif not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.album_name_changes'::regclass and a.attname = 'id' and a.atttypid = 'uuid'::regtype
  ) then
    raise exception 'public.album_name_changes is another table than albumsync knows: its column id is not a uuid.'
      using hint = 'Rename that table, then run the migrations again.';
  end if;
end $$;

-- Columns are added only where they are missing: no table is rewritten, and what is there keeps its type.
do $$
declare
  wanted record;
begin
  for wanted in
    select w.* from (values
      (1, 'album_enrichment', 'home_team', 'text'),
      (2, 'album_enrichment', 'away_team', 'text'),
      (3, 'album_enrichment', 'event_name', 'text'),
      (4, 'album_enrichment', 'sport_type', 'text'),
      (5, 'album_enrichment', 'category', 'text'),
      (6, 'album_enrichment', 'level', 'text'),
      (7, 'album_enrichment', 'completed_at', 'timestamptz'),
      (8, 'album_name_changes', 'changed_at', 'timestamptz default clock_timestamp()'),
      (9, 'album_name_changes', 'changed_by', 'text'),
      -- Lines that were here before, and lines that other tools add, are history: recorded, never taken back.
      (10, 'album_name_changes', 'run_id', 'text not null default '''''),
      (11, 'album_name_changes', 'reason', 'text not null default ''imported'''),
      (12, 'album_name_changes', 'status', 'text not null default ''imported'''),
      (13, 'album_name_changes', 'drift', 'integer'),
      (14, 'album_name_changes', 'error', 'text'),
      (15, 'album_name_changes', 'photo_rows', 'integer not null default 0'),
      (16, 'album_name_changes', 'verified_at', 'timestamptz'),
      (17, 'album_name_changes', 'undoes', 'uuid'),
      (18, 'album_name_changes', 'old_description', 'text'),
      (19, 'album_name_changes', 'new_description', 'text'),
      (20, 'album_name_changes', 'settled_by', 'text'),
      (21, 'album_name_changes', 'sequence', 'bigint'),
      (22, 'album_name_changes', 'unattended', 'boolean not null default false'),
      (23, 'album_enrichment', 'source', 'text'),
      -- Where the stored name stands in the journal: a change of ours after this place explains another name.
      (24, 'smugmug_albums', 'name_sequence', 'bigint not null default 0'),
      -- Names that were seen in SmugMug and that no change of ours gave: {name: {"at": time, "before": name}}.
      (25, 'smugmug_albums', 'person_names', 'jsonb not null default ''{}'''),
      (26, 'smugmug_albums', 'thumbnails', 'jsonb not null default ''[]'''),
      (27, 'album_name_proposals', 'doubts', 'jsonb not null default ''[]'''),
      (28, 'album_name_proposals', 'digest', 'text not null default '''''),
      -- What the proposal was made from: [{"fact", "value", "source"}].
      (29, 'album_name_proposals', 'facts', 'jsonb not null default ''[]''')
    ) as w (place, table_name, column_name, definition)
    where not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = ('public.' || w.table_name)::regclass and a.attname = w.column_name and not a.attisdropped
    )
    order by w.place
  loop
    execute format('alter table public.%I add column %I %s', wanted.table_name, wanted.column_name, wanted.definition);
    if wanted.table_name in ('album_enrichment', 'album_name_changes') then
      insert into public.albumsync_additions values (wanted.table_name, wanted.column_name)
      on conflict do nothing;
    end if;
    if wanted.column_name = 'person_names' then
      -- What was known before: a name other than the newest that we gave was chosen by a person since.
      update public.smugmug_albums a
      set person_names = jsonb_build_object(
        a.name, jsonb_build_object('at', clock_timestamp(), 'before', g.new_name))
      from (
        select distinct on (c.album_key) c.album_key, c.new_name
        from public.album_name_changes c
        where c.status in ('renamed', 'done', 'verified') and c.reason in ('drift', 'undo')
        order by c.album_key, c.sequence desc
      ) g
      where g.album_key = a.album_key and g.new_name <> a.name;
    end if;
  end loop;
end $$;

do $$
declare
  journal constant regclass := 'public.album_name_changes';
begin
  -- The design has `timestamp` with default now(): without a zone, "within the last hour" depends on the session, and
  -- now() ties for all lines of a transaction. Supabase's servers run in UTC.
  if exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = journal and a.attname = 'changed_at' and a.atttypid = 'timestamp'::regtype
  ) then
    alter table public.album_name_changes
      alter column changed_at type timestamptz using changed_at at time zone 'UTC',
      alter column changed_at set default clock_timestamp();
    insert into public.albumsync_additions values ('album_name_changes', 'changed_at timestamptz')
    on conflict do nothing;
  end if;

  -- The order of the journal. Lines that were here before come first, by their time.
  if exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = journal and a.attname = 'sequence' and a.attidentity = ''
  ) then
    with numbered as (
      select c.id, row_number() over (order by c.changed_at nulls first, c.id) as place
      from public.album_name_changes c
    )
    update public.album_name_changes c set sequence = numbered.place from numbered where numbered.id = c.id;
    alter table public.album_name_changes alter column sequence set not null;
    alter table public.album_name_changes alter column sequence add generated always as identity;
    perform setval(
      pg_get_serial_sequence('public.album_name_changes', 'sequence'),
      coalesce(max(c.sequence), 0) + 1, false
    ) from public.album_name_changes c;
  end if;

  if not exists (
    select from pg_catalog.pg_constraint k
    where k.conrelid = journal and k.conname = 'album_name_changes_states'
      and pg_get_constraintdef(k.oid) like '%decision%'
  ) then
    alter table public.album_name_changes
      drop constraint if exists album_name_changes_states,
      add constraint album_name_changes_states check (
        status in ('planned', 'renamed', 'done', 'verified', 'conflict', 'abandoned', 'failed', 'imported')
        and reason in ('drift', 'decision', 'undo', 'heal', 'restore', 'imported')
        and (status = 'imported') = (reason = 'imported')
        and (status = 'imported' or coalesce(new_name, '') <> '')
      );
  end if;
  if not exists (
    select from pg_catalog.pg_constraint k where k.conrelid = journal and k.conname = 'album_name_changes_undoes'
  ) then
    alter table public.album_name_changes
      add constraint album_name_changes_undoes foreign key (undoes) references public.album_name_changes (id);
  end if;
end $$;

create table if not exists public.album_rows_before (
  change_id uuid not null references public.album_name_changes (id),
  image_key text not null,
  old_name text,
  new_name text,
  primary key (change_id, image_key)
);
comment on table public.album_rows_before is
  'albumsync: what a heal or its undo found in each photo row that it wrote, so that it can be taken back.';

-- The journal is append-only. A line moves along the transitions of the protocol and through albumsync's functions
-- only (they open the gate for their own transaction); what it says of the past never changes.
create or replace function public.albumsync_guard_journal() returns trigger
language plpgsql security invoker set search_path = '' as $$
declare
  moving constant text[] := array['status', 'error', 'photo_rows', 'verified_at', 'settled_by'];
  through_functions constant boolean := coalesce(current_setting('albumsync.journal', true), '') = 'open';
begin
  if tg_op in ('DELETE', 'TRUNCATE') then
    raise exception 'album_name_changes is a journal: lines are never removed.' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if not through_functions and new.status <> 'imported' then
      raise exception 'Changes are journaled by the function albumsync_journal only.' using errcode = '42501';
    end if;
    return new;
  end if;
  if not through_functions or to_jsonb(new) - moving is distinct from to_jsonb(old) - moving then
    raise exception 'album_name_changes is a journal: lines are not rewritten.' using errcode = '42501';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
    ('planned', 'renamed'), ('planned', 'conflict'), ('planned', 'abandoned'), ('planned', 'failed'),
    ('renamed', 'done'), ('renamed', 'conflict'), ('renamed', 'abandoned'), ('renamed', 'failed'),
    ('done', 'verified'),
    -- Evidence outranks a verdict: somebody saw SmugMug's echo carry the new name.
    ('conflict', 'renamed'), ('abandoned', 'renamed'), ('failed', 'renamed')
  ) then
    raise exception 'A change does not go from % to %.', old.status, new.status using errcode = '23514';
  end if;
  return new;
end $$;

-- Decisions are only added, and each is checked and completed, whoever sends it.
create or replace function public.albumsync_guard_decisions() returns trigger
language plpgsql security invoker set search_path = '' as $$
declare
  proposal record;
begin
  if tg_op <> 'INSERT' then
    raise exception 'Decisions are never changed or removed.' using errcode = '42501',
      hint = 'Add a row with the verdict `withdraw`, or with another verdict: the newest row of an album counts.';
  end if;
  if not exists (select from public.smugmug_albums a where a.album_key = new.album_key) then
    raise exception 'There is no album %.', new.album_key using errcode = '23503',
      hint = 'Copy the album key from smugmug_albums or from `albumsync plan`.';
  end if;
  if new.decided_at not between '2000-01-01' and clock_timestamp() + interval '1 day' then
    raise exception 'A decision cannot be of %.', new.decided_at using errcode = '23514',
      hint = 'Leave `decided_at` out: it is filled in.';
  end if;
  new.name := nullif(btrim(new.name), '');
  if new.decided_by = '' then
    new.decided_by := session_user;
  end if;
  -- What a person leaves out in the table editor is what they see there: the stored proposal, or the present name.
  if new.verdict = 'accept' and (new.name is null or new.digest is null) then
    select p.proposed_name, p.digest into proposal
    from public.album_name_proposals p where p.album_key = new.album_key;
    if new.digest is null and proposal.proposed_name is distinct from coalesce(new.name, proposal.proposed_name) then
      raise exception 'The proposal for album % is %.', new.album_key, proposal.proposed_name using errcode = '23514',
        hint = 'Leave `name` empty to accept the proposal; use the verdict `edit` for another name.';
    end if;
    new.name := coalesce(new.name, proposal.proposed_name);
    new.digest := coalesce(new.digest, proposal.digest);
    if new.name is null or new.digest is null then
      raise exception 'There is no proposal for album % to accept.', new.album_key using errcode = '23514',
        hint = 'Run `albumsync plan` first, or use the verdict `edit` with a name.';
    end if;
  elsif new.verdict in ('keep', 'lock') and new.name is null then
    select a.name into new.name from public.smugmug_albums a where a.album_key = new.album_key;
  elsif new.verdict in ('later', 'withdraw') then
    new.name := null;
    new.digest := null;
  end if;
  return new;
end $$;

do $$
declare
  wanted record;
begin
  for wanted in
    select w.*, format('public.%I', w.table_name)::regclass as guarded,
      format('public.%I()', w.guard)::regprocedure as run
    from (values
      ('album_name_changes', 'albumsync_guard_lines', 'before insert or update or delete', 'row',
        'albumsync_guard_journal'),
      ('album_name_changes', 'albumsync_guard_truncate', 'before truncate', 'statement', 'albumsync_guard_journal'),
      ('album_name_decisions', 'albumsync_guard_rows', 'before insert or update or delete', 'row',
        'albumsync_guard_decisions'),
      ('album_name_decisions', 'albumsync_guard_truncate', 'before truncate', 'statement', 'albumsync_guard_decisions')
    ) as w (table_name, trigger_name, event, each, guard)
  loop
    if not exists (
      select from pg_catalog.pg_trigger t
      where t.tgrelid = wanted.guarded and t.tgname = wanted.trigger_name and t.tgfoid = wanted.run and t.tgenabled = 'O'
    ) then
      execute format('create or replace trigger %I %s on %s for each %s execute function %s',
        wanted.trigger_name, wanted.event, wanted.guarded, wanted.each, wanted.run);
    end if;
  end loop;
end $$;

do $$
declare
  wanted record;
begin
  for wanted in
    select w.* from (values
      (1, 'smugmug_reads_by_time', '', 'smugmug_reads (complete, read_at)'),
      (2, 'album_name_changes_sequence', 'unique', 'album_name_changes (sequence)'),
      (3, 'album_name_changes_album', '', 'album_name_changes (album_key, sequence)'),
      (4, 'album_name_changes_run', '', 'album_name_changes (run_id)'),
      (5, 'album_name_changes_time', '', 'album_name_changes (changed_at)'),
      -- One open change an album: two runs at once cannot both work on it, whatever their code believes.
      (6, 'album_name_changes_one_open', 'unique',
        'album_name_changes (album_key) where status in (''planned'', ''renamed'')'),
      (7, 'album_name_changes_unverified', '', 'album_name_changes (album_key) where status = ''done'''),
      (8, 'album_name_changes_unattended', '', 'album_name_changes (changed_at) where unattended'),
      (9, 'album_name_decisions_newest', '', 'album_name_decisions (album_key, sequence desc)')
    ) as w (place, index_name, kind, definition)
    where to_regclass('public.' || w.index_name) is null
    order by w.place
  loop
    execute format('create %s index %I on public.%s', wanted.kind, wanted.index_name, wanted.definition);
  end loop;
end $$;

do $$
declare
  closed regclass;
begin
  for closed in
    select c.oid from pg_catalog.pg_class c
    where c.relnamespace = 'public'::regnamespace and not c.relrowsecurity and c.relname in (
      'albumsync_migrations', 'albumsync_additions', 'albumsync_after_sync', 'albumsync_pace', 'smugmug_albums',
      'smugmug_reads', 'album_enrichment', 'album_facts', 'album_name_proposals', 'album_name_changes',
      'album_name_decisions', 'album_rows_before', 'acknowledged_albums')
  loop
    execute format('alter table %s enable row level security', closed);
  end loop;
end $$;

insert into public.albumsync_migrations (name) values ('20261128100000_albumsync_tables') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
