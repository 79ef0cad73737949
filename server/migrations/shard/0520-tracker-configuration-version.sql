-- why: what a tracker is set up with is read with every issue and changes rarely. A version that every change raises, also
-- one by an import or a restore, lets a process keep what it read. Never lowered: a version stands for one content for ever.
create table tracker.configuration_version (
  tenant_id uuid not null default hf.tenant(),
  version   bigint not null,
  primary key (tenant_id)
);
call hf.declare('tracker.configuration_version', 'tenant', 'counter', 'plain: tenant_id version');

create function tracker.raise_configuration_version() returns trigger language plpgsql as $$
declare changed uuid := case when tg_op = 'DELETE' then old.tenant_id else new.tenant_id end;
begin
  insert into tracker.configuration_version as v (tenant_id, version) values (changed, 1)
    on conflict (tenant_id) do update set version = v.version + 1;
  return null;
end $$;

do $$
declare name text;
begin
  foreach name in array array['issue_type', 'priority', 'resolution', 'status', 'link_type', 'project_role', 'project_category', 'custom_field'] loop
    execute format('create trigger raise_configuration_version after insert or update or delete on tracker.%I for each row execute function tracker.raise_configuration_version()', name);
  end loop;
end $$;

-- Tenants that were there before. A migration runs as the owner, whom forced row security binds like everybody.
alter table tracker.issue_type no force row level security;
alter table tracker.configuration_version no force row level security;
insert into tracker.configuration_version (tenant_id, version) select distinct tenant_id, 1 from tracker.issue_type;
alter table tracker.issue_type force row level security;
alter table tracker.configuration_version force row level security;
