-- why: changes of many issues at once run as jobs whose progress and refusals are kept; comments keep their former words;
-- issues carry links to other systems and properties of apps. What was asked and written is sealed.
create table tracker.bulk_change (
  tenant_id    uuid not null default hf.tenant(),
  id           uuid not null,
  kind         text not null check (kind in ('fields', 'transition', 'move', 'delete', 'watch')),
  request      bytea not null,
  quiet        boolean not null,
  state        text not null check (state in ('waiting', 'running', 'done', 'cancelled')),
  cancelling   boolean not null default false,
  submitted_by uuid,
  created_at   timestamptz not null,
  started_at   timestamptz,
  finished_at  timestamptz,
  touched_at   timestamptz not null,
  primary key (tenant_id, id)
);
create index bulk_change_by_person on tracker.bulk_change (tenant_id, submitted_by, created_at);
create index bulk_change_open on tracker.bulk_change (tenant_id, touched_at) where finished_at is null;
call hf.declare('tracker.bulk_change', 'tenant', 'log', $$
  plain: tenant_id id kind quiet state cancelling submitted_by created_at started_at finished_at touched_at
  sealed: request $$);

create table tracker.bulk_change_issue (
  tenant_id uuid not null default hf.tenant(),
  bulk_id   uuid not null,
  position  bigint not null,
  issue_id  bigint not null,
  outcome   text check (outcome in ('changed', 'unchanged', 'failed')),
  reason    text,
  primary key (tenant_id, bulk_id, position),
  foreign key (tenant_id, bulk_id) references tracker.bulk_change (tenant_id, id) on delete cascade
);
call hf.declare('tracker.bulk_change_issue', 'tenant', 'log', 'plain: tenant_id bulk_id position issue_id outcome reason');

create table tracker.comment_version (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  comment_id bigint not null,
  author     uuid,
  written_at timestamptz not null,
  body       bytea not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, comment_id) references tracker.comment (tenant_id, id) on delete cascade
);
create index comment_version_by_comment on tracker.comment_version (tenant_id, comment_id, id);
call hf.declare('tracker.comment_version', 'tenant', 'content', $$
  plain: tenant_id id comment_id author written_at
  sealed: body $$);

create table tracker.remote_link (
  tenant_id    uuid not null default hf.tenant(),
  id           bigint not null,
  issue_id     bigint not null,
  global_token bytea,
  content      bytea not null,
  created_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, issue_id, global_token),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
call hf.declare('tracker.remote_link', 'tenant', 'content', $$
  plain: tenant_id id issue_id created_at
  sealed: content
  token: global_token $$);

create table tracker.issue_property (
  tenant_id  uuid not null default hf.tenant(),
  id         bigint not null,
  issue_id   bigint not null,
  key        bytea not null,
  key_token  bytea not null,
  value      bytea not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, issue_id, key_token),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade
);
call hf.declare('tracker.issue_property', 'tenant', 'content', $$
  plain: tenant_id id issue_id updated_at
  sealed: key value
  token: key_token $$);
