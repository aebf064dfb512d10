-- Goes with the limits of a tenant's flows.
alter table execution_pool enable row level security;
alter table execution_pool force row level security;

drop policy if exists tenant on execution_pool;
create policy tenant on execution_pool as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_pool;
create policy tenant_only on execution_pool as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on execution_pool from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on execution_pool to reeve_app;
grant select, delete on execution_pool to reeve_instance;
