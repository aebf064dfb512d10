-- Goes with execution.
alter table execution_label enable row level security;
alter table execution_label force row level security;

drop policy if exists tenant on execution_label;
create policy tenant on execution_label as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_label;
create policy tenant_only on execution_label as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on execution_label from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on execution_label to reeve_app;
grant select, delete on execution_label to reeve_instance;
