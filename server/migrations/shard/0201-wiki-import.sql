-- why: what an import brings that has no home of its own is kept word for word, and what was brought already is known, so
-- that a repeated or resumed import adds nothing twice.
create table wiki.import_record (
  tenant_id  uuid not null,
  id         bigint not null,
  import_id  uuid not null,
  space_id   bigint,
  kind       text not null,
  record     bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index import_record_by_import on wiki.import_record (tenant_id, import_id, kind, id);
create index import_record_in_space on wiki.import_record (tenant_id, space_id);
call hf.declare('wiki.import_record', 'tenant', 'content', $$
  plain: tenant_id id import_id space_id kind created_at
  sealed: record $$);

-- Where a record of a source went. `source` is a keyed hash of kind and id in the source; `stored` is false while the id is only reserved
-- because something else refers to it.
create table wiki.import_map (
  tenant_id uuid not null,
  import_id uuid not null,
  kind      text not null,
  source    bytea not null,
  local_id  bigint not null,
  space_id  bigint,
  stored    boolean not null,
  primary key (tenant_id, import_id, source)
);
create index import_map_in_space on wiki.import_map (tenant_id, space_id);
create index import_map_by_local_id on wiki.import_map (tenant_id, kind, local_id);
call hf.declare('wiki.import_map', 'tenant', 'content', $$
  plain: tenant_id import_id kind local_id space_id stored
  token: source $$);
