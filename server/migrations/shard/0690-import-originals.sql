-- why: an imported record carries more than a product has fields for. What is left of each is kept, small and sealed, with what it became
-- and goes with it, so that an export gives the record back as its own system had it.
create table tracker.original (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  import_id  uuid not null,
  -- The record's own type (`Issue`, `OSUser`) and the id that the import knows it by.
  kind       text not null,
  source     text not null,
  issue_id   bigint,
  project_id bigint,
  record     bytea not null,
  primary key (tenant_id, id),
  unique (tenant_id, import_id, kind, source),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create index original_by_issue on tracker.original (tenant_id, issue_id) where issue_id is not null;
create index original_by_project on tracker.original (tenant_id, project_id) where project_id is not null;
create index original_by_kind on tracker.original (tenant_id, kind, id);
call hf.declare('tracker.original', 'tenant', 'content', $$
  plain: tenant_id id import_id kind source issue_id project_id
  sealed: record $$);

create table wiki.original (
  tenant_id  uuid not null,
  id         bigint not null,
  import_id  uuid not null,
  kind       text not null,
  -- A keyed hash of kind and id in the source, as in wiki.import_map.
  source     bytea not null,
  content_id bigint,
  space_id   bigint,
  record     bytea not null,
  primary key (tenant_id, id),
  unique (tenant_id, import_id, source),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade,
  foreign key (tenant_id, space_id) references wiki.space (tenant_id, id) on delete cascade
);
create index original_by_content on wiki.original (tenant_id, content_id) where content_id is not null;
create index original_by_space on wiki.original (tenant_id, space_id) where space_id is not null;
create index original_by_kind on wiki.original (tenant_id, kind, id);
call hf.declare('wiki.original', 'tenant', 'content', $$
  plain: tenant_id id import_id kind content_id space_id
  sealed: record
  token: source $$);

-- What something here was called at its source, asked from this side.
create index import_map_by_local on tracker.import_map (tenant_id, kind, local_id) where local_id is not null;
create index import_map_by_person on tracker.import_map (tenant_id, local_uuid) where local_uuid is not null;
