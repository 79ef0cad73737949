-- why: a page goes to the trash with all below it and comes back as one; spaces have a trash too; what is in there is
-- deleted for ever after a time that the site sets. Restrictions of editing inherit like those of viewing, by rows of their
-- own. Whoever reads without signing in is let in by switches: the site's first, then the space's.
alter table wiki.content add column trashed_with bigint;
create index content_trashed_with on wiki.content (tenant_id, trashed_with) where trashed_with is not null;
create index content_roots on wiki.content (tenant_id, space_id, type, rank, id) where parent_id is null;
call hf.declare('wiki.content', 'tenant', 'content', $$
  plain: tenant_id id type subtype space_id container_id page_id parent_id rank status version version_id author created_at modifier modified_at
  plain: resolution resolver resolved_at trashed_at trashed_by trashed_with
  sealed: title anchor
  token: title_token title_claim $$);

-- state: 'trashed' is seen by its administrators only, in the trash.
alter table wiki.space drop constraint space_state_check, add constraint space_state_check check (state in ('active', 'importing', 'removing', 'trashed')),
  add column trashed_at timestamptz, add column trashed_by uuid;
call hf.declare('wiki.space', 'tenant', 'content', $$
  plain: tenant_id id key key_claim type status state homepage_id description_id import_id author owner created_at changed_at row_version trashed_at trashed_by
  sealed: name $$);

create table wiki.setting (
  tenant_id            uuid not null,
  trash_retention_days bigint not null check (trash_retention_days between 1 and 365),
  anonymous_access     boolean not null,
  public_links         boolean not null,
  primary key (tenant_id)
);
call hf.declare('wiki.setting', 'tenant', 'access', 'plain: tenant_id trash_retention_days anonymous_access public_links');

create table wiki.public_access (
  tenant_id    uuid not null,
  space_id     bigint not null,
  anonymous    boolean not null,
  public_links boolean not null,
  primary key (tenant_id, space_id),
  foreign key (tenant_id, space_id) references wiki.space (tenant_id, id) on delete cascade
);
call hf.declare('wiki.public_access', 'tenant', 'access', 'plain: tenant_id space_id anonymous public_links');

-- A link opens one page to whoever holds its secret; only a hash of that is kept.
create table wiki.public_link (
  tenant_id      uuid not null,
  id             uuid not null,
  content_id     bigint not null,
  secret_hash    bytea not null,
  author         uuid,
  created_at     timestamptz not null,
  expires_at     timestamptz,
  revoked_at     timestamptz,
  opened         bigint not null default 0,
  last_opened_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, secret_hash),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
create index public_link_of_content on wiki.public_link (tenant_id, content_id, created_at);
call hf.declare('wiki.public_link', 'tenant', 'access', $$
  plain: tenant_id id content_id author created_at expires_at revoked_at opened last_opened_at
  token: secret_hash $$);

-- For each page the pages at or above it whose restriction of editing it must pass.
create table wiki.edit_guard (
  tenant_id uuid not null,
  page_id   bigint not null,
  guard_id  bigint not null,
  primary key (tenant_id, page_id, guard_id),
  foreign key (tenant_id, page_id) references wiki.content (tenant_id, id) on delete cascade,
  foreign key (tenant_id, guard_id) references wiki.content (tenant_id, id) on delete cascade
);
create index edit_guard_by_guard on wiki.edit_guard (tenant_id, guard_id);
-- A migration runs as the owner, whom forced row security binds like everybody.
alter table wiki.restriction no force row level security;
alter table wiki.content no force row level security;
with recursive below (tenant_id, guard_id, page_id) as (
  select distinct tenant_id, content_id, content_id from wiki.restriction where operation = 'update'
  union
  select below.tenant_id, below.guard_id, content.id from below join wiki.content content on content.tenant_id = below.tenant_id and content.parent_id = below.page_id and content.type = 'page')
insert into wiki.edit_guard (tenant_id, page_id, guard_id) select tenant_id, page_id, guard_id from below;
alter table wiki.restriction force row level security;
alter table wiki.content force row level security;
call hf.declare('wiki.edit_guard', 'tenant', 'access', 'plain: tenant_id page_id guard_id');

-- More than one kind of reaction, each once for each person.
alter table wiki.reaction add column reaction text not null default 'like';
alter table wiki.reaction drop constraint reaction_pkey, add primary key (tenant_id, content_id, person, reaction);
call hf.declare('wiki.reaction', 'tenant', 'content', 'plain: tenant_id content_id person created_at reaction');

alter table wiki.watch drop constraint watch_target_kind_check, add constraint watch_target_kind_check check (target_kind in ('content', 'space', 'blog'));

alter table wiki.template add column title bytea;
call hf.declare('wiki.template', 'tenant', 'content', $$
  plain: tenant_id id space_id seed_key source_format author created_at modified_at
  sealed: name description body source title $$);

-- Who has seen what, for counting; at most one more in an hour for each person.
create table wiki.page_view (
  tenant_id  uuid not null,
  content_id bigint not null,
  person     uuid not null,
  views      bigint not null,
  first_at   timestamptz not null,
  last_at    timestamptz not null,
  primary key (tenant_id, content_id, person),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
call hf.declare('wiki.page_view', 'tenant', 'content', 'plain: tenant_id content_id person views first_at last_at');
