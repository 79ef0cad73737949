-- why: destroying keys is an operation of its own (R19): what was destroyed, on whose word, and the certificate that says so stay here,
-- and a scope whose keys are gone stays known as such, so that nothing makes new keys for it by mistake.
alter table keys.scope drop constraint scope_state_check, add constraint scope_state_check check (state in ('active', 'locked', 'destroyed'));

create table keys.destruction (
  destruction_id uuid primary key,
  -- Who asked, who approved, which scopes: as it was checked when it began.
  ordered jsonb not null,
  begun_at timestamptz not null,
  -- Hashes of the wrapped keys that were removed; null until they are.
  removed jsonb,
  document text,
  signature text,
  check ((document is null) = (signature is null))
);
comment on table keys.destruction is 'hf: scope=system recovery=log';
comment on column keys.destruction.destruction_id is 'hf: plain';
comment on column keys.destruction.ordered is 'hf: plain';
comment on column keys.destruction.begun_at is 'hf: plain';
comment on column keys.destruction.removed is 'hf: plain';
comment on column keys.destruction.document is 'hf: plain';
comment on column keys.destruction.signature is 'hf: plain';
