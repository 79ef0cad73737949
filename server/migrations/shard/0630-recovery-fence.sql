-- why: while a restore writes, nobody else changes what it restores. A row here takes the right to write from everybody in that
-- container (0: in the whole place) until a moment, so that the fence of a killed worker ends by itself. What was applied is
-- noted in the transaction that applied it: whoever goes on after a crash knows.
create schema recovery;

create table recovery.fence (
  tenant_id    uuid not null,
  container_id bigint not null,
  plan_id      uuid not null,
  until        timestamptz not null,
  primary key (tenant_id, container_id)
);
call hf.declare('recovery.fence', 'tenant', 'ephemeral', 'plain: tenant_id container_id plan_id until');

-- A tenant that comes back is filled while its fence is still closed to everybody. Granted to the login of recovery alone.
create function hf.enter_for_recovery(tenant uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare place hf.placement;
begin
  select * into place from hf.placement p where p.tenant_id = tenant;
  if not found then raise exception 'stale tenant context' using errcode = 'HF001'; end if;
  perform hf.take_scope(place.scope);
end $$;
revoke execute on function hf.enter_for_recovery from public;

create table recovery.applied (
  tenant_id  uuid not null,
  plan_id    uuid not null,
  applied_at timestamptz not null,
  counts     text not null,
  primary key (tenant_id, plan_id)
);
call hf.declare('recovery.applied', 'tenant', 'log', 'plain: tenant_id plan_id applied_at counts');
