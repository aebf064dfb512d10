-- A tenant's keys are its own. The instance may destroy them, which erases the tenant's secrets.
alter table data_key enable row level security;
alter table data_key force row level security;

drop policy if exists tenant on data_key;
create policy tenant on data_key as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on data_key;
create policy tenant_only on data_key as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on data_key from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update on data_key to reeve_app;
grant select, delete on data_key to reeve_instance;
