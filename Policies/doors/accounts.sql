-- What a tenant may do to accounts, which are the instance's. Each acts for the tenant of the transaction, and raises without one.

-- The user account of a name, made if it is not there: a tenant cannot tell which, nor change what another tenant made.
create or replace function provision_user(name text, key text, mail text, given_name text, family_name text) returns uuid
  language sql volatile security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  with made as (
    insert into account (account_id, kind, username, username_key, email, first_name, last_name, home_tenant_id)
    values (gen_random_uuid(), 'user', name, key, mail, given_name, family_name, current_setting('reeve.tenant_id')::uuid)
    on conflict (username_key) where kind = 'user' do nothing
    returning account_id
  )
  select account_id from made
  union all
  select account_id from account where kind = 'user' and username_key = key
  limit 1
$$;

create or replace function find_user(key text) returns table (account_id uuid, username text, display_name text)
  language sql stable security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  select account_id, username, coalesce(nullif(concat_ws(' ', first_name, last_name), ''), username)
  from account where kind = 'user' and username_key = key
$$;

-- Sets the password of a user that this tenant made and no other tenant knows; false for any other.
create or replace function set_provisioned_password(id uuid, hash text) returns boolean
  language sql volatile security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  with changed as (
    update account set password_hash = hash, updated_at = now(), revision = revision + 1
    where account_id = id and kind = 'user' and not superadmin
      and home_tenant_id = current_setting('reeve.tenant_id')::uuid
      and not exists (
        select from tenant_access
        where account_id = id and tenant_id <> current_setting('reeve.tenant_id')::uuid
      )
    returning 1
  )
  select exists (select from changed)
$$;

create or replace function create_service_account(id uuid, name text, key text, about text) returns void
  language sql volatile security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  insert into account (account_id, kind, username, username_key, description, home_tenant_id)
  values (id, 'service_account', name, key, about, current_setting('reeve.tenant_id')::uuid)
$$;

create or replace function update_service_account(id uuid, name text, key text, about text) returns boolean
  language sql volatile security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  with changed as (
    update account set username = name, username_key = key, description = about, updated_at = now(), revision = revision + 1
    where account_id = id and kind = 'service_account' and home_tenant_id = current_setting('reeve.tenant_id')::uuid
    returning 1
  )
  select exists (select from changed)
$$;

create or replace function describe_service_account(id uuid) returns table (description text, superadmin boolean)
  language sql stable security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  select a.description, a.superadmin from account a
  join tenant_access m on m.account_id = a.account_id and m.tenant_id = current_setting('reeve.tenant_id')::uuid
  where a.account_id = id and a.kind = 'service_account'
$$;

create or replace function delete_service_account(id uuid) returns boolean
  language sql volatile security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  with gone as (
    delete from account
    where account_id = id and kind = 'service_account' and home_tenant_id = current_setting('reeve.tenant_id')::uuid
    returning 1
  )
  select exists (select from gone)
$$;

-- Ends what an account holds in this tenant: its tokens bound to it, and, if no other tenant has it active, its sessions and other tokens.
create or replace function end_access(id uuid) returns void
  language sql volatile security definer set search_path = reeve, pg_catalog, pg_temp
as $$
  with elsewhere as (
    select exists (select from account where account_id = id and superadmin)
      or exists (
        select from tenant_access join tenant using (tenant_id)
        where account_id = id and active and deleted_at is null and tenant_id <> current_setting('reeve.tenant_id')::uuid
      ) as found
  ), tokens as (
    delete from api_token
    where account_id = id and (tenant_id = current_setting('reeve.tenant_id')::uuid or not (select found from elsewhere))
  )
  delete from session
  where account_id = id and not (select found from elsewhere)
$$;

alter function provision_user(text, text, text, text, text) owner to reeve_door;
alter function find_user(text) owner to reeve_door;
alter function set_provisioned_password(uuid, text) owner to reeve_door;
alter function create_service_account(uuid, text, text, text) owner to reeve_door;
alter function update_service_account(uuid, text, text, text) owner to reeve_door;
alter function describe_service_account(uuid) owner to reeve_door;
alter function delete_service_account(uuid) owner to reeve_door;
alter function end_access(uuid) owner to reeve_door;
revoke all on function provision_user(text, text, text, text, text), find_user(text), set_provisioned_password(uuid, text),
  create_service_account(uuid, text, text, text), update_service_account(uuid, text, text, text),
  describe_service_account(uuid), delete_service_account(uuid), end_access(uuid) from public;
grant execute on function provision_user(text, text, text, text, text), find_user(text), set_provisioned_password(uuid, text),
  create_service_account(uuid, text, text, text), update_service_account(uuid, text, text, text),
  describe_service_account(uuid), delete_service_account(uuid), end_access(uuid) to reeve_app;
