-- why: where in the vault each tenant's changes lie, so that reading a history opens only what belongs to it, also while the shard is lost. All
--      of it is derived: it can be rebuilt from the vault. Nothing here is content; times and counts per tenant are metadata.
create schema journal;

-- How far each shard's journal has come. `resume_lsn` is where PostgreSQL is asked to go on; an open transaction's written part is skipped.
create table journal.chain (
  shard_id        uuid primary key,
  sequence        bigint not null,
  link            text,
  system          text not null,
  complete_lsn    bigint not null,
  resume_lsn      bigint not null,
  complete_at     timestamptz not null,
  partial_lsn     bigint,
  partial_changes bigint,
  -- Nothing was there to be written until then: a heartbeat was seen.
  idle_until      timestamptz,
  idle_lsn        bigint
);
call hf.declare('journal.chain', 'system', 'derived', 'plain: shard_id sequence link system complete_lsn resume_lsn complete_at partial_lsn partial_changes idle_until idle_lsn');

create table journal.segment (
  shard_id     uuid not null,
  sequence     bigint not null,
  link         text not null,
  sha256       text not null,
  size_bytes   bigint not null,
  complete_lsn bigint not null,
  complete_at  timestamptz not null,
  locked_until timestamptz not null,
  primary key (shard_id, sequence)
);
create index segment_by_lock on journal.segment (locked_until);
call hf.declare('journal.segment', 'system', 'derived', 'plain: shard_id sequence link sha256 size_bytes complete_lsn complete_at locked_until');

create table journal.frame (
  tenant_id    uuid not null,
  shard_id     uuid not null,
  sequence     bigint not null,
  frame_offset bigint not null,
  length       bigint not null,
  key_version  integer not null,
  plain_sha256 text not null,
  from_lsn     bigint not null,
  to_lsn       bigint not null,
  from_at      timestamptz not null,
  to_at        timestamptz not null,
  primary key (tenant_id, shard_id, sequence)
);
create index frame_by_segment on journal.frame (shard_id, sequence);
call hf.declare('journal.frame', 'system', 'derived', 'plain: tenant_id shard_id sequence frame_offset length key_version plain_sha256 from_lsn to_lsn from_at to_at');

create table journal.hour (
  tenant_id uuid not null,
  hour      timestamptz not null,
  created   bigint not null,
  changed   bigint not null,
  removed   bigint not null,
  primary key (tenant_id, hour)
);
call hf.declare('journal.hour', 'system', 'derived', 'plain: tenant_id hour created changed removed');

create table journal.migration (
  shard_id uuid not null,
  name     text not null,
  lsn      bigint not null,
  at       timestamptz not null,
  -- Within one transaction, or within what was there when the journal began.
  position integer not null,
  primary key (shard_id, name)
);
call hf.declare('journal.migration', 'system', 'derived', 'plain: shard_id name lsn at position');

-- What a tenant's rows were at a position. Without an object they were none: the tenant had just come to the shard.
create table journal.snapshot (
  tenant_id    uuid not null,
  shard_id     uuid not null,
  lsn          bigint not null,
  at           timestamptz not null,
  taken_from   text not null check (taken_from in ('nothing', 'database', 'journal')),
  object       text,
  locked_until timestamptz,
  verified_at  timestamptz,
  primary key (tenant_id, shard_id, lsn),
  check ((object is null) = (taken_from = 'nothing'))
);
call hf.declare('journal.snapshot', 'system', 'derived', 'plain: tenant_id shard_id lsn at taken_from object locked_until verified_at');

-- Parts of snapshots, and which snapshots still need them.
create table journal.part (
  tenant_id    uuid not null,
  object       text not null,
  locked_until timestamptz not null,
  primary key (tenant_id, object)
);
call hf.declare('journal.part', 'system', 'derived', 'plain: tenant_id object locked_until');

create table journal.snapshot_part (
  tenant_id uuid not null,
  shard_id  uuid not null,
  lsn       bigint not null,
  object    text not null,
  primary key (tenant_id, shard_id, lsn, object),
  foreign key (tenant_id, object) references journal.part (tenant_id, object),
  foreign key (tenant_id, shard_id, lsn) references journal.snapshot (tenant_id, shard_id, lsn) on delete cascade
);
create index snapshot_part_by_object on journal.snapshot_part (tenant_id, object);
call hf.declare('journal.snapshot_part', 'system', 'derived', 'plain: tenant_id shard_id lsn object');

-- Changes of a tenant, taken out of the segments: from after one position up to and including another.
create table journal.fold (
  tenant_id    uuid not null,
  shard_id     uuid not null,
  after_lsn    bigint not null,
  to_lsn       bigint not null,
  to_at        timestamptz not null,
  object       text,
  locked_until timestamptz not null,
  primary key (tenant_id, shard_id, after_lsn)
);
call hf.declare('journal.fold', 'system', 'derived', 'plain: tenant_id shard_id after_lsn to_lsn to_at object locked_until');

-- Times whose changes PostgreSQL no longer had. It is open until a tenant has a snapshot at `to_lsn` or later.
create table journal.gap (
  shard_id uuid not null,
  from_lsn bigint not null,
  from_at  timestamptz not null,
  to_lsn   bigint not null,
  to_at    timestamptz not null,
  reason   text not null,
  primary key (shard_id, from_lsn)
);
call hf.declare('journal.gap', 'system', 'derived', 'plain: shard_id from_lsn from_at to_lsn to_at reason');

-- When a tenant's changes are to be folded next, and how its last turn ended.
create table journal.turn (
  tenant_id   uuid primary key,
  shard_id    uuid not null,
  due_at      timestamptz not null,
  verify_at   timestamptz not null,
  from_database boolean not null,
  attempts    integer not null default 0,
  failure     text
);
create index turn_by_time on journal.turn (due_at);
call hf.declare('journal.turn', 'system', 'derived', 'plain: tenant_id shard_id due_at verify_at from_database attempts failure');

create table journal.media (
  tenant_id    uuid not null,
  address      text not null,
  size_bytes   bigint not null,
  stored_at    timestamptz not null,
  locked_until timestamptz not null,
  primary key (tenant_id, address)
);
call hf.declare('journal.media', 'system', 'derived', 'plain: tenant_id address size_bytes stored_at locked_until');
