-- Goes with execution.
alter table task_run_attempt enable row level security;
alter table task_run_attempt force row level security;

drop policy if exists tenant on task_run_attempt;
create policy tenant on task_run_attempt as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on task_run_attempt;
create policy tenant_only on task_run_attempt as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on task_run_attempt from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on task_run_attempt to reeve_app;
grant select, delete on task_run_attempt to reeve_instance;
