-- why: projects, issues and what hangs on them survive every door while a hold or a lock stands on them (R8). What an import has not
-- published yet is nobody's and may be rolled back.
-- Runs as whoever deletes: a service in its tenant, or the platform itself purging one.
create function tracker.refuse_held() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare project bigint;
begin
  if tg_table_name = 'project' then project := old.id;
  elsif tg_table_name = 'issue' then project := old.project_id;
  else select i.project_id into project from tracker.issue i where i.tenant_id = old.tenant_id and i.id = old.issue_id;
  end if;
  if hf.holds(old.tenant_id, project, tg_op = 'UPDATE') and not exists (select from tracker.project p where p.tenant_id = old.tenant_id and p.id = project and p.state = 'importing') then
    raise exception 'held' using errcode = 'HF011';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
revoke execute on function tracker.refuse_held from public;

do $$
declare name text;
begin
  foreach name in array array['project', 'issue', 'comment', 'attachment', 'worklog'] loop
    execute format('create trigger held_delete before delete on tracker.%I for each row execute function tracker.refuse_held()', name);
    execute format('create trigger held_trash before update of trashed_at on tracker.%I for each row when (old.trashed_at is null and new.trashed_at is not null) execute function tracker.refuse_held()', name);
  end loop;
end $$;
