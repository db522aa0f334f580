-- What the photo rows, the user's own tables and imported files say of albums. Values are passed on as they are
-- stored: folding spellings and leaving out placeholders is the naming's.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- {"columns": [names]} -> {name: [{"name", "type", "category"}]}: the columns of photo_metadata that a name means, with
-- what pg_type says of them; a name that no column answers to is left out. The columns are the user's: each is looked
-- for without regard to case and underscores (sport_type, "SportType", sporttype), and the exact name comes first.
create or replace function public.albumsync_photo_columns(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select coalesce(jsonb_object_agg(f.wanted, f.columns), '{}')
  from (
    select w.name as wanted, jsonb_agg(
      jsonb_build_object('name', a.attname, 'type', t.typname, 'category', t.typcategory)
      order by a.attname <> w.name, a.attnum
    ) as columns
    from jsonb_array_elements_text(payload -> 'columns') as w (name)
    join pg_catalog.pg_attribute a on a.attrelid = 'public.photo_metadata'::regclass and a.attnum > 0
      and not a.attisdropped and replace(lower(a.attname), '_', '') = replace(lower(w.name), '_', '')
    join pg_catalog.pg_type t on t.oid = a.atttypid
    group by w.name
  ) f;
$$;

-- {"album_keys": [keys]} -> {album_key: {"rows", "enriched", "sports": {value: rows}, "categories": {value: rows},
--  "days": {day: rows}, "near_midnight": rows}}
-- Counts over all photo rows of these albums, in one scan; albums without rows are left out. The columns are those of
-- albumsync_photo_columns; each may be text, an enum, an array or jsonb, and may be missing. A row whose array has two
-- values counts for both. Of each album the 50 most common values are told, and the 1,000 most common days.
-- The days are those of photo_date: a timestamp as it is stored, one with a time zone in UTC, or text that begins as
-- 2025-05-30T18:15 does. Rows between 18:00 and 06:00 are near midnight, and all rows that state no time. Earlier tools
-- stored the time of the upload as photo_date: one that is not an hour before upload_date says nothing.
create or replace function public.albumsync_photo_facts(payload jsonb) returns jsonb
language plpgsql stable security invoker set search_path = '' set row_security = off as $$
declare
  keys constant text[] := array(select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]')));
  known constant jsonb := public.albumsync_photo_columns(
    '{"columns": ["sport_type", "photo_category", "photo_date", "upload_date", "enriched_at"]}');
  columns jsonb;  -- wanted column -> {"raw": what rows are grouped by, "labels": that as text[]}
  day text;        -- the day of photo_date, as text
  near text;       -- whether that may be another day in the time zone of the place
  enriched text;
  answer jsonb;
begin
  with found as (
    select w.name, format('p.%I', c.name) as reference,
      case when c.category = 'A' then 'array' when c.type in ('json', 'jsonb') then 'json' else 'scalar' end as shape
    from (values ('sports', 'sport_type'), ('categories', 'photo_category')) as w (name, column_name)
    cross join lateral jsonb_to_record(known -> w.column_name -> 0) as c (name text, type text, category text)
    where known ? w.column_name
  )
  select coalesce(jsonb_object_agg(f.name, jsonb_build_object(
    'raw', f.reference || case f.shape when 'array' then '::text[]' when 'json' then '::jsonb' else '::text' end,
    'labels', format(case f.shape
      when 'array' then 'g.%1$I'
      when 'json' then 'case jsonb_typeof(g.%1$I) when ''array'' then array(select jsonb_array_elements_text(g.%1$I)) '
        'else array[g.%1$I #>> ''{}''] end'
      else 'array[g.%1$I]'
    end, f.name))), '{}') into columns
  from found f;
  with times as (
    select w.name as wanted, c.*
    from (values ('photo_date'), ('upload_date')) as w (name)
    cross join lateral rows from (jsonb_to_recordset(known -> w.name) as (name text, type text, category text))
      with ordinality as c (name, type, category, place)
    where c.type in ('text', 'varchar', 'bpchar', 'date', 'timestamp', 'timestamptz')
  )
  select
    case d.shape
      when 'text' then format($f$case when %1$s ~ %2$L then translate(left(%1$s, 10), ':', '-') end$f$, d.reference,
        '^(19|20)\d\d[-:](0[1-9]|1[0-2])[-:](0[1-9]|[12]\d|3[01])')
      else format('(%s)::date', d.reference) end,
    case d.shape
      when 'date' then 'true'
      when 'text' then format($f$substr(%s, 12, 2) not between '06' and '17'$f$, d.reference)
      else format('extract(hour from %s) not between 6 and 17', d.reference) end
  into day, near
  from (
    select format(
        case when u.name is null then 'p.%1$I'
          when c.category = 'S' then 'nullif(p.%1$I, p.%2$I)'
          else '(case when p.%2$I is null or p.%1$I < p.%2$I - interval ''1 hour'' then p.%1$I end)' end
        || case c.type when 'timestamptz' then ' at time zone ''UTC''' else '' end, c.name, u.name) as reference,
      case when c.category = 'S' then 'text' when c.type = 'date' then 'date' else 'time' end as shape
    from times c
    left join times u on u.wanted = 'upload_date' and u.category = c.category
    where c.wanted = 'photo_date'
    order by c.place, u.place
    limit 1
  ) d;
  -- A table that has "EnrichedAt" was given enriched_at as well.
  select string_agg(format('p.%I is not null', c.name), ' or ') into strict enriched
  from jsonb_to_recordset(known -> 'enriched_at') as c (name text);

  execute format($query$
    with grouped as materialized (
      select p.album_key, %1$s as sports, %2$s as categories, %6$s as day, count(*) as n,
        count(*) filter (where %5$s) as enriched, count(*) filter (where %7$s) as near
      from public.photo_metadata p
      where p.album_key = any ($1)
      group by 1, 2, 3, 4
    ),
    dated as materialized (
      select g.*, case
        -- Neither infinity, nor a year that no photo is of, nor the 30th of February.
        when g.day::text !~ '^(19|20)\d\d-\d\d-\d\d$' then null
        when substr(g.day::text, 9)::integer <= extract(day from
          (left(g.day::text, 8) || '01')::date + interval '1 month - 1 day') then g.day::text end as valid_day
      from grouped g
    ),
    labelled as (
      select s.album_key, s.column_name, left(s.label, 200) as label, sum(s.n) as n
      from (
        select g.album_key, 'sports' as column_name, l.label, g.n
        from grouped g, lateral (select distinct unnest(%3$s) as label) l
        union all
        select g.album_key, 'categories', l.label, g.n
        from grouped g, lateral (select distinct unnest(%4$s) as label) l
        union all
        select d.album_key, 'days', d.valid_day, d.n from dated d
      ) s
      where s.label is not null
      group by 1, 2, 3
    ),
    ranked as (
      select l.*, row_number() over (
        partition by l.album_key, l.column_name order by l.n desc, l.label collate "C") as place
      from labelled l
    ),
    told as (
      select r.album_key,
        jsonb_object_agg(r.label, r.n) filter (where r.column_name = 'sports') as sports,
        jsonb_object_agg(r.label, r.n) filter (where r.column_name = 'categories') as categories,
        jsonb_object_agg(r.label, r.n) filter (where r.column_name = 'days') as days
      from ranked r
      where r.place <= case r.column_name when 'days' then 1000 else 50 end
      group by r.album_key
    ),
    totals as (
      select d.album_key, sum(d.n) as n, sum(d.enriched) as enriched,
        coalesce(sum(d.near) filter (where d.valid_day is not null), 0) as near
      from dated d
      group by d.album_key
    )
    select coalesce(jsonb_object_agg(s.album_key, jsonb_build_object(
      'rows', s.n, 'enriched', s.enriched,
      'sports', coalesce(t.sports, '{}'), 'categories', coalesce(t.categories, '{}'),
      'days', coalesce(t.days, '{}'), 'near_midnight', s.near)), '{}')
    from totals s
    left join told t on t.album_key = s.album_key
  $query$,
    coalesce(columns #>> '{sports,raw}', 'null::text'), coalesce(columns #>> '{categories,raw}', 'null::text'),
    coalesce(columns #>> '{sports,labels}', 'null::text[]'), coalesce(columns #>> '{categories,labels}', 'null::text[]'),
    enriched, coalesce(day, 'null::text'), coalesce(near, 'false'))
  into answer using keys;
  return answer;
end $$;

-- {"album_keys": [keys]} -> [image_key]: of each of these albums the photo with the highest quality_score, by SmugMug's
-- key of it. The column is one of numbers (albumsync_photo_columns). Albums without a score are left out, and all are
-- where there is no such column.
create or replace function public.albumsync_best_photos(payload jsonb) returns jsonb
language plpgsql stable security invoker set search_path = '' set row_security = off as $$
declare
  keys constant text[] := array(select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]')));
  score constant text := jsonb_path_query_first(
    public.albumsync_photo_columns('{"columns": ["quality_score"]}'),
    '$.quality_score[*] ? (@.category == "N" && @.type != "money").name') #>> '{}';
  answer jsonb := '[]';
begin
  if score is not null then
    -- Compared as text: numeric holds scores that a double precision cannot.
    execute format($query$
      select coalesce(jsonb_agg(b.image_key), '[]')
      from (
        select distinct on (p.album_key) regexp_replace(p.image_key::text, '^i-', '') as image_key
        from public.photo_metadata p
        where p.album_key = any ($1) and p.%1$I::text not in ('NaN', 'Infinity', '-Infinity')
        order by p.album_key, p.%1$I desc, p.image_key::text collate "C"
      ) b
    $query$, score) into answer using keys;
  end if;
  return answer;
end $$;

-- {"enrichment_view": name?} -> the table or view of that name (in `public` where it names no schema), or null for none.
-- Raises where it cannot be one: there is nothing of that name, it has no column album_key or none that says something of
-- an album, or a completed_at that is no time.
create or replace function public.albumsync_enrichment_view(payload jsonb) returns jsonb
language plpgsql stable security invoker set search_path = '' set row_security = off as $$
declare
  wanted constant text := payload ->> 'enrichment_view';
  found regclass;
begin
  if wanted is null then
    return 'null';
  end if;
  found := to_regclass(case when strpos(wanted, '.') > 0 then wanted else 'public.' || wanted end);
  if found is null then
    raise exception 'There is no table or view %', wanted using errcode = 'AS001';
  elsif not exists (
    select from pg_catalog.pg_attribute a where a.attrelid = found and a.attname = 'album_key' and not a.attisdropped
  ) then
    raise exception '% has no column album_key', wanted using errcode = 'AS001';
  elsif not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = found and not a.attisdropped and a.attname in (
      'home_team', 'away_team', 'event_name', 'sport_type', 'category', 'level', 'completed_at')
  ) then
    raise exception '% has none of the columns home_team, away_team, event_name, sport_type, category, level and completed_at',
      wanted using errcode = 'AS001';
  elsif exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = found and a.attname = 'completed_at' and not a.attisdropped
      and a.atttypid not in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
  ) then
    raise exception 'The column completed_at of % is no timestamp', wanted using errcode = 'AS001';
  end if;
  return to_jsonb(found::text);
end $$;

-- {"album_keys": [keys]?, "enrichment_view": name?} -> {album_key: [{"source", "home_team"?, ..., "level"?, "offered",
--  "completed_at"?}]}: every fact that is stored of these albums (null: of all), as text. The order is the order of
-- precedence: album_enrichment, the user's own view, imported files by name, and what a file only offers.
create or replace function public.albumsync_album_facts(payload jsonb) returns jsonb
language plpgsql stable security invoker set search_path = '' set row_security = off as $$
declare
  keys constant text[] := case when jsonb_typeof(payload -> 'album_keys') = 'array'
    then array(select jsonb_array_elements_text(payload -> 'album_keys')) end;
  own_view constant text := public.albumsync_enrichment_view(payload) #>> '{}';
  of_view jsonb := '[]';  -- its rows
  answer jsonb;
begin
  if own_view is not null then
    -- A statement of its own, so that whatever is wrong with the view is said of the view. It may have any columns.
    -- Which rows policies show of it is the user's to decide.
    perform set_config('row_security', 'on', true);
    begin
      execute format(
        'select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object(''album_key'', v.album_key::text)), ''[]'') from %s v'
        ' where $1 is null or v.album_key::text = any ($1)', own_view) into of_view using keys;
    exception
      when query_canceled then
        raise exception '% takes too long to read', payload ->> 'enrichment_view' using errcode = 'AS001';
      when others then
        raise exception '% cannot be read: %', payload ->> 'enrichment_view', sqlerrm using errcode = 'AS001';
    end;
    perform set_config('row_security', 'off', true);
  end if;
  with facts (place, album_key, fact, source, offered) as (
    select 1, e.album_key::text, to_jsonb(e), 'album_enrichment', false from public.album_enrichment e
    union all
    select 2, v.fact ->> 'album_key', v.fact, payload ->> 'enrichment_view', false
    from jsonb_array_elements(of_view) as v (fact)
    union all
    select 3 + i.offered::integer, i.album_key, to_jsonb(i), i.source, i.offered from public.album_facts i
  )
  select coalesce(jsonb_object_agg(a.album_key, a.facts), '{}') into answer
  from (
    select f.album_key, jsonb_agg(
      jsonb_strip_nulls(t.fields || jsonb_build_object(
        'source', coalesce(nullif(f.fact ->> 'source', ''), f.source), 'completed_at', f.fact ->> 'completed_at'))
        || jsonb_build_object('offered', f.offered)
      order by f.place, coalesce(nullif(f.fact ->> 'source', ''), f.source) collate "C", t.fields::text collate "C"
    ) as facts
    from facts f
    cross join lateral (
      select coalesce(jsonb_object_agg(v.key, case jsonb_typeof(v.value)
        when 'array' then (select string_agg(l.label, ', ') from jsonb_array_elements_text(v.value) as l (label))
        when 'object' then null
        else v.value #>> '{}' end), '{}') as fields
      from jsonb_each(f.fact) as v
      where v.key in ('home_team', 'away_team', 'event_name', 'sport_type', 'category', 'level')
    ) t
    where f.album_key is not null and (keys is null or f.album_key = any (keys))
    group by f.album_key
  ) a;
  return answer;
end $$;

-- {"source": text, "imported_by": text, "facts": [{"album_key", "home_team"?, ..., "level"?, "offered"?}]}
-- -> {"stored": n, "unchanged": n, "removed": n}
-- What a file says of albums, each album once. Everything that this source said before and says no longer is removed,
-- so importing a file again has no further effect.
create or replace function public.albumsync_import_facts(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  stored integer;
  removed integer;
begin
  delete from public.album_facts f
  where f.source = payload ->> 'source'
    and f.album_key not in (
      select n.album_key from jsonb_to_recordset(payload -> 'facts') as n (album_key text));
  get diagnostics removed = row_count;
  insert into public.album_facts as f (
    album_key, source, home_team, away_team, event_name, sport_type, category, level, offered, imported_by
  )
  select n.album_key, payload ->> 'source', n.home_team, n.away_team, n.event_name, n.sport_type, n.category, n.level,
    coalesce(n.offered, false), payload ->> 'imported_by'
  from jsonb_to_recordset(payload -> 'facts') as n (
    album_key text, home_team text, away_team text, event_name text, sport_type text, category text, level text,
    offered boolean
  )
  on conflict (album_key, source) do update set
    home_team = excluded.home_team, away_team = excluded.away_team, event_name = excluded.event_name,
    sport_type = excluded.sport_type, category = excluded.category, level = excluded.level,
    offered = excluded.offered, imported_by = excluded.imported_by, imported_at = clock_timestamp()
  where (f.home_team, f.away_team, f.event_name, f.sport_type, f.category, f.level, f.offered)
    is distinct from (excluded.home_team, excluded.away_team, excluded.event_name, excluded.sport_type,
      excluded.category, excluded.level, excluded.offered);
  get diagnostics stored = row_count;
  return jsonb_build_object(
    'stored', stored, 'removed', removed,
    'unchanged', jsonb_array_length(payload -> 'facts') - stored);
end $$;

-- {"source": text} -> n: of how many albums something is stored that a file of this name said
create or replace function public.albumsync_albums_of_source(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select to_jsonb(count(*)) from public.album_facts f where f.source = payload ->> 'source';
$$;

-- {"enrichment_view": name?} -> {"complete", "partial", "without": albums, "newest": time?,
--  "sources": {source: {"albums", "offered", "newest": time?}}}
-- How far the enrichment of the account has come. An album is complete where all its photo rows are enriched or a
-- source says completed_at; partial where some rows are, or a source knows something of it. Times that other programs
-- cannot hold (infinity, years BC or of five digits) are not told.
create or replace function public.albumsync_enrichment_counts(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off set timezone = 'UTC' as $$
  with albums as materialized (
    select a.album_key from public.smugmug_albums a where a.missing_since is null
  ),
  photos as (
    select p.key as album_key, (p.value ->> 'rows')::bigint as n, (p.value ->> 'enriched')::bigint as enriched
    from (select coalesce(jsonb_agg(a.album_key), '[]') as keys from albums a) k
    cross join lateral jsonb_each(public.albumsync_photo_facts(jsonb_build_object('album_keys', k.keys))) as p
  ),
  facts as materialized (
    select f.key as album_key, e.fact, i.imported_at
    from jsonb_each(public.albumsync_album_facts(payload - 'album_keys')) as f
    join albums a on a.album_key = f.key
    cross join lateral jsonb_array_elements(f.value) as e (fact)
    left join public.album_facts i on i.album_key = f.key and i.source = e.fact ->> 'source'
  ),
  known as (
    select f.album_key, bool_or(f.fact ? 'completed_at') as completed from facts f group by f.album_key
  ),
  states as (
    select case
      when p.n = p.enriched or k.completed then 'complete'
      when p.enriched > 0 or k.album_key is not null then 'partial'
      else 'without' end as state
    from albums a
    left join photos p on p.album_key = a.album_key
    left join known k on k.album_key = a.album_key
  ),
  sources as (
    select f.fact ->> 'source' as source, count(distinct f.album_key) as albums,
      count(*) filter (where (f.fact ->> 'offered')::boolean) as offered,
      max(f.at) filter (where f.at between '0001-01-01' and '9999-12-31') as newest
    from (
      select *, coalesce((k.fact ->> 'completed_at')::timestamptz, k.imported_at) as at from facts k
    ) f
    group by 1
    union all
    select 'photo_metadata', count(*), 0, (
      select max(p.enriched_at::timestamptz) from public.photo_metadata p
      where p.enriched_at::timestamptz between '0001-01-01' and '9999-12-31')
    from photos p
    where p.enriched > 0
    having count(*) > 0
  )
  select jsonb_build_object(
    'complete', (select count(*) from states s where s.state = 'complete'),
    'partial', (select count(*) from states s where s.state = 'partial'),
    'without', (select count(*) from states s where s.state = 'without'),
    'newest', (select max(s.newest) from sources s),
    'sources', (select coalesce(jsonb_object_agg(s.source, jsonb_build_object(
      'albums', s.albums, 'offered', s.offered, 'newest', s.newest)), '{}') from sources s)
  );
$$;

insert into public.albumsync_migrations (name) values ('20261128100160_albumsync_facts') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
