-- A tenant's namespaces are its own.
alter table namespace enable row level security;
alter table namespace force row level security;

drop policy if exists tenant on namespace;
create policy tenant on namespace as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on namespace;
create policy tenant_only on namespace as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on namespace from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on namespace to reeve_app;
grant select, delete on namespace to reeve_instance;
