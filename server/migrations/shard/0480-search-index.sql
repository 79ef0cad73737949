-- why: words of sealed content must be found without opening it. The index holds keyed hashes of words only; it is derived,
-- so it is not journalled and is built again where it is missing. What changed is noted by triggers, in the transaction of the
-- change, whoever makes it: a door, a bulk change, an import or a restore.
create schema search;

-- One row for each word of each item. token: the first seven bytes of the keyed hash of kind of item, class of word and word.
-- weight: how much the word says about the item (how often, where, in how long a text), 1 to 32767.
create table search.posting (
  tenant_id uuid not null default hf.tenant(),
  token     bytea not null,
  item_id   bigint not null,
  weight    smallint not null,
  primary key (tenant_id, token, item_id) include (weight)
);
call hf.declare('search.posting', 'tenant', 'derived', $$
  plain: tenant_id item_id weight
  token: token $$);

-- What stands in the index for an item: its tokens and weights, so that a change writes only what differs.
create table search.item (
  tenant_id  uuid not null default hf.tenant(),
  kind       text not null check (kind in ('issue', 'project', 'content', 'space')),
  item_id    bigint not null,
  tokens     bytea not null default ''::bytea,
  indexed_at timestamptz not null,
  primary key (tenant_id, kind, item_id)
);
call hf.declare('search.item', 'tenant', 'derived', $$
  plain: tenant_id kind item_id indexed_at
  token: tokens $$);

-- How far the index of a tenant is built, for which way of cutting words.
create table search.build (
  tenant_id   uuid not null default hf.tenant(),
  analysis    bigint not null,
  kind        text not null,
  after_id    bigint not null,
  done_at     timestamptz,
  taken_until timestamptz not null default '-infinity',
  primary key (tenant_id)
);
call hf.declare('search.build', 'tenant', 'derived', 'plain: tenant_id analysis kind after_id done_at taken_until');

-- What a person looked at last: one sealed, bounded list.
create table search.recent (
  tenant_id uuid not null default hf.tenant(),
  person    uuid not null,
  items     bytea not null,
  primary key (tenant_id, person)
);
call hf.declare('search.recent', 'tenant', 'ephemeral', $$
  plain: tenant_id
  personal: person
  sealed: items $$);

-- Items whose words must be read again. Like the outbox it is worked off across tenants and holds ids only.
create table search.change (
  id         bigint generated always as identity primary key,
  tenant_id  uuid not null,
  kind       text not null,
  item_id    bigint not null,
  attempts   bigint not null default 0,
  not_before timestamptz not null default '-infinity'
);
create index change_due on search.change (not_before, id);
call hf.declare('search.change', 'system', 'ephemeral', 'plain: id tenant_id kind item_id attempts not_before');

create function search.note_id() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into search.change (tenant_id, kind, item_id) values (coalesce(new.tenant_id, old.tenant_id), tg_argv[0], coalesce(new.id, old.id));
  return null;
end $$;
create function search.note_issue() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into search.change (tenant_id, kind, item_id) values (coalesce(new.tenant_id, old.tenant_id), 'issue', coalesce(new.issue_id, old.issue_id));
  return null;
end $$;
revoke execute on function search.note_id, search.note_issue from public;

create trigger search_insert after insert or delete on tracker.issue for each row execute function search.note_id('issue');
create trigger search_update after update of summary, description, environment, trashed_at on tracker.issue for each row execute function search.note_id('issue');
create trigger search_change after insert or delete or update of body, trashed_at, visible_to_group, visible_to_role on tracker.comment for each row execute function search.note_issue();
create trigger search_change after insert or delete or update of file_name, trashed_at on tracker.attachment for each row execute function search.note_issue();
create trigger search_change after insert or delete or update of value on tracker.custom_field_value for each row execute function search.note_issue();
create trigger search_change after insert or delete or update of name, key on tracker.project for each row execute function search.note_id('project');
create trigger search_change after insert or delete or update of title, version_id, status on wiki.content for each row execute function search.note_id('content');
create trigger search_change after insert or delete or update of name, key on wiki.space for each row execute function search.note_id('space');
