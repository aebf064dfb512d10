-- A tenant sees itself; the instance sees all.
alter table tenant enable row level security;
alter table tenant force row level security;

drop policy if exists tenant on tenant;
create policy tenant on tenant as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on tenant;
create policy tenant_only on tenant as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on tenant;
create policy instance on tenant as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on tenant;
create policy instance_only on tenant as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door. For them a deleted tenant is not there.
drop policy if exists door_read on tenant;
create policy door_read on tenant as permissive for select to reeve_door
  using (deleted_at is null);

revoke all on tenant from public, reeve_app, reeve_instance, reeve_door;
-- Its slug and its end are the instance's: the one could tell a tenant which others there are.
grant select, update (name, access_version, settings, logo, logo_type, revision, updated_at) on tenant to reeve_app;
grant select, insert, update on tenant to reeve_instance;
grant select (tenant_id, slug, access_version, deleted_at) on tenant to reeve_door;
