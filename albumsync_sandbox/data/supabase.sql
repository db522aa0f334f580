-- What a hosted Supabase project has before its owner's first migration, as far as the REST API shows it.
-- Runs once, in template1, as the cluster's superuser (supabase_admin), so that every database made later has it.
--
-- Not here: pg-safeupdate, which hosted projects preload for authenticator; no wheel carries it. The gateway refuses
-- functions that hold an UPDATE or DELETE without WHERE instead (sandbox/gateway/safeupdate.py).

create role postgres login nosuperuser createdb createrole replication bypassrls;
create role anon nologin inherit;
create role authenticated nologin inherit;
create role service_role nologin inherit bypassrls;
create role authenticator login noinherit;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to postgres with admin option;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

create schema extensions authorization postgres;
create schema graphql_public authorization postgres;
grant usage on schema public, extensions, graphql_public to anon, authenticated, service_role;
grant all on schema public to postgres with grant option;

alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
