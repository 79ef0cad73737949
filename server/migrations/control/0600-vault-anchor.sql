-- why: the newest head of the vault's manifest is kept apart from the vault, so that a vault that is replaced whole by an
-- older copy of itself, or by another one, is found (R3).
create schema vault;

create table vault.anchor (
  name       text primary key,
  vault_id   uuid not null,
  sequence   bigint not null,
  hash       bytea not null check (length(hash) = 32),
  written_at timestamptz not null
);
call hf.declare('vault.anchor', 'system', 'log', 'plain: name vault_id sequence hash written_at');
