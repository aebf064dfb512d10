-- A tenant's timers are its own. The instance looks which tenants have something due.
alter table execution_timer enable row level security;
alter table execution_timer force row level security;

drop policy if exists tenant on execution_timer;
create policy tenant on execution_timer as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_timer;
create policy tenant_only on execution_timer as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on execution_timer;
create policy instance on execution_timer as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on execution_timer;
create policy instance_only on execution_timer as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on execution_timer from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on execution_timer to reeve_app;
grant select (tenant_id, shard, due_at), delete on execution_timer to reeve_instance;
