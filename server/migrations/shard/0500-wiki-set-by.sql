-- why: *why, or why not?* names who set a rule and when (R60): grants of a space and restrictions of a page remember it. Older
-- rows, and what a process of the release before writes, have none; the answer then says that it is not known.
alter table wiki.grant add column granted_by uuid, add column granted_at timestamptz;
comment on column wiki.grant.granted_by is 'hf: plain';
comment on column wiki.grant.granted_at is 'hf: plain';
alter table wiki.restriction add column set_by uuid;
comment on column wiki.restriction.set_by is 'hf: plain';
