-- why: how a transaction in the control database gets its scope. Whether the person may act on the organization
-- was decided before; from here on row security keeps it to that organization.
create function hf.enter_organization(organization uuid) returns void language plpgsql as $$
begin
  perform pg_catalog.set_config('hf.organization', organization::text, true);
end $$;

-- Sign-in, set-up, a person's own account: no organization; organization-scoped tables show nothing.
create function hf.enter_global() returns void language plpgsql as $$
begin
  perform pg_catalog.set_config('hf.global', 'on', true);
end $$;
revoke execute on function hf.enter_organization, hf.enter_global from public;
