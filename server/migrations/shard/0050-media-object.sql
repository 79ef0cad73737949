-- why: the one place that knows stored files: what lies in the object store, under which tenant, found by the keyed address of its
-- bytes. Who refers to an object is asked of the products when it is swept, so there is no count that could be wrong.
create schema media;

create table media.object (
  tenant_id    uuid not null,
  id           uuid not null,
  address      bytea not null check (octet_length(address) = 32),
  size_bytes   bigint not null check (size_bytes >= 0),
  sealed_bytes bigint not null,
  created_at   timestamptz not null,
  -- The last time somebody stored these bytes or asked to keep them; a sweep leaves young ones alone.
  touched_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, address)
);
create index object_by_touch on media.object (tenant_id, touched_at, id);
call hf.declare('media.object', 'tenant', 'content', $$
  plain: tenant_id id size_bytes sealed_bytes created_at touched_at
  token: address $$);
