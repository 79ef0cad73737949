-- why: SQL injected into a service could call set_config('hf.tenant', …) and so choose a tenant. Now the scope stands in a
-- setting whose name nobody but its owner can know or guess: a random number in the memory of each database session, kept
-- as the session's own value of a sequence that no login may read. Settings of this kind are in no list. A transaction takes
-- one scope and keeps it, so calling hf.enter… again chooses nothing either (docs/decisions/0006).
-- The old settings hf.tenant, hf.site, hf.organization and hf.global mean nothing from here on.

-- Unlogged: its value is worth nothing after a crash, and taking one costs no flush.
create unlogged sequence hf.session_secret minvalue 0;
revoke all on sequence hf.session_secret from public;

-- Gives this session its secret, once: later calls change nothing, so nobody can have a new one made inside a transaction.
create function hf.open_session() returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform currval('hf.session_secret'::regclass);
exception when object_not_in_prerequisite_state then
  -- The last 15 hexadecimal digits of a UUIDv4 are all random: 60 bits, against which each guess is one look-up.
  perform setval('hf.session_secret'::regclass, ('x' || right(replace(gen_random_uuid()::text, '-', ''), 15))::bit(60)::bigint);
end $$;

-- Takes the scope of this transaction: organization, site and tenant in 36 letters each, the organization alone, or 'global'.
-- The name is put together at each use: as a variable it would stand in plans, which a session can print.
create function hf.take_scope(scope text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare taken text;
begin
  if current_setting('hf.opened', true) is distinct from 'on' then
    perform hf.open_session(), set_config('hf.opened', 'on', false);
  end if;
  if coalesce(current_setting('hf.s' || currval('hf.session_secret'::regclass), true), '') not in ('', scope) then
    raise exception 'the transaction has its scope already' using errcode = 'HF010';
  end if;
  taken := set_config('hf.s' || currval('hf.session_secret'::regclass), scope, true); -- an assignment costs less than a query
end $$;
revoke execute on function hf.open_session, hf.take_scope from public;

-- A part of the scope; null where there is none. A session that never took a scope is refused (55000), as it has no secret: looking first
-- would cost more than the rest. Few calls on purpose: each is prepared anew in each transaction, and this runs for each table of a
-- statement. Restricted to the leader of a parallel query, whose memory has the secret.
create or replace function hf.tenant() returns uuid language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return nullif(substr(current_setting('hf.s' || currval('hf.session_secret'::regclass), true), 73), '')::uuid;
end $$;
create or replace function hf.site() returns uuid language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return nullif(substr(current_setting('hf.s' || currval('hf.session_secret'::regclass), true), 37, 36), '')::uuid;
end $$;
create or replace function hf.organization() returns uuid language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return nullif(nullif(substr(current_setting('hf.s' || currval('hf.session_secret'::regclass), true), 1, 36), ''), 'global')::uuid;
end $$;
-- Whether this transaction belongs to no organization: sign-in, set-up, a person's own account.
create function hf.is_global() returns boolean language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return current_setting('hf.s' || currval('hf.session_secret'::regclass), true) = 'global';
end $$;

-- The row-security template. The subquery makes the scope a parameter that is found once for each table of a statement; the
-- comparison itself stays uuid = uuid, leakproof, so that indexes serve it.
create procedure hf.put_policies(target regclass, scope text) language plpgsql as $$
declare scope_column text; using_expression text;
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('drop policy if exists hf_scope on %s', target);
  execute format('drop policy if exists hf_system on %s', target);
  scope_column := case scope when 'tenant' then 'tenant_id' when 'site' then 'site_id' when 'organization' then 'organization_id' end;
  if scope_column is not null then
    using_expression := format('%I = (select hf.%I())', scope_column, scope);
    execute format('create policy hf_scope on %s as permissive for all to public using (%s) with check (%s)', target, using_expression, using_expression);
    execute format('create policy hf_system on %s as permissive for all to hf_system using (true) with check (true)', target);
  else
    -- Reached by their owner's service only: the grants decide, and the walk checks that no other role has any.
    execute format('create policy hf_scope on %s as permissive for all to public using (true) with check (true)', target);
  end if;
end $$;

-- As in 0001-kernel.sql, with the template above.
create or replace procedure hf.declare(target regclass, scope text, recovery text, classes text) language plpgsql as $$
declare line text; class text; col text; missing text;
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
  call hf.put_policies(target, scope);
end $$;

-- Tables that were declared before.
do $$
declare declared record;
begin
  for declared in
    select c.oid::regclass as target, substring(obj_description(c.oid, 'pg_class') from 'scope=(\w+)') as scope
      from pg_class c where c.relkind in ('r', 'p') and obj_description(c.oid, 'pg_class') like 'hf: scope=%'
  loop
    call hf.put_policies(declared.target, declared.scope);
  end loop;
end $$;

-- As in 0001-kernel.sql: the only door to the log. The record of a transaction without an organization is written under the one it names.
create or replace function audit.append(
  id uuid, organization uuid, at timestamptz, action text, outcome text, actor_kind text, actor_id uuid, via_kind text, via_id text,
  address bytea, target_kind text, target_id text, container_kind text, container_id text, request_id text, details bytea
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare scoped uuid := hf.organization();
begin
  if scoped is not null and scoped <> organization then
    raise exception 'audit: the record names another organization than the transaction' using errcode = 'HF009';
  end if;
  if scoped is null then
    if hf.is_global() is distinct from true then
      raise exception 'audit: no scope' using errcode = 'HF009';
    end if;
    perform set_config('hf.s' || currval('hf.session_secret'::regclass), organization::text, true);
  end if;
  insert into audit.record (organization_id, id, tenant_id, site_id, at, action, outcome, actor_kind, actor_id, via_kind, via_id,
                            address, target_kind, target_id, container_kind, container_id, request_id, details)
  values (organization, id, hf.tenant(), hf.site(), at, action, outcome, actor_kind, actor_id, via_kind, via_id,
          address, target_kind, target_id, container_kind, container_id, request_id, details);
  if scoped is null then
    perform set_config('hf.s' || currval('hf.session_secret'::regclass), 'global', true);
  end if;
end $$;
