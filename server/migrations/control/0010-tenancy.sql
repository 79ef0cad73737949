-- why: the catalogue (R16): which organizations, sites and tenants there are, where each lives, in which state.
-- `version` comes from one counter that is raised in the transaction of the change, so a reader that knows version n
-- has seen every change up to n.
create schema tenancy;

create table tenancy.organization (
  organization_id uuid primary key,
  slug       text not null,
  name       text not null,
  plan       text not null default 'standard',
  features   jsonb not null default '{}',
  state      text not null default 'active' check (state in ('active', 'suspended', 'deleting')),
  created_at timestamptz not null
);
call hf.declare('tenancy.organization', 'organization', 'content', 'plain: organization_id slug name plan features state created_at');

-- Names in URLs and host names are one namespace for everybody, so they are a table of their own.
create table tenancy.slug (
  kind text not null check (kind in ('organization', 'site')),
  slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  id   uuid not null,
  primary key (kind, slug)
);
call hf.declare('tenancy.slug', 'global', 'content', 'plain: kind slug id');

create table tenancy.shard (
  shard_id   uuid primary key,
  name       text not null unique,
  region     text not null,
  state      text not null default 'open' check (state in ('open', 'full', 'draining')),
  created_at timestamptz not null
);
call hf.declare('tenancy.shard', 'system', 'content', 'plain: shard_id name region state created_at');

create table tenancy.site (
  organization_id uuid not null references tenancy.organization (organization_id),
  site_id    uuid not null,
  slug       text not null,
  name       text not null,
  region     text not null,
  state      text not null check (state in ('provisioning', 'active', 'suspended', 'deleting')),
  reason     text,
  created_at timestamptz not null,
  version    bigint not null,
  primary key (organization_id, site_id)
);
create index site_by_name on tenancy.site (organization_id, name, site_id);
create index site_by_version on tenancy.site (version);
call hf.declare('tenancy.site', 'organization', 'content', 'plain: organization_id site_id slug name region state reason created_at version');

create table tenancy.tenant (
  organization_id uuid not null,
  tenant_id  uuid not null,
  site_id    uuid not null,
  product    text not null check (product in ('tracker', 'wiki')),
  shard_id   uuid not null, -- no foreign key: the shard is of another scope, and only tenancy writes here
  epoch      bigint not null,
  state      text not null check (state in ('provisioning', 'active', 'suspended', 'deleting')),
  created_at timestamptz not null,
  version    bigint not null,
  primary key (organization_id, tenant_id),
  unique (organization_id, site_id, product),
  foreign key (organization_id, site_id) references tenancy.site (organization_id, site_id)
);
create index tenant_by_version on tenancy.tenant (version);
call hf.declare('tenancy.tenant', 'organization', 'content', 'plain: organization_id tenant_id site_id product shard_id epoch state created_at version');

-- Recorded intent of a saga that spans databases; a reconciler drives what was interrupted to its end (DESIGN §3).
create table tenancy.saga (
  organization_id uuid not null,
  saga_id    uuid not null,
  kind       text not null check (kind in ('provision-site', 'suspend-site', 'resume-site')),
  site_id    uuid not null,
  step       integer not null default 0,
  payload    jsonb not null default '{}',
  state      text not null default 'running' check (state in ('running', 'done', 'failed')),
  attempts   integer not null default 0,
  last_error text,
  created_at timestamptz not null,
  not_before timestamptz not null,
  primary key (organization_id, saga_id)
);
create index saga_running on tenancy.saga (not_before) where state = 'running';
call hf.declare('tenancy.saga', 'organization', 'derived', 'plain: organization_id saga_id kind site_id step payload state attempts last_error created_at not_before');

create table tenancy.catalogue_version (
  single  boolean primary key default true check (single),
  version bigint not null
);
insert into tenancy.catalogue_version (version) values (0);
call hf.declare('tenancy.catalogue_version', 'system', 'counter', 'plain: single version');

-- Holding this row until commit puts catalogue changes into one order: nobody can read version n+1 before n.
create function tenancy.next_version() returns bigint language sql
begin atomic
  update tenancy.catalogue_version set version = version + 1 returning version;
end;
