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

revoke all on security_integration from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on security_integration to reeve_app;
grant select, insert, update, delete on security_integration to reeve_instance;
