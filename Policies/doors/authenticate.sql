-- Who holds a token or a session, and what they are in the tenant of the transaction if one is set. One row or none.
-- `usable` is false for an account that every tenant it knows has deactivated. Set, `token_tenant_id` and `bound_tenant_id` are the one
-- tenant where it is good: the token's, or the one that chose the account's password; neither makes anybody a superadmin.
-- `enabled` is false for a token of an integration that has been disabled, `profile` that of the integration.
-- plpgsql, for it keeps the plans that a function in sql makes anew at each call.
-- No argument bears the name of a column: where both fit, the column is meant.
grant create on schema reeve to reeve_door;

-- Whether an account may do anything at all. It is no door: who calls it must see the rows.
create or replace function account_usable(someone account) returns boolean
  language plpgsql stable set search_path = pg_catalog, reeve, pg_temp
as $$
begin
  return someone.superadmin
    or not exists (select from tenant_access m where m.account_id = someone.account_id)
    or exists (
      select from tenant_access m join tenant n on n.tenant_id = m.tenant_id
      where m.account_id = someone.account_id and m.active and n.deleted_at is null
    );
end
$$;

-- What a function answers cannot be changed but by making it anew.
drop function if exists authenticate_token(text, bytea);
create function authenticate_token(shown_id text, shown_digest bytea)
  returns table (
    account_id uuid, kind text, username text, superadmin boolean, restricted boolean, usable boolean,
    token_kind text, token_tenant_id uuid, integration_id uuid, expires_at timestamptz, used_at timestamptz,
    lifetime_seconds bigint, tenant_access_version bigint, access_version bigint, active boolean, enabled boolean, profile text
  )
  language plpgsql stable security definer set search_path = pg_catalog, reeve, pg_temp
as $$
#variable_conflict use_column
declare
  acting_tenant uuid := nullif(current_setting('reeve.tenant_id', true), '')::uuid;
begin
  return query
    select a.account_id, a.kind, a.username, a.superadmin and b.bound_tenant_id is null, a.restricted,
      -- Most are active in the tenant that they ask: then nothing has to be looked for.
      coalesce(m.active, false) or account_usable(a),
      t.kind, b.bound_tenant_id, t.integration_id, t.expires_at, t.used_at,
      case when t.extended then extract(epoch from t.lifetime)::bigint end,
      n.access_version, m.access_version, m.active, coalesce(i.enabled, true), i.profile
    from api_token t
    join account a on a.account_id = t.account_id
    cross join lateral (
      select coalesce(t.tenant_id, case t.kind when 'personal' then a.password_tenant_id end) as bound_tenant_id
    ) b
    left join security_integration i on i.tenant_id = t.tenant_id and i.integration_id = t.integration_id
    left join tenant n on n.tenant_id = acting_tenant and n.deleted_at is null
    left join tenant_access m on m.tenant_id = n.tenant_id and m.account_id = a.account_id
      and m.tenant_id = coalesce(b.bound_tenant_id, m.tenant_id)
    where t.token_id = shown_id and t.digest = shown_digest;
end
$$;

create or replace function authenticate_session(shown_digest bytea)
  returns table (
    account_id uuid, kind text, username text, superadmin boolean, restricted boolean, usable boolean,
    session_id uuid, impersonator_id uuid, impersonator text, idle_until timestamptz, expires_at timestamptz, seen_at timestamptz,
    tenant_access_version bigint, access_version bigint, active boolean, bound_tenant_id uuid
  )
  language plpgsql stable security definer set search_path = pg_catalog, reeve, pg_temp
as $$
#variable_conflict use_column
declare
  acting_tenant uuid := nullif(current_setting('reeve.tenant_id', true), '')::uuid;
begin
  return query
    select a.account_id, a.kind, a.username, a.superadmin and a.password_tenant_id is null, a.restricted,
      coalesce(m.active, false) or account_usable(a),
      s.session_id, s.impersonator_id, i.username, s.idle_until, s.expires_at, s.seen_at,
      n.access_version, m.access_version, m.active, b.bound_tenant_id
    from session s
    join account a on a.account_id = s.account_id
    -- Who impersonates signed in as somebody else, whose rights to do so were looked at then.
    cross join lateral (
      select case when s.impersonator_id is null then a.password_tenant_id end as bound_tenant_id
    ) b
    left join account i on i.account_id = s.impersonator_id
    left join tenant n on n.tenant_id = acting_tenant and n.deleted_at is null
    left join tenant_access m on m.tenant_id = n.tenant_id and m.account_id = a.account_id
      and m.tenant_id = coalesce(b.bound_tenant_id, m.tenant_id)
    where s.digest = shown_digest;
end
$$;

create or replace function resolve_tenant(wanted_slug text) returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, reeve, pg_temp
as $$
begin
  return (select t.tenant_id from tenant t where t.slug = wanted_slug and t.deleted_at is null);
end
$$;

alter function account_usable(account) owner to reeve_owner;
alter function authenticate_token(text, bytea) owner to reeve_door;
alter function authenticate_session(bytea) owner to reeve_door;
alter function resolve_tenant(text) owner to reeve_door;
revoke all on function account_usable(account), authenticate_token(text, bytea), authenticate_session(bytea), resolve_tenant(text)
  from public;
grant execute on function account_usable(account) to reeve_door, reeve_instance;
grant execute on function authenticate_token(text, bytea), authenticate_session(bytea), resolve_tenant(text)
  to reeve_app, reeve_instance;

-- An owner needs the right to create only while functions are handed to it.
revoke create on schema reeve from reeve_door;
