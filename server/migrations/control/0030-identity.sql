-- why: how people prove who they are. Secrets are kept as hashes only: argon2id for passwords, SHA-256 for random
-- tokens of 256 bits. Nothing here is restored by a recovery: an old session must not come back to life.
create schema identity;

create table identity.password (
  account_id uuid primary key,
  hash       text not null,
  changed_at timestamptz not null
);
call hf.declare('identity.password', 'global', 'access', 'plain: account_id hash changed_at');

create table identity.session (
  session_id   uuid primary key,
  token_hash   bytea not null unique,
  previous_hash bytea unique,
  account_id   uuid not null,
  created_at   timestamptz not null,
  rotated_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  address      bytea not null,
  user_agent   bytea not null,
  revoked_at   timestamptz
);
create index session_by_account on identity.session (account_id);
create index session_by_expiry on identity.session (expires_at);
call hf.declare('identity.session', 'global', 'ephemeral', $$
  plain: session_id token_hash previous_hash account_id created_at rotated_at last_seen_at expires_at revoked_at
  sealed: address user_agent $$);

create table identity.token (
  token_id     uuid primary key,
  account_id   uuid not null,
  secret_hash  bytea not null unique,
  label        bytea not null,
  scopes       text[] not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
create index token_by_account on identity.token (account_id);
call hf.declare('identity.token', 'global', 'access', $$
  plain: token_id account_id secret_hash scopes created_at expires_at last_used_at revoked_at
  sealed: label $$);

create table identity.invitation (
  organization_id uuid not null,
  invitation_id uuid not null,
  email         bytea not null,
  email_token   bytea not null,
  role          text not null check (role in ('admin', 'member', 'guest')),
  sites         jsonb not null default '[]',
  groups        jsonb not null default '[]',
  invited_by    uuid,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  state         text not null default 'pending' check (state in ('pending', 'accepted', 'revoked')),
  primary key (organization_id, invitation_id)
);
create unique index invitation_pending on identity.invitation (organization_id, email_token) where state = 'pending';
call hf.declare('identity.invitation', 'organization', 'access', $$
  plain: organization_id invitation_id role sites groups invited_by created_at expires_at state
  sealed: email
  token: email_token $$);

-- From the secret of a link to the organization it belongs to; the rest of the way is organization-scoped.
create table identity.link (
  secret_hash     bytea primary key,
  kind            text not null check (kind in ('invitation', 'password-reset')),
  organization_id uuid,
  subject_id      uuid not null,
  expires_at      timestamptz not null,
  used_at         timestamptz
);
call hf.declare('identity.link', 'global', 'ephemeral', 'plain: secret_hash kind organization_id subject_id expires_at used_at');

-- Failed attempts by account and by address, as tokens; both slow down guessing (ASVS 4.0 V2.2.1).
create table identity.throttle (
  subject       bytea primary key,
  failures      bigint not null,
  first_at      timestamptz not null,
  blocked_until timestamptz not null
);
call hf.declare('identity.throttle', 'global', 'ephemeral', $$
  plain: failures first_at blocked_until
  token: subject $$);

create table identity.setup (
  single  boolean primary key default true check (single),
  code_hash bytea not null,
  done_at timestamptz
);
call hf.declare('identity.setup', 'system', 'content', 'plain: single code_hash done_at');
