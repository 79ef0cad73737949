-- why: what a tracker is set up with, before any issue: people of other systems, types, statuses, workflows, fields,
-- projects and who may enter them. Names are content and sealed; a token beside a name carries `=` and nothing else.
-- `pending_import` marks rows that an unpublished import brought; they are shown to nobody and purged when it is discarded.
create schema tracker;

create table tracker.counter (
  tenant_id uuid not null default hf.tenant(),
  name      text not null,
  next      bigint not null,
  primary key (tenant_id, name)
);
call hf.declare('tracker.counter', 'tenant', 'counter', 'plain: tenant_id name next');

-- People of imported systems who have no account here. Content refers to `id`, or to an account's own id.
create table tracker.person (
  tenant_id      uuid not null default hf.tenant(),
  id             uuid not null,
  account_id     uuid,
  source_token   bytea,
  source_name    bytea not null,
  name           bytea not null,
  email          bytea,
  email_token    bytea,
  active         boolean not null,
  pending_import uuid,
  created_at     timestamptz not null,
  primary key (tenant_id, id)
);
create index person_by_source on tracker.person (tenant_id, source_token);
create index person_by_email on tracker.person (tenant_id, email_token);
call hf.declare('tracker.person', 'tenant', 'content', $$
  plain: tenant_id id account_id active pending_import created_at
  sealed: source_name name email
  token: source_token email_token $$);

create table tracker.person_group (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  pending_import uuid,
  primary key (tenant_id, id)
);
create unique index person_group_by_name on tracker.person_group (tenant_id, name_token);
call hf.declare('tracker.person_group', 'tenant', 'content', $$
  plain: tenant_id id pending_import
  sealed: name description
  token: name_token $$);

create table tracker.person_group_member (
  tenant_id uuid not null default hf.tenant(),
  group_id  bigint not null,
  person    uuid not null,
  primary key (tenant_id, group_id, person),
  foreign key (tenant_id, group_id) references tracker.person_group (tenant_id, id) on delete cascade
);
call hf.declare('tracker.person_group_member', 'tenant', 'content', 'plain: tenant_id group_id person');

create table tracker.issue_type (
  tenant_id       uuid not null default hf.tenant(),
  id              bigint not null,
  name            bytea not null,
  name_token      bytea not null,
  description     bytea,
  subtask         boolean not null,
  hierarchy_level bigint not null,
  sequence        bigint not null,
  icon            text not null,
  pending_import  uuid,
  primary key (tenant_id, id)
);
create index issue_type_by_name on tracker.issue_type (tenant_id, name_token);
call hf.declare('tracker.issue_type', 'tenant', 'content', $$
  plain: tenant_id id subtask hierarchy_level sequence icon pending_import
  sealed: name description
  token: name_token $$);

create table tracker.priority (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  color          text not null,
  icon           text not null,
  sequence       bigint not null,
  is_default     boolean not null default false,
  pending_import uuid,
  primary key (tenant_id, id)
);
create index priority_by_name on tracker.priority (tenant_id, name_token);
call hf.declare('tracker.priority', 'tenant', 'content', $$
  plain: tenant_id id color icon sequence is_default pending_import
  sealed: name description
  token: name_token $$);

create table tracker.resolution (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  sequence       bigint not null,
  is_default     boolean not null default false,
  pending_import uuid,
  primary key (tenant_id, id)
);
create index resolution_by_name on tracker.resolution (tenant_id, name_token);
call hf.declare('tracker.resolution', 'tenant', 'content', $$
  plain: tenant_id id sequence is_default pending_import
  sealed: name description
  token: name_token $$);

create table tracker.status (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  category       text not null check (category in ('undefined', 'new', 'indeterminate', 'done')),
  icon           text not null,
  sequence       bigint not null,
  pending_import uuid,
  primary key (tenant_id, id)
);
create index status_by_name on tracker.status (tenant_id, name_token);
call hf.declare('tracker.status', 'tenant', 'content', $$
  plain: tenant_id id category icon sequence pending_import
  sealed: name description
  token: name_token $$);

