-- why: people, their membership, groups and roles. Names and addresses are sealed; the e-mail's token carries the
-- lookup at sign-in and the uniqueness of an address.
create schema directory;

create table directory.account (
  account_id  uuid primary key,
  email       bytea not null,
  email_token bytea not null unique,
  name        bytea not null,
  state       text not null default 'active' check (state in ('active', 'suspended')),
  operator    boolean not null default false,
  locale      text not null default 'en' check (locale in ('en', 'fr', 'de')),
  time_zone   text not null default 'UTC',
  theme       text not null default 'auto' check (theme in ('light', 'dark', 'auto')),
  created_at  timestamptz not null,
  version     bigint not null default 1
);
call hf.declare('directory.account', 'global', 'content', $$
  plain: account_id state operator locale time_zone theme created_at version
  sealed: email name
  token: email_token $$);

create table directory.member (
  organization_id uuid not null,
  account_id      uuid not null,
  role            text not null check (role in ('admin', 'member', 'guest')),
  state           text not null default 'active' check (state in ('active', 'suspended')),
  joined_at       timestamptz not null,
  last_active_at  timestamptz,
  primary key (organization_id, account_id)
);
create index member_by_account on directory.member (account_id);
call hf.declare('directory.member', 'organization', 'access', 'plain: organization_id account_id role state joined_at last_active_at');

create table directory.team (
  organization_id uuid not null,
  group_id    uuid not null,
  name        bytea not null,
  name_token  bytea not null,
  description bytea,
  created_at  timestamptz not null,
  primary key (organization_id, group_id),
  unique (organization_id, name_token)
);
call hf.declare('directory.team', 'organization', 'access', $$
  plain: organization_id group_id created_at
  sealed: name description
  token: name_token $$);

create table directory.team_member (
  organization_id uuid not null,
  group_id   uuid not null,
  account_id uuid not null,
  added_at   timestamptz not null,
  primary key (organization_id, group_id, account_id),
  foreign key (organization_id, group_id) references directory.team (organization_id, group_id) on delete cascade,
  foreign key (organization_id, account_id) references directory.member (organization_id, account_id) on delete cascade
);
create index team_member_by_account on directory.team_member (organization_id, account_id);
call hf.declare('directory.team_member', 'organization', 'access', 'plain: organization_id group_id account_id added_at');

create table directory.site_role (
  organization_id uuid not null,
  site_id        uuid not null,
  principal      uuid not null,
  principal_kind text not null check (principal_kind in ('account', 'group')),
  role           text not null check (role in ('admin', 'member', 'guest')),
  granted_at     timestamptz not null,
  primary key (organization_id, site_id, principal)
);
create index site_role_by_principal on directory.site_role (organization_id, principal);
call hf.declare('directory.site_role', 'organization', 'access', 'plain: organization_id site_id principal principal_kind role granted_at');

-- A person's places across organizations, for their own list of sites: the only question that no single organization can answer.
create function directory.memberships_of(account uuid) returns table (organization_id uuid, role text, state text)
language sql stable security definer
begin atomic
  select m.organization_id, m.role, m.state from directory.member m where m.account_id = account;
end;
create policy hf_memberships_of on directory.member for select to hf_owner using (current_setting('hf.global', true) = 'on');
