-- A tenant's executions are its own. The instance looks which of them an executor takes over, and sees no more of them.
alter table execution enable row level security;
alter table execution force row level security;

drop policy if exists tenant on execution;
create policy tenant on execution as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution;
create policy tenant_only on execution as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on execution;
create policy instance on execution as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on execution;
create policy instance_only on execution as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on execution from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on execution to reeve_app;
grant select (tenant_id, execution_id, shard, phase), delete on execution to reeve_instance;
