-- why: the journal needs a sign of life of a shard where nobody writes, and marks that tie transaction numbers to positions: whatever
--      commits with a number above a heartbeat's stands behind the position that was noted before the heartbeat took its number.
create schema journal;

create table journal.heartbeat (
  xid bigint primary key,
  lsn bigint not null,
  at  timestamptz not null
);
call hf.declare('journal.heartbeat', 'system', 'ephemeral', 'plain: xid lsn at');

-- `prefix` is hf.heartbeat, or hf.flush when somebody waits for the journal to have everything up to here.
create function journal.beat(prefix text, content text) returns bigint language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  before bigint := (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint; -- first: the number below is taken after it
  own bigint := pg_current_xact_id()::text::bigint;
begin
  if prefix = 'hf.heartbeat' then perform set_config('synchronous_commit', 'off', true); end if;
  insert into journal.heartbeat (xid, lsn, at) values (own, before, clock_timestamp());
  delete from journal.heartbeat where at < now() - interval '1 day';
  perform pg_logical_emit_message(true, prefix, content);
  return before;
end $$;
revoke execute on function journal.beat from public;
