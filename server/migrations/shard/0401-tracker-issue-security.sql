-- why: security levels of issues are enforced, no longer only kept: who belongs to a level sees its issues, nobody else but
-- administrators. Levels belong to a scheme, and a project has at most one scheme.
create table tracker.security_scheme (
  tenant_id        uuid not null default hf.tenant(),
  id               bigint not null,
  name             bytea not null,
  description      bytea,
  default_level_id bigint,
  pending_import   uuid,
  primary key (tenant_id, id)
);
call hf.declare('tracker.security_scheme', 'tenant', 'access', $$
  plain: tenant_id id default_level_id pending_import
  sealed: name description $$);

create table tracker.security_level (
  tenant_id   uuid not null default hf.tenant(),
  id          bigint not null,
  scheme_id   bigint not null,
  name        bytea not null,
  description bytea,
  primary key (tenant_id, id),
  foreign key (tenant_id, scheme_id) references tracker.security_scheme (tenant_id, id) on delete cascade
);
create index security_level_by_scheme on tracker.security_level (tenant_id, scheme_id);
call hf.declare('tracker.security_level', 'tenant', 'access', $$
  plain: tenant_id id scheme_id
  sealed: name description $$);

-- Who belongs to a level: an account or group of the directory (`principal`), a group or role as the imported system had them,
-- or whoever stands in a field of the issue or leads its project.
create table tracker.security_member (
  tenant_id uuid not null default hf.tenant(),
  level_id  bigint not null,
  sequence  bigint not null,
  kind      text not null check (kind in ('principal', 'group', 'role', 'reporter', 'assignee', 'lead')),
  principal uuid,
  group_id  bigint,
  role_id   bigint,
  primary key (tenant_id, level_id, sequence),
  foreign key (tenant_id, level_id) references tracker.security_level (tenant_id, id) on delete cascade
);
call hf.declare('tracker.security_member', 'tenant', 'access', 'plain: tenant_id level_id sequence kind principal group_id role_id');

create table tracker.project_security (
  tenant_id  uuid not null default hf.tenant(),
  project_id bigint not null,
  scheme_id  bigint not null,
  primary key (tenant_id, project_id),
  foreign key (tenant_id, project_id) references tracker.project (tenant_id, id) on delete cascade,
  foreign key (tenant_id, scheme_id) references tracker.security_scheme (tenant_id, id) on delete cascade
);
call hf.declare('tracker.project_security', 'tenant', 'access', 'plain: tenant_id project_id scheme_id');

-- Levels that were brought before these tables were are levels of nobody: only administrators see such issues, as until now.
alter table tracker.issue no force row level security;
update tracker.issue set security_level = -1 where security_level is not null;
alter table tracker.issue force row level security;
