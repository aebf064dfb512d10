-- Goes with flow.
alter table flow_dependency enable row level security;
alter table flow_dependency force row level security;

drop policy if exists tenant on flow_dependency;
create policy tenant on flow_dependency as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on flow_dependency;
create policy tenant_only on flow_dependency as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on flow_dependency from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, delete on flow_dependency to reeve_app;
grant select, delete on flow_dependency to reeve_instance;
