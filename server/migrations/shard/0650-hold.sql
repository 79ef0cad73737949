-- why: what is under a legal hold or a deletion lock must survive every door (R8), also one that forgets to ask: the database itself
-- refuses. The rows are copies of tenancy.hold, written before the catalogue says that a hold stands and taken away after it says so.
create table hf.hold (
  tenant_id    uuid not null,
  hold_id      uuid not null,
  kind         text not null check (kind in ('legal_hold', 'deletion_lock')),
  container_id bigint, -- a project or a space; the whole tenant when null
  placed_at    timestamptz not null,
  primary key (tenant_id, hold_id)
);
call hf.declare('hf.hold', 'tenant', 'hold', 'plain: tenant_id hold_id kind container_id placed_at');

-- Whether something holds the container; `locks_only` leaves legal holds out: under one people may delete, but nothing is purged.
-- Triggers ask with the tenant of the row. Nobody but the platform itself learns anything about another tenant than the transaction's.
create function hf.holds(tenant uuid, container bigint, locks_only boolean) returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if session_user <> 'hf_system' and tenant is distinct from hf.tenant() then
    raise exception 'a hold of another tenant is asked for' using errcode = 'HF009';
  end if;
  return exists (select from hf.hold h where h.tenant_id = tenant and (h.container_id is null or h.container_id = container) and (not locks_only or h.kind = 'deletion_lock'));
end $$;
-- The definer is bound by row security like everybody; a tenant is purged outside its own scope.
create policy hf_asked on hf.hold for select to hf_owner using (true);

create function hf.is_held(container bigint) returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return hf.holds(hf.tenant(), container, false);
end $$;
