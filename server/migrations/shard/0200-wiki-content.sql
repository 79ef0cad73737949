-- why: everything a wiki holds. Pages, blog posts, comments, attachments and custom content are one table with one space of
-- numbers, as in the compatible API, so that versions, labels, properties, likes and restrictions are written once for all of them.
create schema wiki;

create table wiki.counter (
  tenant_id uuid not null,
  name      text not null,
  next      bigint not null,
  primary key (tenant_id, name)
);
call hf.declare('wiki.counter', 'tenant', 'counter', 'plain: tenant_id name next');

-- People whom imported content names and who have no account here. Their ids are UUIDs of version 8, made from the source's
-- key; accounts are version 7. `account_id` is set when somebody is found to be the same person.
create table wiki.person (
  tenant_id   uuid not null,
  id          uuid not null,
  account_id  uuid,
  import_id   uuid not null,
  source_key  bytea not null,
  name        bytea,
  email       bytea,
  email_token bytea,
  active      boolean not null default true,
  created_at  timestamptz not null,
  primary key (tenant_id, id)
);
create index person_by_account on wiki.person (tenant_id, account_id);
create index person_by_email on wiki.person (tenant_id, email_token);
create index person_by_import on wiki.person (tenant_id, import_id);
call hf.declare('wiki.person', 'tenant', 'content', $$
  plain: tenant_id id account_id import_id active created_at
  sealed: source_key name email
  token: email_token $$);

-- Groups that imported restrictions and permissions name. They stand for nobody until `group_id` is set.
create table wiki.imported_group (
  tenant_id  uuid not null,
  id         uuid not null,
  group_id   uuid,
  import_id  uuid not null,
  name       bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index imported_group_by_group on wiki.imported_group (tenant_id, group_id);
create index imported_group_by_import on wiki.imported_group (tenant_id, import_id);
call hf.declare('wiki.imported_group', 'tenant', 'content', $$
  plain: tenant_id id group_id import_id created_at
  sealed: name $$);

-- state: 'active' is seen; 'importing' is being built and seen by nobody; 'removing' is being deleted.
create table wiki.space (
  tenant_id      uuid not null,
  id             bigint not null,
  key            text not null,
  -- Keys are one whatever their case; this is the key in lower case.
  key_claim      text not null,
  name           bytea not null,
  type           text not null check (type in ('global', 'collaboration', 'knowledge_base', 'personal')),
  status         text not null check (status in ('current', 'archived')),
  state          text not null check (state in ('active', 'importing', 'removing')),
  homepage_id    bigint,
  description_id bigint,
  import_id      uuid,
  author         uuid,
  owner          uuid,
  created_at     timestamptz not null,
  changed_at     timestamptz not null,
  row_version    bigint not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, key_claim)
);
create index space_by_import on wiki.space (tenant_id, import_id);
call hf.declare('wiki.space', 'tenant', 'content', $$
  plain: tenant_id id key key_claim type status state homepage_id description_id import_id author owner created_at changed_at row_version
  sealed: name $$);

create table wiki.grant (
  tenant_id    uuid not null,
  container_id bigint not null,
  principal    uuid not null,
  level        text not null check (level in ('read', 'write', 'admin')),
  primary key (tenant_id, container_id, principal),
  foreign key (tenant_id, container_id) references wiki.space (tenant_id, id) on delete cascade
);
create index grant_by_principal on wiki.grant (tenant_id, principal, container_id);
call hf.declare('wiki.grant', 'tenant', 'access', 'plain: tenant_id container_id principal level');