create table tracker.link_type (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  inward         bytea not null,
  outward        bytea not null,
  style          text not null,
  pending_import uuid,
  primary key (tenant_id, id)
);
create index link_type_by_name on tracker.link_type (tenant_id, name_token);
call hf.declare('tracker.link_type', 'tenant', 'content', $$
  plain: tenant_id id style pending_import
  sealed: name inward outward
  token: name_token $$);

-- A workflow is the statuses that its transitions name. The descriptor is the original XML of an imported one.
create table tracker.workflow (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  descriptor     bytea,
  is_default     boolean not null default false,
  pending_import uuid,
  primary key (tenant_id, id)
);
create index workflow_by_name on tracker.workflow (tenant_id, name_token);
call hf.declare('tracker.workflow', 'tenant', 'content', $$
  plain: tenant_id id is_default pending_import
  sealed: name description descriptor
  token: name_token $$);

create table tracker.workflow_status (
  tenant_id   uuid not null default hf.tenant(),
  workflow_id bigint not null,
  status_id   bigint not null,
  step        bigint not null,
  primary key (tenant_id, workflow_id, status_id),
  foreign key (tenant_id, workflow_id) references tracker.workflow (tenant_id, id) on delete cascade
);
call hf.declare('tracker.workflow_status', 'tenant', 'content', 'plain: tenant_id workflow_id status_id step');

-- One row for each source status of a transition; `from_status_id` is null for initial ones and for those from anywhere.
create table tracker.workflow_transition (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  workflow_id    bigint not null,
  action         bigint not null,
  kind           text not null check (kind in ('initial', 'global', 'directed')),
  from_status_id bigint,
  to_status_id   bigint not null,
  name           bytea not null,
  rules          bytea,
  sequence       bigint not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, workflow_id) references tracker.workflow (tenant_id, id) on delete cascade
);
create index workflow_transition_by_workflow on tracker.workflow_transition (tenant_id, workflow_id);
call hf.declare('tracker.workflow_transition', 'tenant', 'content', $$
  plain: tenant_id id workflow_id action kind from_status_id to_status_id sequence
  sealed: name rules $$);

create table tracker.workflow_scheme (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  description    bytea,
  pending_import uuid,
  primary key (tenant_id, id)
);
call hf.declare('tracker.workflow_scheme', 'tenant', 'content', $$
  plain: tenant_id id pending_import
  sealed: name description $$);

-- `issue_type_id` 0 is every type that has no entry of its own.
create table tracker.workflow_scheme_entry (
  tenant_id     uuid not null default hf.tenant(),
  scheme_id     bigint not null,
  issue_type_id bigint not null,
  workflow_id   bigint not null,
  primary key (tenant_id, scheme_id, issue_type_id),
  foreign key (tenant_id, scheme_id) references tracker.workflow_scheme (tenant_id, id) on delete cascade,
  foreign key (tenant_id, workflow_id) references tracker.workflow (tenant_id, id) on delete cascade
);
call hf.declare('tracker.workflow_scheme_entry', 'tenant', 'content', 'plain: tenant_id scheme_id issue_type_id workflow_id');

create table tracker.project_category (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  pending_import uuid,
  primary key (tenant_id, id)
);
create unique index project_category_by_name on tracker.project_category (tenant_id, name_token);
call hf.declare('tracker.project_category', 'tenant', 'content', $$
  plain: tenant_id id pending_import
  sealed: name description
  token: name_token $$);

