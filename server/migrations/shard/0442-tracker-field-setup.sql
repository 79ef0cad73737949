-- why: fields are set up here now: in which projects and types a field has which options, and for each type of a project which
-- fields its form shows, where, and which must be filled in. A context whose id is its field's is the one that every field has;
-- a context without projects or types is for all of them.
create table tracker.custom_field_context (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  field_id    bigint not null,
  name        bytea not null,
  description bytea,
  primary key (tenant_id, id),
  foreign key (tenant_id, field_id) references tracker.custom_field (tenant_id, id) on delete cascade
);
create index custom_field_context_by_field on tracker.custom_field_context (tenant_id, field_id);
call hf.declare('tracker.custom_field_context', 'tenant', 'content', $$
  plain: tenant_id id field_id
  sealed: name description $$);

-- `kind` says whose id `item_id` is: a project's or an issue type's.
create table tracker.custom_field_context_scope (
  tenant_id  uuid not null default hf.tenant(),
  field_id   bigint not null,
  context_id bigint not null,
  kind       text not null check (kind in ('project', 'issuetype')),
  item_id    bigint not null,
  primary key (tenant_id, context_id, kind, item_id),
  foreign key (tenant_id, field_id) references tracker.custom_field (tenant_id, id) on delete cascade
);
create index custom_field_context_scope_by_field on tracker.custom_field_context_scope (tenant_id, field_id);
call hf.declare('tracker.custom_field_context_scope', 'tenant', 'content', 'plain: tenant_id field_id context_id kind item_id');

alter table tracker.custom_field_option add column context_id bigint;
call hf.declare('tracker.custom_field_option', 'tenant', 'content', $$
  plain: tenant_id id field_id parent_id sequence disabled context_id
  sealed: value
  token: value_token $$);

-- `issue_type_id` 0 is every type that has no layout of its own.
create table tracker.field_layout (
  tenant_id     uuid not null default hf.tenant(),
  project_id    bigint not null,
  issue_type_id bigint not null,
  field         text not null,
  position      bigint not null,
  required      boolean not null,
  hidden        boolean not null,
  section       text not null check (section in ('main', 'side')),
  primary key (tenant_id, project_id, issue_type_id, field),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
call hf.declare('tracker.field_layout', 'tenant', 'content', 'plain: tenant_id project_id issue_type_id field position required hidden section');
create index issue_by_priority on tracker.issue (tenant_id, priority_id);
create index issue_by_resolution on tracker.issue (tenant_id, resolution_id) where resolution_id is not null;
