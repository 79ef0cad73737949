-- why: what was deleted can be brought back for some time that each tracker sets; the settings of a tracker are rows by name,
-- numbers only. An issue that goes in the trash says which deletion took it along.
create table tracker.setting (
  tenant_id uuid not null default hf.tenant(),
  name      text not null,
  value     bigint not null,
  primary key (tenant_id, name)
);
call hf.declare('tracker.setting', 'tenant', 'content', 'plain: tenant_id name value');
create index issue_by_trash_group on tracker.issue (tenant_id, trashed_with) where trashed_with is not null;
create index comment_by_trash on tracker.comment (tenant_id, trashed_at) where trashed_at is not null;
create index worklog_by_trash on tracker.worklog (tenant_id, trashed_at) where trashed_at is not null;
create index attachment_by_trash on tracker.attachment (tenant_id, trashed_at) where trashed_at is not null;
