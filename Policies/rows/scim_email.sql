-- Goes with scim_user.
alter table scim_email enable row level security;
alter table scim_email force row level security;

drop policy if exists tenant on scim_email;
create policy tenant on scim_email as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on scim_email;
create policy tenant_only on scim_email as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on scim_email from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on scim_email to reeve_app;
grant select, delete on scim_email to reeve_instance;
