-- why: spaces, pages and what hangs on them survive every door while a hold or a lock stands on them (R8). Drafts, and what an import
-- has not published yet, are nobody's.
-- Runs as whoever deletes: a service in its tenant, or the platform itself purging one.
create function wiki.refuse_held() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare space bigint;
begin
  if tg_table_name = 'space' then space := old.id; else space := old.space_id; end if;
  if hf.holds(old.tenant_id, space, tg_op = 'UPDATE') and not exists (select from wiki.space s where s.tenant_id = old.tenant_id and s.id = space and s.state = 'importing') then
    raise exception 'held' using errcode = 'HF011';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
revoke execute on function wiki.refuse_held from public;

create trigger held_delete before delete on wiki.space for each row execute function wiki.refuse_held();
create trigger held_delete before delete on wiki.content for each row when (old.status <> 'draft') execute function wiki.refuse_held();
create trigger held_trash before update of state on wiki.space for each row when (old.state = 'active' and new.state in ('trashed', 'removing')) execute function wiki.refuse_held();
create trigger held_trash before update of status on wiki.content for each row when (old.status not in ('trashed', 'draft') and new.status = 'trashed') execute function wiki.refuse_held();
