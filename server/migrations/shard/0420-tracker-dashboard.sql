-- why: dashboards of a person, perhaps shared, with gadgets; and what a person may do with saved filters: choose their columns. Names,
-- titles and settings (which hold JQL) are content and sealed; places, kinds and colours are plain.
create table tracker.dashboard (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  owner       uuid,
  name        bytea not null,
  description bytea,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (tenant_id, id)
);
create index dashboard_by_owner on tracker.dashboard (tenant_id, owner);
call hf.declare('tracker.dashboard', 'tenant', 'content', $$
  plain: tenant_id id owner created_at updated_at
  sealed: name description $$);

create table tracker.dashboard_share (
  tenant_id    uuid not null default hf.tenant(),
  dashboard_id bigint not null,
  id           bigint not null,
  kind         text not null check (kind in ('authenticated', 'project', 'group', 'person')),
  principal    uuid,
  project_id   bigint,
  primary key (tenant_id, dashboard_id, id),
  foreign key (tenant_id, dashboard_id) references tracker.dashboard (tenant_id, id) on delete cascade
);
call hf.declare('tracker.dashboard_share', 'tenant', 'access', 'plain: tenant_id dashboard_id id kind principal project_id');

create table tracker.dashboard_gadget (
  tenant_id    uuid not null default hf.tenant(),
  id           bigint not null,
  dashboard_id bigint not null,
  module       text not null check (module in ('created-resolved', 'age', 'distribution', 'filter-results', 'my-work', 'burndown')),
  color        text not null check (color in ('blue', 'red', 'yellow', 'green', 'cyan', 'purple', 'gray', 'white')),
  place_column bigint not null,
  place_row    bigint not null,
  title        bytea not null,
  settings     bytea not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, dashboard_id) references tracker.dashboard (tenant_id, id) on delete cascade
);
create index dashboard_gadget_by_dashboard on tracker.dashboard_gadget (tenant_id, dashboard_id, place_column, place_row, id);
call hf.declare('tracker.dashboard_gadget', 'tenant', 'content', $$
  plain: tenant_id id dashboard_id module color place_column place_row
  sealed: title settings $$);

-- Which columns somebody wants to see in lists of issues, in their order: ids of fields.
create table tracker.issue_column (
  tenant_id uuid not null default hf.tenant(),
  person    uuid not null,
  position  bigint not null,
  field     text not null,
  primary key (tenant_id, person, position)
);
call hf.declare('tracker.issue_column', 'tenant', 'content', 'plain: tenant_id person position field');
