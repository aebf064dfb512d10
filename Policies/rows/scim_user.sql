-- A tenant's provisioned users are its own.
alter table scim_user enable row level security;
alter table scim_user force row level security;

drop policy if exists tenant on scim_user;
create policy tenant on scim_user as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on scim_user;
create policy tenant_only on scim_user as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on scim_user from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on scim_user to reeve_app;
grant select, delete on scim_user to reeve_instance;
