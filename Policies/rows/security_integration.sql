-- A tenant's integrations are its own.
alter table security_integration enable row level security;
alter table security_integration force row level security;

drop policy if exists tenant on security_integration;
create policy tenant on security_integration as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on security_integration;
create policy tenant_only on security_integration as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
-- The functions of Policies/doors run as reeve_door. They ask whether the integration of a token is enabled, and for its profile.
drop policy if exists door_read on security_integration;
create policy door_read on security_integration as permissive for select to reeve_door
  using (true);

revoke all on security_integration from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on security_integration to reeve_app;
grant select, insert, update, delete on security_integration to reeve_instance;
grant select (tenant_id, integration_id, enabled, profile) on security_integration to reeve_door;
