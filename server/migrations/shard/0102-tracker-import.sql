-- why: imports can be stopped, resumed and repeated without doubling: what a source called by its own id is found here
-- again. Source ids that are not numbers (names of people and groups) are kept as tokens. Records that have no home of
-- their own are kept whole and sealed, so that a later export loses nothing.
create table tracker.import_map (
  tenant_id  uuid not null default hf.tenant(),
  import_id  uuid not null,
  kind       text not null,
  source     text not null,
  local_id   bigint,
  local_uuid uuid,
  primary key (tenant_id, import_id, kind, source)
);
call hf.declare('tracker.import_map', 'tenant', 'content', 'plain: tenant_id import_id kind source local_id local_uuid');

create table tracker.import_record (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  import_id  uuid not null,
  kind       text not null,
  ordinal    bigint not null,
  record     bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create unique index import_record_by_ordinal on tracker.import_record (tenant_id, import_id, kind, ordinal);
call hf.declare('tracker.import_record', 'tenant', 'content', $$
  plain: tenant_id id import_id kind ordinal created_at
  sealed: record $$);
