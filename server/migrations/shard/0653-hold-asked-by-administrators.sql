-- why: the administrator of a database, who replays a past into a scratch database, has no scope and no session secret; asking about
-- holds must not refuse them, as nothing else does. Services still learn about their own tenant only.
create or replace function hf.holds(tenant uuid, container bigint, locks_only boolean) returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if session_user <> 'hf_system' and not pg_has_role(session_user, 'hf_owner', 'member') and tenant is distinct from hf.tenant() then
    raise exception 'a hold of another tenant is asked for' using errcode = 'HF009';
  end if;
  return exists (select from hf.hold h where h.tenant_id = tenant and (h.container_id is null or h.container_id = container) and (not locks_only or h.kind = 'deletion_lock'));
end $$;
