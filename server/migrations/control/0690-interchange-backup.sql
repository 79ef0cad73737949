-- why: backups that a customer makes of its own content: what was asked for, how far it is, where the file lies and how long it stays.
-- Work is kept in sealed parts with their positions, so that a killed job goes on where it was; the parts go when the file is whole.
create table interchange.backup (
  organization_id  uuid not null,
  id               uuid not null,
  site_id          uuid not null,
  tenant_id        uuid not null,
  product          text not null,
  schedule_id      uuid,
  requested_by     uuid not null,
  format           text not null check (format in ('xml', 'native', 'native-sealed')),
  name             bytea not null,
  -- Projects or spaces, as JSON with their numbers and keys; null is everything of the product.
  containers       bytea,
  state            text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'removed')),
  object_id        uuid,
  sealed_bytes     bigint,
  size_bytes       bigint,
  sha256           text,
  -- Kept in the vault: nobody removes it before its time is over.
  locked           boolean not null default false,
  vault_name       text,
  vault_until      timestamptz,
  records          bigint not null default 0,
  files            bigint not null default 0,
  files_missing    bigint not null default 0,
  phase            text not null default 'waiting',
  done             bigint not null default 0,
  total            bigint not null default 0,
  unit             text not null default 'records',
  rate_per_second  real,
  error_code       text,
  error_details    bytea,
  cancel_requested boolean not null default false,
  attempts         bigint not null default 0,
  holder           uuid,
  lease_until      timestamptz,
  created_at       timestamptz not null,
  started_at       timestamptz,
  ended_at         timestamptz,
  expires_at       timestamptz,
  primary key (organization_id, id)
);
create index backup_by_site on interchange.backup (organization_id, site_id, id desc);
create index backup_unfinished on interchange.backup (lease_until) where ended_at is null;
create index backup_expiring on interchange.backup (expires_at) where state = 'done';
call hf.declare('interchange.backup', 'organization', 'log', $$
  plain: organization_id id site_id tenant_id product schedule_id requested_by format state object_id sealed_bytes size_bytes sha256 locked vault_name vault_until
  plain: records files files_missing phase done total unit rate_per_second error_code cancel_requested attempts holder lease_until created_at started_at ended_at expires_at
  sealed: name containers error_details $$);

create table interchange.backup_part (
  organization_id uuid not null,
  backup_id       uuid not null,
  stream          bigint not null,
  ordinal         bigint not null,
  object_id       uuid not null,
  size_bytes      bigint not null,
  sealed_bytes    bigint not null,
  records         bigint not null,
  -- Behind this the stream goes on; ids only. Null when it is at its end.
  position        text,
  primary key (organization_id, backup_id, stream, ordinal),
  foreign key (organization_id, backup_id) references interchange.backup (organization_id, id) on delete cascade
);
call hf.declare('interchange.backup_part', 'organization', 'ephemeral', $$
  plain: organization_id backup_id stream ordinal object_id size_bytes sealed_bytes records position $$);

-- One download of one person: recorded once, read in as many ranges as it takes.
create table interchange.backup_download (
  organization_id uuid not null,
  id              uuid not null,
  backup_id       uuid not null,
  requested_by    uuid not null,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  primary key (organization_id, id),
  foreign key (organization_id, backup_id) references interchange.backup (organization_id, id) on delete cascade
);
create index backup_download_of_backup on interchange.backup_download (organization_id, backup_id);
call hf.declare('interchange.backup_download', 'organization', 'log', $$
  plain: organization_id id backup_id requested_by created_at expires_at $$);

create table interchange.backup_schedule (
  organization_id uuid not null,
  id              uuid not null,
  site_id         uuid not null,
  -- Null is every product of the site.
  product         text,
  format          text not null check (format in ('xml', 'native', 'native-sealed')),
  containers      bytea,
  every_hours     bigint not null check (every_hours between 1 and 720),
  keep_days       bigint not null check (keep_days between 1 and 3650),
  locked          boolean not null default false,
  created_by      uuid not null,
  created_at      timestamptz not null,
  next_at         timestamptz not null,
  last_at         timestamptz,
  last_problem    text,
  primary key (organization_id, id)
);
create index backup_schedule_by_site on interchange.backup_schedule (organization_id, site_id, id);
create index backup_schedule_due on interchange.backup_schedule (next_at);
call hf.declare('interchange.backup_schedule', 'organization', 'content', $$
  plain: organization_id id site_id product format every_hours keep_days locked created_by created_at next_at last_at last_problem
  sealed: containers $$);
