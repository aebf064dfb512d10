-- A tenant's secrets are its own.
alter table secret enable row level security;
alter table secret force row level security;

drop policy if exists tenant on secret;
create policy tenant on secret as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on secret;
create policy tenant_only on secret as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on secret from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on secret to reeve_app;
grant select, delete on secret to reeve_instance;