-- One row per piece of content; what it says is in its versions.
--   container_id: what a comment, attachment or piece of custom content belongs to (may be a comment)
--   page_id:      the page, blog post or space description at the top of that; itself for those
--   parent_id:    the page above, or the comment answered. No foreign key: an import brings children before parents.
--   title_claim:  keyed hash of scope and title while the content holds its title (current pages in a space, current files
--                 on a page); null where two imported things have the same one, and in the trash
create table wiki.content (
  tenant_id    uuid not null,
  id           bigint not null,
  type         text not null check (type in ('page', 'blogpost', 'comment', 'attachment', 'custom', 'space-description')),
  subtype      text,
  space_id     bigint not null,
  container_id bigint,
  page_id      bigint not null,
  parent_id    bigint,
  rank         text collate "C" not null default '',
  status       text not null check (status in ('current', 'draft', 'trashed', 'archived')),
  title        bytea,
  title_token  bytea,
  title_claim  bytea,
  version      bigint not null,
  version_id   bigint not null,
  author       uuid,
  created_at   timestamptz not null,
  modifier     uuid,
  modified_at  timestamptz not null,
  -- Inline comments: where in the page they hang, and what became of them.
  anchor       bytea,
  resolution   text check (resolution in ('open', 'reopened', 'resolved', 'dangling')),
  resolver     uuid,
  resolved_at  timestamptz,
  trashed_at   timestamptz,
  trashed_by   uuid,
  primary key (tenant_id, id),
  unique (tenant_id, title_claim),
  foreign key (tenant_id, space_id) references wiki.space (tenant_id, id),
  foreign key (tenant_id, page_id) references wiki.content (tenant_id, id) on delete cascade
);
create index content_in_space on wiki.content (tenant_id, space_id, type, status, id);
create index content_by_type on wiki.content (tenant_id, type, status, modified_at desc, id desc);
create index content_children on wiki.content (tenant_id, parent_id, type, rank, id);
create index content_of_page on wiki.content (tenant_id, page_id, type, status, id);
create index content_of_container on wiki.content (tenant_id, container_id, type, status, id);
create index content_by_title on wiki.content (tenant_id, title_token);
create index content_by_author on wiki.content (tenant_id, author, type, id);
call hf.declare('wiki.content', 'tenant', 'content', $$
  plain: tenant_id id type subtype space_id container_id page_id parent_id rank status version version_id author created_at modifier modified_at
  plain: resolution resolver resolved_at trashed_at trashed_by
  sealed: title anchor
  token: title_token title_claim $$);

