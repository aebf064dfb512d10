-- Goes with execution.
alter table execution_iteration enable row level security;
alter table execution_iteration force row level security;

drop policy if exists tenant on execution_iteration;
create policy tenant on execution_iteration as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_iteration;
create policy tenant_only on execution_iteration as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on execution_iteration from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on execution_iteration to reeve_app;
grant select, delete on execution_iteration to reeve_instance;
