-- Who holds a token or a session, and what they are in the tenant of the transaction if one is set.
-- One row or none; `usable` is false for an account that every tenant it knows has deactivated.
create or replace function account_usable(account account) returns boolean
  language sql stable security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  select account.superadmin
    or not exists (select from tenant_access where account_id = account.account_id)
    or exists (
      select from tenant_access join tenant using (tenant_id)
      where account_id = account.account_id and active and deleted_at is null
    )
$$;

create or replace function authenticate_token(id text, secret_digest bytea)
  returns table (
    account_id uuid, kind text, username text, superadmin boolean, restricted boolean, usable boolean,
    token_kind text, token_tenant_id uuid, integration_id uuid, expires_at timestamptz, used_at timestamptz,
    lifetime_seconds bigint, tenant_access_version bigint, access_version bigint, active boolean
  )
  language sql stable security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  select a.account_id, a.kind, a.username, a.superadmin, a.restricted, account_usable(a),
    t.kind, t.tenant_id, t.integration_id, t.expires_at, t.used_at,
    case when t.extended then extract(epoch from t.lifetime)::bigint end,
    n.access_version, m.access_version, m.active
  from api_token t
  join account a using (account_id)
  left join tenant n on n.tenant_id = nullif(current_setting('reeve.tenant_id', true), '')::uuid and n.deleted_at is null
  left join tenant_access m on m.tenant_id = n.tenant_id and m.account_id = a.account_id
  where t.token_id = id and t.digest = secret_digest
$$;

create or replace function authenticate_session(cookie_digest bytea)
  returns table (
    account_id uuid, kind text, username text, superadmin boolean, restricted boolean, usable boolean,
    session_id uuid, impersonator_id uuid, impersonator text, idle_until timestamptz, expires_at timestamptz, seen_at timestamptz,
    tenant_access_version bigint, access_version bigint, active boolean
  )
  language sql stable security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  select a.account_id, a.kind, a.username, a.superadmin, a.restricted, account_usable(a),
    s.session_id, s.impersonator_id, i.username, s.idle_until, s.expires_at, s.seen_at,
    n.access_version, m.access_version, m.active
  from session s
  join account a using (account_id)
  left join account i on i.account_id = s.impersonator_id
  left join tenant n on n.tenant_id = nullif(current_setting('reeve.tenant_id', true), '')::uuid and n.deleted_at is null
  left join tenant_access m on m.tenant_id = n.tenant_id and m.account_id = a.account_id
  where s.digest = cookie_digest
$$;

create or replace function resolve_tenant(name text) returns uuid
  language sql stable security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  select tenant_id from tenant where slug = name and deleted_at is null
$$;

alter function account_usable(account) owner to reeve_door;
alter function authenticate_token(text, bytea) owner to reeve_door;
alter function authenticate_session(bytea) owner to reeve_door;
alter function resolve_tenant(text) owner to reeve_door;
revoke all on function account_usable(account), authenticate_token(text, bytea), authenticate_session(bytea), resolve_tenant(text)
  from public;
grant execute on function account_usable(account), authenticate_token(text, bytea), authenticate_session(bytea), resolve_tenant(text)
  to reeve_app, reeve_instance;
