-- why: issues and everything that hangs on them. Ids, numbers, references, times and states are plain, so that lists and
-- JQL are served by indexes; what people wrote is sealed. Rich text is an Atlassian Document Format document; imported
-- text keeps its original beside it (`…_source` in `source_format`).
create table tracker.issue (
  tenant_id           uuid not null default hf.tenant(),
  id                  bigint not null,
  project_id          bigint not null,
  number              bigint not null,
  issue_type_id       bigint not null,
  status_id           bigint not null,
  priority_id         bigint,
  resolution_id       bigint,
  security_level      bigint,
  parent_id           bigint,
  parent_sequence     bigint,
  assignee            uuid,
  reporter            uuid,
  creator             uuid,
  summary             bytea not null,
  description         bytea,
  environment         bytea,
  source_format       text check (source_format in ('adf', 'jira-markup', 'storage', 'confluence-markup')),
  description_source  bytea,
  environment_source  bytea,
  due_on              date,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  resolved_at         timestamptz,
  status_changed_at   timestamptz,
  original_estimate_s bigint,
  remaining_estimate_s bigint,
  time_spent_s        bigint,
  rank                text,
  version             bigint not null default 1,
  trashed_at          timestamptz,
  trashed_by          uuid,
  trashed_with        bigint,
  primary key (tenant_id, id),
  unique (tenant_id, project_id, number),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create index issue_by_update on tracker.issue (tenant_id, updated_at, id);
create index issue_by_creation on tracker.issue (tenant_id, created_at, id);
create index issue_by_project_and_update on tracker.issue (tenant_id, project_id, updated_at, id);
create index issue_by_assignee on tracker.issue (tenant_id, assignee, updated_at) where assignee is not null;
create index issue_by_parent on tracker.issue (tenant_id, parent_id) where parent_id is not null;
create index issue_by_trash on tracker.issue (tenant_id, trashed_at) where trashed_at is not null;
call hf.declare('tracker.issue', 'tenant', 'content', $$
  plain: tenant_id id project_id number issue_type_id status_id priority_id resolution_id security_level parent_id parent_sequence
  plain: assignee reporter creator source_format due_on created_at updated_at resolved_at status_changed_at
  plain: original_estimate_s remaining_estimate_s time_spent_s rank version trashed_at trashed_by trashed_with
  sealed: summary description environment description_source environment_source $$);

-- Keys under which an issue was known before it moved to another project.
create table tracker.former_issue_key (
  tenant_id   uuid not null default hf.tenant(),
  project_key text not null,
  number      bigint not null,
  issue_id    bigint not null,
  primary key (tenant_id, project_key, number),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index former_issue_key_by_issue on tracker.former_issue_key (tenant_id, issue_id);
call hf.declare('tracker.former_issue_key', 'tenant', 'content', 'plain: tenant_id project_key number issue_id');

create table tracker.label (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  name       bytea not null,
  name_token bytea not null,
  primary key (tenant_id, id)
);
create unique index label_by_name on tracker.label (tenant_id, name_token);
call hf.declare('tracker.label', 'tenant', 'content', $$
  plain: tenant_id id
  sealed: name
  token: name_token $$);

create table tracker.issue_label (
  tenant_id uuid not null default hf.tenant(),
  issue_id  bigint not null,
  label_id  bigint not null,
  primary key (tenant_id, issue_id, label_id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, label_id) references tracker.label (tenant_id, id)
);
create index issue_label_by_label on tracker.issue_label (tenant_id, label_id, issue_id);
call hf.declare('tracker.issue_label', 'tenant', 'content', 'plain: tenant_id issue_id label_id');

create table tracker.issue_component (
  tenant_id    uuid not null default hf.tenant(),
  issue_id     bigint not null,
  component_id bigint not null,
  primary key (tenant_id, issue_id, component_id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, component_id) references tracker.component (tenant_id, id) on delete cascade
);
create index issue_component_by_component on tracker.issue_component (tenant_id, component_id, issue_id);
call hf.declare('tracker.issue_component', 'tenant', 'content', 'plain: tenant_id issue_id component_id');

create table tracker.issue_version (
  tenant_id  uuid not null default hf.tenant(),
  issue_id   bigint not null,
  relation   text not null check (relation in ('fix', 'affects')),
  version_id bigint not null,
  primary key (tenant_id, issue_id, relation, version_id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, version_id) references tracker.version (tenant_id, id) on delete cascade
);
create index issue_version_by_version on tracker.issue_version (tenant_id, version_id, relation, issue_id);
call hf.declare('tracker.issue_version', 'tenant', 'content', 'plain: tenant_id issue_id relation version_id');

-- One row for each single value; `kind` says which of the columns holds it and how it was written at its source.
create table tracker.custom_field_value (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  issue_id    bigint not null,
  field_id    bigint not null,
  kind        text not null check (kind in ('string', 'text', 'adf', 'number', 'date', 'datetime', 'option', 'person', 'item')),
  value       bytea,
  value_token bytea,
  at          timestamptz,
  option_id   bigint,
  parent_id   bigint,
  person      uuid,
  item_id     bigint,
  source      bytea,
  sequence    bigint not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, field_id) references tracker.custom_field (tenant_id, id) on delete cascade
);
create index custom_field_value_by_issue on tracker.custom_field_value (tenant_id, issue_id);
create index custom_field_value_by_token on tracker.custom_field_value (tenant_id, field_id, value_token) where value_token is not null;
create index custom_field_value_by_option on tracker.custom_field_value (tenant_id, field_id, option_id) where option_id is not null;
call hf.declare('tracker.custom_field_value', 'tenant', 'content', $$
  plain: tenant_id id issue_id field_id kind at option_id parent_id person item_id sequence
  sealed: value source
  token: value_token $$);

create table tracker.comment (
  tenant_id        uuid not null default hf.tenant(),
  id               bigint not null,
  issue_id         bigint not null,
  author           uuid,
  update_author    uuid,
  body             bytea not null,
  source_format    text check (source_format in ('adf', 'jira-markup', 'storage', 'confluence-markup')),
  body_source      bytea,
  visible_to_group bigint,
  visible_to_role  bigint,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  version          bigint not null default 1,
  trashed_at       timestamptz,
  trashed_by       uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index comment_by_issue on tracker.comment (tenant_id, issue_id, created_at, id);
call hf.declare('tracker.comment', 'tenant', 'content', $$
  plain: tenant_id id issue_id author update_author source_format visible_to_group visible_to_role created_at updated_at
  plain: version trashed_at trashed_by
  sealed: body body_source $$);

create table tracker.worklog (
  tenant_id        uuid not null default hf.tenant(),
  id               bigint not null,
  issue_id         bigint not null,
  author           uuid,
  update_author    uuid,
  body             bytea,
  source_format    text check (source_format in ('adf', 'jira-markup', 'storage', 'confluence-markup')),
  body_source      bytea,
  visible_to_group bigint,
  visible_to_role  bigint,
  started_at       timestamptz not null,
  time_spent_s     bigint not null,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  version          bigint not null default 1,
  trashed_at       timestamptz,
  trashed_by       uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index worklog_by_issue on tracker.worklog (tenant_id, issue_id, started_at, id);
call hf.declare('tracker.worklog', 'tenant', 'content', $$
  plain: tenant_id id issue_id author update_author source_format visible_to_group visible_to_role started_at time_spent_s
  plain: created_at updated_at version trashed_at trashed_by
  sealed: body body_source $$);

-- `media_id` is null where a backup names a file that it does not hold.
create table tracker.attachment (
  tenant_id    uuid not null default hf.tenant(),
  id           bigint not null,
  issue_id     bigint not null,
  author       uuid,
  file_name    bytea not null,
  media_type   text not null,
  size_bytes   bigint not null,
  media_id     text,
  created_at   timestamptz not null,
  trashed_at   timestamptz,
  trashed_by   uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index attachment_by_issue on tracker.attachment (tenant_id, issue_id);
call hf.declare('tracker.attachment', 'tenant', 'content', $$
  plain: tenant_id id issue_id author media_type size_bytes media_id created_at trashed_at trashed_by
  sealed: file_name $$);

create table tracker.issue_link (
  tenant_id    uuid not null default hf.tenant(),
  id           bigint not null,
  link_type_id bigint not null,
  source_id    bigint not null,
  target_id    bigint not null,
  sequence     bigint,
  created_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, link_type_id, source_id, target_id),
  foreign key (tenant_id, source_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, target_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index issue_link_by_source on tracker.issue_link (tenant_id, source_id);
create index issue_link_by_target on tracker.issue_link (tenant_id, target_id);
call hf.declare('tracker.issue_link', 'tenant', 'content', 'plain: tenant_id id link_type_id source_id target_id sequence created_at');

create table tracker.watcher (
  tenant_id  uuid not null default hf.tenant(),
  issue_id   bigint not null,
  person     uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, issue_id, person),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index watcher_by_person on tracker.watcher (tenant_id, person);
call hf.declare('tracker.watcher', 'tenant', 'content', 'plain: tenant_id issue_id person created_at');

create table tracker.vote (
  tenant_id  uuid not null default hf.tenant(),
  issue_id   bigint not null,
  person     uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, issue_id, person),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
call hf.declare('tracker.vote', 'tenant', 'content', 'plain: tenant_id issue_id person created_at');

-- Change history. What changed and both values are one sealed record; what JQL's WAS and CHANGED ask is plain beside it.
create table tracker.change (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  issue_id   bigint not null,
  author     uuid,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
create index change_by_issue on tracker.change (tenant_id, issue_id, created_at, id);
call hf.declare('tracker.change', 'tenant', 'content', 'plain: tenant_id id issue_id author created_at');

create table tracker.change_item (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  change_id   bigint not null,
  field       text,
  from_id     bigint,
  to_id       bigint,
  from_person uuid,
  to_person   uuid,
  item        bytea not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, change_id) references tracker.change (tenant_id, id) on delete cascade
);
create index change_item_by_change on tracker.change_item (tenant_id, change_id);
call hf.declare('tracker.change_item', 'tenant', 'content', $$
  plain: tenant_id id change_id field from_id to_id from_person to_person
  sealed: item $$);
