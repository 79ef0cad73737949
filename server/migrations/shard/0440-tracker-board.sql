-- why: boards, their columns, lanes and quick filters; sprints and what was in them. What people wrote (names, goals, JQL) is
-- sealed; ids, positions, states and times are plain, so that a column of a large board is served by an index.
create table tracker.board (
  tenant_id        uuid not null default hf.tenant(),
  id               bigint not null,
  project_id       bigint not null,
  kind             text not null check (kind in ('scrum', 'kanban')),
  name             bytea not null,
  filter_id        bigint,
  jql              bytea not null,
  sub_query        bytea,
  constraint_type  text not null check (constraint_type in ('none', 'issueCount', 'issueCountExclSubs')),
  swimlanes        text not null check (swimlanes in ('none', 'assignee', 'parent', 'query')),
  estimation       text not null check (estimation in ('none', 'issueCount', 'field')),
  estimation_field text,
  done_days        bigint not null,
  version          bigint not null default 1,
  created_at       timestamptz not null,
  created_by       uuid,
  updated_at       timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade
);
create index board_by_project on tracker.board (tenant_id, project_id);
call hf.declare('tracker.board', 'tenant', 'content', $$
  plain: tenant_id id project_id kind filter_id constraint_type swimlanes estimation estimation_field done_days version
  plain: created_at created_by updated_at
  sealed: name jql sub_query $$);

create table tracker.board_column (
  tenant_id uuid not null default hf.tenant(),
  id        bigint not null,
  board_id  bigint not null,
  position  bigint not null,
  name      bytea not null,
  minimum   bigint,
  maximum   bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, board_id) references tracker.board (tenant_id, id) on delete cascade
);
create index board_column_by_board on tracker.board_column (tenant_id, board_id, position);
call hf.declare('tracker.board_column', 'tenant', 'content', $$
  plain: tenant_id id board_id position minimum maximum
  sealed: name $$);

-- A status stands in at most one column of a board.
create table tracker.board_column_status (
  tenant_id uuid not null default hf.tenant(),
  board_id  bigint not null,
  status_id bigint not null,
  column_id bigint not null,
  position  bigint not null,
  primary key (tenant_id, board_id, status_id),
  foreign key (tenant_id, board_id) references tracker.board (tenant_id, id) on delete cascade,
  foreign key (tenant_id, column_id) references tracker.board_column (tenant_id, id) on delete cascade
);
call hf.declare('tracker.board_column_status', 'tenant', 'content', 'plain: tenant_id board_id status_id column_id position');

-- Quick filters and lanes by query: both are a name and a JQL in an order.
create table tracker.board_query (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  board_id    bigint not null,
  kind        text not null check (kind in ('quick-filter', 'lane')),
  position    bigint not null,
  name        bytea not null,
  jql         bytea not null,
  description bytea,
  primary key (tenant_id, id),
  foreign key (tenant_id, board_id) references tracker.board (tenant_id, id) on delete cascade
);
create index board_query_by_board on tracker.board_query (tenant_id, board_id, kind, position);
call hf.declare('tracker.board_query', 'tenant', 'content', $$
  plain: tenant_id id board_id kind position
  sealed: name jql description $$);

create table tracker.sprint (
  tenant_id    uuid not null default hf.tenant(),
  id           bigint not null,
  board_id     bigint not null,
  state        text not null check (state in ('future', 'active', 'closed')),
  name         bytea not null,
  name_token   bytea not null,
  goal         bytea,
  starts_at    timestamptz,
  ends_at      timestamptz,
  activated_at timestamptz,
  completed_at timestamptz,
  created_at   timestamptz not null,
  version      bigint not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, board_id) references tracker.board (tenant_id, id) on delete cascade
);
create index sprint_by_board on tracker.sprint (tenant_id, board_id, id);
create index sprint_by_name on tracker.sprint (tenant_id, name_token);
call hf.declare('tracker.sprint', 'tenant', 'content', $$
  plain: tenant_id id board_id state starts_at ends_at activated_at completed_at created_at version
  sealed: name goal
  token: name_token $$);

-- Every sprint that an issue was in. It is in it while `removed_at` is null; `outcome` is what it was when the sprint ended.
create table tracker.issue_sprint (
  tenant_id  uuid not null default hf.tenant(),
  issue_id   bigint not null,
  sprint_id  bigint not null,
  added_at   timestamptz not null,
  removed_at timestamptz,
  outcome    text check (outcome in ('done', 'open')),
  primary key (tenant_id, issue_id, sprint_id),
  foreign key (tenant_id, issue_id) references tracker.issue (tenant_id, id) on delete cascade,
  foreign key (tenant_id, sprint_id) references tracker.sprint (tenant_id, id) on delete cascade
);
create index issue_sprint_by_sprint on tracker.issue_sprint (tenant_id, sprint_id, issue_id);
call hf.declare('tracker.issue_sprint', 'tenant', 'content', 'plain: tenant_id issue_id sprint_id added_at removed_at outcome');

-- Every issue has a rank from now on: bytes decide, whatever the database's collation. Forced row security hides rows even
-- from their owner, so it is lifted while old rows are given theirs.
alter table tracker.issue alter column rank type text collate "C";
alter table tracker.issue no force row level security;
update tracker.issue set rank = 'h' || lpad(id::text, 15, '0') where rank is null;
alter table tracker.issue force row level security;
create index issue_by_rank on tracker.issue (tenant_id, rank, id);
create index issue_by_status_and_rank on tracker.issue (tenant_id, project_id, status_id, rank, id) where trashed_at is null;
