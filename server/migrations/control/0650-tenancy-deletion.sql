-- why: deleting a product, site or organization suspends it at once, can be undone for a time that the organization sets, and only
-- then purges; keys go later still, as an operation of their own (R7, R19). Legal holds and deletion locks stop all of it (R8).
alter table tenancy.organization
  drop constraint organization_state_check, add constraint organization_state_check check (state in ('active', 'suspended', 'deleting', 'purged')),
  add column grace_days bigint not null default 30 check (grace_days between 7 and 90),
  add column key_grace_days bigint not null default 30 check (key_grace_days between 7 and 30);
comment on column tenancy.organization.grace_days is 'hf: plain';
comment on column tenancy.organization.key_grace_days is 'hf: plain';
alter table tenancy.site drop constraint site_state_check, add constraint site_state_check check (state in ('provisioning', 'active', 'suspended', 'deleting', 'purged'));
-- Until when a deleting tenant can be brought back in one step: it travels in the tenant context.
alter table tenancy.tenant
  drop constraint tenant_state_check, add constraint tenant_state_check check (state in ('provisioning', 'active', 'suspended', 'deleting', 'purged')),
  add column deleting_until timestamptz;
comment on column tenancy.tenant.deleting_until is 'hf: plain';
alter table tenancy.saga
  drop constraint saga_kind_check,
  add constraint saga_kind_check check (kind in ('provision-site', 'suspend-site', 'resume-site', 'delete-place', 'undelete-place', 'purge-place', 'revive-place')),
  alter column site_id drop not null;

-- One deletion of one place. places: the state that each site and tenant had before, and so what it took along.
create table tenancy.deletion (
  organization_id uuid not null,
  deletion_id  uuid not null,
  kind         text not null check (kind in ('organization', 'site', 'product')),
  target_id    uuid not null,
  site_id      uuid,
  tenant_id    uuid,
  name         text not null,
  reason       text,
  state        text not null check (state in ('deleting', 'undone', 'purging', 'purged', 'reviving', 'destroyed')),
  places       jsonb not null,
  requested_by uuid,
  requested_at timestamptz not null,
  undo_until   timestamptz not null,
  undone_at    timestamptz,
  purged_at    timestamptz,
  plan_id      uuid,
  primary key (organization_id, deletion_id),
  foreign key (organization_id) references tenancy.organization (organization_id)
);
create unique index deletion_of_target on tenancy.deletion (organization_id, target_id) where state not in ('undone', 'destroyed');
create index deletion_due on tenancy.deletion (undo_until) where state = 'deleting';
call hf.declare('tenancy.deletion', 'organization', 'log', $$
  plain: organization_id deletion_id kind target_id site_id tenant_id name reason state places requested_at undo_until undone_at purged_at plan_id
  personal: requested_by $$);

-- What must not go. A legal hold keeps what was deleted from being purged, and keys from being destroyed; a deletion lock refuses the
-- deletion itself. Opening needs somebody else's approval and a delay.
create table tenancy.hold (
  organization_id uuid not null,
  hold_id        uuid not null,
  kind           text not null check (kind in ('legal_hold', 'deletion_lock')),
  target_kind    text not null check (target_kind in ('organization', 'site', 'container')),
  site_id        uuid check ((site_id is null) = (target_kind = 'organization')),
  tenant_id      uuid check ((tenant_id is not null) = (target_kind = 'container')),
  container_id   bigint check ((container_id is not null) = (target_kind = 'container')),
  reason         bytea not null,
  state          text not null check (state in ('active', 'opening', 'released')),
  placed_by      uuid,
  placed_at      timestamptz not null,
  asked_by       uuid,
  asked_at       timestamptz,
  approved_by    uuid,
  opens_at       timestamptz,
  released_at    timestamptz,
  primary key (organization_id, hold_id)
);
create index hold_standing on tenancy.hold (organization_id) where state <> 'released';
create index hold_opening on tenancy.hold (opens_at) where state = 'opening' and opens_at is not null;
call hf.declare('tenancy.hold', 'organization', 'hold', $$
  plain: organization_id hold_id kind target_kind site_id tenant_id container_id state placed_at asked_at opens_at released_at
  personal: placed_by asked_by approved_by
  sealed: reason $$);

-- The end of the keys of one deletion's places. document and signature: the certificate, verifiable offline; it outlives what it is about.
create table tenancy.key_destruction (
  organization_id uuid not null,
  destruction_id uuid not null,
  deletion_id    uuid not null,
  state          text not null check (state in ('requested', 'pending', 'cancelled', 'destroying', 'destroyed')),
  requested_by   uuid,
  requested_at   timestamptz not null,
  approved_by    uuid,
  approved_at    timestamptz,
  alone          boolean not null default false,
  due_at         timestamptz,
  cancelled_by   uuid,
  ended_at       timestamptz,
  document       text,
  signature      text,
  primary key (organization_id, destruction_id),
  foreign key (organization_id, deletion_id) references tenancy.deletion (organization_id, deletion_id)
);
create index key_destruction_due on tenancy.key_destruction (due_at) where state in ('pending', 'destroying');
call hf.declare('tenancy.key_destruction', 'organization', 'log', $$
  plain: organization_id destruction_id deletion_id state requested_at approved_at alone due_at ended_at document signature
  personal: requested_by approved_by cancelled_by $$);

-- A dry run of deleting many places. Only its id can be run; a plan of operators belongs to the platform's own scope.
create table tenancy.deletion_plan (
  organization_id uuid not null,
  plan_id      uuid not null,
  state        text not null check (state in ('planned', 'running', 'stopped', 'done')),
  reason       text,
  tenants      bigint not null,
  needs_approval boolean not null,
  made_by      uuid,
  made_at      timestamptz not null,
  expires_at   timestamptz not null,
  approved_by  uuid,
  approved_at  timestamptz,
  -- A single administrator waits this long instead, after a notice by mail.
  not_before   timestamptz not null,
  run_by       uuid,
  stage        bigint not null default 0,
  taken_until  timestamptz not null default '-infinity',
  ended_at     timestamptz,
  primary key (organization_id, plan_id)
);
create index deletion_plan_running on tenancy.deletion_plan (taken_until) where state = 'running';
call hf.declare('tenancy.deletion_plan', 'organization', 'log', $$
  plain: organization_id plan_id state reason tenants needs_approval made_at expires_at approved_at not_before stage taken_until ended_at
  personal: made_by approved_by run_by $$);

create table tenancy.deletion_plan_target (
  organization_id uuid not null,
  plan_id      uuid not null,
  position     bigint not null,
  stage        bigint not null,
  kind         text not null check (kind in ('organization', 'site')),
  owner_id     uuid not null,
  site_id      uuid,
  owner_name   text not null,
  name         text not null,
  tenants      bigint not null,
  counts       jsonb not null,
  state        text not null check (state in ('waiting', 'deleted', 'refused')),
  refusal      text,
  deletion_id  uuid,
  primary key (organization_id, plan_id, position),
  foreign key (organization_id, plan_id) references tenancy.deletion_plan (organization_id, plan_id) on delete cascade
);
call hf.declare('tenancy.deletion_plan_target', 'organization', 'log', $$
  plain: organization_id plan_id position stage kind owner_id site_id owner_name name tenants counts state refusal deletion_id $$);
