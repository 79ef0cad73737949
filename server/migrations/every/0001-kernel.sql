-- why: what every database of the platform has before any module: scopes, declarations, the row-security
-- template, the audit and outbox functions' homes. Owner roles are NOLOGIN; services get logins of their own.

create schema hf;

create table hf.migration (
  name       text primary key,
  sha256     bytea not null,
  applied_at timestamptz not null default now()
);

-- The scope of the running transaction, as row security reads it. An unset scope is null and matches nothing.
create function hf.tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('hf.tenant', true), '')::uuid;
create function hf.site() returns uuid language sql stable parallel safe
  return nullif(current_setting('hf.site', true), '')::uuid;
create function hf.organization() returns uuid language sql stable parallel safe
  return nullif(current_setting('hf.organization', true), '')::uuid;

-- Declares a table: its scope, its recovery class and the class of every column, and puts the row-security
-- template on it. A column that is forgotten or unknown fails the migration (DESIGN §3).
--   scope:    tenant | site | organization | global | system
--   recovery: content | access | counter | log | key | hold | erasure | derived | ephemeral
--   classes:  one line per class: `plain: a b c`, `sealed: d`, `token: e`, `personal: f` (plain, about a person)
create procedure hf.declare(target regclass, scope text, recovery text, classes text) language plpgsql as $$
declare
  line text; class text; col text; missing text; scope_column text; using_expression text;
begin
  if scope not in ('tenant', 'site', 'organization', 'global', 'system') then
    raise exception 'hf.declare(%): unknown scope %', target, scope;
  end if;
  if recovery not in ('content', 'access', 'counter', 'log', 'key', 'hold', 'erasure', 'derived', 'ephemeral') then
    raise exception 'hf.declare(%): unknown recovery class %', target, recovery;
  end if;
  execute format('comment on table %s is %L', target, format('hf: scope=%s recovery=%s', scope, recovery));
  foreach line in array string_to_array(classes, E'\n') loop
    line := btrim(line);
    continue when line = '';
    class := btrim(split_part(line, ':', 1));
    if class not in ('plain', 'sealed', 'token', 'personal') then
      raise exception 'hf.declare(%): unknown column class %', target, class;
    end if;
    foreach col in array regexp_split_to_array(btrim(split_part(line, ':', 2)), '[\s,]+') loop
      execute format('comment on column %s.%I is %L', target, col, 'hf: ' || class);
    end loop;
  end loop;
  select string_agg(attname, ', ') into missing from pg_attribute
    where attrelid = target and attnum > 0 and not attisdropped and coalesce(col_description(target, attnum), '') not like 'hf: %';
  if missing is not null then
    raise exception 'hf.declare(%): columns without a class: %', target, missing;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('drop policy if exists hf_scope on %s', target);
  execute format('drop policy if exists hf_system on %s', target);
  scope_column := case scope when 'tenant' then 'tenant_id' when 'site' then 'site_id' when 'organization' then 'organization_id' end;
  if scope_column is not null then
    using_expression := format('%I = nullif(current_setting(%L, true), %L)::uuid', scope_column, 'hf.' || scope, '');
    execute format('create policy hf_scope on %s as permissive for all to public using (%s) with check (%s)', target, using_expression, using_expression);
    execute format('create policy hf_system on %s as permissive for all to hf_system using (true) with check (true)', target);
  else
    -- Reached by their owner's service only: the grants decide, and the walk checks that no other role has any.
    execute format('create policy hf_scope on %s as permissive for all to public using (true) with check (true)', target);
  end if;
end $$;

call hf.declare('hf.migration', 'system', 'derived', 'plain: name sha256 applied_at');

create schema outbox;
create table outbox.event (
  id              uuid primary key,
  organization_id uuid,
  tenant_id       uuid,
  topic           text not null,
  payload         jsonb not null,
  created_at      timestamptz not null default clock_timestamp(),
  attempts        integer not null default 0,
  not_before      timestamptz not null default '-infinity',
  last_error      text
);
create index event_due on outbox.event (not_before, id);
call hf.declare('outbox.event', 'system', 'ephemeral',
  'plain: id organization_id tenant_id topic payload created_at attempts not_before last_error');

create schema audit;
create table audit.record (
  organization_id uuid not null,
  id              uuid not null,
  sequence        bigint,
  tenant_id       uuid,
  site_id         uuid,
  at              timestamptz not null,
  action          text not null,
  outcome         text not null check (outcome in ('done', 'refused')),
  actor_kind      text not null check (actor_kind in ('account', 'anonymous', 'system')),
  actor_id        uuid,
  via_kind        text not null,
  via_id          text,
  address         bytea,
  target_kind     text not null,
  target_id       text not null,
  container_kind  text,
  container_id    text,
  request_id      text not null,
  details         bytea not null,
  recorded_at     timestamptz not null default clock_timestamp(),
  primary key (organization_id, id)
);
create index record_by_time on audit.record (organization_id, at desc, id desc);
create index record_by_actor on audit.record (organization_id, actor_id, at desc);
create index record_by_action on audit.record (organization_id, action, at desc);
create unique index record_by_sequence on audit.record (organization_id, sequence);
create index record_unsequenced on audit.record (recorded_at) where sequence is null;
call hf.declare('audit.record', 'organization', 'log', $$
  plain: organization_id id sequence tenant_id site_id at action outcome actor_kind actor_id via_kind via_id
  plain: target_kind target_id container_kind container_id request_id recorded_at
  sealed: address details $$);

-- The only door to the log for every service; whose log it is comes from the transaction's scope, never from the caller,
-- except where there is none (sign-in), which only a transaction without a scope can use.
create function audit.append(
  id uuid, organization uuid, at timestamptz, action text, outcome text, actor_kind text, actor_id uuid, via_kind text, via_id text,
  address bytea, target_kind text, target_id text, container_kind text, container_id text, request_id text, details bytea
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare scoped uuid := hf.organization();
begin
  if scoped is not null and scoped <> organization then
    raise exception 'audit: the record names another organization than the transaction' using errcode = 'HF009';
  end if;
  if scoped is null then
    if current_setting('hf.global', true) is distinct from 'on' then
      raise exception 'audit: no scope' using errcode = 'HF009';
    end if;
    perform pg_catalog.set_config('hf.organization', organization::text, true);
  end if;
  insert into audit.record (organization_id, id, tenant_id, site_id, at, action, outcome, actor_kind, actor_id, via_kind, via_id,
                            address, target_kind, target_id, container_kind, container_id, request_id, details)
  values (organization, id, hf.tenant(), hf.site(), at, action, outcome, actor_kind, actor_id, via_kind, via_id,
          address, target_kind, target_id, container_kind, container_id, request_id, details);
  if scoped is null then
    perform pg_catalog.set_config('hf.organization', '', true);
  end if;
end $$;

create function outbox.append(id uuid, topic text, payload jsonb) returns void language sql security definer
begin atomic
  insert into outbox.event (id, organization_id, tenant_id, topic, payload) values (id, hf.organization(), hf.tenant(), topic, payload);
end;
revoke execute on function audit.append from public;
revoke execute on function outbox.append from public;
