-- What is read from SmugMug goes into the database; the stored state of every album comes out of it.
--
-- Every function of albumsync takes one jsonb and returns one: PostgREST cuts rows at 1,000, never a single value.
-- They run as their caller with an empty search_path, and only service_role may execute them (the last file). Row level
-- security hides no row from service_role. Should it have lost that right, `row_security = off` makes an error of what
-- would be an empty answer.

begin;
set local lock_timeout = '5s';
set local search_path = '';

-- {"albums": [...], "listed_at": time, "own_change": bool, "complete": {"keys": [...], "gone": [...], "id": uuid}?}
-- The one observer of names: inserts or updates albums as just read; a row is written only where something differs.
-- A name other than the stored one is ours where a change after the stored name gave it. Else somebody chose it, or the
-- reading is older than what is stored: nothing is written of that album, and it is "unconfirmed", with a token. Once it
-- was read again, "confirm" brings the token back, and the name is stored as chosen by a person, unless the stored name
-- has changed since the token was given. With "own_change" the
-- reading is the echo of our own rename, and the stamp that it moved does not make the photos look changed. With
-- "complete" all keys of the account are known. An album that is not among them has "vanished", and nothing else is
-- stored of the list: a list may lack an album. Once it was asked for alone, "gone" brings its key back, and it is marked
-- as missing. An acknowledged album that is listed again is acknowledged no more.
-- Repeating a call gives the same answer.
-- -> {"added": [keys], "changed": [keys], "missing": [keys], "vanished": [keys],
--     "unconfirmed": {key: {"name", "sequence"}}}
create or replace function public.albumsync_record_albums(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  read_at constant timestamptz := (payload ->> 'listed_at')::timestamptz;
  own_change constant boolean := coalesce((payload ->> 'own_change')::boolean, false);
  explained jsonb;  -- album key -> whether the name is ours, and the place in the journal that it is stored with
  unconfirmed jsonb;
  vanished jsonb;
  answer jsonb;
begin
  -- Two observers of one album: the second one waits here, and then compares with what the first has stored.
  perform from public.smugmug_albums a
  join jsonb_to_recordset(payload -> 'albums') as n (album_key text, name text) on n.album_key = a.album_key
  where a.name <> n.name
  order by a.album_key
  for update of a;

  with differing as (
    select a.album_key, a.name, a.name_sequence,
      exists (
        select from public.album_name_changes c
        where c.album_key = a.album_key and c.sequence > a.name_sequence and c.new_name = n.name
          and c.reason in ('drift', 'decision', 'undo') and c.status in ('planned', 'renamed', 'done', 'verified')
      ) as ours,
      payload #> array['confirm', a.album_key] = jsonb_build_object('name', a.name, 'sequence', a.name_sequence)
        as confirmed,
      -- A change that is open may still be carried out after this.
      coalesce(
        (select min(c.sequence) - 1 from public.album_name_changes c
         where c.album_key = a.album_key and c.status in ('planned', 'renamed')),
        (select max(c.sequence) from public.album_name_changes c where c.album_key = a.album_key),
        0
      ) as place
    from public.smugmug_albums a
    join jsonb_to_recordset(payload -> 'albums') as n (album_key text, name text) on n.album_key = a.album_key
    where a.name <> n.name
  )
  select
    coalesce(jsonb_object_agg(d.album_key, jsonb_build_object('ours', d.ours, 'place', d.place))
      filter (where d.ours or d.confirmed), '{}'),
    coalesce(jsonb_object_agg(d.album_key, jsonb_build_object('name', d.name, 'sequence', d.name_sequence))
      filter (where not d.ours and d.confirmed is not true), '{}')
  into explained, unconfirmed
  from differing d;

  insert into public.smugmug_albums as a (
    album_key, node_id, name, url_name, url_path, web_uri, keywords, description, image_count,
    last_updated, images_last_updated, excluded, added_at, listed_at
  )
  select distinct on (n.album_key)
    n.album_key, n.node_id, n.name, n.url_name, n.url_path, n.web_uri, n.keywords, n.description, n.image_count,
    n.last_updated, n.images_last_updated, n.system, read_at, read_at
  from jsonb_to_recordset(payload -> 'albums') as n (
    album_key text, node_id text, name text, url_name text, url_path text, web_uri text, keywords text,
    description text, image_count integer, last_updated text, images_last_updated text, system boolean
  )
  where not unconfirmed ? n.album_key
  order by n.album_key
  on conflict (album_key) do update set
    name_sequence = coalesce((explained #>> array[a.album_key, 'place'])::bigint, a.name_sequence),
    person_names = case (explained #>> array[a.album_key, 'ours'])::boolean
      when false then a.person_names || jsonb_build_object(
        excluded.name, jsonb_build_object('at', clock_timestamp(), 'before', a.name))
      else a.person_names
    end,
    node_id = excluded.node_id, name = excluded.name, url_name = excluded.url_name, url_path = excluded.url_path,
    web_uri = excluded.web_uri, keywords = excluded.keywords, description = excluded.description,
    image_count = excluded.image_count, last_updated = excluded.last_updated,
    images_last_updated = excluded.images_last_updated, excluded = excluded.excluded,
    listed_at = excluded.listed_at, missing_since = null,
    captured_last_updated = case
      when own_change
        and a.captured_last_updated is not distinct from a.last_updated
        and a.captured_image_count is not distinct from excluded.image_count
        and a.captured_images_last_updated is not distinct from excluded.images_last_updated
      then excluded.last_updated
      else a.captured_last_updated
    end
  -- A name that another transaction stored after it was looked at above is left to the next reading.
  where (a.name = excluded.name or explained ? a.album_key) and (a.missing_since is not null
    or (a.node_id, a.name, a.url_name, a.url_path, a.web_uri, a.keywords, a.description, a.image_count,
        a.last_updated, a.images_last_updated, a.excluded)
      is distinct from
       (excluded.node_id, excluded.name, excluded.url_name, excluded.url_path, excluded.web_uri, excluded.keywords,
        excluded.description, excluded.image_count, excluded.last_updated, excluded.images_last_updated,
        excluded.excluded));

  if payload ? 'complete' then
    update public.smugmug_albums a set missing_since = read_at
    where a.missing_since is null
      and a.album_key in (select jsonb_array_elements_text(payload #> '{complete,gone}'));
    select jsonb_agg(a.album_key order by a.album_key) into vanished
    from public.smugmug_albums a
    where a.missing_since is null
      and a.album_key not in (select jsonb_array_elements_text(payload #> '{complete,keys}'));
  end if;
  if payload ? 'complete' and vanished is null then
    delete from public.acknowledged_albums g
    where g.album_key in (select jsonb_array_elements_text(payload #> '{complete,keys}'));
    insert into public.smugmug_reads (id, read_at, what, expected, got, complete)
    select (payload #>> '{complete,id}')::uuid, read_at, 'list of albums', k.keys, k.keys, true
    from (select jsonb_array_length(payload #> '{complete,keys}') as keys) k
    on conflict do nothing;
  end if;

  select jsonb_build_object(
    'added', coalesce(jsonb_agg(a.album_key order by a.album_key) filter (where a.added_at = read_at), '[]'),
    'changed', coalesce(jsonb_agg(a.album_key order by a.album_key)
      filter (where a.listed_at = read_at and a.added_at < read_at), '[]')
  ) into answer
  from public.smugmug_albums a
  where a.album_key in (
    select n.album_key from jsonb_to_recordset(payload -> 'albums') as n (album_key text)
  );
  return answer || jsonb_build_object('unconfirmed', unconfirmed, 'vanished', coalesce(vanished, '[]'), 'missing', coalesce(
    (select jsonb_agg(a.album_key order by a.album_key)
     from public.smugmug_albums a
     where payload ? 'complete' and a.missing_since is not null),
    '[]'));
end $$;

-- {"captures": [{"album": {...}, "capture": {...}}], "as_of": time} -> number of albums
create or replace function public.albumsync_record_capture(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  as_of constant timestamptz := (payload ->> 'as_of')::timestamptz;
  written integer;
begin
  insert into public.smugmug_albums as a (
    album_key, node_id, name, url_name, url_path, web_uri, keywords, description, image_count,
    last_updated, images_last_updated, excluded, added_at, listed_at,
    capture_days, thumbnails,
    captured_as_of, captured_image_count, captured_last_updated, captured_images_last_updated
  )
  select distinct on (n.album_key)
    n.album_key, n.node_id, n.name, n.url_name, n.url_path, n.web_uri, n.keywords, n.description, n.image_count,
    n.last_updated, n.images_last_updated, n.system, as_of, as_of,
    (each.item -> 'capture') - 'thumbnails', coalesce(each.item #> '{capture,thumbnails}', '[]'),
    as_of, n.image_count, n.last_updated, n.images_last_updated
  from jsonb_array_elements(payload -> 'captures') as each (item)
  cross join lateral jsonb_to_record(each.item -> 'album') as n (
    album_key text, node_id text, name text, url_name text, url_path text, web_uri text, keywords text,
    description text, image_count integer, last_updated text, images_last_updated text, system boolean
  )
  order by n.album_key
  -- Of an album that is known only its photos are news here: its name may have changed since it was listed.
  on conflict (album_key) do update set
    capture_days = excluded.capture_days, thumbnails = excluded.thumbnails, captured_as_of = excluded.captured_as_of,
    captured_image_count = excluded.captured_image_count,
    captured_last_updated = excluded.captured_last_updated,
    captured_images_last_updated = excluded.captured_images_last_updated
  -- A reading of the future was stored by a computer whose clock was wrong: every other one is newer.
  where a.captured_as_of is null or a.captured_as_of <= excluded.captured_as_of or a.captured_as_of > clock_timestamp();
  get diagnostics written = row_count;
  return to_jsonb(written);
end $$;

-- {"id": uuid, "what": text, "expected": n, "got": n, "detail": text, "run_id": text, "at": time} -> null
create or replace function public.albumsync_record_incomplete_read(payload jsonb) returns jsonb
language sql volatile security invoker set search_path = '' set row_security = off as $$
  insert into public.smugmug_reads (id, read_at, what, expected, got, complete, detail, run_id)
  select n.id, n.at, n.what, n.expected, n.got, false, n.detail, n.run_id
  from jsonb_to_record(payload) as n (
    id uuid, at timestamptz, what text, expected integer, got integer, detail text, run_id text
  )
  on conflict do nothing;
  select 'null'::jsonb;
$$;

-- {"proposals": [...], "proposed_at": time} -> number of rows written; equal proposals are not rewritten
create or replace function public.albumsync_record_proposals(payload jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set row_security = off as $$
declare
  written integer;
begin
  insert into public.album_name_proposals as p (
    album_key, existing_name, proposed_name, drift, parts, decision, doubts, reasons, confidence, date_source, digest,
    facts, proposed_at
  )
  select distinct on (n.album_key)
    n.album_key, n.existing, n.proposed, n.drift, n.parts, n.decision, n.doubts, n.reasons, n.confidence, n.date_source,
    n.digest, coalesce(n.facts, '[]'), (payload ->> 'proposed_at')::timestamptz
  from jsonb_to_recordset(payload -> 'proposals') as n (
    album_key text, existing text, proposed text, drift integer, parts jsonb, decision text, doubts jsonb,
    reasons jsonb, confidence double precision, date_source text, digest text,
    facts jsonb
  )
  order by n.album_key
  on conflict (album_key) do update set
    existing_name = excluded.existing_name, proposed_name = excluded.proposed_name, drift = excluded.drift,
    parts = excluded.parts, decision = excluded.decision, doubts = excluded.doubts, reasons = excluded.reasons,
    confidence = excluded.confidence, date_source = excluded.date_source, digest = excluded.digest,
    facts = excluded.facts, proposed_at = excluded.proposed_at
  where (p.existing_name, p.proposed_name, p.drift, p.parts, p.decision, p.doubts, p.reasons, p.confidence,
      p.date_source, p.digest, p.facts)
    is distinct from
    (excluded.existing_name, excluded.proposed_name, excluded.drift, excluded.parts, excluded.decision,
     excluded.doubts, excluded.reasons, excluded.confidence, excluded.date_source, excluded.digest, excluded.facts);
  get diagnostics written = row_count;
  return to_jsonb(written);
end $$;

-- {"album_keys": [keys]?, "after": key?, "limit": n} -> [proposal], by album_key
-- Each with what a person needs to decide about it: the present name, the photos, the newest decision.
create or replace function public.albumsync_proposals(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  with chosen as materialized (
    select * from public.album_name_proposals q
    where (not payload ? 'album_keys'
        or q.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]'))))
      and (payload ->> 'after' is null or q.album_key collate "C" > payload ->> 'after')
    order by q.album_key collate "C"
    limit (payload ->> 'limit')::integer
  ),
  words as materialized (
    select public.albumsync_words(
      jsonb_build_object('album_keys', coalesce(jsonb_agg(c.album_key), '[]'))) as by_album
    from chosen c
  ),
  counted as (
    select p.album_key, count(*) as n
    from public.photo_metadata p
    where p.album_key in (select c.album_key from chosen c)
    group by p.album_key
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'proposal', jsonb_build_object(
      'album_key', p.album_key, 'existing', p.existing_name, 'proposed', p.proposed_name, 'drift', p.drift,
      'parts', p.parts, 'decision', p.decision, 'doubts', p.doubts, 'reasons', p.reasons, 'confidence', p.confidence,
      'date_source', p.date_source, 'facts', p.facts),
    'present', coalesce(a.name, p.existing_name), 'capture', a.capture_days,
    'thumbnails', coalesce(a.thumbnails, '[]'), 'rows', coalesce(c.n, 0),
    'web_uri', a.web_uri, 'url_path', a.url_path, 'missing', a.album_key is null or a.missing_since is not null,
    'last_word', d.newest,
    'named', case when d.withdrawn_at is null or (a.person_names #>> array[a.name, 'at'])::timestamptz > d.withdrawn_at
      then a.person_names -> a.name end
  ) order by p.album_key collate "C"), '[]')
  from chosen p
  left join public.smugmug_albums a on a.album_key = p.album_key
  left join counted c on c.album_key = p.album_key
  cross join words w
  cross join lateral (
    select w.by_album #> array[p.album_key, 'newest'] as newest,
      (w.by_album #>> array[p.album_key, 'withdrawn_at'])::timestamptz as withdrawn_at
  ) d;
$$;

-- {} -> {"albums": n, "names": [[name, capture_days]]}: the names that end in a word and one or two digits, as earlier
-- tools appended a day. Whether they are a tool's is decided by whoever asks.
create or replace function public.albumsync_endings(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  select jsonb_build_object(
    'albums', (select count(*) from public.smugmug_albums a where a.missing_since is null),
    'names', coalesce(jsonb_agg(jsonb_build_array(a.name, a.capture_days) order by a.album_key collate "C"), '[]'))
  from public.smugmug_albums a
  where a.missing_since is null and a.name ~ '[[:alpha:]]{3}[^[:alnum:]]+[0-9]{1,2}[^[:alnum:]]*$';
$$;

-- {"names": [name]} -> {"albums": n, "listed_at": time?, "keys": [key]}: albums that have one of these names or were
-- proposed one, or that could: which names are one name to a person is decided by whoever asks, so this answers with
-- every album of which it cannot be excluded. Albums without a proposal for the name that they have are among them.
-- Names in ASCII are compared by their letters and digits, others by their digits only, in whatever script these are
-- written; a name with markup may be any name.
create or replace function public.albumsync_namesakes(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  with account as materialized (
    select a.album_key, a.name, p.proposed_name,
      p.album_key is null or a.name not in (p.existing_name, p.proposed_name) as unplanned
    from public.smugmug_albums a
    left join public.album_name_proposals p on p.album_key = a.album_key
    where a.missing_since is null
  ),
  folded as materialized (
    select s.album_key, s.name ~ '<|&[#A-Za-z0-9]' as any_name, s.name ~ '[^ -~]' as foreign_letters,
      regexp_replace(lower(s.name collate "C"), '[^a-z0-9]+', '', 'g') as letters,
      regexp_replace(normalize(s.name, nfkc), '[^0-9]+', '', 'g') as digits
    from (
      select a.album_key, a.name from account a
      union all
      select a.album_key, a.proposed_name from account a where a.proposed_name <> a.name
      union all
      select null, n.name from jsonb_array_elements_text(payload -> 'names') as n (name)
    ) s
  ),
  wanted as (select distinct w.letters, w.digits, w.foreign_letters from folded w where w.album_key is null),
  found as (
    select a.album_key from account a where a.unplanned
    union
    select f.album_key from folded f where f.any_name
    union
    select f.album_key from folded f join wanted w on w.letters = f.letters
    union
    select f.album_key from folded f join wanted w on w.digits = f.digits
    where f.foreign_letters or w.foreign_letters
  )
  select jsonb_build_object(
    'albums', (select count(*) from account),
    'listed_at', (select max(r.read_at) from public.smugmug_reads r where r.complete),
    'keys', (select coalesce(jsonb_agg(f.album_key order by f.album_key collate "C"), '[]')
      from found f where f.album_key is not null)
  );
$$;

-- {"album_keys": [keys]?, "after": key?, "limit": n, "enrichment_view": name?} -> [state], by album_key
-- "rows_differing" counts all rows, "rows" tells the five most common names only. "fingerprint" is a digest of all that a
-- proposal rests on but a person's decision, which has an id; albumsync_journal compares both with the ones that a plan
-- was made from.
create or replace function public.albumsync_states(payload jsonb) returns jsonb
language sql stable security invoker set search_path = '' set row_security = off as $$
  with chosen as materialized (
    select a.*
    from public.smugmug_albums a
    where (not payload ? 'album_keys'
        or a.album_key in (select jsonb_array_elements_text(coalesce(payload -> 'album_keys', '[]'))))
      and (payload ->> 'after' is null or a.album_key collate "C" > payload ->> 'after')
    order by a.album_key collate "C"
    limit (payload ->> 'limit')::integer
  ),
  words as materialized (
    select public.albumsync_words(
      jsonb_build_object('album_keys', coalesce(jsonb_agg(c.album_key), '[]'))) as by_album
    from chosen c
  ),
  photo_facts as (
    select f.key as album_key, f.value as counts
    from (select coalesce(jsonb_agg(c.album_key), '[]') as keys from chosen c) k
    cross join lateral jsonb_each(public.albumsync_photo_facts(jsonb_build_object('album_keys', k.keys))) as f
  ),
  facts as (
    select f.key as album_key, f.value as told
    from (select coalesce(jsonb_agg(c.album_key), '[]') as keys from chosen c) k
    cross join lateral jsonb_each(public.albumsync_album_facts(jsonb_build_object(
      'album_keys', k.keys, 'enrichment_view', payload ->> 'enrichment_view'))) as f
  ),
  listed as (
    select max(r.read_at) as at from public.smugmug_reads r where r.complete
  ),
  counted as (
    select p.album_key, p.album_name, count(*) as n
    from public.photo_metadata p
    where p.album_key in (select c.album_key from chosen c)
    group by p.album_key, p.album_name
  ),
  ranked as (
    select c.*, row_number() over (
      partition by c.album_key order by (c.album_name is null), c.n desc, c.album_name collate "C"
    ) as place
    from counted c
  ),
  row_names as (
    select r.album_key,
      coalesce(sum(r.n) filter (where r.album_name is distinct from c.name), 0) as differing,
      jsonb_build_object(
        'total', sum(r.n),
        'missing', coalesce(sum(r.n) filter (where r.album_name is null), 0),
        'names', coalesce(jsonb_object_agg(r.album_name, r.n)
          filter (where r.album_name is not null and r.place <= 5), '{}')
      ) as names
    from ranked r
    join chosen c on c.album_key = r.album_key
    group by r.album_key
  ),
  lines as materialized (
    select c.* from public.album_name_changes c where c.album_key in (select k.album_key from chosen k)
  ),
  -- Changes of ours that SmugMug took; heals and their undo only write rows. An undo is somebody's word from the moment
  -- on at which it is journaled: SmugMug may have the restored name already, and nobody was able to write that down.
  reached as materialized (
    select l.album_key, l.sequence, l.new_name, l.reason
    from lines l
    where l.status in ('renamed', 'done', 'verified') and l.reason in ('drift', 'decision', 'undo')
      or l.status = 'planned' and l.reason = 'undo'
  ),
  refused as (
    select l.album_key, jsonb_agg(distinct l.new_name) as names
    from lines l
    where l.status = 'failed' and l.reason in ('drift', 'decision')
    group by l.album_key
  ),
  former as (
    select f.album_key, jsonb_agg(f.old_name order by f.first) as names
    from (
      select l.album_key, l.old_name, min(l.sequence) as first
      from lines l
      where l.old_name is not null
      group by l.album_key, l.old_name
    ) f
    group by f.album_key
  ),
  taken_back as (
    select t.album_key, jsonb_agg(t.new_name order by t.last) as names
    from (
      select g.album_key, g.new_name, max(g.sequence) as last
      from reached g
      join reached u on u.album_key = g.album_key and u.reason = 'undo' and u.sequence > g.sequence
      where g.new_name <> u.new_name
        -- The name that the undo restores was not in force in between, so this undo took g's name back,
        and not exists (
          select from reached e
          where e.album_key = g.album_key and e.new_name = u.new_name
            and e.sequence > g.sequence and e.sequence < u.sequence)
        -- and nobody gave it again.
        and not exists (
          select from reached e
          where e.album_key = g.album_key and e.new_name = g.new_name and e.sequence > u.sequence)
        -- Names that only an undo restored were not ours to begin with.
        and exists (
          select from reached e
          where e.album_key = g.album_key and e.new_name = g.new_name and e.reason in ('drift', 'decision'))
      group by g.album_key, g.new_name
    ) t
    group by t.album_key
  )
  select coalesce(jsonb_agg(v.evidence || jsonb_build_object(
    'album', jsonb_build_object(
      'album_key', a.album_key, 'name', a.name, 'url_name', a.url_name, 'keywords', a.keywords,
      'description', a.description, 'node_id', a.node_id, 'url_path', a.url_path, 'web_uri', a.web_uri,
      'image_count', a.image_count, 'last_updated', a.last_updated,
      'images_last_updated', a.images_last_updated, 'system', a.excluded),
    'fingerprint', left(encode(sha256(convert_to(jsonb_build_array(a.name, v.evidence)::text, 'UTF8')), 'hex'), 16),
    'captured_as_of', a.captured_as_of,
    'captured_stamps', case when a.captured_as_of is not null then jsonb_build_array(
      a.captured_image_count, a.captured_last_updated, a.captured_images_last_updated) end,
    'word', case when d.newest ->> 'verdict' <> 'withdraw' then d.newest end,
    'former_names', coalesce(f.names, '[]'),
    'listed_at', case when a.missing_since is null then greatest(a.listed_at, listed.at) else a.listed_at end,
    'missing_since', a.missing_since,
    'verified_at', a.verified_at
  ) order by a.album_key collate "C"), '[]')
  from chosen a
  cross join listed
  cross join words w
  left join photo_facts p on p.album_key = a.album_key
  left join facts e on e.album_key = a.album_key
  left join row_names n on n.album_key = a.album_key
  left join former f on f.album_key = a.album_key
  left join refused r on r.album_key = a.album_key
  left join taken_back t on t.album_key = a.album_key
  cross join lateral (
    select w.by_album #> array[a.album_key, 'newest'] as newest,
      (w.by_album #>> array[a.album_key, 'withdrawn_at'])::timestamptz as withdrawn_at
  ) d
  cross join lateral (
    select jsonb_build_object(
      'capture', a.capture_days,
      'enrichments', coalesce(e.told, '[]'),
      'photo_facts', p.counts,
      'named', case
        when d.withdrawn_at is null or (a.person_names #>> array[a.name, 'at'])::timestamptz > d.withdrawn_at
        then a.person_names -> a.name
      end,
      'rows', coalesce(n.names, '{"total": 0, "missing": 0, "names": {}}'),
      'rows_differing', coalesce(n.differing, 0),
      'refused', coalesce(r.names, '[]'),
      'taken_back', coalesce(t.names, '[]')
    ) as evidence
  ) v;
$$;

insert into public.albumsync_migrations (name) values ('20261128100200_albumsync_reading') on conflict do nothing;
notify pgrst, 'reload schema';
commit;
