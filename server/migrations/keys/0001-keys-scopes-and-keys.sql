-- owner: keys
-- why: keys live in a database cluster of their own, so that no key material, not even wrapped, is ever in the WAL,
--      the backups or the replicas of the control cluster or of a shard. Every key in here is wrapped: scope keys by the KMS,
--      data keys by their scope key. Whoever copies this database alone has nothing.

create schema hf;
create table hf.migration (
  name       text primary key,
  sha256     bytea not null,
  applied_at timestamptz not null default now()
);
comment on table hf.migration is 'hf: scope=system recovery=derived';
comment on column hf.migration.name is 'hf: plain';
comment on column hf.migration.sha256 is 'hf: plain';
comment on column hf.migration.applied_at is 'hf: plain';

create schema keys;
comment on schema keys is 'Wrapped keys of every scope. Only the key service connects here.';

create table keys.scope (
  scope_id text collate "C" primary key check (scope_id ~ '^[a-z0-9][a-z0-9_:.-]{0,63}$'),
  organization_id uuid,
  state text not null default 'active' check (state in ('active', 'locked')),
  lock_reason text check (lock_reason ~ '^[a-z][a-z0-9_]{0,62}$'),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check ((state = 'locked') = (lock_reason is not null))
);
create index scope_organization on keys.scope (organization_id);

comment on table keys.scope is 'hf: scope=system recovery=key';
comment on column keys.scope.scope_id is 'hf: plain';
comment on column keys.scope.organization_id is 'hf: plain';
comment on column keys.scope.state is 'hf: plain';
comment on column keys.scope.lock_reason is 'hf: plain';
comment on column keys.scope.created_at is 'hf: plain';
comment on column keys.scope.changed_at is 'hf: plain';

-- The key-encryption key of a scope, wrapped by the KMS. A rotation adds the next version, wraps the data keys anew and takes the old version away, in one transaction.
create table keys.scope_key (
  scope_id text collate "C" not null references keys.scope (scope_id),
  version integer not null check (version > 0),
  master_key_id text collate "C" not null check (length(master_key_id) between 1 and 512),
  wrapped bytea not null check (length(wrapped) between 48 and 8192),
  created_at timestamptz not null,
  primary key (scope_id, version)
);
create index scope_key_master on keys.scope_key (master_key_id, scope_id);

comment on table keys.scope_key is 'hf: scope=system recovery=key';
comment on column keys.scope_key.scope_id is 'hf: plain';
comment on column keys.scope_key.version is 'hf: plain';
comment on column keys.scope_key.master_key_id is 'hf: plain';
comment on column keys.scope_key.wrapped is 'hf: plain';
comment on column keys.scope_key.created_at is 'hf: plain';

-- Data keys, wrapped by the scope key. Old versions stay: values sealed under them still open. `seals_from` lies some
-- minutes ahead of the rotation, so that every process knows the version before a value needs it.
create table keys.data_key (
  scope_id text collate "C" not null references keys.scope (scope_id),
  purpose text collate "C" not null check (purpose in ('content', 'token', 'media')),
  version integer not null check (version > 0),
  scope_key_version integer not null,
  wrapped bytea not null check (length(wrapped) between 48 and 256),
  seals_from timestamptz not null,
  seal_count bigint not null default 0 check (seal_count >= 0),
  created_at timestamptz not null,
  primary key (scope_id, purpose, version),
  foreign key (scope_id, scope_key_version) references keys.scope_key (scope_id, version)
) with (fillfactor = 80);

comment on table keys.data_key is 'hf: scope=system recovery=key';
comment on column keys.data_key.scope_id is 'hf: plain';
comment on column keys.data_key.purpose is 'hf: plain';
comment on column keys.data_key.version is 'hf: plain';
comment on column keys.data_key.scope_key_version is 'hf: plain';
comment on column keys.data_key.wrapped is 'hf: plain';
comment on column keys.data_key.seals_from is 'hf: plain';
comment on column keys.data_key.seal_count is 'hf: plain';
comment on column keys.data_key.created_at is 'hf: plain';
