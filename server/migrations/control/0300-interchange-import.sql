-- why: an import is known by this row from its upload to its report, in the organization that asked for it. The file itself lies sealed
-- in the data folder; positions and records lie in the shard of the tenant that is filled.
create schema interchange;

create table interchange.import_job (
  organization_id  uuid not null,
  id               uuid not null,
  site_id          uuid not null,
  tenant_id        uuid,
  requested_by     uuid not null,
  -- The same file brought to the same site again has the same source: a keyed hash of its bytes.
  source_id        uuid not null,
  name             bytea not null,
  kind             text check (kind in ('jira', 'confluence')),
  state            text not null check (state in ('received', 'reading', 'building', 'done', 'failed', 'cancelled')),
  object_id        uuid,
  size_bytes       bigint not null,
  sealed_bytes     bigint not null,
  phase            text not null default 'waiting',
  done             bigint not null default 0,
  total            bigint not null default 0,
  unit             text not null default 'bytes',
  rate_per_second  real,
  report           bytea,
  error_code       text,
  error_details    bytea,
  cancel_requested boolean not null default false,
  resumable        boolean not null default false,
  attempts         bigint not null default 0,
  holder           uuid,
  lease_until      timestamptz,
  created_at       timestamptz not null,
  started_at       timestamptz,
  ended_at         timestamptz,
  primary key (organization_id, id)
);
create index import_job_by_site on interchange.import_job (organization_id, site_id, id desc);
create index import_job_unfinished on interchange.import_job (lease_until) where ended_at is null;
call hf.declare('interchange.import_job', 'organization', 'log', $$
  plain: organization_id id site_id tenant_id requested_by source_id kind state object_id size_bytes sealed_bytes phase done total unit rate_per_second
  plain: error_code cancel_requested resumable attempts holder lease_until created_at started_at ended_at
  sealed: name report error_details $$);
