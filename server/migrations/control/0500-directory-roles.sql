-- why: one table for every role that anybody holds anywhere (R60): on the organization, a site, or one product of a site,
-- held by a person or a group, with who gave it and when; and groups in groups. Rows of `site_role` move here. A process of
-- the release before still writes `site_role` while this one starts: a trigger carries its changes over, and reads what it knows.
create table directory.role_grant (
  organization_id uuid not null,
  -- The organization itself is no site: the nil UUID stands for it, because a key has no nulls.
  site_id        uuid not null,
  -- '' is the whole site, with both products.
  product        text not null check (product in ('', 'tracker', 'wiki')),
  principal      uuid not null,
  principal_kind text not null check (principal_kind in ('account', 'group')),
  role           text not null check (role in ('admin', 'user-access-admin', 'auditor', 'member', 'guest')),
  granted_by     uuid,
  granted_at     timestamptz not null,
  primary key (organization_id, site_id, product, principal, role),
  check (site_id <> '00000000-0000-0000-0000-000000000000' or (product = '' and role in ('admin', 'user-access-admin', 'auditor')))
);
create index role_grant_by_principal on directory.role_grant (organization_id, principal);
-- One of admin, member, guest at most: a level. Duties (user-access-admin, auditor) stand beside it.
create unique index role_grant_one_level on directory.role_grant (organization_id, site_id, product, principal) where role in ('admin', 'member', 'guest');

alter table directory.site_role no force row level security;
insert into directory.role_grant (organization_id, site_id, product, principal, principal_kind, role, granted_by, granted_at)
  select organization_id, site_id, '', principal, principal_kind, role, null, granted_at from directory.site_role;
alter table directory.site_role force row level security;
call hf.declare('directory.role_grant', 'organization', 'access', 'plain: organization_id site_id product principal principal_kind role granted_by granted_at');

create function directory.carry_site_role() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    delete from directory.role_grant where organization_id = old.organization_id and site_id = old.site_id and product = '' and principal = old.principal and role = old.role;
  end if;
  if tg_op <> 'DELETE' then
    insert into directory.role_grant (organization_id, site_id, product, principal, principal_kind, role, granted_by, granted_at)
      values (new.organization_id, new.site_id, '', new.principal, new.principal_kind, new.role, null, new.granted_at) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger carry_site_role after insert or update or delete on directory.site_role for each row execute function directory.carry_site_role();

create table directory.team_in_team (
  organization_id uuid not null,
  group_id        uuid not null,
  member_group_id uuid not null check (member_group_id <> group_id),
  added_at        timestamptz not null,
  primary key (organization_id, group_id, member_group_id),
  foreign key (organization_id, group_id) references directory.team (organization_id, group_id) on delete cascade,
  foreign key (organization_id, member_group_id) references directory.team (organization_id, group_id) on delete cascade
);
create index team_in_team_by_member on directory.team_in_team (organization_id, member_group_id);
call hf.declare('directory.team_in_team', 'organization', 'access', 'plain: organization_id group_id member_group_id added_at');