-- The last issue number handed out is in tracker.counter (`number:<project id>`), which no restore lowers.
create table tracker.project (
  tenant_id          uuid not null default hf.tenant(),
  id                 bigint not null,
  key                text not null check (key ~ '^[A-Z][A-Z0-9_]{0,254}$'),
  state              text not null check (state in ('importing', 'active', 'archived', 'trashed')),
  name               bytea not null,
  name_token         bytea not null,
  description        bytea,
  url                bytea,
  lead               uuid,
  type_key           text not null,
  assignee_type      text not null check (assignee_type in ('UNASSIGNED', 'PROJECT_LEAD')),
  category_id        bigint,
  workflow_scheme_id bigint,
  version            bigint not null default 1,
  pending_import     uuid,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  trashed_at         timestamptz,
  trashed_by         uuid,
  primary key (tenant_id, id)
);
create index project_by_name on tracker.project (tenant_id, name_token);
create index project_by_state on tracker.project (tenant_id, state, key);
call hf.declare('tracker.project', 'tenant', 'content', $$
  plain: tenant_id id key state lead type_key assignee_type category_id workflow_scheme_id version pending_import
  plain: created_at updated_at trashed_at trashed_by
  sealed: name description url
  token: name_token $$);

-- Every key that leads to a project, the present one and former ones.
create table tracker.project_key (
  tenant_id  uuid not null default hf.tenant(),
  key        text not null,
  project_id bigint not null,
  primary key (tenant_id, key),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create index project_key_by_project on tracker.project_key (tenant_id, project_id);
call hf.declare('tracker.project_key', 'tenant', 'content', 'plain: tenant_id key project_id');

-- Issue types of a project, in its order; a project without rows takes them all.
create table tracker.project_issue_type (
  tenant_id     uuid not null default hf.tenant(),
  project_id    bigint not null,
  issue_type_id bigint not null,
  sequence      bigint not null,
  is_default    boolean not null default false,
  primary key (tenant_id, project_id, issue_type_id),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
call hf.declare('tracker.project_issue_type', 'tenant', 'content', 'plain: tenant_id project_id issue_type_id sequence is_default');

-- Who may enter a project: an account, a group, or everyone of the site.
create table tracker.grant (
  tenant_id    uuid not null default hf.tenant(),
  container_id bigint not null,
  principal    uuid not null,
  level        text not null check (level in ('read', 'write', 'admin')),
  granted_at   timestamptz not null,
  granted_by   uuid,
  primary key (tenant_id, container_id, principal),
  foreign key (tenant_id, container_id) references tracker.project (tenant_id, id) on delete cascade
);
create index grant_by_principal on tracker.grant (tenant_id, principal, container_id);
call hf.declare('tracker.grant', 'tenant', 'access', 'plain: tenant_id container_id principal level granted_at granted_by');

create table tracker.project_role (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  pending_import uuid,
  primary key (tenant_id, id)
);
create unique index project_role_by_name on tracker.project_role (tenant_id, name_token);
call hf.declare('tracker.project_role', 'tenant', 'content', $$
  plain: tenant_id id pending_import
  sealed: name description
  token: name_token $$);

-- Project roles as imported systems had them, shown and exported; access is decided by tracker.grant alone.
create table tracker.project_role_actor (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  role_id        bigint not null,
  project_id     bigint,
  person         uuid,
  group_id       bigint,
  pending_import uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, role_id) references tracker.project_role (tenant_id, id) on delete cascade,
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create index project_role_actor_by_project on tracker.project_role_actor (tenant_id, project_id);
create index project_role_actor_by_role on tracker.project_role_actor (tenant_id, role_id);
call hf.declare('tracker.project_role_actor', 'tenant', 'content', 'plain: tenant_id id role_id project_id person group_id pending_import');

create table tracker.component (
  tenant_id     uuid not null default hf.tenant(),
  id            bigint not null,
  project_id    bigint not null,
  name          bytea not null,
  name_token    bytea not null,
  description   bytea,
  lead          uuid,
  assignee_type text not null,
  archived      boolean not null default false,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create unique index component_by_name on tracker.component (tenant_id, project_id, name_token);
create index component_by_name_anywhere on tracker.component (tenant_id, name_token);
call hf.declare('tracker.component', 'tenant', 'content', $$
  plain: tenant_id id project_id lead assignee_type archived
  sealed: name description
  token: name_token $$);

create table tracker.version (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  project_id  bigint not null,
  name        bytea not null,
  name_token  bytea not null,
  description bytea,
  released    boolean not null,
  archived    boolean not null,
  starts_on   date,
  releases_on date,
  sequence    bigint not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create unique index version_by_name on tracker.version (tenant_id, project_id, name_token);
create index version_by_name_anywhere on tracker.version (tenant_id, name_token);
call hf.declare('tracker.version', 'tenant', 'content', $$
  plain: tenant_id id project_id released archived starts_on releases_on sequence
  sealed: name description
  token: name_token $$);

-- `kind` is how values are kept and compared; `type_key` and `searcher_key` are the original system's names of it.
create table tracker.custom_field (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  kind           text not null check (kind in ('text', 'paragraph', 'number', 'date', 'datetime', 'option', 'options', 'cascade',
                                               'person', 'people', 'labels', 'url', 'version', 'versions', 'group', 'groups', 'project', 'other')),
  type_key       text not null,
  searcher_key   text,
  created_at     timestamptz not null,
  pending_import uuid,
  primary key (tenant_id, id)
);
create index custom_field_by_name on tracker.custom_field (tenant_id, name_token);
call hf.declare('tracker.custom_field', 'tenant', 'content', $$
  plain: tenant_id id kind type_key searcher_key created_at pending_import
  sealed: name description
  token: name_token $$);

create table tracker.custom_field_option (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  field_id    bigint not null,
  parent_id   bigint,
  value       bytea not null,
  value_token bytea not null,
  sequence    bigint not null,
  disabled    boolean not null default false,
  primary key (tenant_id, id),
  foreign key (tenant_id, field_id) references tracker.custom_field (tenant_id, id) on delete cascade
);
create index custom_field_option_by_field on tracker.custom_field_option (tenant_id, field_id, value_token);
call hf.declare('tracker.custom_field_option', 'tenant', 'content', $$
  plain: tenant_id id field_id parent_id sequence disabled
  sealed: value
  token: value_token $$);

create table tracker.saved_filter (
  tenant_id      uuid not null default hf.tenant(),
  id             bigint not null,
  owner          uuid,
  name           bytea not null,
  name_token     bytea not null,
  description    bytea,
  jql            bytea not null,
  pending_import uuid,
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  primary key (tenant_id, id)
);
create index saved_filter_by_owner on tracker.saved_filter (tenant_id, owner);
call hf.declare('tracker.saved_filter', 'tenant', 'content', $$
  plain: tenant_id id owner pending_import created_at updated_at
  sealed: name description jql
  token: name_token $$);

-- With whom a filter is shared. `person` and `group_id` name one of them, `project_id` and `role_id` those of a project.
create table tracker.saved_filter_share (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  filter_id  bigint not null,
  kind       text not null check (kind in ('global', 'authenticated', 'project', 'role', 'group', 'person')),
  person     uuid,
  group_id   bigint,
  project_id bigint,
  role_id    bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, filter_id) references tracker.saved_filter (tenant_id, id) on delete cascade
);
create index saved_filter_share_by_filter on tracker.saved_filter_share (tenant_id, filter_id);
call hf.declare('tracker.saved_filter_share', 'tenant', 'access', 'plain: tenant_id id filter_id kind person group_id project_id role_id');

create table tracker.favourite (
  tenant_id uuid not null default hf.tenant(),
  person    uuid not null,
  kind      text not null check (kind in ('filter', 'project')),
  item_id   bigint not null,
  primary key (tenant_id, person, kind, item_id)
);
create index favourite_by_item on tracker.favourite (tenant_id, kind, item_id);
call hf.declare('tracker.favourite', 'tenant', 'content', 'plain: tenant_id person kind item_id');
