-- why: a draft is one person's own, on one page, and nobody else's to see. The shared row of before gave everybody's
-- unfinished words to everybody who might write; concurrent editing has a document of its own (0461).
create table wiki.personal_draft (
  tenant_id    uuid not null,
  content_id   bigint not null,
  person       uuid not null,
  -- The version that it was begun on.
  base_version bigint not null,
  title        bytea not null,
  body         bytea not null,
  changed_at   timestamptz not null,
  primary key (tenant_id, content_id, person),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
create index personal_draft_of_person on wiki.personal_draft (tenant_id, person, changed_at desc, content_id desc);
call hf.declare('wiki.personal_draft', 'tenant', 'content', $$
  plain: tenant_id content_id person base_version changed_at
  sealed: title body $$);

drop table wiki.draft;
