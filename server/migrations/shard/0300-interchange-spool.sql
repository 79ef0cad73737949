-- why: a backup has its records in any order. One pass spools them here, sealed, grouped by what they are needed together with; they are
-- gone when the import ends. The position says how far reading and building have committed, so a killed import goes on from there.
create schema interchange;

create table interchange.run (
  tenant_id     uuid not null,
  import_id     uuid not null,
  phase         text not null check (phase in ('reading', 'building', 'published')),
  ordinal       bigint not null default 0,
  buckets       bigint not null,
  next_chunk    bigint not null default 1,
  step          bigint not null default 0,
  bucket        bigint not null default 0,
  ledger        bytea,
  updated_at    timestamptz not null,
  primary key (tenant_id, import_id)
);
call hf.declare('interchange.run', 'tenant', 'ephemeral', $$
  plain: tenant_id import_id phase ordinal buckets next_chunk step bucket updated_at
  sealed: ledger $$);

create table interchange.spool (
  tenant_id   uuid not null,
  import_id   uuid not null,
  id          bigint not null,
  -- One of the importer's own words, never one of the file's.
  kind        text not null,
  bucket      bigint not null,
  records     bytea not null,
  primary key (tenant_id, import_id, id),
  foreign key (tenant_id, import_id) references interchange.run (tenant_id, import_id) on delete cascade
);
create index spool_by_kind on interchange.spool (tenant_id, import_id, kind, bucket, id);
call hf.declare('interchange.spool', 'tenant', 'ephemeral', $$
  plain: tenant_id import_id id kind bucket
  sealed: records $$);
