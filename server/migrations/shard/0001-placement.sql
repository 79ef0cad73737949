-- why: the fence (DESIGN §3). Which tenants live in this shard, in which epoch and state; moves and suspensions
-- raise the epoch here first, so a stale context cannot read or write the wrong place.
create table hf.placement (
  tenant_id       uuid primary key,
  site_id         uuid not null,
  organization_id uuid not null,
  product         text not null check (product in ('tracker', 'wiki')),
  epoch           bigint not null,
  state           text not null check (state in ('provisioning', 'active', 'read_only', 'suspended')),
  changed_at      timestamptz not null default now()
);
create index placement_by_organization on hf.placement (organization_id);
call hf.declare('hf.placement', 'system', 'derived', 'plain: tenant_id site_id organization_id product epoch state changed_at');

-- Enters one tenant for the rest of the transaction. Every statement of a service runs behind this.
create function hf.enter(tenant uuid, expected_epoch bigint, write boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare place hf.placement;
begin
  select * into place from hf.placement p where p.tenant_id = tenant;
  if not found or place.epoch <> expected_epoch then
    raise exception 'stale tenant context' using errcode = 'HF001';
  end if;
  if place.state = 'suspended' then
    raise exception 'tenant suspended' using errcode = 'HF002';
  end if;
  if write and place.state = 'read_only' then
    raise exception 'tenant read-only' using errcode = 'HF003';
  end if;
  perform pg_catalog.set_config('hf.tenant', tenant::text, true),
          pg_catalog.set_config('hf.site', place.site_id::text, true),
          pg_catalog.set_config('hf.organization', place.organization_id::text, true);
end $$;

-- Lets a refusal on a suspended tenant reach its organization's log; sets no tenant, so no content opens.
create function hf.enter_for_refusal(tenant uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare place hf.placement;
begin
  select * into place from hf.placement p where p.tenant_id = tenant;
  if not found then raise exception 'stale tenant context' using errcode = 'HF001'; end if;
  perform pg_catalog.set_config('hf.organization', place.organization_id::text, true);
end $$;

-- For the shard's organization-scoped tables (directory, audit) where no single tenant is meant.
create function hf.enter_organization(organization uuid) returns void language plpgsql as $$
begin
  perform pg_catalog.set_config('hf.organization', organization::text, true);
end $$;
revoke execute on function hf.enter, hf.enter_for_refusal, hf.enter_organization from public;
