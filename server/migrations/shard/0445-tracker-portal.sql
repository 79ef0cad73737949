-- why: people outside of a team ask it for things by forms, and see their own requests and nothing else of the project.
create table tracker.request_type (
  tenant_id     uuid not null default hf.tenant(),
  id            bigint not null,
  project_id    bigint not null,
  issue_type_id bigint not null,
  position      bigint not null,
  name          bytea not null,
  description   bytea,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create index request_type_by_project on tracker.request_type (tenant_id, project_id, position);
call hf.declare('tracker.request_type', 'tenant', 'content', $$
  plain: tenant_id id project_id issue_type_id position
  sealed: name description $$);

create table tracker.request_type_field (
  tenant_id uuid not null default hf.tenant(),
  id        bigint not null,
  type_id   bigint not null,
  field     text not null,
  position  bigint not null,
  required  boolean not null,
  help      bytea,
  primary key (tenant_id, id),
  unique (tenant_id, type_id, field),
  foreign key (tenant_id, type_id) references tracker.request_type (tenant_id, id) on delete cascade
);
call hf.declare('tracker.request_type_field', 'tenant', 'content', $$
  plain: tenant_id id type_id field position required
  sealed: help $$);

create table tracker.request (
  tenant_id uuid not null default hf.tenant(),
  issue_id  bigint not null,
  type_id   bigint,
  requester uuid not null,
  asked_at  timestamptz not null,
  primary key (tenant_id, issue_id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index request_by_requester on tracker.request (tenant_id, requester, asked_at, issue_id);
call hf.declare('tracker.request', 'tenant', 'content', 'plain: tenant_id issue_id type_id requester asked_at');
