-- why: the scope of a transaction is taken once and cannot be chosen by SQL (every/0400); here for shards.
alter table hf.placement add column scope text generated always as (organization_id::text || site_id::text || tenant_id::text) stored;
call hf.declare('hf.placement', 'system', 'derived', 'plain: tenant_id site_id organization_id product epoch state changed_at scope');

create or replace function hf.enter(tenant uuid, expected_epoch bigint, write boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare place hf.placement; taken text;
begin
  select * into place from hf.placement p where p.tenant_id = tenant;
  if not found or place.epoch <> expected_epoch or place.state <> 'active' then
    if not found or place.epoch <> expected_epoch then raise exception 'stale tenant context' using errcode = 'HF001'; end if;
    if place.state = 'suspended' then raise exception 'tenant suspended' using errcode = 'HF002'; end if;
    if write and place.state = 'read_only' then raise exception 'tenant read-only' using errcode = 'HF003'; end if;
  end if;
  -- The usual case of hf.take_scope, without the call: this runs before every read.
  if coalesce(current_setting('hf.opened', true), '') = 'on' and coalesce(current_setting('hf.s' || currval('hf.session_secret'::regclass), true), '') = '' then
    taken := set_config('hf.s' || currval('hf.session_secret'::regclass), place.scope, true);
  else
    perform hf.take_scope(place.scope);
  end if;
end $$;

create or replace function hf.enter_for_refusal(tenant uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare place hf.placement;
begin
  select * into place from hf.placement p where p.tenant_id = tenant;
  if not found then raise exception 'stale tenant context' using errcode = 'HF001'; end if;
  perform hf.take_scope(place.organization_id::text);
end $$;

create or replace function hf.enter_organization(organization uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform hf.take_scope(organization::text);
end $$;
