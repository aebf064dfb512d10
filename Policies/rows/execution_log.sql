-- A tenant's log is its own. Lines are removed, never changed.
alter table execution_log enable row level security;
alter table execution_log force row level security;

drop policy if exists tenant on execution_log;
create policy tenant on execution_log as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_log;
create policy tenant_only on execution_log as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on execution_log from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, delete on execution_log to reeve_app;
grant select, delete on execution_log to reeve_instance;
