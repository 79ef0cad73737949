-- why: several people edit one page at once. What they type are updates of one shared document (Yjs), relayed and kept sealed,
-- numbered without gaps so that whoever was cut off goes on from the number last seen. Old updates are folded into a snapshot.
create table wiki.shared_document (
  tenant_id          uuid not null,
  content_id         bigint not null,
  -- The version whose text is in it; later ones are merged in when they are met.
  base_version       bigint not null,
  sequence           bigint not null,
  -- Where the last published version was taken.
  published_sequence bigint not null,
  snapshot           bytea not null,
  snapshot_sequence  bigint not null,
  size_bytes         bigint not null,
  changed_at         timestamptz not null,
  primary key (tenant_id, content_id),
  foreign key (tenant_id, content_id) references wiki.content (tenant_id, id) on delete cascade
);
call hf.declare('wiki.shared_document', 'tenant', 'content', $$
  plain: tenant_id content_id base_version sequence published_sequence snapshot_sequence size_bytes changed_at
  sealed: snapshot $$);

create table wiki.shared_update (
  tenant_id  uuid not null,
  content_id bigint not null,
  sequence   bigint not null,
  -- Of whom it came; null for what the server merged in.
  session    uuid,
  body       bytea not null,
  size_bytes bigint not null,
  created_at timestamptz not null,
  primary key (tenant_id, content_id, sequence),
  foreign key (tenant_id, content_id) references wiki.shared_document (tenant_id, content_id) on delete cascade
);
call hf.declare('wiki.shared_update', 'tenant', 'content', $$
  plain: tenant_id content_id sequence session size_bytes created_at
  sealed: body $$);

-- Who changed the shared document since its last version.
create table wiki.shared_editor (
  tenant_id  uuid not null,
  content_id bigint not null,
  person     uuid not null,
  since      timestamptz not null,
  primary key (tenant_id, content_id, person),
  foreign key (tenant_id, content_id) references wiki.shared_document (tenant_id, content_id) on delete cascade
);
call hf.declare('wiki.shared_editor', 'tenant', 'content', 'plain: tenant_id content_id person since');
