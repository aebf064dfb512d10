-- A tenant's messages are its own. The instance looks which tenants have something waiting.
alter table execution_message enable row level security;
alter table execution_message force row level security;

drop policy if exists tenant on execution_message;
create policy tenant on execution_message as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on execution_message;
create policy tenant_only on execution_message as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on execution_message;
create policy instance on execution_message as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on execution_message;
create policy instance_only on execution_message as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on execution_message from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, delete on execution_message to reeve_app;
grant select (tenant_id, message_id, shard), delete on execution_message to reeve_instance;
