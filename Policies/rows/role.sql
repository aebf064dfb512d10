-- A tenant's roles are its own.
alter table role enable row level security;
alter table role force row level security;

drop policy if exists tenant on role;
create policy tenant on role as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on role;
create policy tenant_only on role as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on role from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on role to reeve_app;
grant select, insert, update, delete on role to reeve_instance;
