-- why: people are told what concerns them. A notification is ids only: what it says is read, with the reader's rights of that
-- moment, when it is shown. Unread ones of one kind about one thing are one row that counts.
create schema notification;

create table notification.item (
  tenant_id    uuid not null default hf.tenant(),
  id           uuid not null,
  person       uuid not null,
  kind         text not null check (kind in ('mention', 'assigned', 'comment', 'transition', 'updated', 'page_update')),
  subject_kind text not null check (subject_kind in ('issue', 'content')),
  subject_id   bigint not null,
  part_id      bigint,
  actor        uuid,
  count        bigint not null default 1,
  event_id     uuid not null,
  at           timestamptz not null,
  read_at      timestamptz,
  primary key (tenant_id, id)
);
create unique index item_unread_of_subject on notification.item (tenant_id, person, kind, subject_kind, subject_id) where read_at is null;
create index item_of_person on notification.item (tenant_id, person, at desc, id desc);
call hf.declare('notification.item', 'tenant', 'ephemeral', $$
  plain: tenant_id id kind subject_kind subject_id part_id count event_id at read_at
  personal: person actor $$);
