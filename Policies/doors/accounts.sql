-- What a tenant may do to accounts, which are the instance's. Each acts for the tenant of the transaction, and raises without one.
-- No argument bears the name of a column: where both fit, the column is meant.
grant create on schema reeve to reeve_door;

-- The user account of a name, made if it is not there: a tenant cannot tell which, nor change what another tenant made.
create or replace function provision_user(
  wanted_name text, wanted_key text, given_email text, given_first_name text, given_last_name text
) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
declare
  acting_tenant uuid not null := current_setting('reeve.tenant_id')::uuid;
  found_id uuid;
begin
  loop
    select a.account_id into found_id from account a where a.kind = 'user' and a.username_key = wanted_key;
    if found then
      return found_id;
    end if;
    insert into account (account_id, kind, username, username_key, email, first_name, last_name, home_tenant_id)
    values (gen_random_uuid(), 'user', wanted_name, wanted_key, given_email, given_first_name, given_last_name, acting_tenant)
    on conflict (username_key) where kind = 'user' do nothing
    returning account_id into found_id;
    if found then
      return found_id;
    end if;
    -- Made by another just now: each turn looks again.
  end loop;
end
$$;

-- Who has a name, for a tenant that is about to let them in: whoever calls must be allowed to, for it tells that the name is known.
create or replace function find_user(wanted_key text) returns table (account_id uuid, username text, display_name text)
  language plpgsql stable security definer set search_path = pg_catalog, reeve, pg_temp
as $$
#variable_conflict use_column
declare
  acting_tenant uuid not null := current_setting('reeve.tenant_id')::uuid;
begin
  return query
    select a.account_id, a.username, coalesce(nullif(concat_ws(' ', a.first_name, a.last_name), ''), a.username)
    from account a where a.kind = 'user' and a.username_key = wanted_key;
end
$$;

-- The names of a user whose identifier is known, for a tenant that is about to let them in: who is in it, whom it made, or who is nobody's.
-- Any user for who manages the instance (`any_user`); to others, another tenant's user is as none.
drop function if exists identify_user(uuid);
create or replace function identify_user(of_account uuid, any_user boolean) returns table (username text, display_name text)
  language plpgsql stable security definer set search_path = pg_catalog, reeve, pg_temp
as $$
#variable_conflict use_column
declare
  acting_tenant uuid not null := current_setting('reeve.tenant_id')::uuid;
begin
  return query
    select a.username, coalesce(nullif(concat_ws(' ', a.first_name, a.last_name), ''), a.username)
    from account a
    where a.kind = 'user' and a.account_id = of_account and (
      any_user
      or a.home_tenant_id = acting_tenant
      or exists (select from tenant_access m where m.account_id = of_account and m.tenant_id = acting_tenant)
      or (a.home_tenant_id is null and not exists (select from tenant_access m where m.account_id = of_account))
    );
end
$$;

-- Sets the password of a user that this tenant made and no other tenant knows; false for any other. Such a password signs in to this
-- tenant alone: else whoever provisions a name first could wait until another tenant knows it too, and enter there.
create or replace function set_provisioned_password(of_account uuid, new_hash text) returns boolean
  language sql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  with changed as (
    update account a
    set password_hash = new_hash, password_tenant_id = current_setting('reeve.tenant_id')::uuid,
      updated_at = now(), revision = a.revision + 1
    where a.account_id = of_account and a.kind = 'user' and not a.superadmin
      and a.home_tenant_id = current_setting('reeve.tenant_id')::uuid
      -- One that the account's holder or the instance chose is theirs.
      and (a.password_hash is null or a.password_tenant_id = current_setting('reeve.tenant_id')::uuid)
      and not exists (
        select from tenant_access m
        where m.account_id = of_account and m.tenant_id <> current_setting('reeve.tenant_id')::uuid
      )
    returning 1
  )
  select exists (select from changed)
$$;

create or replace function create_service_account(new_id uuid, wanted_name text, wanted_key text, about text) returns void
  language sql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  insert into account (account_id, kind, username, username_key, description, home_tenant_id)
  values (new_id, 'service_account', wanted_name, wanted_key, about, current_setting('reeve.tenant_id')::uuid)
$$;

create or replace function update_service_account(of_account uuid, wanted_name text, wanted_key text, about text) returns boolean
  language sql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  with changed as (
    update account a
    set username = wanted_name, username_key = wanted_key, description = about, updated_at = now(), revision = a.revision + 1
    where a.account_id = of_account and a.kind = 'service_account' and not a.superadmin
      and a.home_tenant_id = current_setting('reeve.tenant_id')::uuid
    returning 1
  )
  select exists (select from changed)
$$;

-- `is_own` is false for one that the instance made and let in: it is not the tenant's to change, nor to make tokens of.
create or replace function describe_service_account(of_account uuid)
  returns table (description text, superadmin boolean, is_own boolean)
  language sql stable security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  select a.description, a.superadmin, a.home_tenant_id is not distinct from current_setting('reeve.tenant_id')::uuid
  from account a
  join tenant_access m on m.account_id = a.account_id and m.tenant_id = current_setting('reeve.tenant_id')::uuid
  where a.account_id = of_account and a.kind = 'service_account'
$$;

create or replace function delete_service_account(of_account uuid) returns boolean
  language sql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  with gone as (
    delete from account a
    where a.account_id = of_account and a.kind = 'service_account' and not a.superadmin
      and a.home_tenant_id = current_setting('reeve.tenant_id')::uuid
    returning 1
  )
  select exists (select from gone)
$$;

-- Ends what an account holds in this tenant: its tokens bound to it, and, if no other tenant has it active, its sessions and other tokens.
-- The tenant must know the account: call it before the account's access is removed, not after.
create or replace function end_access(of_account uuid) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
declare
  acting_tenant uuid not null := current_setting('reeve.tenant_id')::uuid;
begin
  delete from api_token t where t.account_id = of_account and t.tenant_id = acting_tenant;
  if exists (select from account a where a.account_id = of_account and a.superadmin)
    or exists (
      select from tenant_access m join tenant n on n.tenant_id = m.tenant_id
      where m.account_id = of_account and m.active and n.deleted_at is null and m.tenant_id <> acting_tenant
    )
  then
    return;
  end if;
  delete from api_token t where t.account_id = of_account;
  delete from session s where s.account_id = of_account;
end
$$;

alter function provision_user(text, text, text, text, text) owner to reeve_door;
alter function find_user(text) owner to reeve_door;
alter function identify_user(uuid, boolean) owner to reeve_door;
alter function set_provisioned_password(uuid, text) owner to reeve_door;
alter function create_service_account(uuid, text, text, text) owner to reeve_door;
alter function update_service_account(uuid, text, text, text) owner to reeve_door;
alter function describe_service_account(uuid) owner to reeve_door;
alter function delete_service_account(uuid) owner to reeve_door;
alter function end_access(uuid) owner to reeve_door;
revoke all on function provision_user(text, text, text, text, text), find_user(text), identify_user(uuid, boolean),
  set_provisioned_password(uuid, text),
  create_service_account(uuid, text, text, text), update_service_account(uuid, text, text, text),
  describe_service_account(uuid), delete_service_account(uuid), end_access(uuid) from public;
grant execute on function provision_user(text, text, text, text, text), find_user(text), identify_user(uuid, boolean),
  set_provisioned_password(uuid, text),
  create_service_account(uuid, text, text, text), update_service_account(uuid, text, text, text),
  describe_service_account(uuid), delete_service_account(uuid), end_access(uuid) to reeve_app;

-- An owner needs the right to create only while functions are handed to it.
revoke create on schema reeve from reeve_door;
