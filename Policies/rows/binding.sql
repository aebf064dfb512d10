-- A tenant's bindings are its own. No update: a binding never changes.
alter table binding enable row level security;
alter table binding force row level security;

drop policy if exists tenant on binding;
create policy tenant on binding as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on binding;
create policy tenant_only on binding as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on binding from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, delete on binding to reeve_app;
grant select, insert, delete on binding to reeve_instance;
