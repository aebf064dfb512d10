-- A tenant sees who has access to it; the instance sees where an account has access.
alter table tenant_access enable row level security;
alter table tenant_access force row level security;

drop policy if exists tenant on tenant_access;
create policy tenant on tenant_access as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on tenant_access;
create policy tenant_only on tenant_access as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on tenant_access;
create policy instance on tenant_access as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on tenant_access;
create policy instance_only on tenant_access as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door. They ask whether an account is active in any tenant.
drop policy if exists door_read on tenant_access;
create policy door_read on tenant_access as permissive for select to reeve_door
  using (true);

revoke all on tenant_access from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on tenant_access to reeve_app;
grant select, insert, update, delete on tenant_access to reeve_instance;
grant select (tenant_id, account_id, active, access_version) on tenant_access to reeve_door;
