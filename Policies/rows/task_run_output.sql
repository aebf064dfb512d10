-- Goes with execution.
alter table task_run_output enable row level security;
alter table task_run_output force row level security;

drop policy if exists tenant on task_run_output;
create policy tenant on task_run_output as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on task_run_output;
create policy tenant_only on task_run_output as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on task_run_output from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on task_run_output to reeve_app;
grant select, delete on task_run_output to reeve_instance;
