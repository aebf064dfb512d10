-- For the whole instance: tenants see accounts through tenant_access, and reach this table by the doors alone.
alter table account enable row level security;
alter table account force row level security;

drop policy if exists instance on account;
create policy instance on account as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on account;
create policy instance_only on account as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door. They find any account, and change only what the tenant made: never a superadmin,
-- and they destroy no user.
drop policy if exists door_read on account;
create policy door_read on account as permissive for select to reeve_door
  using (true);
drop policy if exists door_insert on account;
create policy door_insert on account as permissive for insert to reeve_door
  with check (home_tenant_id = (select current_setting('reeve.tenant_id')::uuid) and not superadmin);
drop policy if exists door_update on account;
create policy door_update on account as permissive for update to reeve_door
  using (home_tenant_id = (select current_setting('reeve.tenant_id')::uuid) and not superadmin)
  with check (home_tenant_id = (select current_setting('reeve.tenant_id')::uuid) and not superadmin);
drop policy if exists door_delete on account;
create policy door_delete on account as permissive for delete to reeve_door
  using (home_tenant_id = (select current_setting('reeve.tenant_id')::uuid) and not superadmin and kind = 'service_account');

revoke all on account from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on account to reeve_instance;
grant select, delete,
  insert (account_id, kind, username, username_key, email, first_name, last_name, description, home_tenant_id),
  update (username, username_key, description, password_hash, password_tenant_id, updated_at, revision)
  on account to reeve_door;
