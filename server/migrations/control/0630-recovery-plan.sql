-- why: a restore is a plan first: what it would bring back, change and remove, at which moment, asked for by whom, until when it holds.
-- Nothing is changed before somebody applies it, and then exactly what was shown. Numbers and ids only; names are sealed.
create schema recovery;

-- state: waiting → ready → applying → done; any → failed; ready → expired by time. A worker holds a lease while it plans or applies.
create table recovery.plan (
  organization_id uuid not null,
  id              uuid not null,
  site_id         uuid not null,
  tenant_id       uuid not null,
  product         text not null check (product in ('tracker', 'wiki')),
  scope_kind      text not null check (scope_kind in ('tenant', 'container', 'item')),
  scope_id        bigint,
  at              timestamptz not null,
  mode            text not null check (mode in ('here', 'beside', 'elsewhere')),
  target_id       uuid,
  new_key         text,
  state           text not null check (state in ('waiting', 'ready', 'applying', 'done', 'failed')),
  name            bytea,
  summary         jsonb,
  digest          text,
  phase           text not null default 'waiting',
  done            bigint not null default 0,
  total           bigint not null default 0,
  requested_by    uuid not null,
  undo_of         uuid,
  -- The last moment before the restore changed anything: where an undo goes back to.
  before_at       timestamptz,
  error_code      text,
  error_details   bytea,
  attempts        bigint not null default 0,
  holder          uuid,
  lease_until     timestamptz,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  applied_at      timestamptz,
  ended_at        timestamptz,
  primary key (organization_id, id)
);
create index plan_by_site on recovery.plan (organization_id, site_id, id desc);
create index plan_open on recovery.plan (lease_until) where state in ('waiting', 'applying');
call hf.declare('recovery.plan', 'organization', 'log', $$
  plain: organization_id id site_id tenant_id product scope_kind scope_id at mode target_id new_key state summary digest phase done total requested_by
  plain: undo_of before_at error_code attempts holder lease_until created_at expires_at applied_at ended_at
  sealed: name error_details $$);

-- What drills measured. Of the whole installation: names of drills and numbers, nothing of any tenant.
create table recovery.drill_report (
  id           uuid primary key,
  drill        text not null,
  started_at   timestamptz not null,
  ended_at     timestamptz not null,
  sites        bigint not null,
  restored     bigint not null,
  differences  bigint not null,
  rto_seconds  double precision not null,
  rpo_seconds  double precision not null,
  details      jsonb not null
);
create index drill_report_by_time on recovery.drill_report (started_at desc);
call hf.declare('recovery.drill_report', 'system', 'log', 'plain: id drill started_at ended_at sites restored differences rto_seconds rpo_seconds details');
