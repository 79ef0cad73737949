-- why: the scope of a transaction is taken once and cannot be chosen by SQL (every/0400); here for the control database.
create or replace function hf.enter_organization(organization uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform hf.take_scope(organization::text);
end $$;

create or replace function hf.enter_global() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform hf.take_scope('global');
end $$;

drop policy hf_memberships_of on directory.member;
create policy hf_memberships_of on directory.member for select to hf_owner using ((select hf.is_global()));
