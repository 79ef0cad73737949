-- why: workflows are edited here now: where a status stands in the picture, a draft that nobody follows until it is
-- published, and members of project roles by account or group of the directory, which conditions of transitions ask for.
alter table tracker.workflow add column version bigint not null default 1;
call hf.declare('tracker.workflow', 'tenant', 'content', $$
  plain: tenant_id id is_default pending_import version
  sealed: name description descriptor
  token: name_token $$);

alter table tracker.workflow_status add column x bigint, add column y bigint;
call hf.declare('tracker.workflow_status', 'tenant', 'content', 'plain: tenant_id workflow_id status_id step x y');

create table tracker.workflow_draft (
  tenant_id   uuid not null default hf.tenant(),
  workflow_id bigint not null,
  content     bytea not null,
  version     bigint not null,
  updated_at  timestamptz not null,
  updated_by  uuid,
  primary key (tenant_id, workflow_id),
  foreign key (tenant_id, workflow_id) references tracker.workflow (tenant_id, id) on delete cascade
);
call hf.declare('tracker.workflow_draft', 'tenant', 'content', $$
  plain: tenant_id workflow_id version updated_at updated_by
  sealed: content $$);

alter table tracker.project_role_actor add column principal uuid;
call hf.declare('tracker.project_role_actor', 'tenant', 'content', 'plain: tenant_id id role_id project_id person group_id pending_import principal');
create index project_by_workflow_scheme on tracker.project (tenant_id, workflow_scheme_id) where workflow_scheme_id is not null;
create index issue_by_type_and_status on tracker.issue (tenant_id, project_id, issue_type_id, status_id);
