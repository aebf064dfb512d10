-- Goes with flow; what a flow was is never changed.
alter table flow_revision enable row level security;
alter table flow_revision force row level security;

drop policy if exists tenant on flow_revision;
create policy tenant on flow_revision as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on flow_revision;
create policy tenant_only on flow_revision as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on flow_revision from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, delete on flow_revision to reeve_app;
grant select, delete on flow_revision to reeve_instance;
