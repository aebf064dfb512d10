-- A tenant's flows are its own.
alter table flow enable row level security;
alter table flow force row level security;

drop policy if exists tenant on flow;
create policy tenant on flow as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on flow;
create policy tenant_only on flow as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on flow from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on flow to reeve_app;
grant select, delete on flow to reeve_instance;
