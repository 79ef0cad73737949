-- why: plans are four, and a trial of a higher one has an end that nobody has to remember: it is looked at with the clock (R63).
alter table tenancy.organization
  add column trial_plan text check (trial_plan in ('free', 'standard', 'premium', 'enterprise')),
  add column trial_ends_at timestamptz,
  add constraint organization_plan check (plan in ('free', 'standard', 'premium', 'enterprise')) not valid,
  add constraint organization_trial check ((trial_plan is null) = (trial_ends_at is null));
comment on column tenancy.organization.trial_plan is 'hf: plain';
comment on column tenancy.organization.trial_ends_at is 'hf: plain';