-- body: the document as ADF. source: the body as it was imported, in source_format; kept for export.
create table wiki.version (
  tenant_id     uuid not null,
  id            bigint not null,
  content_id    bigint not null,
  number        bigint not null,
  title         bytea,
  body          bytea,
  source        bytea,
  source_format text check (source_format in ('storage', 'confluence-markup', 'adf', 'raw')),
  message       bytea,
  minor         boolean not null default false,
  author        uuid,
  created_at    timestamptz not null,
  -- Attachments: the bytes of this version; null where the export did not have them.
  media_id      uuid,
  media_type    text,
  size_bytes    bigint,
  primary key (tenant_id, id),
  unique (tenant_id, content_id, number),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
create index version_by_media on wiki.version (tenant_id, media_id);
call hf.declare('wiki.version', 'tenant', 'content', $$
  plain: tenant_id id content_id number source_format minor author created_at media_id media_type size_bytes
  sealed: title body source message $$);

-- The edit that somebody has begun on published content. One for each piece of content: editors share it.
create table wiki.draft (
  tenant_id    uuid not null,
  content_id   bigint not null,
  base_version bigint not null,
  title        bytea,
  body         bytea,
  author       uuid,
  changed_at   timestamptz not null,
  primary key (tenant_id, content_id),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
call hf.declare('wiki.draft', 'tenant', 'content', $$
  plain: tenant_id content_id base_version author changed_at
  sealed: title body $$);

-- Who may see ('read') or change ('update') a page; no row means everybody whom the space lets.
create table wiki.restriction (
  tenant_id  uuid not null,
  content_id bigint not null,
  operation  text not null check (operation in ('read', 'update')),
  principal  uuid not null,
  kind       text not null check (kind in ('user', 'group')),
  created_at timestamptz not null,
  primary key (tenant_id, content_id, operation, principal),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
call hf.declare('wiki.restriction', 'tenant', 'access', 'plain: tenant_id content_id operation principal kind created_at');

-- Restrictions of view inherit: one row for each restricted page at or above a page. To see a page one must pass every guard.
create table wiki.guard (
  tenant_id uuid not null,
  page_id   bigint not null,
  guard_id  bigint not null,
  primary key (tenant_id, page_id, guard_id),
  foreign key (tenant_id, page_id) references wiki.content (tenant_id, id) on delete cascade,
  foreign key (tenant_id, guard_id) references wiki.content (tenant_id, id) on delete cascade
);
create index guard_by_guard on wiki.guard (tenant_id, guard_id);
call hf.declare('wiki.guard', 'tenant', 'access', 'plain: tenant_id page_id guard_id');

create table wiki.label (
  tenant_id  uuid not null,
  id         bigint not null,
  prefix     text not null check (prefix in ('global', 'my', 'team', 'system')),
  name       bytea not null,
  name_token bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, name_token)
);
call hf.declare('wiki.label', 'tenant', 'content', $$
  plain: tenant_id id prefix created_at
  sealed: name
  token: name_token $$);

create table wiki.content_label (
  tenant_id  uuid not null,
  content_id bigint not null,
  label_id   bigint not null,
  author     uuid,
  created_at timestamptz not null,
  primary key (tenant_id, content_id, label_id),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade,
  foreign key (tenant_id, label_id) references wiki.label (tenant_id, id) on delete cascade
);
create index content_label_by_label on wiki.content_label (tenant_id, label_id, content_id);
call hf.declare('wiki.content_label', 'tenant', 'content', 'plain: tenant_id content_id label_id author created_at');

-- owner_kind: 'content' or 'space'. The value is JSON text.
create table wiki.property (
  tenant_id   uuid not null,
  id          bigint not null,
  owner_kind  text not null check (owner_kind in ('content', 'space')),
  owner_id    bigint not null,
  key         bytea not null,
  key_token   bytea not null,
  value       bytea not null,
  version     bigint not null default 1,
  author      uuid,
  created_at  timestamptz not null,
  modifier    uuid,
  modified_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, owner_kind, owner_id, key_token)
);
call hf.declare('wiki.property', 'tenant', 'content', $$
  plain: tenant_id id owner_kind owner_id version author created_at modifier modified_at
  sealed: key value
  token: key_token $$);

create table wiki.reaction (
  tenant_id  uuid not null,
  content_id bigint not null,
  person     uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, content_id, person),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
call hf.declare('wiki.reaction', 'tenant', 'content', 'plain: tenant_id content_id person created_at');

create table wiki.watch (
  tenant_id   uuid not null,
  target_kind text not null check (target_kind in ('content', 'space')),
  target_id   bigint not null,
  person      uuid not null,
  created_at  timestamptz not null,
  primary key (tenant_id, target_kind, target_id, person)
);
create index watch_by_person on wiki.watch (tenant_id, person);
call hf.declare('wiki.watch', 'tenant', 'content', 'plain: tenant_id target_kind target_id person created_at');

create table wiki.template (
  tenant_id     uuid not null,
  id            bigint not null,
  space_id      bigint,
  -- A built-in template's own key, so that seeding twice changes nothing.
  seed_key      text,
  name          bytea not null,
  description   bytea,
  body          bytea not null,
  source        bytea,
  source_format text,
  author        uuid,
  created_at    timestamptz not null,
  modified_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, seed_key),
  foreign key (tenant_id, space_id) references wiki.space (tenant_id, id) on delete cascade
);
create index template_in_space on wiki.template (tenant_id, space_id);
call hf.declare('wiki.template', 'tenant', 'content', $$
  plain: tenant_id id space_id seed_key source_format author created_at modified_at
  sealed: name description body source $$);
