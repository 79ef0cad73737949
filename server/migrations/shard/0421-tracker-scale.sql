-- why: lists and queries over a tracker of 100,000 issues touch few pages: open work of a person, a status, who reported it, what was
-- resolved or is due; the past by what a field became or was, and by who changed it. Indexes of live issues carry counts alone.
create index issue_by_status on tracker.issue (tenant_id, status_id, updated_at, id) where trashed_at is null;
create index issue_by_reporter on tracker.issue (tenant_id, reporter, created_at, id) where reporter is not null;
create index issue_by_creator on tracker.issue (tenant_id, creator, created_at) where creator is not null;
create index issue_by_resolved_moment on tracker.issue (tenant_id, resolved_at, id) where resolved_at is not null;
create index issue_by_due_day on tracker.issue (tenant_id, due_on, id) where due_on is not null;
create index issue_live on tracker.issue (tenant_id, project_id, status_id, id) where trashed_at is null;
create index change_by_author on tracker.change (tenant_id, author, created_at) where author is not null;
create index change_by_time on tracker.change (tenant_id, created_at, id);
create index change_item_by_new_value on tracker.change_item (tenant_id, field, to_id, change_id);
create index change_item_by_old_value on tracker.change_item (tenant_id, field, from_id, change_id);
create index comment_by_author on tracker.comment (tenant_id, author, created_at) where author is not null;
create index worklog_by_author on tracker.worklog (tenant_id, author, created_at) where author is not null;
create index vote_by_person on tracker.vote (tenant_id, person, issue_id);
create index issue_by_project_and_priority on tracker.issue (tenant_id, project_id, coalesce(-priority_id, -9007199254740991), updated_at, id) where trashed_at is null;
create index issue_by_priority_order on tracker.issue (tenant_id, coalesce(-priority_id, -9007199254740991), updated_at, id) where trashed_at is null;
