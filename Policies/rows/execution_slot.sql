-- Goes with execution_pool.
alter table execution_slot enable row level security;
alter table execution_slot force row level security;

drop policy if exists tenant on execution_slot;
create policy tenant on execution_slot as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_slot;
create policy tenant_only on execution_slot as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on execution_slot from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on execution_slot to reeve_app;
grant select, delete on execution_slot to reeve_instance;
