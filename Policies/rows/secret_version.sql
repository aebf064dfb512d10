-- Goes with secret.
alter table secret_version enable row level security;
alter table secret_version force row level security;

drop policy if exists tenant on secret_version;
create policy tenant on secret_version as permissive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on secret_version;
create policy tenant_only on secret_version as restrictive to reeve_app, reeve_instance
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));

revoke all on secret_version from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, delete on secret_version to reeve_app;
grant select, delete on secret_version to reeve_instance;
